"""How serious a finding is: by the rule, then the table, then the last override that fits."""

from __future__ import annotations

import pytest

from unbroken.config.config import Config, Override, Settings
from unbroken.model.finding import Finding
from unbroken.policy.levels import dotted_glob, with_configured_levels


@pytest.mark.parametrize(
    ("pattern", "name", "fits"),
    [
        ("pkg.f", "pkg.f", True),
        ("pkg.f", "pkg.g", False),
        ("pkg.f", "pkg.f.g", False),
        ("pkg.*", "pkg.f", True),
        ("pkg.*", "pkg.a.f", False),
        ("pkg.*", "pkg", False),
        ("pkg.**", "pkg.f", True),
        ("pkg.**", "pkg.a.b.f", True),
        ("pkg.**", "pkg", False),
        ("pkg.**", "pkgs.f", False),
        ("**", "pkg", True),
        ("**", "pkg.a.f", True),
        ("**.f", "f", True),
        ("**.f", "pkg.a.f", True),
        ("**.f", "pkg.a.g", False),
        ("pkg.**.*Config", "pkg.Config", True),
        ("pkg.**.*Config", "pkg.a.b.MyConfig", True),
        ("pkg.**.*Config", "pkg.a.Config.field", False),
        ("pkg.**.*Config.**", "pkg.a.Config.field", True),
        ("pkg.?", "pkg.f", True),
        ("pkg.?", "pkg.ff", False),
        ("pkg.f+", "pkg.f", False),
        ("pkg.[f]", "pkg.f", False),
        ("*", "pkg", True),
        ("*", "pkg.f", False),
        ("*.f", "pkg.f", True),
    ],
)
def test_glob_matches_dotted_names(pattern, name, fits):
    assert bool(dotted_glob(pattern).fullmatch(name)) is fits


def level(rule: str = "parameter-removed", given: str = "error", **settings: object) -> str | None:
    finding = Finding(
        rule=rule, level=given, object="pkg.a.Config", path="a.py", line=1, end_line=1, message=""
    )
    found = list(with_configured_levels([finding], Config(Settings(**settings))))
    return found[0].level if found else None


def override(level: str, *objects: str, rule: str = "parameter-removed") -> Override:
    return Override(objects, {rule: level})


def test_level_of_the_rule_is_the_default():
    assert level() == "error"


def test_table_wins_over_the_rule():
    assert level(rules={"parameter-removed": "note"}) == "note"
    assert level(rules={"parameter-removed": "off"}) is None
    assert level(rules={"parameter-renamed": "off"}) == "error"


def test_last_matching_override_wins_over_the_table():
    table = {"parameter-removed": "note"}
    assert level(rules=table, overrides=(override("warning", "pkg.**"),)) == "warning"
    two = (override("off", "pkg.**"), override("error", "pkg.b", "pkg.a.*"))
    assert level(rules=table, overrides=two) == "error"
    assert level(rules=table, overrides=two[::-1]) is None
    assert level(overrides=(override("off", "pkg.b"), override("off", "**", rule="x"))) == "error"


def test_strict_typing_raises_typing_rules_only():
    assert level("return-type-changed", "warning") == "warning"
    assert level("return-type-changed", "warning", typing="strict") == "error"
    table = {"return-type-changed": "note"}
    assert level("return-type-changed", "warning", typing="strict", rules=table) == "note"
    assert level("default-changed", "warning", typing="strict") == "warning"
