"""A search of a commit for the files that hand names on, remembered by name.

A baseline never changes, so its files are looked through once. What is kept is a list of paths
and, in many small buckets, which of them hand on which name: a search reads a few of these.
"""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import TYPE_CHECKING

import holdfast
from holdfast.handing_on import Search, names_handed_on, searching, with_stars
from holdfast.source.tree import commit_tree

if TYPE_CHECKING:
    from holdfast.cache import Cache
    from holdfast.source.git import Repository

_BUCKETS = 1024
_PLACES = struct.Struct(f">{_BUCKETS + 1}I")


class SearchIndex:
    """The paths of some files, and which names each hands on."""

    def __init__(self, data: bytes) -> None:
        """Read what `made_from` made; raises ValueError or struct.error for anything else."""
        self._places = _PLACES.unpack_from(data)
        if self._places[-1] != len(data) or list(self._places) != sorted(self._places):
            raise ValueError("not an index")
        self._data = data
        paths = data[_PLACES.size : self._places[0]]
        self._paths = [os.fsdecode(each) for each in paths.split(b"\0")] if paths else []

    @staticmethod
    def made_from(texts: Mapping[str, bytes]) -> bytes:
        """Make an index of source files by their paths."""
        found: dict[str, list[int]] = {}
        for number, (path, text) in enumerate(texts.items()):
            for name in names_handed_on(text, path):
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

    def files(self, name: str) -> Iterator[str]:
        """Give the files that hand a name on; raises ValueError or IndexError if damaged."""
        number = _bucket(name)
        start = name.encode("utf-8", "surrogateescape") + b" "
        bucket = self._data[self._places[number] : self._places[number + 1]]
        for line in bucket.split(b"\n"):
            if line.startswith(start):
                yield from (self._paths[int(each)] for each in line[len(start) :].split())


def _bucket(name: str) -> int:
    return zlib.crc32(name.encode("utf-8", "surrogateescape")) % _BUCKETS


def baseline_search(
    repository: Repository, commit: str, roots: Collection[str], cache: Cache | None
) -> Search:
    """Make a search of the source files of a commit in some folders."""
    tree = commit_tree(repository, commit, roots)
    if cache is None:
        # Whether somebody star-imports a file shows in no name.
        return searching(
            lambda words: repository.containing([*words, "import *"], commit, roots), tree.read
        )

    def read() -> dict[str, bytes]:
        return tree.read([path for path in tree.files() if path.endswith((".py", ".pyi"))])

    return remembered(cache, f"{commit} {sorted(roots)!r}", read)


def remembered(cache: Cache, name: str, read: Callable[[], Mapping[str, bytes]]) -> Search:
    """Make a search of source files that a cache may know; they are read if it does not."""
    changed = os.stat(names_handed_on.__code__.co_filename).st_mtime_ns
    key = f"search {holdfast.__version__} {changed} {name}".encode("utf-8", "surrogateescape")
    data = cache.get(key)

    def make() -> bytes:
        made = SearchIndex.made_from(read())
        cache.put(key, made)
        return made

    def search(words: Collection[str]) -> list[str]:
        nonlocal data
        wanted = with_stars(words)
        try:
            if data is not None:
                return _found(SearchIndex(data), wanted)
        except (ValueError, IndexError, struct.error):
            pass
        data = make()
        return _found(SearchIndex(data), wanted)

    return search


def _found(index: SearchIndex, words: Collection[str]) -> list[str]:
    found: set[str] = set()
    for word in words:
        name, _, module = word.partition("@")
        files = set(index.files(name))
        found |= files.intersection(index.files(module)) if files and module else files
    return sorted(found)
