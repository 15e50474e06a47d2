"""What a module's `__getattr__` serves: literal names, the entries of tables, or anything."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator

from unbroken.readers.expressions import dotted_name, is_none
from unbroken.readers.lazy.served_targets import TargetReader
from unbroken.readers.lazy.tables import Entries, Style, Tables


class ModuleGetattr:
    """A `def __getattr__(name)` of a module, and the tables in which it looks names up."""

    def __init__(
        self,
        function: ast.FunctionDef,
        tables: Tables,
        targets: TargetReader,
        understood_functions: Collection[str] = (),
    ) -> None:
        arguments = [*function.args.posonlyargs, *function.args.args]
        self.name = arguments[0].arg if arguments else ""
        self.function = function
        self.tables = tables
        self.targets = targets
        self.understood_functions = understood_functions
        """The variables that hold an earlier `__getattr__` of the module that is understood."""
        self.looked_up: set[str] = set()
        """The variables that are None for names that are not in a table."""
        tables.from_package |= any(_is_relative(node) for node in ast.walk(function))
        tables.style = _style(function)

    def entries(self) -> Entries:
        """Return the names that it is known to serve, with what they lead to.

        A name is not served by a branch that raises (the pattern of a helpful error message).
        """
        refused: set[str] = set()
        served: Entries = {}
        for node in self._served_nodes(self.function.body, refused):
            if isinstance(node, ast.If):
                served = {**self._of_if(node), **served}
            elif type(node).__name__ == "Match":
                served = {**self._of_match(node, refused), **served}
            elif isinstance(node, ast.Compare):
                served = {**(self._tested(node) or {}), **served}
        special = self._special_names()
        for node in self._served_nodes(self.function.body, set()):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                for name, target in (self.tables.of(node) or {}).items():
                    served[name] = served.get(name) or ("" if name in special else target)
        if any(self._is_test_for_namesake(node) for node in ast.walk(self.function)):
            served = {name: _namesake(name, target) for name, target in served.items()}
        return {name: target for name, target in served.items() if name not in refused}

    def _is_test_for_namesake(self, node: ast.AST) -> bool:
        """Return whether code is `if source == f".{name}": return module`."""
        if not isinstance(node, ast.If) or not isinstance(node.test, ast.Compare):
            return False
        test = node.test
        written = {f"f'.{{{self.name}}}'", f"'.' + {self.name}"}
        sides = (ast.unparse(side) for side in (test.left, *test.comparators))
        is_test = isinstance(test.ops[0], ast.Eq) and not written.isdisjoint(sides)
        return is_test and isinstance(node.body[-1], ast.Return)

    def _special_names(self) -> set[str]:
        """Return the names that are tested for a value of their own: a table does not give it."""
        names: set[str] = set()
        for node in ast.walk(self.function):
            if isinstance(node, ast.If):
                inner = [part for statement in node.body for part in ast.walk(statement)]
                makes_value = any(isinstance(part, (ast.Return, ast.Assign)) for part in inner)
            else:
                makes_value = isinstance(node, ast.IfExp)
            test = node.test if isinstance(node, (ast.If, ast.IfExp)) else None
            if makes_value and isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.Eq):
                names.update(self._tested(test) or {})
        return names

    def is_closed(self) -> bool:
        """Return whether it surely serves nothing but the known names."""
        if not self.name or self.function.decorator_list:
            return False
        self.looked_up.clear()
        return self._suite(self.function.body, known=False) is True

    def _served_nodes(self, body: Iterable[ast.AST], refused: set[str]) -> Iterator[ast.AST]:
        """Yield all nodes but those of branches that refuse the names they test."""
        pending: list[ast.AST] = list(body)
        while pending:
            node = pending.pop(0)
            if isinstance(node, ast.If) and self._is_refusal(node):
                assert isinstance(node.test, ast.Compare)
                refused.update(self._tested(node.test) or {})
                pending = [*node.orelse, *pending]
                continue
            yield node
            pending.extend(ast.iter_child_nodes(node))

    def _is_refusal(self, node: ast.If) -> bool:
        """Return whether an `if` raises for the names that its test lets through."""
        is_test = isinstance(node.test, ast.Compare) and self._tested(node.test) is not None
        if not is_test or not isinstance(node.test, ast.Compare):
            return False
        return isinstance(node.test.ops[0], (ast.In, ast.Eq)) and _always_raises(node.body)

    def _of_if(self, node: ast.If) -> Entries:
        """Return the names that `if name == "x": return …` serves, with what it returns."""
        if not isinstance(node.test, ast.Compare) or not isinstance(
            node.test.ops[0], (ast.In, ast.Eq)
        ):
            return {}
        names = self._tested(node.test) or {}
        return {
            name: self.targets.returned(node.body, self.name, name) or target
            for name, target in names.items()
        }

    def _of_match(self, node: ast.AST, refused: set[str]) -> Entries:
        """Return the names that `match name: case "x": return …` serves."""
        served: Entries = {}
        if dotted_name(node.subject) != self.name:  # type: ignore[attr-defined]
            return served
        for case in node.cases:  # type: ignore[attr-defined]
            names = _pattern_names(case.pattern)
            if _always_raises(case.body):
                refused.update(names)
                continue
            for name in names:
                served[name] = self.targets.returned(case.body, self.name, name)
        return served

    def _tested(self, test: ast.Compare) -> Entries | None:
        """Return what `name in table` and `name == "x"` let through; None when it is unclear."""
        if len(test.ops) != 1:
            return None
        left, operator, right = test.left, test.ops[0], test.comparators[0]
        if self._is_looked_up(left) and isinstance(right, ast.Constant):
            return {} if right.value is None else None
        if isinstance(operator, (ast.Eq, ast.NotEq)) and dotted_name(right) == self.name:
            left, right = right, left
        if dotted_name(left) != self.name:
            return None
        if isinstance(operator, (ast.In, ast.NotIn)):
            if isinstance(right, ast.Call) and isinstance(right.func, ast.Attribute):
                right = right.func.value if right.func.attr == "keys" else right
            return self.tables.names(right)
        if isinstance(operator, (ast.Eq, ast.NotEq)) and isinstance(right, ast.Constant):
            return {str(right.value): ""}
        return None

    def _is_looked_up(self, node: ast.expr) -> bool:
        """Return whether an expression is None for names that are not in a table."""
        if isinstance(node, ast.NamedExpr):
            return self._is_table_get(node.value)
        return dotted_name(node) in self.looked_up

    def _test(self, test: ast.expr) -> bool | None:
        """Return whether only known names pass a test (True), or fail it (False)."""
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            inner = self._test(test.operand)
            return None if inner is None else not inner
        if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
            return True if any(self._test(value) for value in test.values) else None
        if isinstance(test, ast.Compare) and self._tested(test) is not None:
            return isinstance(test.ops[0], (ast.In, ast.Eq, ast.IsNot))
        return True if self._is_looked_up(test) else None

    def _suite(self, body: list[ast.stmt], *, known: bool) -> bool | None:
        """Follow some statements; None when they may serve anything.

        `known` means that the name is one of the known ones. Returns whether it is one after
        them, or nothing gets there.
        """
        for statement in body:
            after = self._statement(statement, known)
            if after is None:
                return None
            known = after
        return known

    def _statement(self, statement: ast.stmt, known: bool) -> bool | None:
        if isinstance(statement, ast.Raise):
            return True
        if isinstance(statement, ast.Return):
            is_known = known or self._looks_up(statement.value) or self._delegates(statement.value)
            return True if is_known else None
        if isinstance(statement, ast.If):
            test = self._test(statement.test)
            first = self._suite(statement.body, known=known or test is True)
            second = self._suite(statement.orelse, known=known or test is False)
            return None if first is None or second is None else first and second
        if isinstance(statement, ast.Try):
            return self._try(statement, known)
        if type(statement).__name__ == "Match":
            return self._match(statement, known)
        if isinstance(statement, (ast.With, ast.For, ast.While)):
            return known if self._suite(statement.body, known=known) is not None else None
        if isinstance(statement, (ast.Assign, ast.AnnAssign)):
            self._remember(statement)
            return known or self._looks_up(statement.value)
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            return known if statement.name != self.name else None
        simple = (ast.Expr, ast.Import, ast.ImportFrom, ast.Global, ast.Pass, ast.AugAssign)
        return known if isinstance(statement, simple) else None

    def _match(self, statement: ast.stmt, known: bool) -> bool | None:
        is_on_name = dotted_name(statement.subject) == self.name  # type: ignore[attr-defined]
        ways = [
            self._suite(
                case.body, known=known or (is_on_name and bool(_pattern_names(case.pattern)))
            )
            for case in statement.cases  # type: ignore[attr-defined]
        ]
        # Where no case matches, the statements behind it run.
        return None if any(way is None for way in ways) else known

    def _try(self, statement: ast.Try, known: bool) -> bool | None:
        body = self._suite([*statement.body, *statement.orelse], known=known)
        ways = [body, *(self._suite(handler.body, known=known) for handler in statement.handlers)]
        if any(way is None for way in ways):
            return None
        return self._suite(statement.finalbody, known=all(ways))

    def _looks_up(self, value: ast.expr | None) -> bool:
        """Return whether an expression holds `table[name]`, which raises for other names."""
        return value is not None and any(
            isinstance(node, ast.Subscript)
            and dotted_name(node.slice) == self.name
            and self.tables.of(node.value) is not None
            for node in ast.walk(value)
        )

    def _delegates(self, value: ast.expr | None) -> bool:
        """Return whether an earlier `__getattr__` that is understood decides."""
        return (
            isinstance(value, ast.Call)
            and dotted_name(value.func) in self.understood_functions
            and [dotted_name(argument) for argument in value.args] == [self.name]
        )

    def _is_table_get(self, value: ast.expr | None) -> bool:
        """Return whether a value is `table.get(name)`."""
        return (
            isinstance(value, ast.Call)
            and isinstance(value.func, ast.Attribute)
            and value.func.attr == "get"
            and [dotted_name(argument) for argument in value.args[:1]] == [self.name]
            and (len(value.args) == 1 or is_none(value.args[1]))
            and self.tables.of(value.func.value) is not None
        )

    def _remember(self, statement: ast.Assign | ast.AnnAssign) -> None:
        """Note a variable that is None for what is not in a table: `x = table.get(name)`."""
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        is_looked_up = self._is_table_get(statement.value)
        for target in targets:
            if isinstance(target, ast.Name):
                (self.looked_up.add if is_looked_up else self.looked_up.discard)(target.id)


def _namesake(name: str, target: str) -> str:
    """Return the module that has the name which it is asked for, instead of what is in it."""
    return target.removesuffix(f".{name}") if target.endswith(f".{name}.{name}") else target


def _always_raises(body: list[ast.stmt]) -> bool:
    return (
        bool(body)
        and isinstance(body[-1], ast.Raise)
        and not any(
            isinstance(node, ast.Return) for statement in body for node in ast.walk(statement)
        )
    )


def _pattern_names(pattern: ast.AST) -> list[str]:
    """Return the strings that a `case` matches; none for any other pattern."""
    if type(pattern).__name__ == "MatchOr":
        names = [_pattern_names(part) for part in pattern.patterns]  # type: ignore[attr-defined]
        return [name for part in names for name in part] if all(names) else []
    value = getattr(pattern, "value", None)
    is_string = isinstance(value, ast.Constant) and isinstance(value.value, str)
    return [value.value] if is_string and isinstance(value, ast.Constant) else []  # type: ignore[list-item]


def _style(function: ast.FunctionDef) -> Style:
    """Return what the values of a table are, from what the function does with them."""
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    names = {dotted_name(call.func).rpartition(".")[2] for call in calls}
    methods = {call.func.attr for call in calls if isinstance(call.func, ast.Attribute)}
    if {"rpartition", "rsplit"} & methods:
        return "path"
    if "import_module" not in names:
        return "unknown"
    return "source" if "getattr" in names else "module"


def _is_relative(node: ast.AST) -> bool:
    r"""Return whether code makes the path of a module in its own package: `f".{x}"`."""
    first: ast.expr | None = None
    if isinstance(node, ast.JoinedStr) and node.values:
        first = node.values[0]
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        first = node.left
    if isinstance(first, ast.FormattedValue):
        first = first.value
    if isinstance(first, ast.Constant):
        return first.value == "."
    return first is not None and dotted_name(first) in ("__name__", "__package__")
