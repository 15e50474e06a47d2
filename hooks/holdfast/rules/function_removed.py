"""A function that users could call is gone.

Deprecate it first: keep it working, decorate it with `@deprecated(...)`, and remove it when the
version that the decorator announces is reached.
"""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.compare.pair import Pair
from holdfast.finding import Finding
from holdfast.rules.base import Break, Keep, Rule, finding
from holdfast.surface import Function

RULE = Rule(level="error")

BREAKS = (
    Break("def f(): ...\ndef g(): ...", "def g(): ..."),
    Break("async def f(): ...\ndef g(): ...", "def g(): ..."),
)

KEEPS = (
    Keep("def _f(): ...\ndef g(): ...", "def g(): ...", "a leading underscore makes it private"),
    Keep("def test_f(): ...\ndef g(): ...", "def g(): ...", "test functions are no promise"),
    Keep("def f(): ...", "def g(): ...\nf = g", "the old name still works"),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find functions that are gone."""
    member = pair.old.member
    if pair.removal != "gone" or not isinstance(member, Function):
        return
    if pair.old_surface.owner(pair.old) is None:
        yield finding(
            pair,
            f"function '{pair.old.name}' was removed",
            f"Keep '{pair.old.name}', mark it @deprecated, and remove it in the release that the "
            "deprecation announces.",
        )
