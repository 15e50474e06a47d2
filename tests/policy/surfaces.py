"""Files of a package `pkg` as a surface, without a repository."""

from __future__ import annotations

from unbroken.loading.loader import Loader, read_anyhow
from unbroken.loading.module_files import Package, module_files
from unbroken.semantics.surface import Surface
from unbroken.sources.folder import FolderTree


def surface_of(files: dict[str, str]) -> Surface:
    tree = FolderTree({path: text.encode() for path, text in files.items()}, "memory")
    known = module_files((Package("pkg", "pkg"),), files)
    loaded = Loader(read_anyhow).load(tree, known.values(), ("pkg",))
    assert not loaded.unreadable
    return loaded.surface
