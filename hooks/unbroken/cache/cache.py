"""Results of earlier runs in the user's cache folder: losing one costs time, nothing else.

An entry is a file: a magic number, lengths, a checksum, its key and the data. Any other file
(damaged, truncated, owned by somebody else, too large) counts as absent and is written again.
Nothing is unpickled.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
import struct
import sys
import time
import zlib
from collections.abc import Iterator, Mapping

_MAGIC = b"unbroken cache 1\n"
_HEADER = struct.Struct(">III")
_LARGEST_ENTRY = 64 * 1024 * 1024
_DAY = 24 * 60 * 60
MOST_BYTES = 256 * 1024 * 1024
"""Beyond this size, the entries that were not used for the longest time are deleted."""
_TAG = "Signature: 8a477f597d28d172789f06886806bc55\n# A cache of unbroken; it may be deleted.\n"
"""The Cache Directory Tagging Specification: backup programs skip such folders."""
_FOLDER_NAME = re.compile(r"[0-9a-f]{2}")
_ENTRY_NAME = re.compile(r"[0-9a-f]{14}(?:\.\d+\.tmp)?")
_NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


class Cache:
    """Entries by key in a folder that other processes may use at the same time."""

    def __init__(self, folder: str, most_bytes: int = MOST_BYTES) -> None:
        self._folder = folder
        self._most_bytes = most_bytes
        self._added = False

    def get(self, key: bytes) -> bytes | None:
        """Return the data of a key; None when there is no intact entry of ours."""
        path = self._path(key)
        try:
            # A link may lead anywhere, and reading a pipe may never end.
            number = os.open(path, os.O_RDONLY | _NO_LINK)
        except (OSError, ValueError):
            return None
        with contextlib.suppress(OSError), os.fdopen(number, "rb") as file:
            state = os.fstat(number)
            is_file = stat.S_ISREG(state.st_mode)
            if not is_file or state.st_size > _LARGEST_ENTRY or not _is_ours(state):
                return None
            entry = file.read()
            header = _entry_header(key, entry[len(_MAGIC) + _HEADER.size + len(key) :])
            if entry.startswith(header):
                if time.time() - state.st_mtime > _DAY:
                    os.utime(path)
                return entry[len(header) :]
        return None

    def put(self, key: bytes, data: bytes) -> None:
        """Store data under a key; if that is not possible, nothing happens."""
        path = self._path(key)
        with contextlib.suppress(OSError, ValueError):
            os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
            # Written to a temporary file and renamed, so that nobody reads half an entry.
            temporary = f"{path}.{os.getpid()}.tmp"
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK
            with os.fdopen(os.open(temporary, flags, 0o600), "wb") as file:
                file.write(_entry_header(key, data) + data)
            os.replace(temporary, path)
            self._added = True

    def close(self) -> None:
        """Delete entries beyond the allowed size, once a day, if any was added."""
        if not self._added:
            return
        with contextlib.suppress(OSError):
            tag = os.path.join(self._folder, "CACHEDIR.TAG")
            if os.path.exists(tag) and time.time() - os.stat(tag).st_mtime < _DAY:
                return
            with open(tag, "w", encoding="ascii") as file:
                file.write(_TAG)
            self.sweep()

    def sweep(self) -> None:
        """Delete the entries that were not used for the longest time, down to the allowed size."""
        remaining = self._most_bytes
        for _, size, path in sorted(self._entries(), reverse=True):
            remaining -= size
            if remaining < 0:
                with contextlib.suppress(OSError):
                    os.unlink(path)

    def _entries(self) -> Iterator[tuple[float, int, str]]:
        """Yield the time of last use, the size and the path of every entry.

        The folder may hold files of others, which are left alone.
        """
        for name in os.listdir(self._folder):
            folder = os.path.join(self._folder, name)
            if _FOLDER_NAME.fullmatch(name) is None or os.path.islink(folder):
                continue
            with contextlib.suppress(OSError), os.scandir(folder) as entries:
                for entry in entries:
                    if _is_entry_name(entry.name) and entry.is_file(follow_symlinks=False):
                        state = entry.stat(follow_symlinks=False)
                        yield state.st_mtime, state.st_size, entry.path

    def _path(self, key: bytes) -> str:
        # The entry holds its key, so two keys with one file name only displace each other.
        name = f"{zlib.crc32(key):08x}{zlib.crc32(key[::-1]):08x}"
        return os.path.join(self._folder, name[:2], name[2:])


def _is_entry_name(name: str) -> bool:
    """Return whether a file is an entry, or one that was not finished."""
    return _ENTRY_NAME.fullmatch(name) is not None


def _entry_header(key: bytes, data: bytes) -> bytes:
    """Return the header of an entry; its lengths and checksum show whether it is intact."""
    return _MAGIC + _HEADER.pack(len(key), len(data), zlib.crc32(data)) + key


def _is_ours(state: os.stat_result) -> bool:
    return not hasattr(os, "getuid") or state.st_uid == os.getuid()


def find_cache(environment: Mapping[str, str]) -> Cache | None:
    """Return the user's cache; None when it is switched off or its folder cannot be found.

    `UNBROKEN_CACHE_DIR` names another folder; the empty string switches the cache off.
    """
    configured = environment.get("UNBROKEN_CACHE_DIR")
    if configured is None:
        folder = _user_cache_folder(environment)
        return Cache(folder) if os.path.isabs(folder) else None
    return Cache(os.path.abspath(configured)) if configured else None


def _user_cache_folder(environment: Mapping[str, str]) -> str:
    if os.name == "posix" and sys.platform != "darwin":
        # The XDG Base Directory Specification, as in platformdirs, which is slow to import.
        configured = environment.get("XDG_CACHE_HOME", "")
        if os.path.isabs(configured):
            return os.path.join(configured, "unbroken")
        # An empty HOME is no home; `expanduser` would make it the root folder.
        home = environment.get("HOME")
        if home is None:
            home = os.path.expanduser("~")
        return os.path.join(home, ".cache", "unbroken")
    import platformdirs

    return platformdirs.user_cache_dir("unbroken", appauthor=False)
