"""`make new-rule` writes a file that its author only has to fill in."""

from __future__ import annotations

import ast

import pytest

from tests.rules.new_rule import main


def test_file_of_a_new_rule_has_one_example_of_each_kind(tmp_path):
    text = main(["docstring-removed"], tmp_path)
    path = tmp_path / "docstring_removed.py"
    assert text == (
        f"wrote {path}\n"
        "1. Fill in what says TODO, the examples first.\n"
        "2. Run: make check-rule NAME=docstring-removed\n"
        "3. Run: make docs\n"
    )
    tree = ast.parse(path.read_text(encoding="utf-8"))
    rows = {
        statement.targets[0].id: len(statement.value.elts)
        for statement in tree.body
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Tuple)
    }
    assert rows == {"BREAKS": 1, "KEEPS": 1}


@pytest.mark.parametrize("name", ["Docstring-Removed", "docstring", "docstring_removed", "a-b/c"])
def test_name_that_no_rule_can_have_is_refused(name, tmp_path):
    with pytest.raises(SystemExit, match="small letters and hyphens"):
        main([name], tmp_path)


def test_name_of_another_rule_is_refused(tmp_path):
    with pytest.raises(SystemExit, match="there is a rule function-removed already"):
        main(["function-removed"], tmp_path)
