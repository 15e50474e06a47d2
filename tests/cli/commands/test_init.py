"""`unbroken init`: what it writes, and where it does not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from unbroken import markers
from unbroken.cli.main import main


def test_missing_option_shows_what_can_be_written(library, unbroken):
    assert unbroken("init") == (
        0,
        "unbroken: no configuration is needed: add the hook and commit. What this "
        "command can write:\n\n"
        "  unbroken init --markers src/your_package/_markers.py\n\n"
        "writes the decorators deprecated, internal_api and experimental_api as a file of your "
        "own, so that\nyour package does not depend on unbroken.\n",
        "",
    )


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
