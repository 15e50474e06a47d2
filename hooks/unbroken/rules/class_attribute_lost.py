"""A class attribute no longer has a value on the class itself: reading it there fails.

Keep the value in the class body; instances can still have their own. A method that became an
attribute of instances counts as well.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.bases import reaches
from unbroken.compare.fields import class_before, class_now, field_parameter
from unbroken.compare.pair import Pair
from unbroken.compare.properties import accessors_of, is_settable, may_be_descriptor
from unbroken.compare.typed_dicts import is_typed_dict
from unbroken.model.definitions import Attribute, Class, Function
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Code, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.code_text import annotation_at, code_at
from unbroken.semantics.abstract_methods import is_abstract_base
from unbroken.semantics.class_setters import decorator_setter
from unbroken.semantics.decorators import unknown_decorators
from unbroken.semantics.literals import literal_key
from unbroken.semantics.metaclasses import metaclass_of
from unbroken.semantics.resolution import Definition, External
from unbroken.semantics.standard_classes import ENUMS, NAMED_TUPLES, TYPED_DICTS
from unbroken.semantics.surface import Surface, external_has

_PLAIN_METACLASSES = ("abc.ABCMeta", "builtins.type", "builtins.object")

_CLASS = "class A:\n    x: int = 1\n"
_MADE = "class _M(type):\n    def __instancecheck__(cls, other): ...\nclass A(metaclass=_M):\n"
_MARKED = "_seen = []\ndef _mark(cls):\n    _seen.append(cls)\n    return cls\n@_mark\nclass A:\n"
_PROPERTY = "class A:\n    @property\n    def x(self): ...\n"

BREAKS = (
    Break("class A:\n    x = 1", "class A:\n    def __init__(self):\n        self.x = 1"),
    Break(
        "import lib\nclass A:\n    x = (lib.X, lib.make())",
        "import lib\nclass A:\n    def __init__(self):\n        self.x = (lib.X, lib.make())",
    ),
    Break(_CLASS, "class A:\n    x: int\n    def __init__(self):\n        self.x = 1"),
    Break(
        "from typing import ClassVar\nclass A:\n    x: ClassVar[int] = 1",
        "from typing import ClassVar\nclass A:\n    x: ClassVar[int]",
    ),
    Break("class A:\n    x = 1", _PROPERTY + "    @x.setter\n    def x(self, value): ..."),
    Break("from typing import Final\nclass A:\n    x: Final = 1", _PROPERTY),
    Break(
        "class B:\n    x = 1\nclass A(B): ...",
        "class B:\n    def __init__(self):\n        self.x = 1\nclass A(B): ...",
    ),
    Break(
        "class A:\n    def m(self): ...",
        "class A:\n    def __init__(self):\n        self.m = self._m\n    def _m(self): ...",
    ),
    Break(_MADE + "    x = 1", _MADE + "    x: int\n    def __init__(self): self.x = 1"),
    Break(
        "from abc import ABCMeta\nclass A(metaclass=ABCMeta):\n    x = 1",
        "from abc import ABCMeta\nclass A(metaclass=ABCMeta):\n    def __init__(self): self.x = 1",
    ),
    Break(
        "import re\nclass A:\n    x = re.compile('a')",
        "import re\nclass A:\n    def __init__(self):\n        self.x = re.compile('a')",
    ),
    Break(
        "import weakref\nclass A:\n    x: weakref.WeakSet[int] = weakref.WeakSet[int]()",
        "import weakref\nclass A:\n    x: weakref.WeakSet[int]\n    def __init__(self):\n"
        "        self.x = weakref.WeakSet()",
    ),
    Break(
        "X = 1\nclass A:\n    x = X",
        "X = 1\nclass A:\n    def __init__(self):\n        self.x = X",
    ),
    Break(
        "class B: ...\nclass A:\n    x = B()",
        "class B: ...\nclass A:\n    def __init__(self):\n        self.x = B()",
    ),
    Break(_MARKED + "    x = 1", _MARKED + "    def __init__(self): self.x = 1"),
)

KEEPS = (
    Keep(
        _MADE.replace("__instancecheck__(cls, other)", "__init__(cls, *args)") + "    x = 1",
        _MADE.replace("__instancecheck__(cls, other)", "__init__(cls, *args)")
        + "    def __init__(self): self.x = 1",
        "the metaclass may set it",
    ),
    Keep(
        _MARKED + "    x = 1",
        _MARKED.replace("return cls", "cls.x = 1\n    return cls")
        + "    def __init__(self): self.x = 1",
        "the decorator sets it",
    ),
    Keep(
        "class A:\n    def m(self): ...",
        "class A:\n    def __init__(self):\n        self.m = make()\n    def m(self): ...",
        "the class still has it",
    ),
    Keep(
        "class A:\n    @property\n    def m(self): ...",
        "class A:\n    def __init__(self):\n        self.m = make()",
        "instances have it as before",
    ),
    Keep(
        "class A:\n    def m(self): ...",
        "class B:\n    def m(self): ...\nclass A(B):\n    def __init__(self):\n"
        "        self.m = make()",
        "the class has it from its base",
    ),
    Keep(
        "class A:\n    x = 1",
        "class A:\n    x = 1\n    def __init__(self):\n        self.x = 2",
        "the class still has it",
    ),
    Keep(
        "class A:\n    x = 1",
        "class _B:\n    x = 1\nclass A(_B):\n    def __init__(self):\n        self.x = 2",
        "the class has it from its base",
    ),
    Keep(
        "from lib import B\nclass A(B):\n    x = 1",
        "from lib import B\nclass A(B):\n    def __init__(self):\n        self.x = 2",
        "the base may have it",
    ),
    Keep(
        "class A:\n    def __init__(self):\n        self.x = 1",
        "class A:\n    x: int\n    def __init__(self):\n        self.x = 1",
        "only instances had it",
    ),
    Keep(
        "import lib\nclass A:\n    x = 1",
        "import lib\nclass A:\n    @lib.ClassProperty\n    def x(self): ...",
        "what the decorator gives on the class is not known",
    ),
    Keep(
        "import lib\nclass A:\n    x = lib.descriptor()",
        "import lib\nclass A:\n    def __init__(self):\n        self.x = lib.make()",
        "what the class itself gave is not known",
    ),
    Keep(
        "class B:\n    def __get__(self, instance, owner): ...\nclass A:\n    x = B()",
        "class B:\n    def __get__(self, instance, owner): ...\nclass A:\n"
        "    def __init__(self):\n        self.x = B()",
        "what a descriptor gave on the class is not known",
    ),
    Keep(
        "from functools import partialmethod\nclass A:\n    x = partialmethod(print)",
        "class A:\n    def __init__(self):\n        self.x = 1",
        "what a descriptor gave on the class is not known",
    ),
)

REMEDIES = (
    Remedy(
        "class A:\n    x = 1",
        "class A:\n    x = 1\n    def __init__(self):\n        self.x = 2",
        "assert A.x == 1",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find attributes and methods that the class itself no longer has."""
    member = pair.old.member
    if pair.new is None or pair.new.module.path.endswith(".pyi"):
        return  # A stub does not say what has a value.
    if isinstance(member, Function):
        yield from _lost_method(pair, member)
    elif isinstance(member, Attribute) and member.scope == "class":
        yield from _lost_value(pair, member)


