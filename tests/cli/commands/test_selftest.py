"""`unbroken selftest`: it fails where no break would be seen, and says why."""

from __future__ import annotations

import pytest

from tests.checkout import commit, git, repository, write

AT = "made in memory, in v1.0.0 (the latest release)"
SEEN = (
    f"unbroken: pkg: {AT}: a required parameter of pkg.f (pkg/__init__.py)\n"
    "unbroken: pkg: found with libcst and griffe: error[parameter-added-required] pkg.f: parameter "
    "'unbroken_selftest' was added and must be passed\n"
    "unbroken: pkg: such a break stops a commit{}\n"
)
HIDDEN = "unbroken: pkg: no such break would stop a commit{}\n"


def table(text, version="1.1.0"):
    project = f'[project]\nname = "pkg"\nversion = "{version}"\n'
    return {"pyproject.toml": f"{project}[tool.unbroken]\n{text}\n"}


@pytest.fixture
def configured(library, unbroken):
    """Configure the library after its release, and run the self-test."""

    def run(text):
        commit(library, {**table(text), "README.md": text})
        return unbroken("selftest")

    return run


def test_break_is_found(configured):
    result = configured("")
    assert (result.code, result.out) == (0, SEEN.format(""))


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ('exclude = ["**"]', "because of exclude in [tool.unbroken]"),
        ('exclude = ["pkg/"]', "because of exclude in [tool.unbroken]"),
        (
            '[tool.unbroken.rules]\nparameter-added-required = "warning"\nfunction-removed = "off"',
            "because of rules in [tool.unbroken]",
        ),
        (
            '[[tool.unbroken.overrides]]\nobjects = ["pkg.**"]\n[tool.unbroken.overrides.rules]\n'
            'parameter-added-required = "off"\nfunction-removed = "note"',
            "because of overrides in [tool.unbroken]",
        ),
        (
            'exclude = ["pkg/"]\n[tool.unbroken.rules]\nfunction-removed = "off"\n'
            'parameter-added-required = "off"',
            "because of exclude and rules in [tool.unbroken]",
        ),
    ],
)
def test_configuration_that_hides_all_breaks_fails(configured, text, because):
    result = configured(text)
    assert (result.code, result.err) == (1, "")
    assert result.out.splitlines(keepends=True)[1] == HIDDEN.format(f", {because}")
    assert len(result.out.splitlines()) == 2


def test_failure_names_what_was_tried(configured):
    result = configured('exclude = ["**"]')
    assert result.out.startswith(
        f"unbroken: pkg: {AT}: the removal of pkg.f (pkg/__init__.py) and 1 more\n"
    )


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ('exclude = ["pkg/__init__.py"]', "a required parameter of pkg.data.load"),
        ('[tool.unbroken.rules]\nparameter-added-required = "off"', "the removal of pkg.f "),
        (
            '[[tool.unbroken.overrides]]\nobjects = ["pkg.f"]\n[tool.unbroken.overrides.rules]\n'
            'parameter-added-required = "off"\nfunction-removed = "off"',
            "a required parameter of pkg.data.load (pkg/data.py) and 1 more",
        ),
        (
            '[[tool.unbroken.accept]]\nobject = "pkg.f"\nrule = "parameter-added-required"\n'
            'reason = "agreed"',
            "the removal of pkg.f ",
        ),
        ('fail-on = "all"', "a required parameter of pkg.f "),
        ('baseline = "HEAD"', "a required parameter of pkg.f "),
        ('[tool.unbroken.versioning]\nscheme = "semver"', "a required parameter of pkg.f "),
    ],
)
def test_configuration_that_hides_some_breaks_passes(configured, text, seen):
    result = configured(text)
    assert (result.code, seen in result.out) == (0, True)
    assert result.out.splitlines()[-1] == "unbroken: pkg: such a break stops a commit"


def test_version_that_allows_breaks_hides_none(configured):
    result = configured('version = "2.0.0"\n[tool.unbroken.versioning]\nscheme = "semver"')
    assert (result.code, result.out) == (
        0,
        SEEN.format(", but not now: 2.0.0 is a major release after 1.0.0"),
    )
    assert configured('version = "2.0.0"').out == SEEN.format("")


MARKED = "@internal_api\ndef f(a): ...\n@internal_api\nclass A:\n    def m(self): ...\n"


def test_package_that_is_marked_as_a_whole_fails(tmp_path, monkeypatch, unbroken):
    files = {"pkg/__init__.py": MARKED, "pyproject.toml": '[project]\nname = "pkg"\n'}
    folder = repository(tmp_path / "it", files, "v1.0.0")
    monkeypatch.chdir(folder)
    commit(folder, {"README.md": ""})
    result = unbroken("selftest")
    assert (result.code, result.out.splitlines(keepends=True)[1]) == (
        1,
        HIDDEN.format(": all that is public is marked as internal or experimental, or a test"),
    )
    commit(folder, table('exempt-decorators = ["deprecated"]'))
    assert unbroken("selftest").code == 0


