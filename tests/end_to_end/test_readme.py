"""What the README shows first is what a user sees."""

from __future__ import annotations

import re

import pytest

from tests.checkout import ROOT, repository
from tests.demo import BREAKING, RELEASED
from tests.end_to_end.project import Project
from tests.end_to_end.recipes import published

pytestmark = pytest.mark.end_to_end

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_stopped_commit(tmp_path, hooks):
    shown = re.findall(r"^```console\n\$ (git commit .*?)\n(.*?)^```$", README, re.M | re.S)
    command, expected = shown[0]
    yaml = re.findall(r"^```yaml\n(repos:.*?)^```$", README, re.M | re.S)[0]
    files = {
        "pyproject.toml": '[project]\nname = "trainer"\nversion = "1.1.0"\n',
        "trainer/__init__.py": RELEASED,
        ".pre-commit-config.yaml": published(yaml, hooks),
    }
    project = Project(repository(tmp_path / "trainer", files, "v1.0.0"), hooks)
    project.install("pre-commit")
    project.write({"trainer/__init__.py": BREAKING})
    _, _, message = command.partition("-am ")
    assert command == f"git commit -am {message}"
    said = project.fails("git", "commit", "--all", "--message", message.strip('"'))
    assert timeless(said).strip() == timeless(expected).strip()


def timeless(text: str) -> str:
    return re.sub(r"\d+\.\d\d s$", "0.00 s", text, flags=re.MULTILINE)
