"""Commands that are killed at a random moment: what they write is as before, or complete."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

from tests.checkout import contents, git, git_environment

COMMANDS: dict[str, tuple[str, ...]] = {
    "accept": ("accept", "--all", "--reason", "agreed"),
    "prune": ("accept", "--prune"),
    "snapshot": ("snapshot", "--baseline", "v1.0.0"),
    "init": ("init", "--markers", "pkg/_markers.py", "--force"),
    "check": ("check",),
}
"""The commands that write, and one that must not."""
WRITTEN = {
    "accept": "pyproject.toml",
    "prune": "unbroken-accepted.toml",
    "snapshot": "api-baseline.txt",
    "init": "pkg/_markers.py",
}
_ENTRY = """[[tool.unbroken.accept]]
object = "pkg.data.load"
rule = "{}"
reason = "agreed"

"""


def prepare(folder: Path, command: str) -> None:
    """Make the files of the library as they are before a command that writes."""
    (folder / WRITTEN.get(command, "api-baseline.txt")).unlink(missing_ok=True)
    git(folder, "checkout", "--quiet", "--", "pyproject.toml")
    if command == "prune":  # One of the entries matches the break.
        entries = map(_ENTRY.format, ("parameter-renamed", "parameter-removed", "async-changed"))
        (folder / WRITTEN[command]).write_text("".join(entries))


def complete(folder: Path, command: str) -> tuple[bytes, float]:
    """Run a command to its end; return what it wrote, and how long it took."""
    started = time.perf_counter()
    subprocess.run(_line(command), cwd=folder, env=git_environment(), capture_output=True)
    path = folder / WRITTEN.get(command, "pyproject.toml")
    return path.read_bytes() if path.exists() else b"", time.perf_counter() - started


def kill(folder: Path, command: str, seconds: float, random_: random.Random) -> None:
    """Start a command and kill it within some seconds."""
    process = subprocess.Popen(
        _line(command),
        cwd=folder,
        env=git_environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        time.sleep(random_.uniform(0, seconds))
    finally:
        process.kill()
        process.wait()


def damage(
    before: dict[bytes, tuple[int, bytes]], folder: Path, command: str, expected: bytes
) -> list[str]:
    """Return what a killed command changed, other than its own file to what it writes."""
    after = contents(folder)
    own = str(folder / WRITTEN.get(command, "pyproject.toml")).encode()
    changed = [path for path in {*before, *after} if before.get(path) != after.get(path)]
    return [
        repr(path)
        for path in changed
        if path != own or command not in WRITTEN or after.get(path, (0, b""))[1] != expected
    ]


def _line(command: str) -> list[str]:
    return [sys.executable, "-m", "unbroken", *COMMANDS[command]]
