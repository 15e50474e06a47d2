"""Modules that become compiled ones: they are still there, and what they have is not known."""

from __future__ import annotations

import pytest

from tests.both_modes import incremental, whole
from tests.checkout import commit, git, write
from tests.checks.test_diff import folder, sdist, wheel
from unbroken.loading.module_files import Package, module_files

SOURCE = "def f(a): ...\n"
OLD = {"pkg/__init__.py": "from . import mod\n", "pkg/mod.py": SOURCE}
MESSAGE = "what 'pkg.mod' has can no longer be compared: it is a compiled module now"


def reported(old: dict[str, str], new: dict[str, str]) -> set[tuple[str, str]]:
    """Return the rules and objects that are reported; both modes agree, as far as both decide."""
    before, after = ({path: text.encode() for path, text in files.items()} for files in (old, new))
    found = whole(before, after)
    assert incremental(before, before, after) in (None, found)
    return {(rule, path) for rule, path, _ in found}


@pytest.mark.parametrize(
    "path",
    [
        "pkg/mod.pyx",
        "pkg/mod.so",
        "pkg/mod.cpython-311-x86_64-linux-gnu.so",
        "pkg/mod.abi3.so",
        "pkg/mod.cp311-win_amd64.pyd",
        "pkg/mod.c",
        "pkg/mod.cpp",
        "pkg/mod.rs",
        "pkg/mod/__init__.pyx",
        "pkg/mod/__init__.cpython-311-darwin.so",
    ],
)
def test_module_that_is_compiled_now_is_still_there(path):
    new = {"pkg/__init__.py": OLD["pkg/__init__.py"], path: ""}
    assert reported(OLD, new) == {("module-compiled", "pkg.mod")}


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ({"pkg/mod.pxd": ""}, {("module-removed", "pkg.mod")}),
        ({"pkg/_mod.so": ""}, {("module-removed", "pkg.mod")}),
        ({"pkg/modern.so": ""}, {("module-removed", "pkg.mod")}),
        ({"pkg/sub/mod.so": ""}, {("module-removed", "pkg.mod")}),
        ({"mod.so": ""}, {("module-removed", "pkg.mod")}),
        ({"pkg/mod.py": SOURCE, "pkg/mod.so": ""}, set()),
        ({"pkg/mod.py": "def f(): ...\n", "pkg/mod.so": ""}, {("parameter-removed", "pkg.mod.f")}),
        ({"pkg/mod.pyi": SOURCE, "pkg/mod.so": ""}, set()),
        ({"pkg/mod.pyi": "def f(): ...\n", "pkg/mod.so": ""}, {("parameter-removed", "pkg.mod.f")}),
    ],
)
def test_source_or_stub_beside_a_compiled_module_is_compared(new, expected):
    old = {**OLD, "pkg/__init__.py": ""}
    assert reported(old, {"pkg/__init__.py": "", **new}) == expected


@pytest.mark.parametrize(
    ("path", "now", "expected"),
    [
        ("pkg/ext.cpython-311-darwin.so", {}, {("module-removed", "pkg.ext")}),
        ("pkg/ext.pyd", {"pkg/_ext.pyd": ""}, {("module-removed", "pkg.ext")}),
        ("pkg/ext.pyd", {"pkg/ext.abi3.so": ""}, set()),
        ("pkg/ext.so", {"pkg/ext.py": ""}, set()),
        ("pkg/ext.so", {"pkg/ext.pyi": ""}, set()),
        ("pkg/ext.so", {"pkg/ext/__init__.py": ""}, set()),
        ("pkg/_ext.so", {}, set()),
        ("pkg/_sub/ext.so", {}, set()),
        ("pkg/tests/ext.so", {}, set()),
        ("pkg/ext.c", {}, set()),
        ("pkg/ext.pyx", {}, set()),
    ],
)
def test_compiled_module_that_is_gone_is_found(path, now, expected):
    old = {"pkg/__init__.py": "", path: ""}
    assert reported(old, {"pkg/__init__.py": "", **now}) == expected


def test_compiled_module_that_is_gone_with_its_package_is_not_told_of():
    old = {"pkg/__init__.py": "", "pkg/sub/__init__.py": "", "pkg/sub/ext.so": ""}
    assert reported(old, {"pkg/__init__.py": ""}) == {("module-removed", "pkg.sub")}


def test_package_whose_init_is_compiled_is_still_there():
    old = {"pkg/__init__.py": SOURCE, "pkg/sub/__init__.py": SOURCE, "pkg/sub/a.py": SOURCE}
    new = {"pkg/__init__.so": "", "pkg/sub/__init__.pyx": "", "pkg/sub/a.py": "def f(): ...\n"}
    assert reported(old, new) == {
        ("module-compiled", "pkg"),
        ("module-compiled", "pkg.sub"),
        ("parameter-removed", "pkg.sub.a.f"),
    }


def test_single_module_that_is_compiled_is_still_there():
    former = module_files([Package("m", "m.py", is_module=True)], ["m.py"])
    now = module_files([Package("m", "m.py", is_module=True)], ["m.abi3.so"], former)
    assert [(file.name, file.path) for file in now.values()] == [("m", "m.abi3.so")]


