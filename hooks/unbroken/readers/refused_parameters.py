"""The parameters that a function still has and that raise when something is passed to them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from unbroken.readers.own_parts import all_nodes

FunctionNode: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef

_SIMPLE = (ast.Expr, ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Import, ast.ImportFrom, ast.Pass)
_LEAVING = (ast.Return, ast.Yield, ast.YieldFrom)
_FALSE = (None, False, 0, "", ())


def refused_parameters(node: FunctionNode, body: Sequence[ast.stmt]) -> tuple[str, ...]:
    """Return the parameters whose arguments always raise unless they are the default, sorted.

    `if old is not None: raise TypeError(…)` at the top of the body refuses `old`, and `if kwargs:`
    what `**kwargs` collects, unless something was taken out before. So does `assert old is None`.
    `body` is without the docstring.
    """
    if not any(isinstance(statement, (ast.If, ast.Assert)) for statement in body):
        return ()
    defaults = _defaults(node.args)
    tested = [_refused_by(statement, defaults) for statement in body]
    # Few functions refuse anything, and it takes long to look into the statements before.
    if not any(tested):
        return ()
    names = set(defaults)
    refused: set[str] = set()
    for statement, name in zip(body, tested, strict=True):
        if not isinstance(statement, (ast.If, ast.Assert, *_SIMPLE)):
            break
        if name is not None and name in names:
            refused.add(name)
        if any(isinstance(part, _LEAVING) for part in all_nodes(statement)):
            break
        names -= set(_changed(statement, defaults))
    return tuple(sorted(refused))


def _refused_by(statement: ast.stmt, defaults: Mapping[str, ast.expr | None]) -> str | None:
    """Return the parameter that a statement refuses, if nothing was assigned to it before."""
    if isinstance(statement, ast.Assert):
        return _asserted(statement.test, defaults)
    if isinstance(statement, ast.If) and ends_in_raise(statement.body):
        return _asked(statement.test, defaults)
    return None


def _defaults(arguments: ast.arguments) -> dict[str, ast.expr | None]:
    """Return the defaults of the parameters that have one; None for `*args` and `**kwargs`."""
    positional = [*arguments.posonlyargs, *arguments.args]
    values = [*zip(reversed(positional), reversed(arguments.defaults), strict=False)]
    values += [
        (argument, value)
        for argument, value in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
        if value is not None
    ]
    variadic = [part for part in (arguments.vararg, arguments.kwarg) if part is not None]
    return {argument.arg: value for argument, value in values} | {
        argument.arg: None for argument in variadic
    }


def _asked(test: ast.expr, defaults: Mapping[str, ast.expr | None]) -> str | None:
    """Return the parameter for which a test asks whether it is not its default."""
    if isinstance(test, ast.Name) and test.id in defaults:
        return test.id if _is_false(defaults[test.id]) else None
    if (
        isinstance(test, ast.Compare)
        and isinstance(test.left, ast.Name)
        and len(test.ops) == 1
        and isinstance(test.ops[0], (ast.IsNot, ast.NotEq))
    ):
        default = defaults.get(test.left.id)
        is_default = default is not None and ast.dump(default) == ast.dump(test.comparators[0])
        return test.left.id if is_default else None
    return None


def _asserted(test: ast.expr, defaults: Mapping[str, ast.expr | None]) -> str | None:
    """Return the parameter for which a test asks whether it is its default."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return _asked(test.operand, defaults)
    contrary: dict[type[ast.cmpop], ast.cmpop] = {ast.Is: ast.IsNot(), ast.Eq: ast.NotEq()}
    if isinstance(test, ast.Compare) and len(test.ops) == 1 and type(test.ops[0]) in contrary:
        asked = ast.Compare(test.left, [contrary[type(test.ops[0])]], test.comparators)
        return _asked(asked, defaults)
    return None


def _is_false(default: ast.expr | None) -> bool:
    """Return whether a default is false, as what a variadic parameter has without arguments."""
    if isinstance(default, ast.Tuple):
        return not default.elts
    return default is None or (isinstance(default, ast.Constant) and default.value in _FALSE)


def ends_in_raise(body: Sequence[ast.stmt]) -> bool:
    """Return whether a block does nothing but raise an exception."""
    return isinstance(body[-1], ast.Raise) and all(
        isinstance(statement, _SIMPLE) for statement in body[:-1]
    )


def _changed(statement: ast.stmt, defaults: Mapping[str, ast.expr | None]) -> Iterator[str]:
    """Yield the names that a statement assigns, and the variadic parameters that it uses."""
    for part in all_nodes(statement):
        if isinstance(part, ast.Name):
            is_variadic = part.id in defaults and defaults[part.id] is None
            if is_variadic or not isinstance(part.ctx, ast.Load):
                yield part.id
