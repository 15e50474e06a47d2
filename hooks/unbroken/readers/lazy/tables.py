"""Tables of a module that say which names lead where: dicts, lists and sets of literals."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from unbroken.model.definitions import Exports
from unbroken.readers.expressions import dotted_name

Entries: TypeAlias = dict[str, str]
"""Names to dotted paths; one with a leading dot starts at the package, "" is not known."""

_OWN = ("__spec__.parent", "__package__", "__name__")


class Tables:
    """The tables that the statements of a module assign."""

    def __init__(self, name: str, body: Iterable[ast.stmt], exports: Exports | None) -> None:
        self.root = name.partition(".")[0]
        self.exports = exports
        self.from_package = False
        """Whether modules without a dot are looked up in the package."""
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
        """Read `table["module"].extend(["name"])`, and distrust tables that are changed else."""
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

    def names(self, node: ast.expr) -> Entries | None:
        """Give what a test for being in something lets through; None when that is not known."""
        if isinstance(node, ast.Name):
            if node.id == "__all__":
                known = self.exports is not None and self.exports.complete
                known = known and self.exports is not None and not self.exports.modules
                return dict.fromkeys(self.exports.names, "") if known and self.exports else None
            found = self.values.get(node.id)
            if found is not None and node.id not in self.unclear and not _is_mapping(found):
                return self.names(found)
        if isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords:
            if dotted_name(node.func) in ("frozenset", "set", "list", "tuple", "sorted"):
                return self.names(node.args[0])
            return None
        listed = strings(node)
        return dict.fromkeys(listed, "") if listed is not None else self.of(node)

    def of(self, node: ast.expr, *, by_module: bool = False) -> Entries | None:
        """Read a table of names; None when that takes running it.

        `by_module` tells that it maps modules to the names in them.
        """
        if isinstance(node, ast.Name):
            found = self.values.get(node.id)
            if found is None or node.id in self.unclear or isinstance(found, ast.Name):
                return None
            entries = self.of(found, by_module=by_module)
            for key, value in self.added.get(node.id, ()):
                entries = _both(entries, self._entry(key, value, by_module))
            return entries
        if isinstance(node, ast.Dict):
            result: Entries | None = {}
            for part, value in zip(node.keys, node.values, strict=True):
                more = (
                    self.of(value, by_module=by_module)
                    if part is None
                    else self._entry(part, value, by_module)
                )
                result = _both(result, more)
            return result
        if isinstance(node, ast.DictComp):
            return self._inverted(node)
        return None

    def _inverted(self, node: ast.DictComp) -> Entries | None:
        """Read `{name: module for module, names in table.items() for name in names}`."""
        if len(node.generators) != 2 or any(each.ifs for each in node.generators):
            return None
        outer, inner = node.generators
        source = _items_of(outer.iter)
        if source is None or not isinstance(outer.target, ast.Tuple):
            return None
        wanted = [dotted_name(each) for each in (node.value, inner.iter)]
        if [dotted_name(each) for each in outer.target.elts] != wanted or (
            dotted_name(node.key) != dotted_name(inner.target)
        ):
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
            return {each: _path(module, each) for each in listed}
        listed = strings(value)
        if listed is not None and not (len(listed) == 2 and "." in listed[0]):
            return None
        return {key.value: self._target(key.value, value)}

    def _target(self, name: str, value: ast.expr) -> str:
        """Give where the value of a table says that a name comes from."""
        attribute = name
        if isinstance(value, ast.Tuple) and len(value.elts) == 2:
            first, second = value.elts
            if dotted_name(first) in _OWN:
                value = second
                if isinstance(second, ast.Constant) and second.value == "__module__":
                    return f".{name}"
            elif isinstance(second, ast.Constant):
                value, attribute = first, str(second.value)
        if not isinstance(value, ast.Constant) or not isinstance(value.value, str):
            return ""
        module, colon, rest = value.value.partition(":")
        if colon:
            attribute = rest
        elif module.rpartition(".")[2] == name:  # the module, or the path of the name itself?
            return ""
        if module.startswith((".", f"{self.root}.")) or module == self.root:
            return _path(module, attribute)
        return _path(f".{module}", attribute) if self.from_package else ""


def strings(node: ast.expr) -> list[str] | None:
    """Give the strings of a literal list, tuple, set, or of the keys of a dict; None if not so."""
    parts = node.elts if isinstance(node, (ast.List, ast.Tuple, ast.Set)) else None
    if parts is None:
        return None
    found = [each.value for each in parts if isinstance(each, ast.Constant)]
    listed = [each for each in found if isinstance(each, str)]
    return listed if len(listed) == len(parts) else None


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


def _both(one: Entries | None, other: Entries | None) -> Entries | None:
    return None if one is None or other is None else {**one, **other}


def loaded(node: ast.AST) -> Iterator[ast.Name]:
    """Give the names that a piece of code reads."""
    return (
        each
        for each in ast.walk(node)
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Load)
    )
