"""Findings of `full` name the places of downstream projects that they break."""

from __future__ import annotations

import pytest

from tests.checkout import commit, git, write

CONFIG = """\
[project]
name = "pkg"
version = "1.1.0"

[tool.unbroken]
downstream = ["../app"]
"""
USER = "import pkg\n" + "pkg.f(1, b=2)\n" * 4 + "pkg.g()\n"
NOTED = (
    "parameter 'b' was removed; it breaks 4 places in ../app: ../app/main.py:2, ../app/main.py:3, "
    "../app/main.py:4 and 1 more"
)


@pytest.fixture
def project(tmp_path, monkeypatch):
    root = tmp_path / "project"
    root.mkdir()
    git(root, "init", "--quiet")
    commit(
        root,
        {
            "pyproject.toml": CONFIG,
            "pkg/__init__.py": "from pkg._impl import f, g, h\n",
            "pkg/_impl.py": "def f(a, b=1): ...\ndef g(): ...\ndef h(a): ...\n",
        },
    )
    git(root, "tag", "v1.0.0")
    commit(root, {"pkg/_impl.py": "def f(a): ...\ndef g(): ...\ndef h(): ...\n"})
    monkeypatch.chdir(root)
    return root


def test_finding_names_the_places_that_it_breaks(project, tmp_path, unbroken):
    write(tmp_path, {"app/main.py": USER})
    result = unbroken("full")
    assert result.code == 1
    assert NOTED in result.out
    # The other finding breaks nothing there.
    assert "error[parameter-removed] pkg.h: parameter 'a' was removed\n" in result.out


def test_other_modes_do_not_look_downstream(project, unbroken):
    assert "it breaks" not in unbroken("check").out


def test_downstream_project_that_is_gone_is_an_error(project, unbroken):
    result = unbroken("full")
    assert (result.code, result.err) == (2, "unbroken: ../app: there is no such folder or file\n")


def test_impact_looks_at_the_configured_projects(project, tmp_path, unbroken):
    write(tmp_path, {"app/main.py": USER})
    result = unbroken("impact", "v1.0.0", "HEAD")
    assert result.code == 1
    assert (
        "unbroken: ../app (1 of 1 file uses it): 4 places break with HEAD: 4 calls\n" in result.out
    )


def test_impact_without_projects_is_an_error(project, unbroken):
    commit(project, {"pyproject.toml": CONFIG.replace('"../app"', "")})
    result = unbroken("impact", "v1.0.0", "HEAD")
    assert (result.code, result.err) == (
        2,
        "unbroken: name the projects that use it with --in, or in [tool.unbroken] downstream\n",
    )
