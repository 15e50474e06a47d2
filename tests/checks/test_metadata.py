"""What a project says of itself: extras, commands, entry points, Pythons, its name."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.checkout import commit, git, write
from unbroken.checks.metadata import compare_metadata
from unbroken.config.config import Config
from unbroken.model.finding import Finding
from unbroken.sources.folder import FolderTree

HEAD = '[project]\nname = "my-pkg"\nversion = "1.1.0"\n'


def found(old: str, new: str) -> list[Finding]:
    trees = (FolderTree({"pyproject.toml": item.encode()}, "memory") for item in (old, new))
    return compare_metadata("pkg", *trees, Config())[0]


def table(name: str, *lines: str) -> str:
    return "\n".join((f"{HEAD}[project.{name}]", *lines, ""))


BROKEN = {
    "an extra": (
        table("optional-dependencies", 'doc = ["sphinx"]', 'fast = ["numpy"]'),
        table("optional-dependencies", 'fast = ["numpy"]'),
        ("error", "extra-removed", "doc", 4),
        "extra 'doc' was removed",
        "Keep 'doc', if need be without requirements.",
    ),
    "an extra without its requirements": (
        table("optional-dependencies", 'doc = ["sphinx"]'),
        table("optional-dependencies", "doc = []"),
        ("warning", "extra-removed", "doc", 5),
        "extra 'doc' no longer has requirements",
        "Keep the requirements of 'doc', or make them dependencies.",
    ),
    "the first requires-python": (
        HEAD,
        HEAD + 'requires-python = ">=3.9"\n',
        ("warning", "requires-python-raised", None, 4),
        "Python 3.7 and 3.8 can no longer be used",
        "Keep 3.8 for as long as its users need it, or announce the change.",
    ),
    "an extra by another name": (
        table("optional-dependencies", 'doc = ["sphinx"]'),
        table("optional-dependencies", 'docs = ["sphinx"]'),
        ("error", "extra-removed", "doc", 4),
        "extra 'doc' was renamed to 'docs'",
        'Keep the old name, too: doc = ["my-pkg[docs]"].',
    ),
    "an extra that is a group now": (
        table("optional-dependencies", 'doc = ["sphinx"]'),
        f'{HEAD}[dependency-groups]\ndoc = ["sphinx"]\n',
        ("warning", "extra-removed", "doc", 1),
        "extra 'doc' was removed",
        "Keep 'doc', if need be without requirements.",
    ),
    "an extra for developers": (
        f'{HEAD}optional-dependencies.test-all = ["pytest"]\n',
        HEAD,
        ("warning", "extra-removed", "test-all", 1),
        "extra 'test-all' was removed",
        "Keep 'test-all', if need be without requirements.",
    ),
    "a command": (
        table("scripts", 'one = "pkg:main"', 'two = "pkg:other"'),
        table("scripts", 'two = "pkg:other"'),
        ("error", "script-removed", "one", 4),
        "command 'one' was removed",
        "Keep 'one' for a while, and let it warn.",
    ),
    "a command by another name": (
        table("gui-scripts", 'one = "pkg:main"'),
        table("gui-scripts", 'two = "pkg:main"'),
        ("error", "script-removed", "one", 4),
        "command 'one' was renamed to 'two'",
        "Keep 'one' for a while, and let it warn.",
    ),
    "an entry point": (
        table('entry-points."a.b"', 'one = "pkg:main"', 'two = "pkg:other"'),
        table('entry-points."a.b"', 'two = "pkg:other"'),
        ("error", "entry-point-removed", "a.b:one", 4),
        "entry point 'one' of 'a.b' was removed",
        "Keep 'one' in 'a.b' for a while.",
    ),
    "all of a group": (
        table("entry-points.pytest11", 'one = "pkg:main"'),
        HEAD,
        ("error", "entry-point-removed", "pytest11:one", 1),
        "entry point 'one' of 'pytest11' was removed",
        "Keep 'one' in 'pytest11' for a while.",
    ),
    "a Python": (
        f'{HEAD}requires-python = ">=3.9"\n',
        f'{HEAD}requires-python = ">=3.11"\n',
        ("warning", "requires-python-raised", None, 4),
        "Python 3.9 and 3.10 can no longer be used",
        "Keep 3.10 for as long as its users need it, or announce the change.",
    ),
    "newer Pythons": (
        f'{HEAD}requires-python = ">=3.9"\n',
        f'{HEAD}requires-python = ">=3.9,<3.12"\n',
        ("warning", "requires-python-raised", None, 4),
        "Python 3.12 to 3.14 can no longer be used",
        "Keep 3.14 for as long as its users need it, or announce the change.",
    ),
    "older and newer Pythons": (
        f'{HEAD}requires-python = ">=3.7"\n',
        f'{HEAD}requires-python = ">=3.10,<3.14"\n',
        ("warning", "requires-python-raised", None, 4),
        "Python 3.7 to 3.9 and 3.14 can no longer be used",
        "Keep 3.14 for as long as its users need it, or announce the change.",
    ),
    "the name": (
        HEAD,
        HEAD.replace("my-pkg", "your-pkg"),
        ("error", "distribution-renamed", None, 2),
        "project 'my-pkg' was renamed to 'your-pkg'",
        "Publish a last 'my-pkg' that requires 'your-pkg'.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "what", "message", "remedy"), BROKEN.values(), ids=BROKEN)
def test_incompatible_metadata_is_found(
    old: str, new: str, what: tuple[str, str, str | None, int], message: str, remedy: str
) -> None:
    (it,) = found(old, new)
    assert (it.level, it.rule, it.parameter, it.line) == what
    assert (it.object, it.path, it.message, it.remedy) == ("pkg", "pyproject.toml", message, remedy)
    assert found(old, old) == found(new, new) == []


KEYS = {
    "a table of its own": (table("scripts", 'two = "pkg:f"', 'one = "pkg:main"'), 6),
    "a table with a comment": (table("scripts", 'one = "pkg:main"').replace("s]", "s]  # All"), 5),
    "quotes": (table("scripts", "\"one\" = 'pkg:main'"), 5),
    "the key of another table": (
        f'[tool.other]\none = 1\n{HEAD}[project.gui-scripts]\none = "pkg:main"\n',
        7,
    ),
    "dotted keys": (f'{HEAD}scripts.two = "pkg:f"\nscripts.one = "pkg:main"\n', 5),
    "an inline table": (f'{HEAD}scripts = {{ one = "pkg:main" }}\n', 4),
}


@pytest.mark.parametrize(("old", "line"), KEYS.values(), ids=KEYS)
def test_baseline_shows_the_line_of_the_key(old, line):
    removed = [it for it in found(old, table("scripts", 'two = "pkg:f"')) if it.parameter == "one"]
    assert [(it.baseline_line, it.line) for it in removed] == [(line, 4)]


def test_baseline_shows_the_line_of_an_extra_and_of_an_entry_point():
    head = f"{HEAD}[project.optional-dependencies]\n"
    (it,) = found(f"{head}a = []\nFast_Mode = ['x']\n", f"{head}a = []\n")
    assert (it.parameter, it.baseline_line, it.line) == ("fast-mode", 6, 4)
    head = f'{HEAD}[project.entry-points."a.b"]\n'
    (it,) = found(f"{head}x = 'pkg:x'\ny = 'pkg:y'\n", f"{head}x = 'pkg:x'\n")
    assert (it.parameter, it.baseline_line, it.line) == ("a.b:y", 6, 4)


WITHOUT_CODE = {"the first requires-python", "the name"}
"""Nothing can be put back there, or another project is to be published."""


@pytest.mark.parametrize("name", BROKEN)
def test_nothing_is_reported_once_the_code_is_pasted(name):
    old, new = BROKEN[name][:2]
    (it,) = found(old, new)
    place = it.code_place
    if place is None or place.how == "file":
        assert name in WITHOUT_CODE
        return
    lines = new.splitlines()
    start = len(lines) if place.how == "module" else place.line - (place.how == "statement")
    after = place.line if place.how == "statement" else start
    pasted = [*lines[:start], it.code, *lines[after:]]
    assert place.path == "pyproject.toml"
    assert found(old, "\n".join(pasted) + "\n") == []


def test_code_says_the_lines_to_paste():
    codes = {name: found(*row[:2])[0].code for name, row in BROKEN.items()}
    assert codes == {
        "an extra": 'doc = ["sphinx"]',
        "an extra without its requirements": 'doc = ["sphinx"]',
        "the first requires-python": "",
        "an extra by another name": 'doc = ["my-pkg[docs]"]',
        "an extra that is a group now": '[project.optional-dependencies]\ndoc = ["sphinx"]',
        "an extra for developers": '[project.optional-dependencies]\ntest-all = ["pytest"]',
        "a command": 'one = "pkg:main"',
        "a command by another name": 'one = "pkg:main"',
        "an entry point": 'one = "pkg:main"',
        "all of a group": '[project.entry-points.pytest11]\none = "pkg:main"',
        "a Python": 'requires-python = ">=3.9"',
        "newer Pythons": 'requires-python = ">=3.9"',
        "older and newer Pythons": 'requires-python = ">=3.7"',
        "the name": "[project]\n"
        'name = "my-pkg"\n'
        'version = "0"  # to be one above the last release\n'
        'description = "Renamed to your-pkg"\n'
        'dependencies = ["your-pkg"]',
    }


FINE = {
    "requirements of an extra that everybody gets": (
        f'{HEAD}optional-dependencies.doc = ["Sphinx>=1"]\n',
        f'{HEAD}dependencies = ["sphinx"]\noptional-dependencies.doc = []\n',
    ),
    "what came": (
        HEAD,
        table("optional-dependencies", 'doc = ["sphinx"]') + '[project.scripts]\none = "pkg:f"\n',
    ),
    "other requirements": (
        table("optional-dependencies", 'doc = ["sphinx"]'),
        table("optional-dependencies", 'doc = ["sphinx>=7", "furo"]'),
    ),
    "another spelling of an extra": (
        table("optional-dependencies", "my_doc = []"),
        table("optional-dependencies", "My-Doc = []"),
    ),
    "another spelling of the name": (HEAD, HEAD.replace("my-pkg", "My_Pkg")),
    "where a command leads to": (
        table("scripts", 'one = "pkg:main"'),
        table("scripts", 'one = "pkg.cli:main"'),
    ),
    "a window of its own": (
        table("scripts", 'one = "pkg:main"'),
        table("gui-scripts", 'one = "pkg:main"'),
    ),
    "more Pythons": (
        f'{HEAD}requires-python = ">=3.9,<3.13"\n',
        f'{HEAD}requires-python = ">=3.8"\n',
    ),
    "the same Pythons": (
        f'{HEAD}requires-python = ">=3.9"\n',
        f'{HEAD}requires-python = ">=3.9.2,!=3.9.7"\n',
    ),
    "Pythons that nobody has": (
        f'{HEAD}requires-python = ">=3.9"\n',
        f'{HEAD}requires-python = ">=3.9,<4"\n',
    ),
    "the first requires-python, for Pythons that are in use": (
        HEAD,
        f'{HEAD}requires-python = ">=3.7"\n',
    ),
    "Pythons that cannot be understood": (
        f'{HEAD}requires-python = ">=3.9"\n',
        f'{HEAD}requires-python = "newer"\n',
    ),
    "what is dynamic now": (
        table("optional-dependencies", 'doc = ["sphinx"]') + '[project.scripts]\none = "pkg:f"\n',
        f'{HEAD}dynamic = ["optional-dependencies", "scripts", "entry-points"]\n',
    ),
    "what was dynamic": (
        f'{HEAD}dynamic = ["optional-dependencies", "requires-python"]\n',
        f'{HEAD}requires-python = ">=3.11"\n',
    ),
    "no project any more": (table("scripts", 'one = "pkg:main"'), "[tool.other]\n"),
    "no TOML any more": (table("scripts", 'one = "pkg:main"'), "[project\n"),
    "tables that are none": (
        table("scripts", 'one = "pkg:main"'),
        f'{HEAD}scripts = {{ one = "pkg:main", two = 1 }}\noptional-dependencies = 1\n'
        "entry-points = { a = 1 }\n",
    ),
}


@pytest.mark.parametrize(("old", "new"), FINE.values(), ids=FINE)
def test_compatible_metadata_passes(old: str, new: str) -> None:
    assert found(old, new) == []


EXTRA = table("optional-dependencies", 'doc = ["sphinx"]')


def test_commit_that_removes_an_extra_fails(library, unbroken):
    commit(library, {"pyproject.toml": EXTRA}, "v1.1.0")
    write(library, {"pyproject.toml": HEAD.replace("1.1.0", "1.2.0")})
    git(library, "add", "--all")
    result = unbroken("check")
    assert result.code == 1
    assert result.out.startswith(
        "pyproject.toml:1:1: error[extra-removed] pkg: extra 'doc' was removed (it was at "
        "v1.1.0:pyproject.toml:5)\n"
        "  do:     Keep 'doc', if need be without requirements.\n"
    )
    assert result.closing == (
        "unbroken: pkg: 1 error in pyproject.toml; no source file changed; baseline v1.1.0 "
        "(the latest release); 0.00 s"
    )
    assert unbroken("full").code == unbroken("incremental").code == 1
    assert unbroken("incremental", "pkg/data.py").code == 0


def test_commit_that_changes_something_else_passes(library, unbroken):
    commit(library, {"pyproject.toml": EXTRA}, "v1.1.0")
    commit(library, {"pyproject.toml": HEAD})
    write(library, {"pyproject.toml": f"{HEAD}# Said.\n", "pkg/data.py": "def load(path): 1\n"})
    git(library, "add", "--all")
    result = unbroken("check")
    assert result.code == 1
    assert "parameter-removed" in result.out
    assert (
        "extra 'doc' was removed (it was at v1.1.0:pyproject.toml:5) (pre-existing)" in result.out
    )
    git(library, "checkout", "--quiet", "HEAD", "pkg")
    write(library, {"pyproject.toml": f"{HEAD}# Said.\n"})
    assert unbroken("check").code == 0
    git(library, "commit", "--quiet", "--all", "--message", "A change")
    write(library, {"pkg/data.py": "def load(path, limit=None): return 1\n"})
    git(library, "add", "--all")
    assert "extra" not in unbroken("check").out


def test_break_of_the_metadata_can_be_accepted(library, unbroken):
    commit(library, {"pyproject.toml": EXTRA}, "v1.1.0")
    entry = (
        '[[tool.unbroken.accept]]\nobject = "pkg"\nrule = "extra-removed"\nparameter = "doc"\n'
        'since = "1.1.0"\nreason = "it never worked"\n'
    )
    write(library, {"pyproject.toml": HEAD + entry})
    git(library, "add", "--all")
    for command in ("check", "full"):
        result = unbroken(command, "--show-accepted")
        assert result.code == 0, result.out
        assert "(accepted: it never worked)" in result.out
        assert "unused-acceptance" not in result.out


def test_removed_extra_needs_a_major_version(library, unbroken):
    semver = '[tool.unbroken.versioning]\nscheme = "semver"\n'
    commit(library, {"pyproject.toml": EXTRA}, "v1.1.0")
    write(library, {"pyproject.toml": HEAD.replace("1.1.0", "1.2.0") + semver})
    result = unbroken("full")
    assert "error[version-bump-insufficient]" in result.out
    write(library, {"pyproject.toml": HEAD.replace("1.1.0", "2.0.0") + semver})
    result = unbroken("full")
    assert result.code == 0
    assert (
        "extra 'doc' was removed (it was at v1.1.0:pyproject.toml:5) (accepted: 2.0.0 is a major "
        "release after 1.1.0)" in result.out
    )


def wheel(path: Path, metadata: str, entry_points: str) -> str:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("pkg/__init__.py", "x = 1\n")
        archive.writestr("my_pkg-1.dist-info/METADATA", metadata)
        archive.writestr("my_pkg-1.dist-info/entry_points.txt", entry_points)
    return str(path)


def test_wheels_are_compared_as_projects_are(tmp_path, unbroken, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = "Metadata-Version: 2.1\nName: my-pkg\nVersion: 1\n"
    old = wheel(
        tmp_path / "my_pkg-1-py3-none-any.whl",
        f"{result}Requires-Python: >=3.9\nProvides-Extra: doc\n"
        "Requires-Dist: sphinx>=7 ; extra == 'doc'\n",
        "[console_scripts]\none = pkg:main\n[a.b]\nOne = pkg:main\n",
    )
    new = wheel(
        tmp_path / "my_pkg-2-py3-none-any.whl",
        f"{result}Requires-Python: >=3.10\nProvides-Extra: docs\n"
        'Requires-Dist: sphinx>=7; extra == "docs"\n',
        "[a.b]\nTwo = pkg:main\n",
    )
    shown = unbroken("diff", old, new).out
    assert "extra 'doc' was renamed to 'docs'" in shown
    assert "command 'one' was removed" in shown
    assert "entry point 'One' of 'a.b' was removed" in shown
    assert (
        "my_pkg-1.dist-info/METADATA:4:1: warning[requires-python-raised] pkg: Python 3.9" in shown
    )
    assert unbroken("diff", old, old).code == 0


TYPED = {"pkg/__init__.py": "", "pkg/py.typed": "", "pyproject.toml": HEAD}


def test_package_that_is_no_longer_typed_is_reported():
    new = {path: text for path, text in TYPED.items() if not path.endswith("py.typed")}
    trees = [
        FolderTree({path: text.encode() for path, text in files.items()}, "memory")
        for files in (TYPED, new)
    ]
    (finding,) = compare_metadata("pkg", *trees, Config(), ["pkg"])[0]
    assert (finding.level, finding.rule, finding.object, finding.parameter) == (
        "warning",
        "py-typed-removed",
        "pkg",
        "pkg",
    )
    assert finding.message == (
        "'pkg/py.typed' was removed: type checkers ignore the annotations of the package"
    )
    assert finding.remedy == "Keep 'pkg/py.typed', and ship it."
    assert compare_metadata("pkg", *reversed(trees), Config(), ["pkg"]) == ([], [])


def test_commit_that_removes_the_marker_of_a_typed_package_is_reported(library, unbroken):
    commit(library, {"pkg/py.typed": ""}, "v1.1.0")
    git(library, "rm", "--quiet", "pkg/py.typed")
    assert "warning[py-typed-removed] pkg: 'pkg/py.typed' was removed" in unbroken("check").out
