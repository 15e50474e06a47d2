"""The entries `[[tool.unbroken.accept]]` as they stand in a file: found, written and removed.

Whatever else is in the file stays as it is, byte by byte: entries are lines that are put in or
taken out. tomli has the last word: a file is only given back when it says what it should.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from unbroken.errors import ConfigError

if TYPE_CHECKING:
    from unbroken.config.config import Acceptance

_HEADER = re.compile(r"[ \t]*\[")
_PATH = ("tool", "unbroken", "accept")


class _Table(NamedTuple):
    """A table by its header: which lines are its own (from 0, the last one excluded).

    `content` ends with its last key; `end` after the comments behind that, up to those that stand
    directly above the next header, which are about that one.
    """

    path: tuple[str, ...]
    start: int
    content: int
    end: int


def entry_lines(text: str) -> list[int]:
    """Give the line (from 1) of each entry; those in one array all have the line it begins in."""
    tables = [each for each in _tables(text) if each.path == _PATH]
    if tables:
        return [each.start + 1 for each in tables]
    count = len(_entries(text))
    return [_array_line(text)] * count if count else []


def entry_text(entry: Acceptance) -> str:
    """Write an entry as TOML, with its header."""
    import tomlkit

    table = tomlkit.table()
    table.update(_values(entry))
    return "[[tool.unbroken.accept]]\n" + table.as_string()


def with_entries(text: str, entries: Sequence[Acceptance], shown: str) -> str:
    """Add entries: behind the last one, else behind our tables, else at the end.

    Raises ConfigError when the file is written in a way that has no place for them.
    """
    tables = _tables(text)
    if any(each.path == _PATH for each in tables) or not _entries(text):
        changed = _with_tables(text, tables, [entry_text(each) for each in entries])
    else:
        changed = _with_items(text, entries)
    wanted = [*_entries(text), *(_values(each) for each in entries)]
    return _confirmed(text, changed, wanted, shown)


def without_entries(text: str, positions: Collection[int], shown: str) -> str:
    """Remove the entries at some positions (from 0); raises ConfigError if that goes wrong."""
    tables = [each for each in _tables(text) if each.path == _PATH]
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
    wanted = [each for i, each in enumerate(_entries(text)) if i not in positions]
    return _confirmed(text, changed, wanted, shown)


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


def _entries(text: str) -> list[dict[str, str]]:
    found: Any = _parsed(text) or {}
    for key in _PATH:
        found = found.get(key, {})
    return list(found)


def _tables(text: str) -> list[_Table]:
    """Find the tables by their headers; what looks like one in a string or an array is none."""
    lines = _lines(text)
    headers = []
    known = 0  # From this line on it is not known yet whether a string or an array is open.
    for number, line in enumerate(lines):
        if _HEADER.match(line) and _parsed("".join(lines[known:number])) is not None:
            known = number
            path = _path(line)
            if path:
                headers.append((path, number))
    found = []
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
        found.append(_Table(path, start, content, end))
    return found


def _lines(text: str) -> list[str]:
    """Split as TOML does: other separators than newlines stand in strings."""
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
    """Give the line in which `accept = […]` begins: that of the last complete line before it."""
    lines, begun = _lines(text), 0
    for number in range(1, len(lines) + 1):
        before = "".join(lines[:number])
        if _parsed(before) is not None:
            if _entries(before):
                return begun + 1
            begun = number
    return begun + 1


def _with_tables(text: str, tables: list[_Table], entries: list[str]) -> str:
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = _lines(text)
    ours = [each for each in tables if each.path == _PATH] or [
        each for each in tables if each.path[:2] == _PATH[:2]
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
    for each in entries:
        item = tomlkit.inline_table()
        item.update(_values(each))
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


def _confirmed(text: str, changed: str, wanted: list[dict[str, str]], shown: str) -> str:
    """Give the changed file if it says the same as before, but for the entries."""
    was, now = _parsed(text), _parsed(changed)
    if now is not None and _entries(changed) == wanted:
        for each in (was, now):
            if each is not None:
                each.setdefault("tool", {}).setdefault("unbroken", {}).pop("accept", None)
        if was == now:
            return changed
    raise ConfigError(
        f"{shown}: cannot be changed without touching what else is in it; write our table as "
        "[tool.unbroken], with [[tool.unbroken.accept]] below it"
    )
