"""Check at run time whether a finding of `unbroken diff` is a break."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

from releases.calls import bound, breaks, is_collected, signature_of
from releases.layers import accepts, breaks_call
from releases.returned import PLAIN
from releases.surfaces import Surface, lost, lost_accessor, lost_subscript

Verdict = Literal["true", "false", "unverified"]

_REMOVALS = (
    "function-removed", "class-removed", "method-removed", "attribute-removed", "export-removed",
    "module-removed", "enum-member-removed", "field-removed", "all-name-removed",
)  # fmt: skip


def verify(finding: Mapping[str, Any], old: Surface, new: Surface) -> Verdict:
    """Return whether a finding is a break at run time."""
    rule, path = finding["rule"], finding["object"]
    before, after = old["probed"].get(path), new["probed"].get(path)
    if before is None or "unknown" in (before["kind"], (after or before)["kind"]):
        return "unverified"  # a module that cannot be imported here, or `__getattr__` decides
    if rule == "module-removed" and after is not None and after["kind"] != before["kind"]:
        return "true"  # Something else has its name.
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
    if not accepts(before, *call):
        return "false"
    is_broken = breaks_call(before, after, *call)
    if is_broken is None:
        return "unverified"
    return "true" if is_broken else "false"


def _by_rule(rule: str, before: Surface, after: Surface) -> Verdict:
    test = _TESTS.get(rule)
    # Of what users only get instances, importing shows the value and not its class.
    if test is None or _ABOUT_CLASSES.get(rule, "kind") not in before:
        return "unverified"
    if rule in _OF_CALLS and before.get("nature") is None:
        return "unverified"  # Importing does not show what a property returns.
    if rule == "hashability-lost" and any(base.startswith("msgspec.") for base in after["mro"]):
        return "unverified"  # Its `__hash__` raises for instances that are not frozen.
    if rule == "generator-changed" and before.get("nature") in PLAIN and after["nature"] in PLAIN:
        return "unverified"  # it returned a generator that it had made otherwise
    if rule in ("generator-changed", "async-changed") and after.get("nature") == "iterator":
        return "unverified"  # it may return one
    return "true" if test(before, after) else "false"


def _differ(key: str) -> Callable[[Surface, Surface], bool]:
    return lambda before, after: before.get(key) != after.get(key)


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


_OF_CALLS = ("generator-changed", "async-changed", "contextmanager-lost")
"""The rules about what a call returns."""

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
    "hashability-lost": lost("hashable"),
    "async-changed": _differ("nature"),
    "generator-changed": _differ("nature"),
    "contextmanager-lost": _differ("nature"),
    "method-became-property": _differ("kind"),
    "property-became-method": _differ("kind"),
    "object-kind-changed": lambda before, after: _kind(before) != _kind(after),
    "binding-changed": _differ("kind"),
    "abstract-method-added": _some_added("abstract"),
    "attribute-became-readonly": _is_readonly,
    "property-accessor-removed": lost_accessor,
    "frozen-added": lambda before, after: after["is_frozen"] and not before["is_frozen"],
    "ordering-lost": _some_lost("compares"),
    "subscript-lost": lost_subscript,
    "namedtuple-arity-changed": _differ("length"),
    "enum-value-changed": _differ("value"),
    "typeddict-key-became-required": _some_added("required_keys"),
}


def _is_importable_around(path: str, surface: Surface) -> bool:
    """Return whether the nearest module around a path could be imported, or is not there."""
    return not any(path == name or path.startswith(f"{name}.") for name in surface["failed"])
