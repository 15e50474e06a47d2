"""The part of a file that a change touched, in whole statements, found without parsing the file."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Comments and strings hide what looks like a definition (Python reference, "Lexical analysis").
_TOKEN = re.compile(
    rb"#[^\n]*"
    rb'|"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"""'
    rb"|'''[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''"
    rb'|"[^"\\\n]*(?:\\.[^"\\\n]*)*"'
    rb"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'"
    rb"|^(?P<start>@|def\b|class\b|async\b)",
    re.DOTALL | re.MULTILINE,
)
_LONGEST_START = 6


def changed_part(old: bytes, new: bytes) -> tuple[bytes, bytes] | None:
    """Give the part of two versions of a file that differs; what is around it is the same.

    Both parts begin and end where a top-level definition or decorator begins, or the file does.
    They are only worth something when both parse. Returns None when nothing can be left out.
    """
    if b"coding" in old[:400] or b"coding" in new[:400]:
        return None  # PEP 263: a part has lost how it is encoded.
    start = max(_starts(old, 0, _common_prefix(old, new) - _LONGEST_START), default=0)
    shift = len(new) - len(old)
    first = max(len(old) - _common_prefix(old[::-1], new[::-1]), start + 1, start + 1 - shift)
    after = set(_starts(new, start, len(new)))
    end = next(
        (at for at in _starts(old, start, len(old)) if at >= first and at + shift in after),
        len(old),
    )
    if not start and end == len(old):
        return None
    return old[start:end], new[start : end + shift]


def _starts(source: bytes, begin: int, end: int) -> Iterator[int]:
    """Give where definitions and decorators begin at the left edge, up to a place."""
    for match in _TOKEN.finditer(source, begin):
        if match.start() > end:
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
