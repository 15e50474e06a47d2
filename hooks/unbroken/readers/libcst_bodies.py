"""What the body of a function says, from the nodes of libcst."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterator

import libcst as cst

from unbroken.readers.body_facts import BodyFacts


def iter_targets(target: cst.BaseExpression) -> Iterator[cst.BaseExpression]:
    """Give the single targets of an assignment, those inside tuples and lists too."""
    if isinstance(target, (cst.Tuple, cst.List)):
        for element in target.elements:
            yield from iter_targets(element.value)
    else:
        yield target


def body_facts(node: cst.FunctionDef) -> BodyFacts:
    """Look through the body of a function; of nested ones only what they assign to `self`."""
    parameters = [*node.params.posonly_params, *node.params.params]
    first = parameters[0].name.value if parameters else ""
    is_generator = calls_super = False
    assigned: set[str] = set()
    pending: list[tuple[cst.CSTNode, bool]] = [(node.body, False)]
    while pending:
        at, is_nested = pending.pop()
        if isinstance(at, (cst.ClassDef, cst.Lambda)):
            continue
        if isinstance(at, cst.FunctionDef):
            pending += [(each, is_nested) for each in at.decorators]
            pending.append((at.body, True))
            continue
        if not is_nested:
            is_generator |= isinstance(at, cst.Yield)
            calls_super |= _is_of_super(at, node.name.value)
        for target in _targets(at):
            assigned.update(_attributes_of(first, target))
        pending += [(each, is_nested) for each in _children(at)]
    return BodyFacts(is_generator, calls_super, tuple(sorted(assigned)))


def is_placeholder(node: cst.FunctionDef) -> bool:
    """Tell whether a body is nothing but a docstring, `pass` or `raise NotImplementedError`."""
    small: list[cst.CSTNode] = []
    for statement in node.body.body:
        small += statement.body if isinstance(statement, cst.SimpleStatementLine) else [statement]
        if len(small) > _LONGEST_PLACEHOLDER:
            return False
    if node.get_docstring(clean=False) is not None:
        small = small[1:]
    return all(isinstance(each, cst.Pass) or _is_refusal(each) for each in small)


_LONGEST_PLACEHOLDER = 2


def _is_refusal(statement: cst.CSTNode) -> bool:
    raised = statement.exc if isinstance(statement, cst.Raise) else None
    raised = raised.func if isinstance(raised, cst.Call) else raised
    return isinstance(raised, cst.Name) and raised.value == "NotImplementedError"


def _is_of_super(node: cst.CSTNode, name: str) -> bool:
    return (
        isinstance(node, cst.Attribute)
        and node.attr.value == name
        and isinstance(node.value, cst.Call)
        and isinstance(node.value.func, cst.Name)
        and node.value.func.value == "super"
    )


def _targets(node: cst.CSTNode) -> Iterator[cst.BaseExpression]:
    """Give what a node assigns to, if it does."""
    if isinstance(node, (cst.AssignTarget, cst.AnnAssign, cst.AugAssign, cst.For)):
        yield node.target
    elif isinstance(node, cst.AsName):
        yield node.name


def _attributes_of(first: str, target: cst.BaseExpression) -> Iterator[str]:
    for part in iter_targets(target):
        if (
            isinstance(part, cst.Attribute)
            and isinstance(part.value, cst.Name)
            and part.value.value == first
        ):
            yield part.attr.value


def _children(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Give the nodes in a node, white space and punctuation left out.

    libcst's own visitors make every node anew, which takes many times longer.
    """
    for name in _parts(type(node)):
        part = getattr(node, name)
        if isinstance(part, cst.CSTNode):
            yield part
        elif isinstance(part, (list, tuple)):
            yield from (each for each in part if isinstance(each, cst.CSTNode))


@functools.cache
def _parts(kind: type[cst.CSTNode]) -> tuple[str, ...]:
    names = (each.name for each in dataclasses.fields(kind))
    return tuple(
        each
        for each in names
        if each not in _PUNCTUATION and "whitespace" not in each and "lines" not in each
    )


_PUNCTUATION = {
    *("lpar", "rpar", "lbracket", "rbracket", "lbrace", "rbrace", "comma", "semicolon", "colon"),
    *("dot", "equal", "operator", "header", "footer", "indent", "newline", "comment"),
}
