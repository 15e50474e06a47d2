"""`unbroken init`: what it writes, and where it does not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.checkout import commit, git, repository, write
from tests.conftest import CommandOutput
from unbroken import markers
from unbroken._version import __version__
from unbroken.cli.main import main

ENTRY = f"""\
  - repo: https://github.com/unbroken-dev/unbroken
    rev: v{__version__}
    hooks:
      - id: unbroken
"""
FOUND = "unbroken: pkg: {} since v1.0.0 (the latest release)\n"
HOOKS = ".pre-commit-config.yaml"
RATCHET = '[tool.unbroken]\nfail-on = "introduced"   # only new breaks count\n'


@pytest.fixture
def released(library):
    """A released library with a commit on top."""
    commit(library, {"README": ""})
    return library


@pytest.fixture
def run(capsys):
    """Run a command line that may write."""

    def call(*arguments: str) -> CommandOutput:
        capsys.readouterr()
        code = main(arguments)
        out, err = capsys.readouterr()
        return CommandOutput(code, out, err)

    return call


class TestSetUp:
    def test_hook_is_written_once(self, released, run):
        wrote = f"{FOUND.format('0 breaks')}unbroken: wrote {HOOKS}\n"
        assert run("init") == (0, f"{wrote}unbroken: next, run: pre-commit install\n", "")
        assert (released / HOOKS).read_text() == f"repos:\n{ENTRY}"
        again = "unbroken: the hook is configured; nothing is missing\n"
        assert run("init") == (0, FOUND.format("0 breaks") + again, "")
        assert (released / HOOKS).read_text() == f"repos:\n{ENTRY}"

    def test_dry_run_writes_nothing(self, released, run):
        shown = "".join(f"  {line}\n" for line in f"repos:\n{ENTRY}".splitlines())
        assert run("init", "--dry-run").out == (
            f"{FOUND.format('0 breaks')}unbroken: this would be added to {HOOKS}:\n\n{shown}\n"
        )
        assert not (released / HOOKS).exists()

    @pytest.mark.parametrize("indent", ["", "  ", "    "])
    def test_hook_is_added_to_the_list_of_repos(self, released, run, indent):
        before = f"# ours\nrepos:\n{indent}- repo: local\n{indent}  hooks: []  # none\n\n"
        write(released, {HOOKS: f"{before}ci:\n  skip: [x]\n"})
        assert run("init").code == 0
        entry = "".join(f"{indent}{line[2:]}\n" for line in ENTRY.splitlines())
        kept = before.rstrip("\n")
        assert (released / HOOKS).read_text() == f"{kept}\n{entry}ci:\n  skip: [x]\n"

    def test_configuration_without_a_list_of_repos_is_left_alone(self, released, run):
        write(released, {HOOKS: "repos: []\n"})
        said = run("init")
        assert (said.code, said.err) == (
            2,
            f"unbroken: {HOOKS}: has no list of repos to add to; add by hand:\n\n"
            + "".join(f"{line[2:]}\n" for line in ENTRY.splitlines())
            + "\n",
        )
        assert (released / HOOKS).read_text() == "repos: []\n"

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            (None, RATCHET),
            ('[project]\nname = "pkg"  # ours\n', f'[project]\nname = "pkg"  # ours\n\n{RATCHET}'),
            (
                "[tool.unbroken]\nstrict = false\n",
                '[tool.unbroken]\nfail-on = "introduced"\nstrict = false\n',
            ),
        ],
    )
    def test_breaks_since_the_release_do_not_stop_the_first_day(self, released, run, before, after):
        commit(released, {"pkg/data.py": "", "pyproject.toml": before})
        assert run("full").code == 1
        said = run("init")
        assert (said.code, said.out.startswith(FOUND.format("1 break"))) == (0, True)
        assert (released / "pyproject.toml").read_text() == after
        assert run("full").code == 0
        assert run("init").out.endswith("nothing is missing\n")

    def test_projects_of_a_monorepo_get_tables(self, tmp_path, monkeypatch, run):
        built = '[project]\nname = "{}"\n[build-system]\nrequires = []\n'
        paths = {name: f"packages/{name}/pyproject.toml" for name in ("one", "two")}
        texts = {path: built.format(name) for name, path in paths.items()}
        texts["docs/pyproject.toml"] = built.format("docs")
        sources = {f"packages/{name}/src/{name}/__init__.py": "def f(a): ...\n" for name in paths}
        folder = repository(tmp_path / "monorepo", {**texts, **sources}, "v1.0.0")
        monkeypatch.chdir(folder)
        assert run("init", "--dry-run").out.count("  [tool.unbroken]") == 2
        assert run("init") == (
            0,
            "unbroken: each of these projects needs a table: packages/one, packages/two\n"
            f"unbroken: wrote {HOOKS}\n"
            "unbroken: wrote packages/one/pyproject.toml\n"
            "unbroken: wrote packages/two/pyproject.toml\n"
            "unbroken: next, run: pre-commit install\n",
            "",
        )
        table = "\n[tool.unbroken]   # this project is checked\n"
        assert {path: (folder / path).read_text() for path in texts} == {
            path: text if path.startswith("docs") else text + table for path, text in texts.items()
        }
        commit(folder, {"packages/two/src/two/__init__.py": ""})
        assert run("full").code == 1
        said = run("init").out
        assert "unbroken: one: 0 breaks since v1.0.0" in said
        assert "unbroken: two: 1 break since v1.0.0" in said
        assert run("full").code == 0

    def test_without_packages_nothing_is_written(self, tmp_path, monkeypatch, run):
        folder = repository(tmp_path / "empty", {"README": ""}, "v1.0.0")
        monkeypatch.chdir(folder)
        said = run("init")
        assert (said.code, "no package was found" in said.err) == (2, True)
        assert not (folder / HOOKS).exists()

    def test_undecided_baseline_is_an_error_with_the_cure(self, released, run):
        git(released, "tag", "--delete", "v1.0.0")
        git(released, "tag", "a-1.0", "HEAD~1")
        git(released, "tag", "b-1.0", "HEAD~1")
        said = run("init")
        assert said.code == 2
        assert 'tag-pattern = "b-*"' in said.err
        assert not (released / HOOKS).exists()


def test_decorators_are_written_unchanged(library, monkeypatch, capsys):
    assert main(["init", "--markers", "pkg/_markers.py"]) == 0
    written = (library / "pkg/_markers.py").read_text(encoding="utf-8")
    first, _, rest = written.partition("\n")
    assert first == (
        "# Written by `unbroken init --markers`. It is yours: change it as you like, but keep the "
        "names."
    )
    assert rest == Path(markers.__file__).read_text(encoding="utf-8")
    monkeypatch.chdir(library / "pkg")
    assert main(["init", "--markers", "marks.py"]) == 0
    assert (library / "pkg/marks.py").read_text(encoding="utf-8") == written


def test_existing_file_is_replaced_only_with_force(library, unbroken, capsys):
    (library / "pkg/_markers.py").write_text("MINE = 1\n")
    assert unbroken("init", "--markers", "pkg/_markers.py") == (
        2,
        "",
        "unbroken: pkg/_markers.py: already exists; --force replaces it\n",
    )
    assert main(["init", "--markers", "pkg/_markers.py", "--force"]) == 0
    assert "def deprecated(" in (library / "pkg/_markers.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("force", [[], ["--force"]])
@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("../_markers.py", "is outside the repository {root}"),
        ("/nowhere/_markers.py", "is outside the repository {root}"),
        (".git/_markers.py", "is outside the repository {root}"),
        ("linked.py", "is outside the repository {root}"),
        ("pkg", "is a folder; name a file, such as pkg/_markers.py"),
        ("missing/_markers.py", "its folder does not exist; create it first"),
        ("pkg/marks", "is not the file of a Python module, such as _markers.py"),
        ("pkg/my-marks.py", "is not the file of a Python module, such as _markers.py"),
        ("pkg/.py", "is not the file of a Python module, such as _markers.py"),
        ("pkg/__init__.py/_markers.py", "its folder does not exist; create it first"),
    ],
)
def test_path_that_is_no_module_exits_2(library, unbroken, path, text, force):
    os.symlink(library.parent / "elsewhere.py", library / "linked.py")
    result = unbroken("init", "--markers", path, *force)
    assert result == (2, "", f"unbroken: {path}: {text.format(root=library)}\n")
    assert not (library.parent / "elsewhere.py").exists()


def test_folder_outside_a_repository_exits_2(tmp_path, monkeypatch, unbroken):
    monkeypatch.chdir(tmp_path)
    result = unbroken("init", "--markers", "_markers.py")
    assert result.code == 2
    assert "is not in a git repository" in result.err
    assert os.listdir(tmp_path) == []
