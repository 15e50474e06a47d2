"""Each recipe of the documentation, in real commits: what must be stopped, and what must not."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.checkout import git, run
from tests.end_to_end.project import BREAK, KEEP, LIBRARY, Project
from tests.end_to_end.recipes import block, project

pytestmark = pytest.mark.end_to_end

UTILS = """\
def deprecated(version, removal_version=None, alternative=None, reason=None):
    return lambda function: function


def internal_api(function):
    return function


def experimental_api(function):
    return function


def experimental_fn(introduced_with_version):
    return lambda function: function


def cached_internal_api(function):
    return function
"""
VERSION = """\
MAJOR = 0
MINOR = {minor}
PATCH = 0
PRE_RELEASE = "{pre}"

VERSION = (MAJOR, MINOR, PATCH, PRE_RELEASE)

__version__ = ".".join(map(str, VERSION[:3])) + "".join(VERSION[3:])
"""
LAYERS = """\
from dataclasses import dataclass

from megatron.core.utils import (
    cached_internal_api,
    deprecated,
    experimental_api,
    experimental_fn,
    internal_api,
)


@dataclass
class TransformerConfig:
    num_layers: int = 0
    hidden_size: int = 0


@dataclass
class LayerSpec:
    name: str = ""
    size: int = 0


def build(config, spec=None): ...


@internal_api
def plan(config, spec=None): ...


@experimental_api
class Packed:
    def run(self, batch, deep=False): ...


@experimental_fn("0.15")
def fuse(config, spec=None): ...


@cached_internal_api
def lookup(name, default=None): ...


@deprecated(version="0.15", removal_version="0.17", alternative="build")
def make(config): ...


