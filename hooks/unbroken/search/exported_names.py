"""Which names a source file may re-export: by imports, in subclasses and by aliases.

The text is searched without being parsed. The result may have too many names, but none is missing.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterator, Mapping

Search = Callable[[Collection[str]], Collection[str]]
"""Returns the paths of the files that may re-export one of some names.

`name@module` limits the search to files that also name a module, by the last part of its name.
"""


def with_stars(words: Collection[str]) -> set[str]:
    """Return some words with those that search for star imports of the same modules."""
    return {*words, *(f"{ANYTHING}{at}{module}" for _, at, module in map(_parts, words))}


def _parts(word: str) -> tuple[str, str, str]:
    return word.partition("@")


ANYTHING = "*"
"""Stands for all names: the text of a star import does not show what it re-exports."""

_NAME = rb"[A-Za-z_\x80-\xff][\w\x80-\xff]*"
_WORD = re.compile(_NAME)
_STAR = re.compile(rb"import[ \t]+\*")
_AS = re.compile(rb"[ \t]as[ \t]")
_CLASS = re.compile(rb"\bclass\s+%b\s*(?:\[.*?\]\s*)?\(" % _NAME, re.DOTALL)
_DEF = re.compile(rb"\bdef\s+%b\s*(?:\[.*?\]\s*)?\(" % _NAME, re.DOTALL)
# In parameters: a default that is a name, and the TypedDict whose keys `**kwargs` takes.
_REFERRED = re.compile(rb"(?:=\s*|Unpack\[\s*)([A-Za-z_\x80-\xff][\w.\x80-\xff]*)")
_BRACKET = re.compile(rb"[()]")
# At the left edge: a definition, `x = … name`, `x = call(… name …)`.
_ALIASED = re.compile(
    rb"^\w+[^=\n]*=[ \t]*((?:[\w\x80-\xff.]+\.)?%b)[ \t]*(?:#.*)?$" % _NAME, re.MULTILINE
)
_IMPORTED = re.compile(rb"^[ \t]*from[ \t]+([\w.]+)[ \t]+import\b", re.MULTILINE)
_CALLED = re.compile(rb"^\w+\s*=[^\n(]*\((.*)$", re.MULTILINE)


def reexported_names(text: bytes, path: str) -> set[str]:
    """Return the names that a source file may re-export.

    They include the parts of the names of modules that it imports from, and ANYTHING for a star
    import.
    """
    if path.endswith("__init__.py") or b"__all__" in text or b"__getattr__" in text:
        found = set(_WORD.findall(text))
    else:
        found = set(_renamed(text))
        for dotted in _ALIASED.findall(text):
            found.update(dotted.split(b"."))
        for match in _CALLED.finditer(text):
            found.update(_WORD.findall(match[1]))
        for match in _CLASS.finditer(text):
            found.update(_WORD.findall(text, match.end(), _closing(text, match.end())))
        for match in _DEF.finditer(text):
            end = _closing(text, match.end())
            for dotted in _REFERRED.findall(text, match.end(), end):
                found.update(dotted.split(b"."))
    for dotted in _IMPORTED.findall(text):
        found.update(dotted.split(b".") if dotted.strip(b".") else [_folder(path, dotted)])
    names = {name.decode("utf-8", "replace") for name in found}
    return names | {ANYTHING} if _STAR.search(text) else names


def _renamed(text: bytes) -> Iterator[bytes]:
    """Yield the names that stand before an `as` in the same line."""
    for match in _AS.finditer(text):
        end = match.start()
        before = text[max(text.rfind(b"\n", 0, end) + 1, end - _LONGEST) : end].rstrip(b" \t")
        words = _WORD.findall(before)
        if words and before.endswith(words[-1]):
            yield words[-1]


_LONGEST = 500
"""So many bytes before an `as` have its name: a line may be very long, and have many."""


def _folder(path: str, dots: bytes) -> bytes:
    """Return the name of the package that `from . import …` (or `..`, …) in a file imports from."""
    folders = path.split("/")[:-1]
    return os.fsencode(folders[-len(dots)]) if len(dots) <= len(folders) else b""


def _closing(text: bytes, start: int) -> int:
    """Return where the bracket is closed that was opened before `start`."""
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
        wanted = [set(word.split("@")) for word in with_stars(words)]
        paths = list(containing(sorted({word.partition("@")[0] for word in words})))
        texts = read([path for path in paths if path not in known])
        known.update((path, reexported_names(text, path)) for path, text in texts.items())
        return [path for path in paths if any(names <= known[path] for names in wanted)]

    return search
