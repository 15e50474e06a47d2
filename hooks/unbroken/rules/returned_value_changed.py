"""A function no longer returns a value, or returns another kind of value, as its body shows.

Return the former value; a new function can return the new one. Functions with a return annotation
are judged by `return-type-changed`.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.pair import Pair
from unbroken.model.definitions import Function
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Code, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.delegating_code import delegating_code
from unbroken.rules.findings.head_code import former_decorators_code
from unbroken.semantics.abstract_methods import is_abstract
from unbroken.semantics.decorators import redecorated
from unbroken.semantics.resolution import Definition
from unbroken.semantics.surface import Surface
from unbroken.semantics.wrappers import outcomes

_PASSING = (
    "import functools\ndef wrap(f):\n    @functools.wraps(f)\n    def wrapper(*args, **kwargs):\n"
    "        return f(*args, **kwargs)\n    return wrapper\n"
)
_STORING = _PASSING.replace(
    "        return f(*args, **kwargs)\n", "        a = f(*args, **kwargs)\n        return a\n"
)
_DROPPING = _PASSING.replace("        return f(", "        f(")

BREAKS = (
    Break(f"{_PASSING}@wrap\ndef f(a): return a", f"{_DROPPING}@wrap\ndef f(a): return a"),
    Break(f"{_DROPPING}def f(a): return a", f"{_DROPPING}@wrap\ndef f(a): return a"),
    Break("def f(a): return a", "def f(a): a.run()"),
    Break("class A:\n    def m(self): return self", "class A:\n    def m(self): self.run()"),
    Break("def f(): return 1, 2", "def f(): return 1, 2, 3"),
    Break(
        "def f(x):\n    if x: return 1, 2\n    return 3, 4",
        "def f(x):\n    if x: return 1, 2, 0\n    return 3, 4, 0",
    ),
    Break("def f(a): return [a]", "def f(a): return {'a': a}"),
    Break("def f(a): return [x for x in a]", "def f(a): return [a], 1"),
    Break("async def f(a): return a", "async def f(a): await a"),
    Break("def f(a): return 'x'", "def f(a): return 'x', a"),
    Break("def f(a): return a, 1", "def f(a): return 1"),
    Break("def f(a): return {'a': a}", "def f(a): return f'{a}'"),
    Break("class A:\n    def m(self): return [self]", "class A:\n    def m(self): return self"),
    Break("class A:\n    def m(self): return self", "class A:\n    def m(self): return [self]"),
    Break("def f(a): return a", "def f(a): pass"),
    Break("class A:\n    def m(self): return 1", "class A:\n    def m(self):\n        'Do it.'"),
    Break(
        "class A:\n    @property\n    def p(self): return 1",
        "class A:\n    @property\n    def p(self): pass",
    ),
)

KEEPS = (
    Keep("def f(a): pass", "def f(a): return a", "nobody used the None"),
    Keep("def f(a): return a", "def f(a):\n    'Do it.'\n    ...", "a stub does not say it"),
    Keep("def f(a): return a", "def f(a): return a.run()", "it still returns a value"),
    Keep("def f(a): a.run()", "def f(a): return a", "nobody used the None"),
    Keep("def f(a): return [a]", "def f(a): return make(a)", "what it returns is not known"),
    Keep("def f(a): return make(a)", "def f(a): return a, 1", "what it returned is not known"),
    Keep(
        "def f(a):\n    if a: return 'x'\n    return 'x', a",
        "def f(a): return 'x', a",
        "it returned such a tuple before",
    ),
    Keep(
        "def f(a): return 1, 2",
        "def f(a):\n    if a: return 1, 2\n    return make()",
        "what it returns is not known",
    ),
    Keep("def f(a): return a", "def f(a): ...", "a stub does not say what it returns"),
    Keep(
        "class A:\n    def m(self): return 1",
        "class A:\n    def m(self): raise NotImplementedError",
        "subclasses are meant to return it",
    ),
    Keep("def f(a): return a, 1", "def f(a): return [a, 1]", "it can still be unpacked"),
    Keep("def f(a): return 'x'", "def f(a): return 2", "both are plain values"),
    Keep("def f(a): return a, 1", "def f(a): return a", "what is passed may be such a tuple"),
    Keep(
        "def f(a):\n    if a: return 1, 2\n    return 1, 2, 3",
        "def f(a): return 1, 2, 3",
        "it returned both before",
    ),
    Keep(
        "import lib\ndef f(a): return a",
        "import lib\n@lib.wrap\ndef f(a): a.run()",
        "what the decorator returns is not known",
    ),
    Keep(
        f"{_PASSING}@wrap\ndef f(a): print(a)",
        f"{_DROPPING}@wrap\ndef f(a): print(a)",
        "it returned nothing",
    ),
    Keep(
        f"{_PASSING}@wrap\ndef f(a): return a",
        f"{_STORING}@wrap\ndef f(a): return a",
        "the wrapper still returns it",
    ),
)

_CONTAINERS = {"list", "dict", "set"}
_SINGLE = {"constant": "a plain value", "self": "its instance"}
"""The kinds that are surely neither containers nor tuples, as messages call them."""

REMEDIES = (
    Remedy(
        "def f(): return 1, 2",
        "def f(): return 1, 2\ndef f_more(): return 1, 2, 3",
        "a, b = f()",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find functions whose bodies return another kind of value."""
    if pair.functions is None or pair.new is None:
        return
    old, new = pair.functions
    was_dropped, is_dropped = (_is_result_dropped(*side) for side in pair.sides)
    if is_dropped and not was_dropped and _has_value(old):
        yield finding(
            RULE,
            pair,
            f"'{new.name}' no longer returns a value: a decorator drops it",
            "Let the wrapper return what the function returns.",
            code=former_decorators_code(pair),
        )
        return
    if redecorated(*pair.sides) or old.is_async != new.is_async:
        return
    if is_abstract(pair.old_surface, pair.old):
        return
    if _is_annotated(old) or _is_annotated(new) or pair.old.qualname != pair.new.qualname:
        return
    is_method = pair.old_surface.owner(pair.old) is not None
    before, after = _kinds(old, is_method=is_method), _kinds(new, is_method=is_method)
    name = new.name
    if before and new.returned == ("None",):
        what = "its instance" if is_method and before == {"self"} else "a value"
        shown = f"'{name}' no longer returns {what}: it returns None"
    elif _are_other_tuples(before, after) or _are_other_kinds(before, after):
        shown = f"'{name}' returns {_listed(after)} instead of {_listed(before)}"
    else:
        return
    yield finding(
        RULE,
        pair,
        shown,
        f"Return {'the former value' if after else 'a value'} from '{name}' as before.",
        code=_as_before(pair, before, after),
    )


