"""Wheels and sdists, read in memory: no name in an archive can reach a file outside it."""

from __future__ import annotations

import gzip
import posixpath
import stat
import tarfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import IO, TypeVar, cast

from unbroken.errors import UsageError
from unbroken.sources.content_id import is_compiled, is_listed

_MEBIBYTE = 1024 * 1024
LARGEST_FILE = 16 * _MEBIBYTE
LARGEST_ARCHIVE = 512 * _MEBIBYTE
MOST_FILES = 100_000

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
        contents = _limited_contents(_members_of_zip(path))
    if not path.lower().endswith(".whl"):
        return _without_top_folder(contents)
    return {_installed_path(name): source for name, source in contents.items()}


def sources_of_tar(path: str) -> dict[str, bytes]:
    """Return the source files of an sdist by their paths, links to others of them included.

    Raises UsageError for an archive that is damaged or too large.
    """
    links: dict[str, str] = {}
    with _archive_errors(path):
        contents = _limited_contents(_members_of_tar(path, links))
    for name in links:
        target = _end_of(links, name)
        if target in contents:
            contents.setdefault(name, contents[target])
    return _without_top_folder(contents)


def _end_of(links: dict[str, str], name: str) -> str:
    """Return where a chain of links ends; anything where it is longer than Linux follows."""
    for _ in range(40):
        if name not in links:
            break
        name = links[name]
    return name


@contextmanager
def _archive_errors(path: str) -> Iterator[None]:
    """Turn what is wrong with an archive into a UsageError that names it."""
    try:
        yield
    except _TooLargeError as error:
        raise UsageError(
            f"{path}: {error}, which is too large for a package of source code"
        ) from None
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001
        # What zipfile and tarfile raise for a damaged archive is not documented: of zlib and LZMA,
        # for a name that is not UTF-8, for numbers and windows that are too large, and others.
        is_out_of_memory = isinstance(error, MemoryError)
        reason = "there is not enough memory" if is_out_of_memory else str(error)
        raise UsageError(f"{path}: cannot be read: {reason}") from None


def _members_of_zip(path: str) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as archive:
        for member in _limited_members(archive.infolist()):
            name = inner_name(member.filename)
            if name is None or stat.S_ISLNK(member.external_attr >> 16):
                continue
            if is_compiled(name):
                yield name, b""
                continue
            if member.flag_bits & 1:
                raise zipfile.BadZipFile(f"{name} is encrypted")
            with archive.open(member) as file:
                # The size that the archive states may be wrong.
                yield name, _read_limited(file, name)


def _members_of_tar(path: str, links: dict[str, str]) -> Iterator[tuple[str, bytes]]:
    """Yield the source files of a tar, and collect its links to source files in `links`."""
    # Read as a stream, so that everything that is unpacked on the way counts.
    is_plain = path.lower().endswith(".tar")
    with open(path, "rb") if is_plain else gzip.open(path) as stream:
        limited = cast("IO[bytes]", _LimitedStream(stream))
        with tarfile.open(fileobj=limited, mode="r|") as archive:
            for member in _limited_members(archive):
                name = inner_name(member.name)
                if name is None:
                    continue
                if member.issym() or member.islnk():
                    # A symbolic link is relative to its folder, a hard link to the archive.
                    folder = posixpath.dirname(name) if member.issym() else ""
                    links[name] = posixpath.normpath(posixpath.join(folder, member.linkname))
                if not member.isreg():
                    continue
                file = archive.extractfile(member)
                if is_compiled(name):
                    yield name, b""
                elif file is not None:
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


def _limited_contents(files: Iterable[tuple[str, bytes]]) -> dict[str, bytes]:
    """Return the contents of files by their paths; of two with one path the last counts."""
    total = 0
    contents = {}
    for name, source in files:
        # A sparse file of a tar (and a compressed one) needs no space in the archive.
        total += len(source)
        if total > LARGEST_ARCHIVE:
            raise _TooLargeError(_TOO_LARGE)
        contents[name] = source
    return contents


def _read_limited(file: IO[bytes], name: str) -> bytes:
    source = file.read(LARGEST_FILE + 1)
    if len(source) > LARGEST_FILE:
        raise _TooLargeError(f"{name} has more than {LARGEST_FILE // _MEBIBYTE} MiB")
    return source


def inner_name(name: str) -> str | None:
    """Return the path of a file that counts; None for others and for paths that lead outside."""
    parts = [part for part in name.split("/") if part != "."]
    if (
        not (is_listed(name) or _is_metadata(parts))
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
