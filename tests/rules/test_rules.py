"""The examples of every rule, in every form in which they occur.

A BREAKS row must give one finding in total over all rules, and its witness is executed; a KEEPS
row must give none. Each row runs through both readers, through a re-export, and as a method.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from typing import NamedTuple

import pytest

from tests.rules.execution import namespace_of, outcome
from tests.rules.sources import Files, Reader, files_of, found_in, is_one_file, surface_of
from unbroken.compare.pairs import find_pairs
from unbroken.model.finding import Finding
from unbroken.readers.griffe_reader import read_module_with_griffe
from unbroken.readers.libcst_reader import read_module
from unbroken.rules.base import Break, Keep
from unbroken.rules.registry import all_rules, pair_rules

READERS = [
    pytest.param(read_module, id="libcst"),
    pytest.param(read_module_with_griffe, id="griffe"),
]
ABOUT_PATHS = {
    "export-removed",
    *(rule.name for rule in pair_rules() if rule.looks_at == "modules"),
}
"""The rules whose findings are about a path itself, which is not seen through a re-export."""
ONE_DEF = re.compile(r"((?:async )?def f)\((.*)")


class Row(NamedTuple):
    rule: str
    example: Break | Keep

    @property
    def files(self) -> tuple[Files, Files]:
        return files_of(self.example.old), files_of(self.example.new)


def rows(kind: str, wanted: Callable[[Row], bool] = lambda row: True) -> list:
    return [
        pytest.param(Row(rule.name, example), id=f"{rule.name}-{number}")
        for rule in pair_rules()
        for number, example in enumerate(rule.breaks if kind == "BREAKS" else rule.keeps)
        if wanted(Row(rule.name, example))
    ]


def is_about_a_name(row: Row) -> bool:
    return row.rule not in ABOUT_PATHS and is_one_file(*row.example[:2])


def is_one_def(row: Row) -> bool:
    return all(ONE_DEF.fullmatch(text) for text in row.example[:2])


def has_witness(row: Row) -> bool:
    return row.example.witness is not None


def reexported(row: Row) -> tuple[Files, Files]:
    """Move a one-module example to `pkg/_impl.py`, exported by `pkg/__init__.py`."""
    names = public_names(row.example.old)
    old, new = (
        {"pkg/__init__.py": exporting(exported), "pkg/_impl.py": text}
        for exported, text in zip(
            (names, names | public_names(row.example.new)), row.example[:2], strict=True
        )
    )
    return old, new


def exporting(names: set[str]) -> str:
    return f"from pkg._impl import {', '.join(sorted(names))}\n" if names else ""


def public_names(source: str) -> set[str]:
    names = set()
    for statement in ast.parse(source).body:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(statement.name)
        targets = getattr(statement, "targets", None) or [getattr(statement, "target", None)]
        names.update(target.id for target in targets if isinstance(target, ast.Name))
    return {name for name in names if not name.startswith("_")}


def as_method(source: str) -> str:
    """Make the function `f` of a one-line example a method of `C`."""
    match = ONE_DEF.fullmatch(source)
    assert match is not None
    start, rest = match.groups()
    self = "self" if rest.startswith(")") else "self, "
    return f"class C:\n    {start}({self}{rest}"


def reported(old: Files, new: Files, reader: Reader) -> list[Finding]:
    return [finding for finding in found_in(old, new, reader) if finding.level != "off"]


def the_finding(row: Row, old: Files, new: Files, reader: Reader) -> Finding:
    """Return the one finding of a BREAKS row; of a rule that is off, whatever is found."""
    off = all_rules()[row.rule].level == "off"
    found = found_in(old, new, reader) if off else reported(old, new, reader)
    assert [finding.rule for finding in found] == [row.rule]
    assert found[0].level == (row.example.level or all_rules()[row.rule].level)
    return found[0]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("row", rows("BREAKS"))
def test_break_is_reported_once(row, reader):
    found = the_finding(row, *row.files, reader)
    assert (found.witness.call if found.witness else None) == row.example.witness


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("row", rows("KEEPS"))
def test_compatible_neighbour_is_not_reported(row, reader):
    assert reported(*row.files, reader) == []


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("row", [*rows("BREAKS"), *rows("KEEPS")])
def test_unchanged_source_is_not_reported(row, reader):
    for files in row.files:
        assert found_in(files, files, reader) == []


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("row", rows("BREAKS", is_about_a_name))
def test_break_behind_a_reexport_is_reported_at_the_public_path(row, reader):
    found = the_finding(row, *reexported(row), reader)
    direct = the_finding(row, *row.files, reader)
    assert found.object == f"pkg.{direct.object.removeprefix('m.')}"
    assert (found.path, found.line, found.message) == ("pkg/_impl.py", direct.line, direct.message)
    assert found.witness == direct.witness


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("row", rows("KEEPS", is_about_a_name))
def test_compatible_neighbour_behind_a_reexport_is_not_reported(row, reader):
    assert reported(*reexported(row), reader) == []


@pytest.mark.parametrize("row", rows("BREAKS", is_one_def))
def test_break_of_a_function_is_reported_for_a_method(row):
    old, new = ({"m.py": as_method(text)} for text in row.example[:2])
    found = the_finding(row, old, new, read_module)
    assert found.object == "m.C.f"
    if row.example.witness is not None:
        assert found.witness is not None
        assert found.witness.call == f"c.{row.example.witness}"
        check_witness(old["m.py"], new["m.py"], found)


@pytest.mark.parametrize("row", rows("KEEPS", is_one_def))
def test_compatible_neighbour_of_a_function_is_not_reported_for_a_method(row):
    old, new = ({"m.py": as_method(text)} for text in row.example[:2])
    assert reported(old, new, read_module) == []


@pytest.mark.parametrize("row", rows("BREAKS", has_witness))
def test_witness_works_before_and_fails_after(row):
    check_witness(*row.example[:2], the_finding(row, *row.files, read_module))


def check_witness(old: str, new: str, found: Finding) -> None:
    """Execute the witness against both versions."""
    assert found.witness is not None
    before = outcome(found.witness.call, namespace_of(old))
    after = outcome(found.witness.call, namespace_of(new))
    assert not isinstance(before, TypeError), before
    if found.witness.effect == "rejected":
        assert isinstance(after, TypeError)
        assert str(after).partition(". Did you mean")[0] == found.witness.error
    else:
        assert not isinstance(after, TypeError), after
        assert before != after


@pytest.mark.parametrize("kind", ["BREAKS", "KEEPS"])
def test_rules_find_nothing_about_what_they_do_not_look_at(kind):
    for row in (parameters.values[0] for parameters in rows(kind)):
        old, new = (surface_of(files, read_module) for files in row.files)
        for pair in find_pairs(old, new):
            other = "definitions" if pair.old.member is None else "modules"
            for rule in pair_rules():
                if rule.looks_at == other:
                    assert list(rule.check(pair)) == [], (rule.name, row)
