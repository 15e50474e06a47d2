"""The hooks, installed by real pre-commit once for all tests."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Mapping

import pytest

from tests.checkout import hook_repository
from tests.end_to_end.project import HOOKS, LIBRARY, Hooks, Project, library


@pytest.fixture(scope="session")
def hooks(tmp_path_factory) -> Hooks:
    """Install the hooks from this checkout once, also when several processes run the tests."""
    folder = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        folder = folder.parent
    checkout, home = folder / "unbroken", folder / "pre-commit"
    with open(folder / "hooks.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ready = folder / "revision"
        if not ready.exists():
            revision = hook_repository(checkout)
            made = Hooks(checkout, revision, home)
            project = Project(library(folder / "first", LIBRARY, made, HOOKS), made)
            done = project.run("pre-commit", "install-hooks")
            assert done.returncode == 0, done.stdout
            ready.write_text(revision)
        return Hooks(checkout, ready.read_text(), home)


@pytest.fixture
def make_project(tmp_path, hooks) -> Callable[..., Project]:
    """Create a library that was released as v1.0.0, with one hook installed for commits."""

    def make(
        files: Mapping[str, str] = LIBRARY,
        hook: str = "unbroken",
        install: tuple[str, ...] = ("pre-commit",),
    ) -> Project:
        project = Project(library(tmp_path / "library", files, hooks, (hook,), "v1.0.0"), hooks)
        if install:
            project.install(*install)
        return project

    return make
