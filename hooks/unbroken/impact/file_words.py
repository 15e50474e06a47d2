"""What the text of a source file says before it is parsed: its words, and what names stand for.

Most files of a project have nothing to do with what broke; finding that out must cost nothing.
Everything here errs on the side of too much.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterator

_IS_WORD = bytes(
    code if code >= 128 or code == ord("_") or chr(code).isalnum() else ord(" ")
    for code in range(256)
)
_IS_WORD_OR_END = _IS_WORD[:10] + b"\n" + _IS_WORD[11:]
_AFTER_DOT = re.compile(r"\.\s*([^\W\d]\w*)")
_CHAIN = re.compile(r"(?<![\w.])[^\W\d]\w*(?:\.[^\W\d]\w*)*")
_WORD = re.compile(r"\w+")
_COMMENT = re.compile(r"#.*")
# Each begins with a literal, which is looked for quickly: see `_with_line_break`.
_CLASS = re.compile(r"\n[ \t]*class[ \t]+(\w+)[ \t]*\(([^()]*(?:\([^()]*\)[^()]*)*)\)")
_FROM = re.compile(
    r"\n[ \t]*from[ \t]+([\w.]+)[ \t]+import[ \t]*"
    r"(\((?:[^)#]|#[^\n]*\n)*\)|(?:[^\n\\]|\\\r?\n)*)"
)
_IMPORT_AS = re.compile(r"\n[ \t]*import[ \t]+(?:.*,[ \t]*)?([\w.]+)[ \t]+as[ \t]+(\w+)")
_ALIAS = re.compile(r"\n(\w+)[ \t]*(?::[^=\n]*)?=[ \t]*([\w.]+)[ \t]*(?:#.*)?\r?$", re.MULTILINE)
_ATTRIBUTE = re.compile(r"\.(\w+)[ \t]*(?::[^=\n]+)?=(?!=)[ \t]*([\w.]+)")
STAR = "*"
"""Stands behind the path of a module that is star-imported."""


def words_of(source: bytes) -> frozenset[str]:
    """Return the words in a source: its names and keywords, and those in texts and comments."""
    return frozenset(source.translate(_IS_WORD).decode("utf-8", "replace").split())


def words_of_lines(text: str) -> list[frozenset[str]]:
    """Return the words in each line of a text, as `words_of` does."""
    words = text.encode("utf-8", "replace").translate(_IS_WORD_OR_END).decode("utf-8", "replace")
    return [frozenset(line.split()) for line in words.split("\n")]


def attribute_words_of(text: str) -> frozenset[str]:
    """Return the words that follow a dot, with it: `.word`."""
    return frozenset(f".{word}" for word in _AFTER_DOT.findall(text))


def paths_of(text: str, roots: Collection[str]) -> frozenset[str]:
    """Return the dotted paths in a text that begin with one of some names, also those in strings.

    What is imported from a module is behind its path. A root that stands alone ends with a dot.
    """
    if not any(root in text for root in roots):
        return frozenset()
    text = _with_line_break(text)
    imported = frozenset(
        f"{source}.{name}"
        for source, names in _FROM.findall(text)
        if source.partition(".")[0] in roots
        for name in _imported(names)
    )
    # The source of an import is no value by itself: its modules are those of what is imported.
    chains = _chains_from(frozenset(roots)).findall(_FROM.sub("", text))
    return imported.union(map(_path, chains))


@functools.cache
def _chains_from(roots: frozenset[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.])(?:{'|'.join(map(re.escape, sorted(roots)))})\b(?:\.\w+)*")


def _with_line_break(text: str) -> str:
    """Return a text in which a line break is before each line, the first one included."""
    return f"\n{text}"


def _path(name: str) -> str:
    return name if "." in name else f"{name}."


def made_of(text: str, module: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield what a source binds, each name with the words that it is made of.

    These are classes, imports and aliases. Where a module is star-imported, the words of its name
    are among them, for the name of the `module` itself, too: what comes from there keeps its name.
    """
    text = _with_line_break(text)
    imports = list(_imports_of(text))
    starred = frozenset[str]().union(*(parts for name, parts in imports if name == STAR))
    if starred:
        yield module.rpartition(".")[2], starred
    bound = [(name, parts) for name, parts in imports if name != STAR]
    for name, value in (*_CLASS.findall(text), *_ALIAS.findall(text)):
        paths = map(_path, _CHAIN.findall(value))
        bound.append((name, (_words(value) | attribute_words_of(value)).union(paths)))
    for name, parts in bound:
        yield name, parts | starred


def _imports_of(text: str) -> Iterator[tuple[str, frozenset[str]]]:
    for source, imported in _FROM.findall(text):
        parts = _words(source)
        for item in _COMMENT.sub("", imported).strip(" ()").split(","):
            names = _WORD.findall(item)
            if names:
                yield names[-1], parts | {names[0], f"{source}.{names[0]}"}
            elif STAR in item:
                yield STAR, parts | {f"{source}.{STAR}"}
    for source, name in _IMPORT_AS.findall(text):
        yield name, _words(source) | {_path(source)}


def _imported(names: str) -> Iterator[str]:
    """Yield what an import statement imports, `*` for all."""
    for item in _COMMENT.sub("", names).strip(" ()").split(","):
        words = _WORD.findall(item)
        if words or STAR in item:
            yield words[0] if words else STAR


def classes_of(text: str) -> frozenset[str]:
    """Return the names of the classes with bases in a text."""
    return frozenset(name for name, _ in _CLASS.findall(_with_line_break(text)))


def attributes_of(text: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield the attributes that methods assign, each with the words of the value."""
    for name, value in _ATTRIBUTE.findall(text):
        yield name, _words(value)


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text))
