"""What a module's `__getattr__` serves: the entries of tables, or possibly anything."""

from __future__ import annotations

import ast

from unbroken.readers.expressions import dotted_name
from unbroken.readers.lazy.tables import Entries, Tables, loaded


class Getattr:
    """A `def __getattr__(name)` of a module, and the tables that it looks names up in."""

    def __init__(self, function: ast.FunctionDef, tables: Tables) -> None:
        arguments = [*function.args.posonlyargs, *function.args.args]
        self.name = arguments[0].arg if arguments else ""
        self.function = function
        self.tables = tables
        self.looked_up: set[str] = set()
        tables.from_package |= any(_is_relative(each) for each in ast.walk(function))

    def entries(self) -> Entries:
        """Give the names that it is known to serve."""
        found: Entries = {}
        for node in ast.walk(self.function):
            if isinstance(node, ast.Compare):
                found = {**(self._tested(node) or {}), **found}
        for node in loaded(self.function):
            found |= self.tables.of(node) or {}
        return found

    def is_closed(self) -> bool:
        """Tell whether it surely serves nothing but the entries of its tables."""
        if not self.name or self.function.decorator_list:
            return False
        self.looked_up.clear()
        found = self._suite(self.function.body, known=False)
        return found is not None and found

    def _tested(self, test: ast.Compare) -> Entries | None:
        """Give what `name in table` and `name == "x"` let through; None when it is unclear."""
        if len(test.ops) != 1:
            return None
        left, operator, right = test.left, test.ops[0], test.comparators[0]
        if dotted_name(left) in self.looked_up and isinstance(right, ast.Constant):
            return {} if right.value is None else None
        if dotted_name(left) != self.name:
            return None
        if isinstance(operator, (ast.In, ast.NotIn)):
            if isinstance(right, ast.Call) and isinstance(right.func, ast.Attribute):
                right = right.func.value if right.func.attr == "keys" else right
            return self.tables.names(right)
        if isinstance(operator, (ast.Eq, ast.NotEq)) and isinstance(right, ast.Constant):
            return {str(right.value): ""}
        return None

    def _test(self, test: ast.expr) -> bool | None:
        """Tell whether a test is passed by known names only (True), or failed by them (False)."""
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            inner = self._test(test.operand)
            return None if inner is None else not inner
        if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
            return True if any(self._test(each) for each in test.values) else None
        if isinstance(test, ast.Compare) and self._tested(test) is not None:
            return isinstance(test.ops[0], (ast.In, ast.Eq, ast.IsNot))
        if isinstance(test, ast.Name) and test.id in self.looked_up:
            return True
        return None

    def _suite(self, body: list[ast.stmt], *, known: bool) -> bool | None:
        """Follow some statements; None when they may serve anything.

        `known` tells whether the name is that of an entry. Returns whether it is one, or
        nothing gets there, behind them.
        """
        for statement in body:
            found = self._statement(statement, known)
            if found is None:
                return None
            known = found
        return known

    def _statement(self, statement: ast.stmt, known: bool) -> bool | None:
        if isinstance(statement, ast.Raise):
            return True
        if isinstance(statement, ast.Return):
            return True if known or self._looks_up(statement.value) else None
        if isinstance(statement, ast.If):
            test = self._test(statement.test)
            first = self._suite(statement.body, known=known or test is True)
            second = self._suite(statement.orelse, known=known or test is False)
            return None if first is None or second is None else first and second
        if isinstance(statement, ast.Try):
            return self._try(statement, known)
        if isinstance(statement, (ast.With, ast.For, ast.While)):
            return known if self._suite(statement.body, known=known) is not None else None
        if isinstance(statement, (ast.Assign, ast.AnnAssign)):
            self._remember(statement)
            return known or self._looks_up(statement.value)
        simple = (ast.Expr, ast.Import, ast.ImportFrom, ast.Global, ast.Pass, ast.AugAssign)
        return known if isinstance(statement, simple) else None

    def _try(self, statement: ast.Try, known: bool) -> bool | None:
        body = self._suite([*statement.body, *statement.orelse], known=known)
        ways = [body, *(self._suite(each.body, known=known) for each in statement.handlers)]
        if any(each is None for each in ways):
            return None
        return self._suite(statement.finalbody, known=all(ways))

    def _looks_up(self, value: ast.expr | None) -> bool:
        """Tell whether an expression holds `table[name]`, which raises for other names."""
        return value is not None and any(
            isinstance(each, ast.Subscript)
            and dotted_name(each.slice) == self.name
            and self.tables.of(each.value) is not None
            for each in ast.walk(value)
        )

    def _remember(self, statement: ast.Assign | ast.AnnAssign) -> None:
        """Note a variable that is None for what is not in a table: `x = table.get(name)`."""
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        value = statement.value
        is_got = (
            isinstance(value, ast.Call)
            and isinstance(value.func, ast.Attribute)
            and value.func.attr == "get"
            and [dotted_name(each) for each in value.args[:1]] == [self.name]
            and (len(value.args) == 1 or _is_none(value.args[1]))
            and self.tables.of(value.func.value) is not None
        )
        for target in targets:
            if isinstance(target, ast.Name):
                (self.looked_up.add if is_got else self.looked_up.discard)(target.id)


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _is_relative(node: ast.AST) -> bool:
    r"""Tell whether code makes the path of a module in its own package: `f".{x}"`."""
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
