"""The metadata of a project: `[project]` of `pyproject.toml` (PEP 621), or that of a wheel.

Only static metadata counts: what is dynamic, or left to a build backend, is not known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from email import message_from_string
from typing import Any, NamedTuple

from unbroken.model.distribution_names import canonicalize_name

Extras = dict[str, tuple[str, ...]]
Named = dict[str, str]


class Metadata(NamedTuple):
    """The metadata of a project; a field is None where it is not known.

    `requires_python` is "" where any Python is allowed. `dependencies` are the normalised names of
    the requirements that every user gets, `typed` the folders of packages with a `py.typed`.
    `extras` are the requirements by the normalised name of the extra, `scripts` the targets of
    console and GUI scripts by command, and `entry_points` the targets by group and name. `groups`
    are the names of the dependency groups (PEP 735), which are not installable by users.
    """

    path: str
    text: str
    name: str | None = None
    requires_python: str | None = None
    extras: Extras | None = None
    scripts: Named | None = None
    entry_points: dict[str, Named] | None = None
    groups: frozenset[str] = frozenset()
    dependencies: frozenset[str] | None = None
    typed: frozenset[str] = frozenset()

    @property
    def compared(self) -> tuple[object, ...]:
        """Return the fields that are compared."""
        return self[2:]

    def line_of(self, *tables: str) -> int:
        """Return the line (from 1) of the first of the tables or keys that exists, else 1."""
        for table in tables:
            match = re.search(rf"^\s*\[?\s*{re.escape(table)}(?![\w-])", self.text, re.MULTILINE)
            if match is not None:
                return self.text.count("\n", 0, match.start()) + 1
        return 1

    def line_of_key(self, tables: Sequence[str], key: str) -> int:
        """Return the line of a key in one of some tables; where none has it, of the first table."""
        wanted = {canonicalize_name(f"{table}.{key}".replace('"', "")) for table in tables}
        table = ""
        for number, line in enumerate(self.text.splitlines(), start=1):
            header = _HEADER.match(line)
            if header is not None:
                table = f"{header[1]}."
                continue
            assignment = _ASSIGNMENT.match(line)
            if assignment is not None:
                path = re.sub("[\"' ]", "", f"{table}{assignment[1]}")
                if canonicalize_name(path) in wanted:
                    return number
        return self.line_of(*tables, "project")


_HEADER = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]\s*(?:#|$)")
_ASSIGNMENT = re.compile(r"""\s*([\w."' -]+?)\s*=""")


def read_project(source: bytes, path: str) -> Metadata | None:
    """Read a `pyproject.toml`; return None where it has no table `[project]` or does not parse."""
    import tomli

    try:
        text = source.decode("utf-8")
        document = tomli.loads(text)
    except (ValueError, RecursionError):
        return None  # The error is reported when the configuration is read.
    project = document.get("project")
    if not isinstance(project, dict):
        return None
    dynamic = project.get("dynamic")
    unknown = set(map(str, dynamic)) if isinstance(dynamic, list) else set()
    scripts = [_names(project.get(table)) for table in ("scripts", "gui-scripts")]
    groups = document.get("dependency-groups")
    is_python_dynamic = "requires-python" in unknown
    are_scripts_dynamic = bool({"scripts", "gui-scripts"} & unknown)
    return Metadata(
        path=path,
        text=text,
        name=_text(project.get("name")),
        requires_python=None if is_python_dynamic else _text(project.get("requires-python")) or "",
        extras=None if "optional-dependencies" in unknown else _extras(project),
        scripts=None if are_scripts_dynamic else scripts[0] | scripts[1],
        entry_points=None if "entry-points" in unknown else _groups(project.get("entry-points")),
        groups=frozenset(map(canonicalize_name, groups))
        if isinstance(groups, dict)
        else frozenset(),
        dependencies=None if "dependencies" in unknown else _required(project.get("dependencies")),
    )


def _required(requirements: Any) -> frozenset[str]:
    items = requirements if isinstance(requirements, list) else ()
    return frozenset(requirement_name(str(item)) for item in items)


def requirement_name(requirement: str) -> str:
    """Return the normalised name of the distribution that a requirement asks for (PEP 508)."""
    match = re.match(r"\s*([\w.-]*\w)", requirement)
    return canonicalize_name(match[1]) if match is not None else ""


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _names(table: Any) -> Named:
    if not isinstance(table, dict):
        return {}
    return {name: target for name, target in table.items() if isinstance(target, str)}


def _groups(table: Any) -> dict[str, Named]:
    groups = table.items() if isinstance(table, dict) else ()
    return {group: _names(names) for group, names in groups}


def _extras(project: Mapping[str, Any]) -> Extras:
    table = project.get("optional-dependencies")
    extras = table.items() if isinstance(table, dict) else ()
    return {
        canonicalize_name(name): tuple(map(str, items)) if isinstance(items, list) else ()
        for name, items in extras
    }


def read_wheel(metadata: bytes, entry_points: bytes, path: str) -> Metadata:
    """Read the files `METADATA` and `entry_points.txt` of a wheel."""
    text = metadata.decode("utf-8", "replace")
    message = message_from_string(text)
    requirements = [str(value) for value in message.get_all("Requires-Dist", [])]
    extras: Extras = {}
    for name in map(str, message.get_all("Provides-Extra", [])):
        marker = re.compile(rf"""extra\s*==\s*['"]{re.escape(name)}['"]""")
        extras[canonicalize_name(name)] = tuple(
            requirement.partition(";")[0].strip()
            for requirement in requirements
            if marker.search(requirement)
        )
    groups = _ini(entry_points.decode("utf-8", "replace"))
    scripts = groups.pop("console_scripts", {}) | groups.pop("gui_scripts", {})
    return Metadata(
        path=path,
        text=text,
        name=message["Name"],
        requires_python=message["Requires-Python"] or "",
        extras=extras,
        scripts=scripts,
        entry_points=groups,
        dependencies=frozenset(
            requirement_name(requirement)
            for requirement in requirements
            if "extra" not in requirement.partition(";")[2]
        ),
    )


def _ini(text: str) -> dict[str, Named]:
    import configparser

    parser = configparser.ConfigParser(delimiters=("=",), strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    try:
        parser.read_string(text)
    except configparser.Error:
        return {}
    return {group: dict(parser.items(group)) for group in parser.sections()}
