"""Wheels and sdists, read in memory: nothing in an archive can name a place outside it."""

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

_BROKEN = (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, gzip.BadGzipFile)
_TOO_LARGE = f"it unpacks to more than {LARGEST_ARCHIVE // _MEBIBYTE} MiB"
_PROJECT = ("pyproject.toml", "setup.py", "setup.cfg")


_Member = TypeVar("_Member")


class _TooLargeError(Exception):
    """An archive is larger than its limit; says how."""


def sources_of_zip(path: str) -> dict[str, bytes]:
    """Read the source files of a wheel or of a zipped sdist.

    In a wheel, what `<name>.data/purelib` and `platlib` hold is installed beside the rest (the
    binary distribution format of the PyPA). Raises UsageError for what is broken or too large.
    """
    is_wheel = path.lower().endswith(".whl")
    with _telling(path):
        found = dict(_members_of_zip(path))
    if not is_wheel:
        return _unnested(found)
    return {_installed(name): source for name, source in found.items()}


def sources_of_tar(path: str) -> dict[str, bytes]:
    """Read the source files of an sdist; raises UsageError for what is broken or too large."""
    with _telling(path):
        return _unnested(dict(_members_of_tar(path)))


@contextmanager
def _telling(path: str) -> Iterator[None]:
    """Turn what is wrong with an archive into an error that names it."""
    try:
        yield
    except _TooLargeError as error:
        raise UsageError(f"{path}: {error}, which no package of source code does") from None
    except (*_BROKEN, NotImplementedError) as error:
        # The last is what zipfile raises for ways to compress that it does not know.
        raise UsageError(f"{path}: cannot be read: {error}") from None


def _members_of_zip(path: str) -> Iterator[tuple[str, bytes]]:
    total = 0
    with zipfile.ZipFile(path) as archive:
        for each in _not_too_many(archive.infolist()):
            name = _inner_name(each.filename)
            if name is None or stat.S_ISLNK(each.external_attr >> 16):
                continue
            if each.flag_bits & 1:
                raise zipfile.BadZipFile(f"{name} is encrypted")
            with archive.open(each) as file:
                # What the archive says of the size may be a lie.
                source = _read(file, name)
            total += len(source)
            if total > LARGEST_ARCHIVE:
                raise _TooLargeError(_TOO_LARGE)
            yield name, source


def _members_of_tar(path: str) -> Iterator[tuple[str, bytes]]:
    # As a stream, so that everything that is unpacked to get at the files is counted.
    plain = path.lower().endswith(".tar")
    with open(path, "rb") if plain else gzip.open(path) as stream:
        limited = cast("IO[bytes]", _Limited(stream))
        with tarfile.open(fileobj=limited, mode="r|") as archive:
            for each in _not_too_many(archive):
                name = _inner_name(each.name)
                file = archive.extractfile(each) if name is not None and each.isreg() else None
                if name is not None and file is not None:
                    yield name, _read(file, name)


class _Limited:
    """A stream that ends with an error once too much was read from it."""

    def __init__(self, stream: IO[bytes] | gzip.GzipFile) -> None:
        self._stream = stream
        self._left = LARGEST_ARCHIVE

    def read(self, size: int) -> bytes:
        data = self._stream.read(size)
        self._left -= len(data)
        if self._left < 0:
            raise _TooLargeError(_TOO_LARGE)
        return data


def _not_too_many(members: Iterable[_Member]) -> Iterator[_Member]:
    for number, each in enumerate(members):
        if number >= MOST_FILES:
            raise _TooLargeError(f"it holds more than {MOST_FILES} files")
        yield each


def _read(file: IO[bytes], name: str) -> bytes:
    source = file.read(LARGEST_FILE + 1)
    if len(source) > LARGEST_FILE:
        raise _TooLargeError(f"{name} has more than {LARGEST_FILE // _MEBIBYTE} MiB")
    return source


def _inner_name(name: str) -> str | None:
    """Give the path of a source file; None for other files and for what leads outside."""
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
    """Tell whether a file of a wheel says what installers read of the project."""
    is_inside = len(parts) == 2 and parts[0].endswith(".dist-info")
    return is_inside and parts[1] in ("METADATA", "entry_points.txt")


def _installed(name: str) -> str:
    parts = name.split("/", 2)
    if len(parts) == 3 and parts[0].endswith(".data") and parts[1] in ("purelib", "platlib"):
        return parts[2]
    return name


def _unnested(contents: dict[str, bytes]) -> dict[str, bytes]:
    """Strip the one folder that an sdist holds everything in (`name-1.0/`)."""
    tops = {each.partition("/")[0] for each in contents}
    if len(tops) != 1:
        return contents
    top = tops.pop()
    if top.isidentifier() and not any(f"{top}/{each}" in contents for each in _PROJECT):
        return contents
    return {each.removeprefix(f"{top}/"): source for each, source in contents.items()}
