"""Sources that nobody would write by hand: generated, made of tokens, mutated, nested, encoded.

Every generator takes a `random.Random` and returns the bytes of a file. The same seed gives the
same bytes, and hypothesis can shrink a failing one (`strategies.randoms`).
"""

from __future__ import annotations

import functools
import random
import sysconfig
from collections.abc import Callable
from pathlib import Path

NAMES = ("a", "b", "f", "g", "A", "B", "_c", "__d", "__init__", "__all__", "self", "cls", "ª", "T")
CONSTANTS = (
    "1", "-1", "0x1F", "1e400", "1j", "None", "True", "...", "''", "b''", "'x'", '"C:\\\\users"',
    "'\\ud800'", "'\\x1b[31m'", "'\u202e'", "f'{a}'", "f'{a!r:>{b}}'", "('x' 'y')", "'''a\nb'''",
    "10_000", "9" * 30, "()", "[]", "{}", "{1: 2}", "{1, 2}", "a.b", "a[0]", "a[b:c]", "a(b, *c)",
)  # fmt: skip
DECORATORS = (
    "staticmethod", "classmethod", "property", "a.setter", "overload", "typing.overload",
    "dataclass", "dataclass(frozen=True, order=True)", "functools.lru_cache(maxsize=None)",
    "contextmanager", "abstractmethod", "final", "deprecated('x')", "a", "a.b.c", "f(a)(b)",
    "singledispatch", "f.register(int)", "total_ordering", "runtime_checkable",
    "attr.s(auto_attribs=True)",
)  # fmt: skip
BASES = (
    "object", "A", "B", "Exception", "Enum", "IntFlag", "Protocol", "Protocol[T]", "Generic[T]",
    "NamedTuple", "TypedDict", "ABC", "BaseModel", "metaclass=ABCMeta", "total=False", "*a", "**b",
    "A[int]", "f(a)", "type",
)  # fmt: skip
HEADER = (
    "from __future__ import annotations", "import typing", "from typing import *",
    "from typing import Protocol, TypedDict, NamedTuple, overload, Generic, TypeVar",
    "from dataclasses import dataclass, field", "from enum import Enum, IntFlag, auto",
    "from abc import ABC, ABCMeta, abstractmethod", "import functools", "T = TypeVar('T')",
    "from . import a as a", "from .b import *", "from .. import up", "import a.b.c as d",
)  # fmt: skip
TOKENS = (
    "def", "class", "async", "await", "lambda", "match", "case", "type", "del", "with", "as", "if",
    "elif", "else", "for", "in", "while", "try", "except", "except*", "finally", "return", "yield",
    "yield from", "import", "from", "global", "nonlocal", "not", "and", "or", "is", "*", "**", "/",
    "(", ")", "[", "]", "{", "}", ":", ";", ",", ".", "...", "->", "=", ":=", "==", "@", "+", "-",
    "~", "\n", "\n    ", "\n\t", "\\\n", "#", "'", '"', "'''", '"""', "f'", "rb'", "b'é'", "x²",
    "'\\N{NOPE}'", "'\\x1'", "'\\u12'", "0777", "1_", "1__0", "0b2", "\x0c", "\xa0", "\u2028", "$",
    "?", "`", "!", "__debug__", "# type: ignore", "# coding: latin-1", "print 'x'", "exec 'x'",
)  # fmt: skip
COOKIES = (
    "utf-8", "latin-1", "cp1252", "ascii", "utf-16", "utf-32", "utf-7", "punycode", "idna",
    "undefined", "rot13", "hex", "raw_unicode_escape", "unicode_escape", "euc-jp", "cp037", "mbcs",
    "utf-8-sig", "nope", "utf_8", "UTF8", "iso2022_jp", "shift_jis", "utf8\x00",
)  # fmt: skip
NESTS = (
    "()", "[]", "{}", "f()", "a[]", "lambda: ", "not ", "-", "await ", "a.", "(yield )", "{1:}",
    "(a:=)", "*", "a if b else ", "f'{}'", "(a, )", "[a for b in ]",
)  # fmt: skip


