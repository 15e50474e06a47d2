"""Releases from the package index, each installed into an environment of its own."""

from __future__ import annotations

import fcntl
import hashlib
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import Distribution
from pathlib import Path
from typing import Any

SCRIPT = Path(__file__).with_name("runtime_surface.py")
_SECONDS = 1800  # on a busy machine, importing the largest packages takes many minutes


class Release:
    """One release of a distribution: its archive, and an environment that has it installed."""

    def __init__(self, cache: Path, name: str, version: str) -> None:
        self.requirement = f"{name}=={version}"
        self._name, self._version = name.replace("-", "_"), version
        self._folder = cache / f"{name}-{version}"
        self._python = self._folder / "venv" / "bin" / "python"

    def archive(self) -> Path:
        """Return the wheel of the installed release, packed again from its files."""
        wheel = self._folder / f"{self._name}-{self._version}-py3-none-any.whl"
        with _alone(self._folder):
            if not wheel.exists():
                site = next(self._folder.glob("venv/lib/*/site-packages"))
                files = _files_of(Distribution.discover(name=self._name, path=[str(site)]))
                part = wheel.with_suffix(".part")
                with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                    for file in files:
                        archive.write(site / file, file)
                part.replace(wheel)
        return wheel

    def install(self, extra: Sequence[str]) -> None:
        """Install the release and its dependencies, as the index has them today."""
        done = self._folder / "installed"
        with _alone(self._folder):
            if done.exists():
                return
            uv = [sys.executable, "-m", "uv", "--quiet"]
            _run([*uv, "venv", "--clear", "--python", sys.executable, str(self._folder / "venv")])
            _run([*uv, "pip", "install", "--python", str(self._python), self.requirement, *extra])
            done.touch()

    def surface(self, packages: Sequence[str], paths: Sequence[str]) -> dict[str, Any]:
        """Import the packages in the environment; return what `runtime_surface` prints.

        What the same script printed of the same paths is kept, so that a sweep can be repeated.
        """
        asked = json.dumps([packages, paths]).encode()
        key = hashlib.sha256(SCRIPT.read_bytes() + asked).hexdigest()[:16]
        kept = self._folder / f"surface-{key}.json"
        with _alone(self._folder):
            if not kept.exists():
                work = self._folder / "work"
                work.mkdir(exist_ok=True)
                found = imported_surface(str(self._python), packages, paths, work)
                kept.with_suffix(".part").write_text(json.dumps(found), encoding="utf-8")
                kept.with_suffix(".part").replace(kept)
        surface: dict[str, Any] = json.loads(kept.read_text(encoding="utf-8"))
        return surface


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep other sweeps out of a folder: two of them may use one cache."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def imported_surface(
    python: str, packages: Sequence[str], paths: Sequence[str], folder: Path
) -> dict[str, Any]:
    """Run `runtime_surface` with an interpreter, in a folder that it may import from and write to.

    Raises RuntimeError when it fails.
    """
    done = subprocess.run(
        [python, str(SCRIPT), *packages],
        input=json.dumps(list(paths)),
        capture_output=True,
        text=True,
        cwd=folder,
        env={"HOME": str(folder), "PATH": "/usr/bin:/bin", "PYTHONPATH": str(folder)},
        timeout=_SECONDS,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{packages}: {done.stderr.strip()[-500:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _files_of(installed: Iterable[Distribution]) -> Iterator[str]:
    """Yield the files of an installed distribution, without scripts and bytecode."""
    for file in next(iter(installed)).files or ():
        path = file.as_posix()
        if not path.startswith("../") and not path.endswith(".pyc"):
            yield path


def _run(command: Sequence[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip()[-500:]}")
