"""Random classes whose constructor is made by a library, as source that Python accepts.

Each family writes a class `Model<n>`, often with bases that stand in another file.
"""

from __future__ import annotations

import inspect
import random
import sys
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any, NamedTuple

HEADER = """\
import collections
import dataclasses
import typing
from collections import namedtuple
from dataclasses import KW_ONLY, InitVar, dataclass, field, make_dataclass
from typing import Annotated, Any, ClassVar, NamedTuple
"""
HEADERS = {
    "attrs": "import attr\nimport attrs\nfrom attrs import define\nfrom attrs import field as af\n",
    "msgspec": "import msgspec\n",
    "pydantic": "import pydantic\nfrom pydantic import BaseModel, ConfigDict, Field, PrivateAttr\n",
}


class Source(NamedTuple):
    """The source of one class, and of its bases, which another file has."""

    bases: str
    text: str
    names: tuple[str, ...]
    """The classes that the file with the bases defines."""


class Drawn(NamedTuple):
    source: Source
    real: type


Family = Callable[[random.Random, int, Sequence[str]], Source]


def drawn(
    family: Family, choose: random.Random, number: int, names: Sequence[str], header: str
) -> Drawn:
    """Draw classes until Python accepts one, and build it."""
    while True:
        source = family(choose, number, names)
        module = ModuleType("generated")
        sys.modules["generated"] = module
        try:
            text = header + source.bases + source.text
            exec(compile(text, "generated", "exec", dont_inherit=True), module.__dict__)
            real = getattr(module, f"Model{number}")
            _make(real)
        except Exception:  # noqa: BLE001  # of dataclasses, attrs or pydantic
            continue  # A field without a default behind one with a default, and the like.
        finally:
            del sys.modules["generated"]
        if _is_clear(real):
            return Drawn(source, real)


def _make(real: type) -> None:
    """Make an instance with all arguments, which some classes do not allow."""
    parameters = inspect.signature(real).parameters.values()
    real(**{parameter.name: 1 for parameter in parameters if "VAR_" not in parameter.kind.name})


def _is_clear(real: Any) -> bool:
    """Tell whether no keyword fills two fields of a model, and no field was a ClassVar before."""
    fields = getattr(real, "model_fields", {})
    names = [{name, f.alias, f.validation_alias} - {None} for name, f in fields.items()]
    variables = [getattr(item, "__class_vars__", set()) for item in real.__mro__]
    return not set().union(*variables) & set(fields) and (
        sum(map(len, names)) == len(set().union(*names))
    )


def files_of(drawings: Sequence[Drawn], bases: str = "_bases") -> dict[str, str]:
    """Write the files of a package that has all the classes."""
    header = HEADER + "".join(HEADERS.values())
    inherited = "".join(drawing.source.bases for drawing in drawings)
    names = ", ".join(name for drawing in drawings for name in drawing.source.names)
    imports = f"from pkg.{bases} import {names}\n" if names else ""
    text = "".join(drawing.source.text for drawing in drawings)
    return {
        "pkg/__init__.py": "",
        f"pkg/{bases}.py": header + inherited,
        "pkg/m.py": header + imports + text,
    }


def _lineage(
    choose: random.Random, number: int, write: Callable[[str, Sequence[str]], str]
) -> Source:
    """Write a class with up to three bases: a chain, or two that share one."""
    depth = choose.choice([0, 0, 0, 1, 1, 2, 3])
    bases: list[str] = []
    texts = []
    for level in range(depth):
        name = f"Base{number}_{level}"
        above = bases[:1] if depth == 3 and level == 2 else bases[-1:]
        texts.append(write(name, above))
        bases.append(name)
    above = bases[:0:-1] if depth == 3 else bases[-1:]
    return Source("".join(texts), write(f"Model{number}", above), tuple(bases))


