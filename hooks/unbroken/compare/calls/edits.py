"""The separate edits between two signatures, and the signatures that some of them make.

The edits that turn old into new are found by name, place and kind. Applying only some of them
(`Edits.applied`) gives the in-between shapes by which `causes` finds what a break is due to.
A change that cannot break a call by itself (a parameter that became optional, an added `*args` or
`**kwargs`) is not an edit: it is always applied.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from typing import Literal, NamedTuple, TypeAlias

from unbroken.compare.calls.compatibility import FAR, Shape
from unbroken.compare.calls.renames import renames
from unbroken.model.definitions import Parameter, ParameterKind

_POSITIONAL_ONLY = ParameterKind.POSITIONAL_ONLY
_POSITIONAL_OR_KEYWORD = ParameterKind.POSITIONAL_OR_KEYWORD

Tag: TypeAlias = Literal["rename", "remove", "add", "kind", "require", "order", "variadic"]


class Edit(NamedTuple):
    """One edit; `key` names the parameter ("" for the order)."""

    tag: Tag
    key: str


ORDER = Edit("order", "")
_NO_PARAMETER = ""


class KeyedSignature(NamedTuple):
    """One of the two signatures, its parameters known by key instead of name."""

    named: dict[str, Parameter]
    slots: list[str]
    only_keyword: list[str]
    var_positional: str
    var_keyword: str


class Edits:
    """The edits between two signatures.

    A kept parameter (renamed or not) and a removed one are known by their old name, an added one
    by its new name after a `+`, which no name can contain.
    """

    def __init__(self, old: Sequence[Parameter], new: Sequence[Parameter]) -> None:
        self.new_names = renames(old, new)
        old_names = {new_name: name for name, new_name in self.new_names.items()}
        kept = {p.name for p in old} - self.new_names.keys()
        self.old = _keyed({p.name: p for p in old})
        self.new = _keyed(
            {old_names.get(p.name, p.name if p.name in kept else f"+{p.name}"): p for p in new}
        )
        self._both = self.old.named.keys() & self.new.named.keys()
        self._settled = set(self.old.slots) & set(self.new.slots)
        self.misplaced = self._first_misplaced()
        self._kinds = self._kind_edits()
        self.all = tuple(self._all())
        keys = {**self.old.named, **self.new.named}
        self._unedited = {key: self._parameter(key, ()) for key in keys}
        # Most parameters have no edit of their own, whichever are active.
        self._edited = {key for edit in self.all for key in self._keys_of(edit)}

    def _all(self) -> Iterable[Edit]:
        """Yield every edit, in the order in which their findings are best read."""
        old, new = self.old.named, self.new.named
        for key in old:
            if key in self.new_names and not self._became_positional_only(key):
                yield Edit("rename", key)
        yield from (Edit("remove", key) for key in old if key not in new)
        yield from (Edit("add", key) for key in new if key not in old)
        yield from dict.fromkeys(self._kinds.values())
        for key in (key for key in old if key in self._both):
            if old[key].default is not None and new[key].default is None:
                yield Edit("require", key)
        if self.misplaced:
            yield ORDER
        if self.old.var_positional and not self.new.var_positional:
            yield Edit("variadic", self.old.var_positional)
        if self.old.var_keyword and not self.new.var_keyword:
            yield Edit("variadic", self.old.var_keyword)

    def _keys_of(self, edit: Edit) -> Iterable[str]:
        """Return the parameters that an edit may change."""
        if edit.tag == "kind":
            return (key for key, kind in self._kinds.items() if kind == edit)
        return (edit.key,)

    def _became_positional_only(self, key: str) -> bool:
        """Return whether it became positional-only, which makes a rename irrelevant."""
        return (
            self.new.named[key].kind is _POSITIONAL_ONLY
            and self.old.named[key].kind is not _POSITIONAL_ONLY
        )

    def _first_misplaced(self) -> str:
        """Return the first parameter that changed places with others; "" if none did.

        The natural place of a parameter that was keyword-only is at the end of the positional
        ones. In any other place it is the one that moved.
        """
        before = [key for key in self.old.slots if key in self._settled]
        after = [key for key in self.new.slots if key in self._settled]
        for old_key, new_key in zip(before, after, strict=True):
            if old_key != new_key:
                return old_key
        late = False
        for key in reversed(self.new.slots):
            if key in self._settled:
                late = True
            elif late and key in self._both:
                return key
        return _NO_PARAMETER

    def _kind_edits(self) -> dict[str, Edit]:
        """Return, for each parameter that changed its kind, the edit that did it.

        A `*` or `/` that is inserted or moved is one edit, named by the first parameter whose kind
        it changes. A parameter that moved behind the `*` by itself is another edit.
        """
        old, new = self.old.named, self.new.named
        changed = [key for key in old if key in self._both and old[key].kind is not new[key].kind]
        edits = {key: Edit("kind", key) for key in changed}
        positional_only = [
            key for key in changed if self._became_positional_only(key) and key in self._settled
        ]
        starred: list[str] = []
        for key in reversed(self.old.slots):
            if key in self._settled:
                break
            if key in edits:
                starred.insert(0, key)
        for group in (positional_only, starred):
            edits.update((key, Edit("kind", group[0])) for key in group)
        return edits

    def applied(self, active: Collection[Edit]) -> Shape:
        """Return the old signature with only the `active` edits made to it."""
        slots = self._slots(active)
        positional, before = set(slots), set(self.old.only_keyword)
        only_keyword = [
            key
            for key in self.old.only_keyword
            if key not in positional and (key in self._both or Edit("remove", key) not in active)
        ]
        only_keyword += [
            key
            for key in self.new.only_keyword
            if key not in before and self._arrival(key) in active
        ]
        return self._shape(slots, only_keyword, active)

    def _arrival(self, key: str) -> Edit:
        """Return the edit that puts a parameter where it is in new, but not in old."""
        return self._kinds[key] if key in self._both else Edit("add", key)

    def _slots(self, active: Collection[Edit]) -> list[str]:
        """Return the positional parameters in order."""
        reordered = ORDER in active
        stays = {
            key
            for key in self.old.slots
            if key in self._settled or self._kinds.get(key, Edit("remove", key)) not in active
        }
        if not reordered:
            slots = [key for key in self.old.slots if key in stays]
        else:
            slots = [key for key in self.new.slots if key in self._settled]
            _insert_after(slots, self.old.slots, stays)
        arrived = {
            key
            for key in self.new.slots
            if key not in self._settled and self._arrival(key) in active
        }
        if not reordered:
            last = [key for key in self.new.slots if key in arrived and key in self._both]
            slots += last
            arrived.difference_update(last)
        if arrived:
            _insert_late(slots, self.new.slots, arrived)
        return slots

    def _shape(
        self, slots: list[str], only_keyword: Sequence[str], active: Collection[Edit]
    ) -> Shape:
        """Return the shape of parameters given by key."""
        slot_of: dict[str, int] = {}
        names: list[str] = []
        positional_only: set[str] = set()
        required: set[str] = set()
        min_positional = last_required = 0
        for index, key in enumerate([*slots, *only_keyword]):
            known = self._unedited[key] if key not in self._edited else None
            name, is_positional_only, is_required = known or self._parameter(key, active)
            positional = index < len(slots)
            slot_of[name] = index if positional else FAR
            if is_required:
                required.add(name)
            if positional:
                names.append(name)
                last_required = index + 1 if is_required else last_required
                if is_positional_only:
                    positional_only.add(name)
                    min_positional = last_required
        rest, others = self.old.var_positional, self.old.var_keyword
        return Shape(
            slots=names,
            slot_of=slot_of,
            positional_only=positional_only,
            required=required,
            var_positional=bool(
                self.new.var_positional or (rest and Edit("variadic", rest) not in active)
            ),
            var_keyword=bool(
                self.new.var_keyword or (others and Edit("variadic", others) not in active)
            ),
            min_positional=min_positional,
            last_required=last_required,
        )

    def _parameter(self, key: str, active: Collection[Edit]) -> tuple[str, bool, bool]:
        """Return name, whether positional-only, whether required."""
        old, new = self.old.named.get(key), self.new.named.get(key)
        if old is None or new is None:
            only = old or new
            assert only is not None
            return only.name, only.kind is _POSITIONAL_ONLY, only.default is None
        changed = self._kinds.get(key) in active
        renamed = changed if self._became_positional_only(key) else Edit("rename", key) in active
        name = new.name if renamed else old.name
        kind = new.kind if changed else old.kind
        required = new.default is None and (old.default is None or Edit("require", key) in active)
        return name, kind is _POSITIONAL_ONLY, required


def _keyed(parameters: dict[str, Parameter]) -> KeyedSignature:
    """Return the parameters sorted by their kinds."""
    named: dict[str, Parameter] = {}
    slots: list[str] = []
    only_keyword: list[str] = []
    var_positional = var_keyword = _NO_PARAMETER
    for key, parameter in parameters.items():
        if parameter.kind is ParameterKind.VAR_POSITIONAL:
            var_positional = parameter.name
            continue
        if parameter.kind is ParameterKind.VAR_KEYWORD:
            var_keyword = parameter.name
            continue
        named[key] = parameter
        (slots if parameter.kind <= _POSITIONAL_OR_KEYWORD else only_keyword).append(key)
    return KeyedSignature(named, slots, only_keyword, var_positional, var_keyword)


def _insert_after(slots: list[str], order: Sequence[str], wanted: Collection[str]) -> None:
    """Insert the wanted keys that are missing, each behind the one before it in `order`."""
    there = set(slots)
    slot_of = 0
    for key in order:
        if key in there:
            slot_of = slots.index(key) + 1
        elif key in wanted:
            slots.insert(slot_of, key)
            slot_of += 1


def _insert_late(slots: list[str], order: Sequence[str], wanted: Collection[str]) -> None:
    """Insert the wanted keys behind all that come before them in `order`, as late as it allows.

    Keys that are not in `order` stay in front: a parameter inserted in their place follows them.
    """
    ordered, there = set(order), set(slots)
    slot_of = 0
    for key in order:
        if key in wanted:
            while slot_of < len(slots) and slots[slot_of] not in ordered:
                slot_of += 1
            slots.insert(slot_of, key)
            slot_of += 1
        elif key in there:
            # It is mostly the next one; where it comes before, the place stays what it is.
            with suppress(ValueError):
                slot_of = slots.index(key, slot_of) + 1
