"""Which names a source file may re-export: by imports, in subclasses and by aliases.

The text is searched without being parsed. The result may have too many names, but none is missing.
"""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Callable, Collection, Iterator

_SURROGATE = re.compile("[\ud800-\udfff]")

Search = Callable[[Collection[str]], Collection[str]]
"""Returns the paths of the files that may re-export one of some names.

`name@module` limits the search to files that also name a module, by the last part of its name.
`name<module` asks for the files that import a name from such a module under its own name,
`name>@module` for those that give values of it (`x: name`, `x = name()`, `def f() -> name`,
`return name()`), `name=` for those that set an attribute of that name (`x.name = 1`), and
REGISTERED for those that put modules into `sys.modules`.
"""


def searchable(words: Collection[str]) -> list[str]:
    """Return those words that a file may contain: a lone surrogate has no bytes."""
    return [word for word in words if word.isascii() or not _SURROGATE.search(word)]


def with_stars(words: Collection[str]) -> set[str]:
    """Return some words with those that search for star imports of the same modules."""
    words = searchable(words)
    parts = (_parts(word) for word in words if not {IMPORTED_FROM, GIVEN, SET} & {*word})
    return {*words, *(f"{ANYTHING}{at}{module}" for _, at, module in parts)}


def _parts(word: str) -> tuple[str, str, str]:
    return word.partition("@")


ANYTHING = "*"
"""Stands for all names: the text of a star import does not show what it re-exports."""

GIVEN = ">"
"""Stands after the name of a class or function that a file names where it makes values."""

SET = "="
"""Stands after the name of an attribute that a file sets on something."""

REGISTERED = f"modules[]{SET}"
"""Stands for the items of `sys.modules` that a file sets."""

# `sys.modules[name] = m`, `sys.modules.setdefault(name, m)`, `from sys import modules as m`.
_MODULES = re.compile(
    rb"\bmodules[ \t]*(?:\[|\.[ \t]*(?:setdefault|update)\b)|import\b[^\n]*\bmodules\b"
)

IMPORTED_FROM = "<"
"""Stands between a name and the last part of the name of the module that it is imported from."""

