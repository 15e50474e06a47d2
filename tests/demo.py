"""`make demo`: a commit that breaks users' calls is stopped; the same change shipped well passes.

The demo creates a sample library with a release in a temporary folder, and real pre-commit installs
the hook there from this checkout. Nothing outside the temporary folder is touched.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.checkout import git, git_environment, hook_repository

RELEASED = '''\
"""Train models."""


def train_model(config, dataloader, optimizer="adam"):
    """Train the model that `config` describes."""
    return config, list(dataloader), optimizer
'''

BREAKING = '''\
"""Train models."""


def train_model(config, dataloader):
    """Train the model that `config` describes."""
    return config, list(dataloader), config["optimizer"]
'''

COMPATIBLE = '''\
"""Train models."""

import warnings


def train_model(config, dataloader, optimizer="adam"):
    """Train the model that `config` describes; `optimizer` is deprecated, the config has it."""
    if optimizer != "adam":
        warnings.warn("set the optimizer in the config", DeprecationWarning, stacklevel=2)
        config = {**config, "optimizer": optimizer}
    return config, list(dataloader), config.get("optimizer", "adam")
'''


def main() -> int:
    """Run the demo; returns 0 when the break was stopped and the good change let through."""
    with tempfile.TemporaryDirectory(prefix="unbroken-demo-") as folder:
        return _demo(Path(folder).resolve())


def _demo(folder: Path) -> int:
    hooks, library = folder / "unbroken", folder / "trainer"
    revision = hook_repository(hooks)
    _say("A library with a release, v1.0.0, and the unbroken hook:")
    _library(library, hooks, revision)
    run = _Runner(library, folder / "pre-commit")
    run("git", "log", "--oneline", "--decorate")
    run("pre-commit", "install", "--install-hooks")

    _say("A change that drops `optimizer`. Users who pass it would get a TypeError:")
    (library / "trainer/__init__.py").write_text(BREAKING)
    run("git", "--no-pager", "diff", "--unified=0")
    stopped = run("git", "commit", "--all", "--message", "Take the optimizer from the config") != 0

    _say("The same change, shipped so that old calls still work:")
    (library / "trainer/__init__.py").write_text(COMPATIBLE)
    run("git", "--no-pager", "diff", "--unified=0")
    passed = run("git", "commit", "--all", "--message", "Take the optimizer from the config") == 0
    run("git", "log", "--oneline", "--decorate")

    if stopped and passed:
        _say("The break was stopped; the compatible change was let through.")
        return 0
    _say(f"The demo failed: stopped={stopped}, let through={passed}")
    return 1


def _library(library: Path, hooks: Path, revision: str) -> None:
    (library / "trainer").mkdir(parents=True)
    (library / "trainer/__init__.py").write_text(RELEASED)
    (library / "pyproject.toml").write_text('[project]\nname = "trainer"\nversion = "1.1.0"\n')
    (library / ".pre-commit-config.yaml").write_text(
        f"repos:\n  - repo: {hooks}\n    rev: {revision}\n    hooks:\n"
        "      - id: unbroken\n        verbose: true\n"
    )
    git(library, "init", "--quiet", "--initial-branch=main")
    git(library, "add", "--all")
    git(library, "commit", "--quiet", "--message", "Release 1.0.0")
    git(library, "tag", "v1.0.0")


class _Runner:
    def __init__(self, folder: Path, home: Path) -> None:
        self.folder = folder
        self.environment = git_environment() | {
            "PRE_COMMIT_HOME": str(home),
            "PRE_COMMIT_COLOR": "never",
        }

    def __call__(self, *command: str) -> int:
        shown = " ".join(f'"{word}"' if " " in word else word for word in command)
        print(f"$ {shown}", flush=True)  # noqa: T201
        return subprocess.run(
            list(command), cwd=self.folder, env=self.environment, stderr=subprocess.STDOUT
        ).returncode


def _say(text: str) -> None:
    print(f"\n== {text}\n", flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
