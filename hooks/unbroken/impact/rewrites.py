"""Finds the one mechanical change that makes a site work with the new library, if there is one."""

from __future__ import annotations

import ast

from unbroken.compare.calls.bind import Bound, Callee, bind
from unbroken.compare.calls.renames import renames
from unbroken.compare.pair import Pair
from unbroken.impact.arguments import Arguments, Mismatch
from unbroken.impact.evaluation import Target
from unbroken.impact.site import Edit
from unbroken.impact.source_file import Place, SourceFile
from unbroken.impact.values import Value
from unbroken.model.definitions import ParameterKind
from unbroken.rules.findings.removals import new_module, new_name
from unbroken.semantics.surface import Definition, Surface


class Rewrites:
    """Looks for what became of names and parameters in the new library."""

    def __init__(self, old: Surface, new: Surface) -> None:
        self._old = old
        self._new = new

    def moved_module(self, path: str, place: Place) -> tuple[Edit, ...]:
        """Return the edit of `import path` where one new module must be it."""
        return ()

    def moved_name(self, source: str, name: str, place: Place) -> tuple[Edit, ...]:
        """Return the edit of `from source import name` where it moved or has a new name."""
        old = self._old.resolve(f"{source}.{name}")
        if not isinstance(old, Definition) or old.member is None:
            return ()
        span = place._asdict()
        kept = self._new.definition(*old.key)
        if kept is not None and old.module.name != source:
            module = old.module.name
            return (
                Edit(
                    kind="move-import",
                    old=name,
                    new=old.name,
                    module=source,
                    new_module=module,
                    **span,
                ),
            )
        pair = Pair(f"{source}.{name}", (), old, None, self._old, self._new, "gone")
        moved = new_module(pair)
        if moved is not None:
            return (
                Edit(
                    kind="move-import",
                    old=name,
                    new=old.name,
                    module=source,
                    new_module=moved,
                    **span,
                ),
            )
        renamed = new_name(pair)
        new = self._new.resolve(f"{source}.{renamed}") if renamed is not None else None
        if renamed is not None and isinstance(new, Definition):
            return (Edit(kind="rename-import", old=name, new=renamed, module=source, **span),)
        return ()

    def renamed_attribute(
        self, node: ast.expr, name: str, old: Value, file: SourceFile
    ) -> tuple[Edit, ...]:
        """Return no edit: an attribute may have other uses that need the same change."""
        return ()

    def arguments(
        self, old: Target, new: Target, arguments: Arguments, found: Mismatch, place: Place
    ) -> tuple[Edit, ...]:
        """Return the edits that make the new signature take a call as the old one did."""
        if not arguments.is_complete:
            return ()
        span = place._asdict()
        slots = [p.name for p in old.parameters if p.kind <= ParameterKind.POSITIONAL_OR_KEYWORD]
        new_names = {p.name: p.kind for p in new.parameters}
        renamed = renames(old.parameters, new.parameters)
        keywords = []
        edits = []
        for keyword in arguments.keywords:
            name = keyword
            if keyword not in new_names and keyword in renamed:
                name = renamed[keyword]
                edits.append(Edit(kind="rename-keyword", old=keyword, new=name, **span))
            keywords.append(name)
        new_slots = [
            p.name for p in new.parameters if p.kind <= ParameterKind.POSITIONAL_OR_KEYWORD
        ]
        first = next(
            (
                index
                for index in range(arguments.positional)
                if index >= len(new_slots)
                or (index < len(slots) and new_slots[index] != slots[index])
            ),
            arguments.positional,
        )
        if any(name not in new_names for name in slots[first : arguments.positional]):
            return ()
        if arguments.positional > len(slots):
            return ()
        named = slots[first : arguments.positional]
        edits += [
            Edit(kind="name-argument", new=name, position=first + index, **span)
            for index, name in enumerate(named)
        ]
        outcome = bind(new.parameters, first, (*named, *keywords), Callee("", new.qualname))
        return tuple(edits) if edits and isinstance(outcome, Bound) else ()
