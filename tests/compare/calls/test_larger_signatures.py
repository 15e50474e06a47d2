"""Larger signatures: random ones against real calls, and ones as long as real configurations."""

from __future__ import annotations

from dataclasses import make_dataclass
from functools import cache
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.compare.calls.signature_source import signature
from unbroken.compare.calls.bind import Bound, Callee, bind
from unbroken.compare.calls.call_break import CallBreak
from unbroken.compare.calls.causes import breaks
from unbroken.compare.calls.compatibility import verdict
from unbroken.model.definitions import Parameter, ParameterKind, Signature

NAMES = "abcdefgh"
KINDS = (
    ParameterKind.POSITIONAL_ONLY,
    ParameterKind.POSITIONAL_OR_KEYWORD,
    ParameterKind.KEYWORD_ONLY,
)


class Draft(NamedTuple):
    """A signature that can be edited without care; `source` makes a valid one of it."""

    named: tuple[tuple[str, int, bool], ...]
    var_positional: bool
    var_keyword: bool

    @property
    def source(self) -> str:
        ordered = sorted(self.named, key=lambda p: (p[1], p[1] < 2 and p[2]))
        only = [p for p in ordered if p[1] == 0]
        # A default among the positional-only ones asks for one in all that follow.
        optional = any(default for _, _, default in only)
        parts = [name + "=0" * default for name, _, default in only] + ["/"] * bool(only)
        parts += [
            name + "=0" * (default or optional) for name, kind, default in ordered if kind == 1
        ]
        keyword_only = [name + "=0" * default for name, kind, default in ordered if kind == 2]
        if self.var_positional:
            parts.append("*args")
        elif keyword_only:
            parts.append("*")
        return ", ".join([*parts, *keyword_only, *["**kwargs"] * self.var_keyword])


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    names = draw(st.permutations(NAMES))[: draw(st.integers(0, len(NAMES)))]
    named = tuple((n, draw(st.integers(0, 2)), draw(st.booleans())) for n in names)
    return Draft(named, draw(st.booleans()), draw(st.booleans()))


@st.composite
def pairs(draw: st.DrawFn) -> tuple[str, str]:
    """Draw a signature and one that a few edits made of it (or one of its own)."""
    old = draw(drafts())
    if draw(st.integers(0, 4)) == 0:
        return old.source, draw(drafts()).source
    new = old
    for _ in range(draw(st.integers(1, 4))):
        new = draw(edited(new))
    return old.source, new.source


@st.composite
def edited(draw: st.DrawFn, draft: Draft) -> Draft:
    named = list(draft.named)
    unused = [name for name in NAMES if name not in [p[0] for p in named]]
    what = draw(st.sampled_from(["drop", "add", "change", "rename", "swap", "args", "kwargs"]))
    slot_of = draw(st.integers(0, len(named)))
    if what == "args":
        return draft._replace(var_positional=not draft.var_positional)
    if what == "kwargs":
        return draft._replace(var_keyword=not draft.var_keyword)
    if what == "add" and unused:
        named.insert(slot_of, (unused[0], draw(st.integers(0, 2)), draw(st.booleans())))
    elif slot_of < len(named):
        name, kind, default = named[slot_of]
        if what == "drop":
            del named[slot_of]
        elif what == "change":
            named[slot_of] = (name, draw(st.integers(0, 2)), draw(st.booleans()))
        elif what == "rename" and unused:
            named[slot_of] = (unused[-1], kind, default)
        elif what == "swap":
            named[slot_of], named[0] = named[0], named[slot_of]
    return draft._replace(named=tuple(named))


@cache
def built(source: str, owner: str = "") -> Any:
    """Return a real function, or a method bound to an instance, that tells what arrived where."""
    scope: dict[str, Any] = {}
    if owner:
        code = f"class {owner}:\n def f(self, {source}):\n  got = locals(); del got['self']\n"
        exec(f"{code}  return got", scope)
        return scope[owner]().f
    exec(f"def f({source}): return locals()", scope)
    return scope["f"]


def arrivals(function: Any, n: int, keywords: tuple[str, ...]) -> dict[int | str, str] | str:
    """Really call a function: by argument, the parameter it arrives at; or the error."""
    try:
        got = function(*range(1, n + 1), **{k: k for k in keywords})
    except TypeError as error:
        return str(error).partition(". Did you mean")[0]
    found: dict[int | str, str] = {}
    for value in got.pop("args", ()):
        found[value - 1] = "*"
    for keyword in got.pop("kwargs", {}):
        found[keyword] = "**"
    for name, value in got.items():
        if value != 0:
            found[value - 1 if isinstance(value, int) else value] = name
    return found


def really_breaks(old: str, new: str, n: int, keywords: tuple[str, ...]) -> str | None:
    """Judge by real calls whether a call breaks, and how; it must work with `old`."""
    before, after = arrivals(built(old), n, keywords), arrivals(built(new), n, keywords)
    assert isinstance(before, dict), before
    if isinstance(after, str):
        return "rejected"
    named = {p.name for p in signature(new).parameters if p.kind in KINDS}
    for argument, was in before.items():
        now = after[argument]
        if (was in named and now != was) or (was == "*" and now in named):
            return "rebound"
    return None


