"""Whether the commit that is being made replaces the last one (`git commit --amend`).

git does not say it to hooks. Where the parent processes are visible (Linux), the command line of
`git commit` among them decides. Elsewhere the author decides: git exports GIT_AUTHOR_NAME, _EMAIL
and _DATE before it runs a hook (builtin/commit.c, determine_author_info), and an amended commit
keeps its author and date, to the second. There, an amend that also changes the author counts as a
new commit.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unbroken.sources.git.repository import Repository

_SAME_DATE_SECONDS = 2
"""How long a new commit could have the author's date of the last one by chance."""

_MOST_PARENTS = 64
_GIT_OPTIONS_WITH_VALUE = frozenset(
    ("-C", "-c", "--git-dir", "--work-tree", "--namespace", "--config-env", "--attr-source")
)
_LONG_OPTIONS_WITH_VALUE = frozenset(
    (
        "--message", "--file", "--author", "--date", "--reuse-message", "--reedit-message",
        "--fixup", "--squash", "--template", "--cleanup", "--trailer", "--pathspec-from-file",
    )
)  # fmt: skip
_SHORT_OPTIONS_WITH_VALUE = "mFCct"


def is_amending(
    repository: Repository,
    environment: Mapping[str, str],
    commands: Iterable[list[str]] | None = None,
) -> bool:
    """Return whether a hook is run by `git commit --amend`.

    `commands` are the command lines of the parent processes, the nearest first (None: ask the
    system). Outside a hook, where git names no index, nothing is being committed.
    """
    if "GIT_INDEX_FILE" not in environment or repository.head is None:
        return False
    for command in _parent_commands() if commands is None else commands:
        amends = _amends(command)
        if amends is not None:
            return amends
    return _has_author_of_head(repository, environment)


def _has_author_of_head(repository: Repository, environment: Mapping[str, str]) -> bool:
    name, email, date = (
        environment.get(f"GIT_AUTHOR_{field}") for field in ("NAME", "EMAIL", "DATE")
    )
    head = repository.commit(repository.head or "")
    if name is None or email is None or date is None or head is None:
        return False
    if os.fsencode(f"{name} <{email}> {date.removeprefix('@')}") != head.author:
        return False
    # A script may commit twice within a second, which is not an amend.
    seconds = head.author.split()[-2]
    return seconds.isdigit() and time.time() - int(seconds) > _SAME_DATE_SECONDS


def _amends(command: list[str]) -> bool | None:
    """Return whether a command line is `git commit` with `--amend`; None for other programs."""
    program = os.path.basename(command[0]).removesuffix(".exe") if command else ""
    rest = command[1:]
    if program == "git":
        while rest and rest[0].startswith("-"):
            rest = rest[2 if rest[0] in _GIT_OPTIONS_WITH_VALUE else 1 :]
        program, rest = f"git-{rest[0]}" if rest else "", rest[1:]
    if program != "git-commit":
        return None
    amends = False
    for argument in _without_values(rest):
        if argument == "--":
            break
        # git accepts every unambiguous prefix of an option (gitcli(7)).
        if len(argument) > 3 and "--amend".startswith(argument):
            amends = True
        elif len(argument) > 6 and "--no-amend".startswith(argument):
            amends = False
    return amends


def _without_values(arguments: list[str]) -> Iterator[str]:
    """Yield the arguments without the values of options."""
    is_value = False
    for argument in arguments:
        if not is_value:
            yield argument
        is_value = not is_value and _takes_value(argument)


def _takes_value(option: str) -> bool:
    """Return whether the next argument is the value of an option.

    In a group of short options (`-am`) that is so when the last letter is the first one that
    takes a value; otherwise the rest of the group is the value.
    """
    if option in _LONG_OPTIONS_WITH_VALUE:
        return True
    if not option.startswith("-") or option.startswith("--"):
        return False
    with_value = [letter in _SHORT_OPTIONS_WITH_VALUE for letter in option[1:]]
    return True in with_value and with_value.index(True) == len(with_value) - 1


def _parent_commands() -> Iterator[list[str]]:
    """Yield the command lines of the parent processes (proc(5)); none where there is no /proc."""
    process = os.getppid()
    for _ in range(_MOST_PARENTS):
        try:
            with open(f"/proc/{process}/cmdline", "rb") as file:
                command = file.read()
            with open(f"/proc/{process}/stat", "rb") as file:
                # The second field, a name in parentheses, may hold anything.
                parent = file.read().rpartition(b")")[2].split()[1]
        except (OSError, IndexError):
            return
        yield [os.fsdecode(argument) for argument in command.split(b"\0")[:-1]]
        process = int(parent)
        if process <= 1:
            return
