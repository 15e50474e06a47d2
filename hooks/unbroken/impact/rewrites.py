"""Finds the one mechanical change that makes a site work with the new library, if there is one."""

from __future__ import annotations

from collections.abc import Sequence

from unbroken.compare.calls.bind import Callee, Rejected, bind
from unbroken.compare.calls.renames import renames
from unbroken.compare.pair import Pair
from unbroken.impact.arguments import Arguments
from unbroken.impact.site import Edit
from unbroken.impact.source_file import Place
from unbroken.impact.target import Target
from unbroken.model.definitions import Parameter, ParameterKind
from unbroken.rules.findings.removals import new_module, new_name
from unbroken.semantics.resolution import Definition
from unbroken.semantics.surface import Surface


class Rewrites:
    """Looks for what became of names and parameters in the new library."""

    def __init__(self, old: Surface, new: Surface) -> None:
        self._old = old
        self._new = new

    def moved_name(self, source: str, name: str, place: Place) -> tuple[Edit, ...]:
        """Return the edit of `from source import name` where it moved or has a new name."""
        old = self._old.resolve(f"{source}.{name}")
        if not isinstance(old, Definition) or old.member is None:
            return ()
        pair = Pair(
            path=f"{source}.{name}",
            old=old,
            new=None,
            old_surface=self._old,
            new_surface=self._new,
            removal="gone",
        )
        kept = self._new.definition(*old.key)
        moved = old.module.name if kept is not None else new_module(pair)
        if moved is not None and moved != source:
            return (
                Edit(
                    kind="move-import",
                    old=name,
                    new=old.name,
                    new_module=moved,
                    **place._asdict(),
                ),
            )
        renamed = new_name(pair)
        if renamed is not None and isinstance(self._new.resolve(f"{source}.{renamed}"), Definition):
            return (Edit(kind="rename-import", old=name, new=renamed, **place._asdict()),)
        return ()

    def arguments(
        self, old: Target, new: Target, arguments: Arguments, place: Place
    ) -> tuple[Edit, ...]:
        """Return the edits that make the new signature take a call as the old one did.

        Keywords that were renamed get their new names; positional arguments from the first one on
        that the new signature does not take in its place are passed by keyword.
        """
        if not arguments.is_complete:
            return ()
        names = {parameter.name for parameter in new.parameters}
        renamed = {
            before: after
            for before, after in renames(old.parameters, new.parameters).items()
            if _is_obvious(before, after, old.parameters, new.parameters)
        }
        keywords = {
            keyword: renamed[keyword]
            for keyword in arguments.keywords
            if keyword not in names and keyword in renamed
        }
        slots, new_slots = _slots(old), _slots(new)
        if arguments.positional > len(slots):
            return ()
        passed = slots[: arguments.positional]
        kept = 0
        while kept < len(passed) and new_slots[kept : kept + 1] in (
            [passed[kept]],
            [renamed.get(passed[kept])],
        ):
            kept += 1
        named = [renamed.get(name, name) for name in passed[kept:]]
        if not names.issuperset(named):
            return ()
        all_keywords = (*named, *(keywords.get(name, name) for name in arguments.keywords))
        outcome = bind(new.parameters, kept, all_keywords, Callee("", new.qualname))
        if isinstance(outcome, Rejected):
            return ()
        span = place._asdict()
        return tuple(
            Edit(kind="rename-keyword", old=before, new=after, **span)
            for before, after in keywords.items()
        ) + tuple(
            Edit(kind="name-argument", new=name, position=kept + index, **span)
            for index, name in enumerate(named)
        )


def _is_obvious(
    before: str, after: str, old: Sequence[Parameter], new: Sequence[Parameter]
) -> bool:
    """Return whether a parameter surely was renamed, not replaced by another one.

    Both must have the same default, and nothing else of the signature may have changed unless one
    name is part of the other.
    """
    one, other = (
        next(parameter for parameter in parameters if parameter.name == name)
        for name, parameters in ((before, old), (after, new))
    )
    if one.default != other.default:
        return False
    kept = [parameter.name for parameter in old if parameter.name != before]
    only_change = kept == [parameter.name for parameter in new if parameter.name != after]
    return only_change or before in after or after in before


def _slots(target: Target) -> list[str]:
    return [
        parameter.name
        for parameter in target.parameters
        if parameter.kind <= ParameterKind.POSITIONAL_OR_KEYWORD
    ]
