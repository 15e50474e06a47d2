"""A search of a commit for the files that re-export some names, kept in the cache.

A baseline never changes, so its files are looked through once. What is kept is a list of paths
and, in many small buckets, which of them re-export which name: a search reads a few of these.
"""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from unbroken.cache.code_version import code_version
from unbroken.search.exported_names import Search, reexported_names, searching, with_stars
from unbroken.sources.trees import commit_tree

if TYPE_CHECKING:
    from unbroken.cache.cache import Cache
    from unbroken.loading.module_cache import Store
    from unbroken.sources.git.repository import Repository

_BUCKETS = 1024
_PLACES = struct.Struct(f">{_BUCKETS + 1}I")


class SearchIndex:
    """The paths of some files, and which names each of them may re-export."""

    def __init__(self, data: bytes) -> None:
        """Read what `made_from` made; raises ValueError or struct.error for anything else."""
        self._places = _PLACES.unpack_from(data)
        if self._places[-1] != len(data) or list(self._places) != sorted(self._places):
            raise ValueError("not an index")
        self._data = data
        paths = data[_PLACES.size : self._places[0]]
        self._paths = paths.split(b"\0") if paths else []

    @staticmethod
    def made_from(
        texts: Mapping[str, bytes], progress: Callable[[int, int], None] | None = None
    ) -> bytes:
        """Make an index of source files by their paths."""
        found: dict[str, list[int]] = {}
        for number, (path, text) in enumerate(texts.items()):
            if progress is not None:
                progress(number, len(texts))
            for name in reexported_names(text, path):
                found.setdefault(name, []).append(number)
        buckets = [bytearray() for _ in range(_BUCKETS)]
        for name, numbers in found.items():
            line = f"{name} {' '.join(map(str, numbers))}\n"
            buckets[_bucket(name)].extend(line.encode())
        paths = b"\0".join(os.fsencode(path) for path in texts)
        places = [_PLACES.size + len(paths)]
        for bucket in buckets:
            places.append(places[-1] + len(bucket))
        return _PLACES.pack(*places) + paths + b"".join(buckets)

    def files(self, words: Collection[str]) -> list[str]:
        """Return the files that may re-export one of some names.

        `name@module` asks only for those that also name a module. Raises ValueError or IndexError
        when the index is damaged.
        """
        found: set[int] = set()
        known: dict[str, set[int]] = {}
        for word in words:
            parts = [part for part in word.split("@") if part]
            for part in parts:
                if part not in known:
                    known[part] = set(self._numbers(part))
            found |= set.intersection(*(known[part] for part in parts)) if parts else set()
        return sorted(os.fsdecode(self._paths[name]) for name in found)

    def covers(self, paths: Collection[str]) -> bool:
        """Return whether it is an index of these files."""
        return set(map(os.fsencode, paths)) == set(self._paths)

    def _numbers(self, name: str) -> Iterator[int]:
        number = _bucket(name)
        start = name.encode("utf-8", "surrogateescape") + b" "
        bucket = self._data[self._places[number] : self._places[number + 1]]
        for line in bucket.split(b"\n"):
            if line.startswith(start):
                yield from map(int, line[len(start) :].split())


def _bucket(name: str) -> int:
    return zlib.crc32(name.encode("utf-8", "surrogateescape")) % _BUCKETS


def baseline_search(
    repository: Repository,
    commit: str,
    roots: Collection[str],
    cache: Cache | None,
    progress: Callable[[int, int], None] | None = None,
) -> Search:
    """Make a search of the source files of a commit in some folders.

    `progress` is told how many of how many files were read.
    """
    tree = commit_tree(repository, commit, roots)
    if cache is None:
        # Whether somebody star-imports a file shows in no name.
        return searching(
            lambda words: repository.grep_words([*words, "import *"], commit, roots), tree.read
        )

    def read() -> dict[str, bytes]:
        return tree.read([path for path in tree.files() if path.endswith((".py", ".pyi"))])

    return remembered(cache, f"{commit} {sorted(roots)!r}", read, progress)


def search_among(
    ids: Mapping[str, str],
    read: Callable[[Collection[str]], Mapping[str, bytes]],
    cache: Store | None,
    name: str,
) -> Search:
    """Make a search of some files of a version, whose content ids are given by their paths.

    Few are looked through each time. Of many an index is remembered under a name, and what has
    changed since it was made is looked through.
    """
    if cache is None or len(ids) <= _FEW:
        return searching(lambda _: list(ids), read)
    key = _key(f"among {name}")
    known, index = _parted(cache.get(key))
    fresh = [path for path, identity in ids.items() if known.get(path) != identity]
    if index is None or len(fresh) > _FEW:
        data = SearchIndex.made_from(read(list(ids)))
        listed = "\0".join(part for item in ids.items() for part in item)
        head = listed.encode("utf-8", "surrogateescape")
        cache.put(key, _LENGTH.pack(len(head)) + head + data)
        known, index, fresh = dict(ids), SearchIndex(data), []
    looked_through = searching(lambda _: fresh, read)
    remembered = index

    def search(words: Collection[str]) -> Collection[str]:
        try:
            hits = remembered.files(with_stars(words))
        except (ValueError, IndexError):
            return searching(lambda _: list(ids), read)(words)
        same = [path for path in hits if path in ids and known[path] == ids[path]]
        return [*same, *looked_through(words)]

    return search


_FEW = 100
_LENGTH = struct.Struct(">I")


def _parted(data: bytes | None) -> tuple[dict[str, str], SearchIndex | None]:
    """Read what `search_among` remembers: the ids of the files by their paths, and the index."""
    try:
        (length,) = _LENGTH.unpack_from(data or b"")
        head, rest = (data or b"")[4 : 4 + length], (data or b"")[4 + length :]
        parts = head.decode("utf-8", "surrogateescape").split("\0")
        index = SearchIndex(rest)
        known = dict(zip(parts[::2], parts[1::2], strict=True))
        return (known, index) if index.covers(known) else ({}, None)
    except (ValueError, struct.error):
        return {}, None


def _key(name: str) -> bytes:
    return f"search {code_version('search')} {name}".encode("utf-8", "surrogateescape")


def remembered(
    cache: Cache,
    name: str,
    read: Callable[[], Mapping[str, bytes]],
    progress: Callable[[int, int], None] | None = None,
) -> Search:
    """Make a search of source files that a cache may know; they are read if it does not."""
    key = _key(name)
    data = cache.get(key)
    index = _opened(data) if data is not None else None

    def search(words: Collection[str]) -> list[str]:
        nonlocal index
        wanted = with_stars(words)
        try:
            if index is not None:
                return index.files(wanted)
        except (ValueError, IndexError):
            pass
        made = SearchIndex.made_from(read(), progress)
        cache.put(key, made)
        index = SearchIndex(made)
        return index.files(wanted)

    return search


def _opened(data: bytes) -> SearchIndex | None:
    try:
        return SearchIndex(data)
    except (ValueError, struct.error):
        return None