def _as_before(pair: Pair, before: set[str], after: set[str]) -> Code | None:
    """Return the former method that returns its instance, or the beginning of a longer tuple."""
    name, (kind,) = pair.old.name, before if len(before) == 1 else ("",)
    assert pair.functions is not None
    is_async = pair.functions[1].is_async
    if kind == "self":
        call = "await {call}" if is_async else "{call}"
        return delegating_code(pair, f"_{name}", [call, "return {self}"])
    fewer, more = _length(kind), _length(*after) if after else None
    if fewer is None or more is None or more <= fewer:
        return None
    call = "(await {call})" if is_async else "{call}"
    return delegating_code(pair, f"{name}_in_full", [f"return {call}[:{fewer}]"])


def _length(kind: str) -> int | None:
    """Return how many items a kind of tuple has."""
    number = kind.removeprefix("tuple of ")
    return int(number) if number != kind and number.isdigit() else None


def _kinds(function: Function, *, is_method: bool) -> set[str]:
    """Return the kinds of values that a function returns besides None.

    The first parameter of what is not a method may be anything.
    """
    kinds = set(function.returned) - {"None"}
    return kinds if is_method or "self" not in kinds else kinds - {"self"} | {"value"}


def _is_result_dropped(surface: Surface, definition: Definition) -> bool:
    """Return whether a decorator of the package calls the function and returns None."""
    return any(
        outcome is not None
        and all(
            replacement is not None
            and replacement.wrapper.returns_nothing
            and not replacement.wrapper.is_async
            for replacement in outcome
        )
        for outcome in outcomes(surface, definition)
    )


def _has_value(function: Function) -> bool:
    """Return whether a function returns something, as far as its body or annotation shows."""
    if function.is_async or function.is_generator:
        return False
    return bool({*function.returned} - {"None"}) or function.signature.returns not in (None, "None")


def _is_annotated(function: Function) -> bool:
    return function.signature.returns is not None


def _is_tuple(kind: str) -> bool:
    return kind.startswith("tuple of ")


def _are_other_tuples(before: set[str], after: set[str]) -> bool:
    """Return whether tuples of one length became tuples of another."""
    return (
        len(before) == len(after) == 1 and before != after and all(map(_is_tuple, before | after))
    )


def _are_other_kinds(before: set[str], after: set[str]) -> bool:
    """Return whether a container became a single value or another container, or the reverse.

    A tuple that became a list can still be unpacked and looped over.
    """
    if not len(before) == len(after) == 1 or before == after:
        return False
    is_container = after <= _CONTAINERS or all(map(_is_tuple, after))
    if before <= {*_SINGLE}:
        return is_container
    is_single = after <= {*_SINGLE}
    return (
        is_single
        if all(map(_is_tuple, before))
        else before <= _CONTAINERS and (is_container or is_single)
    )


def _listed(kinds: set[str]) -> str:
    (kind,) = kinds
    return _SINGLE.get(kind, f"a {kind}")


RULE = PairRule(
    module=__name__, level="warning", check=check, breaks=BREAKS, keeps=KEEPS, remedies=REMEDIES
)
