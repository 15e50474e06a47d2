"""`ast.unparse` with the same output on every version of Python.

A snapshot that one Python wrote is compared by another one with what that reads.
"""

from __future__ import annotations

import ast
import copy
import sys

_BEFORE_3_11 = sys.version_info < (3, 11)
_TUPLE_TARGET = " for ("


def stable_unparse(node: ast.expr) -> str:
    """Return the source of an expression.

    Raises RecursionError when the expression is nested too deeply, ValueError for an integer
    with more digits than Python converts.
    """
    text = ast.unparse(node)
    # The quotes that `ast.unparse` chooses for an f-string differ between versions of Python.
    if ("f'" in text or 'f"' in text) and any(
        isinstance(part, ast.JoinedStr) for part in ast.walk(node)
    ):
        # The nodes belong to a tree that others read: a copy is changed.
        text = ast.unparse(_FStringsAsFormat().visit(copy.deepcopy(node)))
    if _BEFORE_3_11:
        text = text.replace("lambda :", "lambda:")
        text = _without_parentheses(text)
    return text


def _without_parentheses(text: str) -> str:
    """Return text without the parentheses around the tuples that comprehensions assign to."""
    opening = text.find(_TUPLE_TARGET) + len(" for ")
    while opening >= len(" for "):
        end = _closing(text, opening)
        if text.startswith(" in ", end + 1):
            text = text[:opening] + text[opening + 1 : end] + text[end + 1 :]
        opening = text.find(_TUPLE_TARGET, opening) + len(" for ")
    return text


def _closing(text: str, opening: int) -> int:
    """Return where the parenthesis that opens at a position is closed."""
    depth = 0
    for position in range(opening, len(text)):
        depth += (text[position] == "(") - (text[position] == ")")
        if not depth:
            return position
    return len(text)


class _FStringsAsFormat(ast.NodeTransformer):
    """Rewrites `f"{x}y"` as `"{}y".format(x)`."""

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.expr:
        values: list[ast.expr] = []
        template = self.template(node, values, escaped="{}")
        if not values:
            return ast.Constant(template.replace("{{", "{").replace("}}", "}"))
        return ast.Call(ast.Attribute(ast.Constant(template), "format", ast.Load()), values, [])

    def template(self, node: ast.JoinedStr, values: list[ast.expr], *, escaped: str) -> str:
        """Return the format string of an f-string and append the values that it takes.

        The characters in `escaped` are doubled in its literal parts.
        """
        parts = []
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                values.append(self.visit(part.value))
                options = f"!{chr(part.conversion)}" if part.conversion >= 0 else ""
                if isinstance(part.format_spec, ast.JoinedStr):
                    options += f":{self.template(part.format_spec, values, escaped='')}"
                parts.append(f"{{{options}}}")
            elif isinstance(part, ast.Constant):
                text = str(part.value)
                for brace in escaped:
                    text = text.replace(brace, brace * 2)
                parts.append(text)
        return "".join(parts)
