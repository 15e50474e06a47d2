"""Hold the findings of `unbroken diff` against two releases as importing them shows them.

Every error is checked at run time, and every run-time break is looked for among the findings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

from releases.calls import bound, breaking_call, breaks, signature_of

Verdict = Literal["true", "false", "unverified"]
Surface = Mapping[str, Any]
"""What `runtime_surface.main` printed of one release."""

_REMOVALS = (
    "function-removed", "class-removed", "method-removed", "attribute-removed", "export-removed",
    "module-removed", "enum-member-removed", "field-removed", "all-name-removed",
)  # fmt: skip
_MADE_MEMBERS = (
    "__parameters__", "__attrs_init__", "__abstractmethods__", "__implemented__", "__providedBy__",
    "__provides__",
)  # fmt: skip
"""Members that `typing`, attrs, abc and zope.interface make: no one uses them by name."""


class Break(NamedTuple):
    """A break that a program sees: what kind, at which public path, defined where."""

    kind: str
    path: str
    origin: str
    detail: str = ""


def verify(finding: Mapping[str, Any], old: Surface, new: Surface) -> Verdict:
    """Return whether a finding is a break at run time."""
    rule, path = finding["rule"], finding["object"]
    before, after = old["probed"].get(path), new["probed"].get(path)
    if before is None:
        return "unverified"  # an instance attribute, or a module that cannot be imported here
    if rule in _REMOVALS:
        if after is None:
            return "true" if _is_importable_around(path, new) else "unverified"
        return "false"
    if after is None:
        return "true"
    witness = finding.get("witness")
    if witness is not None and rule != "binding-changed":
        return _replay(witness, before, after)
    return _by_rule(rule, before, after)


def _is_importable_around(path: str, surface: Surface) -> bool:
    """Return whether the nearest module around a path could be imported, or is not there."""
    return not any(path == name or path.startswith(f"{name}.") for name in surface["failed"])


def _replay(witness: Mapping[str, Any], before: Surface, after: Surface) -> Verdict:
    call = witness["positional"], tuple(witness["keywords"])
    if before.get("constructors") and after.get("constructors"):
        olds, news = (
            [signature_of(parameters) for parameters in side["constructors"]]
            for side in (before, after)
        )
        if any(bound(signature, *call) is None for signature in olds):
            return "false"
        return "true" if any(breaks(olds[-1], signature, *call) for signature in news) else "false"
    old, new = before.get("parameters"), after.get("parameters")
    if old is None or new is None:
        return "unverified"
    return "true" if breaks(signature_of(old), signature_of(new), *call) else "false"


def _by_rule(rule: str, before: Surface, after: Surface) -> Verdict:
    if rule == "base-removed":
        lost = [base for base in before.get("mro", ()) if base not in after.get("mro", ())]
        return "true" if lost else "false"
    if rule == "hashability-lost":
        return "true" if before.get("hashable") and not after.get("hashable") else "false"
    if rule in ("async-changed", "generator-changed", "contextmanager-lost"):
        return "true" if before.get("nature") != after.get("nature") else "false"
    if rule in ("method-became-property", "property-became-method", "object-kind-changed"):
        return "true" if before.get("kind") != after.get("kind") else "false"
    if rule == "binding-changed":
        return "true" if before.get("kind") != after.get("kind") else "false"
    if rule == "abstract-method-added":
        added = set(after.get("abstract", ())) - set(before.get("abstract", ()))
        return "true" if added else "false"
    if rule == "enum-value-changed":
        return "unverified"
    return "unverified"


def runtime_breaks(old: Surface, new: Surface) -> Iterator[Break]:
    """Yield the breaks that are seen by importing both releases."""
    failed = set(new["failed"])
    for module in old["modules"]:
        if module not in new["modules"] and not _is_under(module, failed):
            yield Break("module removed", module, module)
    for path, before in old["names"].items():
        module = path.rpartition(".")[0]
        if module not in new["modules"]:
            continue
        origin = before.get("origin") or path
        if _root(origin) != _root(path):
            continue
        after = new["names"].get(path) or new["probed"].get(path)
        if after is None:
            yield Break("name removed", path, origin)
        else:
            yield from _changed(path, origin, before, after)


def _inherits(surface: Surface, base: str) -> bool:
    """Return whether a class inherits from another one, wherever in its distribution that is now.

    A class may be moved, or say that it is defined elsewhere (`cls.__module__ = ...`).
    """
    name, root = base.rpartition(".")[2], _root(base)
    return any(
        other.rpartition(".")[2] == name and _root(other) == root for other in surface["mro"]
    )


def _root(path: str) -> str:
    return path.partition(".")[0]


def _own_bases(surface: Surface) -> list[str]:
    """Return the classes that a class inherits from and that its own distribution defines."""
    root = _root(surface["origin"] or "")
    return [base for base in surface["mro"][1:] if _root(base) == root]


def _is_under(module: str, failed: set[str]) -> bool:
    return any(module == name or module.startswith(f"{name}.") for name in failed)


def _changed(path: str, origin: str, before: Surface, after: Surface) -> Iterator[Break]:
    if before["kind"] != after["kind"]:
        if before["kind"] in ("class", "function", "module"):
            yield Break(f"{before['kind']} became {after['kind']}", path, origin)
        return
    for old, new in constructor_pairs(before, after):
        yield from _call_breaks("call", path, origin, {"parameters": old}, {"parameters": new})
    if before["kind"] != "class":
        yield from _call_breaks("call", path, origin, before, after)
    if _returns_something_else(before, after):
        yield Break(f"{before.get('nature')} became {after.get('nature')}", path, origin)
    if before["kind"] == "class":
        yield from _class_breaks(path, origin, before, after)


def constructor_pairs(before: Surface, after: Surface) -> Iterator[tuple[Any, Any]]:
    """Yield the constructors of two versions of a class side by side, as far as they are known."""
    old, new = before.get("constructors"), after.get("constructors")
    if old is not None and new is not None:
        if len(old) <= 1 and len(new) <= 1:
            yield (old or [[]])[0], (new or [[]])[0]
    elif before["kind"] == "class":
        yield before.get("parameters"), after.get("parameters")


def _returns_something_else(before: Surface, after: Surface) -> bool:
    """Return whether a call returns something else for certain.

    A plain function may return a generator that it made elsewhere: then nothing changed.
    """
    old, new = before.get("nature"), after.get("nature")
    return old != new and not (old == "plain" and new != "coroutine") and new is not None


def _call_breaks(
    what: str, path: str, origin: str, before: Surface, after: Surface
) -> Iterator[Break]:
    old, new = before.get("parameters"), after.get("parameters")
    if old is None or new is None or old == new:
        return
    call = breaking_call(old, new)
    if call is not None:
        yield Break(what, path, origin, f"{call[0]} positional, {', '.join(call[1])}")


def _class_breaks(path: str, origin: str, before: Surface, after: Surface) -> Iterator[Break]:
    if before["bases"] != after["bases"] or _own_bases(before) != _own_bases(after):
        for base in before["mro"]:
            is_private = base.rpartition(".")[2].startswith("_")
            is_kept = base in (origin, "typing.Generic") or _inherits(after, base)
            if not is_kept and not is_private:
                yield Break("base lost", path, origin, base)
    if before["hashable"] and not after["hashable"]:
        yield Break("hash lost", path, origin)
    if not before["abstract"] and after["abstract"]:
        yield Break("became abstract", path, origin)
    for name, value in before.get("values", {}).items():
        if name in after.get("values", {}) and after["values"][name] != value:
            yield Break("enum value", f"{path}.{name}", origin)
    for name, member in before["members"].items():
        inner = f"{member.get('definer') or origin}.{name}"
        if name in _MADE_MEMBERS or _root(inner) != _root(origin):
            continue  # what another distribution defines may differ between two environments
        now = after["members"].get(name)
        if now is None:
            yield Break("member removed", f"{path}.{name}", inner)
            continue
        if {member["kind"], now["kind"]} & {"property"} and member["kind"] != now["kind"]:
            yield Break(f"{member['kind']} became {now['kind']}", f"{path}.{name}", inner)
        elif member["kind"] == "property" and member.get("writable") and not now.get("writable"):
            yield Break("setter removed", f"{path}.{name}", inner)
        else:
            yield from _call_breaks("method call", f"{path}.{name}", inner, member, now)
            if _returns_something_else(member, now):
                yield Break("nature of method", f"{path}.{name}", inner)


def is_told(found: Break, told: set[str]) -> bool:
    """Return whether a finding names the broken object, what is around it, or its definition."""
    # The removal of a base class says that nothing inherits from it any more.
    lost_base = (found.detail,) if found.kind == "base lost" else ()
    for path in (found.path, found.origin, *lost_base):
        parts = path.split(".")
        if any(".".join(parts[:count]) in told for count in range(len(parts), 0, -1)):
            return True
    # A class break may be told at the member that carries it.
    return found.kind in ("call", "became abstract", "hash lost", "base lost") and any(
        path.startswith((f"{found.path}.", f"{found.origin}.")) for path in told
    )
