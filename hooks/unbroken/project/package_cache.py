"""Which packages a commit has, remembered: to find them, all of its files must be listed."""

from __future__ import annotations

from collections.abc import Callable

from unbroken.cache.cache import Cache
from unbroken.cache.code_version import code_version
from unbroken.config.config import Config
from unbroken.project.layout import Package


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
    said = (config.folder, config.settings.packages, config.settings.search_paths, config.document)
    return f"packages {code_version('project')} {commit} {said!r}".encode(
        "utf-8", "surrogateescape"
    )


def _decoded(data: bytes) -> tuple[Package, ...]:
    """Read what was written; empty when it is anything else."""
    found = []
    for line in data.decode("utf-8", "surrogateescape").split("\n"):
        parts = line.split("\t")
        if len(parts) != 3 or not all(each.isidentifier() for each in parts[0].split(".")):
            return ()
        found.append(Package(parts[0], parts[1], parts[2] == "x"))
    return tuple(found)
