"""What was read before, kept in the user's cache folder: a loss costs time, nothing else.

An entry is a file: a magic word, checksums, its key and the data. Whatever is not exactly that
(damaged, truncated, somebody else's, too large) counts as absent and is written anew. Nothing is
unpickled.
"""

from __future__ import annotations

import contextlib
import os
import stat
import struct
import sys
import time
import zlib
from collections.abc import Iterator, Mapping

_MAGIC = b"unbroken cache 1\n"
_HEADER = struct.Struct(">III")
_LARGEST = 64 * 1024 * 1024
_DAY = 24 * 60 * 60
MOST_BYTES = 256 * 1024 * 1024
"""Beyond this the entries that were not used for the longest time go."""
_TAG = "Signature: 8a477f597d28d172789f06886806bc55\n# A cache of unbroken; it may be deleted.\n"
"""The Cache Directory Tagging Specification: backup programs leave such folders out."""


class Cache:
    """Entries by key in a folder that other processes may use at the same time."""

    def __init__(self, folder: str, most_bytes: int = MOST_BYTES) -> None:
        self._folder = folder
        self._most_bytes = most_bytes
        self._added = False

    def get(self, key: bytes) -> bytes | None:
        """Give the data of a key; None when there is none that is whole and ours."""
        path = self._path(key)
        try:
            # A link may lead anywhere, and a pipe may never end.
            number = os.open(path, os.O_RDONLY | _NO_LINK)
        except (OSError, ValueError):
            return None
        with contextlib.suppress(OSError), os.fdopen(number, "rb") as file:
            state = os.fstat(number)
            if not stat.S_ISREG(state.st_mode) or state.st_size > _LARGEST or not _is_ours(state):
                return None
            found = file.read()
            head = _head(key, found[len(_MAGIC) + _HEADER.size + len(key) :])
            if found.startswith(head):
                if time.time() - state.st_mtime > _DAY:
                    os.utime(path)
                return found[len(head) :]
        return None

    def put(self, key: bytes, data: bytes) -> None:
        """Keep data under a key; when that is not possible, nothing happens."""
        path = self._path(key)
        with contextlib.suppress(OSError, ValueError):
            os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
            # Written aside and renamed: nobody ever reads half an entry.
            aside = f"{path}.{os.getpid()}.tmp"
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK
            with os.fdopen(os.open(aside, flags, 0o600), "wb") as file:
                file.write(_head(key, data) + data)
            os.replace(aside, path)
            self._added = True

    def close(self) -> None:
        """Throw out what is too much, once a day, if anything was added."""
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
        """Delete the entries that were not used for the longest time, down to the size allowed."""
        entries = sorted(self._entries(), reverse=True)
        left = self._most_bytes
        for _, size, path in entries:
            left -= size
            if left < 0:
                with contextlib.suppress(OSError):
                    os.unlink(path)

    def _entries(self) -> Iterator[tuple[float, int, str]]:
        for name in os.listdir(self._folder):
            folder = os.path.join(self._folder, name)
            if len(name) != 2 or os.path.islink(folder) or not os.path.isdir(folder):
                continue
            with contextlib.suppress(OSError), os.scandir(folder) as entries:
                for entry in entries:
                    state = entry.stat(follow_symlinks=False)
                    yield state.st_mtime, state.st_size, entry.path

    def _path(self, key: bytes) -> str:
        # The key is in the entry, so that two keys with one name only displace each other.
        name = f"{zlib.crc32(key):08x}{zlib.crc32(key[::-1]):08x}"
        return os.path.join(self._folder, name[:2], name[2:])


_NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


def _head(key: bytes, data: bytes) -> bytes:
    """Give what an entry begins with: the lengths and the checksum tell whether it is whole."""
    return _MAGIC + _HEADER.pack(len(key), len(data), zlib.crc32(data)) + key


def _is_ours(state: os.stat_result) -> bool:
    return not hasattr(os, "getuid") or state.st_uid == os.getuid()


def find_cache(environment: Mapping[str, str]) -> Cache | None:
    """Give the user's cache; None when its folder is not to be found.

    `UNBROKEN_CACHE_DIR` names another folder, "" none at all.
    """
    named = environment.get("UNBROKEN_CACHE_DIR")
    if named is None:
        folder = _user_cache_folder(environment)
        return Cache(folder) if os.path.isabs(folder) else None
    return Cache(os.path.abspath(named)) if named else None


def _user_cache_folder(environment: Mapping[str, str]) -> str:
    if os.name == "posix" and sys.platform != "darwin":
        # XDG Base Directory Specification; platformdirs says the same, but is slow to import.
        named = environment.get("XDG_CACHE_HOME", "")
        folder = named if os.path.isabs(named) else os.path.expanduser("~/.cache")
        return os.path.join(folder, "unbroken")
    import platformdirs

    return platformdirs.user_cache_dir("unbroken", appauthor=False)
