"""Modules that were read before, in a cache of bytes."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Protocol

import msgspec

from unbroken.cache.code_version import code_version
from unbroken.model.definitions import Module

if TYPE_CHECKING:
    from unbroken.loading.module_files import ModuleFile


class Store(Protocol):
    """Data by key, some of which may be gone at any time."""

    def get(self, key: bytes) -> bytes | None:
        """Return the data of a key; None when there is none."""

    def put(self, key: bytes, data: bytes) -> None:
        """Keep data under a key."""


class CachedModules:
    """What one way to read (`reader`) made of files, by the ids of their contents."""

    def __init__(self, store: Store, reader: str) -> None:
        self._store = store
        self._reader = f"{reader} {reader_version()}"
        self._decoder = msgspec.msgpack.Decoder(Module)

    def get(self, file: ModuleFile, ids: tuple[str, ...]) -> Module | None:
        """Return the module of a file; None when it is not known, or not what it should be."""
        data = self._store.get(self._key(file, ids))
        if data is None:
            return None
        try:
            module = self._decoder.decode(data)
        except (msgspec.MsgspecError, RecursionError, UnicodeError):
            return None
        return module if (module.name, module.path) == (file.name, file.path) else None

    def put(self, file: ModuleFile, ids: tuple[str, ...], module: Module) -> None:
        """Keep the module of a file, whose contents must really have these ids."""
        try:
            data = msgspec.msgpack.encode(module)
        except (msgspec.MsgspecError, RecursionError, UnicodeError):
            return
        self._store.put(self._key(file, ids), data)

    def _key(self, file: ModuleFile, ids: tuple[str, ...]) -> bytes:
        parts = (*ids, *file.paths, file.name, str(file.is_package), self._reader)
        return "\0".join(parts).encode("utf-8", "surrogateescape")


def reader_version() -> str:
    """Return what changes whenever a reader may read differently.

    Canonical text is what `ast.unparse` of this Python prints; the readers are ours, libcst's and
    griffe's.
    """
    libraries = {
        name
        for path in sys.path
        if path and os.path.isdir(path)
        for name in os.listdir(path)
        if name.endswith(".dist-info") and name.startswith(("griffelib-", "libcst-"))
    }
    python = sys.version_info[:3]
    return f"{python} {sorted(libraries)} {code_version('model', 'readers', 'loading')}"