class Writer:
    """Writes random definitions that are mostly valid Python."""

    def __init__(self, random_: random.Random) -> None:
        self.random = random_

    def module(self) -> str:
        """Write a module."""
        header = self.random.sample(HEADER, self.random.randint(0, 5))
        header.sort(key=lambda line: "__future__" not in line)
        body = self.block(0, self.random.randint(1, 6))
        return "\n".join([*header, *body]) + "\n"

    def block(self, depth: int, count: int) -> list[str]:
        """Write some statements at an indentation."""
        lines: list[str] = []
        for _ in range(count):
            lines += self.statement(depth)
        return lines or [f"{'    ' * depth}pass"]

    def statement(self, depth: int) -> list[str]:
        """Write a statement of one line or more."""
        indent = "    " * depth
        if depth < 4 and self.random.random() < 0.55:
            head = self.compound()
            lines = [f"{indent}{line}" for line in head]
            if self.random.random() < 0.2:
                lines.append(f"{indent}    {self.docstring()}")
            return lines + self.block(depth + 1, self.random.choice((0, 1, 1, 2, 3)))
        return [f"{indent}{self.simple()}"]

    def compound(self) -> list[str]:
        """Write the head of a compound statement, with its decorators."""
        choose, name, value = self.random.choice, self.name, self.expression
        kind = self.random.random()
        decorators = [f"@{choose(DECORATORS)}" for _ in range(choose((0, 0, 0, 1, 1, 2)))]
        if kind < 0.45:
            arrow = choose(("", "", f" -> {value(1)}"))
            prefix = choose(("", "", "", "async "))
            return [*decorators, f"{prefix}def {name()}({self.parameters()}){arrow}:"]
        if kind < 0.75:
            bases = ", ".join(self.random.sample(BASES, choose((0, 0, 1, 1, 2))))
            return [*decorators, f"class {name()}({bases}):"]
        heads = (
            f"if {value(1)}:", "if TYPE_CHECKING:", "if sys.version_info >= (3, 8):", "if False:",
            f"for {name()} in {value(1)}:", f"while {value(1)}:", f"with {value(1)} as {name()}:",
            'if __name__ == "__main__":',
        )  # fmt: skip
        return [choose(heads)]

    def simple(self) -> str:
        """Write a statement of one line."""
        choose, name, value = self.random.choice, self.name, self.expression
        forms: tuple[Callable[[], str], ...] = (
            lambda: f"{name()} = {value(2)}",
            lambda: f"{name()}: {value(1)} = {value(1)}",
            lambda: f"{name()}: {value(1)}",
            lambda: f"{name()}, *{name()} = {value(1)}",
            lambda: f"{name()} = {name()} = {value(1)}",
            lambda: f"self.{name()} = {value(1)}",
            lambda: f"__all__ = {[self.name() for _ in range(choose((0, 1, 3)))]!r}",
            lambda: f"__all__ += [{value(1)}]",
            lambda: f"del {name()}",
            lambda: f"from .{choose(('', 'b', 'b.c'))} import {name()} as {name()}",
            lambda: f"import {name()}.{name()}",
            lambda: f"{name()} = functools.partial({name()}, {value(1)})",
            lambda: f"{name()} = namedtuple('{name()}', '{name()} {name()}')",
            lambda: f"{name()} = TypeVar('{name()}', bound={value(1)})",
            lambda: f"raise {value(1)}",
            lambda: f"return {value(1)}",
            lambda: f"yield {value(1)}",
            lambda: "global a",
            lambda: self.docstring(),
            lambda: f"{value(3)}",
            lambda: "pass; ...",
        )
        return choose(forms)()

    def parameters(self) -> str:
        """Write parameters, of which some signatures are not valid."""
        choose = self.random.choice
        parts = []
        for name in self.random.sample(NAMES, choose((0, 1, 2, 2, 3, 4))):
            annotation = choose(("", "", f": {self.expression(1)}"))
            parts.append(f"{name}{annotation}{choose(('', '', f'={self.expression(1)}'))}")
        for mark in ("/", "*", "*args", "**kwargs", "*, k=1"):
            if self.random.random() < 0.12:
                parts.insert(self.random.randint(0, len(parts)), mark)
        return ", ".join(parts)

    def expression(self, depth: int) -> str:
        """Write an expression."""
        choose = self.random.choice
        if depth == 0 or self.random.random() < 0.4:
            return choose((*CONSTANTS, *NAMES))
        one, other = self.expression(depth - 1), self.expression(depth - 1)
        forms = (
            f"{one} | {other}", f"{one}[{other}]", f"{one}({other})", f"({one}, {other})",
            f"[{one} for a in {other}]", f"lambda {self.name()}: {one}", f"{one} if {other} else b",
            f"Optional[{one}]", f"Callable[[{one}], {other}]", f"Literal[{one}]",
            f"{one} + {other}",
            f"{{**{one}, 'a': {other}}}", f"{one}.{self.name()}", f"(a := {one})", f"not {one}",
            f"await {one}", f"*{one},", f"Annotated[{one}, {other}]", f"Unpack[{one}]",
        )  # fmt: skip
        return choose(forms)

    def docstring(self) -> str:
        """Write a docstring."""
        texts = (
            '"""Do it."""', "'C:\\users'", '"""\\ud800"""', '""".. deprecated:: 1.0\n\n  Gone."""',
            '"""Args:\n    a: It.\n\n.. deprecated:: 2.0"""', '"""\x1b]0;title\x07"""', "b'bytes'",
            "f'{a}'", '"""\u202eevil"""',
        )  # fmt: skip
        return self.random.choice(texts)

    def name(self) -> str:
        """Choose a name."""
        return self.random.choice(NAMES)


