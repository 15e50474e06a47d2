"""A module of a package to the model, with griffe.

griffe visits the syntax tree and reports definitions with their scopes. What it does not keep
(branches, accessors, generators, every form of assignment) is read from the nodes that it passes
to extensions. Nothing is imported, and griffe's inspection is never used.
"""

from __future__ import annotations

import ast
import copy
import logging
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import griffe

from unbroken.model.definitions import Import, Module
from unbroken.readers import ast_definitions as nodes
from unbroken.readers.ast_bodies import body_facts, marked_lines
from unbroken.readers.builtin_names import mark_bound_names
from unbroken.readers.compilation import check_compiles, tree_compiles
from unbroken.readers.control_flow import walk
from unbroken.readers.decoding import TOO_DEEP, UnreadableError, decode, syntax_error
from unbroken.readers.exports import touches_exports
from unbroken.readers.expressions import absolute_target
from unbroken.readers.function_effects import bind_from_body
from unbroken.readers.guards import Branch
from unbroken.readers.scope import Scope
from unbroken.readers.scope_to_module import module_from_scope
from unbroken.readers.statements import run


def read_module_with_griffe(
    source: bytes, name: str, path: str, *, is_package: bool, must_compile: bool = True
) -> Module:
    """Read one source file.

    Takes the file's bytes, the module's dotted name and the path to show. Raises
    UnreadableError when it is not Python that the running interpreter can parse, or compile.
    """
    text = decode(source)
    collector = _Collector(text, name, is_package=is_package)
    # Nobody runs a stub.
    collector.compiles = path.endswith(".pyi") or not must_compile
    *packages, stem = name.split(".")
    parent = None
    folder = Path()
    for part in packages:
        folder /= part
        parent = griffe.Module(part, filepath=folder / "__init__.py", parent=parent)
    file = folder / stem / "__init__.py" if is_package else folder / f"{stem}.py"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            griffe.visit(stem, file, text, extensions=griffe.Extensions(collector), parent=parent)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise syntax_error(text) or UnreadableError(TOO_DEEP) from None
    if not collector.compiles:
        check_compiles(source)
    return module_from_scope(
        collector.scope,
        collector.exports,
        text,
        name=name,
        path=path,
        is_package=is_package,
        docstring=collector.docstring,
    )


_NO_ARGUMENTS = ast.arguments(
    posonlyargs=[], args=[], vararg=None, kwonlyargs=[], kw_defaults=[], kwarg=None, defaults=[]
)

# griffe logs what it cannot resolve; the output of a hook must hold findings only.
logging.getLogger("griffe").setLevel(logging.CRITICAL)


class _Body:
    """The statements of a module or class body, followed in step with griffe's visit."""

    def __init__(self, body: list[ast.stmt], scope: Scope) -> None:
        self.scope = scope
        self.exports: list[ast.stmt] = []
        """The statements that touch `__all__`, so far."""
        self._statements: Iterator[tuple[ast.stmt, Branch]] = walk(body, scope)
        self._next = next(self._statements, None)

    def advance_to(self, node: ast.stmt) -> Branch | None:
        """Apply the statements before a node and return the node's branch.

        None means that importing the module never gets there.
        """
        position = (node.lineno, node.col_offset)
        while self._next is not None:
            statement, branch = self._next
            if statement is node:
                return branch
            if (statement.lineno, statement.col_offset) > position:
                return None
            self._apply(statement, branch)
        return None

    def advance_past(self, node: ast.stmt) -> None:
        """Apply a node that was advanced to."""
        if self._next is not None and self._next[0] is node:
            self._apply(*self._next)

    def finish(self) -> None:
        """Apply the remaining statements and close the scope."""
        while self._next is not None:
            self._apply(*self._next)
        self.scope.close()

    def _apply(self, statement: ast.stmt, branch: Branch) -> None:
        run(statement, self.scope, branch)
        if self.scope.outer is None and touches_exports(statement):
            # A copy, because the visitor empties the targets of assignments.
            self.exports.append(copy.copy(statement))
        self._next = next(self._statements, None)