@deprecated(version="0.16", removal_version="0.18", alternative="build")
def construct(config): ...
"""
MEGATRON = {
    "pyproject.toml": '[project]\nname = "megatron-core"\ndynamic = ["version"]\n\n'
    '[tool.setuptools.dynamic]\nversion = { attr = "megatron.core.package_info.__version__" }\n',
    "megatron/core/__init__.py": "from megatron.core.package_info import __version__\n",
    "megatron/core/package_info.py": VERSION.format(minor=16, pre=""),
    "megatron/core/utils.py": UTILS,
    "megatron/core/layers.py": LAYERS,
    "megatron/core/experimental/ideas.py": "def try_out(a, b=1): ...\n",
    "megatron/core/legacy/old.py": "def run(a, b=1): ...\n",
    "megatron/core/tests/check.py": "def helper(a, b=1): ...\n",
    "megatron/training/loop.py": "def train(a, b=1): ...\n",
    "tests/unit_tests/test_layers.py": "def helper(a, b=1): ...\n",
}


def on_branches(made: Project, branch: str, *tags: str) -> None:
    """Tag what is there on a branch of its own, as main goes on without it."""
    made.git("switch", "--quiet", "--create", branch)
    for tag in tags:
        made.release({"RELEASE": tag}, tag)
    made.git("switch", "--quiet", "main")


@pytest.fixture
def megatron(tmp_path, hooks):
    """Create a repository like Megatron-LM, whose main goes for 0.17 after a release of 0.16."""
    made = project(tmp_path / "megatron", hooks, "Megatron Core", MEGATRON)
    on_branches(made, "core_r0.15.0", "v2.6", "core_v0.15.0")
    on_branches(made, "core_r0.16.0", "core_v0.16.0rc0", "core_v0.16.0")
    made.release({"megatron/core/package_info.py": VERSION.format(minor=17, pre="rc0")})
    made.install("pre-commit")
    return made


def changed(made: Project, name: str, old: str, new: str) -> None:
    text = made.read(name)
    assert text.count(old) == 1, old
    made.write({name: text.replace(old, new)})


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (
            "def build(config, spec=None)",
            "def build(config)",
            "error[parameter-removed] megatron.core.layers.build: parameter 'spec' was removed",
        ),
        (
            "    num_layers: int = 0\n",
            "",
            "error[field-removed] megatron.core.layers.TransformerConfig: "
            "field 'num_layers' was removed",
        ),
        (
            "    num_layers: int = 0\n",
            "    num_layers: int\n",
            "error[parameter-became-required] megatron.core.layers.TransformerConfig: "
            "parameter 'num_layers' lost its default and must be passed",
        ),
        (
            '    name: str = ""\n',
            '    name: str = ""\n    kind: str = ""\n',
            "error[parameter-inserted] megatron.core.layers.LayerSpec: "
            "parameter 'kind' was added before others, so that positional arguments move",
        ),
        (
            "def lookup(name, default=None)",
            "def lookup(name)",
            "error[parameter-removed] megatron.core.layers.lookup: parameter 'default' was removed",
        ),
        (
            '@deprecated(version="0.16", removal_version="0.18", alternative="build")\n'
            "def construct(config): ...\n",
            "",
            "error[removed-too-early] megatron.core.layers.construct: ",
        ),
        (
            "def build(config",
            '@deprecated(version="0.17", removal_version="0.18", alternative="plan")\n'
            "def build(config",
            "error[deprecation-malformed] megatron.core.layers.build: ",
        ),
    ],
)
def test_megatron_is_stopped(megatron, old, new, found):
    changed(megatron, "megatron/core/layers.py", old, new)
    said = megatron.stopped("--all")
    assert found in said
    assert said.count("error[") == 1
    assert "core_v0.16.0 (the latest release tag)" in said


COMPATIBLE = (
    [
        ("def build(config, spec=None)", "def build(config, spec=None, name=None)"),
        (
            "def build(config",
            '@deprecated(version="0.17", removal_version="0.19", alternative="plan")\n'
            "def build(config",
        ),
        ("@internal_api\ndef plan(config, spec=None)", "@internal_api\ndef plan(config)"),
        ("def run(self, batch, deep=False)", "def run(self)"),
        ("def fuse(config, spec=None)", "def fuse(config)"),
        (
            "    num_layers: int = 0\n    hidden_size: int = 0\n",
            "    hidden_size: int = 0\n    num_layers: int = 0\n",
        ),
        (
            '@deprecated(version="0.15", removal_version="0.17", alternative="build")\n'
            "def make(config): ...\n",
            "",
        ),
    ],
    [
        ("@internal_api\ndef plan(config): ...\n", ""),
        ("    hidden_size: int = 0\n", "    depth: int = 0\n    hidden_size: int = 0\n"),
    ],
)


def test_megatron_goes_on(megatron):
    for commit_changes in COMPATIBLE:
        for old, new in commit_changes:
            changed(megatron, "megatron/core/layers.py", old, new)
        assert "error[" not in megatron.committed("--all")


def test_megatron_promises_no_more_than_it_says(megatron):
    names = [name for name, text in MEGATRON.items() if text.endswith("(a, b=1): ...\n")]
    for name in names:
        changed(megatron, name, "(a, b=1)", "(a)")
    assert "error[" not in megatron.committed("--all")
    megatron.git("rm", "--quiet", *names)
    assert "error[" not in megatron.committed()


INIT = """\
from finetuning_scheduler.__about__ import *  # noqa: F401, F403
from finetuning_scheduler.fts import FinetuningScheduler

__all__ = ["FinetuningScheduler"]
"""
FTS = '''\
from typing_extensions import deprecated


class FinetuningScheduler:
    """Schedule the fine-tuning of a model."""

    def __init__(self, schedule=None, max_depth=-1): ...

    def step(self, depth=0): ...

    def plan(self, devices=1):
        """Plan on many devices.

        Experimental: the names of the axes may change.
        """

    def replay(self, log=None):
        """Replay a schedule.

        Beta: may go away.
        """

    @deprecated("use `step`; will be removed in 2.10")
    def advance(self): ...

    @deprecated("use `step`; will be removed in 2.11")
    def proceed(self): ...
'''
SCHEDULER = {
    "pyproject.toml": '[project]\nname = "finetuning-scheduler"\ndynamic = ["version"]\n\n'
    '[tool.setuptools]\npackage-dir = {"" = "src"}\n',
    "src/finetuning_scheduler/__init__.py": INIT,
    "src/finetuning_scheduler/__about__.py": '__version__ = "2.9.0"\n',
    "src/finetuning_scheduler/fts.py": FTS,
    "src/finetuning_scheduler/setup_tools.py": "def read(path, mode=1): ...\n",
    "src/finetuning_scheduler/dynamic_versioning/utils.py": "def read(path, mode=1): ...\n",
    "src/fts_examples/superglue.py": "def read(path, mode=1): ...\n",
    "tests/helpers.py": "def read(path, mode=1): ...\n",
}
CODE, ABOUT = "src/finetuning_scheduler/fts.py", "src/finetuning_scheduler/__about__.py"


@pytest.fixture
def scheduler(tmp_path, hooks):
    """Create a repository like Fine-Tuning Scheduler's, whose main goes for 2.10 after 2.9.0."""
    made = project(tmp_path / "scheduler", hooks, "Fine-Tuning Scheduler", SCHEDULER)
    on_branches(made, "release/2.9.x", "v2.5.0", "v2.9.0", "v2.9.0-docs")
    made.release({ABOUT: '__version__ = "2.10.0.dev0"\n'})
    made.install("pre-commit", "commit-msg")
    return made


