"""`unbroken bump`: the smallest version that may come next, and what demands it."""

from __future__ import annotations

import json

import pytest

from tests.checkout import commit, git, repository, write

SEMVER = '[tool.unbroken.versioning]\nscheme = "{}"\n'


def project(version="1.1.0", scheme="semver", more=""):
    table = SEMVER.format(scheme) if scheme else ""
    return {"pyproject.toml": f'[project]\nname = "pkg"\nversion = "{version}"\n{more}{table}'}


BREAK = {"pkg/__init__.py": "def f(a): ...\n"}
HINT = (
    'unbroken: this is what semantic versioning asks for; scheme = "semver" in '
    "[tool.unbroken.versioning] enforces it\n"
)
AFTER = "is the smallest version after v1.0.0 (the latest release)"


def under(version, verdict, place="pyproject.toml:3"):
    return f"unbroken: the version under development, {version} ({place}), {verdict}\n"


def test_breaks_need_a_major_version(library, unbroken):
    commit(library, {**BREAK, **project()})
    result = unbroken("bump")
    assert (result.code, result.out) == (
        0,
        f"unbroken: pkg: 2.0.0 {AFTER}: callers break\n"
        "  break: pkg.f: parameter 'b' was removed\n" + under("1.1.0", "is less than 2.0.0"),
    )


