"""The code to paste for a lost base: the header of the class with the base in its place."""

from __future__ import annotations

from collections.abc import Sequence

from unbroken.compare.bases import Base, counterpart, reaches
from unbroken.compare.pair import Pair
from unbroken.rules.base import Code
from unbroken.rules.findings.code_text import class_header, code_at
from unbroken.semantics.resolution import Definition, External, ResolvedName, is_dotted
from unbroken.semantics.standard_classes import NAMED_TUPLES, TYPED_DICTS

_MADE = (*NAMED_TUPLES, *TYPED_DICTS)


def base_code(pair: Pair, lost: Sequence[Base]) -> Code | None:
    """Return the header of a class with its lost bases.

    None where one of them was not a base of its own, or cannot be named in the module.
    """
    if pair.classes is None or pair.new is None:
        return None
    if reaches(pair.new_surface, pair.new, _MADE):
        return None  # It takes no other bases.
    old, new = pair.classes
    bases, imports = [*new.bases], list[str]()
    count = 0
    for position, text in enumerate(old.bases):
        base = pair.old_surface.resolve_name(pair.old, text) if is_dotted(text) else None
        if not isinstance(base, (Definition, External)) or base not in lost:
            continue
        if isinstance(base, External) and base.target in _MADE:
            return None  # The body of the class would be another one.
        count += 1
        written = text
        if not _is_same(pair, base, pair.new_surface.resolve_name(pair.new, text)):
            path = base.target if isinstance(base, External) else base.path
            source, _, written = path.rpartition(".")
            if written in pair.new.module.members or not source:
                return None
            imports.append(f"from {source} import {written}")
        later = old.bases[position + 1 :]
        before = (index for index, kept in enumerate(bases) if kept in later)
        bases.insert(next(before, len(bases)), written)
    if count < len(lost):
        return None
    return code_at(pair.new, "header", [class_header(new, bases, new.keywords)], imports)


def _is_same(pair: Pair, base: Base, now: ResolvedName) -> bool:
    """Return whether a name means the same base in the new version."""
    if isinstance(base, External):
        return now == base
    target = counterpart(pair, base)
    return target is not None and isinstance(now, Definition) and now.key == target.key
