"""Hold the findings of `unbroken diff` against two releases as importing them shows them.

Every error is checked at run time, and every run-time break is looked for among the findings.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, Literal, NamedTuple

from releases.calls import bound, breaking_call, breaks, is_collected, signature_of

Verdict = Literal["true", "false", "unverified"]
Surface = Mapping[str, Any]
"""What `runtime_surface.main` printed of one release."""

_REMOVALS = (
    "function-removed", "class-removed", "method-removed", "attribute-removed", "export-removed",
    "module-removed", "enum-member-removed", "field-removed", "all-name-removed",
)  # fmt: skip
_MADE_MEMBERS = (
    "__parameters__", "__attrs_init__", "__abstractmethods__", "__implemented__", "__providedBy__",
    "__provides__", "__protocol_attrs__", "__orig_bases__", "__readonly_keys__", "__mutable_keys__",
    "__extra_items__", "__closed__", "__members__", "__metaclass__", "__docs_rst__",
    "__ms_name__", "__url__",
)  # fmt: skip
"""Members that `typing`, attrs, abc, zope.interface and other metaclasses make.

No one uses them by name.
"""


_CALLED = ("method", "classmethod", "staticmethod")
_KINDS = {*_CALLED, "property", "class", "attribute", "field", "descriptor"}
_BOTH_CALLED = (("function", "callable"), ("callable", "function"), ("callable", "class"))


_TYPING = ("typing", "typing_extensions")
_OF_CACHES = ("cache_clear", "cache_info", "cache_parameters")
_EXITS = ("__exit__", "__aexit__")
"""Called by `with`, always with three arguments."""
_AT_MEMBERS = (
    "call", "became abstract", "hash lost", "base lost", "comparison lost", "type arguments",
)  # fmt: skip
"""Breaks of a class that may be told at the member that causes them."""


class Break(NamedTuple):
    """A break that a program sees: what kind, at which public path, defined where."""

    kind: str
    path: str
    origin: str
    detail: str = ""
    is_deprecated: bool = False
    """Whether the old release said that something about it was deprecated."""


def verify(finding: Mapping[str, Any], old: Surface, new: Surface) -> Verdict:
    """Return whether a finding is a break at run time."""
    rule, path = finding["rule"], finding["object"]
    before, after = old["probed"].get(path), new["probed"].get(path)
    if before is None or "unknown" in (before["kind"], (after or before)["kind"]):
        return "unverified"  # a module that cannot be imported here, or `__getattr__` decides
    if rule in _REMOVALS:
        if after is None:
            return "true" if _is_importable_around(path, new) else "unverified"
        if rule != "field-removed" or finding.get("witness") is None:
            return "false"  # a field is told of its class, with the call that passes it
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
        if any(breaks(olds[-1], signature, *call) for signature in news):
            return "true"
        collected = any(is_collected(olds[-1], signature, *call) for signature in news)
        return "unverified" if collected else "false"
    old, new = before.get("parameters"), after.get("parameters")
    if old is None or new is None:
        return "unverified"
    olds, news = _signatures(before), _signatures(after)
    if any(bound(signature, *call) is None for signature in olds):
        return "false"
    if any(breaks(olds[0], signature, *call) for signature in news):
        return "true"
    # Only the body shows what becomes of an argument that `*args` takes for a parameter.
    return "unverified" if is_collected(olds[0], news[0], *call) else "false"


def _signatures(side: Surface) -> list[inspect.Signature]:
    """Return what the calls of a function must bind to: its own signature, then the wrapper's."""
    layers = (side.get("parameters"), side.get("wrapper"))
    return [signature_of(parameters) for parameters in layers if parameters is not None]


def _by_rule(rule: str, before: Surface, after: Surface) -> Verdict:
    test = _TESTS.get(rule)
    # Of what users only get instances, importing shows the value and not its class.
    if test is None or _ABOUT_CLASSES.get(rule, "kind") not in before:
        return "unverified"
    if rule == "generator-changed" and before.get("nature") == after.get("nature") == "plain":
        return "unverified"  # it returned a generator that it had made otherwise
    return "true" if test(before, after) else "false"