def _lost_method(pair: Pair, member: Function) -> Iterator[Finding]:
    """Find a method in whose place instances have an attribute, which hides those of subclasses."""
    now = class_now(pair)
    is_on_instances = (
        pair.new is not None
        and isinstance(pair.new.member, Attribute)
        and pair.new.member.scope == "instance"
    )
    if now is None or not is_on_instances or member.accessors:
        return
    name = pair.old.name
    if unknown_decorators(pair.old_surface, pair.old) or _may_have_value(
        pair.new_surface, now, name
    ):
        return
    yield finding(
        RULE,
        pair,
        f"method '{name}' is an attribute of instances now: `super().{name}` fails, and methods "
        "of subclasses are hidden",
        f"Keep the method '{name}', and let it call what instances hold.",
    )


def _lost_value(pair: Pair, member: Attribute) -> Iterator[Finding]:
    assert pair.new is not None
    owner, now = class_before(pair), class_now(pair)
    if owner is None or now is None or is_typed_dict(pair.new_surface, now):
        return
    if not _had_value(pair, owner, member):
        return
    name = pair.old.name
    class_name = pair.path.rpartition(".")[0].rpartition(".")[2]
    if accessors_of(pair.new_surface, pair.new) is not None:
        is_plain = not unknown_decorators(pair.new_surface, pair.new)
        if is_plain and not _is_reported_as_readonly(pair, owner, member):
            yield finding(
                RULE,
                pair,
                f"'{class_name}.{name}' became a property, which has no value on the class",
                f"Keep the value of '{name}' in the body of '{class_name}'.",
            )
        return
    if isinstance(pair.new.member, Attribute) and not _may_have_value(pair.new_surface, now, name):
        yield finding(
            RULE,
            pair,
            f"'{class_name}.{name}' no longer has a value: only instances have it",
            f"Keep the value of '{name}' in the body of '{class_name}'.",
            code=_value_code(pair, now, member),
        )


