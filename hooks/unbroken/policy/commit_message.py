"""A commit's message: what of the file git will keep, and whether it says that the commit breaks.

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
"""Of these git chooses a comment character that no line begins with (`core.commentChar = auto`)."""

_PATIENCE = 2.0
"""Seconds for a configured pattern: one that backtracks without end would take years."""


class Message(NamedTuple):
    """A message as git will keep it, without the marks for `git rebase --autosquash`."""

    header: str
    text: str


def message_of(data: bytes, settings: Mapping[str, str], *, edited: bool) -> Message | None:
    """Give what git keeps of the file that it hands to the hook; None when that is nothing.

    `settings` are git's `core.commentchar`, `core.commentstring` and `commit.cleanup` (in lower
    case); `edited` tells whether an editor was open, without which comments are kept. What is not
    UTF-8 is in some encoding that has ASCII's letters.
    """
    lines = data.decode("utf-8", "replace").removeprefix("\ufeff").splitlines()
    comment = _comment(lines, settings)
    cut = [at for at, line in enumerate(lines) if line == f"{comment} {_SCISSORS}"]
    lines = lines[: cut[0]] if cut else lines
    mode = settings.get("commit.cleanup", "default")
    if mode == "strip" or (mode == "default" and edited):
        lines = [each for each in lines if not each.startswith(comment)]
    text = "\n".join(each.rstrip() for each in lines).strip("\n")
    if text.startswith("amend! "):
        # What follows is the whole message that the amended commit will have.
        text = text.partition("\n")[2].strip("\n")
    text = text[match.end() :] if (match := _AUTOSQUASH.match(text)) else text
    return Message(text.partition("\n")[0].strip(), text) if text.strip() else None


def _comment(lines: list[str], settings: Mapping[str, str]) -> str:
    """Give what comments begin with; where git chose it, the lines that it wrote last tell."""
    given = settings.get("core.commentstring") or settings.get("core.commentchar") or "#"
    if given != "auto":
        return given
    for line in reversed(lines):
        if line.endswith(f" {_SCISSORS}"):
            return line[: -len(_SCISSORS) - 1]
    last = next((each for each in reversed(lines) if each.strip()), "")
    return last[0] if last and last[0] in _AUTOMATIC else "#"


def says_break(message: Message, pattern: str | None) -> bool:
    """Tell whether a message says that the commit breaks something.

    It does with `!` before the colon of its first line (`feat(api)!: …`), or with a line that
    begins with `BREAKING CHANGE:` (or `BREAKING-CHANGE:`). Or `pattern` is searched for instead, in
    which `^` and `$` match at lines; raises TimeoutError when that has no end.
    """
    if pattern is None:
        header = _HEADER.match(message.header)
        marked = header is not None and header["mark"] == "!"
        return marked or _FOOTER.search(message.text) is not None
    with _limited():
        return re.search(pattern, message.text, re.MULTILINE) is not None


@contextmanager
def _limited() -> Iterator[None]:
    """Raise TimeoutError after a while, where the system can interrupt."""
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


def with_mark(header: str) -> str | None:
    """Give the first line with the mark of a break; None where it has no type (`fix: …`)."""
    match = _HEADER.fullmatch(header)
    return f"{match['type']}!:{match['rest']}" if match is not None else None
