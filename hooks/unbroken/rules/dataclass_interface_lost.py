"""A class lost what `@dataclass` gave it: `asdict`, `==` by value, or patterns by position.

Keep `@dataclass` with its options; `@dataclass(init=False)` leaves the constructor to the class.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from unbroken.compare.calls.decorator_options import has_unknown_option
from unbroken.compare.hashing_and_ordering import equality
from unbroken.compare.pair import Pair
from unbroken.model.definitions import Class, Decorator
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Code, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.decorator_code import decorator_code
from unbroken.rules.findings.head_code import with_option, without_option_code
from unbroken.semantics.constructors.dataclass_fields import decorated, maker_of
from unbroken.semantics.constructors.pydantic_models import MODELS, SETTINGS
from unbroken.semantics.constructors.struct_fields import STRUCTS
from unbroken.semantics.known_decorators import DATACLASS
from unbroken.semantics.mro import is_plain
from unbroken.semantics.resolution import Definition, External
from unbroken.semantics.surface import Surface

_DATACLASS = "from dataclasses import dataclass\n\n@dataclass{}\nclass A:\n    x: int = 0"
_WRITTEN = "class A:\n    x: int = 0\n    def __init__(self, x=0):\n        self.x = x\n"
_MODELS = MODELS | SETTINGS | STRUCTS
"""Bases that make constructors of fields, as `@dataclass` does."""
_EQ = "    def __eq__(self, other): ...\n    __hash__ = None\n"

BREAKS = (
    Break(_DATACLASS.format(""), _WRITTEN),
    Break(_DATACLASS.format(""), _WRITTEN + _EQ, level="warning"),
    Break(_DATACLASS.format(""), _DATACLASS.format("(eq=False)")),
    Break(_DATACLASS.format(""), _DATACLASS.format("(match_args=False)"), level="warning"),
    Break(
        "import dataclasses as d\n@d.dataclass\nclass A:\n    x: int = 0",
        "import dataclasses as d\n" + _WRITTEN,
    ),
    *(
        Break(
            f"from {module} import {base}\n" + _DATACLASS.format(""),
            f"from {module} import {base}\n\nclass A({base}):\n    x: int = 0",
            level="warning",
        )
        for module, base in (("msgspec", "Struct"), ("string", "Template"))
    ),
    Break(
        "options = dict(eq=False)\n" + _DATACLASS.format(""),
        "options = dict(eq=False)\n" + _DATACLASS.format("(**options)"),
    ),
)

KEEPS = (
    Keep(
        _DATACLASS.format(""),
        "import dataclasses\n\n@dataclasses.dataclass(repr=False)\nclass A:\n    x: int = 0",
        "it is still a dataclass",
    ),
    Keep(
        _DATACLASS.format(""),
        "from dataclasses import dataclass\n\n@dataclass\nclass _B:\n    x: int = 0\n"
        "class A(_B): ...",
        "its base is a dataclass",
    ),
    Keep(
        _DATACLASS.format(""),
        "from lib import B\nclass A(B):\n    x: int = 0\n    def __init__(self, x=0): ...",
        "the base may be a dataclass",
    ),
    Keep(
        _DATACLASS.format(""),
        "from lib import record\n@record\nclass A:\n    x: int = 0\n"
        "    def __init__(self, x=0): ...",
        "what the decorator makes of it is not known",
    ),
    Keep(
        "options = make()\n" + _DATACLASS.format(""),
        "options = make()\n" + _DATACLASS.format("(**options)"),
        "the options of now are not known",
    ),
    Keep(
        "options = dict(eq=False)\n" + _DATACLASS.format("(**options)"),
        "options = dict(eq=False)\n" + _DATACLASS.format("(eq=False)"),
        "they were never compared by value",
    ),
)

REMEDIES = (
    Remedy(
        "from dataclasses import dataclass\n\n@dataclass\nclass A:\n    x: int = 0",
        "from dataclasses import dataclass\n\n@dataclass(init=False)\nclass A:\n    x: int = 0\n"
        "    def __init__(self, x=0):\n        self.x = x",
        "assert A(1) == A(1)",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find classes that lost what the decorator gave them."""
    if pair.classes is None or pair.new is None:
        return
    old = decorated(pair.old_surface, pair.old, DATACLASS)
    if old is None or has_unknown_option(pair, "eq", "match_args"):
        return
    name = pair.old.name
    had_equality = dict(old.keywords).get("eq") != "False"
    lost_equality = had_equality and equality(pair.new_surface, pair.new) is False
    maker = maker_of(pair.new_surface, pair.new, DATACLASS)
    if maker is None:
        if _may_be_dataclass(pair.new_surface, pair.new):
            return
        and_equality = ", and '==' compares identities" if lost_equality else ""
        if dict(old.keywords).get("order") == "True" and lost_equality:
            and_equality = ", '==' compares identities and '<' fails"
        is_model = _is_model(pair.new_surface, pair.new)
        remedy = f"Keep @dataclass on '{name}', with init=False if it has a constructor of its own."
        if is_model:
            remedy = f"Keep the dataclass '{name}', and give the new class another name."
        yield finding(
            RULE,
            pair,
            f"'{name}' is no longer a dataclass: dataclasses.asdict() and the like reject it"
            f"{and_equality}",
            remedy,
            level=None if lost_equality else "warning",
            code=None if is_model else _as_dataclass(pair, old),
        )
    elif lost_equality:
        yield finding(
            RULE,
            pair,
            f"instances of '{name}' are no longer compared by value: '==' compares identities",
            f"Remove eq=False from '{name}'.",
            code=without_option_code(maker, "eq", "False"),
        )
    elif _options(maker).get("match_args") == "False" != dict(old.keywords).get("match_args"):
        yield finding(
            RULE,
            pair,
            f"patterns like '{name}(x)' no longer match '{name}' by position",
            f"Remove match_args=False from '{name}'.",
            level="warning",
            code=without_option_code(maker, "match_args", "False"),
        )


def _as_dataclass(pair: Pair, decorator: Decorator) -> Code | None:
    """Return the decorator that the class had, which leaves its own constructor alone."""
    assert pair.classes is not None
    if "__init__" in pair.classes[1].members:
        decorator = with_option(decorator, "init", "False")
    return decorator_code(pair, "dataclasses.dataclass", decorator)


def _options(owner: Definition) -> dict[str, str]:
    assert isinstance(owner.member, Class)
    return {
        key: value for decorator in owner.member.decorators for key, value in decorator.keywords
    }


def _is_model(surface: Surface, owner: Definition) -> bool:
    """Return whether a class inherits from a base that makes a constructor of fields."""
    return any(
        isinstance(ancestor, External) and ancestor.target in _MODELS
        for ancestor in surface.mro(owner)
    )


def _may_be_dataclass(surface: Surface, owner: Definition) -> bool:
    """Return whether something that is not known may make a class a dataclass."""
    for ancestor in surface.marked_mro(owner):
        if isinstance(ancestor, External):
            # What became a named tuple is told by what it lost.
            is_standard = (
                ancestor.target.partition(".")[0] in sys.stdlib_module_names
                and ancestor.target != "typing.NamedTuple"
            )
            if not (is_plain(ancestor) or is_standard or ancestor.target in _MODELS):
                return True
        elif isinstance(ancestor.member, Class) and ancestor.member.decorators:
            return True
    return False


RULE = PairRule(
    module=__name__, level="error", check=check, breaks=BREAKS, keeps=KEEPS, remedies=REMEDIES
)
