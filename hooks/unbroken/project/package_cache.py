"""The packages of a commit, cached: finding them needs a list of all its files."""

from __future__ import annotations

from collections.abc import Callable

from unbroken.cache.cache import Cache
from unbroken.cache.code_version import code_version
from unbroken.config.config import Config
from unbroken.project.layout import Package


def packages_at(
    commit: str, config: Config, cache: Cache | None, find: Callable[[], tuple[Package, ...]]
) -> tuple[Package, ...]:
    """Return the packages of a project at a commit, from the cache or else by `find`."""
    key = _key(commit, config)
    if cache is None or key is None:
        return find()
    data = cache.get(key)
    cached = _decoded(data) if data is not None else ()
    if cached:
        return cached
    packages = find()
    lines = (
        "\t".join((package.name, package.root, "x" * package.is_module)) for package in packages
    )
    cache.put(key, "\n".join(lines).encode("utf-8", "surrogateescape"))
    return packages


def _key(commit: str, config: Config) -> bytes | None:
    """Return a key of all that the packages depend on; None if it cannot be written."""
    settings = config.settings
    given = (config.folder, settings.packages, settings.search_paths, config.document)
    try:
        text = f"packages {code_version('project')} {commit} {given!r}"
    except ValueError:  # Python writes no integer of more than 4300 digits, as `0xfff…` may be.
        return None
    return text.encode("utf-8", "surrogateescape")


def _decoded(data: bytes) -> tuple[Package, ...]:
    """Return the packages in a cache entry; none if it is damaged."""
    packages = []
    for line in data.decode("utf-8", "surrogateescape").split("\n"):
        parts = line.split("\t")
        if len(parts) != 3 or not all(part.isidentifier() for part in parts[0].split(".")):
            return ()
        packages.append(Package(parts[0], parts[1], parts[2] == "x"))
    return tuple(packages)
