"""The surface of a revision to the text of a snapshot, and what a snapshot says other than it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from unbroken.baseline.needed_definitions import needed
from unbroken.baseline.snapshot_file import UNREADABLE, Made, Snapshot, snapshot_text
from unbroken.config.config import Config
from unbroken.loading.loader import Loader, SourceTree, Unreadable, read_anyhow
from unbroken.loading.module_files import module_files
from unbroken.model.definitions import Class, Member
from unbroken.model.docstring_labels import EXPERIMENTAL
from unbroken.project.packages import find_packages
from unbroken.readers.decoding import UnreadableError
from unbroken.readers.module_writer import write_member, write_module


class Taken(NamedTuple):
    """The text of a snapshot, and the files that could not be read for it."""

    text: str
    modules: int
    unreadable: tuple[Unreadable, ...]


def take(
    tree: SourceTree,
    config: Config,
    origin: tuple[str, str, str | None],
    loader: Loader | None = None,
) -> Taken:
    """Write down what is promised of a version; `origin` is its ref, commit and version.

    Raises NothingToCheckError when it has no package.
    """
    packages = find_packages(config, tree.files())
    names = tuple(each.name for each in packages)
    files = module_files(packages, config.without_tests(tree.files()))
    loaded = (loader or Loader(read_anyhow)).load(tree, files.values(), names)
    labels = (*EXPERIMENTAL, *config.settings.experimental_docstrings)
    # Folders without `__init__.py` are known by what is in them.
    modules = {name: each for name, each in loaded.surface.modules.items() if name in files}
    kept = needed(
        modules,
        lambda module: not config.is_excluded(module.path),
        lambda member: write_member(member, labels),
    )
    sections = {each.path: (each.name, write_module(each, labels)) for each in kept.values()}
    unreadable = tuple(e for e in loaded.unreadable if not config.is_excluded(e.path))
    for each in unreadable:
        path = files[each.name].path
        sections[path] = (each.name, f"{UNREADABLE}{each.message!a}\n")
    text = snapshot_text(Made(names, *origin), sections)
    return Taken(text, len(sections), unreadable)


def differences(snapshot: Snapshot, other: Snapshot) -> Iterator[tuple[str, str]]:
    """Give the files of which two snapshots say other things, each with what differs.

    Spelling does not count: Python writes some expressions otherwise from one version to another.
    """
    for path in sorted({*snapshot.sources, *other.sources}):
        was, now = snapshot.sources.get(path), other.sources.get(path)
        if was is None:
            yield path, "is missing"
        elif now is None:
            yield path, "was not there"
        elif was != now and _read(path, was) != _read(path, now):
            yield path, "is not as it was there"


def _read(path: str, source: bytes) -> object:
    try:
        found = read_anyhow(source, "module", path, is_package=path.endswith("/__init__.py"))
    except UnreadableError:
        return source
    return msgspec.structs.replace(
        found,
        members={name: _placeless(each) for name, each in found.members.items()},
        typing_imports={name: _placeless(each) for name, each in found.typing_imports.items()},
        typing_aliases={name: _placeless(each) for name, each in found.typing_aliases.items()},
    )


def _placeless(member: Member) -> Member:
    if isinstance(member, Class):
        members = {name: _placeless(each) for name, each in member.members.items()}
        member = msgspec.structs.replace(member, members=members)
    return msgspec.structs.replace(member, line=0, column=0, end_line=0)