def test_accepted_breaks_need_a_major_version(library, unbroken):
    accept = (
        '[[tool.unbroken.accept]]\nobject = "pkg.f"\nrule = "parameter-removed"\n'
        'reason = "agreed"\n'
    )
    commit(library, {**BREAK, **project("2.0.0.dev0", more=accept)})
    assert unbroken("bump").out == (
        f"unbroken: pkg: 2.0.0 {AFTER}: callers break\n"
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
def test_additions_and_deprecations_need_a_minor_version(library, unbroken, files, demand):
    commit(library, {**files, **project()})
    assert unbroken("bump").out == (
        f"unbroken: pkg: 1.1.0 {AFTER}: something was added or changed, and no caller breaks\n"
        f"  {demand}\n" + under("1.1.0", "is enough")
    )


def test_breaks_of_typing_need_a_minor_version(library, unbroken):
    commit(library, {"pkg/data.py": "def load(path, limit=None) -> int: ...\n"}, "v1.0.1")
    commit(library, {"pkg/data.py": "def load(path, limit=None) -> str: ...\n", **project()})
    out = unbroken("bump").out
    assert out.startswith("unbroken: pkg: 1.1.0 is the smallest version after v1.0.1")
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
def test_other_changes_need_a_patch(library, unbroken, files):
    commit(library, {**files, **project("1.0.0")})
    assert unbroken("bump").out == (
        f"unbroken: pkg: 1.0.1 {AFTER}: nothing public was added, and no caller breaks\n"
        + under("1.0.0", "is less than 1.0.1")
    )


def test_new_members_of_classes_are_listed(tmp_path, monkeypatch, unbroken):
    old = "class A:\n    def m(self): ...\n"
    new = "class A:\n    def m(self): ...\n    def n(self): ...\n    def _p(self): ...\n"
    folder = repository(tmp_path / "it", {"pkg/__init__.py": old, **project()}, "v1.0.0")
    monkeypatch.chdir(folder)
    commit(folder, {"pkg/__init__.py": new})
    assert "  new: pkg.A.n\n" in unbroken("bump").out
    commit(folder, {"pkg/__init__.py": f"@deprecated('old')\n{old}"})
    out = unbroken("bump").out
    assert "  deprecated: pkg.A\n" in out
    assert "pkg.A.m" not in out


@pytest.mark.parametrize(
    ("release", "version", "why"),
    [
        ("v0.4.2", "0.5.0", "callers break; before 1.0.0 a minor version may break"),
        ("v0.0.3", "0.0.4", "callers break; before 0.1.0 a patch version may break"),
    ],
)
def test_before_1_0_the_parts_shift(library, unbroken, release, version, why):
    git(library, "tag", "--delete", "v1.0.0")
    git(library, "tag", release)
    commit(library, {**BREAK, **project(version)})
    assert unbroken("bump").out.splitlines()[0] == (
        f"unbroken: pkg: {version} {AFTER}: {why}".replace("v1.0.0", release)
    )
    assert unbroken("bump").out.endswith(under(version, "is enough"))


MARKED = (
    "def deprecated(version, removal_version=None): ...\n"
    "@deprecated(version='1.0', removal_version='{}')\ndef old(): ...\n"
)
UNMARKED = "def deprecated(version, removal_version=None): ...\n"


@pytest.fixture
def announcing(library):
    """Return a function that releases 1.5.0 with something announced to go, and takes it away."""

    def announce(removal, version, new=UNMARKED, scheme="semver"):
        old = {"pkg/__init__.py": MARKED.format(removal), **project("1.5.0", scheme)}
        commit(library, old, "v1.5.0")
        commit(library, {"pkg/__init__.py": new, **project(version, scheme)})

    return announce


AFTER_1_5 = "is the smallest version after v1.5.0 (the latest release)"


@pytest.mark.parametrize(
    ("removal", "development", "version"),
    [
        ("1.6", "1.6.0", "1.6.0"),
        ("1.8.0", "1.8.0.dev0", "1.8.0"),
        ("2.0", "2.0.0", "2.0.0"),
        ("1.6.0", "1.5.1", "1.6.0"),
        ("3.0", "2.0.0", "3.0.0"),
    ],
)
@pytest.mark.parametrize("scheme", ["semver", "calver"])
def test_announced_removal_needs_its_version(
    library, announcing, unbroken, removal, development, version, scheme
):
    announcing(removal, development, scheme=scheme)
    result = unbroken("bump")
    is_enough = development.startswith(version)
    assert result.out == (
        f"unbroken: pkg: {version} {AFTER_1_5}: what was removed had been announced for {version}\n"
        f"  removed: pkg.old (announced for {removal})\n"
        + under(development, "is enough" if is_enough else f"is less than {version}")
    )
    commit(library, project(version, scheme))
    assert unbroken("full").code == 0


def test_check_stops_below_the_version_that_bump_proposes(library, announcing, unbroken):
    announcing("1.6.0", "1.6.0")
    commit(library, project("1.5.1"))
    result = unbroken("full")
    assert result.code == 1
    assert "removed-too-early" in result.out


def test_announced_removal_for_any_later_version_is_said(announcing, unbroken):
    announcing("1.5.1", "1.5.1")
    assert unbroken("bump").out == (
        f"unbroken: pkg: 1.5.1 {AFTER_1_5}: nothing public was added, and callers break only as "
        "announced\n  removed: pkg.old (announced for 1.5.1)\n" + under("1.5.1", "is enough")
    )


def test_additions_are_listed_beside_an_announced_removal(announcing, unbroken):
    announcing("1.6.0", "1.6.0", UNMARKED + "def new(): ...\n")
    assert unbroken("bump").out == (
        f"unbroken: pkg: 1.6.0 {AFTER_1_5}: something was added or changed, and callers break only "
        "as announced\n  removed: pkg.old (announced for 1.6.0)\n  new: pkg.new\n"
        + under("1.6.0", "is enough")
    )


def test_other_breaks_need_more_than_an_announced_removal(announcing, unbroken):
    announcing("1.6.0", "1.6.0", "def deprecated(version): ...\n")
    lines = unbroken("bump").out.splitlines()
    assert lines[0] == f"unbroken: pkg: 2.0.0 {AFTER_1_5}: callers break"
    assert [line.split(":")[0] for line in lines[1:3]] == ["  break", "  removed"]


def test_json_has_announced_removals(announcing, unbroken):
    announcing("1.6.0", "1.5.1")
    (found,) = json.loads(unbroken("bump", "--format", "json").out)["projects"]
    assert (found["version"], found["bump"], found["breaks"]) == ("1.6.0", "minor", [])
    assert found["removed"] == [{"object": "pkg.old", "parameter": None, "version": "1.6.0"}]


@pytest.mark.parametrize(
    ("scheme", "why"),
    [
        ("calver", "versions are dates, so any later one is enough"),
        ("none", "versions follow no scheme, so any later one is enough"),
    ],
)
def test_other_schemes_need_any_later_version(library, unbroken, scheme, why):
    commit(library, {**BREAK, **project("1.1.0", scheme)})
    assert unbroken("bump").out == (
        f"unbroken: pkg: 1.0.1 {AFTER}: {why}\n"
        "  break: pkg.f: parameter 'b' was removed\n" + under("1.1.0", "is enough")
    )


def test_missing_scheme_is_pointed_out(library, unbroken):
    commit(library, {**BREAK, **project("1.1.0", "")})
    assert unbroken("bump").out.splitlines(keepends=True)[2] == HINT


def test_uncommitted_changes_count(library, unbroken):
    commit(library, {"README": ""})
    write(library, {**BREAK, **project()})
    assert "2.0.0" in unbroken("bump").out
    git(library, "add", "--all")
    assert "2.0.0" in unbroken("bump").out
    assert "1.0.1" in unbroken("bump", "--current", "HEAD").out


def test_version_from_tags_is_compared(library, unbroken):
    dynamic = '[project]\nname = "pkg"\ndynamic = ["version"]\n'
    commit(library, {"pyproject.toml": dynamic, "pkg/more.py": ""})
    result = unbroken("bump")
    assert result.out.splitlines()[-1] == (
        "unbroken: the version under development, 1.1.0 (according to the tags), is enough"
    )


def test_release_candidate_leads_to_its_release(library, unbroken):
    table = project("2.0.0rc2", more="[tool.unbroken]\npre-releases = true\n")
    commit(library, {}, "v2.0.0rc1")
    commit(library, {**BREAK, **table})
    assert unbroken("bump").out.splitlines()[0] == (
        "unbroken: pkg: 2.0.0 is the smallest version after v2.0.0rc1 (the latest release): "
        "the release that it leads to"
    )


def test_long_lists_are_cut(library, unbroken):
    text = "def load(path, limit=None): ...\n" + "".join(f"def g{n}(): ...\n" for n in range(30))
    commit(library, {"pkg/data.py": text, **project()})
    lines = unbroken("bump").out.splitlines()
    assert sum(line.startswith("  new: pkg.data.g") for line in lines) == 20
    assert "  new: 10 more" in lines


def test_json_has_all_of_it(library, unbroken):
    commit(library, {**BREAK, "pkg/more.py": "", **project()})
    result = unbroken("bump", "--format", "json")
    assert result.code == 0
    assert json.loads(result.out) == {
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
                "removed": [],
            }
        ],
    }
    commit(library, {**project("1.1.0", "calver")})
    (found,) = json.loads(unbroken("bump", "--format", "json").out)["projects"]
    assert (found["scheme"], found["bump"], found["version"]) == ("calver", None, "1.0.1")


