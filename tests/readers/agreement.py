"""Both readers over the files of a package: where do they differ?"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping

from unbroken.model.definitions import Module
from unbroken.readers.decoding import UnreadableError
from unbroken.readers.griffe_reader import read_module_with_griffe
from unbroken.readers.import_reader import imports_of
from unbroken.readers.libcst_reader import read_module


def sample(files: Mapping[str, bytes], lines: int) -> dict[str, bytes]:
    """Choose files of about so many lines in all, always the same ones of the same files."""
    chosen: dict[str, bytes] = {}
    for path in sorted(files, key=lambda path: hashlib.sha256(path.encode()).digest()):
        lines -= files[path].count(b"\n")
        if lines < 0 and chosen:
            break
        chosen[path] = files[path]
    return chosen


def differences(files: Mapping[str, bytes]) -> list[str]:
    """Read files with both readers; tell where they differ: file, name, both models of it."""
    found = []
    for path, source in files.items():
        stem = path.rpartition(".")[0]
        is_package = stem.endswith("__init__")
        name = stem.removesuffix("/__init__").replace("/", ".")
        one = _read(read_module, source, name, path, is_package)
        other = _read(read_module_with_griffe, source, name, path, is_package)
        if one != other:
            found += [f"{path}: {difference}" for difference in _differing(one, other)]
        elif isinstance(one, Module) and path.endswith(".py"):
            imports = imports_of(source, name, is_package=is_package)
            if imports != one.imports:
                found.append(f"{path}: imports, read alone\n  {one.imports}\n  {imports}")
    return found


def _read(
    read: Callable[..., Module], source: bytes, name: str, path: str, is_package: bool
) -> Module | str:
    try:
        return read(source, name, path, is_package=is_package)
    except UnreadableError as error:
        return error.message


def _differing(one: Module | str, other: Module | str) -> list[str]:
    if isinstance(one, str) or isinstance(other, str):
        return [f"read and unread: {one!r:.200} / {other!r:.200}"]
    names = dict.fromkeys([*one.members, *other.members])
    members = [
        f"{name}\n  libcst: {one.members.get(name)}\n  griffe: {other.members.get(name)}"
        for name in names
        if one.members.get(name) != other.members.get(name)
    ]
    rest = [name for name in one.__struct_fields__ if name != "members"]
    return members + [
        f"{name}\n  libcst: {getattr(one, name)}\n  griffe: {getattr(other, name)}"
        for name in rest
        if getattr(one, name) != getattr(other, name)
    ]
