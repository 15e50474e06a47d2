"""Values that stand for something that the source names: `getattr(A, "f")`, `TABLE["f"]`.

They are read as what they stand for. An expression that may be one of several things keeps those
parts that it may be: `None or f` is `f`, and `f if make() else g` stays as it is.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Collection, Mapping
from typing import Protocol

from unbroken.model.definitions import Class, Function, Member
from unbroken.readers import expressions
from unbroken.readers.guards import PLAIN, Names, if_branches


class ValueScope(Protocol):
    """The scope in which a value is assigned."""

    @property
    def names(self) -> Names:
        """What the names in a condition mean."""

    @property
    def changed_tables(self) -> Collection[str]:
        """The names of collections that are changed after they were made."""

    def resolve(self, path: str) -> str:
        """Return the dotted path that a dotted name resolves to."""

    def lookup(self, name: str) -> Member | None:
        """Return what a name is bound to, in the class or outside."""

    def value_of(self, name: str) -> ast.expr | None:
        """Return the expression that is assigned to a name; None when it is not known."""


def simplified(value: str, scope: ValueScope) -> str:
    """Return what a value stands for, as canonical text; the same text where nothing is known."""
    if not _may_be_simplified(value, scope):
        return value
    node = expressions.parse(value)
    if node is None:
        return value
    simpler = _simplify(node, scope)
    return value if simpler is node else expressions.expression_text(simpler)


_MAY_BE = re.compile(
    r" or | and | if .* else |lambda \*|\.get\(|__call__$"
    r"|\b(?:attrgetter|eval|getattr|itemgetter)\("
)


def _may_be_simplified(value: str, scope: ValueScope) -> bool:
    """Return whether a value may stand for something else, without parsing it."""
    if value.endswith("]"):
        head = value.partition("[")[0]
        is_written = value[0] in "{([" or head in ("globals()", "vars()")
        return is_written or (head.isidentifier() and scope.value_of(head) is not None)
    if _MAY_BE.search(value):
        return True
    head = value.partition("(")[0] if value.endswith(")") else ""
    path = scope.resolve(head) if head else ""
    return path in _CALLS or path in _CALLS_OF_MADE


def _simplify(node: ast.expr, scope: ValueScope) -> ast.expr:
    if isinstance(node, ast.IfExp):
        return _chosen(node, scope)
    if isinstance(node, ast.BoolOp):
        return _first_true(node, scope)
    if isinstance(node, ast.Subscript):
        return _item(node.value, node.slice, scope) or node
    if isinstance(node, ast.Call):
        return _called(node, scope) or node
    if isinstance(node, ast.Lambda):
        return _passed_on(node) or node
    if isinstance(node, ast.Attribute) and node.attr == "__call__":
        is_name = isinstance(node.value, ast.Name)
        member = scope.lookup(node.value.id) if isinstance(node.value, ast.Name) else None
        return node.value if is_name and isinstance(member, Function) else node
    return node


def _chosen(node: ast.IfExp, scope: ValueScope) -> ast.expr:
    body, orelse = if_branches(node.test, PLAIN, scope.names)
    if body is None or body.typing_only or body.rare:
        return _simplify(node.orelse, scope)
    if orelse is None or orelse.typing_only or orelse.rare:
        return _simplify(node.body, scope)
    parts = _simplify(node.body, scope), _simplify(node.orelse, scope)
    return node if parts == (node.body, node.orelse) else ast.IfExp(node.test, *parts)


def _first_true(node: ast.BoolOp, scope: ValueScope) -> ast.expr:
    """Return what `a or b` and `a and b` may be, without the parts that they surely are not."""
    parts = [_simplify(part, scope) for part in node.values]
    is_or = isinstance(node.op, ast.Or)
    kept: list[ast.expr] = []
    for part in parts[:-1]:
        truth = _truth(part, scope)
        if truth is is_or:
            kept.append(part)
            break
        if truth is None:
            kept.append(part)
    else:
        kept.append(parts[-1])
    if len(kept) == 1:
        return kept[0]
    return node if kept == node.values else ast.BoolOp(node.op, kept)


def _truth(node: ast.expr, scope: ValueScope) -> bool | None:
    """Return the truth of a value; None where it is not known."""
    if isinstance(node, ast.Constant):
        return bool(node.value)
    if isinstance(node, ast.Lambda):
        return True
    member = scope.lookup(node.id) if isinstance(node, ast.Name) else None
    is_object = isinstance(member, (Function, Class)) and not member.conditional
    return True if is_object and not getattr(member, "decorators", ()) else None


def _item(table: ast.expr, key: ast.expr, scope: ValueScope) -> ast.expr | None:
    """Return an item of a collection that the source writes out."""
    if not isinstance(key, ast.Constant):
        negative = isinstance(key, ast.UnaryOp) and isinstance(key.op, ast.USub)
        operand = key.operand if negative and isinstance(key, ast.UnaryOp) else None
        if not isinstance(operand, ast.Constant) or not isinstance(operand.value, int):
            return None
        wanted: object = -operand.value
    else:
        wanted = key.value
    if isinstance(table, ast.Call) and isinstance(wanted, str) and not table.args:
        is_own = scope.resolve(expressions.dotted_name(table.func)) in _NAMESPACES
        return ast.Name(wanted, ast.Load()) if is_own and wanted.isidentifier() else None
    if isinstance(table, ast.Name):
        if table.id in scope.changed_tables:
            return None
        table = scope.value_of(table.id) or table
    found: ast.expr | None = None
    if isinstance(table, ast.Dict):
        for name, value in zip(table.keys, table.values, strict=True):
            if not isinstance(name, ast.Constant):
                return None
            found = value if name.value == wanted else found
    elif isinstance(table, (ast.List, ast.Tuple)) and isinstance(wanted, int):
        is_plain = not any(isinstance(part, ast.Starred) for part in table.elts)
        if is_plain and -len(table.elts) <= wanted < len(table.elts):
            found = table.elts[wanted]
    return None if found is None else _simplify(found, scope)


_NAMESPACES = ("builtins.globals", "builtins.vars")


def _called(call: ast.Call, scope: ValueScope) -> ast.expr | None:
    """Return what a call returns, where that is something else that the source names."""
    if isinstance(call.func, ast.Call):
        maker = _CALLS_OF_MADE.get(scope.resolve(expressions.dotted_name(call.func.func)))
        return maker(call.func, call, scope) if maker is not None and len(call.args) == 1 else None
    known = _CALLS.get(scope.resolve(expressions.dotted_name(call.func)))
    if known is not None and call.args:
        return known(call, scope)
    if isinstance(call.func, ast.Attribute) and call.func.attr == "get" and call.args:
        return _item(call.func.value, call.args[0], scope)
    arguments = [_simplify(argument, scope) for argument in call.args]
    if arguments == call.args:
        return None
    return ast.Call(call.func, arguments, call.keywords)


def _got_attribute(call: ast.Call, scope: ValueScope) -> ast.expr | None:
    """Return `owner.name` for `getattr(owner, "name")`."""
    if len(call.args) < 2:
        return None
    owner, name = call.args[:2]
    return _attribute(None if _is_own_module(owner, scope) else owner, name)


def _attribute(owner: ast.expr | None, name: ast.expr) -> ast.expr | None:
    text = name.value if isinstance(name, ast.Constant) else None
    if not isinstance(text, str) or not all(part.isidentifier() for part in text.split(".")):
        return None
    for part in text.split("."):
        owner = ast.Name(part, ast.Load()) if owner is None else ast.Attribute(owner, part)
    return owner


def _is_own_module(node: ast.expr, scope: ValueScope) -> bool:
    """Return whether an expression is `sys.modules[__name__]`."""
    return (
        isinstance(node, ast.Subscript)
        and scope.resolve(expressions.dotted_name(node.value)) == "sys.modules"
        and isinstance(node.slice, ast.Name)
        and node.slice.id == "__name__"
    )


def _evaluated(call: ast.Call, scope: ValueScope) -> ast.expr | None:
    text = call.args[0].value if isinstance(call.args[0], ast.Constant) else None
    parsed = expressions.parse(text) if isinstance(text, str) and len(call.args) == 1 else None
    return None if parsed is None else _simplify(parsed, scope)


def _first_argument(call: ast.Call, scope: ValueScope) -> ast.expr:
    return _simplify(call.args[0], scope)


def _passed_on(node: ast.Lambda) -> ast.expr | None:
    """Return `f` for `lambda *args, **kwargs: f(*args, **kwargs)`."""
    given, body = node.args, node.body
    if given.vararg is None or given.kwarg is None or not isinstance(body, ast.Call):
        return None
    if given.posonlyargs or given.args or given.kwonlyargs:
        return None
    if len(body.args) != 1 or len(body.keywords) != 1 or not expressions.dotted_name(body.func):
        return None
    star, keyword = body.args[0], body.keywords[0]
    passed = (star.value if isinstance(star, ast.Starred) else None, keyword.value)
    names = [part.id if isinstance(part, ast.Name) else "" for part in passed]
    is_all = keyword.arg is None and names == [given.vararg.arg, given.kwarg.arg]
    return body.func if is_all else None


_CALLS: Mapping[str, Callable[[ast.Call, ValueScope], ast.expr | None]] = {
    "builtins.eval": _evaluated,
    "builtins.getattr": _got_attribute,
    "copy.copy": _first_argument,
    "copy.deepcopy": _first_argument,
    "functools.update_wrapper": _first_argument,
    "weakref.proxy": _first_argument,
}
"""The functions whose results are known, by the paths that they resolve to."""

_CALLS_OF_MADE: Mapping[str, Callable[[ast.Call, ast.Call, ValueScope], ast.expr | None]] = {
    "functools.wraps": lambda made, call, scope: _simplify(call.args[0], scope),
    "operator.attrgetter": lambda made, call, scope: (
        _attribute(call.args[0], made.args[0]) if len(made.args) == 1 else None
    ),
    "operator.itemgetter": lambda made, call, scope: (
        _item(call.args[0], made.args[0], scope) if len(made.args) == 1 else None
    ),
}
"""Those that return a function that is called there and then: `attrgetter("f")(A)`."""
