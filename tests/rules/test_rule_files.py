"""Rule files are whole: named, documented, with examples, and worded for people."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pytest

import unbroken.rules
from tests.rules.messages import GOLDEN, all_messages
from unbroken.rules.document import document, main
from unbroken.rules.findings.words import listed
from unbroken.rules.registry import NOT_RULES, all_rules, rule_names

FOLDER = Path(unbroken.rules.__file__).parent
DOCS = Path(__file__).parents[2] / "docs" / "rules.md"
RULES = [pytest.param(name, rule, id=name) for name, rule in all_rules().items()]


def test_every_file_is_a_rule_or_known_to_be_none():
    stems = {path.stem for path in FOLDER.glob("*.py")} - {"__init__", *NOT_RULES}
    assert {stem.replace("_", "-") for stem in stems} == set(rule_names()) == set(all_rules())


@pytest.mark.parametrize(("name", "rule"), RULES)
def test_a_rule_says_what_breaks_and_how_to_do_it_without(name, rule):
    what, how = inspect.cleandoc(rule.__doc__).split("\n\n", 1)
    assert what.endswith(".")
    assert "\n" not in what
    assert how.endswith(".")
    assert rule.check.__doc__


@pytest.mark.parametrize(("name", "rule"), RULES)
def test_a_rule_has_examples_or_says_why_not(name, rule):
    if rule.BREAKS:
        assert rule.KEEPS
        return
    body = ast.parse(Path(rule.__file__).read_text(encoding="utf-8")).body
    places = [i for i, each in enumerate(body) if "BREAKS" in ast.unparse(each).split("=")[0]]
    following = body[places[0] + 1]
    assert isinstance(following, ast.Expr)
    assert isinstance(following.value, ast.Constant)


@pytest.mark.parametrize(("name", "rule"), RULES)
def test_the_examples_are_python_and_all_different(name, rule):
    for example in (*rule.BREAKS, *rule.KEEPS):
        assert ast.parse(example.old) is not None
        assert ast.parse(example.new) is not None
        assert example.old != example.new or "version" in name
    assert len(set(rule.BREAKS)) == len(rule.BREAKS)
    assert len(set(rule.KEEPS)) == len(rule.KEEPS)


def test_messages_are_worded_as_agreed():
    assert all_messages() == GOLDEN.read_text(encoding="utf-8")


def test_the_docs_are_what_the_rules_say(capsys):
    assert DOCS.read_text(encoding="utf-8") == document()
    assert main(["--check", str(DOCS)]) == 0


def test_docs_that_fell_behind_are_told(tmp_path, capsys):
    path = tmp_path / "rules.md"
    path.write_text("old", encoding="utf-8")
    assert main(["--check", str(path)]) == 1
    assert "unbroken.rules.document" in capsys.readouterr().err
    assert main([str(path)]) == 0
    assert path.read_text(encoding="utf-8") == document()


@pytest.mark.parametrize(
    ("names", "text"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        (list("abcdefg"), "a, b, c, d and 3 more"),
    ],
)
def test_lists_in_sentences(names, text):
    assert listed(names) == text
