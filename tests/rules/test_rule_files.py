"""Rule files are whole: named, documented, with examples, and worded for people."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path
from typing import get_args

import pytest

import unbroken.rules
from tests.rules.messages import GOLDEN, all_messages
from unbroken.compare.calls.call_break import CallCause
from unbroken.report.rule_pages import document, main, section
from unbroken.rules.findings.words import listed
from unbroken.rules.registry import NOT_RULES, all_rules, pair_rules, rule_names

FOLDER = Path(unbroken.rules.__file__).parent
DOCS = Path(__file__).parents[2] / "docs" / "rules.md"
RULES = [pytest.param(rule, id=name) for name, rule in all_rules().items()]
PAIR_RULES = [pytest.param(rule, id=rule.name) for rule in pair_rules()]
ROOT_CAUSES = {*get_args(CallCause)}
"""The causes of broken calls, which `compare` tells apart, are named like the rules about them."""


def test_every_file_is_a_rule_or_known_to_be_none():
    stems = {path.stem for path in FOLDER.glob("*.py")} - {"__init__", *NOT_RULES}
    assert {stem.replace("_", "-") for stem in stems} == set(rule_names()) == set(all_rules())


@pytest.mark.parametrize("rule", RULES)
def test_documentation_is_a_line_about_the_break_and_a_paragraph_about_the_remedy(rule):
    summary, remedy = inspect.cleandoc(rule.documentation).split("\n\n", 1)
    assert summary.endswith(".")
    assert "\n" not in summary
    assert remedy.endswith(".")


@pytest.mark.parametrize("rule", RULES)
def test_name_follows_from_the_file(rule):
    assert rule.module == f"unbroken.rules.{rule.name.replace('-', '_')}"
    assert all_rules()[rule.name] is rule


@pytest.mark.parametrize("rule", PAIR_RULES)
def test_rule_has_examples_of_what_breaks_and_of_compatible_neighbours(rule):
    assert rule.breaks
    assert rule.keeps


@pytest.mark.parametrize("rule", PAIR_RULES)
def test_examples_are_python_and_all_different(rule):
    for example in (*rule.breaks, *rule.keeps):
        assert ast.parse(example.old) is not None
        assert ast.parse(example.new) is not None
        assert example.old != example.new
    assert len(set(rule.breaks)) == len(rule.breaks)
    assert len(set(rule.keeps)) == len(rule.keeps)


def test_no_other_file_lists_rules():
    """A rule is one file: what else needs to know of it asks for an attribute of the rule."""
    names = {*rule_names()} - ROOT_CAUSES
    listing = {}
    for path in FOLDER.parent.rglob("*.py"):
        literals = {
            node.value
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        if named := sorted(literals & names):
            listing[path.relative_to(FOLDER.parent).as_posix()] = named
    assert listing == {}, "give the rule an attribute (rules/base.py) and ask for that"


def test_messages_are_worded_as_agreed():
    assert all_messages() == GOLDEN.read_text(encoding="utf-8")


def test_the_docs_are_what_the_rules_say(capsys):
    assert DOCS.read_text(encoding="utf-8") == document()
    assert main(["--check", str(DOCS)]) == 0


def test_docs_that_fell_behind_are_told(tmp_path, capsys):
    path = tmp_path / "rules.md"
    path.write_text("old", encoding="utf-8")
    assert main(["--check", str(path)]) == 1
    assert "unbroken.report.rule_pages" in capsys.readouterr().err
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


@pytest.mark.parametrize("rule", pair_rules(), ids=lambda rule: rule.name)
def test_page_shows_how_to_do_without_the_break(rule):
    is_on = rule.level in ("error", "warning")
    assert "\nWithout a break" in section(rule.name, rule) or not is_on


def test_page_shows_the_code_that_the_report_prints():
    (rule,) = (rule for rule in pair_rules() if rule.name == "method-became-property")
    assert (
        "\nWithout a break, pasted instead of the decorators and the header at m.py:3:\n\n"
        "```python\n"
        "def size(self):\n"
        "    return self.size_value\n"
        "\n"
        "@property\n"
        "def size_value(self):\n"
        "```\n"
    ) in section(rule.name, rule)
