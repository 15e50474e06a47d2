"""One source file to the model, with libcst.

libcst parses newer syntax than the running Python does and needs no package around the file,
so that changed files can be read alone.
"""

from __future__ import annotations

import ast
import contextlib
import threading
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import libcst as cst

from unbroken.model.definitions import Import, Module
from unbroken.readers import libcst_definitions as definitions
from unbroken.readers.body_stripping import strip_bodies
from unbroken.readers.decoding import (
    TOO_DEEP,
    UnreadableError,
    decode,
    syntax_error,
    with_plain_names,
)
from unbroken.readers.exports import read_exports, touches_exports
from unbroken.readers.expressions import absolute_target
from unbroken.readers.guards import guard_of, rare_block
from unbroken.readers.lazy.lazy_exports import with_lazy_exports
from unbroken.readers.libcst_definitions import code
from unbroken.readers.libcst_positions import Places, places_of
from unbroken.readers.scope import PLAIN, Branch, Scope


def read_module(source: bytes, name: str, path: str, *, is_package: bool) -> Module:
    """Read one source file.

    Takes the file's bytes, the module's dotted name and the path to show. Raises
    UnreadableError when libcst cannot parse it.
    """
    text = with_plain_names(decode(source))
    try:
        parsed = parse_module(text)
        reader = _ModuleReader(name, is_package, places_of(*parsed))
        reader.suite(parsed.module.body, reader.scope, PLAIN)
    except (RecursionError, MemoryError):
        raise UnreadableError(TOO_DEEP) from None
    scope = reader.scope
    scope.close()
    module = Module(
        name=name,
        path=path,
        is_package=is_package,
        members=scope.members,
        stars=tuple(dict.fromkeys(scope.stars)),
        typing_imports=scope.typing_imports,
        typing_aliases=scope.typing_aliases,
        exports=read_exports(reader.exports, scope.members, text),
        docstring=definitions.docstring_of(parsed.module),
    )
    return with_lazy_exports(module, text)


class Parsed(NamedTuple):
    """What libcst made of a file, and what Python's own parser did (None if it cannot)."""

    module: cst.Module
    tree: ast.Module | None


def parse_module(text: str) -> Parsed:
    """Parse with libcst, whose native parser must be kept from what overflows its stack.

    Python's own parser limits how deep source may nest; what it takes libcst takes as well.
    What it does not take may be newer syntax, and is given to libcst with room to spare. Raises
    UnreadableError.
    """
    stripped = strip_bodies(text)
    if stripped is not None:
        try:
            return Parsed(cst.parse_module(stripped.text), stripped.tree)
        except cst.ParserSyntaxError as error:
            raise UnreadableError("libcst cannot parse it", error.raw_line) from None
    refused = syntax_error(text) or UnreadableError(TOO_DEEP)
    if refused.message == TOO_DEEP or _depth(text) > _DEEPEST:
        raise refused
    parsed: list[cst.Module] = []

    def parse() -> None:
        with contextlib.suppress(cst.ParserSyntaxError, RecursionError, MemoryError):
            parsed.append(cst.parse_module(text))

    before = threading.stack_size(_STACK)
    try:
        thread = threading.Thread(target=parse)
        thread.start()
        thread.join()
    finally:
        threading.stack_size(before)
    if not parsed:
        raise refused
    return Parsed(parsed[0], None)


_STACK = 256 * 1024 * 1024
_DEEPEST = 200
"""CPython's tokenizer refuses brackets that nest deeper (MAXLEVEL in Parser/tokenizer.h)."""


def _depth(text: str) -> int:
    """Give how deep brackets nest, those in strings and comments counted as well."""
    depth = deepest = 0
    for character in text:
        if character in "([{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in ")]}":
            depth = max(depth - 1, 0)
    return deepest