@given(pairs())
@settings(max_examples=200, deadline=None)
def test_witnesses_really_break(pair: tuple[str, str]) -> None:
    old, new = pair
    call = verdict(signature(old).parameters, signature(new).parameters)
    causes = breaks(signature(old), signature(new), Callee("f", "f"))
    assert bool(causes) == (call is not None)
    if call is not None:
        assert really_breaks(old, new, call.positional, call.keywords) == call.effect
    for cause in causes:
        witness = cause.witness
        n, keywords = witness.positional, witness.keywords
        assert really_breaks(old, new, n, keywords) == witness.effect
        if witness.effect == "rejected":
            assert witness.error == arrivals(built(new), n, keywords)


@given(pairs(), st.data())
@settings(max_examples=200, deadline=None)
def test_compatible_signatures_take_every_call(pair: tuple[str, str], data: st.DataObject) -> None:
    old, new = pair
    call = verdict(signature(old).parameters, signature(new).parameters)
    for _ in range(20):
        n = data.draw(st.integers(0, 10))
        keywords = tuple(data.draw(st.sets(st.sampled_from(NAMES + "z"), max_size=5)))
        if isinstance(arrivals(built(old), n, keywords), str):
            continue
        if really_breaks(old, new, n, keywords):
            assert call is not None
            assert call.positional + len(call.keywords) <= n + len(keywords)


@given(pairs())
@settings(max_examples=100, deadline=None)
def test_errors_of_methods_count_the_instance(pair: tuple[str, str]) -> None:
    old, new = pair
    if "/" in old + new:
        return  # Then `self` would have to be positional-only, too.
    for cause in breaks(signature(old), signature(new), Callee("m.f", "M.f", 1)):
        witness = cause.witness
        assert witness.call.startswith("m.f(")
        if witness.effect == "rejected":
            method = built(new, "M")
            assert witness.error == arrivals(method, witness.positional, witness.keywords)


@given(drafts(), st.integers(0, 10), st.sets(st.sampled_from(NAMES + "z"), max_size=5))
@settings(max_examples=200, deadline=None)
def test_the_binder_binds_as_python_does(draft: Draft, n: int, keywords: set[str]) -> None:
    order = tuple(keywords)
    bound = bind(signature(draft.source).parameters, n, order, Callee("f", "f"))
    real = arrivals(built(draft.source), n, order)
    if isinstance(bound, Bound):
        stars = {"args": "*", "kwargs": "**"}
        assert {a: stars.get(name, name) for a, name in bound.targets.items()} == real
    else:
        assert bound.error == real


def long(names: list[str], kind: ParameterKind, required: int = 0) -> Signature:
    return Signature(
        tuple(Parameter(n, kind, None if i < required else "0") for i, n in enumerate(names))
    )


def told(causes: tuple[CallBreak, ...]) -> list[tuple[str, str]]:
    return [(cause.cause, cause.parameter) for cause in causes]


@pytest.mark.parametrize("required", [0, 75, 150])
def test_long_signatures(required: int) -> None:
    names = [f"field_{i:03}" for i in range(150)]
    old = long(names, KINDS[1], required)
    callee = Callee("Config", "Config.__init__", 1)

    def found(changed: list[str], needed: int) -> list[tuple[str, str]]:
        return told(breaks(old, long(changed, KINDS[1], needed), callee))

    first = "parameter-added-required" if required else "parameter-inserted"
    assert found(["new", *names], required + bool(required)) == [(first, "new")]
    assert found([*names[:40], *names[41:]], required - (required > 40)) == [
        ("parameter-removed", "field_040")
    ]
    swapped = [*names[:140], names[141], names[140], *names[142:]]
    assert found(swapped, required) == [("parameters-reordered", "field_140")]
    assert found([*names, "new"], required) == []
    keyword_only = breaks(old, long(names, KINDS[2], required), callee)
    assert told(keyword_only) == [("parameter-became-keyword-only", "field_000")]


def test_everything_renamed() -> None:
    old = long([f"a{i}" for i in range(120)], KINDS[1], 60)
    new = long([f"b{i}" for i in range(120)], KINDS[1], 60)
    causes = breaks(old, new, Callee("f", "f"))
    assert [(c.parameter, c.new_name) for c in causes] == [(f"a{i}", f"b{i}") for i in range(120)]
    assert len({c.witness.error for c in causes}) == 120


def test_dataclass_constructors() -> None:
    fields: list[tuple[str, Any]] = [("width", int), ("depth", int)]
    new = make_dataclass("Config", [("name", str), *fields])
    found = breaks(
        signature("width, depth"),
        signature("name, width, depth"),
        Callee("Config", "Config.__init__", 1),
    )
    assert told(found) == [("parameter-added-required", "name")]
    witness = found[0].witness
    assert witness.call == "Config(width, depth)"
    with pytest.raises(TypeError) as raised:
        new(1, 2)
    # `make_dataclass` names its methods differently from a class statement before Python 3.13.
    assert str(raised.value).endswith(witness.error.removeprefix("Config."))
