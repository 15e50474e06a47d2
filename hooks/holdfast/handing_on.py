"""Which files hand names on to users, as their text tells: re-exports, subclasses and aliases.

What a text may hand on is found without parsing it, and rather too much than too little.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping

Search = Callable[[Collection[str]], Collection[str]]
"""Gives the paths of the files that may hand on one of some names."""

ANYTHING = "*"
"""Stands for all names: a star import hands on what no text tells."""

_NAME = rb"[A-Za-z_\x80-\xff][\w\x80-\xff]*"
_WORD = re.compile(_NAME)
_STAR = re.compile(rb"import[ \t]+\*")
_RENAMED = re.compile(rb"(%b)[ \t]+as[ \t]" % _NAME)
_CLASS = re.compile(rb"\bclass\s+%b\s*(?:\[.*?\]\s*)?\(" % _NAME, re.DOTALL)
_BRACKET = re.compile(rb"[()]")
# At the left edge: a definition, `x = … name`, `x = call(… name …)`.
_DEFINED = re.compile(rb"^(?:async[ \t]+)?(?:def|class)[ \t]+(%b)" % _NAME, re.MULTILINE)
_ALIASED = re.compile(rb"^\w+[^=\n]*=[ \t]*(?:[\w.]+\.)?(%b)[ \t]*(?:#.*)?$" % _NAME, re.MULTILINE)
_CALLED = re.compile(rb"^\w+\s*=[^\n(]*\((.*)$", re.MULTILINE)


def names_handed_on(text: bytes, path: str) -> set[str]:
    """Give the names that a source file may hand on; ANYTHING is among them for a star import."""
    if path.endswith("__init__.py") or b"__all__" in text or b"__getattr__" in text:
        found = set(_WORD.findall(text))
    else:
        found = {*_RENAMED.findall(text), *_DEFINED.findall(text), *_ALIASED.findall(text)}
        for match in _CALLED.finditer(text):
            found.update(_WORD.findall(match[1]))
        for match in _CLASS.finditer(text):
            found.update(_WORD.findall(text, match.end(), _closing(text, match.end())))
    names = {each.decode("utf-8", "replace") for each in found}
    return names | {ANYTHING} if _STAR.search(text) else names


def _closing(text: bytes, start: int) -> int:
    """Give where the bracket is closed that was opened before `start`."""
    depth = 1
    for match in _BRACKET.finditer(text, start):
        depth += 1 if match[0] == b"(" else -1
        if not depth:
            return match.start()
    return len(text)


def searching(containing: Search, read: Callable[[Collection[str]], Mapping[str, bytes]]) -> Search:
    """Make a search that looks at the texts that contain the words."""
    known: dict[str, set[str]] = {}

    def search(words: Collection[str]) -> list[str]:
        wanted = {*words, ANYTHING}
        paths = list(containing(words))
        texts = read([path for path in paths if path not in known])
        known.update((path, names_handed_on(text, path)) for path, text in texts.items())
        return [path for path in paths if known[path] & wanted]

    return search
