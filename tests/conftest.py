"""What all tests share: no user's git configuration, and a library to run unbroken on."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.checkout import ROOT, contents, git_environment, repository
from tests.git_work import git_identity as git_identity
from tests.git_work import lock as lock
from tests.git_work import make_work as make_work
from tests.git_work import work as work
from unbroken.cli.main import main

LIBRARY = {
    "pyproject.toml": '[project]\nname = "pkg"\nversion = "1.1.0"\n',
    "pkg/__init__.py": "def f(a, b=1): ...\n",
    "pkg/data.py": "def load(path, limit=None): ...\n",
}


@pytest.fixture(scope="session", autouse=True)
def _nothing_of_the_users(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Neither the user's git configuration and cache nor a hook that the tests run in is used."""
    with pytest.MonkeyPatch.context() as patch:
        for name in os.environ:
            if name.startswith(("GIT_", "PRE_COMMIT_")):
                patch.delenv(name)
        for name, value in git_environment().items():
            patch.setenv(name, value)
        for name in ("NO_COLOR", "FORCE_COLOR", "GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"):
            patch.delenv(name, raising=False)
        patch.setenv("UNBROKEN_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield


class CommandOutput(NamedTuple):
    """What a run said; the seconds that it took are shown as `0.00 s`."""

    code: int
    out: str
    err: str

    @property
    def closing(self) -> str:
        """The last line."""
        return self.out.splitlines()[-1]


@pytest.fixture
def unbroken(capsys, tmp_path, monkeypatch) -> Callable[..., CommandOutput]:
    """Run a command line in the current folder; nothing there, not even git's, may change.

    A test that names no folder runs in an empty one: in this checkout, Python itself writes what it
    compiles.
    """
    if Path.cwd() == ROOT:
        monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> CommandOutput:
        capsys.readouterr()
        before = contents(os.getcwd())
        code = main(arguments)
        said = capsys.readouterr()
        assert contents(os.getcwd()) == before
        assert "Traceback" not in said.out + said.err
        out, err = (re.sub(r"\d+\.\d\d s$", "0.00 s", stream, flags=re.M) for stream in said)
        return CommandOutput(code, out, err)

    return run


@pytest.fixture
def library(tmp_path, monkeypatch):
    """A repository whose library was released as v1.0.0; it is the current folder."""
    folder = repository(tmp_path / "library", LIBRARY, "v1.0.0")
    monkeypatch.chdir(folder)
    return folder