def generated(random_: random.Random) -> bytes:
    """Write random definitions."""
    return Writer(random_).module().encode("utf-8", "surrogatepass")


def tokens(random_: random.Random) -> bytes:
    """Write random tokens."""
    count = random_.randint(1, 40)
    parts = [random_.choice(TOKENS + NAMES + CONSTANTS) for _ in range(count)]
    return random_.choice((" ", "", " ")).join(parts).encode("utf-8", "surrogatepass")


def nested(random_: random.Random) -> bytes:
    """Nest or repeat something many times, sometimes left unclosed."""
    opening = random_.choice(NESTS)
    count = random_.choice((5, 5, 20, 20, 20, 60, 60, 99, 99, 150, 201, 900))
    left, right = opening, ""
    for pair in ("()", "[]", "{}"):
        if pair in opening:
            left, right = opening.split(pair[1])[0], opening[opening.index(pair[1]) :]
            break
    closed = count if random_.random() < 0.7 else random_.randint(0, count)
    inner = left * count + "a" + right * closed
    head = random_.choice(
        ("x = {}", "del {}", "match x:\n    case {}: ...", "def f(a={}): ...", "@{}\nclass A: ...",
         "class A({}): ...", "with {} as b: ...", "for {} in b: ...", "x: {} = 1", "{} = x",
         "f'{{{}}}'")
    )  # fmt: skip
    return (head.format(inner) + "\n").encode()


def deep_blocks(random_: random.Random) -> bytes:
    """Nest blocks, or repeat a clause many times."""
    count = random_.choice((10, 50, 99, 101, 400))
    head = random_.choice(("if a:", "class A:", "def f():", "for a in b:", "with a:", "try:"))
    if random_.random() < 0.3:
        clause = random_.choice(("elif a: ...\n", "except A: ...\n", "else: ...\n"))
        return f"{head.replace(':', ': ...')}\n{clause * count}".encode()
    lines = [f"{' ' * depth}{head}" for depth in range(count)]
    return "\n".join([*lines, " " * count + "pass", ""]).encode()


def encoded(random_: random.Random) -> bytes:
    """Write a source in some encoding, with some cookie, which need not be the same."""
    text = f"# coding: {random_.choice(COOKIES)}\n{Writer(random_).module()}é = 'ü€'\n"
    codec = random_.choice(("utf-8", "latin-1", "utf-16", "utf-8-sig", "cp1252", "utf-7"))
    source = text.encode(codec, "replace")
    newline = random_.choice((b"\n", b"\n", b"\r\n", b"\r"))
    return random_.choice((b"", b"", b"\xef\xbb\xbf", b"\xff\xfe")) + source.replace(b"\n", newline)


def random_bytes(random_: random.Random) -> bytes:
    """Return bytes that are hardly ever Python."""
    return random_.randbytes(random_.randint(0, 60))


@functools.cache
def installed_files() -> tuple[Path, ...]:
    """Return the Python files of the packages that are installed here and of the library."""
    folders = {sysconfig.get_path("purelib"), sysconfig.get_path("stdlib")}
    files = sorted(path for folder in folders for path in Path(folder).rglob("*.py"))
    return tuple(path for path in files if path.stat().st_size < 6_000)


def mutated(random_: random.Random) -> bytes:
    """Change an installed file in a few places: bytes, tokens, lines."""
    source = random_.choice(installed_files()).read_bytes()
    for _ in range(random_.choice((0, 1, 1, 2, 5))):
        source = mutate(random_, source)
    return source


def mutate(random_: random.Random, source: bytes) -> bytes:
    """Change one place of a source."""
    kind = random_.random()
    at = random_.randint(0, len(source))
    if kind < 0.2:
        return source[:at] + source[at + random_.randint(1, 20) :]
    if kind < 0.4:
        token = random_.choice(TOKENS + NAMES + CONSTANTS).encode("utf-8", "surrogatepass")
        return source[:at] + token + source[at:]
    if kind < 0.45:
        return source[:at] + bytes([random_.randrange(256)]) + source[at + 1 :]
    lines = source.split(b"\n")
    first, second = (random_.randrange(len(lines)) for _ in range(2))
    if kind < 0.65:
        lines[first], lines[second] = lines[second], lines[first]
    elif kind < 0.85:
        del lines[first : first + random_.randint(1, 3)]
    else:
        lines.insert(first, lines[second])
    return b"\n".join(lines)


KINDS: dict[str, Callable[[random.Random], bytes]] = {
    "definitions": generated,
    "mutated files": mutated,
    "tokens": tokens,
    "nesting": nested,
    "blocks": deep_blocks,
    "encodings": encoded,
    "bytes": random_bytes,
}
"""The classes of sources by name."""
