"""Lists of names in a sentence."""

from __future__ import annotations

from collections.abc import Sequence

_MOST = 5


def listed(names: Sequence[str]) -> str:
    """Write some names as a sentence does: `a, b and c`; of many, the first ones."""
    if len(names) > _MOST:
        return f"{', '.join(names[: _MOST - 1])} and {len(names) - _MOST + 1} more"
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
