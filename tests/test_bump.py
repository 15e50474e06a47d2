"""`holdfast bump`: the smallest version that may come next, and what demands it."""

from __future__ import annotations

import json

import pytest

from tests.checkout import commit, git, repository, write

SEMVER = '[tool.holdfast.versioning]\nscheme = "{}"\n'


def project(version="1.1.0", scheme="semver", more=""):
    table = SEMVER.format(scheme) if scheme else ""
    return {"pyproject.toml": f'[project]\nname = "pkg"\nversion = "{version}"\n{more}{table}'}


BREAK = {"pkg/__init__.py": "def f(a): ...\n"}
HINT = (
    'holdfast: so counts semantic versioning; scheme = "semver" in [tool.holdfast.versioning] '
    "holds versions to it\n"
)
AFTER = "is the smallest version after v1.0.0 (the latest release)"


def under(version, verdict, place="pyproject.toml:3"):
    return f"holdfast: the version under development, {version} ({place}), {verdict}\n"


def test_breaks_take_a_major_version(library, holdfast):
    commit(library, {**BREAK, **project()})
    said = holdfast("bump")
    assert (said.code, said.out) == (
        0,
        f"holdfast: pkg: 2.0.0 {AFTER}: callers break\n"
        "  break: pkg.f: parameter 'b' was removed\n" + under("1.1.0", "says less than 2.0.0"),
    )


def test_breaks_that_were_accepted_do_as_well(library, holdfast):
    accept = (
        '[[tool.holdfast.accept]]\nobject = "pkg.f"\nrule = "parameter-removed"\n'
        'reason = "agreed"\n'
    )
    commit(library, {**BREAK, **project("2.0.0.dev0", more=accept)})
    assert holdfast("bump").out == (
        f"holdfast: pkg: 2.0.0 {AFTER}: callers break\n"
        "  break: pkg.f: parameter 'b' was removed (accepted: agreed)\n"
        + under("2.0.0.dev0", "is enough")
    )


@pytest.mark.parametrize(
    ("files", "demand"),
    [
        ({"pkg/__init__.py": "def f(a, b=1): ...\ndef g(): ...\n"}, "new: pkg.g"),
        ({"pkg/more.py": "def g(): ...\n"}, "new: pkg.more"),
        ({"pkg/sub/__init__.py": "class A:\n    def m(self): ...\n"}, "new: pkg.sub"),
        (
            {"pkg/data.py": "def load(path, limit=5): ...\n"},
            "change: pkg.data.load: default of 'limit' changed from None to 5",
        ),
        (
            {"pkg/data.py": "@deprecated('old')\ndef load(path, limit=None): ...\n"},
            "deprecated: pkg.data.load",
        ),
    ],
)
def test_what_takes_a_minor_version(library, holdfast, files, demand):
    commit(library, {**files, **project()})
    assert holdfast("bump").out == (
        f"holdfast: pkg: 1.1.0 {AFTER}: something is new or changed, and callers go on\n"
        f"  {demand}\n" + under("1.1.0", "is enough")
    )


def test_what_only_type_checkers_see(library, holdfast):
    commit(library, {"pkg/data.py": "def load(path, limit=None) -> int: ...\n"}, "v1.0.1")
    commit(library, {"pkg/data.py": "def load(path, limit=None) -> str: ...\n", **project()})
    out = holdfast("bump").out
    assert out.startswith("holdfast: pkg: 1.1.0 is the smallest version after v1.0.1")
    assert "  change: pkg.data.load: " in out


@pytest.mark.parametrize(
    "files",
    [
        {"pkg/data.py": "def load(path, limit=None):\n    return path\n"},
        {"pkg/data.py": "def load(path, limit=None): ...\ndef _g(): ...\n"},
        {"pkg/_more.py": "def g(): ...\n"},
        {"tests/test_it.py": "def test(): ...\n"},
        {"pkg/data.py": "def load(path, limit=None): ...\n@internal_api\ndef g(): ...\n"},
        {"README.md": "Read me.\n"},
    ],
)
def test_what_takes_a_patch(library, holdfast, files):
    commit(library, {**files, **project("1.0.0")})
    assert holdfast("bump").out == (
        f"holdfast: pkg: 1.0.1 {AFTER}: nothing public was added, and callers go on\n"
        + under("1.0.0", "says less than 1.0.1")
    )


def test_members_of_classes(tmp_path, monkeypatch, holdfast):
    old = "class A:\n    def m(self): ...\n"
    new = "class A:\n    def m(self): ...\n    def n(self): ...\n    def _p(self): ...\n"
    folder = repository(tmp_path / "it", {"pkg/__init__.py": old, **project()}, "v1.0.0")
    monkeypatch.chdir(folder)
    commit(folder, {"pkg/__init__.py": new})
    assert "  new: pkg.A.n\n" in holdfast("bump").out
    commit(folder, {"pkg/__init__.py": f"@deprecated('old')\n{old}"})
    out = holdfast("bump").out
    assert "  deprecated: pkg.A\n" in out
    assert "pkg.A.m" not in out


@pytest.mark.parametrize(
    ("release", "version", "why"),
    [
        ("v0.4.2", "0.5.0", "callers break; before 1.0.0 a minor version may break"),
        ("v0.0.3", "0.0.4", "callers break; before 0.1.0 a patch version may break"),
    ],
)
def test_before_one_the_parts_shift(library, holdfast, release, version, why):
    git(library, "tag", "--delete", "v1.0.0")
    git(library, "tag", release)
    commit(library, {**BREAK, **project(version)})
    assert holdfast("bump").out.splitlines()[0] == (
        f"holdfast: pkg: {version} {AFTER}: {why}".replace("v1.0.0", release)
    )
    assert holdfast("bump").out.endswith(under(version, "is enough"))


