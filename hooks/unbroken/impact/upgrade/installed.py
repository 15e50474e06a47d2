"""The packages in an environment, found by their metadata: no interpreter is run."""

from __future__ import annotations

import csv
import glob
import json
import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from unbroken.errors import UsageError
from unbroken.model.distribution_names import canonicalize_name
from unbroken.sources.archive import inner_name
from unbroken.sources.content_id import is_compiled

_SITE_PACKAGES = (
    "lib/python3*/site-packages",
    "lib64/python3*/site-packages",
    "lib/python3*/dist-packages",
    "local/lib/python3*/dist-packages",
    "Lib/site-packages",
)
_BIN = ("bin", "scripts")


class Environment(NamedTuple):
    """Where packages are installed; `label` is the environment's name in messages."""

    label: str
    folders: tuple[str, ...]


class Installed(NamedTuple):
    """An installed version of a package, and its metadata's folder.

    `source` is the address of what an editable installation leads to, "" for other ones.
    """

    version: str
    metadata: str
    source: str

    def contents(self) -> dict[str, bytes]:
        """Return the source files and the metadata, as in a wheel; {} if they are not listed.

        Raises UsageError for a file that cannot be read.
        """
        folder = os.path.dirname(self.metadata)
        target = {}
        for listed in _listed(self.metadata):
            path = inner_name(listed.replace("\\", "/"))
            full = os.path.join(folder, path or "")
            if path is None or not os.path.isfile(full):
                continue
            if is_compiled(path):
                target[path] = b""
                continue
            try:
                with open(full, "rb") as file:
                    target[path] = file.read()
            except OSError as error:
                raise UsageError(f"{full}: cannot be read: {error.strerror}") from None
        return target


def find_environment(python: str | None, project: str, variables: Mapping[str, str]) -> Environment:
    """Return the environment of a project.

    It is that of the interpreter `python` (or the environment in this folder), else the active
    one, else that in the project's folder, else the one that unbroken runs in. Raises UsageError.
    """
    if python is not None:
        return _named_environment(python)
    beside = (os.path.join(project, name) for name in (".venv", "venv"))
    for folder in (variables.get("VIRTUAL_ENV"), variables.get("CONDA_PREFIX"), *beside):
        folders = _folders_in(folder) if folder else []
        if folder and folders:
            return Environment(os.path.relpath(folder), tuple(folders))
    return Environment("the environment of unbroken", tuple(path for path in sys.path if path))


def _named_environment(python: str) -> Environment:
    if os.path.isdir(python):
        folders = _folders_in(python)
    else:
        interpreter = shutil.which(python)
        if interpreter is None:
            raise UsageError(f"--python: {python}: there is no such interpreter or environment")
        parent = os.path.dirname(os.path.abspath(interpreter))
        # The interpreter of an environment is a link to another one, which is not followed.
        inner = os.path.basename(parent).lower() in _BIN
        folders = _folders_in(os.path.dirname(parent) if inner else parent)
        version = re.search(r"python(3\.\d+)$", os.path.realpath(interpreter))
        of_version = [path for path in folders if version and f"python{version[1]}/" in path]
        folders = of_version or folders
    if not folders:
        raise UsageError(f"--python: {python}: no packages are installed there")
    return Environment(python, tuple(folders))


def _folders_in(environment: str) -> list[str]:
    patterns = (os.path.join(glob.escape(environment), pattern) for pattern in _SITE_PACKAGES)
    return [folder for pattern in patterns for folder in sorted(glob.glob(pattern))]


def find_installed(package: str, environment: Environment) -> Installed | None:
    """Return the installed version of a package: the first, as imports find it; None without."""
    wanted = canonicalize_name(package)
    for folder in environment.folders:
        for metadata in sorted(glob.glob(os.path.join(glob.escape(folder), "*.dist-info"))):
            name, _, version = os.path.basename(metadata).removesuffix(".dist-info").rpartition("-")
            if canonicalize_name(name) == wanted:
                return Installed(version, metadata, _editable_source(metadata))
    return None


def _listed(metadata: str) -> Iterator[str]:
    """Yield the files of an installed package, which are relative to the folder of the metadata."""
    try:
        with open(os.path.join(metadata, "RECORD"), encoding="utf-8", newline="") as file:
            yield from [row[0] for row in csv.reader(file) if row]
    except (OSError, UnicodeDecodeError, csv.Error):
        return


def _editable_source(metadata: str) -> str:
    """Return the address that an editable installation leads to (PEP 610); "" for other ones."""
    try:
        with open(os.path.join(metadata, "direct_url.json"), "rb") as file:
            document = json.load(file)
        is_editable = document.get("dir_info", {}).get("editable", False)
        return str(document.get("url")) if is_editable else ""
    except (OSError, ValueError, AttributeError):
        return ""
