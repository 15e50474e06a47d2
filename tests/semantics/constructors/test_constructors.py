"""Constructors that libraries make are read from source as the real classes have them."""

from __future__ import annotations

import inspect
import random
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.compare.calls.oracle import NAMES as ABC
from tests.compare.calls.oracle import Table, breaking
from tests.semantics.constructors.constructor_sources import FAMILIES, Drawn, drawn, files_of
from tests.semantics.constructors.front_end_truth import complaint, constructed, observed
from tests.semantics.constructors.test_front_ends import found_by, grouped, surface_of
from unbroken.model.definitions import Module, Parameter, ParameterKind
from unbroken.readers.griffe_reader import read_module_with_griffe
from unbroken.readers.libcst_reader import read_module
from unbroken.semantics.constructors.constructor import constructors
from unbroken.semantics.resolution import Definition

EACH = 200
NAMES = ("a", "b", "c", "d")
Reader = Callable[..., Module]
Shown = list[tuple[str, str, bool]]


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of pydantic, on fields that shadow those of a base
        yield


def real_parameters(real: type) -> Shown:
    return [
        (parameter.name, parameter.kind.name, parameter.default is not parameter.empty)
        for parameter in inspect.signature(real).parameters.values()
    ]


def read_parameters(parameters: tuple[Parameter, ...]) -> Shown:
    return [
        (parameter.name, parameter.kind.name, parameter.default is not None)
        for parameter in parameters
    ]


@pytest.mark.parametrize("reader", [read_module, read_module_with_griffe])
@pytest.mark.parametrize("family", [item for item in FAMILIES if item != "pydantic"])
def test_parameters_are_those_of_the_real_class(family: str, reader: Reader) -> None:
    write, header = FAMILIES[family]
    choose = random.Random(family)
    drawings: list[Drawn] = [drawn(write, choose, i, NAMES, header) for i in range(EACH)]
    surface = surface_of(files_of(drawings), reader)
    wrong = []
    for number, each in enumerate(drawings):
        found = surface.resolve(f"pkg.m.Model{number}")
        assert isinstance(found, Definition)
        made = constructors(surface, found)
        read = [read_parameters(item.parameters) for item in made]
        real = real_parameters(each.real)
        if read != [real]:
            wrong.append(f"{each.source.bases}{each.source.text}real: {real}\nread: {read}\n")
    assert not wrong, "\n".join([f"{len(wrong)} of {len(drawings)} wrong", *wrong[:6]])


def real_fields(real: Any) -> set[tuple[str, bool, str | None]]:
    """Give how calls name the fields of a model: by name, whether needed, and the other name."""
    config = real.model_config
    by_name = config.get("populate_by_name")
    found = {
        (
            field.validation_alias or name,
            field.is_required(),
            name if by_name and field.validation_alias not in (None, name) else None,
        )
        for name, field in real.model_fields.items()
    }
    return found if config.get("extra") == "forbid" else found | {("**", False, None)}


@pytest.mark.parametrize("reader", [read_module, read_module_with_griffe])
def test_models_take_the_keywords_of_the_real_ones(reader: Reader) -> None:
    write, header = FAMILIES["pydantic"]
    choose = random.Random(4)
    drawings = [drawn(write, choose, i, NAMES, header) for i in range(EACH)]
    surface = surface_of(files_of(drawings), reader)
    wrong = []
    for number, each in enumerate(drawings):
        found = surface.resolve(f"pkg.m.Model{number}")
        assert isinstance(found, Definition)
        (made,) = constructors(surface, found)
        either = dict(made.either)
        read = {
            ("**", False, None)
            if p.kind is ParameterKind.VAR_KEYWORD
            else (p.name, p.default is None, either.get(p.name))
            for p in made.parameters
        }
        if read != real_fields(each.real):
            text = each.source.bases + each.source.text
            wrong.append(f"{text}real: {real_fields(each.real)}\nread: {read}\n")
    assert not wrong, "\n".join([f"{len(wrong)} of {len(drawings)} wrong", *wrong[:6]])


def tables_of(drawings: list[Drawn]) -> list[Table]:
    return [
        observed(constructed(drawing.real), inspect.signature(drawing.real).parameters)
        for drawing in drawings
    ]


@pytest.mark.parametrize("change", ["another draw", "another family"])
@pytest.mark.parametrize("family", FAMILIES)
def test_verdicts_agree_with_real_calls(family: str, change: str) -> None:
    write, header = FAMILIES[family]
    choose = random.Random(family)
    old = [drawn(write, choose, i, ABC, header) for i in range(EACH)]
    new = []
    for number in range(EACH):
        if change == "another family":
            write, header = FAMILIES[choose.choice(sorted(FAMILIES))]
        new.append(drawn(write, choose, number, ABC, header))
    before, after = tables_of(old), tables_of(new)
    found = grouped(found_by(read_module_with_griffe, files_of(old), files_of(new)))
    wrong = []
    for number in range(EACH):
        name = f"Model{number}"
        said = complaint(before[number], after[number], found.get(f"pkg.m.{name}", []), name)
        if said is not None:
            texts = [side[number].source.bases + side[number].source.text for side in (old, new)]
            wrong.append("\n->\n".join(texts) + said)
    assert not wrong, "\n".join([f"{len(wrong)} of {EACH} wrong", *wrong[:6]])


@pytest.mark.parametrize("family", ["dataclass", "attrs", "pydantic"])
def test_what_a_public_base_breaks_is_told_of_all_classes(family: str) -> None:
    """One finding may stand for many classes: those that it does not name still work."""
    write, header = FAMILIES[family]
    choose = random.Random(len(family))
    old, new = ([drawn(write, choose, i, ABC, header) for i in range(EACH // 2)] for _ in range(2))
    before, after = tables_of(old), tables_of(new)
    affected: set[str] = set()
    for item in found_by(read_module_with_griffe, files_of(old, "bases"), files_of(new, "bases")):
        if item.witness is not None:
            affected |= {item.object, *item.affects}
    for number, (was, now) in enumerate(zip(before, after, strict=True)):
        source = old[number].source.text + new[number].source.text
        assert any(breaking(was, now)) == (f"pkg.m.Model{number}" in affected), source


def test_more_fields_of_a_named_tuple_are_told_however_it_is_made() -> None:
    head = "from collections import namedtuple\nfrom typing import NamedTuple\n"
    made = head + "A = namedtuple('A', 'x y', defaults=[0])\n"
    written = head + "class A(NamedTuple):\n    x: int\n"
    for old in (head + "A = namedtuple('A', 'x')\n", written):
        files = ({"pkg/__init__.py": "", "pkg/m.py": text} for text in (old, made))
        found = {item.rule for item in found_by(read_module, *files)}
        assert "namedtuple-arity-changed" in found
