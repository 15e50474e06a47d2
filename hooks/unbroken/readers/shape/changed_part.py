"""The part of a file that a change touched, in whole statements, found without parsing the file."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Comments and strings may hold text that looks like a definition.
_COMMENT_OR_STRING = (
    rb"#[^\n]*"
    rb'|"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"""'
    rb"|'''[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''"
    rb'|"[^"\\\n]*(?:\\.[^"\\\n]*)*"'
    rb"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'"
)
_START = rb"|^%b(?P<start>@|def\b|class\b|async\b)"
_FLAGS = re.DOTALL | re.MULTILINE
_TOP = re.compile(_COMMENT_OR_STRING + _START % b"", _FLAGS)
_INDENTED = re.compile(_COMMENT_OR_STRING + _START % rb"(?P<indent>[ \t]+)", _FLAGS)


def changed_part(old: bytes, new: bytes) -> tuple[bytes, bytes] | None:
    """Return the part of each of two versions of a file that differs; the rest is equal.

    Both parts are whole statements: they begin and end where a top-level definition or decorator
    begins, or the file does. If one class differs, they are the differing statements of its body
    in a substitute class. The caller must check that both parse. Returns None when no part can be
    left out.
    """
    if b"coding" in old[:400] or b"coding" in new[:400]:
        return None  # A part does not include the PEP 263 cookie.
    start, end, shift = _span(old, new, _TOP)
    old_part, new_part = old[start:end], new[start : end + shift]
    in_class = _part_of_class(old_part, new_part)
    if in_class is not None:
        return in_class
    return (old_part, new_part) if start or end < len(old) else None


def _part_of_class(old: bytes, new: bytes) -> tuple[bytes, bytes] | None:
    if not (old.startswith(b"class ") and new.startswith(b"class ")):
        return None
    indent = next((match["indent"] for match in _INDENTED.finditer(old) if match["start"]), None)
    if indent is None:
        return None
    token = re.compile(_COMMENT_OR_STRING + _START % re.escape(indent), _FLAGS)
    start, end, shift = _span(old, new, token)
    old_part, new_part = old[start:end], new[start : end + shift]
    return (b"class A:\n" + old_part, b"class A:\n" + new_part) if start else None


def _span(old: bytes, new: bytes, token: re.Pattern[bytes]) -> tuple[int, int, int]:
    """Return the start and end of the difference in `old`, and the shift of its end in `new`."""
    # Both versions must have the word that begins a definition, with the character behind it.
    starts = _starts(old, 0, token, _common_prefix(old, new) - 1)
    start = max(starts, default=0)
    shift = len(new) - len(old)
    first = max(len(old) - _common_prefix(old[::-1], new[::-1]), start + 1, start + 1 - shift)
    after = set(_starts(new, start, token, len(new)))
    ends = (at for at in _starts(old, start, token, len(old)) if at >= first)
    return start, next((at for at in ends if at + shift in after), len(old)), shift


def _starts(source: bytes, begin: int, token: re.Pattern[bytes], end: int) -> Iterator[int]:
    """Yield the positions before `end` where definitions and decorators begin."""
    for match in token.finditer(source, begin):
        if match.end() > end:
            break
        if match["start"]:
            yield match.start()


def _common_prefix(one: bytes, other: bytes) -> int:
    """Return the length of the longest common prefix of two texts."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
