"""Commit messages: the text that git keeps, and whether it announces a break.

git-commit(1), "--cleanup", and conventionalcommits.org, "Specification".
"""

from __future__ import annotations

import re
import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple

_HEADER = re.compile(r"(?P<type>[A-Za-z][\w-]*(?:\([^()]*\))?)(?P<mark>!?):(?P<rest>\s+\S.*)")
_FOOTER = re.compile(r"^BREAKING[ -]CHANGE(?::| #)\s*\S", re.MULTILINE)
_AUTOSQUASH = re.compile(r"(?:(?:fixup|squash)! )+")
_SCISSORS = "------------------------ >8 ------------------------"
_AUTOMATIC = "#;@!$%^&|:"
"""The characters among which git chooses with `core.commentChar = auto`."""

_PATIENCE = 2.0
"""Seconds for a configured pattern, which may backtrack for years."""


class Message(NamedTuple):
    """A message as git keeps it, without the prefixes for `git rebase --autosquash`."""

    header: str
    text: str


def message_of(data: bytes, settings: Mapping[str, str], *, edited: bool) -> Message | None:
    """Return the message that git keeps of the file for the hook; None if it keeps nothing.

    `settings` are git's `core.commentchar`, `core.commentstring` and `commit.cleanup` (in lower
    case). `edited` says whether an editor was open; without one comments are kept. Other
    encodings than UTF-8 are expected to extend ASCII.
    """
    lines = data.decode("utf-8", "replace").removeprefix("\ufeff").splitlines()
    comment = _comment(lines, settings)
    cut = [at for at, line in enumerate(lines) if line == f"{comment} {_SCISSORS}"]
    lines = lines[: cut[0]] if cut else lines
    mode = settings.get("commit.cleanup", "default")
    if mode == "strip" or (mode == "default" and edited):
        lines = [line for line in lines if not line.startswith(comment)]
    text = "\n".join(line.rstrip() for line in lines).strip("\n")
    if text.startswith("amend! "):
        # The rest is the whole message of the amended commit.
        text = text.partition("\n")[2].strip("\n")
    text = text[match.end() :] if (match := _AUTOSQUASH.match(text)) else text
    return Message(text.partition("\n")[0].strip(), text) if text.strip() else None


def _comment(lines: list[str], settings: Mapping[str, str]) -> str:
    """Return the comment prefix; where git chose it, it is taken from the last lines."""
    given = settings.get("core.commentstring") or settings.get("core.commentchar") or "#"
    if given != "auto":
        return given
    for line in reversed(lines):
        if line.endswith(f" {_SCISSORS}"):
            return line[: -len(_SCISSORS) - 1]
    last = next((line for line in reversed(lines) if line.strip()), "")
    return last[0] if last and last[0] in _AUTOMATIC else "#"


def announces_break(message: Message, pattern: str | None) -> bool:
    """Return whether a message announces a breaking change.

    It does with `!` before the colon of its first line (`feat(api)!: …`), or with a line that
    begins with `BREAKING CHANGE:` (or `BREAKING-CHANGE:`). A `pattern` replaces this convention;
    `^` and `$` in it match at lines. Raises TimeoutError if the search takes too long.
    """
    if pattern is None:
        header = _HEADER.match(message.header)
        has_mark = header is not None and header["mark"] == "!"
        return has_mark or _FOOTER.search(message.text) is not None
    with _limited():
        return re.search(pattern, message.text, re.MULTILINE) is not None


@contextmanager
def _limited() -> Iterator[None]:
    """Raise TimeoutError after `_PATIENCE` seconds, where the system has timers."""
    if (
        not hasattr(signal, "setitimer")
        or threading.current_thread() is not threading.main_thread()
    ):
        yield
        return

    def stop(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, _PATIENCE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def with_break_mark(header: str) -> str | None:
    """Return a first line with `!` before its colon; None if it has no type (`fix: …`)."""
    match = _HEADER.fullmatch(header)
    return f"{match['type']}!:{match['rest']}" if match is not None else None
