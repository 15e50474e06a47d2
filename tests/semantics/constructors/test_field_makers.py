"""Which calls declare a field, and which values say that it has no default."""

from __future__ import annotations

import pytest

from tests.rules.sources import files_of, surface_of
from unbroken.readers.libcst_reader import read_module
from unbroken.semantics.constructors.constructor import constructors
from unbroken.semantics.resolution import Definition

DATACLASS = (
    "from dataclasses import dataclass\n{imports}\n@dataclass\nclass A:\n    x: int = {value}"
)
ATTRS = "import attrs\n{imports}\n@attrs.define\nclass A:\n    x: int = {value}"
MODEL = "from {module} import BaseModel\n{imports}\nclass A(BaseModel):\n    x: int = {value}"

REQUIRED = (
    DATACLASS.format(imports="from dataclasses import field", value="field()"),
    DATACLASS.format(imports="from dataclasses import field as f", value="f(repr=False)"),
    DATACLASS.format(imports="import dataclasses as dc", value="dc.field(default=dc.MISSING)"),
    DATACLASS.format(
        imports="from dataclasses import MISSING as M, field", value="field(default_factory=M)"
    ),
    DATACLASS.format(imports="import dataclasses\nf = dataclasses.field", value="f(kw_only=True)"),
    ATTRS.format(imports="", value="attrs.field()"),
    ATTRS.format(imports="from attr import NOTHING, ib", value="ib(default=NOTHING)"),
    ATTRS.format(imports="from attr import NOTHING, ib", value="ib(factory=NOTHING)"),
    MODEL.format(module="pydantic", imports="from pydantic import Field", value="Field(...)"),
    MODEL.format(module="pydantic", imports="from pydantic import Field", value="Field(ge=0)"),
    MODEL.format(
        module="pydantic",
        imports="from pydantic import Field\nfrom pydantic_core import PydanticUndefined as U",
        value="Field(default=U)",
    ),
    MODEL.format(
        module="pydantic.v1", imports="from pydantic.v1 import Field as F", value="F(...)"
    ),
)
HAS_DEFAULT = (
    DATACLASS.format(imports="from dataclasses import field", value="field(default=None)"),
    DATACLASS.format(imports="from dataclasses import field", value="field(default_factory=list)"),
    DATACLASS.format(imports="from lib import field", value="field()"),
    DATACLASS.format(
        imports="from dataclasses import field\nfrom lib import MISSING",
        value="field(default=MISSING)",
    ),
    DATACLASS.format(imports="def field(): return 1", value="field()"),
    ATTRS.format(imports="from lib import ib", value="ib()"),
    MODEL.format(module="pydantic", imports="from lib import Field", value="Field(...)"),
    MODEL.format(module="pydantic.v1", imports="from pydantic.v1 import Field", value="Field(1)"),
)


def has_default(source: str) -> bool:
    surface = surface_of(files_of(source), read_module)
    found = surface.resolve("m.A")
    assert isinstance(found, Definition)
    (made,) = constructors(surface, found)
    parameter = made.parameters[0]  # A model takes any other keyword, too.
    assert parameter.name == "x"
    return parameter.default is not None


@pytest.mark.parametrize("source", REQUIRED)
def test_field_without_a_default_must_be_passed(source):
    assert not has_default(source)


@pytest.mark.parametrize("source", HAS_DEFAULT)
def test_what_is_not_known_to_say_otherwise_is_a_default(source):
    assert has_default(source)
