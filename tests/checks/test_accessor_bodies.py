"""Setters that are put back have the body that they had at the baseline, after a warning."""

from __future__ import annotations

import pytest

from tests.checkout import commit, git, write
from unbroken.checks.examples import findings_of_example
from unbroken.cli.main import main
from unbroken.model.finding import CodePlace
from unbroken.rules.base import Break

HEAD = "class A:\n    _x = 1\n\n    @property\n    def x(self):\n        return self._x\n"
WARNED = "    warnings.warn(\"setting 'x' is deprecated\", DeprecationWarning, stacklevel=2)\n"
BEGUN = f"@x.setter\ndef x(self, value):\n{WARNED}    ...  # as before"

ROWS = {
    "a body of its own": (
        "    @x.setter\n    def x(self, given: int) -> None:\n        if given < 0:\n"
        "            raise ValueError(given)\n        self._x = given\n",
        f"@x.setter\ndef x(self, given: int) -> None:\n{WARNED}    if given < 0:\n"
        "        raise ValueError(given)\n    self._x = given",
    ),
    "a docstring": (
        '    @x.setter\n    def x(self, given):\n        """Set x."""\n        self._x = given\n',
        f'@x.setter\ndef x(self, given):\n    """Set x."""\n{WARNED}    self._x = given',
    ),
    "a header on several lines": (
        "    @x.setter\n    def x(\n        self,\n        given,  # new\n    ):\n"
        "        self._x = given\n",
        f"@x.setter\ndef x(\n    self,\n    given,  # new\n):\n{WARNED}    self._x = given",
    ),
    "one line": (
        "    @x.setter\n    def x(self, given='é'): self._x = given\n",
        f"@x.setter\ndef x(self, given='é'):\n{WARNED}    self._x = given",
    ),
    "a deleter as well": (
        "    @x.setter\n    def x(self, given): self._x = given\n"
        "    @x.deleter\n    def x(self):\n        self._x = None\n",
        f"@x.setter\ndef x(self, given):\n{WARNED}    self._x = given\n\n"
        "@x.deleter\ndef x(self):\n" + WARNED.replace("setting", "deleting") + "    self._x = None",
    ),
    "another class with the name": (
        "    @x.setter\n    def x(self, given): self._x = given\n"
        "class B:\n    x = property()\n    @x.setter\n    def x(self, other): ...\n",
        f"@x.setter\ndef x(self, given):\n{WARNED}    self._x = given",
    ),
}

BEGINNINGS = {
    "a long body": "    @x.setter\n    def x(self, given):\n" + "        self._x = given\n" * 30,
    "another decorator": (
        "    @x.setter\n    @staticmethod\n    def x(self, given): self._x = given\n"
    ),
}


@pytest.mark.parametrize(("lost", "code"), ROWS.values(), ids=ROWS)
def test_setter_has_its_body(lost, code):
    after = HEAD + lost[lost.index("class B") :] if "class B" in lost else HEAD
    found = findings_of_example(Break(HEAD + lost, after))
    (it,) = (finding for finding in found if finding.object == "m.A.x")
    assert it.code == f"import warnings\n\n{code}"
    assert it.code_place == CodePlace("class", "m.py", 1)


@pytest.mark.parametrize("lost", BEGINNINGS.values(), ids=BEGINNINGS)
def test_setter_that_cannot_be_shown_is_begun(lost):
    (it,) = findings_of_example(Break(HEAD + lost, HEAD))
    assert it.code == f"import warnings\n\n{BEGUN}"
    assert it.code_place == CodePlace("former", "m.py", 5, "m.py", 1)


@pytest.mark.parametrize("command", ["check", "full"])
def test_report_has_the_whole_setter(library, unbroken, command):
    lost, code = ROWS["a body of its own"]
    commit(library, {"pkg/data.py": HEAD + lost}, "v1.1.0")
    write(library, {"pkg/data.py": HEAD})
    git(library, "add", "--all")
    result = unbroken(command)
    pasted = "".join(f"            {line}\n" for line in code.splitlines())
    assert (
        "  do:     Keep the setter of 'x', and warn first.\n"
        "  paste:  among the imports of pkg/data.py\n"
        "            import warnings\n"
        f"          at the end of the class at pkg/data.py:1\n{pasted}"
    ) in result.out


def test_snapshot_has_no_bodies_to_show(library, unbroken):
    lost, _ = ROWS["a body of its own"]
    table = '[tool.unbroken]\nbaseline = "snapshot"\n'
    commit(library, {"pkg/data.py": HEAD + lost}, "v1.1.0")
    assert main(["snapshot"]) == 0
    commit(library, {"pkg/data.py": HEAD, "pyproject.toml": table})
    result = unbroken("full")
    assert result.code == 1
    assert "property 'x' can no longer be set" in result.out
    assert "          put back from v1.1.0:pkg/data.py\n            @x.setter\n" in result.out
    assert "                ...  # as before\n" in result.out
