"""The tables in which a `__getattr__` looks names up: dicts, lists and sets of literals."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Literal, TypeAlias

from unbroken.model.definitions import Exports
from unbroken.readers.builtin_names import calls_builtin
from unbroken.readers.expressions import dotted_name, string_value

Entries: TypeAlias = dict[str, str]
"""Names to dotted paths; one with a leading dot starts at the package, "" is not known."""

Style: TypeAlias = Literal["path", "module", "source", "unknown"]
"""What the values of a table are: full paths of the objects, the modules that are served, the
modules that the objects come from; or nothing says so."""

_OWN = ("__spec__.parent", "__package__", "__name__")


class Tables:
    """The tables that the statements of a module assign."""

    def __init__(self, name: str, body: Iterable[ast.stmt], exports: Exports | None) -> None:
        self.root = name.partition(".")[0]
        self.exports = exports
        self.from_package = False
        """Whether modules without a dot are looked up in the package."""
        self.style: Style = "unknown"
        self.values: dict[str, ast.expr] = {}
        self.added: dict[str, list[tuple[ast.expr, ast.expr]]] = {}
        self.unclear: set[str] = set()
        for statement in body:
            self._collect(statement)

    def _collect(self, statement: ast.stmt) -> None:
        if isinstance(statement, ast.AnnAssign) and statement.value is not None:
            self._assign(statement.target, statement.value)
        elif isinstance(statement, ast.Assign):
            for target in statement.targets:
                self._assign(target, statement.value)
        elif isinstance(statement, ast.AugAssign) and isinstance(statement.target, ast.Name):
            self.unclear.add(statement.target.id)
        elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            self._called(statement.value)

    def _assign(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, ast.Name):
            if target.id in self.values:  # in another branch, or once more
                self.unclear.add(target.id)
            self.values[target.id] = value
        elif isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):
            self.added.setdefault(target.value.id, []).append((target.slice, value))

    def _called(self, call: ast.Call) -> None:
        """Read `table["module"].extend(["name"])`; a table that is changed otherwise is unclear."""
        if not isinstance(call.func, ast.Attribute):
            return
        at, method = call.func.value, call.func.attr
        if isinstance(at, ast.Name):
            self.unclear.add(at.id)
        elif isinstance(at, ast.Subscript) and isinstance(at.value, ast.Name):
            value = call.args[0] if len(call.args) == 1 else None
            if value is not None and method == "append":
                value = ast.List([value], ast.Load())
            if value is not None and method in ("append", "extend"):
                self.added.setdefault(at.value.id, []).append((at.slice, value))
            else:
                self.unclear.add(at.value.id)

    def value_of(self, node: ast.expr) -> ast.expr | None:
        """Return the value of a variable that is assigned once and changed nowhere."""
        if not isinstance(node, ast.Name) or node.id in self.unclear or node.id in self.added:
            return None
        return self.values.get(node.id)

    def names(self, node: ast.expr) -> Entries | None:
        """Return the names that a membership test lets through; None when they are not known."""
        if isinstance(node, ast.Name):
            if node.id == "__all__":
                exports = self.exports
                if exports is None or not exports.complete or exports.modules:
                    return None
                return dict.fromkeys(exports.names, "")
            value = self.values.get(node.id)
            if value is not None and node.id not in self.unclear and not _is_mapping(value):
                return self.names(value)
        if isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords:
            if calls_builtin(node, "frozenset", "set", "list", "tuple", "sorted"):
                return self.names(node.args[0])
            return None
        listed = strings(node)
        return dict.fromkeys(listed, "") if listed is not None else self.of(node)

    def of(self, node: ast.expr, *, by_module: bool = False) -> Entries | None:
        """Return the entries of a table of names; None when they are computed.

        `by_module` means that it maps modules to the names in them.
        """
        if isinstance(node, ast.Name):
            table = self.values.get(node.id)
            if table is None or node.id in self.unclear or isinstance(table, ast.Name):
                return None
            entries = self.of(table, by_module=by_module)
            for key, value in self.added.get(node.id, ()):
                entries = both(entries, self._entry(key, value, by_module))
            return entries
        if isinstance(node, ast.Dict):
            result: Entries | None = {}
            for part, value in zip(node.keys, node.values, strict=True):
                more = (
                    self.of(value, by_module=by_module)
                    if part is None
                    else self._entry(part, value, by_module)
                )
                result = both(result, more)
            return result
        if isinstance(node, ast.DictComp):
            return self._inverted(node)
        return None

    def _inverted(self, node: ast.DictComp) -> Entries | None:
        """Read `{name: module for module, names in table.items() for name in names}`."""
        if len(node.generators) != 2 or any(loop.ifs for loop in node.generators):
            return None
        outer, inner = node.generators
        source = _items_of(outer.iter)
        if source is None or not isinstance(outer.target, ast.Tuple):
            return None
        items = [dotted_name(node.value), dotted_name(inner.iter)]
        if [dotted_name(target) for target in outer.target.elts] != items:
            return None
        if dotted_name(node.key) != dotted_name(inner.target):
            return None
        return self.of(source, by_module=True)

    def _entry(self, key: ast.expr, value: ast.expr, by_module: bool) -> Entries | None:
        if not isinstance(key, ast.Constant) or not isinstance(key.value, str):
            return None
        if by_module or isinstance(value, (ast.List, ast.Set)):
            listed = strings(value)
            if listed is None:
                return None
            module = key.value if key.value.startswith(f"{self.root}.") else f".{key.value}"
            module = key.value if key.value.startswith(".") else module
            return {name: _path(module, name) for name in listed}
        if lists_names(value):
            return None
        return {key.value: self._target(key.value, value)}

    def _target(self, name: str, value: ast.expr) -> str:
        """Return where a name comes from, from its value in a table."""
        attribute = name
        if isinstance(value, ast.Tuple) and len(value.elts) == 2:
            first, second = value.elts
            package, part = string_value(first), string_value(second)
            if dotted_name(first) in _OWN and part is not None:
                return f".{name}" if part == _MODULE else self._from_module(part, name)
            if package is not None and part is not None and part.startswith("."):
                # `import_module(part, package)`, possibly of another distribution
                return f"{package}.{part.strip('.')}.{name}".replace("..", ".")
            if package is not None and part == _MODULE:
                return f"{package}.{name}"
            if part is not None:
                value, attribute = first, part
        text = string_value(value)
        if text is None:
            return ""
        module, colon, rest = text.partition(":")
        if colon:
            return self._from_module(module, rest)
        if self.style == "path":
            return text
        if self.style == "module":
            is_relative = self.from_package and not text.startswith(".")
            return f".{text}" if is_relative else text
        # Of an unknown style, it may be the module, or the path of the name itself.
        if self.style == "unknown" and module.rpartition(".")[2] == name:
            return ""
        return self._from_module(module, attribute)

    def _from_module(self, module: str, attribute: str) -> str:
        if module.startswith((".", f"{self.root}.")) or module == self.root:
            return _path(module, attribute)
        if self.from_package:
            return _path(f".{module}", attribute)
        return "" if self.style == "unknown" else _path(module, attribute)


_MODULE = "__module__"
"""pydantic's mark of an entry that is a module itself."""


