"""The version of a package that a project uses, the one that it would get, and their files."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from unbroken.baseline.fetched_files import fetched_sources
from unbroken.baseline.package_index import IndexFile, index_url, shown_address
from unbroken.errors import UsageError
from unbroken.impact.libraries import VersionFiles
from unbroken.impact.upgrade.installed import Environment, find_environment, find_installed
from unbroken.impact.upgrade.pins import Pin, Pins, pins_in
from unbroken.impact.upgrade.releases import exact_file, release_file
from unbroken.impact.upgrade.requested import Requested
from unbroken.model.distribution_names import canonicalize_name
from unbroken.model.suggestions import did_you_mean
from unbroken.sources.folder import FolderTree, open_tree

if TYPE_CHECKING:
    from unbroken.cache.cache import Cache


class Project(NamedTuple):
    """A project that uses a package: its folder, and the folders around it, the nearest first."""

    folder: str
    around: tuple[str, ...] = ()


class Surroundings(NamedTuple):
    """What decides which version is used and where files come from.

    `python` is the interpreter or environment that was named, `variables` are those of the process.
    """

    projects: Sequence[Project]
    python: str | None
    variables: Mapping[str, str]
    cache: Cache | None


class Version(NamedTuple):
    """One version of the package: its name in the report, how it was found, and its files."""

    label: str
    origin: str
    files: VersionFiles


class _Use(NamedTuple):
    """The version that is used, and how that is known; `source` as in `Pin`."""

    version: str
    known_by: str
    source: str = ""


def new_version(target: Requested, surroundings: Surroundings) -> Version:
    """Return the version that is asked for. Raises UnbrokenError."""
    if target.archive is not None:
        path, version = target.archive
        return Version(f"{target.package} {version}", path, VersionFiles(open_tree(path), path))
    assert target.requirement is not None
    index = index_url(surroundings.variables)
    file = release_file(target.requirement, index)
    tree = FolderTree(fetched_sources(file, surroundings.cache), file.name)
    label = f"{target.package} {file.version}"
    return Version(label, _from_index(file, index), VersionFiles(tree, file.name))


def _from_index(file: IndexFile, index: str) -> str:
    return f"{file.name} from {shown_address(index)}"


def used_version(package: str, given: str | None, surroundings: Surroundings) -> Version:
    """Return the version that the projects use; `given` is a version or archive that was named.

    Otherwise it is the one that lock files or requirements fix, or else the installed one. Files
    of the same version that are installed are read; others are fetched. Raises UnbrokenError.
    """
    if given is not None and os.path.exists(given):
        return Version(given, "as given", VersionFiles(open_tree(given), given))
    environment = _environment(surroundings)
    use = _use(package, given, surroundings, environment)
    label = f"{package} {use.version}"
    installed = find_installed(package, environment)
    if installed is not None and _is_same(installed.version, use.version):
        contents = {} if installed.source else installed.contents()
        if any(path.endswith((".py", ".pyi")) for path in contents):
            where = f"installed in {environment.label}"
            origin = where if use.known_by == where else f"{use.known_by}, {where}"
            return Version(label, origin, VersionFiles(FolderTree(contents, label), label))
    if use.source:
        raise UsageError(
            f"{label} is {use.known_by}, from {use.source}, and its files are not installed in "
            f"{environment.label}; name them: unbroken impact FOLDER --upgrade {package}"
        )
    index = index_url(surroundings.variables)
    file = exact_file(package, use.version, index)
    tree = FolderTree(fetched_sources(file, surroundings.cache), file.name)
    origin = f"{use.known_by}, {_from_index(file, index)}"
    return Version(label, origin, VersionFiles(tree, file.name))


def _environment(surroundings: Surroundings) -> Environment:
    folder = surroundings.projects[0].folder if surroundings.projects else "."
    return find_environment(surroundings.python, folder, surroundings.variables)


def _use(
    package: str, given: str | None, surroundings: Surroundings, environment: Environment
) -> _Use:
    if given is not None:
        return _Use(_valid(given), "as given")
    pin = _pin(package, surroundings.projects)
    if pin is not None:
        return _Use(_valid(pin.version), f"fixed in {pin.file}", pin.source)
    installed = find_installed(package, environment)
    if installed is None:
        folders = ", ".join(project.folder for project in surroundings.projects) or "."
        raise UsageError(
            f"{package} is neither fixed by a lock file or requirements in {folders} nor installed "
            f"in {environment.label}; say which version is used: {_by_hand(package)}"
        )
    return _Use(_valid(installed.version), f"installed in {environment.label}", installed.source)


def _by_hand(package: str) -> str:
    return f"unbroken impact VERSION --upgrade {package}"


def _valid(version: str) -> str:
    from packaging.version import InvalidVersion, Version

    try:
        Version(version)
    except InvalidVersion:
        raise UsageError(
            f"{version}: neither a folder or archive nor a version of a package"
        ) from None
    return version


def _is_same(first: str, second: str) -> bool:
    from packaging.version import InvalidVersion, Version

    try:
        return Version(first) == Version(second)
    except InvalidVersion:
        return first == second


def _pin(package: str, projects: Sequence[Project]) -> Pin | None:
    """Return what fixes the version of a package in some projects; None if nothing does.

    Raises UsageError if several versions are fixed, or a lock file does not have the package.
    """
    pins = [pin for project in projects for pin in _pins_of_project(package, project)]
    if len({pin.version for pin in pins}) > 1:
        listed = ", ".join(sorted({f"{pin.version} ({pin.file})" for pin in pins}))
        raise UsageError(
            f"several versions of {package} are fixed: {listed}; say which is used: "
            f"{_by_hand(package)}"
        )
    return pins[0] if pins else None


def _pins_of_project(package: str, project: Project) -> list[Pin]:
    """Return what the nearest files that have a package fix; a lock file ends the search."""
    for folder in (project.folder, *project.around):
        pins = pins_in(folder)
        own = pins.of(package)
        if not own and pins.lock_files:
            raise UsageError(_not_locked(package, pins))
        if own:
            return own
    return []


def _not_locked(package: str, pins: Pins) -> str:
    names = {canonicalize_name(pin.name) for pin in pins.pins}
    hint = did_you_mean(canonicalize_name(package), names)
    return (
        f"{', '.join(pins.lock_files)}: does not have {package}{hint or ', so it is not used'} "
        f"(or say which version is used: {_by_hand(package)})"
    )
