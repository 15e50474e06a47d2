"""A module of a package to the model, with griffe.

griffe visits the syntax tree and says which definitions there are and in which scope; what it
does not keep (branches, accessors, generators, every spelling of an assignment) is read off the
nodes that it hands to extensions. Nothing is imported and griffe's inspection is never used.
"""

from __future__ import annotations

import ast
import logging
import warnings
from pathlib import Path
from typing import Any

import griffe

from unbroken.model.definitions import Import, Module
from unbroken.readers import ast_definitions as nodes
from unbroken.readers.ast_bodies import marked_lines
from unbroken.readers.decoding import TOO_DEEP, UnreadableError, decode, syntax_error
from unbroken.readers.exports import read_exports, touches_exports
from unbroken.readers.lazy.lazy_exports import statements, with_lazy_exports
from unbroken.readers.scope import Branch, Scope


def read_module_with_griffe(source: bytes, name: str, path: str, *, is_package: bool) -> Module:
    """Read one source file.

    Takes the file's bytes, the module's dotted name and the path to show. Raises
    UnreadableError when it is not Python that the running interpreter can parse.
    """
    text = decode(source)
    collector = _Collector(text)
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
    return with_lazy_exports(collector.module(name, path, is_package=is_package), text)


def _strip(node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
    """Take from a function what was read off it: what griffe makes of it is of no use here.

    Only the body of `__init__` is visited.
    """
    node.args = _NO_ARGUMENTS
    node.decorator_list = []
    node.returns = None
    if node.name != "__init__":
        node.body = []


_NO_ARGUMENTS = ast.arguments(
    posonlyargs=[], args=[], vararg=None, kwonlyargs=[], kw_defaults=[], kwarg=None, defaults=[]
)

# What griffe cannot resolve it logs; a hook's output is read by someone who is blocked.
logging.getLogger("griffe").setLevel(logging.CRITICAL)


class _Collector(griffe.Extension):
    """Turns what griffe visits, in source order, into scopes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
        self.marks = marked_lines(text)
        self.scopes = [Scope()]
        self.exports: list[ast.stmt] = []
        self.docstring: str | None = None
        self.instances: list[str] = [""]

    def module(self, name: str, path: str, *, is_package: bool) -> Module:
        scope = self.scopes[0]
        scope.close()
        return Module(
            name=name,
            path=path,
            is_package=is_package,
            members=scope.members,
            stars=tuple(dict.fromkeys(scope.stars)),
            typing_imports=scope.typing_imports,
            typing_aliases=scope.typing_aliases,
            exports=read_exports(self.exports, scope.members, self.text),
            docstring=self.docstring,
        )

    def on_module_node(self, *, node: Any, agent: Any, **kwargs: Any) -> None:
        if isinstance(node, ast.Module):
            self.docstring = ast.get_docstring(node)

    def on_module_members(self, *, node: Any, mod: Any, agent: Any, **kwargs: Any) -> None:
        self.exports = [each for each in statements(node.body) if touches_exports(each)]

    def on_class_instance(self, *, node: Any, cls: Any, agent: Any, **kwargs: Any) -> None:
        self.scopes.append(Scope())
        self.instances.append("")

    def on_class_members(self, *, node: Any, cls: Any, agent: Any, **kwargs: Any) -> None:
        scope = self.scopes.pop()
        self.instances.pop()
        scope.close()
        branch = nodes.branch_of(node)
        if branch is not None and not cls.parent.is_function:
            self.scopes[-1].define(nodes.class_from_node(node, scope.members), branch)

    def on_function_node(self, *, node: Any, agent: Any, **kwargs: Any) -> None:
        if not agent.current.is_function:
            if node.name == "__init__":
                arguments = [*node.args.posonlyargs, *node.args.args]
                self.instances[-1] = arguments[0].arg if arguments else ""
            branch = nodes.branch_of(node)
            if branch is not None:
                self.scopes[-1].define_function(nodes.function_from_node(node, self.marks), branch)
        _strip(node)

    def on_attribute_node(self, *, node: Any, agent: Any, **kwargs: Any) -> None:
        scope = self.scopes[-1]
        if agent.current.is_function:
            if agent.current.name == "__init__":
                for attribute in nodes.instance_attributes_from_node(node, self.instances[-1]):
                    scope.define_instance_attribute(attribute)
            return
        branch = nodes.branch_of(node)
        if branch is not None:
            for attribute in nodes.attributes_from_node(node, in_class=agent.current.is_class):
                scope.define(attribute, branch)
        if isinstance(node, ast.Assign) and not touches_exports(node):
            node.targets = []

    def on_type_alias_node(self, *, node: Any, agent: Any, **kwargs: Any) -> None:
        branch = nodes.branch_of(node)
        if branch is not None and not agent.current.is_function:
            self.scopes[-1].define(nodes.type_alias_from_node(node), branch)

    def on_alias_instance(self, *, alias: Any, node: Any, agent: Any, **kwargs: Any) -> None:
        branch = nodes.branch_of(node)
        if branch is None or agent.current.is_function:
            return
        self._bind_import(alias, node, branch)

    def _bind_import(self, alias: Any, node: ast.Import | ast.ImportFrom, branch: Branch) -> None:
        if alias.name.endswith("/*") or alias.name == "*":
            if not branch.typing_only:
                self.scopes[-1].stars.append(alias.target_path)
            return
        redundant = any(each.asname == each.name == alias.name for each in node.names)
        self.scopes[-1].define(
            Import(
                name=alias.name,
                line=node.lineno,
                column=node.col_offset + 1,
                end_line=node.end_lineno or node.lineno,
                target=alias.target_path,
                redundant=redundant,
            ),
            branch,
        )
