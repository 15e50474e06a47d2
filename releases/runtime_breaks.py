"""Find the breaks that importing two releases shows."""

from __future__ import annotations

from collections.abc import Iterator

from releases.breaks import Break
from releases.call_breaks import call_breaks, constructor_pairs
from releases.class_breaks import class_breaks
from releases.returned import returns_something_else
from releases.surfaces import Surface, is_under, names_lost, root_of

_BOTH_CALLED = (("function", "callable"), ("callable", "function"), ("callable", "class"))

_OF_CACHES = ("cache_clear", "cache_info", "cache_parameters")


def runtime_breaks(old: Surface, new: Surface) -> Iterator[Break]:
    """Yield the breaks that are seen by importing both releases."""
    failed = set(new["failed"])
    for module in old["modules"]:
        if module not in new["modules"] and not is_under(module, failed):
            yield Break("module removed", module, module)
    for module in old["loaded"]:
        if module in new["modules"] and module not in new["loaded"]:
            yield Break("submodule attribute", module, module)
    yield from _star_breaks(old, new)
    for path, before in old["names"].items():
        around = path.rpartition(".")[0]
        origin = before.get("origin") or path
        is_around = around in new["modules"] or around in new["names"]
        if not is_around or root_of(origin) != root_of(path) or _is_of_test(origin):
            continue
        if not path.rpartition(".")[2].isidentifier():
            continue  # it was set in the namespace of the module, where only code finds it
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


def _is_of_test(origin: str) -> bool:
    """Return whether something is defined in a module of tests, which are no public API."""
    return any(part.startswith("test_") for part in origin.split(".")[:-1])


def _is_missed(base: str, after: Surface | None, old: Surface, new: Surface) -> bool:
    """Return whether users know a base that a class lost, and its name is that of another class.

    They know no base of a private module, unless a public name leads to it.
    """
    paths = [path for path, found in old["names"].items() if found.get("origin") == base]
    is_own = root_of(base) in {root_of(module) for module in old["modules"]}
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


def _changed(path: str, origin: str, before: Surface, after: Surface) -> Iterator[Break]:
    kinds = before["kind"], after["kind"]
    if kinds[0] != kinds[1] and kinds not in _BOTH_CALLED:
        if before["kind"] != "value":
            yield Break(f"{before['kind']} became {after['kind']}", path, origin)
        return
    for old, new in constructor_pairs(before, after):
        yield from call_breaks("call", path, origin, {"parameters": old}, {"parameters": new})
    if before["kind"] != "class":
        yield from call_breaks("call", path, origin, before, after)
        for name in names_lost("attributes", before, after):
            # Of other objects, an attribute is told of their class.
            if before["kind"] == "function" or name in _OF_CACHES:
                yield Break("function attribute lost", f"{path}.{name}", origin)
    if returns_something_else(before, after):
        yield Break(f"{before.get('nature')} became {after.get('nature')}", path, origin)
    if before["kind"] == "class":
        yield from class_breaks(path, origin, before, after)
