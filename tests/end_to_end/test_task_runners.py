"""The hook as a task of tox and of nox: their real programs, with an environment of their own."""

from __future__ import annotations

import pytest

from tests.end_to_end.project import BREAK, KEEP, LIBRARY
from tests.end_to_end.recipes import block

pytestmark = pytest.mark.end_to_end

IGNORED = ".tox/\n.nox/\n__pycache__/\n"


@pytest.mark.parametrize(
    ("heading", "language", "file_name"),
    [("tox", "toml", "pyproject.toml"), ("nox", "python", "noxfile.py")],
)
def test_task_stops_a_break(make_project, heading, language, file_name):
    files = {**LIBRARY, ".gitignore": IGNORED}
    files[file_name] = files.get(file_name, "") + block(heading, language)
    library = make_project(files, install=())
    everything, of_a_range = (
        command.removeprefix("$ ").replace("origin/main", "v1.0.0").split()
        for command in block(heading, "console").splitlines()
    )
    library.release(KEEP)
    assert library.run(*everything).returncode == 0
    library.release(BREAK)
    for command in (everything, of_a_range):
        done = library.run(*command)
        assert done.returncode == 1, done.stdout
        assert "error[parameter-removed] trainer.data.load: " in done.stdout
