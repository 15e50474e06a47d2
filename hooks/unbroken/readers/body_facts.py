"""What callers can observe of a function's body."""

from __future__ import annotations

from typing import NamedTuple


class BodyFacts(NamedTuple):
    """What callers can observe of a function's body; nested functions count for `assigns` only.

    `calls_super` means that the body reads `super().<the function's own name>`. `assigns` are the
    attributes of the first parameter that the body assigns, sorted.
    """

    is_generator: bool
    calls_super: bool
    assigns: tuple[str, ...]
