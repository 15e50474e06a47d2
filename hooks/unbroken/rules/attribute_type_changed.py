"""An attribute, field or property has another type, or is annotated with a wider one.

Keep the type; a new attribute can have the new one. A field is also a parameter of the
constructor, so that a narrower type of a field counts as well.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.builtin_values import immutable_type, mutable_type, value_kind
from unbroken.compare.enums import is_enum
from unbroken.compare.fields import class_before, class_now, field_parameter
from unbroken.compare.pair import Pair
from unbroken.compare.types.annotation_changes import change_text, related, told_apart
from unbroken.model.definitions import Attribute, Function, Member
from unbroken.model.finding import Finding
from unbroken.model.identifiers import is_dunder
from unbroken.rules.base import Break, Code, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.typed_code import declaration_code, returns_code
from unbroken.semantics.literals import literal_key, shortened

_DATACLASS = "from dataclasses import dataclass\n\n@dataclass\nclass A:\n"

BREAKS = (
    Break("X: int = 1", "X: str = '1'"),
    Break("class A:\n    x: int", "class A:\n    x: int | None"),
    Break(
        "class A:\n    def __init__(self):\n        self.x: int = 1",
        "class A:\n    def __init__(self):\n        self.x: str = '1'",
    ),
    Break(_DATACLASS + "    x: int | None", _DATACLASS + "    x: int"),
    Break(
        "class A:\n    @property\n    def x(self) -> int: ...",
        "class A:\n    @property\n    def x(self) -> str: ...",
    ),
    Break(
        "class A:\n    @property\n    def x(self) -> int: ...",
        "class A:\n    x: str = ''",
    ),
    Break("X = {'a': 1}", "X = ['a']"),
    Break("class A:\n    x = 1", "class A:\n    x = '1'"),
    # `X + ['b']`, `X[0]`; `X | {'b'}`.
    Break("X = ['a']", "X = frozenset(['a'])"),
    Break("X = {'a'}", "X = ['a']"),
    # `X.append('b')`, `X + ['b']`; `X.add('b')`; `X['b'] = 2`.
    Break("X = ['a']", "X = ('a', 'b')", level="note"),
    Break("X = {'a'}", "X = frozenset('ab')", level="note"),
    Break("X = {}", "from types import MappingProxyType\nX = MappingProxyType({})", level="note"),
    Break("class A:\n    x = []", "class A:\n    x = ()", level="note"),
    Break("X = 'a'", "from pathlib import Path\nX = Path('a')"),
    Break(
        "import os\nHERE = os.path.dirname(__file__)\nX = os.path.join(HERE, 'a')",
        "import pathlib\nHERE = '.'\n_here = pathlib.Path(HERE)\nX = _here.parent / 'a'",
    ),
    Break("import re\nX = re.compile('a')", "X = 'a{}'.format('b')"),
    Break("X = 60 * 60", "from datetime import timedelta\nX = timedelta(hours=1)"),
)

KEEPS = (
    Keep("X = 1", "X: int = 1", "it says more than before"),
    Keep("X: int = 1", "X = 1", "type checkers infer it"),
    Keep("X = 1", "X = 1.5", "a number all the same"),
    Keep("X = {'a': 1}", "import collections\nX = collections.OrderedDict(a=1)", "a mapping still"),
    Keep("X = 'a'", "import os\nX = os.path.join('a', 'b')", "a string all the same"),
    Keep("X = 'a'", "from lib import Path\nX = Path('a')", "what it is now is not known"),
    Keep("from pathlib import Path\nX = Path('a')", "X = make() / 'a'", "it may still be a path"),
    Keep("X = 'a'", "X = X / 'a'", "what it is now is not known"),
    Keep("X = 'a'", "import pathlib\nX = str(pathlib.Path('a') / 'b')", "a string all the same"),
    Keep(
        "class A:\n    X = 1",
        "from enum import Enum\nclass A(int, Enum):\n    def __new__(cls, value, text):\n"
        "        self = int.__new__(cls, value)\n        self._value_ = value\n"
        "        return self\n    X = (1, 'the first one')",
        "`__new__` makes a number of it",
    ),
    Keep("X = ('a',)", "X = ['a', 'b']", "both can be looped over"),
    Keep("X = frozenset('ab')", "X = {'a'}", "both are sets"),
    Keep(
        "class A:\n    __slots__ = ['a']",
        "class A:\n    __slots__ = ('a',)",
        "no one changes what Python reads",
    ),
    Keep(
        "X = ['a']",
        "from lib import frozenset\nX = frozenset(['a'])",
        "not the built-in one: what it makes is not known",
    ),
    Keep("X = None", "X = 'a'", "None holds a place for what is set later"),
    Keep("X = {'a': 1}", "X = make()", "what it is now is not known"),
    Keep(
        "class A:\n    def __init__(self): self.x = 0",
        "class A:\n    def __init__(self): self.x = ''",
        "what an instance starts with changes anyway",
    ),
    Keep("X: int = None", "X: int | None = None", "the value says None"),
    Keep("X: int | None = None", "X: int = 1", "readers get what they did"),
    Keep(
        "from typing import Final\nX: Final[int] = 1",
        "from typing import Final\nX: int = 1",
        "the type is the same",
    ),
    Keep(
        "from typing import Optional\nclass A:\n    x: Optional[int] = None",
        "class A:\n    x: int | None = None",
        "spelt in another way",
    ),
    Keep(
        "from typing import ClassVar\nclass A:\n    x: ClassVar[int] = 1",
        "class A:\n    x: int = 1",
        "the type is the same",
    ),
)

REMEDIES = (
    Remedy(
        "X: int = 1",
        "X: int = 1\nX_TEXT: str = '1'",
        "assert X == 1",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find attributes whose annotated type is no longer what it was."""
    if pair.new is None:
        return
    yield from _of_values(pair)
    was, now = _declared(pair.old.member), _declared(pair.new.member)
    if was is None or now is None or "TypeAlias" in was:
        return
    how = related(pair, _held(pair.old.member, was), _held(pair.new.member, now))
    before, after = told_apart(pair, was, now)
    if how == "narrowed" and field_parameter(pair) is None:
        return
    if how in ("narrowed", "widened", "changed"):
        yield finding(
            RULE,
            pair,
            f"type of '{pair.old.name}' {change_text(how, before, after)}",
            f"Keep {shortened(str(before))}, or give the new attribute another name.",
            code=_as_before(pair, was),
        )


