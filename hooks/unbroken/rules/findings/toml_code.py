"""The code to paste for what a `pyproject.toml` no longer says."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from unbroken.model.finding import CodePlace
from unbroken.readers.project_metadata import Metadata
from unbroken.rules.base import Code

_BARE = re.compile(r"[\w-]+", re.ASCII)


def entry_code(new: Metadata, table: Sequence[str], name: str, value: str) -> Code | None:
    """Return the line of a key that is gone, with the table where that is gone as well.

    None where the table is written in another way (`scripts = {…}`).
    """
    if not _is_toml(new):
        return None
    line = f"{_key(name)} = {value}"
    at = _line_of_header(new, table)
    if at is not None:
        return Code(line, CodePlace("table", new.path, at))
    lines = f"[{'.'.join(map(_key, table))}]\n{line}"
    return Code(lines, CodePlace("module", new.path)) if _parses(f"{new.text}\n{lines}") else None


def value_code(new: Metadata, key: str, value: str) -> Code | None:
    """Return the line of a key of `[project]` with another value."""
    match = re.search(rf"^{re.escape(key)}\s*=.*$", new.text, re.MULTILINE)
    if not _is_toml(new) or match is None or not _is_one_line(match[0]):
        return None
    line = new.text.count("\n", 0, match.start()) + 1
    return Code(f"{key} = {value}", CodePlace("statement", new.path, line))


def setting_code(text: str, path: str, line: int, items: Sequence[str]) -> Code | None:
    """Return the line of a setting that is an array, with other items; `text` is that of the file.

    None where the setting is written on several lines.
    """
    written = text.splitlines()[line - 1 : line]
    match = re.match(r"\s*([\w-]+)\s*=\s*\[.*\]\s*$", written[0]) if written else None
    if match is None or not path.endswith(".toml"):
        return None
    return Code(f"{match[1]} = {texts(items)}", CodePlace("statement", path, line))


def _is_one_line(text: str) -> bool:
    return text.count("[") == text.count("]") and '"""' not in text


def texts(items: Sequence[str]) -> str:
    """Return an array of strings as TOML writes it."""
    return f"[{', '.join(map(text, items))}]"


def text(value: str) -> str:
    """Return a string as TOML writes it."""
    return json.dumps(value, ensure_ascii=False)


def has_key(metadata: Metadata, table: Sequence[str], name: str) -> bool:
    """Return whether a table of a `pyproject.toml` has a key."""
    import tomli

    value: object = tomli.loads(metadata.text) if _is_toml(metadata) else {}
    for part in (*table, name):
        if not isinstance(value, dict) or part not in value:
            return False
        value = value[part]
    return True


def _is_toml(new: Metadata) -> bool:
    return new.path.endswith(".toml")


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else text(name)


def _line_of_header(new: Metadata, table: Sequence[str]) -> int | None:
    parts = r"\s*\.\s*".join(rf"[\"']?{re.escape(part)}[\"']?" for part in table)
    match = re.search(rf"^\s*\[\s*{parts}\s*\]", new.text, re.MULTILINE)
    return new.text.count("\n", 0, match.start(0)) + 1 + match[0].count("\n") if match else None


def _parses(source: str) -> bool:
    import tomli

    try:
        tomli.loads(source)
    except tomli.TOMLDecodeError:
        return False
    return True
