"""Classes that are registered with an abstract class, wherever that is written."""

from __future__ import annotations

import pytest

from tests.baseline.test_snapshot_agrees import details, found, snapshot
from tests.both_modes import findings_of_whole, incremental, whole

HEAD = "import abc\nclass A(abc.ABC): ...\nclass B: ...\n"
FORMS = {
    "call": "A.register(B)",
    "loop": "for _kind in (int, B): A.register(_kind)",
    "loop over a constant": "_KINDS = [B, str]\nfor _kind in _KINDS:\n    A.register(_kind)",
}
KEPT = {
    "in another way": "for _kind in (B,): A.register(_kind)",
    "by a decorator": "@A.register\nclass B: ...",
    "inherited": "class B(A): ...",
    "inherited by a base": "class C(A): ...\nclass B(C): ...",
}


def files(source: str) -> dict[str, bytes]:
    return {"m.py": f"{HEAD}{source}\n".encode()}


@pytest.mark.parametrize("form", FORMS)
def test_lost_registration_is_a_warning(form):
    old, new = files(FORMS[form]), files("")
    mentioned = [finding for finding in findings_of_whole(old, new) if "'B'" in finding.message]
    (finding,) = mentioned
    assert (finding.rule, finding.level, finding.message) == (
        "instance-check-lost",
        "warning",
        "'B' is no longer registered with 'A': isinstance() answers differently",
    )
    assert incremental(old, old, new) == whole(old, new)
    kept = snapshot(old, "m")
    assert [*map(details, found(kept, new, "m"))] == [*map(details, found(old, new, "m"))]


@pytest.mark.parametrize("form", KEPT)
def test_what_still_counts_as_a_subclass_is_not_reported(form):
    old, new = files("A.register(B)"), files(KEPT[form])
    assert whole(old, new) == incremental(old, old, new) == set()


OTHERWISE = {
    "methods decide": "import os\nclass B:\n    def __fspath__(self): ...\n",
    "a base from outside": "import collections.abc\nclass B(list): ...\n",
}


@pytest.mark.parametrize("form", OTHERWISE)
def test_what_may_count_as_a_subclass_anyway_is_not_reported(form):
    source = OTHERWISE[form]
    register = "os.PathLike" if "os" in source else "collections.abc.Sequence"
    old = {"m.py": f"{source}{register}.register(B)\n".encode()}
    new = {"m.py": source.encode()}
    assert whole(old, new) == incremental(old, old, new) == set()


def test_registration_may_move_to_the_module_of_the_other_class():
    base = b"import abc\nclass A(abc.ABC): ...\n"
    other = b"class B: ...\n"
    old = {
        "pkg/__init__.py": b"",
        "pkg/a.py": b"from pkg.b import B\n" + base + b"A.register(B)\n",
        "pkg/b.py": other,
    }
    new = {
        **old,
        "pkg/a.py": base,
        "pkg/b.py": b"from pkg.a import A\n" + other + b"A.register(B)\n",
    }
    gone = {**old, "pkg/a.py": base}
    assert whole(old, new) == incremental(old, old, new) == set()
    lost = {("instance-check-lost", "pkg.a.A", None)}
    assert whole(old, gone) == incremental(old, old, gone) == lost