class _ModuleReader:
    """Walks the statements of a module, of its classes and of their `__init__`."""

    def __init__(self, name: str, is_package: bool, places: Places) -> None:
        self.name = name
        self.is_package = is_package
        self.places = places
        self.scope = Scope()
        self.exports: list[ast.stmt] = []

    def suite(
        self,
        body: Iterable[cst.BaseStatement | cst.BaseSmallStatement],
        scope: Scope,
        branch: Branch,
    ) -> None:
        for statement in body:
            if isinstance(statement, cst.SimpleStatementLine):
                for small in statement.body:
                    self.small(small, statement, scope, branch)
            elif isinstance(statement, cst.FunctionDef):
                scope.define_function(definitions.function(statement, self.places), branch)
                if scope is not self.scope and statement.name.value == "__init__":
                    self.constructor(statement, scope)
            elif isinstance(statement, cst.ClassDef):
                inner = Scope()
                self.suite(statement.body.body, inner, PLAIN)
                inner.close()
                scope.define(definitions.class_(statement, inner.members, self.places), branch)
            elif isinstance(statement, cst.BaseSmallStatement):
                self.small(statement, statement, scope, branch)
            else:
                for block, inner_branch in blocks(statement, branch):
                    self.suite(block.body, scope, inner_branch)

    def small(
        self, small: cst.BaseSmallStatement, line: cst.CSTNode, scope: Scope, branch: Branch
    ) -> None:
        if isinstance(small, (cst.Assign, cst.AnnAssign)):
            in_class = scope is not self.scope
            for attribute in definitions.attributes(small, self.places, in_class=in_class):
                scope.define(attribute, branch)
        elif isinstance(small, cst.TypeAlias):
            scope.define(definitions.type_alias(small, self.places), branch)
        elif isinstance(small, cst.Import):
            for bound in definitions.imports(small, self.places):
                scope.define(bound, branch)
        elif isinstance(small, cst.ImportFrom):
            self.import_from(small, scope, branch)
        if scope is self.scope and "__all__" in (text := code(small)):
            self.exports += _exporting(text)

    def import_from(self, node: cst.ImportFrom, scope: Scope, branch: Branch) -> None:
        source = code(node.module) if node.module is not None else None
        level = len(node.relative)
        base = absolute_target(self.name, self.is_package, level, source)
        if isinstance(node.names, cst.ImportStar):
            if base and not branch.typing_only:
                scope.stars.append(base)
            return
        for alias in node.names:
            name, bound = code(alias.name), definitions.bound_name(alias)
            own = source is None and level == 1 and self.is_package and alias.asname is None
            target = f"{base}.{name}" if base else name
            # A module that imports a name from itself binds nothing new.
            if own or target == f"{self.name}.{bound}":
                continue
            redundant = alias.asname is not None and bound == name
            found = Import(name=bound, target=target, redundant=redundant, **self.places(node))
            scope.define(found, branch)

    def constructor(self, node: cst.FunctionDef, scope: Scope) -> None:
        parameters = [*node.params.posonly_params, *node.params.params]
        if not parameters:
            return
        instance = parameters[0].name.value
        for assignment in assignments(node.body.body):
            for attribute in definitions.instance_attributes(assignment, instance, self.places):
                scope.define_instance_attribute(attribute)


def _exporting(text: str) -> list[ast.stmt]:
    try:
        return [each for each in ast.parse(text).body if touches_exports(each)]
    except (SyntaxError, ValueError):
        return []


def blocks(statement: cst.CSTNode, branch: Branch) -> Iterator[tuple[cst.BaseSuite, Branch]]:
    """Give the blocks of a compound statement, each with the branch that it stands in.

    A block that importing the module never runs (`if __name__ == "__main__":`) is left out.
    """
    if isinstance(statement, cst.If):
        yield from _if_blocks(statement, branch)
    elif isinstance(statement, (cst.Try, cst.TryStar)):
        yield statement.body, branch
        for handler in statement.handlers:
            yield handler.body, branch._replace(conditional=True)
        if statement.orelse is not None:
            yield statement.orelse.body, branch
        if statement.finalbody is not None:
            yield statement.finalbody.body, branch
    elif isinstance(statement, (cst.With, cst.For, cst.While)):
        yield statement.body, branch
        if not isinstance(statement, cst.With) and statement.orelse is not None:
            yield statement.orelse.body, branch
    elif isinstance(statement, cst.Match):
        for case in statement.cases:
            yield case.body, branch._replace(conditional=True)


_BLOCKS_OF_IF = ("body", "orelse")


def _if_blocks(statement: cst.If, branch: Branch) -> Iterator[tuple[cst.BaseSuite, Branch]]:
    test = definitions.text(statement.test)
    guard, rare = guard_of(test), rare_block(test)
    typing_only = branch._replace(typing_only=True)
    inner = branch._replace(conditional=True) if not guard else branch
    body, orelse = (inner._replace(rare=inner.rare or rare == each) for each in _BLOCKS_OF_IF)
    if guard != "main":
        yield statement.body, typing_only if guard == "typing" else body
    orelse = typing_only if guard == "runtime" else orelse
    if isinstance(statement.orelse, cst.If):
        yield from _if_blocks(statement.orelse, orelse)
    elif statement.orelse is not None:
        yield statement.orelse.body, orelse


def assignments(
    body: Sequence[cst.BaseStatement | cst.BaseSmallStatement],
) -> Iterator[cst.Assign | cst.AnnAssign]:
    """Give the assignments of a function body, nested functions and classes left out."""
    for statement in body:
        if isinstance(statement, (cst.Assign, cst.AnnAssign)):
            yield statement
        elif isinstance(statement, cst.SimpleStatementLine):
            yield from assignments(statement.body)
        elif not isinstance(statement, (cst.FunctionDef, cst.ClassDef, cst.BaseSmallStatement)):
            for block, _ in _all_blocks(statement):
                yield from assignments(block.body)


def _all_blocks(statement: cst.BaseStatement) -> Iterator[tuple[cst.BaseSuite, Branch]]:
    yield from blocks(statement, PLAIN)
