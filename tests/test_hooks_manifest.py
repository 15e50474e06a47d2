"""What pre-commit reads: the hooks are there, can be run, and see deletions."""

from __future__ import annotations

import shlex
import subprocess

import pytest
import tomli
import yaml

from tests.checkout import ROOT, git_environment
from unbroken.cli.parser import make_parser

MANIFEST = ROOT / ".pre-commit-hooks.yaml"
HOOKS = {hook["id"]: hook for hook in yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))}

ENTRIES = {
    "unbroken": "unbroken check",
    "unbroken-incremental": "unbroken incremental",
    "unbroken-full": "unbroken full",
    "unbroken-deprecations": "unbroken deprecations",
    "unbroken-commit-msg": "unbroken commit-msg",
    "unbroken-config": "unbroken config --check",
}


def test_manifest_is_valid():
    done = subprocess.run(
        ["pre-commit", "validate-manifest", str(MANIFEST)], env=git_environment(), check=False
    )
    assert done.returncode == 0


def test_documented_hooks_are_defined():
    assert ENTRIES.items() <= {name: hook["entry"] for name, hook in HOOKS.items()}.items()


@pytest.mark.parametrize("name", HOOKS)
def test_hook_has_what_pre_commit_needs(name):
    hook = HOOKS[name]
    assert hook["language"] == "python"
    assert hook["name"].startswith("unbroken")
    assert hook["description"].endswith(".")
    # pre-commit passes no deleted files and skips a hook when there are no others.
    assert hook["always_run"] is True
    # Two processes would each see a part of one change.
    assert hook["require_serial"] is True
    # The names of stages that 3.2.0 brought.
    assert hook["minimum_pre_commit_version"] == "3.2.0"
    if hook.get("stages") != ["commit-msg"]:
        assert hook["pass_filenames"] is False
        assert hook["stages"] == ["pre-commit", "pre-merge-commit", "pre-push", "manual"]


@pytest.mark.parametrize("name", HOOKS)
def test_entry_is_a_command(name):
    script, *arguments = shlex.split(HOOKS[name]["entry"])
    project = tomli.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert script in project["scripts"]
    if HOOKS[name].get("stages") == ["commit-msg"]:
        arguments.append("message")
    assert make_parser().parse_args(arguments).command == arguments[0]


def test_readme_lists_the_hooks():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1:3] for line in readme.splitlines() if line.startswith("| `unbroken")]
    listed = {name.strip(" `"): command.strip(" `") for name, command in rows}
    assert listed == {name: hook["entry"] for name, hook in HOOKS.items()}
