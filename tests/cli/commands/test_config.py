"""`unbroken config`: what is in effect."""

from __future__ import annotations

from tests.checkout import commit, git

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
        "unbroken: pyproject.toml is valid\n" + FOUND + '  exclude: ["**/legacy/**"]\n'
        "  strict: true\n"
        '  rules: {"default-changed": "note"}\n'
        '  versioning: "semver"\n'
        "  accept: 1 entry\n",
    )
    result = unbroken("config", "--check")
    assert (result.code, result.out) == (0, "unbroken: pyproject.toml is valid\n")


def test_defaults_are_not_shown(library, unbroken):
    commit(library, {"README.md": ""})
    start = "unbroken: there is no [tool.unbroken] table; the defaults are used\n"
    assert unbroken("config").out == start + FOUND
    assert unbroken("config", "--check").out == start


def test_version_from_tags_is_shown(library, unbroken):
    commit(library, {"pyproject.toml": '[project]\nname = "pkg"\ndynamic = ["version"]\n'})
    assert "  version: 1.1.0 (according to the tags)\n" in unbroken("config").out
    git(library, "tag", "--delete", "v1.0.0")
    assert "  version: not known\n" in unbroken("config").out


def test_what_stops_a_check_is_shown(library, unbroken):
    commit(library, {"pyproject.toml": '[tool.unbroken]\npackages = ["pgk"]\n'})
    result = unbroken("config")
    assert (result.code, result.out) == (
        0,
        "unbroken: pyproject.toml is valid\n"
        "  baseline: v1.0.0 (the latest release)\n"
        "  nothing can be checked: pyproject.toml: [tool.unbroken] packages: there is no 'pgk' in "
        "src, .; did you mean 'pkg'?\n",
    )
