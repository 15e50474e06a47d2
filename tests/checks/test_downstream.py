"""Findings of `full` name the places of downstream projects that they break."""

from __future__ import annotations

import zlib

import pytest

from tests.checkout import commit, git, write
from unbroken.checks import downstream
from unbroken.impact import analysis

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


def forge(project, path: str, text: str):
    """Store a text under the id of what a file was at the baseline; return what undoes it."""
    identity = git(project, "rev-parse", f"v1.0.0:{path}").strip()
    stored = project / ".git" / "objects" / identity[:2] / identity[2:]
    honest = stored.read_bytes()
    stored.chmod(0o644)
    data = text.encode()
    stored.write_bytes(zlib.compress(b"blob %d\0" % len(data) + data))
    return lambda: stored.write_bytes(honest)


def test_nothing_is_kept_of_contents_under_an_id_that_is_not_theirs(
    project, tmp_path, monkeypatch, unbroken
):
    monkeypatch.setenv("UNBROKEN_CACHE_DIR", str(tmp_path / "cache"))
    write(tmp_path, {"app/main.py": USER})
    restore = forge(project, "pkg/_impl.py", "def f(a): ...\ndef g(): ...\ndef h(): ...\n")
    forged = unbroken("impact", "v1.0.0", "HEAD")
    restore()
    assert "places break with HEAD" not in forged.out
    # The second run makes what it does not find, and leaves it for the third one.
    for _ in range(2):
        result = unbroken("impact", "v1.0.0", "HEAD")
        assert "4 places break with HEAD: 4 calls\n" in result.out
        assert "1 of the 2 breaks of the public API break" in result.out


def test_impact_is_made_once_for_the_same_contents(project, tmp_path, monkeypatch, unbroken):
    monkeypatch.setenv("UNBROKEN_CACHE_DIR", str(tmp_path / "cache"))
    write(tmp_path, {"app/main.py": USER})
    first = unbroken("impact", "v1.0.0", "HEAD")
    monkeypatch.setattr(analysis, "find_impact_in", None)
    monkeypatch.setattr(downstream, "_compared", None)
    assert unbroken("impact", "v1.0.0", "HEAD").out == first.out


def test_impact_without_projects_is_an_error(project, unbroken):
    commit(project, {"pyproject.toml": CONFIG.replace('"../app"', "")})
    result = unbroken("impact", "v1.0.0", "HEAD")
    assert (result.code, result.err) == (
        2,
        "unbroken: name the projects that use it with --in, or in [tool.unbroken] downstream\n",
    )


GUIDE = """\
# Guide

```python
import pkg

pkg.f(1, b=2)
```

Text about `pkg.f(1, b=2)`.

```python
this is not Python
```

    pkg.f(1, b=2)

~~~pycon
>>> pkg.f(1,
...       b=2)
1
>>> pkg.f(1)
~~~
"""
REFERENCE = """\
Reference
=========

.. code-block:: python
   :linenos:

   import pkg
   pkg.f(1, b=2)

Also::

   pkg.f(1, b=2)

>>> from pkg import f
>>> f(1, b=2)
3
"""


@pytest.fixture
def own(project):
    commit(project, {"pyproject.toml": CONFIG.replace('"../app"', "")})
    return project


def test_full_names_the_places_in_tests_examples_and_documents(own, unbroken):
    commit(
        own,
        {
            "tests/test_f.py": "from pkg import f\ndef test(): assert f(1, b=2)\n",
            "examples/run.py": "import pkg\npkg.f(1, b=2)\n",
            "docs/guide.md": GUIDE,
            "docs/reference.rst": REFERENCE,
            "README.md": "```py\nimport pkg\npkg.f(1, b=2)\n```\n",
            "tools/run.py": "import pkg\npkg.f(1, b=2)\n",
        },
    )
    assert "it breaks" not in unbroken("full").out
    shown = unbroken("full", "--verbose").out
    assert (
        "parameter 'b' was removed; it breaks 1 place in README.md: README.md:3; it breaks 4 "
        "places in docs: docs/guide.md:6, docs/guide.md:18, docs/reference.rst:8 and 1 more; it "
        "breaks 1 place in examples: examples/run.py:2; it breaks 1 place in tests: "
        "tests/test_f.py:2\n"
    ) in shown


@pytest.mark.parametrize(
    "files",
    [
        {"tests/test_f.py": "import pkg\npkg.f(1)\n"},
        {"tests/test_f.py": "import pkg, pytest\nwith pytest.raises(TypeError): pkg.f(1, b=2)\n"},
        {"tests/test_f.py": "import other\nother.f(1, b=2)\n"},
        {"docs/guide.md": "```\nimport pkg\npkg.f(1, b=2)\n```\n"},
        {"docs/guide.md": "```sh\npython -c 'import pkg; pkg.f(1, b=2)'\n```\n"},
        {"docs/changes.rst": "``pkg.f(1, b=2)`` is gone\n"},
        {"tests/broken.py": "import pkg\npkg.f(1, b=2\n"},
    ],
)
def test_what_works_or_is_no_use_is_not_named(own, unbroken, files):
    commit(own, files)
    result = unbroken("full")
    assert result.code == 1
    assert "it breaks" not in result.out


def test_own_files_make_no_findings(own, unbroken):
    implementation = "def f(a, b=1): ...\ndef g(): ...\ndef h(a): ...\n"
    test = "import pkg\npkg.gone()\npkg.f(1, c=2)\n"
    commit(own, {"pkg/_impl.py": implementation, "tests/test_f.py": test})
    result = unbroken("full")
    assert (result.code, result.err) == (0, "")
    assert "tests" not in result.out


@pytest.mark.parametrize("command", ["check", "incremental"])
def test_check_names_the_places_when_verbose(own, unbroken, command):
    commit(own, {"tests/test_g.py": "import pkg\npkg.g()\n"})
    write(own, {"pkg/_impl.py": "def f(a): ...\ndef g(a): ...\ndef h(): ...\n"})
    git(own, "add", "--all")
    message = "parameter 'a' was added and must be passed"
    quiet, verbose = unbroken(command), unbroken(command, "-v")
    assert (quiet.code, verbose.code) == (1, 1)
    assert f"{message}\n" in quiet.out
    assert f"{message}; it breaks 1 place in tests: tests/test_g.py:2\n" in verbose.out


def test_verbose_check_does_not_look_at_other_projects(project, tmp_path, unbroken):
    write(tmp_path, {"app/main.py": USER})
    assert "it breaks" not in unbroken("check", "-v").out


def test_use_that_is_adapted_already_is_not_named(own, unbroken):
    files = {
        "pkg/_impl.py": "def f(b, a=1): ...\ndef g(): ...\ndef h(a): ...\n",
        "tests/test_f.py": "import pkg\npkg.f(2, 1)\n",
    }
    commit(own, files)
    result = unbroken("full")
    assert result.code == 1
    assert "it breaks" not in result.out
