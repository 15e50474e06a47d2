"""What callers can observe of a function's body."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from unbroken.model.definitions import (
        BodyWarning,
        CollectedKeywords,
        Function,
        OwnCall,
        PassedInstance,
    )
    from unbroken.model.forwarding import Forwarding


class BodyFacts(NamedTuple):
    """What callers can observe of a function's body.

    Nested functions count for `assigns` and `global_names` only. `calls_super` means that the
    body reads `super().<the function's own name>`. `assigns` are the attributes that it sets on
    its instance, sorted; `assigns_unknown` means that it sets some whose names are computed.
    `calls_own` are the methods that an `__init__` calls on its instance, sorted.
    `reads_frames` is whether it reaches the frames of its callers, whose names it may change.
    `global_names` are the module's names that it assigns, sorted. `forwards` are the calls that
    receive its `*args` and `**kwargs` (empty if it also uses them in ways that are not
    understood), `inspects` are those of the two that it uses otherwise than in these calls.
    `returns_iterator` is whether all that it returns are iterators. `keywords`,
    `passes_instance`, `own_calls`, `only_raises`, `refuses`, `returned`, `gives` and `warns` are
    those of `model.definitions.Function`.
    """

    is_generator: bool = False
    calls_super: bool = False
    assigns: tuple[str, ...] = ()
    assigns_unknown: bool = False
    calls_own: tuple[str, ...] = ()
    passes_instance: tuple[PassedInstance, ...] = ()
    own_calls: tuple[OwnCall, ...] = ()
    reads_frames: bool = False
    global_names: tuple[str, ...] = ()
    forwards: tuple[Forwarding, ...] = ()
    inspects: tuple[str, ...] = ()
    keywords: CollectedKeywords | None = None
    returns_iterator: bool = False
    only_raises: bool = False
    refuses: tuple[str, ...] = ()
    returned: tuple[str, ...] = ()
    gives: str = ""
    warns: tuple[BodyWarning, ...] = ()


def set_facts(function: Function, facts: BodyFacts) -> None:
    """Set the fields of a function that its body decides.

    What it returns is known better where that is a function (`Function.returned_functions`).
    """
    function.is_generator = facts.is_generator
    function.calls_super = facts.calls_super
    function.forwards = facts.forwards
    function.inspects = facts.inspects
    function.keywords = facts.keywords
    function.returns_iterator = facts.returns_iterator
    function.assigns = facts.assigns
    function.assigns_unknown = facts.assigns_unknown
    function.sets_up_by = facts.calls_own
    function.passes_instance = facts.passes_instance
    function.own_calls = facts.own_calls
    function.reads_frames = facts.reads_frames
    function.only_raises = facts.only_raises
    function.refuses = facts.refuses
    function.returned = facts.returned
    function.gives = "" if function.returned_functions else facts.gives
    function.warns = facts.warns