_NAME = rb"[A-Za-z_\x80-\xff][\w\x80-\xff]*"
_DOTTED = rb"[A-Za-z_\x80-\xff][\w.\x80-\xff]*"
_WORD = re.compile(_NAME)
_DOTTED_NAME = re.compile(_DOTTED)
# Each of these starts with a literal, which the regular expression engine looks for quickly.
_STAR = re.compile(rb"import[ \t]*\*")
_AS = re.compile(rb"as[ \t\f\\\n]")
_DECORATOR = re.compile(rb"\n[ \t\f]*@[ \t]*(%b)" % _DOTTED)
_UNPACKED = re.compile(rb"\*\*\s*(%b)" % _DOTTED)
_CLASS = re.compile(rb"class\s+%b\s*(?:\[.{0,1000}?\]\s*)?\(" % _NAME, re.DOTALL)
_DEF = re.compile(rb"def\s+%b\s*(?:\[.{0,1000}?\]\s*)?\(" % _NAME, re.DOTALL)
# In parameters: a default that is a name, and the TypedDict whose keys `**kwargs` takes.
_REFERRED = re.compile(rb"(?:=\s*|Unpack\[\s*)(%b)" % _DOTTED)
_DEFINITION = re.compile(rb"\n(?:async[ \t]+)?(?:def|class)\s+(?!_)%b\s*[:(\[]" % _NAME)
_BRACKET = re.compile(rb"[()]")
# `x = … name` at the end of a line, and `x = call(… name …)` at the left edge.
# (The lookahead keeps the engine from trying shorter names where no line ends.)
_ALIASED = re.compile(rb"=[ \t]*(?=(%b))\1[ \t]*(?:#.*|;.*)?\n" % _DOTTED)
# What a function returns, an attribute is annotated with, or is the result of: also in the
# end (`x = given or name()`).
_GIVEN = (
    re.compile(rb"->\s*([^:\n]+)"),
    re.compile(rb"\n[ \t]*[\w.\x80-\xff]+[ \t]*:([^=\n#]+)"),
    *(
        re.compile(rb"%b(?:[\s(\\]|#[^\n]*\n)*(%b)[\[(]" % (before, _DOTTED))
        for before in (b"=", rb"return\b", rb"yield\b", rb"or\b", rb"else\b")
    ),
)
_CALLED = re.compile(rb"\n%b[ \t]*(?::[^=\n]*)?=[^\n(]*\(" % _NAME)
# A collection, also over several lines, or a choice: `x = a or b`, `x = a if c else b`. Those in
# classes and, since the text does not show the difference, in the bodies of functions, too.
_COLLECTION = re.compile(rb"\n((?:    |\t)?)%b[ \t]*(?::[^=\n]*)?=[ \t]*(?=[{\[(])" % _NAME)
_CHOICE = re.compile(
    rb"\n(?:    |\t)?%b[ \t]*(?::[^=\n]*)?=([^\n]*\b(?:or|and|if)\b[^\n]*)" % _NAME
)
# A function from elsewhere that is a method of a class.
_BORROWED = re.compile(rb"=[ \t]*(?:static|class)method\(\s*(%b)" % _DOTTED)
_END = re.compile(rb"\n(?![\s\])}])")
_END_IN_CLASS = re.compile(rb"\n(?:    |\t)?(?![\s\])}])")
_LONGEST_COLLECTION = 8_000
"""Longer ones are data, whose values are not kept (`readers/expressions.py`)."""
# What binds computed names.
_NAMESPACES = (b"globals()", b"locals()", b"vars()")
_NAMESPACE = re.compile(rb"\b(?:globals|locals|vars)\(\)")
_SET = re.compile(rb"\n(?:(?:    |\t)?|[^\s#][^\n]*:[ \t]*)setattr\(")
_LOOP = re.compile(rb"\nfor\b")
_IMPORTED = re.compile(
    rb"from[ \t]+([\w.\x80-\xff]+)[ \t]+import\b[ \t]*"
    rb"(\((?:[^)#]|#[^\n]*)*\)|(?:[^\n\\(;#]|\\\n)*)"
)
_INDENTED_IMPORT = re.compile(rb"\n(?:    |\t)(?=from[ \t])")
_WITH_INSTANCE = re.compile(rb"\(self[ \t]*[,)]")
# `x: int = field(…)`, which `field` gives its default.
_FIELD = re.compile(rb"\n(?:    |\t)%b[ \t]*:[^=\n]*=[ \t]*(%b)\(" % (_NAME, _DOTTED))
# `install(A)` for a class, also in a block.
_PASSED_CLASS = re.compile(rb"\n(?:    |\t)?(%b)\([\w.]+\)" % _DOTTED)
# `a.x = 1`, `a.x, a.y = 1, 2`, `a.x: int = 1`.
_SET_ATTRIBUTE = re.compile(rb"\.(%b)[ \t]*(?:[:,][^\n=(]{0,200})?=(?!=)" % _NAME)
_COMMENT = re.compile(rb"#[^\n]*")


def has_star_import(text: bytes) -> bool:
    """Return whether a text may have a star import."""
    return _STAR.search(text) is not None


def is_package(path: str) -> bool:
    """Return whether a file may re-export all names that it has."""
    return path.endswith(("__init__.py", "__init__.pyi"))


