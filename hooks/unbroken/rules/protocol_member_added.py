"""A protocol has more members, so that classes that matched it no longer do.

Put the new members into a new protocol that extends the old one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from unbroken.compare.bases import public_ancestors
from unbroken.compare.members import own_members
from unbroken.compare.pair import Pair
from unbroken.compare.render import definition_text
from unbroken.model.definitions import Class
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Code, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.class_code import former_bases_code
from unbroken.rules.findings.code_text import code_at
from unbroken.rules.findings.words import listed
from unbroken.semantics.decorators import known_head
from unbroken.semantics.protocols import is_protocol
from unbroken.semantics.public_api import public_members
from unbroken.semantics.resolution import Definition

_PROTOCOL = "from typing import Protocol\nclass A(Protocol):\n    def m(self): ...\n"

BREAKS = (
    Break(_PROTOCOL, _PROTOCOL + "    def n(self): ..."),
    Break(_PROTOCOL, _PROTOCOL + "    x: int"),
    Break(
        _PROTOCOL + "class B(Protocol):\n    def n(self): ...",
        _PROTOCOL + "class B(A, Protocol):\n    def n(self): ...",
    ),
    Break(
        _PROTOCOL + "class B(A, Protocol):\n    def n(self): ...",
        _PROTOCOL + "    def o(self): ...\nclass B(A, Protocol):\n    def n(self): ...",
    ),
    Break(
        "from typing import Protocol\nclass _P(Protocol): ...\n"
        "class A(_P, Protocol):\n    def m(self): ...",
        "from typing import Protocol\nclass _P(Protocol):\n    def n(self): ...\n"
        "class A(_P, Protocol):\n    def m(self): ...",
    ),
)

KEEPS = (
    Keep(
        _PROTOCOL + "    def n(self): ...",
        "from typing import Protocol\nclass _P(Protocol):\n    def n(self): ...\n"
        "class A(_P, Protocol):\n    def m(self): ...",
        "the member is asked for by a base now",
    ),
    Keep(
        _PROTOCOL,
        _PROTOCOL + "class B(A, Protocol):\n    def n(self): ...",
        "the new member is asked for by a new protocol",
    ),
    Keep(
        "from typing import Protocol\nclass _P(Protocol):\n    def m(self): ...\nclass A(_P): ...",
        "from typing import Protocol\nclass _P(Protocol):\n    def m(self): ...\n"
        "class A(_P):\n    def n(self): ...",
        "a class that implements a protocol is not a protocol",
    ),
)

REMEDIES = (
    Remedy(
        "from typing import Protocol\nclass A(Protocol):\n    def m(self): ...",
        "from typing import Protocol\nclass A(Protocol):\n    def m(self): ...\n"
        "class B(A, Protocol):\n    def n(self): ...",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find protocols with more members."""
    if pair.classes is None or pair.new is None:
        return
    if not is_protocol(pair.old_surface, pair.old) or not is_protocol(pair.new_surface, pair.new):
        return
    added = [
        member
        for name, member in public_members(pair.new_surface, pair.new)
        if not isinstance(pair.old_surface.class_member(pair.old, name), Definition)
        and not _is_reported_for_base(pair, name)
    ]
    if added:
        names = listed([f"'{member.name}'" for member in added])
        yield finding(
            RULE,
            pair,
            f"protocol '{pair.old.name}' requires {names} as well",
            f"Require {names} in a new protocol that extends '{pair.old.name}'.",
            new=definition_text(added[0]),
            at=added[0],
            code=_extending_code(pair, added),
        )


def _extending_code(pair: Pair, added: Sequence[Definition]) -> Code | None:
    """Return the header of a protocol that begins where the new members do.

    None where old members come after them. Where a base brought them, it is the former header.
    """
    assert pair.new is not None
    owner = pair.new_surface.owner(added[0])
    if owner is None or not isinstance(owner.member, Class):
        return None
    if owner != pair.new and pair.old_surface.mro_keys(pair.old) != (
        pair.new_surface.mro_keys(pair.new)
    ):
        return former_bases_code(pair)
    if any(pair.new_surface.owner(other) != owner for other in added):
        return None
    names = {definition.name for definition in added}
    members = own_members(owner)
    first = min((members[name] for name in names), key=lambda member: member.line)
    kept = [member.line for name, member in members.items() if name not in names]
    if not kept or max(kept) > first.line:
        return None
    mark = next(
        (
            base
            for base in owner.member.bases
            if known_head(pair.new_surface, owner, base) == "Protocol"
        ),
        None,
    )
    if mark is None or "." in owner.qualname:
        return None
    parts = "".join(part.capitalize() for part in first.name.split("_"))
    base = f"{owner.name}{mark[mark.find('[') :] if '[' in mark else ''}"
    at = Definition(owner.module, f"{owner.qualname}.{first.name}", first)
    return code_at(at, "split", [f"class {owner.name}With{parts}({base}, {mark}):"])


def _is_reported_for_base(pair: Pair, name: str) -> bool:
    """Return whether a public protocol that it extends got the member, and is reported."""
    return any(
        isinstance(pair.new_surface.class_member(now, name), Definition)
        and not isinstance(pair.old_surface.class_member(before, name), Definition)
        for before, now in public_ancestors(pair)
    )


RULE = PairRule(
    module=__name__,
    concerns_instances=False,
    level="warning",
    typing=True,
    check=check,
    breaks=BREAKS,
    keeps=KEEPS,
    remedies=REMEDIES,
)
