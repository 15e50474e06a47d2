"""Calls are judged exactly through every front end, whatever the callable is written as.

Packages of hundreds to thousands of definitions are written to folders in two versions, compared
by the command line, and every finding is held against calls of the really imported definitions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import cache
from pathlib import Path

import msgspec
import pytest

from tests.compare.calls.oracle import Spec, Table, table
from tests.rules.sources import rule_findings
from tests.semantics.constructors.front_end_forms import (
    FORMS,
    Files,
    Form,
    imported,
    package,
    sampled,
    write,
)
from tests.semantics.constructors.front_end_truth import complaint, left_to_pass, observed
from unbroken.cli.main import main
from unbroken.compare.pairs import find_pairs
from unbroken.loading.loader import with_namespaces
from unbroken.model.definitions import Module
from unbroken.model.finding import Finding
from unbroken.readers.griffe_reader import read_module_with_griffe
from unbroken.readers.libcst_reader import read_module
from unbroken.semantics.surface import Surface

FUNCTIONS = 1_500
EACH = 200


def surface_of(files: Files, reader: Callable[..., Module]) -> Surface:
    modules = {}
    for path, text in files.items():
        is_package = path.endswith("__init__.py")
        name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        modules[name] = reader(text.encode(), name, path, is_package=is_package)
    return Surface(with_namespaces(modules, ["pkg"]), ["pkg"])


def found_by(reader: Callable[..., Module], old: Files, new: Files) -> list[Finding]:
    pairs = find_pairs(surface_of(old, reader), surface_of(new, reader))
    return sorted(rule_findings(pairs), key=lambda item: (item.order, item.identity))


def found_by_command(
    old: Files, new: Files, root: Path, capsys: pytest.CaptureFixture[str]
) -> list[Finding]:
    write(old, root / "old")
    write(new, root / "new")
    code = main(["diff", str(root / "old"), str(root / "new"), "--format", "json"])
    captured = capsys.readouterr()
    assert captured.err == ""
    findings = msgspec.convert(msgspec.json.decode(captured.out)["findings"], list[Finding])
    assert code == any(finding.level == "error" for finding in findings)
    return findings


def grouped(findings: list[Finding]) -> dict[str, list[Finding]]:
    groups = defaultdict(list)
    for finding in findings:
        groups[finding.object].append(finding)
    return groups


@cache
def known_table(spec: Spec) -> Table:
    return table(spec)


def tables_of(form: Form, specs: list[Spec], files: Files, root: Path) -> list[Table]:
    """Import a package and call all that is in it."""
    tables = []
    with imported(files, root) as find:
        for number, spec in enumerate(specs):
            real = form.real(find(form.path.format(number)))
            if form is FORMS["function"]:
                tables.append(known_table(spec)._replace(function=real))
            else:
                tables.append(observed(real, left_to_pass(spec, real)))
    return tables


@pytest.mark.parametrize("name", FORMS)
def test_findings_agree_with_real_calls(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    form = FORMS[name]
    pairs = sampled(FUNCTIONS if name == "function" else EACH, seed=len(name))
    old, new = ([pair[side] for pair in pairs] for side in (0, 1))
    old_files, new_files = package(form, old, seed=1), package(form, new, seed=2)
    found = grouped(found_by_command(old_files, new_files, tmp_path, capsys))
    before = tables_of(form, old, old_files, tmp_path / "old")
    after = tables_of(form, new, new_files, tmp_path / "new")
    wrong = []
    for number in range(len(pairs)):
        findings = found.pop(f"pkg.{form.path.format(number)}", [])
        said = complaint(before[number], after[number], findings, form.call.format(number))
        if said is not None:
            wrong.append(f"{number}: ({old[number].source}) -> ({new[number].source}): {said}")
    assert not wrong, "\n".join([f"{len(wrong)} of {len(pairs)} wrong", *wrong[:20]])
    assert not [item for group in found.values() for item in group if item.witness]


@pytest.mark.parametrize("name", FORMS)
def test_both_readers_find_the_same(name: str) -> None:
    pairs = sampled(EACH // 3, seed=len(name))
    old, new = (package(FORMS[name], [p[side] for p in pairs], seed=side) for side in (0, 1))
    found = found_by(read_module, old, new)
    assert found == found_by(read_module_with_griffe, old, new)
    assert found
