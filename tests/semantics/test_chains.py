"""Long chains of imports and of subclasses, and many new names, are followed without recursion."""

from __future__ import annotations

import sys

from tests.both_modes import whole

LENGTH = 400


def test_a_definition_is_found_behind_a_long_chain_of_imports():
    chain = {
        f"pkg/m{number}.py": f"from pkg.m{number + 1} import f as f\n".encode()
        for number in range(LENGTH)
    }
    old, new = (
        {**chain, "pkg/__init__.py": b"", f"pkg/m{LENGTH}.py": source}
        for source in (b"def f(a, b): ...\n", b"def f(a): ...\n")
    )
    assert whole(old, new) == {("parameter-removed", "pkg.m0.f", "b")}


def test_a_circle_of_imports_leads_nowhere():
    files = {
        "pkg/__init__.py": b"",
        "pkg/a.py": b"from pkg.b import f as f\n",
        "pkg/b.py": b"from pkg.a import f as f\n",
    }
    assert whole(files, files) == set()


def test_an_inherited_method_is_reported_once_at_the_end_of_a_long_chain_of_bases():
    classes = "".join(
        f"class C{number + 1}(C{number}):\n    def m{number}(self): ...\n"
        for number in range(LENGTH)
    )
    old, new = (
        {"m.py": f"class C0:\n    def m({parameters}): ...\n{classes}".encode()}
        for parameters in ("self, a", "self")
    )
    assert whole(old, new) == {("parameter-removed", "m.C0.m", "a")}


def test_many_renamed_functions_are_each_reported_as_removed():
    old, new = (
        {
            "m.py": "".join(
                f"def {verb}_the_{number}_thing(a, b): ...\n" for number in range(LENGTH)
            ).encode()
        }
        for verb in ("load", "fetch")
    )
    assert whole(old, new) == {
        ("function-removed", f"m.load_the_{number}_thing", None) for number in range(LENGTH)
    }


def calls_to_compare_a_chain(length: int) -> int:
    """Return how many Python functions comparing a chain of subclasses calls."""
    chain = "".join(f"class C{n}(C{n - 1}): ...\n" for n in range(1, length))
    old, new = (
        {"m.py": f"class C0:\n    def m({parameters}): ...\n{chain}".encode()}
        for parameters in ("self, a, b=1", "self, a")
    )
    calls = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        found = whole(old, new)
    finally:
        sys.setprofile(before)
    assert found == {("parameter-removed", "m.C0.m", "b")}
    return calls


def test_comparing_a_chain_of_subclasses_takes_time_in_proportion_to_its_length():
    calls_to_compare_a_chain(10)  # what is imported and remembered the first time
    assert calls_to_compare_a_chain(240) < 5 * calls_to_compare_a_chain(60)