def test_missing_release_exits_2(library, unbroken):
    git(library, "tag", "--delete", "v1.0.0")
    first = git(library, "rev-parse", "--short=12", "HEAD").strip()
    commit(library, {"README": ""})
    result = unbroken("bump")
    assert (result.code, result.out) == (2, "")
    assert result.err == (
        f"unbroken: there is no release to count from: the baseline is {first} (no release tag "
        "was found, so the first parent of HEAD); name the tag of one with --baseline\n"
    )
    git(library, "tag", "v0.9")
    assert unbroken("bump", "--baseline", "v0.9").code == 0


def test_unborn_branch_exits_2(tmp_path, monkeypatch, unbroken):
    write(tmp_path, {"pkg/__init__.py": ""})
    git(tmp_path, "init", "--quiet")
    monkeypatch.chdir(tmp_path)
    result = unbroken("bump")
    assert (result.code, result.err) == (
        2,
        "unbroken: there is no release to count from: nothing is committed yet\n",
    )


def test_each_project_of_a_monorepo_is_advised(tmp_path, monkeypatch, unbroken):
    table = '[project]\nname = "{}"\nversion = "1.1"\n[tool.unbroken]\n'
    files = {}
    for name in ("one", "two"):
        files[f"{name}/pyproject.toml"] = table.format(name)
        files[f"{name}/{name}/__init__.py"] = "def f(a, b=1): ...\n"
    folder = repository(tmp_path / "it", files, "one-v1.0", "two-v1.0")
    monkeypatch.chdir(folder)
    commit(folder, {"one/one/__init__.py": "def f(a): ...\n"})
    lines = unbroken("bump").out.splitlines()
    heads = [line for line in lines if "smallest" in line]
    assert [head.split(" is")[0] for head in heads] == [
        "unbroken: one: 2.0",
        "unbroken: two: 1.0.1",
    ]