def _class(name: str, bases: Sequence[str], body: Sequence[str]) -> str:
    inherited = f"({', '.join(bases)})" if bases else ""
    lines = "".join(f"    {line}\n" for line in body or ["..."])
    return f"class {name}{inherited}:\n{lines}"


def _some(choose: random.Random, names: Sequence[str]) -> list[str]:
    return choose.sample(names, choose.randint(0, len(names)))


_EXPLICIT = (
    "def __init__(self, a, b=0): pass",
    "def __init__(self, *args, c): pass",
    "def __init__(self, b, **kwargs): pass",
)


def dataclasses_(choose: random.Random, number: int, names: Sequence[str]) -> Source:
    def write(name: str, bases: Sequence[str]) -> str:
        if choose.random() < 0.12:  # Not decorated: it only has attributes.
            body = [f"{item}: int = 0" for item in _some(choose, names)]
            return _class(name, bases, body)
        decorator = choose.choice(["dataclass", "dataclass", "dataclasses.dataclass"])
        options = [item for item in ("kw_only=True", "slots=True") if choose.random() < 0.15]
        options += ["init=False"] if choose.random() < 0.07 else []
        called = f"({', '.join(options)})" if options or choose.random() < 0.2 else ""
        marks = ["", "", "_", "__"] if "d" in names else [""]
        body = [
            _dataclass_field(choose, choose.choice(marks) + item) for item in _some(choose, names)
        ]
        if choose.random() < 0.2:
            body.insert(choose.randint(0, len(body)), "_: KW_ONLY")
        if choose.random() < 0.07:
            body.append(choose.choice(_EXPLICIT))
        return f"@{decorator}{called}\n" + _class(name, bases, body)

    return _lineage(choose, number, write)


def _dataclass_field(choose: random.Random, name: str) -> str:
    annotation = choose.choice(["int"] * 8 + ["InitVar[int]", "'ClassVar[int]'", "ClassVar[int]"])
    if choose.random() < 0.05:
        return f"{name} = 0"
    call = choose.choice(["field", "dataclasses.field"])
    options = []
    if choose.random() < 0.5:
        options.append(choose.choice(["default=0", "default_factory=int", "default=field"]))
    if choose.random() < 0.3:
        options.append(choose.choice(["kw_only=True", "kw_only=False"]))
    if choose.random() < 0.15:
        options.append("init=False")
    value = choose.choice(["", "", " = 0", " = 0", f" = {call}({', '.join(options)})"])
    return f"{name}: {annotation}{value}"


def attrs_(choose: random.Random, number: int, names: Sequence[str]) -> Source:
    def write(name: str, bases: Sequence[str]) -> str:
        decorators = ["define", "attrs.define", "attr.s", "attr.attrs", "attr.dataclass"]
        decorator = choose.choice([*decorators, "attrs.mutable", "define"])
        if choose.random() < 0.1:
            return _class(name, bases, [f"{item}: int = 0" for item in _some(choose, names)])
        options = [item for item in ("kw_only=True", "slots=False") if choose.random() < 0.2]
        for option, chance in (
            ("auto_attribs=True", 0.1),
            ("auto_attribs=False", 0.05),
            ("init=False", 0.05),
            ("collect_by_mro=True", 0.05),
            ("force_kw_only=True", 0.05),
            ("force_kw_only=False", 0.05),
            ("auto_detect=True", 0.05),
        ):
            if choose.random() < chance:
                options.append(option)
        called = f"({', '.join(options)})" if options or choose.random() < 0.2 else ""
        plain = choose.random() < 0.4
        body = []
        for item in _some(choose, names):
            annotated = not plain or choose.random() < 0.1
            body += _attrs_field(choose, item, annotated=annotated, private="d" in names)
        if choose.random() < 0.07:
            body.append(choose.choice(_EXPLICIT))
        return f"@{decorator}{called}\n" + _class(name, bases, body)

    return _lineage(choose, number, write)


