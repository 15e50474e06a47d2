"""Semantic versioning over real repositories: what a version makes free, and what it must say."""

from __future__ import annotations

import json

import pytest

from tests.checkout import commit, git, write

SEMVER = '[tool.unbroken.versioning]\nscheme = "semver"\n'
CALVER = '[tool.unbroken.versioning]\nscheme = "calver"\n'
NONE = '[tool.unbroken.versioning]\nscheme = "none"\n'
ACCEPTED = (
    '[[tool.unbroken.accept]]\nobject = "pkg.f"\nrule = "parameter-removed"\nreason = "agreed"\n'
)
OFF = '[tool.unbroken.rules]\nparameter-removed = "off"\n'
BREAK = {"pkg/__init__.py": "def f(a): ...\n"}
HEAD = "pkg/__init__.py:1:1: error[parameter-removed] pkg.f: parameter 'b' was removed"


def project(version, tables=""):
    return {"pyproject.toml": f'[project]\nname = "pkg"\nversion = "{version}"\n{tables}'}


def stage(library, *files):
    for version_files in files:
        write(library, version_files)
    git(library, "add", "--all")


@pytest.mark.parametrize(
    ("version", "why"),
    [
        ("2.0.0", "2.0.0 is a major release after 1.0.0"),
        ("2.0.0.dev0", "2.0.0 is a major release after 1.0.0"),
        ("2.0.0rc1", "2.0.0 is a major release after 1.0.0"),
        ("3.0", "3.0 is a major release after 1.0.0"),
    ],
)
def test_breaks_are_allowed_in_a_major_release(library, unbroken, version, why):
    stage(library, BREAK, project(version, SEMVER))
    for command in ("check", "full"):
        said = unbroken(command)
        assert (said.code, said.out.splitlines()[0]) == (0, f"{HEAD} (accepted: {why})")
        assert "1 error (1 accepted);" in said.closing
    (found,) = json.loads(unbroken("check", "--format", "json").out)["findings"]
    assert (found["accepted"], found["reason"], found["level"]) == (True, why, "error")
    assert unbroken("check", "--strict").code == 0


@pytest.mark.parametrize("version", ["1.0.0", "1.1.0", "1.99.0"])
def test_breaks_are_not_allowed_in_other_releases(library, unbroken, version):
    stage(library, BREAK, project(version, SEMVER))
    for command in ("check", "full"):
        said = unbroken(command)
        assert (said.code, said.out.splitlines()[0]) == (1, HEAD)


def test_breaks_are_allowed_in_a_minor_release_before_1_0(library, unbroken):
    git(library, "tag", "--delete", "v1.0.0")
    git(library, "tag", "v0.4.2")
    stage(library, BREAK, project("0.4.3", SEMVER))
    assert unbroken("check").code == 1
    stage(library, project("0.5.0.dev1", SEMVER))
    said = unbroken("check")
    why = "0.5.0 is a minor release after 0.4.2, and before 1.0.0 these may break"
    assert (said.code, said.out.splitlines()[0]) == (0, f"{HEAD} (accepted: {why})")


@pytest.mark.parametrize("scheme", [CALVER, NONE])
def test_breaks_are_not_allowed_by_other_schemes(library, unbroken, scheme):
    stage(library, BREAK, project("2.0.0", scheme))
    said = unbroken("check")
    assert (said.code, said.out.splitlines()[0]) == (1, HEAD)
    assert "semver" not in said.out


def test_major_release_without_scheme_gets_a_hint(library, unbroken):
    stage(library, BREAK, project("2.0.0"))
    said = unbroken("check")
    assert said.code == 1
    assert said.out.splitlines()[-4] == (
        'unbroken: 2.0.0 is a major release after 1.0.0: scheme = "semver" in '
        "[tool.unbroken.versioning] would let such breaks pass"
    )
    # Not where it is none, nor where nothing blocks.
    stage(library, project("1.1.0"))
    assert "semver" not in unbroken("check").out
    stage(library, project("2.0.0", ACCEPTED))
    said = unbroken("check")
    assert (said.code, "semver" in said.out) == (0, False)


@pytest.mark.parametrize("baseline", ["main", "HEAD", "release-1.0", "refs/heads/release-1.0"])
def test_baseline_without_version_allows_no_breaks(library, unbroken, baseline):
    git(library, "branch", "release-1.0")
    stage(library, BREAK, project("9.0.0", SEMVER))
    assert unbroken("check", "--baseline", baseline).code == 1
    for release in ("v1.0.0", "refs/tags/v1.0.0"):
        assert unbroken("check", "--baseline", release).code == 0


def test_major_release_does_not_allow_too_early_removals(library, unbroken):
    deprecated = '@deprecated("old", removal_version="3.0")\ndef g(a): ...\n'
    commit(library, {"pkg/__init__.py": f"def f(a, b=1): ...\n{deprecated}"})
    git(library, "tag", "--force", "v1.0.0")
    stage(library, {"pkg/__init__.py": "def f(a): ...\n"}, project("2.0.0", SEMVER))
    said = unbroken("check")
    assert said.code == 1
    assert "(accepted: 2.0.0 is a major release after 1.0.0)" in said.out
    assert (
        "error[removed-too-early] pkg.g: 'g' was removed in 2.0.0, before the 3.0 that its "
        "deprecation announced (it was at v1.0.0:pkg/__init__.py:3)\n"
    ) in said.out


BUMP = (
    "pyproject.toml:3:1: {}[version-bump-insufficient] pkg: {} says less than the break since "
    "1.0.0 (pkg.f): it takes 2.0.0\n"
    "  do:     Make the version 2.0.0, or take back what breaks.\n"
)


