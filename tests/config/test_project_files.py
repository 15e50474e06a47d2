"""The files that configure a project: what is not a file is never taken for an absent one."""

from __future__ import annotations

import os

import pytest

from tests.checkout import commit, git, stage, write
from unbroken.config.project_files import DiskFiles
from unbroken.errors import ConfigError

TABLE = '[tool.unbroken]\nexclude = ["**"]\n'
BREAK = {"pkg/data.py": "def load(path): ...\n"}


def make_special(folder, kind: str) -> None:
    path = folder / "pyproject.toml"
    path.unlink(missing_ok=True)
    if kind == "folder":
        path.mkdir()
        (path / "a").write_text("")
    elif kind == "dangling link":
        path.symlink_to("nowhere.toml")
    elif kind == "outward link":
        (folder.parent / "outside.toml").write_text(TABLE)
        path.symlink_to("../outside.toml")
    elif kind == "device":
        path.symlink_to("/dev/null")
    else:
        os.mkfifo(path)


MESSAGES = {
    "folder": "pyproject.toml: is not a regular file, so no settings can be read from it",
    "pipe": "pyproject.toml: is not a regular file, so no settings can be read from it",
    "dangling link": "pyproject.toml: is a link to a file that does not exist",
    "outward link": "pyproject.toml: is a link that leads out of the repository; copy the file "
    "instead",
    "device": "pyproject.toml: is a link that leads out of the repository; copy the file instead",
}


@pytest.mark.parametrize("kind", MESSAGES)
def test_special_file_is_an_error(tmp_path, kind):
    (tmp_path / "repository").mkdir()
    make_special(tmp_path / "repository", kind)
    with pytest.raises(ConfigError) as raised:
        DiskFiles(str(tmp_path / "repository")).read("pyproject.toml")
    assert str(raised.value) == MESSAGES[kind]


@pytest.mark.parametrize("kind", MESSAGES)
@pytest.mark.parametrize("command", ["check", "full"])
def test_check_exits_with_2_for_a_special_file(library, unbroken, kind, command):
    stage(library, BREAK)
    make_special(library, kind)
    said = unbroken(command)
    expected = MESSAGES[kind]
    if said.code == 1:
        # What is staged is still the file, and it counts.
        assert git(library, "ls-files", "pyproject.toml")
    else:
        assert (said.code, said.err) == (2, f"unbroken: {expected}\n")
    git(library, "rm", "--quiet", "--cached", "pyproject.toml")
    said = unbroken(command)
    assert (said.code, said.err) == (2, f"unbroken: {expected}\n")


def test_link_inside_the_repository_is_followed(library, unbroken):
    write(library, {"config/shared.toml": TABLE.replace('"**"', '"other"')})
    (library / "pyproject.toml").unlink()
    (library / "pyproject.toml").symlink_to("config/shared.toml")
    stage(library, BREAK)
    said = unbroken("check")
    assert said.code == 1
    assert "error[parameter-removed] pkg.data.load: " in said.out


def test_unstaged_table_does_not_count(library, unbroken):
    stage(library, BREAK)
    write(library, {"pyproject.toml": TABLE})
    assert unbroken("check").code == 1


def test_table_that_is_not_tracked_does_not_count(library, unbroken):
    git(library, "rm", "--quiet", "pyproject.toml")
    commit(library, {}, "v1.0.1")
    stage(library, BREAK)
    write(library, {"pyproject.toml": TABLE})
    assert unbroken("check").code == 1


def test_table_that_is_deleted_on_disk_still_counts(library, unbroken):
    off = '[project]\nname = "pkg"\n[tool.unbroken.rules]\nparameter-removed = "off"\n'
    stage(library, {**BREAK, "pyproject.toml": off})
    (library / "pyproject.toml").unlink()
    assert unbroken("check").code == 0


def test_table_on_disk_counts_where_nothing_is_in_flight(library, unbroken):
    commit(library, BREAK)
    write(library, {"pyproject.toml": '[tool.unbroken.rules]\nparameter-removed = "off"\n'})
    assert unbroken("check").code == 0
