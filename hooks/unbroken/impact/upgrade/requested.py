"""The version that `--upgrade` asks for: a requirement of an index's release, or an archive."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from unbroken.errors import UsageError

if TYPE_CHECKING:
    from packaging.requirements import Requirement

_ARCHIVES = (".whl", ".tar.gz", ".zip")


class Requested(NamedTuple):
    """What is asked for: the package, and the requirement or the archive that it is to become."""

    package: str
    requirement: Requirement | None
    archive: tuple[str, str] | None
    """The path of an archive, and the version in its name."""


def requested(text: str) -> Requested:
    """Return what `--upgrade` asks for. Raises UsageError."""
    from packaging.requirements import InvalidRequirement, Requirement

    if os.path.exists(text) or text.lower().endswith(_ARCHIVES):
        return _archive(text)
    try:
        requirement = Requirement(text)
    except InvalidRequirement:
        requirement = None
    if requirement is None or requirement.url or requirement.marker:
        raise UsageError(
            f"--upgrade: {text}: neither a package, as PACKAGE or PACKAGE==VERSION, nor a wheel or "
            "sdist"
        )
    return Requested(requirement.name, requirement, None)


def _archive(path: str) -> Requested:
    from packaging.utils import (
        InvalidSdistFilename,
        InvalidWheelFilename,
        parse_sdist_filename,
        parse_wheel_filename,
    )

    name = os.path.basename(path)
    if not os.path.exists(path):
        raise UsageError(f"--upgrade: {path}: there is no such file")
    if os.path.isdir(path):
        raise UsageError(
            f"--upgrade: {path}: a folder does not state its version; compare two folders with: "
            f"unbroken impact OLD {path}"
        )
    try:
        if name.lower().endswith(".whl"):
            package, version, *_ = parse_wheel_filename(name)
        else:
            package, version = parse_sdist_filename(name)
    except (InvalidSdistFilename, InvalidWheelFilename):
        raise UsageError(
            f"--upgrade: {path}: its name is not that of a wheel or sdist, so it does not state "
            "the package and the version"
        ) from None
    return Requested(package, None, (path, str(version)))