GONE = [
    (
        "schedule=None, max_depth=-1",
        "schedule=None",
        "error[parameter-removed] finetuning_scheduler.FinetuningScheduler: "
        "parameter 'max_depth' was removed\n",
    ),
    (
        "    def step(self, depth=0): ...\n",
        "",
        "error[method-removed] finetuning_scheduler.FinetuningScheduler.step: "
        f"method 'step' was removed (it was at v2.9.0:{CODE}:9)\n",
    ),
]
ANNOUNCED = '    @deprecated("use `step`; will be removed in {}")\n    def {}(self): ...\n'


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        *GONE,
        (
            ANNOUNCED.format("2.11", "proceed"),
            "",
            "error[removed-too-early] finetuning_scheduler.FinetuningScheduler.proceed: ",
        ),
    ],
)
def test_the_scheduler_is_stopped(scheduler, old, new, found):
    changed(scheduler, CODE, old, new)
    said = scheduler.stopped("--all")
    assert found in said
    assert said.count("error[") == 1
    assert "v2.9.0 (the latest release tag)" in said


def test_the_scheduler_goes_on(scheduler):
    for old, new in (
        ("schedule=None, max_depth=-1", "schedule=None, max_depth=-1, seed=None"),
        ("def plan(self, devices=1)", "def plan(self)"),
        ("def replay(self, log=None)", "def replay(self)"),
        (ANNOUNCED.format("2.10", "advance"), ""),
        (
            "    def step(self",
            '    @deprecated("use `plan`; will be removed in 3.0")\n    def step(self',
        ),
    ):
        changed(scheduler, CODE, old, new)
    assert "error[" not in scheduler.committed("--all")


def test_the_scheduler_promises_no_more_than_it_says(scheduler):
    names = [name for name, text in SCHEDULER.items() if text.startswith("def read(")]
    for name in names:
        changed(scheduler, name, "(path, mode=1)", "(path)")
    assert "error[" not in scheduler.committed("--all")


@pytest.mark.parametrize(("old", "new", "found"), GONE)
def test_the_scheduler_may_break_in_a_major_release(scheduler, old, new, found):
    scheduler.write({ABOUT: '__version__ = "3.0.0.dev0"\n'})
    changed(scheduler, CODE, old, new)
    said = scheduler.stopped("--all")
    assert "(accepted: 3.0.0 is a major release after 2.9.0)" in said
    assert "- hook id: unbroken-commit-msg\n" in said
    assert "BREAKING CHANGE: finetuning_scheduler.FinetuningScheduler" in said
    said = scheduler.committed("--all", "--message", "BREAKING CHANGE: as announced")
    assert "(accepted: 3.0.0 is a major release after 2.9.0)" in said


def test_the_scheduler_waits_for_the_announced_release(scheduler):
    changed(scheduler, CODE, ANNOUNCED.format("2.11", "proceed"), "")
    scheduler.stopped("--all")
    scheduler.write({ABOUT: '__version__ = "2.11.0.dev0"\n'})
    assert "error[" not in scheduler.committed("--all")


def runs() -> list[str]:
    """Return what the jobs of the page run, the hooks last."""
    lines = block("GitHub Actions", "yaml").splitlines()
    found = [line.partition("run: ")[2] for line in lines if "run: " in line]
    return [
        command.replace("$GITHUB_BASE_REF", "main")
        for command in found
        if "pre-commit run" in command
    ]


