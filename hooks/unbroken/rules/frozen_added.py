"""The instances of a class became frozen: assigning to their attributes raises an exception.

Leave them mutable. A frozen class can have another name, or be a subclass.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.bases import counterpart, lost_bases, public_bases, reaches
from unbroken.compare.calls.decorator_options import has_unknown_option
from unbroken.compare.pair import Pair
from unbroken.compare.properties import is_frozen, is_settable
from unbroken.model.definitions import Attribute
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Code, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.head_code import former_decorators_code, without_option_code
from unbroken.semantics.constructors.constructor import constructors
from unbroken.semantics.public_api import public_members
from unbroken.semantics.resolution import Definition, External
from unbroken.semantics.standard_classes import NAMED_TUPLES
from unbroken.semantics.subclasses import subclasses

_DATACLASS = "from dataclasses import dataclass\n\n@dataclass\nclass A:\n    x: int"
_FROZEN = "from dataclasses import dataclass\n\n@dataclass(frozen=True)\nclass A:\n    x: int"
_OPTIONS = (
    "from dataclasses import dataclass\noptions = dict(repr=True)\n\n"
    "@dataclass({options})\nclass A:\n    x: int"
)
_MODELS = (
    "from pydantic import BaseModel, ConfigDict\n"
    "class Frozen(BaseModel):\n    model_config = ConfigDict(frozen=True)\n"
    "class Mutable(Frozen):\n    model_config = ConfigDict(frozen=False)\n"
)

_NAMED = (
    "from dataclasses import dataclass\nfrom functools import partial\n"
    "_record = {value}\n\n@_record{options}\nclass A:\n    x: int"
)

_MADE = (
    "from dataclasses import dataclass\n\n"
    "def made(cls: type) -> type:\n    return {body}\n\n@made\nclass A:\n    x: int = 0"
)

BREAKS = (
    Break(_DATACLASS, _FROZEN),
    *(
        Break(
            _MADE.format(body="dataclass(repr=False)(cls)"),
            _MADE.format(body=body),
        )
        for body in ("dataclass(frozen=True)(cls)", "dataclass(cls, frozen=True, repr=False)")
    ),
    Break(_DATACLASS, _NAMED.format(value="partial(dataclass, frozen=True)", options="")),
    Break(_DATACLASS, _NAMED.format(value="dataclass(frozen=True)", options="")),
    Break(
        _NAMED.format(value="partial(dataclass, kw_only=True)", options=""),
        _NAMED.format(value="partial(dataclass, kw_only=True)", options="(frozen=True)"),
    ),
    Break(
        "from attrs import define\n\n@define\nclass A:\n    x: int",
        "from attrs import frozen\n\n@frozen\nclass A:\n    x: int",
    ),
    Break(
        "from attrs import frozen\n\n@frozen(frozen=False)\nclass A:\n    x: int",
        "from attrs import frozen\n\n@frozen\nclass A:\n    x: int",
    ),
    Break(
        "from pydantic import BaseModel\nclass A(BaseModel):\n    x: int",
        "from pydantic import BaseModel\nclass A(BaseModel, frozen=True):\n    x: int",
    ),
    Break(
        _DATACLASS + "\n\n@dataclass\nclass B(A): ...",
        _FROZEN + "\n\n@dataclass(frozen=True)\nclass B(A): ...",
    ),
    Break(
        _MODELS + "class A(Mutable):\n    x: int",
        _MODELS + "class Other(Frozen): ...\nclass A(Mutable, Other):\n    x: int",
    ),
    Break(
        _MODELS + "class A(Mutable):\n    x: int",
        _MODELS + "class A(Mutable):\n    x: int\n    model_config = ConfigDict(frozen=True)",
    ),
    Break(_DATACLASS, "from typing import NamedTuple\nclass A(NamedTuple):\n    x: int"),
    Break(_OPTIONS.format(options="**options"), _OPTIONS.format(options="frozen=True, **options")),
    Break(
        _OPTIONS.format(options="frozen=False, **options"), _OPTIONS.format(options="frozen=True")
    ),
    Break(_OPTIONS.format(options="**options"), _OPTIONS.format(options="frozen=True")),
    Break(
        "# pkg/_o.py\noptions = {'frozen': False}\n"
        "# pkg/a.py\nimport dataclasses as dc\nfrom . import _o\n"
        "@dc.dataclass(**_o.options)\nclass A:\n    x: int",
        "# pkg/_o.py\noptions = {'frozen': True}\n"
        "# pkg/a.py\nimport dataclasses as dc\nfrom . import _o\n"
        "@dc.dataclass(**_o.options)\nclass A:\n    x: int",
    ),
)

KEEPS = (
    Keep(
        _MADE.format(body="dataclass(eq=True)(cls)"),
        _MADE.format(body="dataclass(cls, frozen=False)"),
        "they are as they were",
    ),
    Keep(
        _MADE.format(body="dataclass(eq=True)(cls)"),
        _MADE.format(body="dataclass(eq=True, frozen=bool(cls))(cls)"),
        "whether they are frozen is not known",
    ),
    Keep(
        _FROZEN,
        "from typing import NamedTuple\nclass A(NamedTuple):\n    x: int",
        "nothing could be assigned before",
    ),
    Keep(
        "class A:\n    def __init__(self, x): self._x = x\n    @property\n    def x(self): ...",
        "from typing import NamedTuple\nclass A(NamedTuple):\n    x: int",
        "nothing could be assigned before",
    ),
    Keep(
        "from typing import NamedTuple\nclass A(NamedTuple('A', [('x', int)])):\n    x: int",
        "from typing import NamedTuple\nclass A(NamedTuple):\n    x: int",
        "nothing could be assigned before",
    ),
    Keep(
        "from collections import namedtuple\nA = namedtuple('A', 'x')",
        "from typing import NamedTuple\nclass A(NamedTuple):\n    x: int",
        "nothing could be assigned before",
    ),
    Keep(
        _FROZEN,
        _NAMED.format(value="partial(dataclass, frozen=True)", options=""),
        "the name stands for the same decorator with the same options",
    ),
    Keep(
        _FROZEN,
        _NAMED.format(value="dataclass(frozen=True)", options=""),
        "the name stands for the same decorator with the same options",
    ),
    Keep(
        _FROZEN,
        _NAMED.format(value="partial(dataclass, frozen=False)", options="(frozen=True)"),
        "the option that is given last counts",
    ),
    Keep(
        _DATACLASS,
        "from lib import record\n_record = record(frozen=True)\n\n@_record\nclass A:\n    x: int",
        "the decorator is not known",
    ),
    Keep(
        _FROZEN,
        _DATACLASS.replace("@dataclass", "@dataclass(unsafe_hash=True)"),
        "more is allowed, and instances can still be hashed",
    ),
    Keep(
        _MODELS + "class A(Mutable):\n    x: int",
        _MODELS + "class Other(Frozen): ...\nclass A(Other, Mutable):\n    x: int",
        "of several bases, the options of the last one count",
    ),
    Keep(
        _MODELS + "class A(Mutable):\n    x: int",
        _MODELS + "class Base(Mutable, frozen=True): ...\nclass A(Base, frozen=False):\n    x: int",
        "a model is as it says itself, whatever its bases say",
    ),
    Keep(
        "from msgspec import Struct\nclass A(Struct):\n    x: int",
        "from msgspec import Struct\nclass Base(Struct, frozen=True): ...\n"
        "class A(Base, frozen=False):\n    x: int",
        "a struct is as it says itself, whatever its bases say",
    ),
    Keep(
        "from attrs import define\n\n@define\nclass A:\n    x: int",
        "from attrs import frozen\n\n@frozen(frozen=False)\nclass A:\n    x: int",
        "the option is given",
    ),
    Keep(
        "from lib import options\n" + _DATACLASS.replace("@dataclass", "@dataclass(**options)"),
        _OPTIONS.format(options="frozen=True, kw_only=True"),
        "the options of before are not known",
    ),
    Keep(
        "from dataclasses import dataclass\n_O = {'frozen': True}\n\n"
        "@dataclass(**_O)\nclass A:\n    x: int",
        _FROZEN,
        "it was frozen before, by options that are unpacked",
    ),
)

REMEDIES = (
    Remedy(
        "from dataclasses import dataclass\n\n@dataclass\nclass A:\n    x: int",
        "from dataclasses import dataclass\n\n@dataclass\nclass A:\n    x: int\n\n"
        "@dataclass(frozen=True)\nclass B:\n    x: int",
        "a = A(1)\na.x = 2",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find classes whose instances became frozen."""
    if pair.classes is None or pair.new is None or not _became_frozen(pair):
        return
    if has_unknown_option(pair, "frozen") or _is_named_tuple(pair):
        return
    yield finding(
        RULE,
        pair,
        f"instances of '{pair.old.name}' became frozen: assigning to their attributes raises",
        f"Leave '{pair.old.name}' as it was, and give the frozen class another name.",
        code=_as_mutable(pair, pair.new),
    )


