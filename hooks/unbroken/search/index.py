"""A search of a commit for the files that re-export some names, kept in the cache.

A baseline never changes, so its files are looked through once; for the next baseline only those
that differ. What is kept is a list of paths and, in many small buckets, which of them re-export
which name: a search reads a few of these.
"""

from __future__ import annotations

import contextlib
import os
import struct
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from unbroken.cache.code_version import code_version
from unbroken.errors import GitError
from unbroken.search.exported_names import Search, TextNames, is_package, with_stars
from unbroken.search.text_search import TextSearch
from unbroken.sources.listing import differing_files
from unbroken.sources.trees import commit_tree

if TYPE_CHECKING:
    from unbroken.cache.cache import Cache
    from unbroken.loading.loader import SourceTree
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
        return _encoded(list(texts), _numbers_by_name(texts, progress=progress))

    def updated(self, gone: Collection[str], texts: Mapping[str, bytes]) -> bytes:
        """Make an index of the same files without those that are `gone`, and with others.

        Raises ValueError or IndexError when the index is damaged.
        """
        left_out = {os.fsencode(path) for path in (*gone, *texts)}
        kept = [number for number, path in enumerate(self._paths) if path not in left_out]
        paths = [os.fsdecode(self._paths[number]) for number in kept]
        renumbered = {number: place for place, number in enumerate(kept)}
        numbers_by_name: dict[str, list[int]] = {}
        for line in self._data[self._places[0] :].split(b"\n")[:-1]:
            word, *numbers = line.split(b" ")
            still = [renumbered[int(number)] for number in numbers if int(number) in renumbered]
            if still:
                numbers_by_name[word.decode()] = still
        for name, fresh in _numbers_by_name(texts, first=len(paths)).items():
            numbers_by_name.setdefault(name, []).extend(fresh)
        return _encoded([*paths, *texts], numbers_by_name)

    def files(self, words: Collection[str]) -> list[str]:
        """Return the files that may re-export one of some names.

        `name@module` asks only for those that also name a module. Raises ValueError or IndexError
        when the index is damaged.
        """
        numbers: set[int] = set()
        known: dict[str, set[int]] = {}
        for word in words:
            parts = [part for part in word.split("@") if part]
            for part in parts:
                if part not in known:
                    known[part] = set(self._numbers(part))
            numbers |= set.intersection(*(known[part] for part in parts)) if parts else set()
        return sorted(os.fsdecode(self._paths[name]) for name in numbers)

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


def _numbers_by_name(
    texts: Mapping[str, bytes],
    *,
    first: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, list[int]]:
    """Return which files may re-export which name; the files are numbered from `first` on."""
    numbers_by_name: dict[str, list[int]] = {}
    # Files with the same contents share their bytes.
    known: dict[tuple[int, bool], TextNames] = {}
    for number, (path, text) in enumerate(texts.items(), first):
        if progress is not None:
            progress(number, len(texts))
        key = (id(text), is_package(path))
        if key not in known:
            known[key] = TextNames(text, is_package=key[1])
        for name in known[key].at(path):
            numbers_by_name.setdefault(name, []).append(number)
    return numbers_by_name


def _encoded(paths: Collection[str], numbers_by_name: Mapping[str, list[int]]) -> bytes:
    """Return the bytes of an index."""
    buckets = [bytearray() for _ in range(_BUCKETS)]
    for name, numbers in numbers_by_name.items():
        line = f"{name} {' '.join(map(str, numbers))}\n"
        buckets[_bucket(name)].extend(line.encode())
    listed = b"\0".join(os.fsencode(path) for path in paths)
    places = [_PLACES.size + len(listed)]
    for bucket in buckets:
        places.append(places[-1] + len(bucket))
    return _PLACES.pack(*places) + listed + b"".join(buckets)


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

    `progress` is called with how many of how many files were read.
    """
    tree = commit_tree(repository, commit, roots)
    scan = TextSearch(lambda: _sources(tree.files()), tree.read)
    if cache is None:
        return scan
    latest = _key(f"latest {sorted(roots)!r}")
    if cache.get(latest) is None and _is_scanned_again(cache, roots):
        return scan

    def make() -> bytes:
        """Make the index, from that of the commit before if there is one."""
        earlier = (cache.get(latest) or b"").decode("ascii", "replace")
        cache.put(latest, commit.encode())
        with contextlib.suppress(GitError, ValueError, IndexError, struct.error):
            index = SearchIndex(cache.get(_commit_key(earlier, roots)) or b"")
            return _index_since(index, commit_tree(repository, earlier, roots), tree)
        return SearchIndex.made_from(tree.read(_sources(tree.files())), progress)

    return remembered_search(cache, _commit_key(commit, roots), make)


def _is_scanned_again(cache: Cache, roots: Collection[str]) -> bool:
    """Return whether packages without an index are scanned once more, and count that.

    To make an index takes as long as some scans. So no check takes long: the index is made only
    when the scans have taken as long, since there may be no further one.
    """
    key = _key(f"scans {sorted(roots)!r}")
    scans = len(cache.get(key) or b"")
    if scans >= SCANS:
        return False
    cache.put(key, b"." * (scans + 1))
    return True


SCANS = 4
"""So many searches scan all texts before an index is made."""


def _commit_key(commit: str, roots: Collection[str]) -> bytes:
    return _key(f"{commit} {sorted(roots)!r}")


def _sources(files: Iterable[str]) -> list[str]:
    return [path for path in files if path.endswith((".py", ".pyi"))]


def _index_since(index: SearchIndex, earlier: SourceTree, tree: SourceTree) -> bytes:
    """Make the index of a tree from that of an earlier one.

    Raises GitError when the earlier tree is not in the repository.
    """
    changed = _sources(differing_files(tree.files(), earlier.files()))
    gone = differing_files(earlier.files(), tree.files()).keys() - changed
    return index.updated(gone, tree.read(changed))


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
        return TextSearch(lambda: ids, read)
    key = _key(f"among {name}")
    known, index = _parted(cache.get(key))
    fresh = [path for path, identity in ids.items() if known.get(path) != identity]
    if index is None or len(fresh) > _FEW:
        data = SearchIndex.made_from(read(list(ids)))
        listed = "\0".join(part for item in ids.items() for part in item)
        head = listed.encode("utf-8", "surrogateescape")
        cache.put(key, _LENGTH.pack(len(head)) + head + data)
        known, index, fresh = dict(ids), SearchIndex(data), []
    looked_through = TextSearch(lambda: fresh, read)
    remembered = index

    def search(words: Collection[str]) -> Collection[str]:
        try:
            hits = remembered.files(with_stars(words))
        except (ValueError, IndexError):
            return TextSearch(lambda: ids, read)(words)
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


def remembered_search(cache: Cache, key: bytes, make: Callable[[], bytes]) -> Search:
    """Make a search by an index that a cache may know; it is made if it does not."""
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
        made = make()
        cache.put(key, made)
        index = SearchIndex(made)
        return index.files(wanted)

    return search


def _opened(data: bytes) -> SearchIndex | None:
    try:
        return SearchIndex(data)
    except (ValueError, struct.error):
        return None
