"""Parameters that both versions have: of functions, and of constructors where they are declared."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from unbroken.compare.calls.call_targets import call_target
from unbroken.compare.calls.parameter_mapping import Refusal, map_parameters
from unbroken.compare.method_binding import became_unbound
from unbroken.compare.pair import Pair
from unbroken.model.definitions import Parameter
from unbroken.model.finding import Finding, Level
from unbroken.model.identifiers import is_private
from unbroken.rules.base import Code, Rule, finding
from unbroken.rules.findings.calls import constructor_place, constructor_texts
from unbroken.semantics.constructors.constructor import Constructor, constructors
from unbroken.semantics.public_api import is_public
from unbroken.semantics.resolution import Definition


class Kept(NamedTuple):
    """A parameter of both versions, with what a finding about it needs to be placed and shown.

    `scopes` say where the names in defaults and annotations are looked up. `refused` says why
    type checkers take it no longer, though it can be passed.
    """

    old: Parameter
    new: Parameter
    scopes: tuple[Definition, Definition]
    field: bool = False
    at: Definition | None = None
    constructors: tuple[Constructor, Constructor] | None = None
    refused: Refusal | None = None


def parameter_finding(
    rule: Rule,
    pair: Pair,
    kept: Kept,
    message: str,
    remedy: str,
    *,
    level: Level | None = None,
    code: Code | None = None,
) -> Finding:
    """Return a finding about a parameter of both versions."""
    old = new = None
    focus = (kept.old.name, kept.new.name)
    if kept.constructors is not None:
        old, new = constructor_texts(pair, *kept.constructors, focus)
    return finding(
        rule,
        pair,
        message,
        remedy,
        parameter=kept.old.name,
        old=old,
        new=new,
        at=kept.at,
        level=level,
        focus=focus,
        code=code,
    )


@lru_cache(maxsize=8)
def kept_parameters(pair: Pair) -> tuple[Kept, ...]:
    """Return the parameters that a definition has in both versions, renamed ones included.

    Private ones (`_x`) are left out: they are not documented as something to pass. Every rule about
    parameters asks this of a pair before the next pair is looked at.
    """
    return tuple(_kept_parameters(pair))


def _kept_parameters(pair: Pair) -> Iterator[Kept]:
    if pair.new is None:
        return
    if pair.classes is not None:
        # Users who only get instances do not call the constructor.
        yield from () if pair.is_of_instance else _of_constructors(pair)
        return
    if became_unbound(pair):
        return
    old, new = call_target(pair.old_surface, pair.old), call_target(pair.new_surface, pair.new)
    if old is None or new is None:
        return
    for mapped in map_parameters(pair, old.parameters, new.parameters, (pair.old, pair.new)):
        if not is_private(mapped.old.name):
            yield Kept(mapped.old, mapped.new, mapped.scopes, refused=mapped.refused)


def _of_constructors(pair: Pair) -> Iterator[Kept]:
    assert pair.new is not None
    before = constructors(pair.old_surface, pair.old)
    for new in constructors(pair.new_surface, pair.new):
        old = next((e for e in before if (e.kind == "new") == (new.kind == "new")), None)
        if old is None or old.parameters == new.parameters:
            continue
        scopes = old.provider or pair.old, new.provider or pair.new
        for mapped in map_parameters(pair, old.parameters, new.parameters, scopes):
            if is_private(mapped.old.name) or not _declared_here(pair, old, mapped.old.name):
                continue
            yield Kept(
                mapped.old,
                mapped.new,
                mapped.scopes,
                mapped.old.name in old.origins,
                constructor_place(pair, new, (mapped.new.name,)),
                (old, new),
                mapped.refused,
            )


def _declared_here(pair: Pair, constructor: Constructor, name: str) -> bool:
    """Return whether this class declares a parameter: one cause is reported once, at its class.

    What a private base declares is reported for each class that users know.
    """
    module, qualname = constructor.origins.get(name, pair.old.key)
    if name not in constructor.origins and constructor.provider is not None:
        module, qualname = constructor.provider.key
        qualname = qualname.rpartition(".")[0]
    if (module, qualname) == pair.old.key:
        return True
    declaring = pair.old_surface.definition(module, qualname)
    return declaring is None or not is_public(pair.old_surface, declaring)
