"""Making the snapshot of a revision, and comparing two snapshots."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from unbroken.baseline.needed_definitions import needed_definitions
from unbroken.baseline.snapshot_file import UNREADABLE, Origin, Snapshot, snapshot_text
from unbroken.config.config import Config
from unbroken.loading.loader import Loader, SourceTree, Unreadable, read_anyhow
from unbroken.loading.module_files import module_files
from unbroken.model.docstring_labels import EXPERIMENTAL
from unbroken.model.projection import DEFAULT, Projection, without_places
from unbroken.project.packages import find_packages, with_test_packages
from unbroken.readers.decoding import UnreadableError
from unbroken.readers.module_writer import write_member, write_module


class NewSnapshot(NamedTuple):
    """The text of a snapshot, how many modules it has, and the files that could not be read."""

    text: str
    modules: int
    unreadable: tuple[Unreadable, ...]


def make_snapshot(
    tree: SourceTree,
    config: Config,
    origin: tuple[str, str, str | None],
    projection: Projection = DEFAULT,
    loader: Loader | None = None,
) -> NewSnapshot:
    """Return the snapshot of one version; `origin` is its ref, commit and version.

    `projection` says which docstrings count.

    Raises NothingToCheckError if it has no package.
    """
    packages = find_packages(config, tree.files())
    config = with_test_packages(config, packages)
    names = tuple(package.name for package in packages)
    files = module_files(packages, config.without_tests(tree.files()))
    loaded = (loader or Loader(read_anyhow)).load(tree, files.values(), names)
    projection = projection._replace(labels=(*EXPERIMENTAL, *projection.labels))
    # Folders without `__init__.py` are in the surface but have no file.
    modules = {name: module for name, module in loaded.surface.modules.items() if name in files}
    kept = needed_definitions(
        modules,
        lambda module: not config.is_excluded(module.path),
        lambda member: write_member(member, projection),
    )
    sections = {
        module.path: (module.name, write_module(module, projection)) for module in kept.values()
    }
    unreadable = tuple(file for file in loaded.unreadable if not config.is_excluded(file.path))
    for file in unreadable:
        path = files[file.name].path
        sections[path] = (file.name, f"{UNREADABLE}{file.message!a}\n")
    text = snapshot_text(Origin(names, *origin), sections)
    return NewSnapshot(text, len(sections), unreadable)


def differences(snapshot: Snapshot, other: Snapshot) -> Iterator[tuple[str, str]]:
    """Yield the files in which two snapshots differ, each with how it differs.

    Spelling does not count: Python versions write some expressions differently.
    """
    for path in sorted({*snapshot.sources, *other.sources}):
        source, expected = snapshot.sources.get(path), other.sources.get(path)
        if source is None:
            yield path, "is missing"
        elif expected is None:
            yield path, "was not there"
        elif source != expected and _read(path, source) != _read(path, expected):
            yield path, "is not as it was there"


def _read(path: str, source: bytes) -> object:
    """Return a module without places; its source if it does not parse."""
    try:
        module = read_anyhow(source, "module", path, is_package=path.endswith("/__init__.py"))
    except UnreadableError:
        return source
    return msgspec.structs.replace(
        module,
        members={name: without_places(member) for name, member in module.members.items()},
        typing_imports={
            name: without_places(target) for name, target in module.typing_imports.items()
        },
        typing_aliases={
            name: without_places(alias) for name, alias in module.typing_aliases.items()
        },
    )
