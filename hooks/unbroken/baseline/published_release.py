"""A release from a package index as the baseline.

`unbroken baseline --fetch` keeps it in the cache. Checks use no network: they read what was fetched
last, laid out as the project is now.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from unbroken.baseline.fetched_files import fetched_sources
from unbroken.baseline.latest_release import is_of_later_series
from unbroken.baseline.package_index import (
    IndexFile,
    files_on_index,
    index_url,
    newest_file,
    page_of,
    shown_address,
)
from unbroken.config.config import Config
from unbroken.config.config_file import metadata_of
from unbroken.errors import BaselineError, ConfigError, NothingToCheckError, PackageIndexError
from unbroken.loading.module_files import Package
from unbroken.model.distribution_names import canonicalize_name
from unbroken.project.distributions import shipped_packages
from unbroken.project.packages import find_packages
from unbroken.sources.folder import FolderTree

if TYPE_CHECKING:
    from packaging.version import Version

    from unbroken.cache.cache import Cache

_NO_CACHE = "the cache, which keeps fetched releases, is switched off"


class _Kept(msgspec.Struct, array_like=True):
    """What the cache has of a release: the name of its file, its version and hash, its sources."""

    file: str
    version: str
    sha256: str
    contents: dict[str, bytes]


class Published(NamedTuple):
    """A release: its file, version and id; its files and packages where the project has them."""

    file: str
    version: str
    identity: str
    contents: Mapping[str, bytes]
    packages: tuple[Package, ...]


def fetch_release(
    config: Config, cache: Cache | None, version: Version | None, environment: Mapping[str, str]
) -> str:
    """Fetch the latest release of a project into the cache; return the name of its file.

    Releases of later series than `version`, which is under development, do not count. Raises
    BaselineError.
    """
    project = _project(config)
    if cache is None:
        raise BaselineError(f"no baseline: {_NO_CACHE}")
    index = index_url(environment)
    try:
        file = _latest_file(files_on_index(project, index), config, version)
        if file is None:
            page = shown_address(page_of(project, index))
            raise PackageIndexError(f"{page} has no release of {project} to compare with")
        contents = fetched_sources(file, cache)
    except PackageIndexError as error:
        raise BaselineError(f"no baseline: {error}") from None
    kept = _Kept(file.name, str(file.version), file.sha256.lower(), contents)
    cache.put(_key(project), msgspec.msgpack.encode(kept))
    if _kept(project, cache) is None:
        raise BaselineError(f"no baseline: {file.name} cannot be kept in the cache")
    return file.name


def _latest_file(
    files: Iterable[IndexFile], config: Config, version: Version | None
) -> IndexFile | None:
    """Return the file of the latest release that is neither withdrawn nor of a later series."""
    return newest_file(
        file
        for file in files
        if file.yanked is None
        and (config.settings.pre_releases or not file.version.is_prerelease)
        and (version is None or not is_of_later_series(file.version, version))
    )


def read_release(config: Config, cache: Cache | None, paths: Collection[str]) -> Published:
    """Return the release that was fetched last; `paths` are the files of the project now.

    Raises BaselineError where nothing was fetched, or no package is in it.
    """
    project = _project(config)
    kept = _kept(project, cache) if cache is not None else None
    if kept is None:
        why = f" ({_NO_CACHE})" if cache is None else ""
        raise BaselineError(
            f"no baseline: no release of {project} was fetched from the package index{why}. "
            "Checks use no network; fetch it with:\n\n  unbroken baseline --fetch"
        )
    tree = FolderTree(kept.contents, kept.file)
    try:
        shipped = shipped_packages(tree, kept.file, Config(document=_document(kept)))
    except (NothingToCheckError, ConfigError) as error:
        raise BaselineError(f"no baseline: {error}") from None
    contents: dict[str, bytes] = {}
    packages = []
    places = _places(config, paths)
    for package in shipped:
        place = places.get((package.name, package.is_module)) or _place_of(package, config)
        packages.append(package._replace(root=place))
        for file, data in kept.contents.items():
            if file == package.root or file.startswith(f"{package.root}/"):
                contents[place + file[len(package.root) :]] = data
    wanted = tuple(_wanted(config, packages, contents))
    return Published(kept.file, kept.version, kept.sha256[:40], contents, wanted)


def _key(project: str) -> bytes:
    return f"published release 1 {canonicalize_name(project)}".encode()


def _kept(project: str, cache: Cache) -> _Kept | None:
    data = cache.get(_key(project))
    try:
        return msgspec.msgpack.decode(data, type=_Kept) if data is not None else None
    except msgspec.MsgspecError:
        return None


def _project(config: Config) -> str:
    name = config.project_name()
    if name is None:
        raise BaselineError(
            "no baseline: the project has no name in its metadata, by which a package index has "
            "its releases"
        )
    return name


def _document(kept: _Kept) -> dict[str, object]:
    """Return the metadata in an sdist; a wheel has none that names its packages."""
    texts = {
        path: data.decode("utf-8", "replace")
        for path, data in kept.contents.items()
        if "/" not in path
    }
    return metadata_of(kept.contents.get("pyproject.toml", b""), kept.file, texts)


def _places(config: Config, paths: Collection[str]) -> dict[tuple[str, bool], str]:
    """Return where the project has its packages now."""
    try:
        target = find_packages(config, paths)
    except NothingToCheckError:
        return {}
    return {(package.name, package.is_module): package.root for package in target}


def _place_of(package: Package, config: Config) -> str:
    """Return the place of a package that the project no longer has."""
    folder = f"{config.folder}/" if config.folder else ""
    return folder + package.name.replace(".", "/") + ".py" * package.is_module


def _wanted(
    config: Config, packages: list[Package], contents: Collection[str]
) -> Iterator[Package]:
    """Yield the configured packages of a release, which may be parts of others; else all."""
    if not config.settings.packages:
        yield from packages
    for name in config.settings.packages:
        for package in packages:
            if name == package.name:
                yield package
            elif name.startswith(f"{package.name}.") and not package.is_module:
                root = package.root + name[len(package.name) :].replace(".", "/")
                if f"{root}.py" in contents:
                    yield Package(name, f"{root}.py", True)
                elif any(path.startswith(f"{root}/") for path in contents):
                    yield Package(name, root)