def test_decorator_that_exempts_everything_is_named(tmp_path, monkeypatch, unbroken):
    files = {"pkg/__init__.py": "import a\n@a.register\ndef f(a): ...\n", **table("")}
    folder = repository(tmp_path / "it", files, "v1.0.0")
    monkeypatch.chdir(folder)
    assert unbroken("selftest").code == 0
    commit(folder, table('exempt-decorators = ["register"]'))
    result = unbroken("selftest")
    assert (result.code, result.out.splitlines(keepends=True)[1]) == (
        1,
        HIDDEN.format(", because of exempt-decorators in [tool.unbroken]"),
    )


def test_package_with_only_classes_passes(tmp_path, monkeypatch, unbroken):
    folder = repository(tmp_path / "it", {"pkg/__init__.py": "class A: ...\n"}, "v1.0.0")
    monkeypatch.chdir(folder)
    commit(folder, {"README.md": ""})
    result = unbroken("selftest")
    assert (result.code, result.out.splitlines()[0]) == (
        0,
        f"unbroken: pkg: {AT}: the removal of pkg.A (pkg/__init__.py)",
    )


def test_package_without_public_names_fails(tmp_path, monkeypatch, unbroken):
    files = {"pkg/__init__.py": "", "pkg/_inner.py": "def f(): ...\n"}
    folder = repository(tmp_path / "it", files, "v1.0.0")
    monkeypatch.chdir(folder)
    commit(folder, {"README.md": ""})
    result = unbroken("selftest")
    assert (result.code, result.out) == (
        1,
        "unbroken: pkg: no break can be found: there is no public function or class in it at "
        "v1.0.0 (the latest release)\n",
    )


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ('packages = ["pgk"]', "there is no 'pgk' in src, .; did you mean 'pkg'?"),
        ('search-paths = ["lib"]', "no package was found in the repository (looked in lib)"),
        ('baseline = "v9"', "there is no revision 'v9'"),
        ("excludes = []", "unknown key 'excludes'; did you mean 'exclude'?"),
    ],
)
def test_check_that_cannot_be_made_exits_2(configured, text, error):
    result = configured(text)
    assert (result.code, result.out) == (2, "")
    assert error in result.err


def test_unborn_branch_exits_2(tmp_path, monkeypatch, unbroken):
    write(tmp_path, {"pkg/__init__.py": ""})
    git(tmp_path, "init", "--quiet")
    monkeypatch.chdir(tmp_path)
    result = unbroken("selftest")
    assert (result.code, result.err) == (
        2,
        "unbroken: nothing is committed yet, so no break can be found\n",
    )


def test_missing_release_uses_the_fallback(library, unbroken):
    git(library, "tag", "--delete", "v1.0.0")
    result = unbroken("selftest")
    assert (result.code, "in main (" in result.out) == (0, True)


def test_current_breaks_do_not_matter(library, unbroken):
    write(library, {"pkg/__init__.py": "def f(a\n", "pkg/data.py": ""})
    git(library, "add", "--all")
    assert unbroken("selftest").code == 0


def test_each_project_of_a_monorepo_is_tested(tmp_path, monkeypatch, unbroken):
    text = '[project]\nname = "{}"\n[tool.unbroken]\n'
    files = {}
    for name in ("one", "two"):
        files[f"{name}/pyproject.toml"] = text.format(name)
        files[f"{name}/{name}/__init__.py"] = "def f(a): ...\n"
    folder = repository(tmp_path / "it", files, "one-v1.0", "two-v1.0")
    monkeypatch.chdir(folder)
    assert unbroken("selftest").code == 0
    commit(folder, {"two/pyproject.toml": text.format("two") + 'exclude = ["**"]\n'})
    result = unbroken("selftest")
    assert result.code == 1
    assert "unbroken: one: such a break stops a commit\n" in result.out
    assert result.out.endswith(
        "two: no such break would stop a commit, because of exclude in [tool.unbroken]\n"
    )


def test_sources_with_any_encoding_are_broken(tmp_path, monkeypatch, unbroken):
    source = '# -*- coding: latin-1 -*-\n"""M\xfcde."""\nasync def f(a, /, *args, k, **kw): ...\n'
    folder = tmp_path / "it"
    folder.mkdir()
    (folder / "pkg").mkdir()
    (folder / "pkg/__init__.py").write_bytes(source.encode("latin-1"))
    repository(folder, {"pkg/broken.py": "def f(\n"}, "v1.0.0")
    monkeypatch.chdir(folder)
    result = unbroken("selftest")
    assert (result.code, "a required parameter of pkg.f (" in result.out) == (0, True)
