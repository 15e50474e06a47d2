"""What the text of a source file says before it is parsed: its words, and what names stand for.

Most files of a project have nothing to do with what broke; finding that out must cost nothing.
Everything here errs on the side of too much.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_IS_WORD = bytes(
    code if code >= 128 or code == ord("_") or chr(code).isalnum() else ord(" ")
    for code in range(256)
)
_AFTER_DOT = re.compile(r"\.\s*([^\W\d]\w*)")
_SOURCE = re.compile(r"^[ \t]*(?:from|import)[ \t]+([\w.]+)", re.MULTILINE)
_WORD = re.compile(r"\w+")
_COMMENT = re.compile(r"#.*")
_CLASS = re.compile(r"^[ \t]*class[ \t]+(\w+)[ \t]*\(([^()]*(?:\([^()]*\)[^()]*)*)\)", re.MULTILINE)
_FROM = re.compile(
    r"^[ \t]*from[ \t]+([\w.]+)[ \t]+import[ \t]*(\([^)]*\)|(?:[^\n\\]|\\\r?\n)*)", re.MULTILINE
)
_IMPORT_AS = re.compile(
    r"^[ \t]*import[ \t]+(?:.*,[ \t]*)?([\w.]+)[ \t]+as[ \t]+(\w+)", re.MULTILINE
)
_ALIAS = re.compile(r"^(\w+)[ \t]*(?::[^=\n]*)?=[ \t]*([\w.]+)[ \t]*(?:#.*)?\r?$", re.MULTILINE)
_ATTRIBUTE = re.compile(r"\.(\w+)[ \t]*(?::[^=\n]+)?=(?!=)[ \t]*([\w.]+)")
ANY = "*"
"""Among the words that a name is made of: whatever is in a module that is star-imported."""


def words_of(source: bytes) -> frozenset[str]:
    """Return the words in a source: its names and keywords, and those in texts and comments."""
    return frozenset(source.translate(_IS_WORD).decode("utf-8", "replace").split())


def dotted_words_of(text: str) -> frozenset[str]:
    """Return the words that follow a dot, with it, and the dotted names of imported modules."""
    return frozenset([f".{word}" for word in _AFTER_DOT.findall(text)] + _SOURCE.findall(text))


def made_of(text: str, module: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield what a source binds, each name with the words that it is made of.

    These are classes, imports and aliases. Where a module is star-imported, `ANY` and the words of
    its name are among them, for the name of the `module` itself, too.
    """
    imports = list(_imports_of(text))
    starred = frozenset[str]().union(*(parts for name, parts in imports if name == ANY))
    if starred:
        starred |= {ANY}
        yield module.rpartition(".")[2], starred
    bound = [(name, parts) for name, parts in imports if name != ANY]
    for name, value in (*_CLASS.findall(text), *_ALIAS.findall(text)):
        bound.append((name, _words(value)))
    for name, parts in bound:
        yield name, parts | starred


def _imports_of(text: str) -> Iterator[tuple[str, frozenset[str]]]:
    for source, imported in _FROM.findall(text):
        parts = _words(source)
        for item in _COMMENT.sub("", imported).strip(" ()").split(","):
            names = _WORD.findall(item)
            if names:
                yield names[-1], parts | {names[0]}
            elif ANY in item:
                yield ANY, parts
    for source, name in _IMPORT_AS.findall(text):
        yield name, _words(source)


def attributes_of(text: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield the attributes that methods assign, each with the words of the value."""
    for name, value in _ATTRIBUTE.findall(text):
        yield name, _words(value)


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text))
