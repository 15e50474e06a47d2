"""Brackets that libcst parses in exponential time.

Its grammar tries the inside of a bracket several times over in two places: in the patterns of
`match`, and in the targets of a `del` that is not valid. Each level of nesting multiplies the time
by two to five; CPython's parser has no such limit.
"""

from __future__ import annotations

import re

_MOST_LEVELS = 6
_KEYWORD = re.compile(r"\b(?:case|del)\b")
_BRACKET = re.compile(r"[(\[{)\]}\n]")


def has_costly_nesting(text: str) -> bool:
    """Return whether brackets after `case` or `del` nest more deeply than libcst can parse.

    Strings and comments are not told apart from code, so the answer may be wrong for a file with
    such brackets in them. Then another reader reads the file.
    """
    scanned_to = 0
    for keyword in _KEYWORD.finditer(text):
        if keyword.start() < scanned_to:
            continue
        depth = 0
        for bracket in _BRACKET.finditer(text, keyword.end()):
            scanned_to = bracket.end()
            if bracket[0] in "([{":
                depth += 1
            elif bracket[0] != "\n":
                depth -= 1
            if depth > _MOST_LEVELS:
                return True
            # The end of the logical line, or of the brackets that the keyword stands in.
            if depth < 0 or (depth == 0 and bracket[0] == "\n"):
                break
    return False