def _attrs_field(choose: random.Random, name: str, *, annotated: bool, private: bool) -> list[str]:
    name = choose.choice([name, name, name, f"_{name}", f"__{name}" if private else name])
    call = choose.choice(["af", "attrs.field", "attr.ib", "attr.attrib"])
    options = []
    if choose.random() < 0.5:
        options.append(
            choose.choice(
                ["default=0", "factory=int", "default=attr.Factory(int)", "default=attr.NOTHING"]
            )
        )
    if choose.random() < 0.3:
        options.append(choose.choice(["kw_only=True", "kw_only=False"]))
    if choose.random() < 0.15:
        options.append("init=False")
    if choose.random() < 0.15:
        options.append(f"alias='{choose.choice('abc')}'")
    value = f" = {call}({', '.join(options)})"
    if annotated:
        value = choose.choice(["", " = 0", " = attr.Factory(int)", value, value])
    annotation = choose.choice(["int"] * 5 + ["ClassVar[int]"])
    lines = [f"{name}{': ' * annotated}{annotation * annotated}{value}"]
    if (
        "(" in value
        and "Factory" not in value
        and "default" not in value
        and (choose.random() < 0.15)
    ):
        lines += [f"@{name}.default", f"def make_{name.strip('_')}(self): return 0"]
    return lines


def structs(choose: random.Random, number: int, names: Sequence[str]) -> Source:
    def write(name: str, bases: Sequence[str]) -> str:
        options = ["kw_only=True"] if choose.random() < 0.3 else []
        options += ["frozen=True"] if choose.random() < 0.1 else []
        marks = ["", "", "_"] if "d" in names else [""]
        body = [_struct_field(choose, choose.choice(marks) + item) for item in _some(choose, names)]
        return _class(name, [*(bases or ["msgspec.Struct"]), *options], body)

    return _lineage(choose, number, write)


def _struct_field(choose: random.Random, name: str) -> str:
    calls = ["default=0", "default_factory=int", "name='other'", "default=0, name='other'"]
    value = choose.choice(["", " = 0", f" = msgspec.field({choose.choice(calls)})"])
    annotation = choose.choice(["int"] * 8 + ["ClassVar[int]"])
    return f"{name}: {annotation}{value if annotation == 'int' else ' = 0'}"


def named_tuples(choose: random.Random, number: int, names: Sequence[str]) -> Source:
    fields = _some(choose, names)
    defaults = choose.randint(0, len(fields))
    name, base = f"Model{number}", f"Base{number}"
    forms: dict[str, Callable[[], Source]] = {
        "class": lambda: Source("", _typed_tuple(choose, name, fields, defaults), ()),
        "subclass": lambda: Source(
            _typed_tuple(choose, base, fields, defaults),
            _class(name, [base], ["d: int = 0"]),
            (base,),
        ),
        "call": lambda: Source("", f"{name} = {_made_tuple(choose, name, fields, defaults)}\n", ()),
        "base": lambda: Source(
            "", _class(name, [_made_tuple(choose, base, fields, defaults)], ["d = 0"]), ()
        ),
        "base by name": lambda: Source(
            f"{base} = {_made_tuple(choose, base, fields, defaults)}\n",
            _class(name, [base], ["def m(self): ..."]),
            (base,),
        ),
        "fields by name": lambda: Source(
            "", f"FIELDS{number} = {fields!r}\n{name} = namedtuple({name!r}, FIELDS{number})\n", ()
        ),
    }
    return forms[choose.choice(sorted(forms))]()


def _typed_tuple(choose: random.Random, name: str, fields: Sequence[str], defaults: int) -> str:
    plain = len(fields) - defaults
    body = [f"{each}: int{' = 0' * (i >= plain)}" for i, each in enumerate(fields)]
    body += choose.choice([[], ["x = 3"], ["def m(self): ..."]])
    return _class(name, [choose.choice(["NamedTuple", "typing.NamedTuple"])], body)


