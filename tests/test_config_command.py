"""`holdfast config`: what is in effect."""

from __future__ import annotations

from tests.checkout import commit, git

TABLE = """\
[project]
name = "pkg"
version = "1.1.0"
[tool.holdfast]
exclude = ["**/legacy/**"]
strict = true
[tool.holdfast.rules]
default-changed = "note"
[tool.holdfast.versioning]
scheme = "semver"
[[tool.holdfast.accept]]
object = "pkg.f"
rule = "parameter-removed"
reason = "agreed"
"""
FOUND = (
    "  baseline: v1.0.0 (the latest release)\n"
    "  package: pkg (pkg)\n"
    "  version: 1.1.0 (pyproject.toml:3)\n"
)


def test_what_is_found_and_set(library, holdfast):
    commit(library, {"pyproject.toml": TABLE})
    said = holdfast("config")
    assert (said.code, said.out) == (
        0,
        "holdfast: pyproject.toml is valid\n" + FOUND + '  exclude: ["**/legacy/**"]\n'
        "  strict: true\n"
        '  rules: {"default-changed": "note"}\n'
        '  versioning: "semver"\n'
        "  accept: 1 entry\n",
    )
    said = holdfast("config", "--check")
    assert (said.code, said.out) == (0, "holdfast: pyproject.toml is valid\n")


def test_the_defaults(library, holdfast):
    commit(library, {"README.md": ""})
    start = "holdfast: there is no [tool.holdfast] table; the defaults are used\n"
    assert holdfast("config").out == start + FOUND
    assert holdfast("config", "--check").out == start


def test_a_version_that_only_tags_tell(library, holdfast):
    commit(library, {"pyproject.toml": '[project]\nname = "pkg"\ndynamic = ["version"]\n'})
    assert "  version: 1.1.0 (so say the tags)\n" in holdfast("config").out
    git(library, "tag", "--delete", "v1.0.0")
    assert "  version: not known\n" in holdfast("config").out


def test_what_stops_a_check_is_shown(library, holdfast):
    commit(library, {"pyproject.toml": '[tool.holdfast]\npackages = ["pgk"]\n'})
    said = holdfast("config")
    assert (said.code, said.out) == (
        0,
        "holdfast: pyproject.toml is valid\n"
        "  baseline: v1.0.0 (the latest release)\n"
        "  nothing can be checked: pyproject.toml: [tool.holdfast] packages: there is no 'pgk' in "
        "src, .; did you mean 'pkg'?\n",
    )