def _is_named_tuple(pair: Pair) -> bool:
    """Return whether no attribute of the instances could be assigned before."""
    bases = pair.old_surface.bases(pair.old)
    return any(isinstance(base, External) and base.target in NAMED_TUPLES for base in bases)


def _as_mutable(pair: Pair, new: Definition) -> Code | None:
    """Return the header that leaves instances mutable.

    None where a frozen subclass would have to change as well, and for named tuples.
    """
    if not is_frozen(pair.new_surface, new):
        return None
    if any(is_frozen(pair.new_surface, other) for other in subclasses(pair.new_surface, new)):
        return None
    return without_option_code(new, "frozen", "True") or former_decorators_code(pair)


def _became_frozen(pair: Pair) -> bool:
    """Return whether a class became frozen, and not only because a public base of it did."""
    assert pair.new is not None
    if is_frozen(pair.old_surface, pair.old):
        return False
    if not is_frozen(pair.new_surface, pair.new):
        return _became_tuple(pair, pair.new)
    for base in public_bases(pair.old_surface, pair.old):
        now = counterpart(pair, base)
        is_frozen_now = now is not None and is_frozen(pair.new_surface, now)
        if is_frozen_now and not is_frozen(pair.old_surface, base):
            return False
    return True


def _became_tuple(pair: Pair, new: Definition) -> bool:
    """Return whether a class became a named tuple with fields that could be assigned before.

    Where it lost a base for that, this says it all.
    """
    if not reaches(pair.new_surface, new, NAMED_TUPLES) or lost_bases(pair, pair.old, new):
        return False
    # `class A(NamedTuple("A", [("x", int)]))` was one before.
    if any(made.kind == "namedtuple" for made in constructors(pair.old_surface, pair.old)):
        return False
    fields = {
        name
        for name, member in public_members(pair.new_surface, new)
        if isinstance(member.member, Attribute) and member.member.annotation is not None
    }
    return any(
        name in fields
        and isinstance(member.member, Attribute)
        and is_settable(pair.old_surface, pair.old, member.member)
        for name, member in public_members(pair.old_surface, pair.old)
    )


RULE = PairRule(
    module=__name__, level="error", check=check, breaks=BREAKS, keeps=KEEPS, remedies=REMEDIES
)
