"""`unbroken diff`: folders, wheels and sdists, without git."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.checkout import write

OLD = {"pkg/__init__.py": "def f(a): ...\n", "pkg/data.py": "def load(path): ...\n"}
NEW = {"pkg/__init__.py": "def f(): ...\n", "pkg/data.py": "def load(path, limit=1): ...\n"}
LOST = """\
pkg/__init__.py:1:1: error[parameter-removed] pkg.f: parameter 'a' was removed
  {ref}:pkg/__init__.py:1
  1 - def f(a):
            ^
  1 + def f():
  breaks: f(a)
          TypeError: f() takes 0 positional arguments but 1 was given
  do:     Keep 'a' with a default, warn when it is passed, and remove it in the
          next major release.
  paste:  among the imports of pkg/__init__.py
            import warnings
          instead of the header at pkg/__init__.py:1
            def f(a=None):
                if a is not None:
                    warnings.warn("'a' is deprecated", DeprecationWarning, stacklevel=2)
"""


@pytest.fixture(autouse=True)
def _folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def folder(name: str, files: dict[str, str]) -> str:
    write(Path(name), files)
    return name


def wheel(name: str, files: dict[str, str]) -> str:
    with zipfile.ZipFile(name, "w") as archive:
        for path, text in {**files, "pkg-1.0.dist-info/METADATA": "Name: pkg\n"}.items():
            archive.writestr(path, text)
    return name


def sdist(name: str, files: dict[str, str]) -> str:
    with tarfile.open(name, "w:gz") as archive:
        for path, text in files.items():
            entry = tarfile.TarInfo(f"pkg-1.0/{path}")
            entry.size = len(text.encode())
            archive.addfile(entry, io.BytesIO(text.encode()))
    return name


FORMS = {
    "folders": (folder, "old", folder, "new"),
    "wheels": (wheel, "pkg-1.0-py3-none-any.whl", wheel, "pkg-1.1-py3-none-any.whl"),
    "sdists": (sdist, "pkg-1.0.tar.gz", sdist, "pkg-1.1.tar.gz"),
    "a wheel and a folder": (wheel, "pkg-1.0-py3-none-any.whl", folder, "new"),
}


@pytest.mark.parametrize("form", FORMS)
def test_folders_wheels_and_sdists_are_compared(unbroken, form):
    make_old, old, make_new, new = FORMS[form]
    result = unbroken("diff", make_old(old, OLD), make_new(new, NEW))
    assert (result.code, result.err) == (1, "")
    assert result.out == (
        f"{LOST.format(ref=old)}\n"
        f"unbroken: pkg: 1 error; the whole package (2 files) of {new} compared with {old} "
        "(from the command line); 0.00 s\n"
    )
    assert unbroken("diff", old, old).code == 0


def test_package_that_moved_to_src_is_found(unbroken):
    folder("old", OLD)
    folder("new", {f"src/{name}": text for name, text in NEW.items()})
    result = unbroken("diff", "old", "new")
    lost = (
        LOST.format(ref="old").replace("at pkg/", "at src/pkg/").replace("of pkg/", "of src/pkg/")
    )
    assert result.out.startswith(f"src/{lost}")
    assert result.closing.startswith("unbroken: pkg: 1 error; ")


def test_named_packages_are_compared(unbroken):
    files = {f"{name}/__init__.py": "def f(a): ...\n" for name in ("one", "two", "three")}
    folder("old", files)
    folder("new", dict.fromkeys(files, "def f(): ...\n"))
    assert unbroken("diff", "old", "new").closing.startswith("unbroken: one, three, two: 3 errors")
    result = unbroken("diff", "old", "new", "--package", "one", "--package=two")
    assert result.closing.startswith("unbroken: one, two: 2 errors; ")


def test_wheels_of_a_namespace_are_compared(unbroken):
    files = {"a/b/__init__.py": "def f(a): ...\n", "a/b/c/__init__.py": "", "a/d/e/__init__.py": ""}
    old = wheel("a_b-1.0-py3-none-any.whl", files)
    new = wheel("a_b-1.1-py3-none-any.whl", {**files, "a/b/__init__.py": "def f(): ...\n"})
    result = unbroken("diff", old, new)
    assert result.out.startswith("a/b/__init__.py:1:1: error[parameter-removed] a.b.f: ")
    assert result.closing.startswith("unbroken: a.b, a.d.e: 1 error; the whole package (3 files) ")
    empty = wheel("a_b-1.2-py3-none-any.whl", {"a/data.txt": ""})
    assert unbroken("diff", empty, new).err == (
        f"unbroken: {empty}: no package was found in it, so nothing would be compared; name it "
        "with --package NAME\n"
    )


@pytest.mark.parametrize("form", FORMS)
def test_names_that_come_from_a_package_that_is_new_are_compared(unbroken, form):
    make_old, old, make_new, new = FORMS[form]
    now = {"pkg/__init__.py": "from core.data import f\n", "core/data.py": "def f(): ...\n"}
    now["core/broken.py"] = "def"
    result = unbroken("diff", make_old(old, OLD), make_new(new, {**now, "core/__init__.py": ""}))
    found = [line for line in result.out.splitlines() if "error[" in line]
    assert [line.partition(": error")[2].partition(" (it was")[0] for line in found] == [
        "[parameter-removed] pkg.f: parameter 'a' was removed",
        "[module-removed] pkg.data: module 'pkg.data' was removed",
    ]


def wheel_requiring(version: str, files: dict[str, str], *names: str) -> str:
    path = f"pkg-{version}-py3-none-any.whl"
    requirements = "".join(f"Requires-Dist: {name}\n" for name in names)
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
        archive.writestr("pkg-1.0.dist-info/METADATA", f"Name: pkg\n{requirements}")
    return path


def test_package_that_another_distribution_may_ship_now_is_not_compared(unbroken):
    old = wheel_requiring("1.0", OLD, "pkg-old")
    new = wheel_requiring("1.1", {"pkg/more.py": ""}, "pkg-old", "pkg-core>=1", "pkgs")
    result = unbroken("diff", old, new)
    assert (result.code, result.out) == (2, "")
    assert result.err == (
        f"unbroken: {new}: has no module 'pkg' any more, and requires pkg-core, which may ship "
        "it: compare what does\n"
    )


@pytest.mark.parametrize("names", [(), ("pkg-old",), ("pkgs", "other-core")])
def test_package_that_no_other_distribution_ships_is_removed(unbroken, names):
    old = wheel_requiring("1.0", OLD, "pkg-old")
    result = unbroken("diff", old, wheel_requiring("1.1", {"pkg/more.py": ""}, *names))
    assert result.code == 1
    assert "[module-removed] pkg.data: " in result.out


def test_removed_module_is_found(unbroken):
    result = unbroken(
        "diff", folder("old", OLD), folder("new", {"pkg/__init__.py": OLD["pkg/__init__.py"]})
    )
    assert result.code == 1
    assert "error[module-removed] pkg.data: " in result.out


def test_table_of_the_new_version_is_used(unbroken):
    accepted = (
        '[project]\nname = "pkg"\nversion = "2.0"\n[[tool.unbroken.accept]]\nobject = "pkg.f"\n'
        'rule = "parameter-removed"\nreason = "nobody passes it"\n'
    )
    result = unbroken(
        "diff",
        folder("old", OLD),
        folder("new", {**NEW, "pyproject.toml": accepted}),
        "--show-accepted",
    )
    assert result.code == 0
    assert "was removed (accepted: nobody passes it)\n" in result.out
    Path("other.toml").write_text("[tool.unbroken]\n")
    assert unbroken("diff", "old", "new", "--config", "other.toml").code == 1


def test_version_in_the_file_name_is_used(unbroken):
    announced = {
        "pkg/__init__.py": (
            "from warnings import deprecated\n"
            '@deprecated("old", version="1.0", removal_version="2.0")\ndef f(a): ...\n'
        )
    }
    old = wheel("pkg-1.0-py3-none-any.whl", announced)
    for version, code in {"1.9": 1, "2.0": 0}.items():
        new = wheel(f"pkg-{version}-py3-none-any.whl", {"pkg/__init__.py": ""})
        result = unbroken("diff", old, new)
        assert result.code == code
        assert ("error[removed-too-early] pkg.f: " in result.out) == bool(code)


def test_unparsable_file_fails(unbroken):
    result = unbroken("diff", folder("old", OLD), folder("new", {"pkg/__init__.py": "def (\n"}))
    assert result.code == 1
    assert "pkg/__init__.py:1:5: error[module-unreadable] pkg: " in result.out
    result = unbroken("diff", "new", "old")
    assert result.code == 0
    assert result.out.startswith("pkg/__init__.py:1:5: warning: it does not parse at new (")


def test_json_has_the_findings(unbroken):
    result = unbroken("diff", folder("old", OLD), folder("new", NEW), "--format=json")
    assert result.code == 1
    document = json.loads(result.out)
    assert document["baseline"] == {
        "kind": "argument",
        "ref": "old",
        "commit": None,
        "version": None,
        "reason": "from the command line",
    }
    assert [item["object"] for item in document["findings"]] == ["pkg.f"]


BAD = {
    "missing": "missing: there is no such folder or file",
    "text.txt": "text.txt: neither a folder nor a wheel (.whl) nor an sdist (.tar.gz, .zip)",
    "bad.whl": "bad.whl: cannot be read: File is not a zip file",
    "bad.zip": "bad.zip: cannot be read: File is not a zip file",
    "bad.tar.gz": "bad.tar.gz: cannot be read: Not a gzipped file (b'ba')",
    "bad.tar": "bad.tar: cannot be read: truncated header",
}


@pytest.mark.parametrize("name", BAD)
def test_path_that_is_no_version_exits_2(unbroken, name):
    folder("old", OLD)
    if name != "missing":
        Path(name).write_text("bad")
    assert unbroken("diff", "old", name) == (2, "", f"unbroken: {BAD[name]}\n")
    assert unbroken("diff", name, "old") == (2, "", f"unbroken: {BAD[name]}\n")


def test_nothing_to_compare_exits_2(unbroken):
    folder("old", OLD)
    folder("empty", {"README.md": ""})
    assert unbroken("diff", "empty", "old") == (
        2,
        "",
        "unbroken: empty: no package was found in it, so nothing would be compared; name it with "
        "--package NAME\n",
    )
    assert unbroken("diff", "old", "empty") == (
        2,
        "",
        "unbroken: empty: has no module of pkg, so nothing would be compared\n",
    )
    assert unbroken("diff", "old", "old", "--package", "pgk") == (
        2,
        "",
        "unbroken: old: --package: there is no 'pgk' in src, .; did you mean 'pkg'?\n",
    )


def test_invalid_table_exits_2(unbroken):
    folder("old", OLD)
    folder("new", {**NEW, "pyproject.toml": "[tool.unbroken]\nstrict = 1\n"})
    result = "[tool.unbroken] strict: expected a boolean, found an integer\n"
    assert unbroken("diff", "old", "new") == (2, "", f"unbroken: new/pyproject.toml: {result}")


def test_git_is_not_needed(unbroken, monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert unbroken("diff", folder("old", OLD), folder("new", NEW)).code == 1
