"""The warnings that a function emits at the top of its body, with what they say."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from unbroken.readers.changed_keywords import keyword_uses
from unbroken.readers.own_parts import leaves
from unbroken.readers.stable_unparse import stable_unparse

if TYPE_CHECKING:
    from unbroken.model.definitions import BodyWarning

# Other calls are not recorded at all. What a recorded one really does is decided by resolution.
_MAY_WARN = re.compile(r"warn|deprecat", re.IGNORECASE)
_SIMPLE = (ast.Expr, ast.Assign, ast.AnnAssign, ast.Import, ast.ImportFrom, ast.Pass)


def body_warnings(
    body: Sequence[ast.stmt], parameters: Collection[str], kwargs: str
) -> tuple[BodyWarning, ...]:
    """Return the calls at the top of a body that may emit a deprecation warning.

    A call in an `if` that asks only whether an argument was passed (`if x is not None:`), or was
    left out (`if x is None:`), names that parameter; `if "x" in kwargs:` names a keyword that
    `**kwargs` collects. (`kwargs` is the name of that parameter, "" without one.) Whether the
    callee warns is known only where its name is resolved.
    """
    return tuple(_warnings(body, parameters, kwargs))


def _warnings(
    body: Sequence[ast.stmt], parameters: Collection[str], kwargs: str
) -> Iterator[BodyWarning]:
    for statement in body:
        if isinstance(statement, ast.If):
            parameter = _tested_argument(statement.test)
            if parameter in parameters:
                is_missing = not _asks_whether_passed(statement.test)
                for inner in statement.body:
                    yield from _warning(inner, parameter, missing=is_missing)
            for use in keyword_uses([statement.test], kwargs):
                if use.effect == "test" and use.key is not None:
                    for inner in statement.body:
                        yield from _warning(inner, use.key, missing=use.is_negated)
            if leaves(statement):
                return
        elif isinstance(statement, _SIMPLE):
            yield from _warning(statement, None)
        else:
            return


def _tested_argument(test: ast.expr) -> str | None:
    """Return the parameter for which a test asks whether it was passed; None for other tests."""
    if (
        isinstance(test, ast.Compare)
        and isinstance(test.left, ast.Name)
        and isinstance(test.ops[0], (ast.Is, ast.IsNot))
        and len(test.ops) == 1
    ):
        return test.left.id
    return None


def _asks_whether_passed(test: ast.expr) -> bool:
    return isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.IsNot)


def _warning(
    statement: ast.stmt, parameter: str | None, *, missing: bool = False
) -> Iterator[BodyWarning]:
    call = statement.value if isinstance(statement, ast.Expr) else None
    if not isinstance(call, ast.Call) or not isinstance(call.func, (ast.Name, ast.Attribute)):
        return
    callee = stable_unparse(call.func)
    category = call.args[1] if len(call.args) > 1 else None
    message = call.args[0] if call.args else None
    for keyword in call.keywords:
        if keyword.arg == "category":
            category = keyword.value
        elif keyword.arg in ("message", "msg"):
            message = keyword.value
    if isinstance(message, ast.Starred):
        return
    if category is None and isinstance(message, ast.Call) and len(message.args) <= 1:
        # `warn(DeprecationWarning("…"))`
        category, message = message.func, message.args[0] if message.args else None
    is_name = isinstance(category, (ast.Name, ast.Attribute))
    written = stable_unparse(category) if category is not None and is_name else ""
    text = _text(message)
    if any(map(_MAY_WARN.search, (callee, written, text))):
        # The fast path compares texts and needs no model.
        from unbroken.model.definitions import BodyWarning

        yield BodyWarning(
            callee=callee, category=written, message=text, parameter=parameter, missing=missing
        )


def _text(node: ast.expr | None) -> str:
    """Return the text of a string as far as it is literal."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(
            _text(part) if isinstance(part, ast.Constant) else "…" for part in node.values
        )
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Mod)):
        right = _text(node.right) if isinstance(node.op, ast.Add) else ""
        return _text(node.left) + right
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return _text(node.func.value) if node.func.attr == "format" else ""
    return ""
