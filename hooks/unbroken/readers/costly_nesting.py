"""What libcst parses in exponential or quadratic time.

Its grammar tries the inside of a bracket several times over in two places: in the patterns of
`match`, and in the targets of a `del` that is not valid. Each level of nesting multiplies the time
by two to five. It parses a chain of operators, calls or attributes anew for each of its links.
CPython's parser does neither.
"""

from __future__ import annotations

import re

_MOST_LEVELS = 6
_KEYWORD = re.compile(r"\b(?:case|del)\b")
_BRACKET = re.compile(r"[(\[{)\]}\n]")
_MOST_LINKS = 100
"""More than people write; a chain of so many links takes as long as fifty lines of code."""
_LINK = re.compile(
    r"""(?P<text>\#[^\n]*|\'\'\'.*?\'\'\'|\"\"\".*?\"\"\"|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")
    |(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<end>[,;:=])|(?P<line>\n)
    |\b(?:if|and|or)\b|[.+\-*/%@&|^<>]""",
    re.VERBOSE | re.DOTALL,
)


def has_costly_nesting(text: str) -> bool:
    """Return whether brackets after `case` or `del` nest more deeply than libcst can parse.

    Strings and comments are not distinguished from code, so the answer may be wrong for a file with
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


def has_long_chain(text: str) -> bool:
    """Return whether an expression is a chain of so many links that libcst would take long.

    Strings are only recognised where that is easy, so the answer may be wrong for a file with code
    in strings. Then another reader reads the file.
    """
    around: list[int] = []
    links = 0
    for match in _LINK.finditer(text):
        kind = match.lastgroup
        if kind == "text":
            continue
        if kind == "end" or (kind == "line" and not around):
            links = 0
            continue
        if kind == "line":
            continue
        if kind == "close":
            links = around.pop() if around else 0
            continue
        links += 1
        if links > _MOST_LINKS:
            return True
        if kind == "open":
            around.append(links)
            links = 0
    return False