def _made_tuple(choose: random.Random, name: str, fields: Sequence[str], defaults: int) -> str:
    if not defaults and choose.random() < 0.4:
        items = ", ".join(f"({field!r}, int)" for field in fields)
        return f"NamedTuple({name!r}, [{items}])"
    listed = choose.choice([repr(" ".join(fields)), repr(", ".join(fields)), repr(fields)])
    given = choose.choice([f"[{'0, ' * defaults}]", f"(0,) * {defaults}"])
    options = [f"defaults={given}"] if defaults or choose.random() < 0.2 else []
    options += ["rename=True"] if choose.random() < 0.1 else []
    function = choose.choice(["namedtuple", "collections.namedtuple"])
    return f"{function}({', '.join([repr(name), listed, *options])})"


def made_dataclasses(choose: random.Random, number: int, names: Sequence[str]) -> Source:
    name = f"Model{number}"
    items = []
    for item in _some(choose, names):
        options = choose.sample(
            ["kw_only=True", "init=False", "default=0"], choose.choice([0, 1, 2])
        )
        items.append(
            choose.choice(
                [
                    repr(item),
                    f"({item!r}, int)",
                    f"({item!r}, int, 0)",
                    f"({item!r}, int, field({', '.join(options)}))",
                ]
            )
        )
    keyword_only = ", kw_only=True" if choose.random() < 0.2 else ""
    made = f"make_dataclass({name!r}, [{', '.join(items)}]{keyword_only})"
    return Source("", f"{name} = {made}\n", ())


def models(choose: random.Random, number: int, names: Sequence[str]) -> Source:
    def write(name: str, bases: Sequence[str]) -> str:
        keywords = []
        body = [line for item in _some(choose, names) for line in _model_field(choose, item, names)]
        if choose.random() < 0.15:
            body.append("_private: int = PrivateAttr(default=0)")
        extra = choose.choice(["forbid", "forbid", "ignore", "allow"])
        form = choose.randrange(8)
        if form == 0:
            body.insert(0, f"model_config = ConfigDict(extra={extra!r})")
        elif form == 1:
            body.insert(0, f"model_config = {{'extra': {extra!r}, 'title': 'forbid'}}")
        elif form == 2:
            keywords.append(f"extra={extra!r}")
        elif form == 3:
            body.insert(0, "model_config = ConfigDict(populate_by_name=True)")
        elif form == 4:
            body.insert(0, "model_config = ConfigDict(title='A model')")
        return _class(name, [*(bases or ["BaseModel"]), *keywords], body)

    return _lineage(choose, number, write)


def _model_field(choose: random.Random, name: str, names: Sequence[str]) -> list[str]:
    options = []
    if choose.random() < 0.5:
        options.append(choose.choice(["default=0", "default_factory=int", "default=..."]))
    if choose.random() < 0.25:
        alias = choose.choice([*names, *("yz" if "d" in names else "")])
        options.append(choose.choice([f"alias={alias!r}", f"validation_alias={alias!r}"]))
    call = f"Field({', '.join(options)})"
    return [
        choose.choice(
            [
                f"{name}: Any",
                f"{name}: Any = 0",
                f"{name}: Any = {call}",
                f"{name}: Any = {call}",
                f"{name}: Annotated[Any, {call}]",
                f"{name}: Annotated[Any, {call}] = 0",
                f"{name}: Any = Field(...)",
                f"{name}: Any = Field(0, description='Zero.')",
                f"{name}: ClassVar[Any] = 0",
                f"{name}: Any | None",
            ]
        )
    ]


FAMILIES: dict[str, tuple[Family, str]] = {
    "dataclass": (dataclasses_, HEADER),
    "attrs": (attrs_, HEADER + HEADERS["attrs"]),
    "msgspec": (structs, HEADER + HEADERS["msgspec"]),
    "named tuple": (named_tuples, HEADER),
    "make_dataclass": (made_dataclasses, HEADER),
    "pydantic": (models, HEADER + HEADERS["pydantic"]),
}
