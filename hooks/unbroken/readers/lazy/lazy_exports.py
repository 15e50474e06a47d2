"""Names that a module serves on demand (PEP 562), where a table lists them.

`lazy_loader.attach`, transformers' `_LazyModule`, plotly's `relative_import`, a `__getattr__` that
tests for names or looks them up in tables of its module, one that a function of the package makes
of such tables, and a call that is passed `globals()` and such a table. The names become imports of
the module. A `__getattr__` that serves nothing else is understood and removed: what it does not
list does not exist. Any other one may serve anything.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable, Iterator

import msgspec

from unbroken.model.definitions import (
    Attribute,
    Exports,
    Function,
    Import,
    Module,
    NotUnderstood,
)
from unbroken.readers.builtin_names import calls_builtin, mark_bound_names
from unbroken.readers.expressions import absolute_target, dotted_name
from unbroken.readers.lazy.handed_tables import handed_names, only_call
from unbroken.readers.lazy.module_getattr import ModuleGetattr
from unbroken.readers.lazy.served_targets import TargetReader
from unbroken.readers.lazy.tables import Entries, Tables, strings

_ATTACH = "lazy_loader.attach"
_RELATIVE_IMPORT = "_plotly_utils.importers.relative_import"
_MARKS = ("__getattr__", "_LazyModule", "globals(),")


def with_lazy_exports(module: Module, text: str) -> Module:
    """Add the names that a module serves lazily to a module that was read from a text."""
    if not module.has_unknown_names and not any(mark in text for mark in _MARKS):
        return module
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
            mark_bound_names(tree)
            return _LazyExportsReader(module, list(statements(tree.body))).result()
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return module


def statements(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements of a module, those inside `if`, `try`, `with` and loops included."""
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
        self.is_open = "__getattr__" in module.members or module.has_unknown_names
        self.not_understood = list(module.not_understood)
        self.open_functions: set[int] = set()
        """The lines of the functions `__getattr__` that may serve any name."""
        self.understood_functions: set[str] = set()
        """The variables that hold an earlier `__getattr__` that is understood."""
        self.tables = Tables(module.name, body, module.exports)

    def result(self) -> Module:
        """Return the module with the names that it serves."""
        for statement in self.body:
            if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Call):
                self.call(statement, statement.value)
            elif (
                isinstance(statement, ast.Assign) and dotted_name(statement.value) == "__getattr__"
            ):
                if not self.is_open:
                    self.understood_functions.update(_positions(statement.targets))
            elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
                self.given_globals(statement.value)
            elif isinstance(statement, ast.FunctionDef) and statement.name == "__getattr__":
                self.function(statement)
        if self.is_open:
            self.add_typed_exports()
        members = dict(self.module.members)
        for name, served in self.served.items():
            existing = members.get(name)
            is_declared = isinstance(existing, Attribute) and existing.value is None
            if existing is None or is_declared:
                members[name] = served
        bound = members.get("__getattr__")
        if not self.is_open:
            members.pop("__getattr__", None)
        elif bound is None:
            anything = Attribute(name="__getattr__", line=1, column=1, end_line=1, value="...")
            members["__getattr__"] = anything
        elif not isinstance(bound, Function) or bound.line in self.open_functions:
            note = NotUnderstood(bound.line, "__getattr__ that may serve any name")
            self.not_understood.append(note)
        return msgspec.structs.replace(
            self.module,
            members=members,
            exports=self.exports,
            not_understood=tuple(self.not_understood),
            has_unknown_names=self.is_open,
        )

    def function(self, function: ast.FunctionDef) -> None:
        """Read `def __getattr__(name)`."""
        call, arguments = only_call(function), function.args.args
        if call is not None and len(arguments) == 1:
            local = [*statements(function.body), *self.body]
            names = handed_names(call, arguments[0].arg, self.tables, self.module, local)
            if names is not None:
                self.serve(names, function)
                self.is_open = self.module.has_unknown_names
                return
        targets = TargetReader(self.module, lambda path: self.absolute(path) or path)
        served = ModuleGetattr(function, self.tables, targets, self.understood_functions)
        self.serve({**self.handed_on(function, served.name), **served.entries()}, function)
        is_closed = served.is_closed()
        if not is_closed:
            self.open_functions.add(function.lineno)
        self.is_open = self.module.has_unknown_names or not is_closed

    def handed_on(self, function: ast.FunctionDef, parameter: str) -> Entries:
        """Return the tables that a `__getattr__` hands to a helper together with the name.

        The values may be other names of the module.
        """
        entries: Entries = {}
        for call in ast.walk(function):
            if not isinstance(call, ast.Call):
                continue
            arguments = [*call.args, *(keyword.value for keyword in call.keywords)]
            if not any(dotted_name(argument) == parameter for argument in arguments):
                continue
            for table in arguments:
                for key, value in _texts_by_text(table).items():
                    is_bound = value in self.module.members
                    entries[key] = f"{self.module.name}.{value}" if is_bound else ""
        return entries

    def add_typed_exports(self) -> None:
        """Serve what `__all__` lists and the module imports for type checkers."""
        if self.exports is None:
            return
        for name in self.exports.names:
            shown = self.module.typing_imports.get(name)
            if shown is not None and name not in self.served:
                self.served[name] = msgspec.structs.replace(shown, redundant=True)

    def call(self, statement: ast.Assign, call: ast.Call) -> None:
        """Read a statement that leaves the names to a library."""
        name = dotted_name(call.func)
        head, _, rest = name.partition(".")
        bound = self.module.members.get(head)
        if isinstance(bound, Import):
            name = f"{bound.target}.{rest}" if rest else bound.target
        names = _positions(statement.targets)
        # Some projects have a copy of `attach`, so that they need not depend on it.
        if (name == _ATTACH or name.strip("_") == "attach") and "__getattr__" in names:
            self.attach(call, names)
        elif name == _RELATIVE_IMPORT and "__getattr__" in names:
            self.relative_import(call, names)
        elif name.rpartition(".")[2] == "_LazyModule":
            structure = _argument(call, 2, "import_structure")
            entries = self.tables.of(structure, by_module=True) if structure is not None else None
            self.serve(entries or {}, call)
            if entries is None:
                self.is_open = True
            else:
                self.understand(statement)
        elif list(names) == ["__getattr__"]:
            entries = handed_names(call, "", self.tables, self.module, self.body)
            if entries is not None:
                self.serve(entries, call)
                self.is_open = self.module.has_unknown_names

    def understand(self, statement: ast.stmt) -> None:
        """Take back that a statement is not understood."""
        notes = [note for note in self.not_understood if note.line != statement.lineno]
        if len(notes) < len(self.not_understood) and not notes:
            self.is_open = "__getattr__" in self.module.members
        self.not_understood = notes

    def given_globals(self, call: ast.Call) -> None:
        """Read `lazy_import(globals(), {"name": ".module"})`, as websockets writes it."""
        first = call.args[0] if call.args else None
        if not calls_builtin(first, "globals"):
            return
        for value in (*call.args[1:], *(keyword.value for keyword in call.keywords)):
            entries = self.tables.of(value) if isinstance(value, ast.Dict) else None
            if entries and all(entries.values()):
                self.serve(entries, call)

    def attach(self, call: ast.Call, names: dict[str, int]) -> None:
        """Read `lazy_loader.attach(package_name, submodules=None, submod_attrs=None)`."""
        modules = self.argument(call, 1, "submodules", by_module=False)
        attributes = self.argument(call, 2, "submod_attrs", by_module=True)
        has_unpacking = any(keyword.arg is None for keyword in call.keywords)
        if modules is None or attributes is None or has_unpacking:
            return
        self.close({**attributes, **modules}, call, names, exported_at=2)

    def relative_import(self, call: ast.Call, names: dict[str, int]) -> None:
        """Read `relative_import(parent_name, rel_modules=(), rel_classes=())`.

        The entries are relative paths (`"._bar.Bar"`) that are served by their last parts
        (plotly, `_plotly_utils/importers.py`).
        """
        entries: Entries = {}
        for position, parameter in ((1, "rel_modules"), (2, "rel_classes")):
            node = _argument(call, position, parameter)
            paths = [] if node is None else strings(node)
            if paths is None:
                return
            entries |= {path.rpartition(".")[2]: path for path in paths}
        self.close(entries, call, names, exported_at=0)

    def close(
        self, entries: Entries, call: ast.Call, names: dict[str, int], *, exported_at: int
    ) -> None:
        """Serve entries and nothing else; the result of the call has `__all__` at a position."""
        self.serve(entries, call)
        self.is_open = self.module.has_unknown_names
        if names.get("__all__") == exported_at:
            added = () if self.module.exports is None else self.module.exports.names
            self.exports = Exports(tuple(sorted({*entries, *added})))

    def argument(
        self, call: ast.Call, position: int, name: str, *, by_module: bool
    ) -> Entries | None:
        """Return the entries of an argument; None when they are computed."""
        node = _argument(call, position, name)
        if node is None:
            return {}
        return self.tables.of(node, by_module=True) if by_module else self.tables.names(node)

    def serve(self, entries: Entries, at: ast.stmt | ast.expr) -> None:
        """Bind names to what they lead to, as far as that is known."""
        for name, target in entries.items():
            own = f"{self.module.name}.{name}"
            shown = self.module.typing_imports.get(name)
            path = shown.target if shown is not None else self.absolute(target) or own
            self.served[name] = Import(
                name=name,
                line=at.lineno,
                column=at.col_offset + 1,
                end_line=at.lineno,
                target=path,
                redundant=True,
            )

    def absolute(self, target: str) -> str:
        """Return a path with its leading dots resolved."""
        rest = target.lstrip(".")
        level = len(target) - len(rest)
        return absolute_target(self.module.name, self.module.is_package, level, rest)


def _positions(targets: list[ast.expr]) -> dict[str, int]:
    """Return the names that an assignment binds, with their positions in a tuple."""
    positions: dict[str, int] = {}
    for target in targets:
        parts = target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]
        positions |= {part.id: at for at, part in enumerate(parts) if isinstance(part, ast.Name)}
    return positions


def _texts_by_text(node: ast.expr) -> dict[str, str]:
    """Return the entries of a literal dict from strings to strings; none for anything else."""
    if not isinstance(node, ast.Dict):
        return {}
    entries = {
        key.value: value.value
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant) and isinstance(value, ast.Constant)
    }
    texts = {
        name: path
        for name, path in entries.items()
        if isinstance(name, str) and isinstance(path, str)
    }
    return texts if len(texts) == len(node.keys) else {}


def _argument(call: ast.Call, position: int, name: str) -> ast.expr | None:
    """Return an argument of a call; None where it is left out, or None."""
    value = next((keyword.value for keyword in call.keywords if keyword.arg == name), None)
    if value is None and len(call.args) > position:
        value = call.args[position]
    return None if isinstance(value, ast.Constant) and value.value is None else value
