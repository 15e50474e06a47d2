"""The time of a comparison grows with the change, and no faster."""

from __future__ import annotations

import pytest

from tests.both_modes import incremental, whole
from tests.torture.source_checks import limited_time


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


@pytest.mark.parametrize("change", CHANGES)
def test_time_grows_with_the_change(change):
    # What is quadratic takes minutes.
    old, new = ({"m.py": source.encode()} for source in CHANGES[change](20_000))
    with limited_time():
        assert whole(old, new)


@pytest.mark.parametrize("listing", ["", "from .m{0} import __all__ as a{0}\n__all__ += a{0}\n"])
def test_modules_that_all_star_import_one_another(listing):
    count = 16
    stars = {
        number: "__all__ = []\n" * bool(listing)
        + "".join(
            f"from .m{other} import *\n" + listing.format(other)
            for other in range(count)
            if other != number
        )
        for number in range(count)
    }
    named = "__all__ += ['f{0}']\n" if listing else ""
    old = {"pkg/__init__.py": b"from .m0 import *\n"}
    for number, source in stars.items():
        own = named.format(number) + f"def f{number}(a): ...\n"
        old[f"pkg/m{number}.py"] = (source + own).encode()
    new = {**old, "pkg/m3.py": stars[3].encode()}
    expected = {("function-removed", "pkg.f3", None)}
    with limited_time():
        assert whole(old, new) == expected
        assert incremental(old, old, new) in (expected, None)


def test_values_that_are_made_of_one_another_many_times():
    count = 40
    old = "".join(f"X{number} = 'a'\n" for number in range(count))
    new = "from pathlib import Path\nX0 = Path('a')\n" + "".join(
        f"X{number} = (X{number - 1} / X{number - 1}) / X{number - 1}\n"
        for number in range(1, count)
    )
    with limited_time():
        found = whole({"m.py": old.encode()}, {"m.py": new.encode()})
    # Only what is made of values near it is known.
    assert found == {("attribute-type-changed", f"m.X{number}", None) for number in range(4)}
