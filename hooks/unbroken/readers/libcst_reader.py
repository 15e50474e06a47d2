"""One source file to the model, with libcst.

libcst parses newer syntax than the running Python does and needs no package around the file,
so that changed files can be read alone.
"""

from __future__ import annotations

import ast
import contextlib
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import libcst as cst

from unbroken.model.definitions import Import, Module, NotUnderstood
from unbroken.readers import libcst_definitions as definitions
from unbroken.readers.ast_bodies import body_facts, is_placeholder, marked_lines
from unbroken.readers.body_facts import BodyFacts
from unbroken.readers.body_stripping import strip_bodies
from unbroken.readers.builtin_names import mark_bound_names
from unbroken.readers.compilation import check_compiles
from unbroken.readers.control_flow import ends_module, try_branches
from unbroken.readers.costly_nesting import has_costly_nesting, has_long_chain
from unbroken.readers.decoding import (
    TOO_DEEP,
    UnreadableError,
    decode,
    syntax_error,
    with_plain_names,
)
from unbroken.readers.exports import touches_exports
from unbroken.readers.expressions import absolute_target
from unbroken.readers.function_effects import bind_from_body
from unbroken.readers.guards import PLAIN, Branch, if_branches
from unbroken.readers.libcst_positions import Place, Twins, twins_of
from unbroken.readers.newer_syntax import is_newer_python
from unbroken.readers.returned_functions import returned_functions
from unbroken.readers.scope import Scope
from unbroken.readers.scope_to_module import module_from_scope
from unbroken.readers.statements import run


def read_module(source: bytes, name: str, path: str, *, is_package: bool) -> Module:
    """Read one source file.

    Takes the file's bytes, the module's dotted name and the path to show. Raises
    UnreadableError when libcst cannot parse it.
    """
    text = with_plain_names(decode(source))
    try:
        parsed = parse_module(text)
        if parsed.tree is not None and not path.endswith(".pyi"):
            check_compiles(source)
        if parsed.tree is not None:
            mark_bound_names(parsed.tree)
        twins = twins_of(parsed.module, parsed.tree)
        reader = _ModuleReader(name, is_package, twins, marked_lines(text))
        if parsed.newer is not None:
            reader.scope.not_understood.append(parsed.newer)
        reader.suite(parsed.module.body, reader.scope, PLAIN)
    except (RecursionError, MemoryError):
        raise UnreadableError(TOO_DEEP) from None
    reader.scope.raises_on_import = any(
        isinstance(small, cst.Raise)
        for statement in parsed.module.body
        if isinstance(statement, cst.SimpleStatementLine)
        for small in statement.body
    )
    reader.scope.close()
    return module_from_scope(
        reader.scope,
        reader.exports,
        text,
        name=name,
        path=path,
        is_package=is_package,
        docstring=definitions.docstring_of(parsed.module),
    )


class Parsed(NamedTuple):
    """The trees of a file: libcst's, without bodies, and Python's own (None if it cannot parse)."""

    module: cst.Module
    tree: ast.Module | None
    newer: NotUnderstood | None = None
    """The syntax that Python does not know."""


def parse_module(text: str) -> Parsed:
    """Parse with libcst, whose native parser crashes when deep nesting overflows its stack.

    Python's own parser limits the nesting, and libcst parses what it accepts. What Python rejects
    may be newer syntax, and is parsed on a larger stack. Raises UnreadableError.
    """
    stripped = strip_bodies(text)
    if stripped is not None:
        if has_costly_nesting(text) or has_long_chain(stripped.text):
            raise UnreadableError("it would take libcst too long")
        try:
            return Parsed(cst.parse_module(stripped.text), stripped.tree)
        except cst.ParserSyntaxError as error:
            raise UnreadableError("libcst cannot parse it", error.raw_line) from None
        except cst.CSTValidationError:
            raise UnreadableError("libcst cannot parse it") from None
    refused = syntax_error(text) or UnreadableError(TOO_DEEP)
    is_too_deep = refused.message == TOO_DEEP or _depth(text) > _DEEPEST
    if is_too_deep or has_costly_nesting(text) or has_long_chain(text):
        raise refused
    parsed: list[cst.Module] = []

    def parse() -> None:
        with contextlib.suppress(*_PARSER_ERRORS):
            parsed.append(cst.parse_module(text))

    before = threading.stack_size(_STACK)
    try:
        thread = threading.Thread(target=parse)
        thread.start()
        thread.join()
    finally:
        threading.stack_size(before)
    if not parsed or not is_newer_python(parsed[0]):
        raise refused
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    reason = f"syntax that Python {version} does not know; only libcst read the file"
    return Parsed(parsed[0], None, NotUnderstood(refused.line, reason))