@pytest.mark.parametrize(
    ("scheme", "why"),
    [
        ("calver", "versions tell dates, so any later one will do"),
        ("none", "versions follow no scheme, so any later one will do"),
    ],
)
def test_other_schemes(library, holdfast, scheme, why):
    commit(library, {**BREAK, **project("1.1.0", scheme)})
    assert holdfast("bump").out == (
        f"holdfast: pkg: 1.0.1 {AFTER}: {why}\n"
        "  break: pkg.f: parameter 'b' was removed\n" + under("1.1.0", "is enough")
    )


def test_no_scheme_is_told_what_counts(library, holdfast):
    commit(library, {**BREAK, **project("1.1.0", "")})
    assert holdfast("bump").out.splitlines(keepends=True)[2] == HINT


def test_what_is_not_committed_counts(library, holdfast):
    write(library, {**BREAK, **project()})
    assert "2.0.0" in holdfast("bump").out
    git(library, "add", "--all")
    assert "2.0.0" in holdfast("bump").out
    assert "1.0.1" in holdfast("bump", "--current", "HEAD").out


def test_versions_that_only_tags_tell(library, holdfast):
    dynamic = '[project]\nname = "pkg"\ndynamic = ["version"]\n'
    commit(library, {"pyproject.toml": dynamic, "pkg/more.py": ""})
    said = holdfast("bump")
    assert said.out.splitlines()[-1] == (
        "holdfast: the version under development, 1.1.0 (so say the tags), is enough"
    )


def test_a_release_candidate(library, holdfast):
    table = project("2.0.0rc2", more="[tool.holdfast]\npre-releases = true\n")
    commit(library, {}, "v2.0.0rc1")
    commit(library, {**BREAK, **table})
    assert holdfast("bump").out.splitlines()[0] == (
        "holdfast: pkg: 2.0.0 is the smallest version after v2.0.0rc1 (the latest release): "
        "the release that it leads to"
    )


def test_many_are_counted(library, holdfast):
    text = "def load(path, limit=None): ...\n" + "".join(f"def g{n}(): ...\n" for n in range(30))
    commit(library, {"pkg/data.py": text, **project()})
    lines = holdfast("bump").out.splitlines()
    assert sum(each.startswith("  new: pkg.data.g") for each in lines) == 20
    assert "  new: 10 more" in lines


def test_for_programs(library, holdfast):
    commit(library, {**BREAK, "pkg/more.py": "", **project()})
    said = holdfast("bump", "--format", "json")
    assert said.code == 0
    assert json.loads(said.out) == {
        "schema": 1,
        "projects": [
            {
                "packages": ["pkg"],
                "baseline": {"ref": "v1.0.0", "version": "1.0.0"},
                "scheme": "semver",
                "version": "2.0.0",
                "bump": "major",
                "development": "1.1.0",
                "enough": False,
                "breaks": [
                    {
                        "rule": "parameter-removed",
                        "object": "pkg.f",
                        "parameter": "b",
                        "message": "parameter 'b' was removed",
                        "accepted": False,
                        "reason": None,
                    }
                ],
                "changes": [],
                "added": ["pkg.more"],
                "deprecated": [],
            }
        ],
    }
    commit(library, {**project("1.1.0", "calver")})
    (found,) = json.loads(holdfast("bump", "--format", "json").out)["projects"]
    assert (found["scheme"], found["bump"], found["version"]) == ("calver", None, "1.0.1")


def test_without_a_release(library, holdfast):
    git(library, "tag", "--delete", "v1.0.0")
    said = holdfast("bump")
    assert (said.code, said.out) == (2, "")
    assert said.err == (
        "holdfast: there is no release to count from: the baseline is main (no release tag is "
        "reachable from HEAD, so where it left main); name the tag of one with --baseline\n"
    )
    git(library, "tag", "v0.9")
    assert holdfast("bump", "--baseline", "v0.9").code == 0


def test_before_the_first_commit(tmp_path, monkeypatch, holdfast):
    write(tmp_path, {"pkg/__init__.py": ""})
    git(tmp_path, "init", "--quiet")
    monkeypatch.chdir(tmp_path)
    said = holdfast("bump")
    assert (said.code, said.err) == (
        2,
        "holdfast: there is no release to count from: nothing is committed yet\n",
    )


def test_a_monorepo(tmp_path, monkeypatch, holdfast):
    table = '[project]\nname = "{}"\nversion = "1.1"\n[tool.holdfast]\n'
    files = {}
    for name in ("one", "two"):
        files[f"{name}/pyproject.toml"] = table.format(name)
        files[f"{name}/{name}/__init__.py"] = "def f(a, b=1): ...\n"
    folder = repository(tmp_path / "it", files, "one-v1.0", "two-v1.0")
    monkeypatch.chdir(folder)
    commit(folder, {"one/one/__init__.py": "def f(a): ...\n"})
    lines = holdfast("bump").out.splitlines()
    heads = [each for each in lines if "smallest" in each]
    assert [each.split(" is")[0] for each in heads] == [
        "holdfast: one: 2.0",
        "holdfast: two: 1.0.1",
    ]
