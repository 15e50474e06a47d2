"""What conditions at the top level say: for whom a block runs.

Where both blocks of an `if` bind a name, that of the usual case counts, not the one that is
written first: the newest Python, and no single platform (Linux, where one has to be told from it).
"""

from __future__ import annotations

import ast
from typing import Literal

from unbroken.readers import expressions

Block = Literal["body", "orelse"]

_USUAL_PLATFORMS = ("linux", "linux2", "Linux", "posix")
_PLATFORMS = ("sys.platform", "os.name", "platform.system()")
_OTHER: dict[Block, Block] = {"body": "orelse", "orelse": "body"}


def guard_of(test: str) -> str:
    """Name a well-known condition: "typing", "runtime" (not typing), "main", else ""."""
    if test in ("TYPE_CHECKING", "typing.TYPE_CHECKING", "t.TYPE_CHECKING"):
        return "typing"
    if test in ("not TYPE_CHECKING", "not typing.TYPE_CHECKING", "not t.TYPE_CHECKING"):
        return "runtime"
    if test == "__name__ == '__main__'":
        return "main"
    return ""


def rare_block(test: str) -> Block | None:
    """Name the block that only old Pythons or one platform run; None where nothing tells."""
    if "sys." not in test and "os.name" not in test and "platform." not in test:
        return None
    return _rare(expressions.parse(test))


def _rare(node: ast.expr | None) -> Block | None:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        inner = _rare(node.operand)
        return _OTHER[inner] if inner is not None else None
    if isinstance(node, ast.BoolOp):
        # Of `a and b` the body runs for fewer than of each, of `a or b` the other block does.
        fewer: Block = "body" if isinstance(node.op, ast.And) else "orelse"
        return fewer if any(_rare(each) == fewer for each in node.values) else None
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        return _of_comparison(ast.unparse(node.left), node.ops[0], node.comparators[0])
    if not isinstance(node, ast.Call) or len(node.args) != 1:
        return None
    is_prefix = ast.unparse(node.func) == "sys.platform.startswith"
    return _of_platforms(node.args[0]) if is_prefix else None


def _of_comparison(left: str, operator: ast.cmpop, right: ast.expr) -> Block | None:
    if left.startswith("sys.version_info"):
        if isinstance(operator, (ast.Lt, ast.LtE)):
            return "body"
        return "orelse" if isinstance(operator, (ast.Gt, ast.GtE)) else None
    if left not in _PLATFORMS:
        return None
    block = _of_platforms(right)
    if isinstance(operator, (ast.Eq, ast.In)):
        return block
    is_negated = block is not None and isinstance(operator, (ast.NotEq, ast.NotIn))
    return _OTHER[block] if is_negated and block is not None else None


def _of_platforms(node: ast.expr) -> Block | None:
    parts = node.elts if isinstance(node, (ast.Tuple, ast.List, ast.Set)) else [node]
    names = [each.value for each in parts if isinstance(each, ast.Constant)]
    if not names or len(names) != len(parts):
        return None
    return "orelse" if any(each in _USUAL_PLATFORMS for each in names) else "body"