_PARSER_ERRORS = (cst.ParserSyntaxError, cst.CSTValidationError, RecursionError, MemoryError)
_STACK = 256 * 1024 * 1024
_DEEPEST = 200
"""CPython's tokenizer refuses brackets that nest deeper (MAXLEVEL in Parser/tokenizer.h)."""


def _depth(text: str) -> int:
    """Return how deep brackets nest, those in strings and comments included."""
    depth = deepest = 0
    for character in text:
        if character in "([{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in ")]}":
            depth = max(depth - 1, 0)
    return deepest


class _ModuleReader:
    """Walks the statements of a module and of its classes."""

    def __init__(self, name: str, is_package: bool, twins: Twins, marks: Sequence[int]) -> None:
        self.name = name
        self.is_package = is_package
        self.twins = twins
        self.marks = marks
        self.scope = Scope(name=name)
        self.scope.is_package = is_package
        self.exports: list[ast.stmt] = []

    def suite(
        self,
        body: Iterable[cst.BaseStatement | cst.BaseSmallStatement],
        scope: Scope,
        branch: Branch,
    ) -> None:
        """Read the statements of a body."""
        body = list(body)
        last = self._last_of(body) if branch.arms else None
        if last is not None and ends_module(last, scope):
            scope.closed_arms.add(branch.arms[-1])
        for statement in body:
            if isinstance(statement, cst.SimpleStatementLine):
                for small in statement.body:
                    self.small(small, scope, branch)
            elif isinstance(statement, cst.BaseSmallStatement):
                self.small(statement, scope, branch)
            elif isinstance(statement, cst.FunctionDef):
                self.function(statement, scope, branch)
            elif isinstance(statement, cst.ClassDef):
                self.class_(statement, scope, branch)
            else:
                self.compound(statement, scope, branch)

    def _last_of(
        self, body: Sequence[cst.BaseStatement | cst.BaseSmallStatement]
    ) -> ast.stmt | None:
        """Return the last statement of a body."""
        last = body[-1] if body else None
        if isinstance(last, cst.SimpleStatementLine):
            last = last.body[-1] if last.body else None
        return None if last is None else self.twins.statement(last)

    def function(self, node: cst.FunctionDef, scope: Scope, branch: Branch) -> None:
        """Read a function definition."""
        twin = self.twins.statement(node)
        place = self.twins.place(node)
        if not isinstance(twin, (ast.FunctionDef, ast.AsyncFunctionDef)):
            # The syntax of the body is newer than this Python.
            scope.define_function(definitions.function(node, BodyFacts(), place), branch)
            scope.note_line(place["line"], f"the body of {node.name.value}()")
            return
        facts = body_facts(twin, self.marks)
        function = definitions.function(
            node,
            facts,
            place,
            is_placeholder=is_placeholder(twin),
            returned_functions=returned_functions(twin),
        )
        scope.define_function(function, branch)
        bind_from_body(twin, facts, scope)

    def class_(self, node: cst.ClassDef, scope: Scope, branch: Branch) -> None:
        """Read a class with its members."""
        inner = Scope(scope, node.name.value)
        self.suite(node.body.body, inner, PLAIN)
        inner.close()
        class_ = definitions.class_(node, inner.members, self.twins.place(node))
        class_.has_unknown_members = inner.has_unknown_names
        scope.define(class_, branch)

    def small(self, node: cst.BaseSmallStatement, scope: Scope, branch: Branch) -> None:
        """Read a statement without blocks."""
        place = self.twins.place(node) if isinstance(node, definitions.PLACED) else None
        if place is not None and isinstance(node, (cst.Assign, cst.AnnAssign)):
            in_class = scope is not self.scope
            for attribute in definitions.attributes(node, place, in_class=in_class):
                scope.define(attribute, branch)
        elif place is not None and isinstance(node, cst.TypeAlias):
            scope.define(definitions.type_alias(node, place), branch)
        elif place is not None and isinstance(node, cst.Import):
            for binding in definitions.imports(node, place):
                scope.define(binding, branch)
        elif place is not None and isinstance(node, cst.ImportFrom):
            self.import_from(node, place, scope, branch)
        twin = self.twins.statement(node)
        if twin is None:
            return
        run(twin, scope, branch)
        if scope is self.scope and touches_exports(twin):
            self.exports.append(twin)

    def compound(self, node: cst.BaseStatement, scope: Scope, branch: Branch) -> None:
        """Read the blocks of a compound statement that importing the module may run."""
        twin = self.twins.statement(node)
        if twin is not None:
            run(twin, scope, branch)
        if isinstance(node, cst.If):
            test = self.twins.test(node)
            body, orelse = branch._replace(conditional=True), branch._replace(conditional=True)
            branches: tuple[Branch | None, Branch | None] = (body, orelse)
            if test is not None:
                branches = if_branches(test, branch, scope.names)
            if branches[0] is not None:
                self.suite(node.body.body, scope, branches[0])
            if branches[1] is not None and isinstance(node.orelse, cst.If):
                self.compound(node.orelse, scope, branches[1])
            elif branches[1] is not None and node.orelse is not None:
                self.suite(node.orelse.body.body, scope, branches[1])
            return
        for block, inner_branch in _blocks(node, twin, branch):
            self.suite(block.body, scope, inner_branch)

    def import_from(self, node: cst.ImportFrom, place: Place, scope: Scope, branch: Branch) -> None:
        """Read `from … import …`."""
        source = definitions.dotted(node.module) if node.module is not None else None
        level = len(node.relative)
        base = absolute_target(self.name, self.is_package, level, source)
        if isinstance(node.names, cst.ImportStar):
            if base:
                scope.star(base, branch)
            return
        for alias in node.names:
            name, bound = definitions.dotted(alias.name), definitions.bound_name(alias)
            is_submodule = (
                source is None and level == 1 and self.is_package and alias.asname is None
            )
            target = f"{base}.{name}" if base else name
            # A module that imports a name from itself binds nothing new.
            if is_submodule or target == f"{self.name}.{bound}":
                continue
            redundant = alias.asname is not None and bound == name
            scope.define(Import(name=bound, target=target, redundant=redundant, **place), branch)


def _blocks(
    node: cst.CSTNode, twin: ast.stmt | None, branch: Branch
) -> Iterator[tuple[cst.BaseSuite, Branch]]:
    """Yield the blocks of a compound statement other than `if`, with their branches."""
    conditional = branch._replace(conditional=True)
    if isinstance(node, (cst.Try, cst.TryStar)):
        body: Branch = branch
        handlers: list[Branch | None] = [conditional] * len(node.handlers)
        if twin is not None:
            body, handlers = try_branches(twin, branch)  # type: ignore[arg-type]
        yield node.body, body
        blocks = [handler.body for handler in node.handlers]
        for block, inner in zip(blocks, handlers, strict=True):
            if inner is not None:
                yield block, inner
        if node.orelse is not None:
            yield node.orelse.body, body
        if node.finalbody is not None:
            yield node.finalbody.body, branch
    elif isinstance(node, (cst.With, cst.For, cst.While)):
        yield node.body, branch
        if not isinstance(node, cst.With) and node.orelse is not None:
            yield node.orelse.body, branch
    elif isinstance(node, cst.Match):
        for case in node.cases:
            yield case.body, conditional