@pytest.fixture
def cloned(make_project, hooks):
    """Create a clone in which a branch is checked out, as CI does with all history."""

    def make(main: dict[str, str], branch: dict[str, str]) -> Project:
        origin = make_project(install=())
        origin.release(main)
        origin.git("switch", "--quiet", "--create", "change")
        origin.release(branch)
        folder = origin.folder.parent / "clone"
        git(folder.parent, "clone", "--quiet", str(origin.folder), str(folder))
        return Project(folder, hooks)

    return make


BREAKS = "error[parameter-removed] trainer.data.load: parameter 'limit' was removed"


def run_steps(project: Project, places: Path) -> list[subprocess.CompletedProcess[str]]:
    """Run the last two steps of the recipe as GitHub Actions does; `gh` records its arguments."""
    steps = yaml.safe_load(block("Comment on a pull request", "yaml"))["jobs"]["api"]["steps"]
    values = {"github.base_ref": "main", "github.event.number": "7", "github.token": "secret"}
    gh = places / "bin" / "gh"
    gh.parent.mkdir(parents=True)
    gh.write_text('#!/bin/sh\necho "$GH_TOKEN $@" > "$RECORD"\n')
    gh.chmod(0o755)
    environment = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_STEP_SUMMARY": str(places / "summary.md"),
        "RECORD": str(places / "record"),
    }
    path = f"{gh.parent}{os.pathsep}{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"

    def filled(text: str) -> str:
        return re.sub(r"\$\{\{ (\S+) \}\}", lambda match: values[match[1]], text)

    return [
        run(
            project.folder,
            "bash",
            "-c",
            filled(step["run"]),
            **environment,
            PATH=path,
            **{name: filled(value) for name, value in step["env"].items()},
        )
        for step in steps[-2:]
    ]


@pytest.mark.parametrize(
    ("change", "code", "verdict"),
    [(BREAK, 1, "### API breaks in trainer"), (KEEP, 0, "### No blocking API breaks in trainer")],
)
def test_comment_on_a_pull_request(cloned, tmp_path, change, code, verdict):
    project = cloned({}, change)
    check, comment = run_steps(project, tmp_path / "places")
    assert check.returncode == code, check.stdout + check.stderr
    written = (project.folder / "comment.md").read_text()
    assert written.startswith(f"{verdict}\n")
    assert ("`trainer.data.load`" in written) == bool(code)
    assert (tmp_path / "places/summary.md").read_text() == written
    assert ("::error file=trainer/data.py" in check.stdout) == bool(code)
    assert comment.returncode == 0
    assert (tmp_path / "places/record").read_text() == (
        "secret pr comment 7 --body-file comment.md --edit-last --create-if-none\n"
    )


def test_ci_of_a_pull_request(cloned):
    change, _ = runs()
    said = cloned({}, BREAK).fails(*change.split())
    assert f"{BREAKS}\n" in said


def test_ci_of_a_pull_request_that_breaks_nothing(cloned):
    change, _ = runs()
    assert "no breaks" in cloned({}, KEEP).passes(*change.split())


def test_ci_of_a_pull_request_after_a_break_on_main(cloned):
    change, everything = runs()
    clone = cloned(BREAK, {"trainer/extra.py": "def tidy(folder, deep=False, more=1): ...\n"})
    assert f"{BREAKS}\n" not in clone.passes(*change.split())
    assert f"{BREAKS}\n" in clone.fails(*everything.split())


@pytest.fixture
def bare(tmp_path, make_project, hooks):
    """Create a clone as pre-commit.ci has it, of a library that wrote its promise down."""

    def make(table: str) -> Project:
        project_file = LIBRARY["pyproject.toml"] + table
        origin = make_project({**LIBRARY, "pyproject.toml": project_file}, install=())
        if table:
            done = origin.run("unbroken", "snapshot")
            assert done.returncode == 0, done.stdout
        origin.release({})
        url = f"file://{origin.folder}"
        folder = tmp_path / "bare"
        git(tmp_path, "clone", "--quiet", "--depth=1", "--no-tags", url, str(folder))
        return Project(folder, hooks)

    return make


def test_pre_commit_ci(bare):
    clone = bare(block("pre-commit.ci", "toml"))
    everything = ("pre-commit", "run", "--all-files")
    assert "the snapshot api-baseline.txt" in clone.passes(*everything)
    clone.release(KEEP)
    assert "no breaks" in clone.passes(*everything)
    clone.release(BREAK)
    assert f"{BREAKS}\n" in clone.fails(*everything)


