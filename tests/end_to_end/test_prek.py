"""The hooks under prek, another program that reads the configuration of pre-commit."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tests.end_to_end.project import BREAK, KEEP, Project

PREK = shutil.which("prek", path=str(Path(sys.executable).parent)) or shutil.which("prek")

pytestmark = [
    pytest.mark.end_to_end,
    pytest.mark.skipif(PREK is None, reason="prek is not installed (pip install prek)"),
]

BREAKS = "error[parameter-removed] trainer.data.load: parameter 'limit' was removed"


@pytest.fixture
def library(make_project, monkeypatch, tmp_path_factory) -> Project:
    """Create the released library whose commits prek checks."""
    monkeypatch.setenv("PREK_HOME", str(tmp_path_factory.getbasetemp() / "prek"))
    project = make_project(install=())
    done = project.run(str(PREK), "install")
    assert done.returncode == 0, done.stdout
    return project


def test_commit_with_a_break_is_stopped_and_others_pass(library):
    library.write(BREAK)
    library.git("add", "--all")
    assert f"{BREAKS}\n" in library.stopped()
    library.write(KEEP)
    library.git("add", "--all")
    library.committed()


def test_all_files_and_ranges_are_checked(library):
    library.release(KEEP)
    library.passes(str(PREK), "run", "--all-files")
    library.release(BREAK)
    assert f"{BREAKS}\n" in library.fails(str(PREK), "run", "--all-files")
    said = library.fails(str(PREK), "run", "--from-ref", "v1.0.0", "--to-ref", "HEAD")
    assert f"{BREAKS}\n" in said


def test_deleted_module_is_found(library):
    library.git("rm", "--quiet", "trainer/extra.py")
    assert "error[module-removed] trainer.extra: " in library.stopped()
