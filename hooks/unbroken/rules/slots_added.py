"""A class defines `__slots__`: its instances accept no other attributes and pickle differently.

Announce it. A `"__dict__"` among the slots keeps other attributes possible.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from unbroken.compare.calls.decorator_options import has_unknown_option
from unbroken.compare.members import own_members
from unbroken.compare.pair import Pair
from unbroken.model.definitions import Attribute, Class
from unbroken.model.finding import Finding
from unbroken.readers.expressions import parsed
from unbroken.rules.base import Break, Code, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.code_text import code_at, quoted
from unbroken.rules.findings.head_code import without_option_code
from unbroken.semantics.constructors.dataclass_fields import decorated
from unbroken.semantics.known_decorators import ATTRS, CLASSIC_ATTRS, DATACLASS
from unbroken.semantics.mro import is_plain
from unbroken.semantics.resolution import Definition, External
from unbroken.semantics.surface import Surface

_DATACLASS = "from dataclasses import dataclass\n\n@dataclass\nclass A:\n    x: int"
_OPTIONS = (
    "from dataclasses import dataclass\noptions = dict(repr=True)\n\n"
    "@dataclass({options})\nclass A:\n    x: int"
)

BREAKS = (
    Break(
        "class A:\n    def m(self): ...", "class A:\n    __slots__ = ('x',)\n    def m(self): ..."
    ),
    Break(_DATACLASS, _DATACLASS.replace("@dataclass", "@dataclass(slots=True)")),
    Break(
        _OPTIONS.format(options="**options"),
        _OPTIONS.format(options="slots=True, **options"),
    ),
    Break(_OPTIONS.format(options="**options"), _OPTIONS.format(options="slots=True")),
)

KEEPS = (
    Keep(
        "from dataclasses import dataclass\n_S = {'slots': True}\n@dataclass(**_S)\nclass A:\n"
        "    x: int",
        "from dataclasses import dataclass\n@dataclass(slots=True)\nclass A:\n    x: int",
        "it had slots by an unpacked option",
    ),
    Keep("class A:\n    __slots__ = ('x',)", "class A: ...", "more is possible"),
    Keep("class A: ...", "class A:\n    __slots__ = ('x', '__dict__')", "the same is possible"),
    Keep(
        "class B: ...\nclass A(B): ...",
        "class B: ...\nclass A(B):\n    __slots__ = ()",
        "the base has no slots, so that the same is possible",
    ),
    Keep(
        _OPTIONS.replace("dict(repr=True)", "make()").format(options="**options"),
        _OPTIONS.replace("dict(repr=True)", "make()").format(options="slots=True"),
        "the options of before are not known",
    ),
)

REMEDIES = (
    Remedy(
        "class A:\n    def m(self): ...",
        "class A:\n    __slots__ = ('x', '__dict__')\n    def m(self): ...",
        "A().y = 1",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find classes whose instances lost their `__dict__`."""
    if pair.classes is None or pair.new is None or not _is_slotted(pair.new_surface, pair.new):
        return
    if has_unknown_option(pair, "slots"):
        return
    if _has_dict(pair.old_surface, pair.old) and not _has_dict(pair.new_surface, pair.new):
        yield finding(
            RULE,
            pair,
            f"instances of '{pair.old.name}' accept no attributes other than its slots",
            f"Add '__dict__' to the slots of '{pair.old.name}', or remove the slots.",
            code=_slots_code(pair.new) or without_option_code(pair.new, "slots", "True"),
        )


def _slots_code(owner: Definition) -> Code | None:
    """Return the slots of a class with '__dict__' among them; None where they are not written."""
    slots = own_members(owner).get("__slots__")
    node = parsed(slots.value or "") if isinstance(slots, Attribute) else None
    if slots is None or not isinstance(node, (ast.Tuple, ast.List)):
        return None
    names = [part.value for part in node.elts if isinstance(part, ast.Constant)]
    if len(names) != len(node.elts):
        return None
    at = Definition(owner.module, f"{owner.qualname}.__slots__", slots)
    listed = ", ".join(quoted(str(name)) for name in (*names, "__dict__"))
    return code_at(at, "statement", [f"__slots__ = ({listed})"])


def _has_dict(surface: Surface, owner: Definition) -> bool:
    """Return whether instances take any attribute; what is not known is taken to let them."""
    for ancestor in surface.mro(owner):
        if isinstance(ancestor, External):
            if not is_plain(ancestor):
                return True
        elif isinstance(ancestor.member, Class) and not _is_slotted(surface, ancestor):
            return True
    return False


def _is_slotted(surface: Surface, owner: Definition) -> bool:
    assert isinstance(owner.member, Class)
    slots = owner.member.members.get("__slots__")
    if isinstance(slots, Attribute):
        return "__dict__" not in (slots.value or "")
    decorator = decorated(surface, owner, DATACLASS | ATTRS)
    if decorator is None:
        return False
    given = dict(decorator.keywords).get("slots")
    return given == "True" or (decorator.path in ATTRS - CLASSIC_ATTRS and given != "False")


RULE = PairRule(
    module=__name__,
    concerns_instances=False,
    level="warning",
    check=check,
    breaks=BREAKS,
    keeps=KEEPS,
    remedies=REMEDIES,
)
