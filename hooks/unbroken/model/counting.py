"""Numbers with their nouns."""

from __future__ import annotations


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """Return a number with a noun: `1 file`, `2 files`.

    `plural` is given where it is not the noun with an `s`.
    """
    return f"{number} {noun if number == 1 else plural or f'{noun}s'}"
