"""Whether a source that this Python refuses is valid in a newer Python."""

from __future__ import annotations

import libcst as cst

from unbroken.readers.compilation import check_compiles
from unbroken.readers.decoding import UnreadableError


def is_newer_python(module: cst.Module) -> bool:
    """Return whether a source that this Python refuses is valid in a newer Python.

    That is so if it compiles once the syntax that libcst knows and this Python may not is
    replaced by older syntax.
    """
    try:
        check_compiles(module.visit(_Downgrade()).code)
    except UnreadableError:
        return False
    except (cst.CSTValidationError, RecursionError, MemoryError, UnicodeError):
        return False
    return True


class _Downgrade(cst.CSTTransformer):
    """Replaces syntax that is newer than Python 3.10 by older syntax."""

    def leave_FunctionDef(
        self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef
    ) -> cst.FunctionDef:
        """Remove type parameters (PEP 695)."""
        return updated_node.with_changes(type_parameters=None)

    def leave_ClassDef(
        self, original_node: cst.ClassDef, updated_node: cst.ClassDef
    ) -> cst.ClassDef:
        """Remove type parameters (PEP 695)."""
        return updated_node.with_changes(type_parameters=None)

    def leave_TypeAlias(
        self, original_node: cst.TypeAlias, updated_node: cst.TypeAlias
    ) -> cst.Assign:
        """Replace `type X = y` (PEP 695) by `X = y`."""
        return cst.Assign([cst.AssignTarget(updated_node.name)], updated_node.value)

    def leave_FormattedString(
        self, original_node: cst.FormattedString, updated_node: cst.FormattedString
    ) -> cst.SimpleString:
        """Replace an f-string, in which PEP 701 allows more, by a plain one."""
        return cst.SimpleString('""', lpar=updated_node.lpar, rpar=updated_node.rpar)

    def leave_TemplatedString(
        self, original_node: cst.TemplatedString, updated_node: cst.TemplatedString
    ) -> cst.SimpleString:
        """Replace a template string (PEP 750) by a plain one."""
        return cst.SimpleString('""', lpar=updated_node.lpar, rpar=updated_node.rpar)

    def leave_ExceptHandler(
        self, original_node: cst.ExceptHandler, updated_node: cst.ExceptHandler
    ) -> cst.ExceptHandler:
        """Put parentheses around several exceptions (PEP 758)."""
        return updated_node.with_changes(type=_in_parentheses(updated_node.type))

    def leave_ExceptStarHandler(
        self, original_node: cst.ExceptStarHandler, updated_node: cst.ExceptStarHandler
    ) -> cst.ExceptStarHandler:
        """Put parentheses around several exceptions (PEP 758)."""
        return updated_node.with_changes(type=_in_parentheses(updated_node.type))


def _in_parentheses(node: cst.BaseExpression | None) -> cst.BaseExpression | None:
    if not isinstance(node, cst.Tuple) or node.lpar:
        return node
    return node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
