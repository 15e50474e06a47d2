"""The time of a comparison grows with the change, and no faster."""

from __future__ import annotations

import time

import pytest

from tests.both_modes import whole


def _names(letter: str, count: int) -> str:
    return ", ".join(f"{letter}{number}=0" for number in range(count))


CHANGES = {
    "a parameter of many is lost": lambda count: (
        f"def f({_names('a', count)}): ...\n",
        f"def f({_names('a', count - 1)}): ...\n",
    ),
    "many keyword-only parameters are others": lambda count: (
        f"def f(*, {_names('a', count)}): ...\n",
        f"def f(*, {_names('b', count)}): ...\n",
    ),
}


def _seconds(change: str, count: int) -> float:
    old, new = ({"m.py": source.encode()} for source in CHANGES[change](count))
    start = time.process_time()
    assert whole(old, new)
    return time.process_time() - start


@pytest.mark.parametrize("change", CHANGES)
def test_time_grows_with_the_change(change):
    _seconds(change, 10)  # imports
    small = min(_seconds(change, 2500) for _ in range(2))
    # A quadratic part that counts would make it sixteen times as long.
    assert _seconds(change, 10_000) < 9 * small
