"""What programs may import from unbroken."""

from __future__ import annotations

import pytest

import unbroken as package
from tests.checkout import git, write


def test_check_does_what_the_command_does(library):
    write(library, {"pkg/data.py": "def load(path): ...\n"})
    git(library, "add", "--all")
    (outcome,) = package.check()
    assert isinstance(outcome, package.Outcome)
    (finding,) = outcome.findings
    assert isinstance(finding, package.Finding)
    assert finding.identity == ("parameter-removed", "pkg.data.load", "limit")
    assert [outcome.whole for outcome in package.check(str(library), "full")] == [True]


def test_check_compares_named_revisions(library):
    (outcome,) = package.check(baseline="HEAD", current="v1.0.0")
    assert outcome.findings == []
    assert outcome.new == "v1.0.0"


def test_diff_does_what_the_command_does(tmp_path):
    write(tmp_path, {"old/pkg/__init__.py": "def f(a): ...\n", "new/pkg/__init__.py": "f = 1\n"})
    old, new = (str(tmp_path / side) for side in ("old", "new"))
    assert [finding.rule for finding in package.diff(old, new).findings] == ["object-kind-changed"]
    assert [finding.rule for finding in package.diff(old, new, "pkg").findings] == [
        "object-kind-changed"
    ]
    with pytest.raises(package.UnbrokenError, match="other"):
        package.diff(old, new, "other")


def test_only_public_names_are_there():
    with pytest.raises(AttributeError) as raised:
        package.nothing  # noqa: B018
    assert str(raised.value) == "module 'unbroken' has no attribute 'nothing'"
    assert set(package.__all__) <= set(dir(package))
