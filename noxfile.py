"""Test with every supported Python that is installed, and with the lowest dependencies.

nox                       # all; an interpreter that is not installed is reported as skipped
nox -s tests-3.13 -- tests/rules
"""

from __future__ import annotations

import nox

PYTHONS = nox.project.python_versions(nox.project.load_toml("pyproject.toml"))

nox.options.default_venv_backend = "uv|virtualenv"


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """Run the tests with the highest versions of the dependencies."""
    session.install("-e", ".[dev]")
    session.run("pytest", "-n", "auto", *session.posargs)


@nox.session(python=PYTHONS[0], venv_backend="uv")
def lowest(session: nox.Session) -> None:
    """Run the tests with the lowest versions that pyproject.toml admits."""
    session.install("--resolution", "lowest-direct", "-e", ".[dev]")
    session.run("pytest", "-n", "auto", *session.posargs)


@nox.session(python=PYTHONS[-1])
def site(session: nox.Session) -> None:
    """Build the documentation; a link that leads nowhere is an error."""
    session.install("-e", ".[site]")
    session.run("mkdocs", "build", "--quiet")
