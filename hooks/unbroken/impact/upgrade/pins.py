"""Which versions the files of a project fix: its lock files, and `==` in its requirements."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import tomli

from unbroken.errors import UsageError
from unbroken.model.distribution_names import canonicalize_name

_PYLOCK = re.compile(r"pylock(\.[^.]+)?\.toml")
_REQUIREMENTS = re.compile(r"(requirements|constraints)[^/]*\.txt|requirements/[^/]*\.txt")
_EXACT = ("==", "===")


class Pin(NamedTuple):
    """A version of a package that a file fixes.

    `source` is where it is taken from if that is not a package index, as `git https://…`.
    """

    name: str
    version: str
    file: str
    source: str = ""


class Pins(NamedTuple):
    """What the files of a project fix; `lock_files` have all that the project uses."""

    lock_files: tuple[str, ...] = ()
    pins: tuple[Pin, ...] = ()

    def of(self, package: str) -> list[Pin]:
        """Return the pins of a package."""
        wanted = canonicalize_name(package)
        return [pin for pin in self.pins if canonicalize_name(pin.name) == wanted]


def pins_in(folder: str) -> Pins:
    """Return what the files of a folder fix; where it has a lock file, requirements do not count.

    Raises UsageError for a lock file that cannot be read.
    """
    names = _names_in(folder)
    lock_files = [name for name in names if _is_lock_file(name)]
    if lock_files:
        pins = [pin for name in lock_files for pin in _pins_of_lock_file(folder, name)]
        return Pins(tuple(_shown(folder, name) for name in lock_files), tuple(pins))
    requirements = [name for name in names if _REQUIREMENTS.fullmatch(name)]
    return Pins(pins=tuple(pin for name in requirements for pin in _requirements(folder, name)))


def _names_in(folder: str) -> list[str]:
    """Return the files of a folder, and those in its folder `requirements`."""
    names: list[str] = []
    for prefix in ("", "requirements/"):
        try:
            names += [f"{prefix}{name}" for name in sorted(os.listdir(f"{folder}/{prefix}"))]
        except OSError:
            continue
    return [name for name in names if os.path.isfile(f"{folder}/{name}")]


def _shown(folder: str, name: str) -> str:
    return os.path.normpath(os.path.join(folder, name))


def _is_lock_file(name: str) -> bool:
    return name in _LOCK_FILES or _PYLOCK.fullmatch(name) is not None


def _pins_of_lock_file(folder: str, name: str) -> Iterator[Pin]:
    shown = _shown(folder, name)
    try:
        with open(shown, "rb") as file:
            text = file.read().decode("utf-8")
        parse: Callable[[str], Any] = json.loads if name == "Pipfile.lock" else tomli.loads
        document = parse(text)
        entries = [*_LOCK_FILES.get(name, _pylock_entries)(document)]
    except OSError as error:
        raise UsageError(f"{shown}: cannot be read: {error.strerror}") from None
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise UsageError(f"{shown}: cannot be read as a lock file") from None
    for entry in entries:
        package, version = entry.get("name"), entry.get("version")
        if isinstance(package, str) and isinstance(version, str):
            yield Pin(package, version.removeprefix("=="), shown, _source(entry))


def _package_entries(document: Any) -> Iterable[dict[str, Any]]:
    return document.get("package", ())  # type: ignore[no-any-return]


def _pylock_entries(document: Any) -> Iterable[dict[str, Any]]:
    return document.get("packages", ())  # type: ignore[no-any-return]


def _pipfile_entries(document: Any) -> Iterator[dict[str, Any]]:
    for group, packages in document.items():
        if group != "_meta":
            yield from ({"name": name, **entry} for name, entry in packages.items())


_LOCK_FILES: dict[str, Callable[[Any], Iterable[dict[str, Any]]]] = {
    "uv.lock": _package_entries,
    "poetry.lock": _package_entries,
    "pdm.lock": _package_entries,
    "Pipfile.lock": _pipfile_entries,
}


def _source(entry: dict[str, Any]) -> str:
    """Return from where a lock file takes a package; "" for a package index."""
    table = entry.get("source")
    if isinstance(table, dict):  # uv and Poetry
        kind = table.get("type")
        if kind is not None:
            return "" if kind == "legacy" else f"{kind} {table.get('url', '')}".rstrip()
        return "" if "registry" in table else _text(table)
    keys = ("vcs", "directory", "archive", "git", "path", "url")
    return _text({key: entry[key] for key in keys if key in entry})


def _text(table: dict[str, Any]) -> str:
    for key, value in table.items():
        place = value.get("url") or value.get("path") if isinstance(value, dict) else value
        return f"{key} {place}"
    return ""


def _requirements(folder: str, name: str) -> Iterator[Pin]:
    """Yield what the lines of a requirements file fix; others than plain requirements do not."""
    from packaging.requirements import InvalidRequirement, Requirement

    shown = _shown(folder, name)
    try:
        with open(shown, encoding="utf-8", errors="replace") as file:
            lines = file.read().splitlines()
    except OSError as error:
        raise UsageError(f"{shown}: cannot be read: {error.strerror}") from None
    for line in lines:
        # Options such as `--hash` may follow a requirement, also in the next line.
        text = re.split(r"\s#|\s--|\\$", line, maxsplit=1)[0].strip()
        try:
            requirement = Requirement(text)
        except InvalidRequirement:
            continue
        for specifier in requirement.specifier:
            if specifier.operator in _EXACT and not specifier.version.endswith(".*"):
                yield Pin(requirement.name, specifier.version, shown)
