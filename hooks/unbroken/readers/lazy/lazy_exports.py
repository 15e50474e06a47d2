"""Names that a module serves when they are asked for (PEP 562), where a table tells which.

`lazy_loader.attach`, transformers' `_LazyModule`, a `__getattr__` that looks names up in tables of
its module, and a call that is given `globals()` and such tables. They become imports of the module.
A `__getattr__` that serves nothing but them is understood and goes: what it does not list is not
there. Any other one may serve anything.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable, Iterator

import msgspec

from unbroken.model.definitions import Attribute, Exports, Import, Module
from unbroken.readers.expressions import absolute_target, dotted_name
from unbroken.readers.lazy.module_getattr import Getattr
from unbroken.readers.lazy.tables import Entries, Tables

_ATTACH = "lazy_loader.attach"
_MARKS = ("__getattr__", "_LazyModule", "globals(),")


def with_lazy_exports(module: Module, text: str) -> Module:
    """Add the names that a module serves lazily to a module that was read from a text."""
    if not any(mark in text for mark in _MARKS):
        return module
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
            return _LazyExportsReader(module, list(statements(tree.body))).result()
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return module


def statements(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Give the statements of a module, those inside `if`, `try`, `with` and loops included."""
    for statement in body:
        yield statement
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            continue
        for field in ("body", "orelse", "finalbody"):
            yield from statements(getattr(statement, field, []))
        for handler in getattr(statement, "handlers", []):
            yield from statements(handler.body)


class _LazyExportsReader:
    def __init__(self, module: Module, body: list[ast.stmt]) -> None:
        self.module = module
        self.body = body
        self.served: dict[str, Import] = {}
        self.exports = module.exports
        self.is_open = "__getattr__" in module.members
        self.tables = Tables(module.name, body, module.exports)

    def result(self) -> Module:
        for statement in self.body:
            if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Call):
                self.call(statement.targets, statement.value)
            elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
                self.given_globals(statement.value)
            elif isinstance(statement, ast.FunctionDef) and statement.name == "__getattr__":
                found = Getattr(statement, self.tables)
                self.serve(found.entries(), statement)
                self.is_open = not found.is_closed()
        members = dict(self.module.members)
        for name, served in self.served.items():
            members.setdefault(name, served)
        if not self.is_open:
            members.pop("__getattr__", None)
        elif "__getattr__" not in members:
            anything = Attribute(name="__getattr__", line=1, column=1, end_line=1, value="...")
            members["__getattr__"] = anything
        return msgspec.structs.replace(self.module, members=members, exports=self.exports)

    def call(self, targets: list[ast.expr], call: ast.Call) -> None:
        """Read a statement that leaves the names to a library."""
        name = dotted_name(call.func)
        head, _, rest = name.partition(".")
        bound = self.module.members.get(head)
        if isinstance(bound, Import):
            name = f"{bound.target}.{rest}" if rest else bound.target
        names = _bound(targets)
        # Some have a copy of it, so that they need not depend on it.
        if (name == _ATTACH or name.strip("_") == "attach") and "__getattr__" in names:
            self.attach(call, names)
        elif name.rpartition(".")[2] == "_LazyModule":
            structure = _argument(call, 2, "import_structure")
            entries = self.tables.of(structure, by_module=True) if structure is not None else None
            self.is_open |= entries is None
            self.serve(entries or {}, call)

    def given_globals(self, call: ast.Call) -> None:
        """Read `lazy_import(globals(), {"name": ".module"})`, as websockets writes it."""
        first = call.args[0] if call.args else None
        if not isinstance(first, ast.Call) or dotted_name(first.func) != "globals":
            return
        for value in (*call.args[1:], *(each.value for each in call.keywords)):
            entries = self.tables.of(value) if isinstance(value, ast.Dict) else None
            if entries and all(entries.values()):
                self.serve(entries, call)

    def attach(self, call: ast.Call, names: dict[str, int]) -> None:
        """Read `lazy_loader.attach(package_name, submodules=None, submod_attrs=None)`."""
        modules = self.argument(call, 1, "submodules", by_module=False)
        attributes = self.argument(call, 2, "submod_attrs", by_module=True)
        if modules is None or attributes is None or any(e.arg is None for e in call.keywords):
            return
        entries = {**attributes, **modules}
        self.serve(entries, call)
        self.is_open = False
        if names.get("__all__") == 2:
            self.exports = Exports(tuple(sorted(entries)))

    def argument(
        self, call: ast.Call, position: int, name: str, *, by_module: bool
    ) -> Entries | None:
        node = _argument(call, position, name)
        if node is None:
            return {}
        return self.tables.of(node, by_module=True) if by_module else self.tables.names(node)

    def serve(self, entries: Entries, at: ast.AST) -> None:
        """Bind names to what they lead to, as far as that is known."""
        for name, target in entries.items():
            own = f"{self.module.name}.{name}"
            shown = self.module.typing_imports.get(name)
            path = shown.target if shown is not None else self.absolute(target) or own
            line = getattr(at, "lineno", 1)
            self.served[name] = Import(
                name=name,
                line=line,
                column=getattr(at, "col_offset", 0) + 1,
                end_line=line,
                target=path,
                redundant=self.module.is_package,
            )

    def absolute(self, target: str) -> str:
        rest = target.lstrip(".")
        level = len(target) - len(rest)
        return absolute_target(self.module.name, self.module.is_package, level, rest)


def _bound(targets: list[ast.expr]) -> dict[str, int]:
    """Give the names that an assignment binds, with their places in a tuple."""
    found: dict[str, int] = {}
    for target in targets:
        parts = target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]
        found |= {each.id: at for at, each in enumerate(parts) if isinstance(each, ast.Name)}
    return found


def _argument(call: ast.Call, position: int, name: str) -> ast.expr | None:
    """Give an argument of a call; None where it is left out, or None."""
    found = next((each.value for each in call.keywords if each.arg == name), None)
    if found is None and len(call.args) > position:
        found = call.args[position]
    return None if isinstance(found, ast.Constant) and found.value is None else found
