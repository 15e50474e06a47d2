"""What the names in a text of the old version mean in the new one."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from unbroken.compare.pair import Pair
from unbroken.readers.expressions import parsed
from unbroken.semantics.resolution import Definition, External, ResolvedName


def imports_for(pair: Pair, *texts: str | None) -> list[str] | None:
    """Return the imports with which expressions of the old version mean the same in the new one.

    None where a name stands for something else now, or for nothing that can be imported.
    """
    imports = []
    for name in dict.fromkeys(name for text in texts for name in _names(text)):
        if pair.new is None:
            return None
        before = pair.old_surface.resolve_name(pair.old, name)
        if _is_same(before, pair.new_surface.resolve_name(pair.new, name)):
            continue
        line = _import(pair, before, name)
        if line is None:
            return None
        imports.append(line)
    return imports


def _names(text: str | None) -> Iterator[str]:
    node = parsed(text) if text is not None else None
    for part in ast.walk(node) if node is not None else ():
        if isinstance(part, ast.Name):
            yield part.id


def _is_same(before: ResolvedName, now: ResolvedName) -> bool:
    if isinstance(before, Definition) and isinstance(now, Definition):
        return before.key == now.key
    return before == now


def _import(pair: Pair, before: ResolvedName, name: str) -> str | None:
    """Return the import that gives the module of the new version a name of the old one."""
    assert pair.new is not None
    if name in pair.new.module.members:
        return None
    if isinstance(before, External):
        source, _, last = before.target.rpartition(".")
    elif isinstance(before, Definition) and _is_kept(pair, before):
        source, last = before.module.name, before.qualname
        if source == pair.new.module.name or "." in last:
            return None
    else:
        return None
    renamed = f" as {name}" if last != name else ""
    return f"from {source} import {last}{renamed}" if source else f"import {last}{renamed}"


def _is_kept(pair: Pair, before: Definition) -> bool:
    return bool(before.qualname) and pair.new_surface.definition(*before.key) is not None