def lists_names(value: ast.expr) -> bool:
    """Return whether the value of an entry lists names, rather than saying where one comes from."""
    listed = strings(value)
    return listed is not None and not _is_source(listed)


def _is_source(parts: list[str]) -> bool:
    """Return whether two strings say where a name comes from, rather than listing names."""
    if len(parts) != 2:
        return False
    return "." in parts[0] or parts[1].startswith(".") or parts[1] == _MODULE


def strings(node: ast.expr) -> list[str] | None:
    """Return the strings of a literal list, tuple or set; None for anything else."""
    parts = node.elts if isinstance(node, (ast.List, ast.Tuple, ast.Set)) else None
    if parts is None:
        return None
    values = [part.value for part in parts if isinstance(part, ast.Constant)]
    texts = [value for value in values if isinstance(value, str)]
    return texts if len(texts) == len(parts) else None


def _items_of(node: ast.expr) -> ast.expr | None:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.value if node.func.attr == "items" else None
    return None


def _is_mapping(node: ast.expr) -> bool:
    return isinstance(node, (ast.Dict, ast.DictComp))


def _path(module: str, attribute: str) -> str:
    parts = f"{module.lstrip('.')}.{attribute}".lstrip(".").split(".")
    if not all(part.isidentifier() for part in parts):
        return ""
    return f"{module}{attribute}" if module.strip(".") == "" else f"{module}.{attribute}"


def both(one: Entries | None, other: Entries | None) -> Entries | None:
    """Return the entries of two tables; None where one of them is not known."""
    return None if one is None or other is None else {**one, **other}
