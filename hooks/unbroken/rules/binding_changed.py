"""A method that could be called on its class now needs an instance, or no longer takes it.

Keep it a `@classmethod` or `@staticmethod`. Give the method that needs an instance another name. A
method that became one of these is a warning: only calls like `A.m(a, x)` fail.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.calls.bind import Callee
from unbroken.compare.calls.broken_calls import call_breaks
from unbroken.compare.calls.call_targets import call_target
from unbroken.compare.calls.call_text import instance_name
from unbroken.compare.calls.causes import breaks
from unbroken.compare.method_binding import became_unbound, binding_of
from unbroken.compare.pair import Pair
from unbroken.model.definitions import Signature
from unbroken.model.finding import Finding, Witness
from unbroken.model.identifiers import is_dunder
from unbroken.rules.base import Break, Code, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.code_text import code_at, header_lines
from unbroken.rules.findings.delegating_code import delegating_code
from unbroken.rules.findings.head_code import is_one_statement, with_former_annotations
from unbroken.semantics.decorators import redecorated

BREAKS = (
    Break(
        "class A:\n    @classmethod\n    def m(cls, x): ...",
        "class A:\n    def m(self, x): ...",
        "A.m(x)",
    ),
    Break(
        "class A:\n    @staticmethod\n    def m(x=1): ...",
        "class A:\n    def m(self, x=1): ...",
        "A.m()",
    ),
    Break(
        "class A:\n    @staticmethod\n    def m(x): ...",
        "class A:\n    def m(x): ...",
        "a.m(x)",
    ),
    Break(
        "class A:\n    @classmethod\n    def m(cls, x, y=0): ...",
        "class A:\n    def m(self, x): ...",
        "A.m(x=x)",
    ),
    Break(
        "class A:\n    def m(self, x): ...",
        "class A:\n    @staticmethod\n    def m(x): ...",
        level="warning",
    ),
    Break(
        "class A:\n    def m(self, x): ...",
        "class A:\n    @classmethod\n    def m(cls, x): ...",
        level="warning",
    ),
)

KEEPS = (
    Keep(
        "class A:\n    @staticmethod\n    def m(x): ...",
        "class A:\n    @classmethod\n    def m(cls, x): ...",
        "calls on the class and on instances still work",
    ),
    Keep(
        "class A:\n    @classmethod\n    def m(cls, x): ...",
        "class A:\n    @staticmethod\n    def m(x): ...",
        "calls on the class and on instances still work",
    ),
    Keep(
        "import lib\nclass A:\n    @classmethod\n    def m(cls, x): ...",
        "import lib\nclass A:\n    @lib.hybrid\n    def m(self, x): ...",
        "what the decorator makes of it is not known",
    ),
)

REMEDIES = (
    Remedy(
        "class A:\n    @classmethod\n    def m(cls, x): return x",
        "class A:\n    @classmethod\n    def m(cls, x): return x\n"
        "    def m_of_instance(self, x): return x",
        "assert A.m(1) == 1",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find methods that lost their binding to the class, or to the instance."""
    yield from _lost_instance(pair)
    if not became_unbound(pair) or pair.new is None:
        return
    witness = _witness(pair)
    if witness is None:
        return
    decorator = f"{binding_of(pair.old_surface, pair.old)}method"
    yield finding(
        RULE,
        pair,
        f"'{pair.old.name}' was a {decorator} and now needs an instance",
        f"Keep @{decorator} on '{pair.old.name}', and give what needs an instance another name.",
        code=_bound_as_before(pair, decorator),
        witness=witness,
    )


def _bound_as_before(pair: Pair, decorator: str) -> Code | None:
    """Return the former header: its decorator, and what it is given."""
    assert pair.new is not None
    assert pair.functions is not None
    if pair.functions[1].decorators or not is_one_statement(pair.new):
        return None
    former, imports = with_former_annotations(pair)
    header = header_lines(former, pair.functions[0].signature.parameters)
    return code_at(pair.new, "head", [f"@{decorator}", *header], imports)


def _lost_instance(pair: Pair) -> Iterator[Finding]:
    """Find methods that no longer take the instance, as subclasses pass it: `A.m(self, x)`."""
    if pair.functions is None or pair.new is None or redecorated(*pair.sides):
        return
    old, new = pair.functions
    now = binding_of(pair.new_surface, pair.new)
    if binding_of(pair.old_surface, pair.old) != "instance" or now not in ("class", "static"):
        return
    if old.accessors or new.accessors or is_dunder(old.name) or call_breaks(pair):
        return
    owner, _, name = ".".join(pair.path.split(".")[-2:]).partition(".")
    yield finding(
        RULE,
        pair,
        f"'{name}' became a {now}method: calls on the class that pass the instance fail "
        f"(`{owner}.{name}({instance_name(owner)}, …)`)",
        f"Keep '{name}' a method, and give the {now}method another name.",
        code=delegating_code(pair, f"{name}_of_class", ["return {call}"]),
        level="warning",
    )


def _witness(pair: Pair) -> Witness | None:
    """Find the smallest call, on the class or else on an instance, that no longer works."""
    assert pair.new is not None
    assert pair.functions is not None
    before, after = call_target(pair.old_surface, pair.old), call_target(pair.new_surface, pair.new)
    if before is None or after is None:
        return None
    owner, _, name = ".".join(pair.path.split(".")[-2:]).partition(".")
    tries = [
        (pair.functions[1].signature.parameters, Callee(f"{owner}.{name}", pair.new.qualname)),
        (after.parameters, Callee(f"{instance_name(owner)}.{name}", pair.new.qualname, 1)),
    ]
    for parameters, callee in tries:
        call_breaks = breaks(Signature(before.parameters), Signature(parameters), callee)
        if call_breaks:
            witnesses = (broken.witness for broken in call_breaks)
            return min(witnesses, key=lambda witness: witness.positional + len(witness.keywords))
    return None


RULE = PairRule(
    module=__name__, level="error", check=check, breaks=BREAKS, keeps=KEEPS, remedies=REMEDIES
)
