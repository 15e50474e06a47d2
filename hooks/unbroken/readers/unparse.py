"""Expressions as `ast.unparse` prints them, but as every version of Python does.

A snapshot that one Python wrote is compared by another with what that reads.
"""

from __future__ import annotations

import ast
import copy
import re
import sys

_OLD = sys.version_info < (3, 11)
_TUPLE_TARGET = re.compile(r" for \(((?:[^()]|\([^()]*\))*)\) in ")


def spelled(node: ast.expr) -> str:
    """Write an expression; raises RecursionError when it is nested too deeply."""
    text = ast.unparse(node)
    # How the quotes of an f-string are chosen differs from one Python to another.
    if ("f'" in text or 'f"' in text) and any(isinstance(e, ast.JoinedStr) for e in ast.walk(node)):
        # Nodes are shared, and are not to be changed.
        text = ast.unparse(_Formatted().visit(copy.deepcopy(node)))
    if _OLD:
        text = text.replace("lambda :", "lambda:")
        text = _TUPLE_TARGET.sub(r" for \1 in ", text) if " for (" in text else text
    return text


class _Formatted(ast.NodeTransformer):
    """Writes `f"{x}y"` as `"{}y".format(x)`."""

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.expr:
        values: list[ast.expr] = []
        template = self.template(node, values, "{}")
        if not values:
            return ast.Constant(template.replace("{{", "{").replace("}}", "}"))
        return ast.Call(ast.Attribute(ast.Constant(template), "format", ast.Load()), values, [])

    def template(self, node: ast.JoinedStr, values: list[ast.expr], doubled: str) -> str:
        """Give the text in which the values have places; what is `doubled` means itself."""
        parts = []
        for each in node.values:
            if isinstance(each, ast.FormattedValue):
                values.append(self.visit(each.value))
                how = f"!{chr(each.conversion)}" if each.conversion >= 0 else ""
                if isinstance(each.format_spec, ast.JoinedStr):
                    how += f":{self.template(each.format_spec, values, '')}"
                parts.append(f"{{{how}}}")
            elif isinstance(each, ast.Constant):
                text = str(each.value)
                for brace in doubled:
                    text = text.replace(brace, brace * 2)
                parts.append(text)
        return "".join(parts)
