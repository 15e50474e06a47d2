"""Find what a class lost from one release to the next, besides its constructor."""

from __future__ import annotations

from collections.abc import Iterator

from releases.breaks import Break
from releases.call_breaks import call_breaks
from releases.returned import returns_something_else
from releases.surfaces import Surface, lost_accessor, lost_subscript, names_lost, root_of

_MADE_MEMBERS = (
    "__parameters__", "__attrs_init__", "__abstractmethods__", "__implemented__", "__providedBy__",
    "__provides__", "__protocol_attrs__", "__orig_bases__", "__readonly_keys__", "__mutable_keys__",
    "__extra_items__", "__closed__", "__members__", "__metaclass__", "__docs_rst__",
    "__ms_name__", "__url__", "__signature__",
)  # fmt: skip
"""Members that `typing`, attrs, abc, zope.interface and other metaclasses make.

No one uses them by name.
"""

_COPYING = (
    "__copy__", "__deepcopy__", "__reduce__", "__reduce_ex__", "__getstate__", "__setstate__",
    "__getnewargs__", "__getnewargs_ex__",
)  # fmt: skip
"""Members that only `copy` and `pickle` call, which do without them."""

_CALLED = ("method", "classmethod", "staticmethod")

_KINDS = {*_CALLED, "property", "class", "attribute", "field", "descriptor"}

_TYPING = ("typing", "typing_extensions")


def class_breaks(path: str, origin: str, before: Surface, after: Surface) -> Iterator[Break]:
    """Yield what users of a class can no longer do with it, or with what inherits from it."""
    if before["bases"] != after["bases"] or _own_bases(before) != _own_bases(after):
        for base in before["mro"]:
            # What `Base[int]` makes when it is inherited from has no name: `Base` counts.
            name = base.rpartition(".")[2]
            is_private = not name.isidentifier() or name.startswith("_")
            is_kept = base in (origin, "typing.Generic", "abc.ABC") or _inherits(after, base)
            if not is_kept and not is_private:
                yield Break("base lost", path, origin, base)
    if before["hashable"] and not after["hashable"]:
        yield Break("hash lost", path, origin, " ".join(map(str, after["mro"])))
    if not before["abstract"] and after["abstract"]:
        yield Break("became abstract", path, origin, " ".join(map(str, after["mro"])))
    if after["is_frozen"] and not before["is_frozen"]:
        yield Break("became frozen", path, origin, " ".join(map(str, before["mro"])))
    if names_lost("compares", before, after):
        yield Break("comparison lost", path, origin)
    if lost_subscript(before, after):
        yield Break("type arguments", path, origin)
    if before["length"] is not None and after["length"] not in (None, before["length"]):
        yield Break("length of tuple", path, origin)
    keys = {*after["required_keys"], *after["optional_keys"]}
    for name in (*before["required_keys"], *before["optional_keys"]):
        if name not in keys:
            yield Break("key removed", f"{path}.{name}", f"{origin}.{name}")
    for name in before["optional_keys"]:
        if name in after["required_keys"]:
            yield Break("key became required", f"{path}.{name}", f"{origin}.{name}")
    for name, definer in before["instance"].items():
        kept = {*after["instance"], *after["members"], *after["also_set"]}
        if not (after["is_open"] or name in kept):
            yield Break("instance attribute", f"{path}.{name}", f"{definer}.{name}")
    for name, value in before.get("values", {}).items():
        if name in after.get("values", {}) and after["values"][name] != value:
            yield Break("enum value", f"{path}.{name}", f"{origin}.{name}")
    for name, member in before["members"].items():
        inner = f"{member.get('definer') or origin}.{name}"
        if name in _MADE_MEMBERS or root_of(inner) != root_of(origin):
            continue  # what another distribution defines may differ between two environments
        for found in _member_breaks(f"{path}.{name}", inner, member, after):
            yield found._replace(is_deprecated=member.get("is_deprecated", False))


def _inherits(surface: Surface, base: str) -> bool:
    """Return whether a class inherits from another one, wherever in its distribution that is now.

    A class may be moved, or say that it is defined elsewhere (`cls.__module__ = ...`); those of
    `typing_extensions` are those of `typing`.
    """
    name, root = base.rpartition(".")[2], root_of(base)
    roots = _TYPING if root in _TYPING else (root,)
    return any(
        other.rpartition(".")[2] == name and root_of(other) in roots for other in surface["mro"]
    )


def _own_bases(surface: Surface) -> list[str]:
    """Return the classes that a class inherits from and that its own distribution defines."""
    root = root_of(surface["origin"] or "")
    return [base for base in surface["mro"][1:] if root_of(base) == root]


def _member_breaks(path: str, inner: str, member: Surface, after: Surface) -> Iterator[Break]:
    name = path.rpartition(".")[2]
    now = after["members"].get(name)
    if now is None and name in _COPYING:
        return
    if now is None:
        kept = name in after["instance"] and member["kind"] in ("attribute", "property")
        if not (kept and member["kind"] == "property"):
            yield Break("class attribute" if kept else "member removed", path, inner)
    elif _is_used_otherwise(member, now):
        yield Break(f"{member['kind']} became {now['kind']}", path, inner)
    elif member["kind"] == now["kind"] == "property" and lost_accessor(member, now):
        yield Break("accessor removed", path, inner)
    else:
        yield from call_breaks("method call", path, inner, member, now)
        if returns_something_else(member, now):
            yield Break("nature of method", path, inner)


def _is_used_otherwise(before: Surface, after: Surface) -> bool:
    """Return whether a member is of another kind, so that what users write with it fails."""
    old, new = before["kind"], after["kind"]
    if old == new or "descriptor" in (old, new):
        return False
    if {old, new} - _KINDS:
        return False  # a callable of another kind: one that is compiled, for example
    if new == "property":
        return old in _CALLED or not after["writable"]
    if new in _CALLED:
        on_class = ("staticmethod", "classmethod")
        return old not in _CALLED or (old in on_class and new == "method")
    return old in _CALLED and new in ("attribute", "field")
