"""What modules and classes of the standard library have, read from its sources: not imported.

It is the library of the running Python, which need not be the one that a package runs on.
"""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Iterator, Mapping

from unbroken.loading.loader import ModuleFile
from unbroken.loading.module_cache import CachedModules, Store
from unbroken.model.definitions import Module
from unbroken.readers.decoding import UnreadableError
from unbroken.semantics.named_classes import class_at
from unbroken.semantics.resolution import MISSING, UNKNOWN, Definition, External
from unbroken.semantics.surface import Surface, external_has


def base_has_member(base: External, name: str) -> bool | None:
    """Return whether a base from outside the package has a member; None when that is unknown.

    It is known for classes of the standard library whose source is there, down to `object`.
    """
    known = external_has(base, name)
    if known is not None or base.target.partition(".")[0] not in sys.stdlib_module_names:
        return known
    surface = _library()
    class_ = class_at(surface, base.target)
    if class_ is None:
        return None
    if isinstance(surface.class_member(class_, name), Definition):
        return True
    outside = [
        external_has(part, name) for part in surface.mro(class_) if isinstance(part, External)
    ]
    if any(outside):
        return True
    return None if None in outside else False


def star_binds(module: str, name: str) -> bool | None:
    """Return whether `from module import *` binds a name; None when that is unknown.

    It is known for modules of the standard library whose source is there.
    """
    if module.partition(".")[0] not in sys.stdlib_module_names:
        return None
    surface = _library()
    found = surface.module(module)
    if found is None:
        return None
    listed = surface.all_names(found.module)
    if listed is not None:
        return name in listed
    bound = surface.attribute(found, name)
    return None if bound is UNKNOWN else bound is not MISSING and not name.startswith("_")


def remember_in(store: Store | None) -> None:
    """Keep what is read of the library in a store, and take it from there; None for neither."""
    _Sources.store = store


@functools.cache
def _library() -> Surface:
    return Surface(_Sources(), sys.stdlib_module_names)


class _Sources(Mapping[str, Module]):
    """The modules of the standard library that are written in Python, read on demand."""

    store: Store | None = None

    def __init__(self) -> None:
        self._folder = os.path.dirname(os.__file__)
        self._known: dict[str, Module | None] = {}

    def __getitem__(self, name: str) -> Module:
        if name not in self._known:
            self._known[name] = self._read(name)
        module = self._known[name]
        if module is None:
            raise KeyError(name)
        return module

    def __iter__(self) -> Iterator[str]:
        return (name for name, module in self._known.items() if module is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _read(self, name: str) -> Module | None:
        place = os.path.join(self._folder, *name.split("."))
        for path, is_package in ((f"{place}/__init__.py", True), (f"{place}.py", False)):
            try:
                state = os.stat(path)
                return self._recalled(ModuleFile(name, path, is_package), state.st_mtime_ns)
            except (OSError, UnreadableError):
                continue
        return None

    def _recalled(self, file: ModuleFile, changed: int) -> Module:
        cached = CachedModules(self.store, "library") if self.store is not None else None
        ids = (str(changed),)
        known = cached.get(file, ids) if cached is not None else None
        if known is not None:
            return known
        from unbroken.readers.griffe_reader import read_module_with_griffe

        with open(file.path, "rb") as opened:
            source = opened.read()
        module = read_module_with_griffe(source, file.name, file.path, is_package=file.is_package)
        if cached is not None:
            cached.put(file, ids, module)
        return module
