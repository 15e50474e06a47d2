"""The entries `[[tool.unbroken.accept]]` in the text of a file: found, added and removed.

Everything else in the file stays the same, byte by byte: entries are lines that are added or
removed. A changed text is returned only if tomli reads from it exactly what is expected.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from unbroken.errors import ConfigError

if TYPE_CHECKING:
    from tomlkit.items import String

    from unbroken.config.config import Acceptance

_HEADER = re.compile(r"[ \t]*\[")
_PATH = ("tool", "unbroken", "accept")


class _Table(NamedTuple):
    """A table and its lines (from 0): `start` is its header.

    `content` is the line after its last key; `end` the line after the comments that follow.
    Comments directly above the next header belong to that header.
    """

    path: tuple[str, ...]
    start: int
    content: int
    end: int


def entry_lines(text: str) -> list[int]:
    """Return the line (from 1) of each entry; for entries of an inline array, its first line."""
    tables = [table for table in _tables(text) if table.path == _PATH]
    if tables:
        return [table.start + 1 for table in tables]
    count = len(_entries(text))
    return [_array_line(text)] * count if count else []


def entry_text(entry: Acceptance) -> str:
    """Return an entry as TOML, with its header."""
    import tomlkit

    table = tomlkit.table()
    table.update(_items(entry))
    return "[[tool.unbroken.accept]]\n" + table.as_string()


def _items(entry: Acceptance) -> dict[str, String]:
    """Return the values of an entry as TOML in which every character can be seen."""
    from tomlkit import string
    from tomlkit.items import String, StringType, Trivia

    items = {}
    for name, value in _values(entry).items():
        text = "".join(map(_visible, string(value).as_string()[1:-1]))
        items[name] = String(StringType.SLB, value, text, Trivia())
    return items


def _visible(character: str) -> str:
    return character if character.isprintable() else f"\\U{ord(character):08x}"


def with_entries(text: str, entries: Sequence[Acceptance], shown: str) -> str:
    """Return a text with entries added: after the last entry, else after our tables, else last.

    `shown` is the name of the file in messages. Raises ConfigError when the file is written in a
    way that leaves no place for them.
    """
    tables = _tables(text)
    if any(table.path == _PATH for table in tables) or _value(text) is None:
        changed = _with_tables(text, tables, [entry_text(entry) for entry in entries])
    else:
        changed = _with_items(text, entries)
    expected = [*_entries(text), *(_values(entry) for entry in entries)]
    return _confirmed(text, changed, expected, shown)


def without_entries(text: str, positions: Collection[int], shown: str) -> str:
    """Return a text without the entries at some positions (from 0).

    Raises ConfigError when they cannot be removed without changing something else.
    """
    tables = [table for table in _tables(text) if table.path == _PATH]
    if tables:
        lines = _lines(text)
        for position in sorted(positions, reverse=True):
            start, end = tables[position].start, tables[position].content
            while end < len(lines) and not lines[end].strip():
                end += 1
            while end == len(lines) and start and not lines[start - 1].strip():
                start -= 1
            del lines[start:end]
        changed = "".join(lines)
    else:
        changed = _without_items(text, positions)
    expected = [entry for i, entry in enumerate(_entries(text)) if i not in positions]
    return _confirmed(text, changed, expected, shown)


def _values(entry: Acceptance) -> dict[str, str]:
    values = {
        "object": entry.object,
        "rule": entry.rule,
        "parameter": entry.parameter,
        "since": entry.since,
        "reason": entry.reason,
    }
    return {name: value for name, value in values.items() if value is not None}


def _parsed(text: str) -> dict[str, Any] | None:
    import tomli

    try:
        return tomli.loads(text)
    except tomli.TOMLDecodeError:
        return None


def _value(text: str) -> Any:
    """Return the entries, which may be none; None if there is not even their key."""
    value: Any = _parsed(text) or {}
    for key in _PATH[:-1]:
        value = value.get(key, {})
    return value.get(_PATH[-1])


def _entries(text: str) -> list[dict[str, str]]:
    return list(_value(text) or ())


def _tables(text: str) -> list[_Table]:
    """Return the tables, found by their headers; strings and arrays may hold similar lines."""
    lines = _lines(text)
    headers = []
    complete = 0  # The lines before this one leave no string or array open.
    for number, line in enumerate(lines):
        if _HEADER.match(line) and _parsed("".join(lines[complete:number])) is not None:
            complete = number
            path = _path(line)
            if path:
                headers.append((path, number))
    tables = []
    ends = [*(number for _, number in headers), len(lines)]
    for (path, start), following in zip(headers, ends[1:], strict=True):
        end = following
        while end < len(lines) and end > start + 1 and lines[end - 1].lstrip().startswith("#"):
            end -= 1
        while end > start + 1 and not lines[end - 1].strip():
            end -= 1
        content = end
        while content > start + 1 and lines[content - 1].lstrip()[:1] in ("", "#"):
            content -= 1
        tables.append(_Table(path=path, start=start, content=content, end=end))
    return tables


def _lines(text: str) -> list[str]:
    """Split at newlines only, as TOML does; `str.splitlines` knows more separators."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _path(header: str) -> tuple[str, ...]:
    path: list[str] = []
    table: Any = _parsed(header)
    while table:
        table = table[0] if isinstance(table, list) else table
        for key, inner in table.items():
            path.append(key)
            table = inner
    return tuple(path)


def _array_line(text: str) -> int:
    """Return the line (from 1) in which `accept = […]` begins."""
    lines, start = _lines(text), 0
    for number in range(1, len(lines) + 1):
        before = "".join(lines[:number])
        if _parsed(before) is not None:
            if _entries(before):
                return start + 1
            start = number
    return start + 1


def _with_tables(text: str, tables: list[_Table], entries: list[str]) -> str:
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = _lines(text)
    ours = [table for table in tables if table.path == _PATH] or [
        table for table in tables if table.path[:2] == _PATH[:2]
    ]
    at = ours[-1].end if ours else len(lines)
    while not ours and at and not lines[at - 1].strip():
        at -= 1
    before, after = "".join(lines[:at]), "".join(lines[at:])
    if before and not before.endswith("\n"):
        before += newline
    added = "\n".join(entries)
    added = ("\n" if before else "") + added
    if after.strip() and not lines[at].isspace():
        added += "\n"
    return before + added.replace("\n", newline) + after


def _with_items(text: str, entries: Sequence[Acceptance]) -> str:
    import tomlkit

    document = tomlkit.parse(text)
    array: Any = document
    for key in _PATH:
        array = array[key]
    for entry in entries:
        item = tomlkit.inline_table()
        item.update(_items(entry))
        array.append(item)
    return tomlkit.dumps(document)


def _without_items(text: str, positions: Collection[int]) -> str:
    import tomlkit

    document = tomlkit.parse(text)
    array: Any = document
    for key in _PATH:
        array = array[key]
    for position in sorted(positions, reverse=True):
        del array[position]
    return tomlkit.dumps(document)


def _confirmed(text: str, changed: str, expected: list[dict[str, str]], shown: str) -> str:
    """Return the changed text if only the entries differ, as expected; else raise ConfigError."""
    before, after = _parsed(text), _parsed(changed)
    if before is not None and after is not None and _entries(changed) == expected:
        for document in (before, after):
            document.setdefault("tool", {}).setdefault("unbroken", {}).pop("accept", None)
        if before == after:
            return changed
    raise ConfigError(
        f"{shown}: entries cannot be added or removed without changing other parts of the file; "
        "write the table as [tool.unbroken], with [[tool.unbroken.accept]] below it"
    )
