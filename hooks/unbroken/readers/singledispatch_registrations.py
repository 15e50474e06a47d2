"""The functions that decorators register with others: `@f.register(int)`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from unbroken.model.definitions import Function
from unbroken.readers import expressions


def registrations(function: Function) -> Iterator[tuple[str, str]]:
    """Yield the functions that a function is registered with, and the types it handles.

    `@f.register(int)`, or `@f.register` and the annotation of the first parameter after `self`.
    """
    for decorator in function.decorators:
        base, _, method = decorator.path.rpartition(".")
        if method != "register":
            continue
        types = list(decorator.arguments) if len(decorator.arguments) == 1 else []
        if not decorator.called:
            annotations = [part.annotation for part in function.signature.parameters[:2]]
            types = [annotation for annotation in annotations if annotation is not None][:1]
        for text in types:
            yield from ((base, alternative) for alternative in _union_members(text))


def _union_members(text: str) -> list[str]:
    """Return the members of `int | str` and `Union[int, str]`."""
    node = expressions.parse(text) if "|" in text or "Union[" in text else None
    pending, members = [node] if node is not None else [], []
    while pending:
        part = pending.pop(0)
        if isinstance(part, ast.BinOp):
            pending = [part.left, part.right, *pending]
        elif isinstance(part, ast.Subscript) and isinstance(part.slice, ast.Tuple):
            pending = [*part.slice.elts, *pending]
        else:
            members.append(expressions.expression_text(part))
    return members or [text]
