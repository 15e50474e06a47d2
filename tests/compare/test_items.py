"""Functions, classes and instances in collections: users call `pkg.HANDLERS["a"](x)`."""

from __future__ import annotations

import pytest

from tests.baseline.test_snapshot_agrees import details, found, snapshot
from tests.both_modes import findings_of_whole, incremental, whole

HOLDERS = {
    "dictionary": ("T = {{'a': {item}, 'b': 1}}", "T['a']"),
    "list": ("T = [1, {item}]", "T[1]"),
    "tuple in a class": ("class C:\n    T = ({item},)", "C.T[0]"),
    "annotated": ("T: dict = {{1: {item}}}", "T[1]"),
}
ITEMS = {
    "function": ("def _g(a, b=1): ...", "def _g(a): ...", "_g", "parameter-removed", "", "b"),
    "instance": ("class _A:\n    x = 1", "class _A: ...", "_A()", "attribute-removed", ".x", None),
    "class": ("class _A:\n    x = 1", "class _A: ...", "_A", "attribute-removed", ".x", None),
    "method": (
        "class _A:\n    def g(self, a, b=1): ...",
        "class _A:\n    def g(self, a): ...",
        "_A().g",
        "parameter-removed",
        "",
        "b",
    ),
}


@pytest.mark.parametrize("holder", HOLDERS)
@pytest.mark.parametrize("item", ITEMS)
def test_what_a_collection_holds_is_a_warning(holder, item):
    template, path = HOLDERS[holder]
    before, after, text, rule, rest, parameter = ITEMS[item]
    old, new = (
        {"m.py": f"{source}\n{template.format(item=text)}\n".encode()} for source in (before, after)
    )
    (finding,) = findings_of_whole(old, new)
    assert finding.identity == (rule, f"m.{path}{rest}", parameter)
    assert finding.level == "warning"
    assert finding.notes == ("it is an item of 'T'",)
    assert incremental(old, old, new) == {finding.identity}
    assert whole(new, old) == set()
    kept = snapshot(old, "m")
    assert [*map(details, found(kept, new, "m"))] == [*map(details, found(old, new, "m"))]


def test_call_of_an_item_is_shown():
    old, new = ({"m.py": f"def _g({p}): ...\nT = {{'a': _g}}\n".encode()} for p in ("a, b=1", "a"))
    (finding,) = findings_of_whole(old, new)
    assert finding.witness is not None
    assert finding.witness.call == "T['a'](a, b=1)"


def test_lost_keys_of_callables_are_told_together():
    old = {"m.py": b"def _g(): ...\nT = {'a': _g, 'b': _g, 'c': lambda: 1, 'd': 1}\n"}
    new = {"m.py": b"def _g(): ...\nT = {'a': _g}\n"}
    (finding,) = findings_of_whole(old, new)
    assert (finding.rule, finding.level, finding.message, finding.remedy) == (
        "attribute-removed",
        "warning",
        "'T' no longer has ['b'] and ['c']",
        "Keep them in 'T'.",
    )
    assert incremental(old, old, new) == {finding.identity}


KEPT = {
    "plain values": ("T = {'a': 1, 'b': 2}", "T = {'a': 1}"),
    "lines of text": ("T = ['a', 'b']", "T = ['c']"),
    "public, and told there": (
        "def g(a, b=1): ...\nT = {'a': g}",
        "def g(a, b=1, c=2): ...\nT = {'a': g}",
    ),
    "instance of a public class, told there": (
        "class A:\n    def __call__(self, a=[]): ...\nclass B(A): ...\nT = {'a': A(), 'b': B()}\n",
        "class A:\n    def __call__(self, a=[]): ...\n    def g(self): ...\n"
        "class B(A): ...\nT = {'a': A(), 'b': B()}\n",
    ),
    "computed now": ("def _g(): ...\nT = {'a': _g}", "T = make()"),
    "unpacked now": ("def _g(): ...\nT = {'a': _g}", "T = {**make()}"),
    "a shorter list": ("def _g(): ...\nT = [_g, _g]", "def _g(): ...\nT = [_g]"),
    "another order": (
        "def _f(): ...\ndef _g(): ...\nT = {'f': _f, 'g': _g}",
        "def _f(): ...\ndef _g(): ...\nT = {'g': _g, 'f': _f}",
    ),
    "added": ("def _g(): ...\nT = {'a': _g}", "def _g(): ...\nT = {'a': _g, 'b': _g}"),
    "filled later": ("def _g(): ...\nT = {'a': _g}", "def _g(): ...\nT = {}\nT['a'] = _g"),
    "private collection": ("def _g(): ...\n_T = {'a': _g}", "_T = {}"),
}


@pytest.mark.parametrize("change", KEPT)
def test_what_users_can_still_look_up_is_not_reported(change):
    old, new = ({"m.py": f"{source}\n".encode()} for source in KEPT[change])
    assert whole(old, new) == incremental(old, old, new) == set()


def test_break_of_a_public_class_is_told_once():
    old, new = (
        {"m.py": f"class A:\n    def __call__(self, a={a}): ...\nT = {{'a': A()}}\n".encode()}
        for a in ("1", "2")
    )
    expected = {("default-changed", "m.A.__call__", "a")}
    assert whole(old, new) == incremental(old, old, new) == expected
