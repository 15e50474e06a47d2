"""A type variable stands for fewer types, has another variance, or lost its default.

Keep it, and give the new one another name. Where only its declaration was wrong, mention it in the
release notes, because type checkers of users will complain.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.pair import Pair
from unbroken.compare.types.annotation_changes import change_text, related
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.typed_code import bracket_code, former_declaration_code
from unbroken.semantics.type_parameters import (
    TypeVariable,
    type_parameters,
    type_variable,
    written_parameters,
)

_TYPING = "from typing import TypeVar\n"
_EXTENSIONS = "from typing_extensions import TypeVar\n"

BREAKS = (
    Break(_TYPING + "T = TypeVar('T')", _TYPING + "T = TypeVar('T', bound=int)"),
    Break(_TYPING + "T = TypeVar('T', bound=float)", _TYPING + "T = TypeVar('T', bound=int)"),
    Break(_TYPING + "T = TypeVar('T')", _TYPING + "T = TypeVar('T', int, str)"),
    Break(_TYPING + "T = TypeVar('T', int, str, bytes)", _TYPING + "T = TypeVar('T', int, str)"),
    Break(_TYPING + "T = TypeVar('T', covariant=True)", _TYPING + "T = TypeVar('T')"),
    Break(_EXTENSIONS + "T = TypeVar('T', default=int)", _EXTENSIONS + "T = TypeVar('T')"),
)

KEEPS = (
    Keep(_TYPING + "T = TypeVar('T', bound=int)", _TYPING + "T = TypeVar('T')", "it is free now"),
    Keep(
        _TYPING + "T = TypeVar('T', bound=int)",
        _TYPING + "T = TypeVar('T', bound=float)",
        "it stands for more",
    ),
    Keep(
        _TYPING + "T = TypeVar('T', int, str)",
        _TYPING + "T = TypeVar('T', int, str, bytes)",
        "it stands for more",
    ),
    Keep(
        _TYPING + "T = TypeVar('T', bound='int')",
        "import typing\nT = typing.TypeVar('T', bound=int)",
        "spelt in another way",
    ),
    Keep(
        _EXTENSIONS + "T = TypeVar('T')",
        _EXTENSIONS + "T = TypeVar('T', default=int)",
        "it may be left out now",
    ),
    Keep(_TYPING + "_T = TypeVar('_T')", _TYPING + "_T = TypeVar('_T', bound=int)", "private"),
)

REMEDIES = (
    Remedy(
        "from typing import TypeVar\nT = TypeVar('T')",
        "from typing import TypeVar\nT = TypeVar('T')\nN = TypeVar('N', bound=int)",
        "T",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find type variables that were narrowed: public ones, and those in brackets."""
    if pair.new is None:
        return
    was, now = type_variable(pair.old_surface, pair.old), type_variable(pair.new_surface, pair.new)
    if was is not None and now is not None and was.kind == now.kind:
        yield from _compared(pair, was, now, None)
        return
    for was, now in _written(pair):
        yield from _compared(pair, was, now, was.name)


def _written(pair: Pair) -> Iterator[tuple[TypeVariable, TypeVariable]]:
    """Yield the type parameters of a class or function that are written in brackets now."""
    assert pair.new is not None
    if pair.classes is not None and pair.classes[1].type_parameters:
        before = type_parameters(pair.old_surface, pair.old)
    elif pair.functions is not None:
        before = written_parameters(pair.old)
    else:
        return
    after = written_parameters(pair.new)
    for old, new in zip(before or (), after, strict=False):
        if old.kind == new.kind:
            yield old, new


def _compared(
    pair: Pair, old: TypeVariable, new: TypeVariable, parameter: str | None
) -> Iterator[Finding]:
    how = related(pair, old.bound or "object", new.bound or "object", (old.at, new.at))
    if how in ("narrowed", "changed"):
        change = change_text(how, old.bound or "anything", new.bound)
        message = f"what '{old.name}' may stand for {change}"
    elif old.variance != new.variance and parameter is None:
        message = f"'{old.name}' is {new.variance or 'invariant'} now"
    elif old.default is not None and new.default is None and parameter is None:
        message = f"'{old.name}' has no default any more: it must be given in brackets"
    else:
        return
    remedy = f"Keep '{old.name}' as it was, and give the new type variable another name."
    code = former_declaration_code(pair) if parameter is None else bracket_code(pair)
    yield finding(RULE, pair, message, remedy, parameter=parameter, code=code)


RULE = PairRule(
    module=__name__,
    level="warning",
    typing=True,
    check=check,
    breaks=BREAKS,
    keeps=KEEPS,
    remedies=REMEDIES,
)
