"""A disk that is full: an error that says so, and every file is as it was."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.checkout import contents, git_environment, stage
from tests.torture.kills import COMMANDS, prepare

BREAK = {"pkg/data.py": "def load(path): ...\n"}
Run = Callable[[tuple[str, ...]], "subprocess.CompletedProcess[str]"]


def _limit() -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


@contextmanager
def limited(folder: Path) -> Iterator[tuple[Path, Run]]:
    """No process may write to any file: the errors are those of a full disk, without a mount."""

    def run(arguments: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
        return _run(folder, arguments, _limit)

    yield folder, run


@contextmanager
def full(folder: Path) -> Iterator[tuple[Path, Run]]:
    """The repository, the cache and the temporary files are on a file system that is full."""
    disk = folder.parent / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk], check=True)
    try:
        shutil.copytree(folder, disk / "library", symlinks=True)
        _fill(disk / "filler")

        def run(arguments: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
            variables = {"UNBROKEN_CACHE_DIR": str(disk / "cache"), "TMPDIR": str(disk)}
            return _run(disk / "library", arguments, None, **variables)

        yield disk / "library", run
    finally:
        subprocess.run(["umount", disk], check=True)


def _fill(path: Path) -> None:
    with open(path, "wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))


def _run(
    folder: Path, arguments: tuple[str, ...], before: Callable[[], None] | None, **variables: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "unbroken", *arguments],
        cwd=folder,
        env=git_environment() | variables,
        preexec_fn=before,
        capture_output=True,
        text=True,
    )


def _can_mount() -> bool:
    """Return whether a file system can be mounted here, as root can outside of containers."""
    if os.geteuid():
        return False
    options = ("--mount", "sh", "-c", "mount -t tmpfs tmpfs /mnt")
    return subprocess.run(["unshare", *options], capture_output=True).returncode == 0


FULL = "No space left on device"
SAID = {
    "accept": (2, f"unbroken: pyproject.toml: cannot be changed: {FULL}\n"),
    "prune": (2, f"unbroken: unbroken-accepted.toml: cannot be changed: {FULL}\n"),
    "snapshot": (2, f"unbroken: FOLDER/api-baseline.txt: cannot be written: {FULL}\n"),
    "init": (2, f"unbroken: pkg/_markers.py: cannot be written: {FULL}\n"),
    "check": (1, ""),
}
DISKS = [limited, full] if _can_mount() else [limited]


@pytest.mark.parametrize("disk", DISKS)
@pytest.mark.parametrize("command", COMMANDS)
def test_full_disk_leaves_every_file_as_it_was(library, disk, command):
    stage(library, BREAK)
    prepare(library, command)
    with disk(library) as (folder, run):
        before = contents(folder)
        done = run(COMMANDS[command])
        assert contents(folder) == before
        assert "Traceback" not in done.stderr
        said = done.stderr.replace(str(folder), "FOLDER").replace("File too large", FULL)
        assert (done.returncode, said) == SAID[command]
        assert ("error[parameter-removed] pkg.data.load: " in done.stdout) == (command == "check")
