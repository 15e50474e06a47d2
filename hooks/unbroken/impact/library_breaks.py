"""The names that a new version of a library breaks, kept in the cache by what both contain."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from unbroken.cache.code_version import code_version
from unbroken.impact.broken_names import BrokenNames, Way, broken_names
from unbroken.impact.leads import Leads
from unbroken.impact.libraries import Library, LibraryVersion, contents_key
from unbroken.impact.module_paths import ModulePaths

if TYPE_CHECKING:
    from unbroken.loading.module_cache import Store
    from unbroken.model.definitions import Module

_DECIDING = ("model", "readers", "loading", "semantics", "compare", "impact")
"""The folders whose code decides which names may break."""


class _Ways(msgspec.Struct, frozen=True):
    """What is kept of `BrokenNames`: the paths are quickly found again."""

    members: dict[str, tuple[Way, ...]]
    in_modules: dict[str, tuple[Way, ...]]


_DECODER = msgspec.msgpack.Decoder(_Ways)


def library_breaks(library: Library, store: Store | None) -> BrokenNames:
    """Return the names of a library that may break; `store` keeps them (None: nothing does)."""
    code = code_version(*_DECIDING)
    key = f"broken names {code} {sys.version_info[:3]} {contents_key(library)}".encode()
    ways = _kept(store, key)
    if ways is not None:
        return BrokenNames(ways.members, ways.in_modules, ModulePaths(library.old.surface))
    leads = Leads(*_modules_and_sources(library.old))
    names = broken_names(library.old.surface, library.new.surface, leads)
    if store is not None:
        store.put(key, msgspec.msgpack.encode(_Ways(names.members, names.in_modules)))
    return names


def _kept(store: Store | None, key: bytes) -> _Ways | None:
    data = store.get(key) if store is not None else None
    try:
        return _DECODER.decode(data) if data is not None else None
    except (msgspec.MsgspecError, UnicodeError):
        return None


def _modules_and_sources(version: LibraryVersion) -> tuple[Mapping[str, Module], dict[str, bytes]]:
    modules = version.surface.modules
    files = version.tree.files()
    paths = [module.path for module in modules.values() if module.path in files]
    return modules, version.tree.read(paths)
