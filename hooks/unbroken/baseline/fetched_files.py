"""The sources in the files of a package index, cached by the hashes that the index states."""

from __future__ import annotations

import os
import tempfile
from typing import TYPE_CHECKING

import msgspec

from unbroken.baseline.package_index import IndexFile, download
from unbroken.errors import PackageIndexError, UsageError
from unbroken.sources.folder import open_tree

if TYPE_CHECKING:
    from unbroken.cache.cache import Cache

_CONTENTS = msgspec.msgpack.Decoder(dict[str, bytes])


def fetched_sources(file: IndexFile, cache: Cache | None) -> dict[str, bytes]:
    """Return the source files of a wheel or sdist by their paths; it is fetched where not cached.

    Raises PackageIndexError.
    """
    kept = _kept(file, cache)
    if kept is not None:
        return kept
    data = download(file)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, file.name)
        with open(path, "wb") as opened:
            opened.write(data)
        try:
            tree = open_tree(path)
        except UsageError as error:
            raise PackageIndexError(str(error).removeprefix(f"{folder}{os.sep}")) from None
        contents = tree.read(tree.files())
    if cache is not None:
        cache.put(_key(file), msgspec.msgpack.encode(contents))
    return contents


def _key(file: IndexFile) -> bytes:
    return f"fetched file 1 {file.sha256.lower()} {file.name}".encode()


def _kept(file: IndexFile, cache: Cache | None) -> dict[str, bytes] | None:
    data = cache.get(_key(file)) if cache is not None and file.sha256 else None
    try:
        return _CONTENTS.decode(data) if data is not None else None
    except msgspec.MsgspecError:
        return None
