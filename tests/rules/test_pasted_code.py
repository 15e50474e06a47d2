"""The code that findings offer works: pasted where they say, the break is gone and the use runs."""

from __future__ import annotations

import importlib
import sys
import warnings
from contextlib import contextmanager
from typing import NamedTuple

import pytest

from tests.rules.execution import namespace_of, outcome
from tests.rules.pasting import pasted
from tests.rules.reexported_rows import PRIVATE, reexported
from tests.rules.sources import Files, Reader, files_of, is_one_file, surface_of
from unbroken.checks.compare_packages import ComparisonOptions, judge_surfaces
from unbroken.config.config import Config, Settings
from unbroken.model.finding import Finding
from unbroken.readers.griffe_reader import read_module_with_griffe
from unbroken.readers.libcst_reader import read_module
from unbroken.rules.base import Break
from unbroken.rules.registry import pair_rules

READERS = [
    pytest.param(read_module, id="libcst"),
    pytest.param(read_module_with_griffe, id="griffe"),
]

NOT_ENOUGH = {
    "class A:\n    x = 1\ndel A.x": "a `del` below the class takes away what is pasted into it",
    "class A:\n    def __new__(cls):\n        return super().__new__(cls)": (
        "the constructor no longer has a name for the instance"
    ),
    "class B: ...\ndef f(x: B) -> list[B]: ...": (
        "annotations name another class now, which is a change of its own"
    ),
}
"""The examples that pasted code does not remedy, by their new source, and why."""

OTHER_LIBRARY = """\
def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return type(name, (type,) if name in "MN" else (), {})
"""
"""What examples mean by `lib`: it has every name; `M` and `N` are metaclasses."""


class Row(NamedTuple):
    rule: str
    example: Break

    @property
    def files(self) -> tuple[Files, Files]:
        return files_of(self.example.old), files_of(self.example.new)

    @property
    def is_remedied(self) -> bool:
        return self.example.new not in NOT_ENOUGH


ROWS = [
    pytest.param(Row(rule.name, example), id=f"{rule.name}-{number}")
    for rule in pair_rules()
    for number, example in enumerate(rule.breaks)
    if (example.level or rule.level) in ("error", "warning")
]


def reported(old: Files, new: Files, reader: Reader) -> list[Finding]:
    """Return the errors and warnings between two versions, with the project's decorators."""
    surfaces = [surface_of(files, reader) for files in (old, new)]
    task = ComparisonOptions(Config(Settings()), surfaces[0].packages, "1.5.0", baseline="1.4.0")
    found = judge_surfaces(*surfaces, task)[0]
    return [finding for finding in found if finding.level in ("error", "warning")]


def test_every_example_that_code_does_not_remedy_is_one():
    assert NOT_ENOUGH.keys() <= {row.values[0].example.new for row in ROWS}


def test_every_rule_that_is_on_offers_code():
    coded = {
        rule.name
        for rule in pair_rules()
        if any(
            finding.code
            for example in rule.breaks
            for finding in reported(files_of(example.old), files_of(example.new), read_module)
            if finding.rule == rule.name
        )
    }
    on = {rule.name for rule in pair_rules() if rule.level in ("error", "warning")}
    assert on - coded == set()


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("row", ROWS)
def test_nothing_is_reported_once_the_code_is_pasted(row, reader):
    old, new = row.files
    found = reported(old, new, reader)
    coded = [finding for finding in found if finding.code]
    left = reported(old, pasted(old, new, coded), reader)
    without_code = {finding.identity for finding in found if not finding.code}
    others = [finding for finding in left if finding.identity not in without_code]
    if row.is_remedied:
        assert others == []
    else:
        assert others


REEXPORTED = [
    pytest.param(row.values[0], *files, id=row.id)
    for row in ROWS
    if (files := reexported(*row.values[0].example[:2])) is not None
]


@pytest.mark.parametrize(("row", "old", "new"), REEXPORTED)
def test_code_is_for_the_private_module_that_defines_what_is_public(row, old, new):
    found = reported(old, new, read_module)
    coded = [finding for finding in found if finding.code]
    assert {finding.code_place.path for finding in coded} <= {PRIVATE}
    without_code = {finding.identity for finding in found if not finding.code}
    left = reported(old, pasted(old, new, coded), read_module)
    if row.is_remedied:
        assert [finding for finding in left if finding.identity not in without_code] == []


@pytest.mark.parametrize("row", ROWS)
def test_old_use_runs_once_the_code_is_pasted(row, tmp_path):
    old, new = row.files
    found = [finding for finding in reported(old, new, read_module) if finding.code]
    if not found:
        assert any(finding.rule == row.rule for finding in reported(old, new, read_module))
        return
    remedied = pasted(old, new, found)
    objects = [finding.object for finding in found]
    uses_old, uses_new = (
        reachable(files, objects, tmp_path / name)
        for name, files in (("old", old), ("new", remedied))
    )
    if row.is_remedied:
        assert [path for path in uses_old if path not in uses_new] == []
    if row.example.witness is not None and is_one_file(row.example.old, row.example.new):
        (source,) = (text for path, text in remedied.items() if path == "m.py")
        with importable(tmp_path / "new", {"_markers"}):
            result = outcome(row.example.witness, namespace_of(source))
        assert not isinstance(result, TypeError)


def reachable(files: Files, paths: list[str], folder) -> list[str]:
    """Return those of some dotted paths that lead to something when the files are imported."""
    for name, text in (files | {"lib.py": OTHER_LIBRARY}).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    tops = {"lib"} | {name.removesuffix(".py").partition("/")[0] for name in files}
    with importable(folder, tops):
        return [path for path in paths if leads_somewhere(path)]


@contextmanager
def importable(folder, tops):
    """Let the modules of a folder be imported, and forget them afterwards."""
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        sys.path.remove(str(folder))
        for name in [*sys.modules]:
            if name.partition(".")[0] in tops:
                del sys.modules[name]


def leads_somewhere(path: str) -> bool:
    """Return whether a dotted path names a module, or what can be reached from one.

    What only instances have is reached through the class.
    """
    parts = path.split(".")
    for end in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:end]))
        except ImportError:
            continue
        except NameError:
            return False  # The example calls what it does not define.
        for part in parts[end:]:
            if not hasattr(found, part):
                return False
            found = getattr(found, part)
        return True
    return False