class _Collector(griffe.Extension):
    """Collects what griffe visits, in source order, into scopes."""

    def __init__(self, text: str, name: str, *, is_package: bool) -> None:
        super().__init__()
        self.text = text
        self.depth = name.count(".") + is_package
        """How many dots of a relative import stay inside the top-level package."""
        self.decorators: list[list[ast.expr]] = []
        self.marks = marked_lines(text)
        self.scope = Scope(name=name)
        self.scope.is_package = is_package
        self.bodies: list[_Body] = []
        self.exports: list[ast.stmt] = []
        self.docstring: str | None = None
        self.compiles = False
        """Whether the source is known to compile."""

    def on_module_node(self, *, node: Any, agent: Any, **kwargs: Any) -> None:
        if isinstance(node, ast.Module):
            self.compiles = self.compiles or tree_compiles(node)  # Before the nodes are changed.
            mark_bound_names(node)
            self.docstring = ast.get_docstring(node)
            self.scope.raises_on_import = any(isinstance(part, ast.Raise) for part in node.body)
            self.bodies.append(_Body(node.body, self.scope))

    def on_module_members(self, *, node: Any, mod: Any, agent: Any, **kwargs: Any) -> None:
        body = self.bodies.pop()
        body.finish()
        self.exports = body.exports

    def on_class_node(self, *, node: Any, agent: Any, **kwargs: Any) -> None:
        # griffe fails on decorators that it cannot make an expression of, and needs none here.
        self.decorators.append(node.decorator_list)
        node.decorator_list = []

    def on_class_instance(self, *, node: Any, cls: Any, agent: Any, **kwargs: Any) -> None:
        is_reached = self.bodies[-1].advance_to(node) is not None
        outer = self.bodies[-1].scope if is_reached else Scope()
        self.bodies.append(_Body(node.body, Scope(outer, node.name)))

    def on_class_members(self, *, node: Any, cls: Any, agent: Any, **kwargs: Any) -> None:
        node.decorator_list = self.decorators.pop()
        body = self.bodies.pop()
        body.finish()
        branch = self.bodies[-1].advance_to(node)
        if branch is not None:
            class_ = nodes.class_from_node(node, body.scope.members)
            class_.has_unknown_members = body.scope.has_unknown_names
            self.bodies[-1].scope.define(class_, branch)

    def on_function_node(self, *, node: Any, agent: Any, **kwargs: Any) -> None:
        branch = self.bodies[-1].advance_to(node)
        if branch is not None:
            scope, facts = self.bodies[-1].scope, body_facts(node, self.marks)
            scope.define_function(nodes.function_from_node(node, facts), branch)
            bind_from_body(node, facts, scope)
        # What griffe makes of a function is not used: it need not visit its parts.
        node.args = _NO_ARGUMENTS
        node.decorator_list = []
        node.returns = None
        node.body = []

    def on_attribute_node(self, *, node: Any, agent: Any, **kwargs: Any) -> None:
        body = self.bodies[-1]
        branch = body.advance_to(node)
        if branch is not None:
            for attribute in nodes.attributes_from_node(node, in_class=agent.current.is_class):
                body.scope.define(attribute, branch)
            body.advance_past(node)
        if isinstance(node, ast.Assign):
            node.targets = []  # What griffe makes of the value is not used.

    def on_type_alias_node(self, *, node: Any, agent: Any, **kwargs: Any) -> None:
        branch = self.bodies[-1].advance_to(node)
        if branch is not None:
            self.bodies[-1].scope.define(nodes.type_alias_from_node(node), branch)

    def on_alias_instance(self, *, alias: Any, node: Any, agent: Any, **kwargs: Any) -> None:
        branch = self.bodies[-1].advance_to(node)
        if branch is not None:
            self._define_import(alias, node, branch)

    def _define_import(self, alias: Any, node: ast.Import | ast.ImportFrom, branch: Branch) -> None:
        scope = self.bodies[-1].scope
        if alias.name.endswith("/*") or alias.name == "*":
            scope.star(self._target(alias, node), branch)
            return
        redundant = any(name.asname == name.name == alias.name for name in node.names)
        scope.define(
            Import(
                name=alias.name,
                line=node.lineno,
                column=node.col_offset + 1,
                end_line=node.end_lineno or node.lineno,
                target=self._target(alias, node),
                redundant=redundant,
            ),
            branch,
        )

    def _target(self, alias: Any, node: ast.Import | ast.ImportFrom) -> str:
        """Return what an import binds; griffe stops at the top-level package, Python fails."""
        if isinstance(node, ast.ImportFrom) and node.level > self.depth:
            base = absolute_target("", False, node.level, node.module)
            if alias.name.endswith("/*") or alias.name == "*":
                return base
            name = next(name.name for name in node.names if alias.name in (name.asname, name.name))
            return f"{base}.{name}"
        return str(alias.target_path)
