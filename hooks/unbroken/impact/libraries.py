"""The two versions of a library: folders, wheels, sdists, or revisions of a repository."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection
from typing import NamedTuple

from unbroken.config.config import Config
from unbroken.errors import GitError, NothingToCheckError, UsageError
from unbroken.loading.loader import Loader, SourceTree, with_namespaces
from unbroken.loading.module_files import ModuleFile, module_files
from unbroken.project.distributions import config_of, packages_added, shipped_packages
from unbroken.project.packages import find_again, with_test_packages
from unbroken.readers.compiled_modules import compiled_module
from unbroken.rules.registry import rule_names
from unbroken.semantics.surface import Surface
from unbroken.sources.content_id import is_blob_id
from unbroken.sources.folder import open_tree
from unbroken.sources.git.repository import Repository
from unbroken.sources.trees import commit_tree

_PROJECT = "pyproject.toml"


class LibraryVersion(NamedTuple):
    """One version of a library: its files, and what they define."""

    tree: SourceTree
    surface: Surface


class Library(NamedTuple):
    """A library in two versions.

    `config` is that of the old version, or of the check; `packages` are the dotted names.
    """

    config: Config
    packages: tuple[str, ...]
    old: LibraryVersion
    new: LibraryVersion


class VersionFiles(NamedTuple):
    """The files of one version of a library; `label` is its name in messages."""

    tree: SourceTree
    label: str


def version_files(version: str, repository: Repository | None) -> VersionFiles:
    """Return the files of a folder, wheel or sdist, else of a revision of `repository`.

    That is None where there is no repository. Raises UnbrokenError.
    """
    return VersionFiles(_tree(version, repository), version)


def read_library(
    old: VersionFiles, new: VersionFiles, packages: tuple[str, ...], loader: Loader
) -> Library:
    """Read both versions of a library; `packages` are found when empty. Raises UnbrokenError."""
    config = config_of(old.tree, _PROJECT, rule_names)
    shipped = shipped_packages(old.tree, old.label, config, packages)
    config = with_test_packages(config, shipped, packages)
    old_files = module_files(shipped, config.without_tests(old.tree.files()))
    new_paths = config.without_tests(new.tree.files())
    added = packages_added(new.tree, new.label, config, shipped)
    still_there = find_again(config, shipped, new_paths)
    new_files = module_files((*still_there, *added), new_paths, old_files)
    names = tuple(package.name for package in shipped)
    new_names = (*names, *(package.name for package in added))
    if not module_files(still_there, new_paths, old_files):
        missing = f"{new.label}: has no module of {', '.join(names)}, so nothing would be compared"
        raise NothingToCheckError(missing)
    loader.prepare([(old.tree, old_files.values()), (new.tree, new_files.values())])
    return Library(
        config,
        names,
        _loaded_version(loader, old.tree, old_files.values(), names),
        _loaded_version(loader, new.tree, new_files.values(), new_names),
    )


def _loaded_version(
    loader: Loader, tree: SourceTree, files: Collection[ModuleFile], packages: tuple[str, ...]
) -> LibraryVersion:
    """Read one version; a module that cannot be read is there, and may have any name."""
    loaded = loader.load(tree, files, packages)
    unreadable = {file.name for file in loaded.unreadable}
    if not unreadable:
        return LibraryVersion(tree, loaded.surface)
    unknown = {
        file.name: compiled_module(file.name, file.path, is_package=file.is_package)
        for file in loaded.files
        if file.name in unreadable
    }
    modules = with_namespaces({**loaded.surface.modules, **unknown}, packages)
    return LibraryVersion(tree, Surface(modules, packages))


def contents_key(library: Library) -> str:
    """Return what changes with the modules of a library, or with any file of the two versions."""
    versions = [
        (sorted(side.surface.modules), sorted(side.tree.files().items()))
        for side in (library.old, library.new)
    ]
    return content_hash((library.packages, versions))


def is_as_its_ids_say(library: Library) -> bool:
    """Return whether the files of both versions have the contents that `contents_key` stands for.

    Only then may what is found out about the library be kept under that key. It is not known where
    git has not got a file (a partial clone).
    """
    for tree in (library.old.tree, library.new.tree):
        ids = tree.files()
        try:
            contents = tree.read(ids)
        except GitError:
            return False
        if not all(is_blob_id(identity, contents[path]) for path, identity in ids.items()):
            return False
    return True


def content_hash(value: object) -> str:
    """Return what changes with the `repr` of a value."""
    return hashlib.sha256(repr(value).encode("utf-8", "surrogateescape")).hexdigest()


def _tree(version: str, repository: Repository | None) -> SourceTree:
    if os.path.exists(version):
        return open_tree(version)
    commit = repository.resolve(version) if repository is not None else None
    if repository is None or commit is None:
        raise UsageError(
            f"{version}: neither a folder or archive nor a revision of this repository"
        )
    return commit_tree(repository, commit, ())
