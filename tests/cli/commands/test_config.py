"""`unbroken config`: what is in effect."""

from __future__ import annotations

import json

import pytest

from tests.checkout import commit, git
from unbroken.model.docstring_labels import EXPERIMENTAL

LABELS = json.dumps(EXPERIMENTAL)

TABLE = """\
[project]
name = "pkg"
version = "1.1.0"
[tool.unbroken]
exclude = ["**/legacy/**"]
strict = true
[tool.unbroken.rules]
default-changed = "note"
[tool.unbroken.versioning]
scheme = "semver"
[[tool.unbroken.accept]]
object = "pkg.f"
rule = "parameter-removed"
reason = "agreed"
"""
FOUND = (
    "  baseline: v1.0.0 (the latest release)\n"
    "  package: pkg (pkg)\n"
    "  version: 1.1.0 (pyproject.toml:3)\n"
)


def test_found_and_configured_values_are_shown(library, unbroken):
    commit(library, {"pyproject.toml": TABLE})
    result = unbroken("config")
    assert (result.code, result.out) == (
        0,
        "unbroken: pyproject.toml is valid\n" + FOUND + "  pre-releases: false (default)\n"
        '  fallback: "main" (default)\n'
        '  exclude: ["**/legacy/**"] (pyproject.toml)\n'
        '  exempt-decorators: ["internal_api", "experimental_api", "deprecated"] (default)\n'
        f"  experimental-docstrings: {LABELS} (default)\n"
        '  typing: "lenient" (default)\n'
        "  strict: true (pyproject.toml)\n"
        '  rules: {"default-changed": "note"} (pyproject.toml)\n'
        '  deprecation: {"window": 2, "unit": "minor"} (default)\n'
        '  versioning: "semver" (pyproject.toml)\n'
        "  accept: 1 entry (pyproject.toml)\n",
    )
    result = unbroken("config", "--check")
    assert (result.code, result.out) == (0, "unbroken: pyproject.toml is valid\n")


def test_without_a_table_only_defaults_are_shown(library, unbroken):
    commit(library, {"README.md": ""})
    start = "unbroken: there is no [tool.unbroken] table; the defaults are used\n"
    out = unbroken("config").out
    assert out.startswith(start + FOUND)
    settings = out.removeprefix(start + FOUND).splitlines()
    assert len(settings) > 5
    assert all(line.endswith(" (default)") for line in settings)
    assert unbroken("config", "--check").out == start


def test_version_from_tags_is_shown(library, unbroken):
    commit(library, {"pyproject.toml": '[project]\nname = "pkg"\ndynamic = ["version"]\n'})
    assert "  version: 1.1.0 (according to the tags)\n" in unbroken("config").out
    git(library, "tag", "--delete", "v1.0.0")
    assert "  version: not known\n" in unbroken("config").out


def test_what_stops_a_check_is_shown(library, unbroken):
    commit(library, {"pyproject.toml": '[tool.unbroken]\npackages = ["pgk"]\n'})
    result = unbroken("config")
    assert result.code == 0
    assert result.out.startswith(
        "unbroken: pyproject.toml is valid\n"
        "  baseline: v1.0.0 (the latest release)\n"
        "  nothing can be checked: pyproject.toml: [tool.unbroken] packages: there is no 'pgk' in "
        "src, .; did you mean 'pkg'?\n"
    )


@pytest.mark.parametrize(
    ("setting", "error"),
    [
        (
            'packages = ["pgk"]',
            "pyproject.toml: [tool.unbroken] packages: there is no 'pgk' in src, .; did you mean "
            "'pkg'?",
        ),
        (
            'baseline = "v0.9"',
            "pyproject.toml: [tool.unbroken] baseline: there is no revision 'v0.9'; did you mean "
            "'v1.0.0'?",
        ),
    ],
)
def test_names_that_lead_nowhere_are_problems(library, unbroken, setting, error):
    (library / "pyproject.toml").write_text(f"[tool.unbroken]\n{setting}\n")
    result = unbroken("config", "--check")
    assert (result.code, result.out) == (2, "")
    assert result.err == f"unbroken: {error}\n"
    assert unbroken("full").err == result.err


def test_names_that_lead_somewhere_are_valid(library, unbroken):
    table = '[tool.unbroken]\npackages = ["pkg"]\nbaseline = "v1.0.0"\n'
    (library / "pyproject.toml").write_text(table)
    result = unbroken("config", "--check")
    assert (result.code, result.out) == (0, "unbroken: pyproject.toml is valid\n")


def test_validate_pyproject_reads_the_schema_as_a_plugin(tmp_path):
    from validate_pyproject.api import Validator
    from validate_pyproject.error_reporting import ValidationError

    validate = Validator()
    table = {"project": {"name": "pkg", "version": "1"}, "tool": {"unbroken": {"strict": True}}}
    validate(table)
    table["tool"]["unbroken"]["strict"] = "yes"
    with pytest.raises(ValidationError, match="strict"):
        validate(table)