def _value_code(pair: Pair, owner: Definition, member: Attribute) -> Code | None:
    """Return the attribute with its former value, in the body of the class."""
    assert pair.new is not None
    if literal_key(member.value) is None:
        return None
    now = pair.new.member
    annotation = now.annotation if isinstance(now, Attribute) else None
    if annotation is not None and isinstance(now, Attribute) and now.scope == "class":
        line = f"{member.name}: {annotation_at(pair.new, annotation)} = {member.value}"
        return code_at(pair.new, "statement", [line])
    return code_at(owner, "class", [f"{member.name} = {member.value}"])


def _had_value(pair: Pair, owner: Definition, member: Attribute) -> bool:
    """Return whether reading the attribute on the class surely gave its value."""
    if member.value is None or reaches(
        pair.old_surface, owner, (*ENUMS, *TYPED_DICTS, *NAMED_TUPLES)
    ):
        return False
    if accessors_of(pair.old_surface, pair.old) is not None or field_parameter(pair) is not None:
        return False
    return literal_key(member.value) is not None or not may_be_descriptor(
        pair.old_surface, owner, member.value
    )


def _is_reported_as_readonly(pair: Pair, owner: Definition, member: Attribute) -> bool:
    accessors = accessors_of(pair.new_surface, pair.new) or ()
    return "setter" not in accessors and is_settable(pair.old_surface, owner, member)


def _may_have_value(surface: Surface, owner: Definition, name: str) -> bool:
    """Return whether a class or one of its bases has a value for a name."""
    if _may_be_made(surface, owner, name):
        return True
    for ancestor in surface.mro(owner):
        if isinstance(ancestor, External):
            if external_has(ancestor, name) is not False:
                return True
            continue
        assert isinstance(ancestor.member, Class)
        if ancestor.member.decorators and _may_be_decorated_with(surface, ancestor, name):
            return True
        member = ancestor.member.members.get(name)
        if isinstance(member, Function) or (
            isinstance(member, Attribute) and member.scope == "class" and member.value is not None
        ):
            return True
    return False


def _may_be_made(surface: Surface, owner: Definition, name: str) -> bool:
    """Return whether the metaclass of a class may give it a value for a name."""
    if all(
        not isinstance(part.member, Class) or "metaclass" not in dict(part.member.keywords)
        for part in surface.mro(owner)
        if isinstance(part, Definition)
    ):
        return False
    metaclass = metaclass_of(surface, owner)
    if metaclass is None:
        return not is_abstract_base(surface, owner)
    hooks = ("__new__", "__init__", "__getattr__", "__getattribute__", "__prepare__", name)
    return any(
        isinstance(part, Definition)
        and isinstance(part.member, Class)
        and (part.member.has_unknown_members or not part.member.members.keys().isdisjoint(hooks))
        for part in surface.mro(metaclass)
    ) or any(
        isinstance(part, External) and part.target not in _PLAIN_METACLASSES
        for part in surface.mro(metaclass)
    )


def _may_be_decorated_with(surface: Surface, owner: Definition, name: str) -> bool:
    """Return whether a decorator of a class may give it a value for a name."""
    assert isinstance(owner.member, Class)
    setters = [decorator_setter(surface, owner, decorator) for decorator in owner.member.decorators]
    return any(setter is None or setter.sets_unknown or name in setter.names for setter in setters)


RULE = PairRule(
    module=__name__,
    concerns_instances=False,
    level="warning",
    check=check,
    breaks=BREAKS,
    keeps=KEEPS,
    remedies=REMEDIES,
)
