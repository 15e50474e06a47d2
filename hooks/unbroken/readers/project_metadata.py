"""What a project says of itself: in `[project]` (PEP 621), or in the metadata of a wheel.

Only what stands there counts: what is dynamic, or left to a build backend, is not known.
"""

from __future__ import annotations

import configparser
import re
from collections.abc import Mapping
from email import message_from_string
from typing import Any, NamedTuple

from unbroken.model.distribution_names import canonicalize_name

Extras = dict[str, tuple[str, ...]]
Named = dict[str, str]


class Metadata(NamedTuple):
    """What a project says of itself; None where that is not known.

    `extras` are the requirements by the normalised name of the extra, `scripts` the commands (with
    and without a window) and `entry_points` the names by group, each with what it leads to;
    `groups` are the dependency groups (PEP 735), which are nothing that users install.
    """

    path: str
    text: str
    name: str | None = None
    requires_python: str | None = None
    extras: Extras | None = None
    scripts: Named | None = None
    entry_points: dict[str, Named] | None = None
    groups: frozenset[str] = frozenset()

    @property
    def said(self) -> tuple[object, ...]:
        """Give all that is compared."""
        return self[2:]

    def line_of(self, *tables: str) -> int:
        """Give the line (from 1) of the first of some tables or keys that is there, else 1."""
        for each in tables:
            found = re.search(rf"^\s*\[?\s*{re.escape(each)}(?![\w-])", self.text, re.MULTILINE)
            if found is not None:
                return self.text.count("\n", 0, found.start()) + 1
        return 1


def read_project(source: bytes, path: str) -> Metadata | None:
    """Read a `pyproject.toml`; None where it has no table `[project]`, or cannot be read."""
    import tomli

    try:
        text = source.decode("utf-8")
        document = tomli.loads(text)
    except (ValueError, RecursionError):
        return None  # The configuration says so.
    project = document.get("project")
    if not isinstance(project, dict):
        return None
    dynamic = project.get("dynamic")
    unknown = set(map(str, dynamic)) if isinstance(dynamic, list) else set()
    scripts = [_names(project.get(each)) for each in ("scripts", "gui-scripts")]
    groups = document.get("dependency-groups")
    return Metadata(
        path,
        text,
        _text(project.get("name")),
        None if "requires-python" in unknown else _text(project.get("requires-python")),
        None if "optional-dependencies" in unknown else _extras(project),
        None if {"scripts", "gui-scripts"} & unknown else scripts[0] | scripts[1],
        None if "entry-points" in unknown else _groups(project.get("entry-points")),
        frozenset(map(canonicalize_name, groups)) if isinstance(groups, dict) else frozenset(),
    )


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _names(table: Any) -> Named:
    if not isinstance(table, dict):
        return {}
    return {name: each for name, each in table.items() if isinstance(each, str)}


def _groups(table: Any) -> dict[str, Named]:
    found = table.items() if isinstance(table, dict) else ()
    return {group: _names(each) for group, each in found}


def _extras(project: Mapping[str, Any]) -> Extras:
    table = project.get("optional-dependencies")
    found = table.items() if isinstance(table, dict) else ()
    return {
        canonicalize_name(name): tuple(map(str, each)) if isinstance(each, list) else ()
        for name, each in found
    }


def read_wheel(metadata: bytes, entry_points: bytes, path: str) -> Metadata:
    """Read the files `METADATA` and `entry_points.txt` of a wheel."""
    text = metadata.decode("utf-8", "replace")
    said = message_from_string(text)
    requirements = [str(each) for each in said.get_all("Requires-Dist", [])]
    extras: Extras = {}
    for name in map(str, said.get_all("Provides-Extra", [])):
        asked = re.compile(rf"""extra\s*==\s*['"]{re.escape(name)}['"]""")
        extras[canonicalize_name(name)] = tuple(
            each.partition(";")[0].strip() for each in requirements if asked.search(each)
        )
    groups = _ini(entry_points.decode("utf-8", "replace"))
    scripts = [groups.pop(f"{each}_scripts", {}) for each in ("console", "gui")]
    return Metadata(
        path,
        text,
        said["Name"],
        said["Requires-Python"],
        extras,
        scripts[0] | scripts[1],
        groups,
    )


def _ini(text: str) -> dict[str, Named]:
    parser = configparser.ConfigParser(delimiters=("=",), strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    try:
        parser.read_string(text)
    except configparser.Error:
        return {}
    return {group: dict(parser.items(group)) for group in parser.sections()}
