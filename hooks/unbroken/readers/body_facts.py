"""What callers can observe of a function's body."""

from __future__ import annotations

from typing import NamedTuple


class BodyFacts(NamedTuple):
    """What callers can observe of a function's body.

    Nested functions count for `assigns` and `global_names` only. `calls_super` means that the
    body reads `super().<the function's own name>`. `assigns` are the attributes that it sets on
    its instance, sorted; `assigns_unknown` means that it sets some whose names are computed.
    `global_names` are the module's names that it assigns, sorted.
    """

    is_generator: bool = False
    calls_super: bool = False
    assigns: tuple[str, ...] = ()
    assigns_unknown: bool = False
    global_names: tuple[str, ...] = ()
