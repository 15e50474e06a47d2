"""A text that changes whenever our code may compute another result from the same input."""

from __future__ import annotations

import os
from collections.abc import Iterator

from unbroken import _version
from unbroken._version import __version__


def code_version(*folders: str) -> str:
    """Return the text that is part of the cache key of everything that some folders compute.

    `folders` are paths inside the package (`readers`). The text is made of our version and of the
    names and modification times of the source files, because a development checkout changes
    without a new version.
    """
    package = os.path.dirname(os.path.abspath(_version.__file__))
    times = [
        (entry.name, entry.stat().st_mtime_ns)
        for folder in folders
        for entry in _source_files(os.path.join(package, *folder.split("/")))
    ]
    return f"{__version__} {sorted(times)}"


def _source_files(folder: str) -> Iterator[os.DirEntry[str]]:
    for entry in os.scandir(folder):
        if entry.name.endswith(".py"):
            yield entry
        elif entry.is_dir() and entry.name != "__pycache__":
            yield from _source_files(entry.path)
