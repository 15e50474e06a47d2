"""Names that `for`, `with` and `match` statements bind: users may read them."""

from __future__ import annotations

import pytest

from tests.baseline.test_snapshot_agrees import details, found, snapshot
from tests.both_modes import findings_of_whole, incremental, whole

HEAD = "from contextlib import nullcontext\n"
REMOVED = {
    "for": ("for name in (1, 2): ...", "x = 1"),
    "for, renamed": ("for name in (1, 2): ...", "for other in (1, 2): ..."),
    "for, nested targets": ("for a, (b, *name) in make(): ...", "for a, (b, *c) in make(): ..."),
    "for, now deleted": ("for name in (1, 2): ...", "for name in (1, 2): ...\ndel name"),
    "with": ("with nullcontext(1) as name: ...", "with nullcontext(1): ..."),
    "with, tuple": ("with nullcontext(1) as (a, name): ...", "with nullcontext(1) as (a, b): ..."),
    "with, second": (
        "with nullcontext(1) as a, nullcontext(2) as name: ...",
        "with nullcontext(1) as a: ...",
    ),
    "match": ("match make():\n    case (a, name): ...", "match make():\n    case (a, b): ..."),
    "match, star": ("match make():\n    case [a, *name]: ...", "match make():\n    case [a]: ..."),
    "match, as": ("match make():\n    case int() as name: ...", "x = 1"),
    "match, rest": ("match make():\n    case {'a': 1, **name}: ...", "x = 1"),
}
KEPT = {
    "assigned": ("for name in (1, 2): ...", "name = 2"),
    "for, as with": ("for name in (1, 2): ...", "with nullcontext(1) as name: ..."),
    "as before": ("with nullcontext(1) as name: ...", "with nullcontext(2) as name: ..."),
    "was deleted": ("for name in (1, 2): ...\ndel name", "x = 1"),
    "private": ("for _name in (1, 2): ...", "x = 1"),
}


def files(source: str) -> dict[str, bytes]:
    return {"m.py": f"{HEAD}{source}\n".encode()}


def in_class(source: str) -> str:
    return "class A:\n" + "".join(f"    {line}\n" for line in source.splitlines())


@pytest.mark.parametrize("form", REMOVED)
@pytest.mark.parametrize("is_class", [False, True])
def test_variable_that_is_gone_is_a_warning(form, is_class):
    pair = REMOVED[form]
    old, new = (files(in_class(source) if is_class else source) for source in pair)
    owner, where = ("m.A.", "A") if is_class else ("m.", "m")
    (finding,) = findings_of_whole(old, new)
    assert finding.identity == ("attribute-removed", f"{owner}name", None)
    assert finding.level == "warning"
    assert finding.notes == (
        f"'{where}' may use this variable of a `for`, `with` or `match` statement only itself",
    )
    assert incremental(old, old, new) == {finding.identity}
    kept = snapshot(old, "m")
    assert [*map(details, found(kept, new, "m"))] == [*map(details, found(old, new, "m"))]


@pytest.mark.parametrize("form", KEPT)
def test_variable_that_is_kept_is_not_reported(form):
    old, new = map(files, KEPT[form])
    assert whole(old, new) == incremental(old, old, new) == set()


def test_variable_that_is_exported_is_promised():
    old = files("__all__ = ['name']\nfor name in (1, 2): ...")
    (finding,) = findings_of_whole(old, files("__all__ = []"))
    assert (finding.rule, finding.level, finding.notes) == ("attribute-removed", "error", ())


def test_module_with_a_loop_still_exports_what_it_imports():
    old = {
        "pkg/__init__.py": b"",
        "pkg/_m.py": b"def f(): ...\n",
        "pkg/api.py": b"from pkg._m import f\nfor n in (1, 2): ...\n",
    }
    new = {**old, "pkg/api.py": b"for n in (1, 2): ...\n"}
    assert whole(old, new) == incremental(old, old, new) == {("export-removed", "pkg.api.f", None)}


BOUND_BY_LOOPS = {
    "zip": "for _n, _v in zip({names}, (1, 2)): globals()[_n] = _v",
    "enumerate": "for _i, _n in enumerate({names}): globals()[_n] = _i",
    "text": "for _n in ' '.join({names}).split(): globals()[_n.lower().replace('-', '_')] = 1",
    "comprehension": "globals().update({{n: 1 for n in {names}}})",
    "of functions": (
        "def _name(): ...\ndef _a(): ...\n"
        "for _f in {functions}: globals()[_f.__name__.strip('_')] = _f"
    ),
    "of a class": "class A: ...\nfor _n in {names}: setattr(A, _n, 1)",
    "of classes": "class A: ...\nclass B: ...\nfor _c in (A, B):\n    setattr(_c, {name!r}, 1)",
}


@pytest.mark.parametrize("form", BOUND_BY_LOOPS)
def test_names_that_a_loop_binds_are_known(form):
    source = BOUND_BY_LOOPS[form]
    old, new = (
        files(source.format(names=names, functions=functions, name=names[-1]))
        for names, functions in ((("a", "name"), "(_a, _name)"), (("a",), "(_a,)"))
    )
    expected = {path for _, path, _ in whole(old, new)}
    owners = {"of a class": ["A."], "of classes": ["A.", "B."]}.get(form, [""])
    assert expected == {f"m.{owner}name" for owner in owners}
    assert incremental(old, old, new) == whole(old, new)
    kept = snapshot(old, "m")
    assert [*map(details, found(kept, new, "m"))] == [*map(details, found(old, new, "m"))]
