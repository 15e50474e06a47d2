"""One edit is one cause, with the rule and the parameter of just that edit.

All small signatures are edited in every way that is one edit beyond doubt: nothing else about
the signature changes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import combinations, product

import pytest

from tests.compare.calls.oracle import NAMES, SPECS, Spec
from tests.compare.calls.signature_source import signature
from unbroken.compare.calls.bind import Callee
from unbroken.compare.calls.causes import breaks
from unbroken.model.definitions import Signature

POSITIONAL_ONLY, OPEN, KEYWORD_ONLY = 0, 1, 2
SHARDS = 4


def edits(spec: Spec) -> Iterator[tuple[Spec, str, set[str]]]:
    """Yield the edited signature, the parameter, and the rules that its break may be under."""
    named = spec.named
    yield spec._replace(var_positional=False), "args", {"var-positional-removed"}
    yield spec._replace(var_positional=True), "args", set()
    yield spec._replace(var_keyword=False), "kwargs", {"var-keyword-removed"}
    yield spec._replace(var_keyword=True), "kwargs", set()
    unused = [name for name in NAMES if name not in [p[0] for p in named]]
    for i, (name, kind, default) in enumerate(named):
        before, after = named[:i], named[i + 1 :]
        yield spec._replace(named=before + after), name, {"parameter-removed"}
        toggled = ((name, kind, not default),)
        required = {"parameter-became-required"} if default else set()
        yield spec._replace(named=before + toggled + after), name, required
        for other in range(3):
            changed = ((name, other, default),)
            yield spec._replace(named=before + changed + after), name, kind_rules(spec, kind, other)
        for other_name in unused:
            renamed = ((other_name, kind, default),)
            rules = set() if kind == POSITIONAL_ONLY else {"parameter-renamed"}
            yield spec._replace(named=before + renamed + after), name, rules
    for i, name, kind in product(range(len(named) + 1), unused, range(3)):
        for default in (False, True):
            rules = {"parameter-inserted", "var-positional-captured"}
            if not default:
                rules = {"parameter-added-required"}
            added = ((name, kind, default),)
            yield spec._replace(named=named[:i] + added + named[i:]), name, rules
    for i, j in combinations(range(len(named)), 2):
        if named[i][1:] == named[j][1:]:
            swapped = list(named)
            swapped[i], swapped[j] = named[j], named[i]
            yield spec._replace(named=tuple(swapped)), named[i][0], {"parameters-reordered"}


def kind_rules(spec: Spec, old: int, new: int) -> set[str]:
    if new == KEYWORD_ONLY:
        return {"parameter-became-keyword-only"}
    if new == POSITIONAL_ONLY:
        return {"parameter-became-positional-only"}
    # Opened: it can only get in the way of what went to a variadic parameter.
    if (old == KEYWORD_ONLY and spec.var_positional) or (
        old == POSITIONAL_ONLY and spec.var_keyword
    ):
        return {"var-positional-captured"}
    return set()


@cache
def signature_of(spec: Spec) -> Signature:
    return signature(spec.source)


@pytest.mark.parametrize("shard", range(SHARDS))
def test_one_edit_is_one_cause(shard: int) -> None:
    known = set(SPECS)
    seen: Counter[int] = Counter()
    for spec in SPECS[shard::SHARDS]:
        for edited, parameter, rules in edits(spec):
            if edited not in known or edited == spec:
                continue
            found = breaks(signature_of(spec), signature_of(edited), Callee("f", "f"))
            seen[len(found)] += 1
            say = f"f({spec.source}) -> f({edited.source}): {found}"
            assert len(found) <= 1, say
            assert all(c.cause in rules and c.parameter == parameter for c in found), say
    assert seen[0] > 1000
    assert seen[1] > 1000
