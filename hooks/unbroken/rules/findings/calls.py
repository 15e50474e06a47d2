"""Findings about calls: the verdicts of `compare/calls/causes.py`, placed and shown for people."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterator

from unbroken.compare import render
from unbroken.compare.calls.broken_calls import call_breaks
from unbroken.compare.calls.call_break import AttributedBreak, CallBreak, CallCause
from unbroken.compare.calls.constructor_origin import is_own
from unbroken.compare.fields import lost_field
from unbroken.compare.method_binding import became_unbound
from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding, Level
from unbroken.rules.base import Code, Rule, finding
from unbroken.rules.findings.field_code import field_code
from unbroken.rules.findings.signature_code import function_code, signature_code
from unbroken.semantics.constructors.constructor import Constructor, constructors
from unbroken.semantics.resolution import Definition
from unbroken.semantics.wrappers import replacements, takes_the_same


def breaks_of(pair: Pair, cause: CallCause) -> Iterator[AttributedBreak]:
    """Yield the broken calls of a pair that are due to a cause.

    Left out is what another rule reports as a whole: a method that can no longer be called on its
    class, a function that only raises, and a parameter that went with the field that it filled.
    """
    if pair.functions is not None and (became_unbound(pair) or pair.functions[1].only_raises):
        return
    for broken in call_breaks(pair):
        if broken.call_break.cause == cause and not lost_field(pair, broken.call_break):
            yield broken


def call_finding(
    rule: Rule,
    pair: Pair,
    attributed: AttributedBreak,
    message: str,
    remedy: str,
    *,
    level: Level | None = None,
    code: Code | None = None,
) -> Finding:
    """Return the finding for a broken call; for a class it shows and points to the constructor."""
    call_break = attributed.call_break
    if call_break.announced:
        level, message = "warning", f"{message}: the decorator that still accepted it is gone"
    decorator = _deciding_decorator(pair)
    if decorator:
        message = f"{message}: its decorator '{decorator}' takes the calls now"
    found = functools.partial(
        finding,
        rule,
        pair,
        message,
        remedy,
        parameter=call_break.parameter,
        witness=call_break.witness,
        affects=attributed.affects,
        level=level,
    )
    if pair.classes is None:
        old_line, new_line = _function_texts(pair)
        function = None if decorator else function_code(pair)
        return found(old=old_line, new=new_line, code=function)
    old, new = constructor_of(pair, attributed)
    providers = [side.provider if side is not None else None for side in (old, new)]
    places = (call_break.new_name, call_break.parameter)
    # What is shown is the same for all broken calls of a class.
    focus = _focus(pair)
    old_text, new_text = constructor_texts(pair, old, new, focus)
    return found(
        old=old_text,
        new=new_text,
        at=pair.new if is_own(pair, *providers) else constructor_place(pair, new, places),
        was=providers[0],
        code=code or constructor_code(pair, old, new, call_break),
    )


@functools.lru_cache(maxsize=1)
def _function_texts(pair: Pair) -> tuple[str, str]:
    """Return what is shown of both versions: the same for all broken calls of a function."""
    assert pair.new is not None
    return render.definition_texts(pair.old, pair.new, _focus(pair))


@functools.lru_cache(maxsize=1)
def _focus(pair: Pair) -> frozenset[str | None]:
    """Return the parameters that the broken calls of a pair are about."""
    return frozenset(name for other in call_breaks(pair) for name in _names(other.call_break))


@functools.lru_cache(maxsize=1)
def _deciding_decorator(pair: Pair) -> str:
    """Return the decorator whose wrapper takes the calls of a function in the new version.

    It is "" if none does, or if its wrapper accepted the same calls at the baseline.
    """
    if pair.functions is None or pair.new is None:
        return ""
    before, after = (
        [replacement for replacement in replacements(*side) if not takes_the_same(replacement)]
        for side in pair.sides
    )
    return after[-1].decorator.path if after and before != after else ""


def _names(broken: CallBreak) -> tuple[str | None, str | None]:
    return broken.parameter, broken.new_name


def constructor_code(
    pair: Pair, old: Constructor | None, new: Constructor | None, broken: CallBreak
) -> Code | None:
    """Return the code to paste for a constructor: the header of `__init__`, or a field."""
    if old is None or new is None:
        return None
    if new.provider is not None:
        return signature_code(pair, old.parameters, new.provider)
    name = broken.new_name or broken.parameter
    return field_code(old, new, name, constructor_place(pair, new, (name,)))


def constructor_texts(
    pair: Pair,
    old: Constructor | None,
    new: Constructor | None,
    focus: Collection[str | None] = (),
) -> tuple[str | None, str | None]:
    """Write the calls that a class took and takes."""
    name = pair.path.rpartition(".")[2]
    if old is None or new is None:
        return (
            render.constructor_text(name, old) if old is not None else None,
            render.constructor_text(name, new) if new is not None else None,
        )
    return render.constructor_texts(name, old, new, focus)


def constructor_of(
    pair: Pair, attributed: AttributedBreak
) -> tuple[Constructor | None, Constructor | None]:
    """Return the constructors that a break is about; a class may have `__new__` and `__init__`."""
    assert pair.new is not None
    before = constructors(pair.old_surface, pair.old)
    after = constructors(pair.new_surface, pair.new)
    new = next(
        (constructor for constructor in after if _is_made_by(constructor, attributed.rejected_by)),
        after[0] if after else None,
    )
    old = next(
        (
            constructor
            for constructor in before
            if new and (constructor.kind == "new") == (new.kind == "new")
        ),
        before[0] if before else None,
    )
    return old, new


def _is_made_by(constructor: Constructor, provider: Definition | None) -> bool:
    """Return whether a constructor is the one that a definition provides (None: synthesised)."""
    if provider is None or constructor.provider is None:
        return provider is constructor.provider
    return constructor.provider.key == provider.key


def constructor_place(
    pair: Pair, constructor: Constructor | None, parameters: tuple[str | None, ...]
) -> Definition | None:
    """Return where to look: at the `__init__` that is written, at the field, or at the class."""
    if constructor is None:
        return None
    if constructor.provider is not None:
        return constructor.provider
    for name in parameters:
        if name is not None and name in constructor.origins:
            module, qualname = constructor.origins[name]
            declared = pair.new_surface.definition(module, f"{qualname}.{name}")
            if declared is not None:
                return declared
    return pair.new