def test_pre_commit_ci_without_a_snapshot(bare):
    done = bare("").run("pre-commit", "run", "--all-files")
    assert done.returncode == 1
    assert "- exit code: 2" in done.stdout


MEMBER = (
    '[project]\nname = "{0}"\nversion = "1.1.0"\n'
    '[build-system]\nbuild-backend = "uv_build"\nrequires = ["uv_build"]\n'
)


@pytest.fixture
def workspace(tmp_path, hooks):
    """Create a uv workspace with two packages, one application and a root that is no package."""
    files = {"pyproject.toml": '[project]\nname = "all"\nversion = "0"\n'}
    for name in ("one", "two"):
        files[f"packages/{name}/pyproject.toml"] = MEMBER.format(name)
        files[f"packages/{name}/src/{name}/__init__.py"] = "def f(a, b=1): ...\n"
    files["packages/app/pyproject.toml"] = '[project]\nname = "app"\nversion = "0"\n'
    files["packages/app/main.py"] = "def main(a): ...\n"
    members = project(tmp_path / "workspace", hooks, "uv workspace", files)
    members.git("tag", "one-v1.0.0")
    members.git("tag", "two-v1.0.0")
    members.install("pre-commit")
    return members


def test_break_in_a_workspace_member_stops_the_commit(workspace):
    workspace.write({"packages/two/src/two/__init__.py": "def f(a): ...\n"})
    workspace.git("add", "--all")
    said = workspace.stopped()
    assert "error[parameter-removed] two.f: " in said
    assert "baseline one-v1.0.0 (the latest release)" in said
    assert "compared with two-v1.0.0 (the latest release)" in said


def test_change_of_an_application_in_a_workspace_passes(workspace):
    workspace.write({"packages/app/main.py": "def main(): ...\n"})
    workspace.git("add", "--all")
    workspace.committed()


def test_break_in_a_poetry_project_stops_the_commit(tmp_path, hooks):
    files = {
        "pyproject.toml": "",
        "lib/trainer/__init__.py": "def f(a, b=1): ...\n",
        "tasks.py": "def run(a): ...\n",
    }
    poetry = project(tmp_path / "poetry", hooks, "Poetry", files)
    poetry.git("tag", "v1.0.0")
    poetry.install("pre-commit")
    poetry.write({"tasks.py": ""})
    poetry.git("add", "--all")
    poetry.committed()
    poetry.write({"lib/trainer/__init__.py": "def f(a): ...\n"})
    poetry.git("add", "--all")
    assert "error[parameter-removed] trainer.f: " in poetry.stopped()


def gitlab_script(clone: Project) -> list[str]:
    """Return the command with which GitLab runs the hooks for a merge request."""
    base = clone.git("merge-base", "origin/main", "HEAD").strip()
    lines = [line.strip(" -") for line in block("GitLab CI", "yaml").splitlines()]
    (command,) = (line for line in lines if line.startswith("pre-commit run"))
    return command.replace("$CI_MERGE_REQUEST_DIFF_BASE_SHA", base).split()


def test_gitlab_ci_of_a_merge_request(cloned):
    clone = cloned({}, BREAK)
    assert f"{BREAKS}\n" in clone.fails(*gitlab_script(clone))


def test_gitlab_ci_of_a_merge_request_that_breaks_nothing(cloned):
    clone = cloned({}, KEEP)
    assert "no breaks" in clone.passes(*gitlab_script(clone))


def test_release_checklist(make_project):
    library = make_project(install=())
    library.release({**KEEP, "pyproject.toml": LIBRARY["pyproject.toml"].replace("1.1", "1.2")})
    for line in block("Release checklist", "console").splitlines():
        done = library.run(*line.removeprefix("$ ").split())
        assert done.returncode == 0, (line, done.stdout)
    assert "in v1.2.0" in library.read("api-baseline.txt").splitlines()[0]


def test_migration_from_griffe_check(make_project):
    library = make_project(install=())
    library.release(BREAK)
    for line in block("Migrating from `griffe check`", "console").splitlines():
        assert f"{BREAKS}\n" in library.fails(*line.removeprefix("$ ").split())
