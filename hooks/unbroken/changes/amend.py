"""Whether the commit that is being made replaces the last one (`git commit --amend`).

git does not tell its hooks. Where the processes above can be seen (Linux), the command line of the
`git commit` among them does. Elsewhere the author does: git exports GIT_AUTHOR_NAME, _EMAIL and
_DATE before it runs a hook (builtin/commit.c, determine_author_info), and an amended commit keeps
the author and the date that it had, to the second. An amend that also changes the author is taken
for a new commit there.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unbroken.sources.git.repository import Repository

_MOMENT = 2
"""Seconds for which a new commit could have the author's date of the last one by chance."""

_GENERATIONS = 64
_GIT_VALUES = frozenset(
    ("-C", "-c", "--git-dir", "--work-tree", "--namespace", "--config-env", "--attr-source")
)
_LONG_VALUES = frozenset(
    (
        "--message", "--file", "--author", "--date", "--reuse-message", "--reedit-message",
        "--fixup", "--squash", "--template", "--cleanup", "--trailer", "--pathspec-from-file",
    )
)  # fmt: skip
_SHORT_VALUES = "mFCct"


def is_amending(
    repository: Repository,
    environment: Mapping[str, str],
    commands: Iterable[list[str]] | None = None,
) -> bool:
    """Tell whether a hook is run by `git commit --amend`.

    `commands` are the command lines of the processes above, the nearest first (None: as they
    are). Outside a hook, where git names no index, nothing is being committed.
    """
    if "GIT_INDEX_FILE" not in environment or repository.head is None:
        return False
    for command in _commands_above() if commands is None else commands:
        said = _amends(command)
        if said is not None:
            return said
    return _has_author_of_head(repository, environment)


def _has_author_of_head(repository: Repository, environment: Mapping[str, str]) -> bool:
    name, email, date = (environment.get(f"GIT_AUTHOR_{e}") for e in ("NAME", "EMAIL", "DATE"))
    head = repository.commit(repository.head or "")
    if name is None or email is None or date is None or head is None:
        return False
    if os.fsencode(f"{name} <{email}> {date.removeprefix('@')}") != head.author:
        return False
    # A script may commit twice within a second: that is no amend.
    seconds = head.author.split()[-2]
    return seconds.isdigit() and time.time() - int(seconds) > _MOMENT


def _amends(command: list[str]) -> bool | None:
    """Tell whether a command line is `git commit` with `--amend`; None for any other program."""
    program = os.path.basename(command[0]).removesuffix(".exe") if command else ""
    rest = command[1:]
    if program == "git":
        while rest and rest[0].startswith("-"):
            rest = rest[2 if rest[0] in _GIT_VALUES else 1 :]
        program, rest = f"git-{rest[0]}" if rest else "", rest[1:]
    if program != "git-commit":
        return None
    found = False
    for each in _without_values(rest):
        if each == "--":
            break
        # git takes every beginning of an option that no other begins with (gitcli(7)).
        if len(each) > 3 and "--amend".startswith(each):
            found = True
        elif len(each) > 6 and "--no-amend".startswith(each):
            found = False
    return found


def _without_values(arguments: list[str]) -> Iterator[str]:
    """Leave out what is the value of the option before it."""
    skip = False
    for each in arguments:
        if not skip:
            yield each
        skip = not skip and (each in _LONG_VALUES or _ends_with_value(each))


def _ends_with_value(option: str) -> bool:
    """Tell whether the last letter of `-am` asks for a value, which is the next argument then."""
    letters = option[1:]
    if not option.startswith("-") or option.startswith("--"):
        return False
    at = next((i for i, letter in enumerate(letters) if letter in _SHORT_VALUES), None)
    return at is not None and at == len(letters) - 1


def _commands_above() -> Iterator[list[str]]:
    """Give the command lines of the processes above this one (proc(5)); none where it is not."""
    process = os.getppid()
    for _ in range(_GENERATIONS):
        try:
            with open(f"/proc/{process}/cmdline", "rb") as file:
                command = file.read()
            with open(f"/proc/{process}/stat", "rb") as file:
                # The second field, a name in parentheses, may hold anything.
                parent = file.read().rpartition(b")")[2].split()[1]
        except (OSError, IndexError):
            return
        yield [os.fsdecode(each) for each in command.split(b"\0")[:-1]]
        process = int(parent)
        if process <= 1:
            return
