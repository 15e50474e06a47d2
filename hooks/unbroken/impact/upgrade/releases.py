"""The release of a package index that is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from unbroken.baseline.package_index import (
    IndexFile,
    files_on_index,
    newest_file,
    page_of,
    shown_address,
)
from unbroken.errors import PackageIndexError

if TYPE_CHECKING:
    from packaging.requirements import Requirement

_SHOWN = 5


def release_file(requirement: Requirement, index: str) -> IndexFile:
    """Return the newest file on an index that a requirement allows. Raises PackageIndexError.

    Withdrawn ones do not count, and pre-releases only if the requirement names one.
    """
    files = files_on_index(requirement.name, index)
    specifier = requirement.specifier
    allowed = [
        file
        for file in files
        if specifier.contains(file.version, prereleases=True)
        and (specifier.prereleases or not file.version.is_prerelease)
    ]
    newest = newest_file(file for file in allowed if file.yanked is None)
    if newest is not None:
        return newest
    page = shown_address(page_of(requirement.name, index))
    withdrawn = newest_file(allowed)
    if withdrawn is not None:
        why = f": {withdrawn.yanked}" if withdrawn.yanked else ""
        raise PackageIndexError(
            f"{page}: {requirement.name} {withdrawn.version} was yanked{why}; name another version"
        )
    raise PackageIndexError(f"{page}: has no release {_asked(requirement)}{_others(files)}")


def exact_file(package: str, version: str, index: str) -> IndexFile:
    """Return the file of the version that is in use, even if it was withdrawn since.

    Raises PackageIndexError.
    """
    from packaging.version import Version

    files = files_on_index(package, index)
    file = newest_file(file for file in files if file.version == Version(version))
    if file is None:
        page = shown_address(page_of(package, index))
        raise PackageIndexError(f"{page}: has no release {version}{_others(files)}")
    return file


def _asked(requirement: Requirement) -> str:
    text = str(requirement.specifier)
    return text.removeprefix("==") if text.count("=") == 2 else text or "that is not a pre-release"


def _others(files: Iterable[IndexFile]) -> str:
    """Return the newest versions that an index has, to choose another one."""
    usable = {file.version for file in files if file.yanked is None}
    versions = sorted(
        {version for version in usable if not version.is_prerelease} or usable, reverse=True
    )
    if not versions:
        return ""
    return f"; the newest are {', '.join(map(str, versions[:_SHOWN]))}"
