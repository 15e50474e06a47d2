"""What rules advise works: the old use runs on the remedied code, and nothing is reported."""

from __future__ import annotations

import sys
import types
import warnings
from typing import Any

import pytest

from tests.rules.sources import files_of, found_in
from unbroken.readers.griffe_reader import read_module_with_griffe
from unbroken.readers.libcst_reader import read_module
from unbroken.rules.registry import pair_rules

ROWS = [
    pytest.param(remedy, id=f"{rule.name}-{number}")
    for rule in pair_rules()
    for number, remedy in enumerate(rule.remedies)
]


def run(source: str, use: str) -> None:
    """Run an example as a module, and then the code that uses it."""
    module = types.ModuleType("example")
    sys.modules["example"] = module  # dataclasses look their module up
    names: dict[str, Any] = vars(module)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            exec(compile(source, "example", "exec"), names)
            exec(compile(use, "use", "exec"), names)
    finally:
        del sys.modules["example"]


@pytest.mark.parametrize("rule", pair_rules(), ids=lambda rule: rule.name)
def test_rule_that_is_on_shows_how_to_do_without_the_break(rule):
    assert rule.remedies or rule.level == "off"


@pytest.mark.parametrize("remedy", ROWS)
@pytest.mark.parametrize("read", [read_module, read_module_with_griffe])
def test_remedied_change_is_not_reported(remedy, read):
    found = found_in(files_of(remedy.old), files_of(remedy.new), read)
    assert [(f.rule, f.object, f.message) for f in found if f.level in ("error", "warning")] == []


@pytest.mark.parametrize("remedy", [row for row in ROWS if row.values[0].use is not None])
def test_old_use_runs_on_the_remedied_code(remedy):
    for source in (remedy.old, remedy.new):
        run(source, remedy.use)