def _differ(key: str) -> Callable[[Surface, Surface], bool]:
    return lambda before, after: before.get(key) != after.get(key)


def _lost(key: str) -> Callable[[Surface, Surface], bool]:
    return lambda before, after: bool(before.get(key)) and not after.get(key)


def _some_lost(key: str) -> Callable[[Surface, Surface], bool]:
    return lambda before, after: bool(set(before.get(key, ())) - set(after.get(key, ())))


def _some_added(key: str) -> Callable[[Surface, Surface], bool]:
    return lambda before, after: bool(set(after.get(key, ())) - set(before.get(key, ())))


def _kind(surface: Surface) -> tuple[str, bool, bool]:
    """Return what kind of thing something is: of classes, also whether dictionary or enum."""
    bases = surface.get("mro", ())
    return surface["kind"], "builtins.dict" in bases, "enum.Enum" in bases


def _is_readonly(_: Surface, after: Surface) -> bool:
    return after["kind"] == "property" and not after["writable"]


def _lost_accessor(before: Surface, after: Surface) -> bool:
    return _lost("writable")(before, after) or _lost("deletable")(before, after)


def _lost_subscript(before: Surface, after: Surface) -> bool:
    """Return whether a number of type arguments that was accepted no longer is."""
    old, new = before.get("type_arguments"), after.get("type_arguments")
    if old is None or new is None:
        return old is not None
    most = new[1] is not None and (old[1] is None or old[1] > new[1])
    return bool(old[0] < new[0] or most)


_ABOUT_CLASSES: Mapping[str, str] = {
    "base-removed": "mro",
    "frozen-added": "is_frozen",
    "ordering-lost": "compares",
    "abstract-method-added": "abstract",
    "hashability-lost": "hashable",
}
"""The rules about classes, and what is known of a class that they need."""

_TESTS: Mapping[str, Callable[[Surface, Surface], bool]] = {
    "base-removed": _some_lost("mro"),
    "hashability-lost": _lost("hashable"),
    "async-changed": _differ("nature"),
    "generator-changed": _differ("nature"),
    "contextmanager-lost": _differ("nature"),
    "method-became-property": _differ("kind"),
    "property-became-method": _differ("kind"),
    "object-kind-changed": lambda before, after: _kind(before) != _kind(after),
    "binding-changed": _differ("kind"),
    "abstract-method-added": _some_added("abstract"),
    "attribute-became-readonly": _is_readonly,
    "property-accessor-removed": _lost_accessor,
    "frozen-added": lambda before, after: after["is_frozen"] and not before["is_frozen"],
    "ordering-lost": _some_lost("compares"),
    "subscript-lost": _lost_subscript,
    "namedtuple-arity-changed": _differ("length"),
    "enum-value-changed": _differ("value"),
    "typeddict-key-became-required": _some_added("required_keys"),
}


def runtime_breaks(old: Surface, new: Surface) -> Iterator[Break]:
    """Yield the breaks that are seen by importing both releases."""
    failed = set(new["failed"])
    for module in old["modules"]:
        if module not in new["modules"] and not _is_under(module, failed):
            yield Break("module removed", module, module)
    for module in old["loaded"]:
        if module in new["modules"] and module not in new["loaded"]:
            yield Break("submodule attribute", module, module)
    yield from _star_breaks(old, new)
    for path, before in old["names"].items():
        around = path.rpartition(".")[0]
        origin = before.get("origin") or path
        is_around = around in new["modules"] or around in new["names"]
        if not is_around or _root(origin) != _root(path):
            continue
        after = new["names"].get(path) or new["probed"].get(path)
        broken = (
            _changed(path, origin, before, after)
            if after is not None
            else [Break("name removed", path, origin)]
        )
        for found in broken:
            if found.kind == "base lost" and not _is_missed(found.detail, after, old, new):
                continue
            yield found._replace(
                is_deprecated=found.is_deprecated or before.get("is_deprecated", False)
            )


