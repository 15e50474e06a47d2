"""`unbroken impact --upgrade`: what a project has, what it would get, and every bad input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.checkout import git, write
from tests.package_index import Index, sdist, wheel
from unbroken.impact.upgrade.pins import Pin, pins_in

# The distribution's name is not the name that is imported.
OLD = {
    "my_lib/__init__.py": "from my_lib._impl import f\n",
    "my_lib/_impl.py": "def f(a, b=1): ...\n",
    "my_lib_dist-1.0.dist-info/METADATA": "Name: my-lib-dist\nVersion: 1.0\n",
}
NEW = {**OLD, "my_lib/_impl.py": "def f(a): ...\n"}
APP = "import my_lib\n\nmy_lib.f(1, b=2)\n"
SITE = "main.py:3:1: breaks[call] my_lib.f: TypeError: f() got an unexpected keyword argument 'b'"
UV_LOCK = 'version = 1\n\n[[package]]\nname = "my-lib-dist"\nversion = "1.0"\n{}\n'
REGISTRY = 'source = { registry = "https://pypi.org/simple" }'
POETRY = '[[package]]\nname = "My_Lib.Dist"\nversion = "1.0"\n'
PYLOCK = 'lock-version = "1.0"\n[[packages]]\nname = "my-lib-dist"\nversion = "1.0"\n'
PIPFILE = json.dumps({"_meta": {}, "default": {"my-lib-dist": {"version": "==1.0"}}})
REQUIREMENTS = """\
# What the project needs.
--index-url https://example.org/simple
-r other.txt
another>=1.0
third==1.*
my-lib-dist[extra]==1.0 ; python_version > "3"  \\
    --hash=sha256:00
