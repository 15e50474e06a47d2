"""Wheels and sdists, read in memory: no name in an archive can reach a file outside it."""

from __future__ import annotations

import gzip
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import IO, TypeVar, cast

from unbroken.errors import UsageError
from unbroken.sources.content_id import is_source

_MEBIBYTE = 1024 * 1024
LARGEST_FILE = 16 * _MEBIBYTE
LARGEST_ARCHIVE = 512 * _MEBIBYTE
MOST_FILES = 100_000

_UNREADABLE = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    EOFError,
    gzip.BadGzipFile,
    NotImplementedError,  # zipfile raises it for compression methods that it does not support
)
_TOO_LARGE = f"it unpacks to more than {LARGEST_ARCHIVE // _MEBIBYTE} MiB"
_PROJECT_FILES = ("pyproject.toml", "setup.py", "setup.cfg")

_Member = TypeVar("_Member")


class _TooLargeError(Exception):
    """An archive exceeds a limit; the text says which."""


def sources_of_zip(path: str) -> dict[str, bytes]:
    """Return the source files of a wheel or of a zipped sdist by their paths.

    Files in `<name>.data/purelib` and `platlib` of a wheel get the paths at which they are
    installed (the binary distribution format of the PyPA). Raises UsageError for an archive that
    is damaged or too large.
    """
    with _archive_errors(path):
        contents = dict(_members_of_zip(path))
    if not path.lower().endswith(".whl"):
        return _without_top_folder(contents)
    return {_installed_path(name): source for name, source in contents.items()}


def sources_of_tar(path: str) -> dict[str, bytes]:
    """Return the source files of an sdist by their paths.

    Raises UsageError for an archive that is damaged or too large.
    """
    with _archive_errors(path):
        return _without_top_folder(dict(_members_of_tar(path)))


@contextmanager
def _archive_errors(path: str) -> Iterator[None]:
    """Turn what is wrong with an archive into a UsageError that names it."""
    try:
        yield
    except _TooLargeError as error:
        raise UsageError(
            f"{path}: {error}, which is too large for a package of source code"
        ) from None
    except _UNREADABLE as error:
        raise UsageError(f"{path}: cannot be read: {error}") from None


def _members_of_zip(path: str) -> Iterator[tuple[str, bytes]]:
    total = 0
    with zipfile.ZipFile(path) as archive:
        for member in _limited_members(archive.infolist()):
            name = inner_name(member.filename)
            if name is None or stat.S_ISLNK(member.external_attr >> 16):
                continue
            if member.flag_bits & 1:
                raise zipfile.BadZipFile(f"{name} is encrypted")
            with archive.open(member) as file:
                # The size that the archive states may be wrong.
                source = _read_limited(file, name)
            total += len(source)
            if total > LARGEST_ARCHIVE:
                raise _TooLargeError(_TOO_LARGE)
            yield name, source


def _members_of_tar(path: str) -> Iterator[tuple[str, bytes]]:
    # Read as a stream, so that everything that is unpacked on the way counts.
    is_plain = path.lower().endswith(".tar")
    with open(path, "rb") if is_plain else gzip.open(path) as stream:
        limited = cast("IO[bytes]", _LimitedStream(stream))
        with tarfile.open(fileobj=limited, mode="r|") as archive:
            for member in _limited_members(archive):
                name = inner_name(member.name)
                if name is None or not member.isreg():
                    continue
                file = archive.extractfile(member)
                if file is not None:
                    yield name, _read_limited(file, name)


class _LimitedStream:
    """A stream that raises an error once too much was read from it."""

    def __init__(self, stream: IO[bytes] | gzip.GzipFile) -> None:
        self._stream = stream
        self._remaining = LARGEST_ARCHIVE

    def read(self, size: int) -> bytes:
        data = self._stream.read(size)
        self._remaining -= len(data)
        if self._remaining < 0:
            raise _TooLargeError(_TOO_LARGE)
        return data


def _limited_members(members: Iterable[_Member]) -> Iterator[_Member]:
    for number, member in enumerate(members):
        if number >= MOST_FILES:
            raise _TooLargeError(f"it holds more than {MOST_FILES} files")
        yield member


def _read_limited(file: IO[bytes], name: str) -> bytes:
    source = file.read(LARGEST_FILE + 1)
    if len(source) > LARGEST_FILE:
        raise _TooLargeError(f"{name} has more than {LARGEST_FILE // _MEBIBYTE} MiB")
    return source


def inner_name(name: str) -> str | None:
    """Return the path of a source file; None for other files and for paths that lead outside."""
    parts = [part for part in name.split("/") if part != "."]
    if (
        not (is_source(name) or _is_metadata(parts))
        or "" in parts
        or ".." in parts
        or "\\" in name
        or ":" in parts[0]
    ):
        return None
    return "/".join(parts)


def _is_metadata(parts: list[str]) -> bool:
    """Return whether a file is metadata of a wheel, or the list of an sdist's packages."""
    if parts[-1] == "top_level.txt":
        return len(parts) > 1 and parts[-2].endswith(".egg-info")
    is_in_dist_info = len(parts) == 2 and parts[0].endswith(".dist-info")
    return is_in_dist_info and parts[1] in ("METADATA", "entry_points.txt")


def _installed_path(name: str) -> str:
    parts = name.split("/", 2)
    if len(parts) == 3 and parts[0].endswith(".data") and parts[1] in ("purelib", "platlib"):
        return parts[2]
    return name


def _without_top_folder(contents: dict[str, bytes]) -> dict[str, bytes]:
    """Strip the one folder that an sdist keeps everything in (`name-1.0/`)."""
    tops = {path.partition("/")[0] for path in contents}
    if len(tops) != 1:
        return contents
    top = tops.pop()
    if top.isidentifier() and not any(f"{top}/{name}" in contents for name in _PROJECT_FILES):
        return contents
    return {path.removeprefix(f"{top}/"): source for path, source in contents.items()}
