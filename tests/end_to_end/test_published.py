"""A project without tags whose releases are on a package index: real commits, real pre-commit."""

from __future__ import annotations

import pytest

from tests.cli.commands.test_baseline_fetch import Index, wheel
from tests.end_to_end.project import BREAK, KEEP, LIBRARY
from unbroken.cli.main import main

pytestmark = pytest.mark.end_to_end


def test_release_of_an_index_is_compared_with(make_project, tmp_path, monkeypatch):
    index = Index(tmp_path / "index", "trainer")
    released = {path: text for path, text in LIBRARY.items() if path.endswith(".py")}
    index.add("trainer-1.0.0-py3-none-any.whl", wheel(released))
    monkeypatch.setenv("PIP_INDEX_URL", index.simple)
    monkeypatch.setenv("UNBROKEN_CACHE_DIR", str(tmp_path / "cache"))
    table = LIBRARY["pyproject.toml"] + '\n[tool.unbroken]\nbaseline = "pypi"\n'
    project = make_project({**LIBRARY, "pyproject.toml": table})
    project.git("tag", "--delete", "v1.0.0")
    monkeypatch.chdir(project.folder)

    project.write(BREAK)
    done = project.run("git", "commit", "--all", "--message", "Break it")
    assert done.returncode == 1
    assert "exit code: 2" in done.stdout
    assert (
        "unbroken: no baseline: no release of trainer was fetched from the package" in done.stdout
    )

    assert main(["baseline", "--fetch"]) == 0
    said = project.stopped("--all")
    assert "error[parameter-removed] trainer.data.load: parameter 'limit' was removed" in said
    assert "compared with trainer-1.0.0-py3-none-any.whl (the release that was fetched" in said
    project.write(KEEP)
    assert "no breaks" in project.committed("--all")