"""
PINS = {
    "uv.lock": UV_LOCK.format(REGISTRY),
    "poetry.lock": POETRY,
    "pdm.lock": UV_LOCK.format(""),
    "pylock.toml": PYLOCK,
    "pylock.dev.toml": PYLOCK,
    "Pipfile.lock": PIPFILE,
    "requirements.txt": REQUIREMENTS,
    "requirements-dev.txt": REQUIREMENTS,
    "requirements/base.txt": REQUIREMENTS,
    "constraints.txt": REQUIREMENTS,
}


@pytest.fixture(autouse=True)
def index(tmp_path, monkeypatch) -> Index:
    """An index, and an empty environment; the current folder is the project."""
    made = Index(tmp_path / "index", "my-lib-dist")
    made.add("my_lib_dist-1.0-py3-none-any.whl", wheel(OLD))
    made.add("my_lib_dist-2.0-py3-none-any.whl", wheel(NEW))
    monkeypatch.setenv("PIP_INDEX_URL", made.simple)
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "CONDA_PREFIX"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("UNBROKEN_CACHE_DIR", str(tmp_path / "cache"))
    environment = tmp_path / "environment"
    (environment / "lib/python3.12/site-packages").mkdir(parents=True)
    monkeypatch.setenv("VIRTUAL_ENV", str(environment))
    write(tmp_path / "project", {"main.py": APP})
    monkeypatch.chdir(tmp_path / "project")
    return made


def install(files: dict[str, str], folder: str, direct_url: str | None = None) -> None:
    """Install a version as pip does."""
    (metadata,) = {path.partition("/")[0] for path in files if ".dist-info/" in path}
    record = "".join(f"{path},,\n" for path in (*files, "../../../bin/x", f"{metadata}/RECORD"))
    inner = f"{folder}/lib/python3.12/site-packages"
    extra = {} if direct_url is None else {f"{metadata}/direct_url.json": direct_url}
    named = {f"{inner}/{path}": text for path, text in {**files, **extra}.items()}
    write(Path(), {**named, f"{inner}/{metadata}/RECORD": record})


@pytest.mark.parametrize("name", PINS)
def test_version_in_each_kind_of_file_is_the_one_in_use(name):
    write(Path(), {name: PINS[name]})
    pins = pins_in(".")
    assert pins.of("my_lib.dist") == [Pin(pins.pins[0].name, "1.0", name)]


@pytest.mark.parametrize(
    ("name", "text", "source"),
    [
        ("uv.lock", UV_LOCK.format('source = { git = "https://x.org/y" }'), "git https://x.org/y"),
        ("uv.lock", UV_LOCK.format('source = { editable = "../y" }'), "editable ../y"),
        ("poetry.lock", f'{POETRY}[package.source]\ntype = "git"\nurl = "u"\n', "git u"),
        ("poetry.lock", f'{POETRY}[package.source]\ntype = "legacy"\nurl = "u"\n', ""),
        ("pylock.toml", f'{PYLOCK}vcs = {{ type = "git", url = "u" }}\n', "vcs u"),
        ("pylock.toml", f'{PYLOCK}directory = {{ path = "../y" }}\n', "directory ../y"),
        ("pdm.lock", UV_LOCK.format('path = "./y"'), "path ./y"),
    ],
)
def test_package_that_is_from_no_index_is_known_as_such(name, text, source):
    write(Path(), {name: text})
    assert [pin.source for pin in pins_in(".").pins] == [source]


def test_locked_version_is_compared_with_the_newest_release(unbroken, index):
    write(Path(), {"uv.lock": PINS["uv.lock"], "requirements.txt": "my-lib-dist==2.0\n"})
    index.add("my_lib_dist-3.0rc1-py3-none-any.whl", wheel(OLD))
    index.add("my_lib_dist-2.5-py3-none-any.whl", wheel(OLD), yanked=True)
    said = unbroken("impact", "--upgrade", "my-lib-dist")
    assert said.code == 1
    assert said.out == (
        f"{SITE}\n  my_lib.f(1, b=2)\n  before: 1 -> a\n"
        "unbroken: . (1 of 1 file uses it): 1 place breaks with my-lib-dist 2.0: 1 call\n"
        "unbroken: compared my-lib-dist 1.0 (fixed in uv.lock, my_lib_dist-1.0-py3-none-any.whl "
        f"from {index.simple}) with my-lib-dist 2.0 (my_lib_dist-2.0-py3-none-any.whl from "
        f"{index.simple})\n"
        "unbroken: the one break of the public API breaks code here\n"
    )


@pytest.mark.parametrize(
    ("asked", "version"),
    [
        ("my-lib-dist==3.0rc1", "3.0rc1"),
        ("My_Lib_Dist[extra] == 2.0", "2.0"),
        ("my-lib-dist<2", "1.0"),
        ("my-lib-dist>=2.dev0", "3.0rc1"),
    ],
)
def test_requirement_decides_the_new_version(unbroken, index, asked, version):
    index.add("my_lib_dist-3.0rc1.tar.gz", sdist("my_lib_dist-3.0rc1", OLD))
    said = unbroken("impact", "1.0", "--upgrade", asked, "--format", "json")
    document = json.loads(said.out)
    assert document["new"].split()[1] == version
    assert document["old"].split()[1] == "1.0"
    assert document["details"][0].startswith("compared ")


def test_installed_version_is_read_where_no_file_fixes_one(unbroken, tmp_path, monkeypatch):
    install(OLD, str(tmp_path / "environment"))
    Path("new").mkdir()
    Path("new/my_lib_dist-2.0-py3-none-any.whl").write_bytes(wheel(NEW))
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")  # nothing answers there
    said = unbroken("impact", "--upgrade", "new/my_lib_dist-2.0-py3-none-any.whl")
    assert said.code == 1
    assert said.out.startswith(SITE)
    assert (
        "compared my-lib-dist 1.0 (installed in ../environment) with my-lib-dist 2.0 "
        "(new/my_lib_dist-2.0-py3-none-any.whl)"
    ) in said.out


def test_files_of_the_locked_version_are_those_installed(unbroken, tmp_path):
    write(Path(), {"poetry.lock": POETRY})
    install({**OLD, "my_lib/_impl.py": "def f(a, b=1): ...\nONLY = 1\n"}, ".venv")
    write(Path(), {"main.py": "from my_lib._impl import ONLY\n"})
    said = unbroken("impact", "--upgrade", "my-lib-dist", "--python", ".venv")
    assert "breaks[import] my_lib._impl.ONLY (private)" in said.out
    assert "(fixed in poetry.lock, installed in .venv)" in said.out


def test_lock_file_of_the_workspace_is_found_from_a_member(unbroken, monkeypatch):
    git(Path(), "init", "--quiet")
    write(
        Path(), {"uv.lock": PINS["uv.lock"], "apps/one/pyproject.toml": '[project]\nname="one"\n'}
    )
    write(Path(), {"apps/one/main.py": APP, "apps/one/inner/other.py": ""})
    monkeypatch.chdir("apps/one/inner")
    said = unbroken("impact", "--upgrade", "my-lib-dist")
    assert said.code == 1
    assert said.out.startswith(f"../{SITE}")
    assert "unbroken: .. (1 of 2 files uses it)" in said.out
    assert "(fixed in ../../../uv.lock, " in said.out


def test_release_is_fetched_once(unbroken, index):
    assert unbroken("impact", "1.0", "--upgrade", "my-lib-dist").code == 1
    for path in index.folder.glob("*.whl"):
        path.unlink()
    assert unbroken("impact", "1.0", "--upgrade", "my-lib-dist").code == 1
    said = unbroken("impact", "1.0", "--upgrade", "my-lib-dist", "--no-cache")
    assert said.code == 2
    assert "my_lib_dist-1.0-py3-none-any.whl: the index has no such page" in said.err


BAD = {
    "not in the lock file": (
        {"uv.lock": PINS["uv.lock"]},
        ["--upgrade", "my-lib-dits==2.0"],
        "uv.lock: does not have my-lib-dits; did you mean 'my-lib-dist'? (or say which version is "
        "used: unbroken impact VERSION --upgrade my-lib-dits)",
    ),
    "not used": (
        {"uv.lock": PINS["uv.lock"]},
        ["--upgrade", "numpy"],
        "uv.lock: does not have numpy, so it is not used (or say which version is used: unbroken "
        "impact VERSION --upgrade numpy)",
    ),
    "two versions in a lock file": (
        {"uv.lock": PINS["uv.lock"] + UV_LOCK.format(REGISTRY).partition("\n")[2].replace(
            "1.0", "1.5"
        )},
        ["--upgrade", "my-lib-dist"],
        "several versions of my-lib-dist are fixed: 1.0 (uv.lock), 1.5 (uv.lock); say which is "
        "used: unbroken impact VERSION --upgrade my-lib-dist",
    ),
    "two versions in requirements": (
        {"requirements.txt": "my-lib-dist==1.0\n", "requirements-dev.txt": "my-lib-dist==2.0\n"},
        ["--upgrade", "my-lib-dist"],
        "several versions of my-lib-dist are fixed: 1.0 (requirements.txt), 2.0 "
        "(requirements-dev.txt); say which is used: unbroken impact VERSION --upgrade my-lib-dist",
    ),
    "neither fixed nor installed": (
        {"requirements.txt": "my-lib-dist>=1.0\n"},
        ["--upgrade", "my-lib-dist"],
        "my-lib-dist is neither fixed by a lock file or requirements in . nor installed in "
        "../environment; say which version is used: unbroken impact VERSION --upgrade my-lib-dist",
    ),
    "from git": (
        {"uv.lock": UV_LOCK.format('source = { git = "https://x.org/y" }')},
        ["--upgrade", "my-lib-dist"],
        "my-lib-dist 1.0 is fixed in uv.lock, from git https://x.org/y, and its files are not "
        "installed in ../environment; name them: unbroken impact FOLDER --upgrade my-lib-dist",
    ),
    "lock file that is none": (
        {"uv.lock": "[[package]\n"},
        ["--upgrade", "my-lib-dist"],
        "uv.lock: cannot be read as a lock file",
    ),
    "lock file of another form": (
        {"uv.lock": "package = 1\n"},
        ["--upgrade", "my-lib-dist"],
        "uv.lock: cannot be read as a lock file",
    ),
    "no such version": (
        {},
        ["1.0", "--upgrade", "my-lib-dist==9.9"],
        "INDEX/my-lib-dist/: has no release 9.9; the newest are 2.0, 1.0",
    ),
    "no such version in use": (
        {},
        ["0.9", "--upgrade", "my-lib-dist"],
        "INDEX/my-lib-dist/: has no release 0.9; the newest are 2.0, 1.0",
    ),
    "nothing in the range": (
        {},
        ["1.0", "--upgrade", "my-lib-dist>=3,<4"],
        "INDEX/my-lib-dist/: has no release <4,>=3; the newest are 2.0, 1.0",
    ),
    "yanked": (
        {},
        ["1.0", "--upgrade", "my-lib-dist==2.5"],
        "INDEX/my-lib-dist/: my-lib-dist 2.5 was yanked; name another version",
    ),
    "not on the index": (
        {},
        ["1.0", "--upgrade", "another==1.0"],
        "INDEX/another/: the index has no such page",
    ),
    "not a version": (
        {},
        ["one.two", "--upgrade", "my-lib-dist"],
        "one.two: neither a folder or archive nor a version of a package",
    ),
    "not a package": (
        {},
        ["--upgrade", "my lib"],
        "--upgrade: my lib: neither a package, as PACKAGE or PACKAGE==VERSION, nor a wheel or "
        "sdist",
    ),
    "no such archive": (
        {},
        ["--upgrade", "./my_lib_dist-2.0-py3-none-any.whl"],
        "--upgrade: ./my_lib_dist-2.0-py3-none-any.whl: there is no such file",
    ),
    "archive without a version": (
        {"lib.whl": ""},
        ["--upgrade", "lib.whl"],
        "--upgrade: lib.whl: its name is not that of a wheel or sdist, so it does not state "
        "the package and the version",
    ),
    "folder": (
        {"lib/my_lib.py": ""},
        ["--upgrade", "lib"],
        "--upgrade: lib: a folder does not state its version; compare two folders with: unbroken "
        "impact OLD lib",
    ),
    "two new versions": (
        {},
        ["1.0", "2.0", "--upgrade", "my-lib-dist"],
        "--upgrade names the new version; leave NEW out",
    ),
    "one version": ({}, ["1.0"], "name two versions, OLD and NEW, or a package with --upgrade"),
    "interpreter without an upgrade": (
        {},
        ["1.0", "2.0", "--python", "python3"],
        "--python says where packages are installed, for --upgrade only",
    ),
    "no such interpreter": (
        {},
        ["--upgrade", "my-lib-dist", "--python", "none/bin/python"],
        "--python: none/bin/python: there is no such interpreter or environment",
    ),
    "environment without packages": (
        {"empty/x.py": ""},
        ["--upgrade", "my-lib-dist", "--python", "empty"],
        "--python: empty: no packages are installed there",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_an_error_that_says_what_to_do(unbroken, index, name):
    files, arguments, message = BAD[name]
    index.add("my_lib_dist-2.5-py3-none-any.whl", wheel(NEW), yanked=True)
    write(Path(), files)
    said = unbroken("impact", *arguments)
    assert (said.code, said.out) == (2, "")
    assert said.err == f"unbroken: {message.replace('INDEX', index.simple)}\n"


def test_editable_installation_has_to_be_named(unbroken, tmp_path):
    url = json.dumps({"url": "file:///src/my", "dir_info": {"editable": True}})
    files = {name: text for name, text in OLD.items() if "dist-info" in name}
    install(files, str(tmp_path / "environment"), url)
    said = unbroken("impact", "--upgrade", "my-lib-dist")
    assert (said.code, said.err) == (
        2,
        "unbroken: my-lib-dist 1.0 is installed in ../environment, from file:///src/my, and its "
        "files are not installed in ../environment; name them: unbroken impact FOLDER --upgrade "
        "my-lib-dist\n",
    )
    write(Path(), {f"../src/{path}": text for path, text in OLD.items()})
    said = unbroken("impact", "../src", "--upgrade", "my-lib-dist", "--package", "my_lib")
    assert (said.code, said.out.startswith(SITE)) == (1, True)


def test_offline_index_is_an_error(unbroken, monkeypatch):
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    said = unbroken("impact", "1.0", "--upgrade", "my-lib-dist")
    assert said.code == 2
    assert said.err.startswith("unbroken: http://127.0.0.1:9/simple/my-lib-dist/ cannot be read: ")
