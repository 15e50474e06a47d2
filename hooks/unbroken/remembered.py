"""Which packages a commit has, remembered: to find them, all of its files must be listed."""

from __future__ import annotations

import os
from collections.abc import Callable

import unbroken
from unbroken.cache import Cache
from unbroken.config import Config
from unbroken.layout import Package


def packages_at(
    commit: str, config: Config, cache: Cache | None, find: Callable[[], tuple[Package, ...]]
) -> tuple[Package, ...]:
    """Give the packages of a project at a commit: those in the cache, else what `find` finds."""
    if cache is None:
        return find()
    key = _key(commit, config)
    data = cache.get(key)
    known = _decoded(data) if data is not None else ()
    if known:
        return known
    found = find()
    lines = ("\t".join((each.name, each.root, "x" * each.is_module)) for each in found)
    cache.put(key, "\n".join(lines).encode("utf-8", "surrogateescape"))
    return found


def _key(commit: str, config: Config) -> bytes:
    own = [os.stat(os.path.join(os.path.dirname(__file__), each)) for each in _FINDERS]
    said = (config.folder, config.settings.packages, config.settings.search_paths, config.document)
    version = (unbroken.__version__, *(each.st_mtime_ns for each in own))
    return f"packages {version} {commit} {said!r}".encode("utf-8", "surrogateescape")


_FINDERS = ("layout.py", "project.py")


def _decoded(data: bytes) -> tuple[Package, ...]:
    """Read what was written; empty when it is anything else."""
    found = []
    for line in data.decode("utf-8", "surrogateescape").split("\n"):
        parts = line.split("\t")
        if len(parts) != 3 or not all(each.isidentifier() for each in parts[0].split(".")):
            return ()
        found.append(Package(parts[0], parts[1], parts[2] == "x"))
    return tuple(found)