def said_of_the_version(unbroken, *arguments):
    said = unbroken("full", "--verbose", *arguments)
    blocks = said.out.split("\n\n")
    found = [f"{block}\n" for block in blocks if "version-bump-insufficient" in block]
    return said.code, found


@pytest.mark.parametrize(
    ("version", "level"),
    [
        ("1.0.0", "note"),  # nobody has said yet what comes
        ("1.1.0.dev0", "note"),
        ("1.1.0rc1", "note"),
        ("1.1.0", "error"),
        ("1.99", "error"),
    ],
)
def test_accepted_breaks_need_a_major_release(library, unbroken, version, level):
    commit(library, {**BREAK, **project(version, SEMVER + ACCEPTED)})
    code, (found,) = said_of_the_version(unbroken)
    assert BUMP.format(level, version).rstrip() in found
    assert code == (level == "error")


def test_tagged_release_with_breaks_is_an_error(library, unbroken):
    commit(library, {**BREAK, **project("1.1.0.dev0", SEMVER + ACCEPTED)}, "v1.1.0")
    code, (found,) = said_of_the_version(unbroken)
    assert (code, BUMP.format("error", "1.1.0.dev0").rstrip() in found) == (1, True)
    commit(library, {"README.md": "More."})
    git(library, "tag", "--delete", "v1.1.0")
    code, (found,) = said_of_the_version(unbroken)
    assert (code, BUMP.format("note", "1.1.0.dev0").rstrip() in found) == (0, True)


def test_unaccepted_breaks_need_a_major_release(library, unbroken):
    commit(library, {**BREAK, **project("1.1.0", SEMVER)})
    code, (found,) = said_of_the_version(unbroken)
    assert (code, BUMP.format("error", "1.1.0").rstrip() in found) == (1, True)


@pytest.mark.parametrize(
    "files",
    [
        {**BREAK, **project("2.0.0", SEMVER + ACCEPTED)},
        {**BREAK, **project("2.0.0.dev0", SEMVER)},
        {**BREAK, **project("1.1.0", CALVER + ACCEPTED)},
        {**BREAK, **project("1.1.0", ACCEPTED)},
        {**BREAK, **project("1.1.0", SEMVER + OFF)},
        {"pkg/__init__.py": "def f(a, b=1, c=2): ...\n", **project("1.1.0", SEMVER)},
        # Only type checkers see it, and only as a warning.
        {"pkg/data.py": "def load(path, limit=None) -> int: ...\n", **project("1.1.0", SEMVER)},
        {"pkg/data.py": "def load(\n", **project("1.1.0", SEMVER)},
    ],
)
def test_sufficient_version_is_silent(library, unbroken, files):
    commit(library, files)
    assert said_of_the_version(unbroken)[1] == []


def test_incremental_check_does_not_judge_the_version(library, unbroken):
    """Only the whole package tells what has broken since the release."""
    stage(library, BREAK, project("1.1.0", SEMVER + ACCEPTED))
    said = unbroken("check", "-v")
    assert (said.code, "version-bump" in said.out) == (0, False)
    code, (found,) = said_of_the_version(unbroken)
    assert (code, "error[version-bump" in found) == (1, True)


def test_insufficient_bump_from_before_does_not_block(library, unbroken):
    commit(library, {**BREAK, **project("1.1.0", SEMVER + ACCEPTED)})
    stage(library, {"pkg/data.py": "def load(path, limit=None, more=1): ...\n"})
    assert said_of_the_version(unbroken)[0] == 0
    # The commit that makes it a release is asked.
    stage(library, project("1.2.0", SEMVER + ACCEPTED))
    assert said_of_the_version(unbroken)[0] == 1


def test_finding_is_at_the_line_of_the_version(library, unbroken):
    dynamic = f'[project]\nname = "pkg"\ndynamic = ["version"]\n{SEMVER}{ACCEPTED}'
    version = {"pkg/_version.py": '\n__version__ = "1.1"\n'}
    commit(library, {**BREAK, "pyproject.toml": dynamic, **version})
    code, (found,) = said_of_the_version(unbroken)
    assert code == 1
    assert "pkg/_version.py:2:1: error[version-bump-insufficient] pkg: 1.1 says less" in found
    # What only the tags know is a guess until the tag is there.
    commit(library, {"pkg/_version.py": ""})
    code, (found,) = said_of_the_version(unbroken)
    assert code == 0
    assert "pyproject.toml:1:1: note[version-bump-insufficient] pkg: 1.1.0 says less" in found
    git(library, "tag", "v1.1.0")
    code, (found,) = said_of_the_version(unbroken)
    assert (code, "error[version-bump-insufficient] pkg: 1.1.0 says less" in found) == (1, True)
    git(library, "tag", "v2.0.0")
    assert said_of_the_version(unbroken) == (0, [])


def test_many_breaks_are_counted_in_one_finding(library, unbroken):
    files = {"pkg/__init__.py": "", "pkg/data.py": "def load(path): ...\n"}
    commit(library, {**files, **project("1.1.0", SEMVER)})
    _, (found,) = said_of_the_version(unbroken)
    assert "1.1.0 says less than the 2 breaks since 1.0.0 (pkg.f and pkg.data.load)" in found


def test_diff_of_two_releases_judges_the_bump(library, unbroken):
    old, new = library.parent / "old", library.parent / "new"
    for folder, files in ((old, {"pkg/__init__.py": "def f(a, b=1): ...\n"}), (new, BREAK)):
        write(folder, {**files, **project("2.0.0", SEMVER)})
    # A folder is no release.
    assert unbroken("diff", str(old), str(new)).code == 1