def _as_before(pair: Pair, was: str) -> Code | None:
    """Return the declaration, or the header of the property, with the former type."""
    old, new = pair.old.member, pair.new.member if pair.new is not None else None
    if isinstance(old, Attribute) and isinstance(new, Attribute):
        is_kept = old.value == new.value or literal_key(old.value) is not None
        return declaration_code(pair, was, old.value) if is_kept else None
    return returns_code(pair)


def _of_values(pair: Pair) -> Iterator[Finding]:
    """Find constants without annotations whose values are of another kind."""
    old, new = pair.old.member, pair.new.member if pair.new else None
    if not isinstance(old, Attribute) or not isinstance(new, Attribute) or is_dunder(old.name):
        return
    if old.value == new.value or old.scope == "instance":
        return
    if old.annotation is not None or new.annotation is not None:
        return
    if old.scope == "class" and (
        is_enum(pair.old_surface, class_before(pair)) or is_enum(pair.new_surface, class_now(pair))
    ):
        return  # What stands there is not what the member is.
    assert pair.new is not None
    was, now = value_kind(pair.old_surface, pair.old), value_kind(pair.new_surface, pair.new)
    if was is not None and now is not None and was != now:
        yield finding(
            RULE,
            pair,
            f"'{old.name}' is a {now} instead of a {was}",
            f"Keep a {was}, or give the new value another name.",
        )
        return
    mutable = mutable_type(pair.old_surface, pair.old)
    if was is None or was != now or mutable is None:
        return
    immutable = immutable_type(pair.new_surface, pair.new)
    if immutable is not None:
        yield finding(
            RULE,
            pair,
            f"'{old.name}' is a {immutable} instead of a {mutable}: it can no longer be changed",
            f"Keep a {mutable}, or give the new value another name.",
            level="note",
        )


def _held(member: Member | None, declared: str) -> str:
    """Return what an attribute holds: its value None was long taken to say `| None`, too."""
    is_none = isinstance(member, Attribute) and member.value == "None"
    return f"Optional[{declared}]" if is_none else declared


def _declared(member: Member | None) -> str | None:
    if isinstance(member, Attribute):
        return member.annotation
    if isinstance(member, Function) and member.accessors:
        return member.signature.returns
    return None


RULE = PairRule(
    module=__name__,
    level="warning",
    typing=True,
    check=check,
    breaks=BREAKS,
    keeps=KEEPS,
    remedies=REMEDIES,
)