def _is_missed(base: str, after: Surface | None, old: Surface, new: Surface) -> bool:
    """Return whether users know a base that a class lost, and its name is that of another class.

    They know no base of a private module, unless a public name leads to it.
    """
    paths = [path for path, found in old["names"].items() if found.get("origin") == base]
    is_own = _root(base) in {_root(module) for module in old["modules"]}
    if is_own and not paths and any(part.startswith("_") for part in base.split(".")):
        return False
    now = (new["names"].get(path) or new["probed"].get(path) or {} for path in paths)
    origins = {found.get("origin") for found in now} - {None}
    return after is None or origins.isdisjoint(after["mro"])


def _star_breaks(old: Surface, new: Surface) -> Iterator[Break]:
    """Yield the names that left `__all__`, and that can still be imported by name."""
    for module, exported in old["exported"].items():
        kept = new["exported"].get(module)
        for name in exported or () if kept is not None else ():
            path = f"{module}.{name}"
            if name not in (kept or ()) and path in old["names"] and new["probed"].get(path):
                yield Break("star import", path, old["names"][path].get("origin") or path)


def _inherits(surface: Surface, base: str) -> bool:
    """Return whether a class inherits from another one, wherever in its distribution that is now.

    A class may be moved, or say that it is defined elsewhere (`cls.__module__ = ...`); those of
    `typing_extensions` are those of `typing`.
    """
    name, root = base.rpartition(".")[2], _root(base)
    roots = _TYPING if root in _TYPING else (root,)
    return any(
        other.rpartition(".")[2] == name and _root(other) in roots for other in surface["mro"]
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
    kinds = before["kind"], after["kind"]
    if kinds[0] != kinds[1] and kinds not in _BOTH_CALLED:
        if before["kind"] != "value":
            yield Break(f"{before['kind']} became {after['kind']}", path, origin)
        return
    for old, new in constructor_pairs(before, after):
        yield from _call_breaks("call", path, origin, {"parameters": old}, {"parameters": new})
    if before["kind"] != "class":
        yield from _call_breaks("call", path, origin, before, after)
        for name in _names_lost("attributes", before, after):
            # Of other objects, an attribute is told of their class.
            if before["kind"] == "function" or name in _OF_CACHES:
                yield Break("function attribute lost", f"{path}.{name}", origin)
    if _returns_something_else(before, after):
        yield Break(f"{before.get('nature')} became {after.get('nature')}", path, origin)
    if before["kind"] == "class":
        yield from _class_breaks(path, origin, before, after)


def _names_lost(key: str, before: Surface, after: Surface) -> list[str]:
    return [name for name in before.get(key) or () if name not in (after.get(key) or ())]


def constructor_pairs(before: Surface, after: Surface) -> Iterator[tuple[Any, Any]]:
    """Yield the constructors of two versions of a class side by side, as far as they are known."""
    old, new = before.get("constructors"), after.get("constructors")
    if old is not None and new is not None:
        if len(old) <= 1:
            yield from (((old or [[]])[0], parameters) for parameters in new or [[]])
    elif before["kind"] == "class":
        yield before.get("parameters"), after.get("parameters")


def _returns_something_else(before: Surface, after: Surface) -> bool:
    """Return whether a call returns something else for certain.

    A plain function may return a generator or context manager that it made elsewhere: then nothing
    changed. Under another wrapper, a context manager looks like the generator in it.
    """
    old, new = before.get("nature"), after.get("nature")
    if old is None or ({old, new} == {"context manager", "generator"} and "wrapper" in after):
        return False
    if "context manager" in (old, new) and "plain" in (old, new):
        return False
    return old != new and not (old == "plain" and new != "coroutine") and new is not None


def _call_breaks(
    what: str, path: str, origin: str, before: Surface, after: Surface
) -> Iterator[Break]:
    old, new = before.get("parameters"), after.get("parameters")
    if old is None or new is None or old == new:
        return
    name = path.rpartition(".")[2]
    if name in _EXITS:
        exit_call: tuple[int, tuple[str, ...]] = (3, ())
        taken = [bound(signature_of(side), *exit_call) is not None for side in (old, new)]
        call = exit_call if taken == [True, False] else None
    else:
        is_dunder = name.startswith("__") and name.endswith("__")
        by_language = is_dunder and name not in ("__call__", "__init_subclass__")
        calls = (
            breaking_call(old, layer, special=name if by_language else "")
            for layer in (new, after.get("wrapper"))
            if layer is not None and layer != before.get("wrapper")
        )
        call = next((found for found in calls if found is not None), None)
    if call is not None and all(bound(side, *call) is not None for side in _signatures(before)):
        yield Break(what, path, origin, f"{call[0]} positional, {', '.join(call[1])}")


def _class_breaks(path: str, origin: str, before: Surface, after: Surface) -> Iterator[Break]:
    if before["bases"] != after["bases"] or _own_bases(before) != _own_bases(after):
        for base in before["mro"]:
            is_private = base.rpartition(".")[2].startswith("_")
            is_kept = base in (origin, "typing.Generic", "abc.ABC") or _inherits(after, base)
            if not is_kept and not is_private:
                yield Break("base lost", path, origin, base)
    if before["hashable"] and not after["hashable"]:
        yield Break("hash lost", path, origin)
    if not before["abstract"] and after["abstract"]:
        yield Break("became abstract", path, origin)
    if after["is_frozen"] and not before["is_frozen"]:
        yield Break("became frozen", path, origin, " ".join(map(str, before["mro"])))
    if _names_lost("compares", before, after):
        yield Break("comparison lost", path, origin)
    if _lost_subscript(before, after):
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
        if name in _MADE_MEMBERS or _root(inner) != _root(origin):
            continue  # what another distribution defines may differ between two environments
        for found in _member_breaks(f"{path}.{name}", inner, member, after):
            yield found._replace(is_deprecated=member.get("is_deprecated", False))


def _member_breaks(path: str, inner: str, member: Surface, after: Surface) -> Iterator[Break]:
    name = path.rpartition(".")[2]
    now = after["members"].get(name)
    if now is None:
        kept = name in after["instance"] and member["kind"] in ("attribute", "property")
        if not (kept and member["kind"] == "property"):
            yield Break("class attribute" if kept else "member removed", path, inner)
    elif _is_used_otherwise(member, now):
        yield Break(f"{member['kind']} became {now['kind']}", path, inner)
    elif member["kind"] == now["kind"] == "property" and _lost_accessor(member, now):
        yield Break("accessor removed", path, inner)
    else:
        yield from _call_breaks("method call", path, inner, member, now)
        if _returns_something_else(member, now):
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


def with_origins(told: set[str], old: Surface) -> set[str]:
    """Return the told paths, and those of the definitions that they lead to."""
    origins = set()
    for path in told:
        rest, around = "", path
        while around and not old["names"].get(around, {}).get("origin"):
            around, _, name = around.rpartition(".")
            rest = f".{name}{rest}"
        if around:
            origins.add(f"{old['names'][around]['origin']}{rest}")
    return told | origins


def told_paths(findings: Iterable[Mapping[str, Any]], new: Surface) -> set[str]:
    """Return the paths of which findings tell.

    What is said of a module that is still there, such as that its distribution needs a newer
    Python, tells nothing of what is in it.
    """
    modules = set(new["modules"])
    return {
        path
        for finding in findings
        for path in (finding["object"], *finding["affects"])
        if path not in modules
    }


def submodules_told(findings: Iterable[Mapping[str, Any]]) -> set[str]:
    """Return the modules of which findings tell that their packages no longer import them."""
    return {
        name
        for finding in findings
        if finding["rule"] == "submodule-attribute-lost"
        for name in re.findall(r"'([\w.]+)'", finding["message"])
    }


def is_told(found: Break, told: set[str], unloaded: Collection[str] = ()) -> bool:
    """Return whether a finding names the broken object, what is around it, or its definition.

    `unloaded` are the modules that `submodules_told` returns.
    """
    if found.kind == "submodule attribute" and found.path in unloaded:
        return True
    # The removal of a base class says that nothing inherits from it any more, and what is frozen
    # is told of the outermost class.
    bases = found.detail.split() if found.kind in ("base lost", "became frozen") else ()
    for path in (found.path, found.origin, *bases):
        parts = path.split(".")
        if any(".".join(parts[:count]) in told for count in range(len(parts), 0, -1)):
            return True
    # A class break may be told at the member that carries it.
    return found.kind in _AT_MEMBERS and any(
        path.startswith((f"{found.path}.", f"{found.origin}.")) for path in told
    )
