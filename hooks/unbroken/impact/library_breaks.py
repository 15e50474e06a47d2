"""The names that a new version of a library breaks, kept in the cache by what both contain."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from unbroken.cache.code_version import code_version
from unbroken.impact.broken_names import BrokenNames, Way, broken_names
from unbroken.impact.leads import Leads
from unbroken.impact.libraries import (
    Library,
    LibraryVersion,
    contents_key,
    is_as_its_ids_say,
)
from unbroken.impact.module_paths import ModulePaths
from unbroken.loading.kept_results import kept_or_made

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

    def make() -> _Ways:
        leads = Leads(*_modules_and_sources(library.old))
        names = broken_names(library.old.surface, library.new.surface, leads)
        return _Ways(names.members, names.in_modules)

    key = f"broken names {code_version(*_DECIDING)} {sys.version_info[:3]} {contents_key(library)}"
    ways = kept_or_made(store, key, _DECODER, make, may_keep=lambda _: is_as_its_ids_say(library))
    return BrokenNames(ways.members, ways.in_modules, ModulePaths(library.old.surface))


def _modules_and_sources(version: LibraryVersion) -> tuple[Mapping[str, Module], dict[str, bytes]]:
    modules = version.surface.modules
    files = version.tree.files()
    paths = [module.path for module in modules.values() if module.path in files]
    return modules, version.tree.read(paths)
