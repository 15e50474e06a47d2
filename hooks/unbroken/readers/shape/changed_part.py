"""The part of a file that a change touched, in whole statements, found without parsing the file."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Comments and strings hide what looks like a definition (Python reference, "Lexical analysis").
_HIDING = (
    rb"#[^\n]*"
    rb'|"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"""'
    rb"|'''[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''"
    rb'|"[^"\\\n]*(?:\\.[^"\\\n]*)*"'
    rb"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'"
)
_START = rb"|^%b(?P<start>@|def\b|class\b|async\b)"
_FLAGS = re.DOTALL | re.MULTILINE
_TOP = re.compile(_HIDING + _START % b"", _FLAGS)
_INDENTED = re.compile(_HIDING + _START % rb"(?P<indent>[ \t]+)", _FLAGS)


def changed_part(old: bytes, new: bytes) -> tuple[bytes, bytes] | None:
    """Give the part of two versions of a file that differs; what is around it is the same.

    Both parts are whole statements: they begin and end where a top-level definition or decorator
    begins, or the file does; or they are the part of a class that differs, in another class. They
    are only worth something when both parse. Returns None when nothing can be left out.
    """
    if b"coding" in old[:400] or b"coding" in new[:400]:
        return None  # PEP 263: a part has lost how it is encoded.
    start, end, shift = _span(old, new, _TOP)
    was, now = old[start:end], new[start : end + shift]
    return _part_of_class(was, now) or ((was, now) if start or end < len(old) else None)


def _part_of_class(old: bytes, new: bytes) -> tuple[bytes, bytes] | None:
    if not (old.startswith(b"class ") and new.startswith(b"class ")):
        return None
    indent = next((each["indent"] for each in _INDENTED.finditer(old) if each["start"]), None)
    if indent is None:
        return None
    start, end, shift = _span(old, new, re.compile(_HIDING + _START % re.escape(indent), _FLAGS))
    was, now = old[start:end], new[start : end + shift]
    return (b"class A:\n" + was, b"class A:\n" + now) if start else None


def _span(old: bytes, new: bytes, token: re.Pattern[bytes]) -> tuple[int, int, int]:
    """Give where the difference begins and ends in `old`, and how much later it ends in `new`."""
    # What makes it a start must be in both, up to the character that ends the word.
    starts = _starts(old, 0, token, _common_prefix(old, new) - 1)
    start = max(starts, default=0)
    shift = len(new) - len(old)
    first = max(len(old) - _common_prefix(old[::-1], new[::-1]), start + 1, start + 1 - shift)
    after = set(_starts(new, start, token, len(new)))
    ends = (at for at in _starts(old, start, token, len(old)) if at >= first)
    return start, next((at for at in ends if at + shift in after), len(old)), shift


def _starts(source: bytes, begin: int, token: re.Pattern[bytes], end: int) -> Iterator[int]:
    """Give where definitions and decorators begin (with their indentation), up to a place."""
    for match in token.finditer(source, begin):
        if match.end() > end:
            break
        if match["start"]:
            yield match.start()


def _common_prefix(one: bytes, other: bytes) -> int:
    """Give the number of bytes that two texts begin with in common."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
