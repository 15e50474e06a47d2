"""What the body of a function says, from the nodes of libcst."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import libcst as cst


def flat(target: cst.BaseExpression) -> Iterator[cst.BaseExpression]:
    """Give the single targets of an assignment, those inside tuples and lists too."""
    if isinstance(target, (cst.Tuple, cst.List)):
        for element in target.elements:
            yield from flat(element.value)
    else:
        yield target


class Facts(NamedTuple):
    """What callers can tell of a function from its own body, nested functions left out.

    `assigns` are the attributes of the first parameter that the body assigns, sorted.
    """

    is_generator: bool
    calls_super: bool
    assigns: tuple[str, ...]


def facts_of(node: cst.FunctionDef) -> Facts:
    """Look through the body of a function."""
    first = [*node.params.posonly_params, *node.params.params][:1]
    seen = _BodyFacts(node.name.value, first[0].name.value if first else "")
    node.body.visit(seen)
    return Facts(seen.is_generator, seen.calls_super, tuple(sorted(seen.assigns)))


class _BodyFacts(cst.CSTVisitor):
    """Collects the facts; of nested functions only what they assign to the first parameter."""

    def __init__(self, name: str, first: str) -> None:
        super().__init__()
        self.depth = 0
        self.name = name
        self.first = first
        self.is_generator = False
        self.calls_super = False
        self.assigns: set[str] = set()

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:
        for decorator in node.decorators:
            decorator.visit(self)
        self.depth += 1
        node.body.visit(self)
        self.depth -= 1
        return False

    def visit_ClassDef(self, node: cst.ClassDef) -> bool:
        return False

    def visit_Lambda(self, node: cst.Lambda) -> bool:
        return False

    def visit_Yield(self, node: cst.Yield) -> None:
        self.is_generator |= not self.depth

    def visit_Attribute(self, node: cst.Attribute) -> None:
        if (
            not self.depth
            and node.attr.value == self.name
            and isinstance(node.value, cst.Call)
            and isinstance(node.value.func, cst.Name)
            and node.value.func.value == "super"
        ):
            self.calls_super = True

    def visit_AssignTarget(self, node: cst.AssignTarget) -> None:
        self._assign(node.target)

    def visit_AnnAssign(self, node: cst.AnnAssign) -> None:
        self._assign(node.target)

    def visit_AugAssign(self, node: cst.AugAssign) -> None:
        self._assign(node.target)

    def visit_For(self, node: cst.For) -> None:
        self._assign(node.target)

    def visit_AsName(self, node: cst.AsName) -> None:
        self._assign(node.name)

    def _assign(self, target: cst.BaseExpression) -> None:
        for part in flat(target):
            if (
                isinstance(part, cst.Attribute)
                and isinstance(part.value, cst.Name)
                and part.value.value == self.first
            ):
                self.assigns.add(part.attr.value)