class TextNames:
    """The names that a text may re-export, wherever the file with this text is."""

    def __init__(self, text: bytes, *, is_package: bool) -> None:
        self._text = text
        self._is_package = is_package
        self._relative: set[bytes] = set()
        self._modules: set[bytes] = set()
        imports: dict[bytes, set[bytes]] = {}
        for dotted, names in _IMPORTED.findall(text):
            if dotted.strip(b"."):
                top, *_, last = dotted.split(b".") if b"." in dotted else (dotted, dotted)
                self._modules.update(dotted.split(b"."))
                imports.setdefault(top, set()).update(
                    b"%b<%b" % (name, last) for name in _imported_names(names)
                )
            else:
                self._relative.add(dotted)
        self._imports = {
            top.decode("utf-8", "replace"): _decoded(of) for top, of in imports.items()
        }

    @functools.cached_property
    def _names(self) -> set[str]:
        names = _decoded(self._modules | _words(self._text, is_package=self._is_package))
        return {*names, ANYTHING} if has_star_import(self._text) else names

    def at(self, path: str) -> set[str]:
        """Return the names that a file at a path may re-export if it has this text."""
        folders = (_folder(path, dots).decode("utf-8", "replace") for dots in self._relative)
        return self._names.union(folders, self.imported_at(path))

    def imported_at(self, path: str) -> set[str]:
        """Return those that it imports from packages around it, with the modules they are from."""
        # What other packages have is not searched for.
        around = {"", *path.split("/")[:-1]}
        return set().union(*(names for top, names in self._imports.items() if top in around))


def _decoded(words: Collection[bytes]) -> set[str]:
    return {word.decode("utf-8", "replace") for word in words}


def _imported_names(names: bytes) -> Iterator[bytes]:
    """Yield the names that an import binds under their own names."""
    for part in _COMMENT.sub(b"", names).split(b","):
        words = _WORD.findall(part)
        if len(words) == 1:
            yield words[0]


def _words(text: bytes, *, is_package: bool) -> set[bytes]:
    if b"\r" in text:
        text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    text = b"\n%b\n" % text
    marked = {*_given(text), *_set_attributes(text)}
    may_serve = b"__all__" in text or b"__getattr__" in text or _uses_namespace(text)
    if is_package or may_serve:
        return {*_WORD.findall(text), *marked}
    words = {*_renamed(text), *_aliased(text), *marked}
    if _DEFINITION.search(text) is None:  # It may be there to export what it imports.
        words.update(
            name for _, names in _IMPORTED.findall(text) for name in _imported_names(names)
        )
    words.update(_imported_by_classes(text))
    called_by_classes = (*_PASSED_CLASS.findall(text), *_FIELD.findall(text))
    for dotted in (*_called_with_instance(text), *called_by_classes):
        words.update(dotted.split(b"."))
    for match in _DECORATOR.finditer(text):
        words.update(match[1].split(b"."))
        if text.startswith(b"(", match.end()):
            start = match.end() + 1
            for dotted in _UNPACKED.findall(text, start, _closing(text, start)):
                words.update(dotted.split(b"."))
    called = list(_CALLED.finditer(text))
    for match in called:
        words.update(_WORD.findall(match[0].partition(b"=")[2]))
    for match in (*called, *_CLASS.finditer(text)):
        # An unclosed bracket is one in a string: what follows it in the line is looked at.
        end = max(_closing(text, match.end()), text.find(b"\n", match.end()))
        words.update(_WORD.findall(text, match.end(), end))
    words.update(_held(text))
    words.update(_set_in_loops(text))
    for dotted in _BORROWED.findall(text):
        words.update(dotted.split(b"."))
    for match in _DEF.finditer(text):
        for dotted in _REFERRED.findall(text, match.end(), _closing(text, match.end())):
            words.update(dotted.split(b"."))
    return words


def _imported_by_classes(text: bytes) -> Iterator[bytes]:
    """Yield the names that the bodies of classes import."""
    for match in _INDENTED_IMPORT.finditer(text):
        start = match.start()
        outer = {word: text.rfind(word, 0, start) for word in (b"\nclass ", b"\ndef ", b"\nasync ")}
        if max(outer, key=outer.__getitem__) == b"\nclass " and outer[b"\nclass "] >= 0:
            imported = _IMPORTED.match(text, start + len(match[0]))
            yield from _imported_names(imported[2]) if imported is not None else ()


def _called_with_instance(text: bytes) -> Iterator[bytes]:
    """Yield the functions that statements call with the instance: `_set_up(self, x)`."""
    for match in _WITH_INSTANCE.finditer(text):
        start = match.start()
        name = text[text.rfind(b"\n", 0, start) + 1 : start].strip()
        if _DOTTED_NAME.fullmatch(name) is not None:
            yield name