@pytest.mark.parametrize(
    ("export", "expected"),
    [
        ("from ._mod import f\n", {("module-compiled", "pkg._mod")}),
        ("from . import _mod\nf = _mod.f\n", {("module-compiled", "pkg._mod")}),
        ("from ._mod import *\n", {("module-compiled", "pkg._mod")}),
        ("", set()),
    ],
)
def test_compiled_private_module_matters_where_users_see_what_it_has(export, expected):
    old = {"pkg/__init__.py": export, "pkg/_mod.py": SOURCE}
    assert reported(old, {"pkg/__init__.py": export, "pkg/_mod.so": ""}) == expected


def test_modules_that_a_compiled_one_may_import_are_not_lost():
    package = "from pkg import mod\n"
    old = {"pkg/__init__.py": package, "pkg/mod.py": "import pkg.other\n", "pkg/other.py": SOURCE}
    new = {"pkg/__init__.py": package, "pkg/mod.so": "", "pkg/other.py": SOURCE}
    assert reported(old, new) == {("module-compiled", "pkg.mod")}


@pytest.mark.parametrize("imports", ["", "import os\n", "from . import third\n"])
def test_modules_that_the_source_of_a_compiled_one_did_not_import_are_lost(imports):
    old = {
        "pkg/__init__.py": "from pkg import mod, other\n",
        "pkg/mod.py": imports + SOURCE,
        "pkg/other.py": SOURCE,
        "pkg/third.py": SOURCE,
    }
    new = {**old, "pkg/__init__.py": "from pkg import mod\n", "pkg/mod.so": ""}
    del new["pkg/mod.py"]
    assert reported(old, new) == {
        ("module-compiled", "pkg.mod"),
        ("submodule-attribute-lost", "pkg"),
    }


def test_change_beside_a_compiled_module_is_found_without_reading_all():
    baseline = {**OLD, "pkg/a.py": "from pkg.mod import f\ndef g(a): ...\n"}
    before = {**baseline, "pkg/mod.so": ""}
    del before["pkg/mod.py"]
    new = {**before, "pkg/a.py": "from pkg import mod\nf = mod.f\ndef g(): ...\n"}
    versions = [
        {path: text.encode() for path, text in files.items()} for files in (baseline, before, new)
    ]
    assert incremental(*versions) == {("parameter-removed", "pkg.a.g", "a")}


@pytest.mark.parametrize("form", [folder, wheel, sdist])
def test_archives_and_folders_with_compiled_modules_are_compared(
    tmp_path, monkeypatch, unbroken, form
):
    monkeypatch.chdir(tmp_path)
    ending = {folder: "", wheel: "-py3-none-any.whl", sdist: ".tar.gz"}[form]
    new = {"pkg/__init__.py": "from . import mod\n", "pkg/mod.so": "\0" * (17 << 20)}
    result = unbroken("diff", form(f"pkg-1.0{ending}", OLD), form(f"pkg-1.1{ending}", new))
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith(
        f"pkg/mod.so:1:1: warning[module-compiled] pkg.mod: {MESSAGE} (it was at "
        f"pkg-1.0{ending}:pkg/mod.py:1)\n"
        "  do:     Put a stub 'pkg/mod.pyi' beside it, which is compared instead.\n"
    )


@pytest.mark.parametrize("command", ["check", "full"])
def test_commit_that_compiles_a_module_is_warned_about(library, unbroken, command):
    git(library, "mv", "pkg/data.py", "pkg/data.pyx")
    result = unbroken(command)
    assert result.code == 0
    assert "pkg/data.pyx:1:1: warning[module-compiled] pkg.data: " in result.out
    assert "error[" not in result.out


def test_commits_after_a_module_was_compiled_say_nothing_of_it(library, unbroken):
    git(library, "mv", "pkg/data.py", "pkg/data.pyx")
    commit(library, {})
    write(library, {"pkg/__init__.py": "def f(a, b=1): ...\ndef h(): ...\n"})
    git(library, "add", "--all")
    assert "module-compiled" not in unbroken("check").out
    commit(library, {})
    assert "module-compiled" in unbroken("full").out
    commit(library, {}, "v1.1.0")
    commit(library, {"README": ""})
    assert "module-compiled" not in unbroken("full").out


@pytest.mark.parametrize("command", ["check", "full"])
def test_commit_that_deletes_a_compiled_module_is_stopped(library, unbroken, command):
    commit(library, {"pkg/ext.abi3.so": "\0"}, "v1.1.0")
    git(library, "rm", "--quiet", "pkg/ext.abi3.so")
    result = unbroken(command)
    assert result.code == 1
    assert result.out.startswith(
        "pkg/__init__.py:1:1: error[module-removed] pkg.ext: compiled module 'pkg.ext' was removed "
        "(it was at v1.1.0:pkg/ext.abi3.so:1)\n"
        "  do:     Keep the module 'pkg.ext' for a while, and warn when it is imported.\n"
    )
