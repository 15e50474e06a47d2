"""What somebody may have meant by a name that is not known."""

from __future__ import annotations

from collections.abc import Iterable

_MOST_LISTED = 24
"""A longer list of valid names helps nobody."""


def did_you_mean(
    name: str, valid: Iterable[str], *, count: int = 1, similarity: float = 0.6
) -> str:
    """Return `; did you mean 'x'?` for the valid names most similar to a name, "" if none is.

    At most `count` names are suggested; `similarity` is the ratio of `difflib` from which on two
    names are similar (0 to 1).
    """
    import difflib

    close = difflib.get_close_matches(name, list(valid), n=count, cutoff=similarity)
    names = " or ".join(f"'{match}'" for match in close)
    return f"; did you mean {names}?" if close else ""


def did_you_mean_or_list(name: str, valid: Iterable[str], *, similarity: float = 0.6) -> str:
    """Return a suggestion as `did_you_mean`, else `; valid ones are a, b` if these are few."""
    names = list(valid)
    suggestion = did_you_mean(name, names, similarity=similarity)
    if suggestion or len(names) > _MOST_LISTED:
        return suggestion
    return f"; valid ones are {', '.join(names)}"