def _uses_namespace(text: bytes) -> bool:
    # A text without any of them is passed over six times as fast as by the pattern.
    return any(call in text for call in _NAMESPACES) and _NAMESPACE.search(text) is not None


def _held(text: bytes) -> Iterator[bytes]:
    """Yield the names in collections and choices."""
    for match in _COLLECTION.finditer(text):
        end = (_END_IN_CLASS if match[1] else _END).search(text, match.end())
        stop = end.start() if end is not None else len(text)
        if stop - match.end() <= _LONGEST_COLLECTION:
            yield from _WORD.findall(text, match.end(), stop)
    for match in _CHOICE.finditer(text):
        yield from _WORD.findall(match[1])


def _set_in_loops(text: bytes) -> Iterator[bytes]:
    """Yield the names in calls of `setattr` outside of functions, and in the loops around them."""
    for match in _SET.finditer(text):
        yield from _WORD.findall(text, match.start(), _closing(text, match.end()))
    for match in _LOOP.finditer(text):
        end = text.find(b":\n", match.end())
        if 0 <= end - match.end() <= _LONGEST_COLLECTION:
            yield from _WORD.findall(text, match.end(), end)


def _renamed(text: bytes) -> Iterator[bytes]:
    """Yield the parts of the names that stand before an `as`."""
    for match in _AS.finditer(text):
        end = match.start()
        before = text[max(end - _LONGEST, 0) : end]
        stripped = before.rstrip(b" \t\f\\\n")
        if len(stripped) < len(before):
            dotted = _DOTTED_NAME.findall(stripped[stripped.rfind(b"\n") + 1 :])
            if dotted and stripped.endswith(dotted[-1]):
                yield from dotted[-1].split(b".")


def _aliased(text: bytes) -> Iterator[bytes]:
    """Yield the parts of the names that are assigned to a name."""
    for match in _ALIASED.finditer(text):
        line = text[text.rfind(b"\n", 0, match.start()) + 1 : match.start()]
        target = line.partition(b"=")[0].partition(b":")[0]
        # What functions set on `self` is theirs; `C.x = y` is a member of a class.
        is_local = target[:1].isspace() or target.startswith(b"self.")
        if b"(" not in target and not (b"." in target and is_local):
            yield from match[1].split(b".")


def _given(text: bytes) -> Iterator[bytes]:
    """Yield the names of what values are made of, marked, and those of the modules before them."""
    written = {part for pattern in _GIVEN for part in pattern.findall(text)}
    for dotted in {dotted for part in written for dotted in _DOTTED_NAME.findall(part)}:
        *modules, name = dotted.split(b".")
        yield from modules
        yield name + _GIVEN_MARK


def _set_attributes(text: bytes) -> Iterator[bytes]:
    """Yield the names of the attributes that statements set, marked, and REGISTERED."""
    for match in _SET_ATTRIBUTE.finditer(text):
        # What methods set on their instance is no attribute of a module.
        if not text.endswith(b"self", 0, match.start()):
            yield match[1] + _SET_MARK
    if _MODULES.search(text):
        yield REGISTERED.encode()


_GIVEN_MARK = GIVEN.encode()
_SET_MARK = SET.encode()

_LONGEST = 500
"""So many bytes before an `as` have its name: a line may be very long, and have many."""


def _folder(path: str, dots: bytes) -> bytes:
    """Return the name of the package that `from . import …` (or `..`, …) in a file imports from."""
    folders = path.split("/")[:-1]
    return os.fsencode(folders[-len(dots)]) if len(dots) <= len(folders) else b""


def _closing(text: bytes, start: int) -> int:
    """Return where the bracket is closed that was opened before `start`; `start` if nowhere."""
    depth = 1
    for match in _BRACKET.finditer(text, start):
        depth += 1 if match[0] == b"(" else -1
        if not depth:
            return match.start()
        if depth > _DEEPEST:
            break
    return start


_DEEPEST = 200
"""CPython's tokenizer refuses more brackets in each other ("too many nested parentheses")."""
