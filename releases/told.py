"""Look for the breaks of the run time among the findings of `unbroken diff`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from releases.breaks import Break
from releases.surfaces import Surface

_AT_MEMBERS = (
    "call", "became abstract", "hash lost", "base lost", "comparison lost", "type arguments",
)  # fmt: skip
"""Breaks of a class that may be told at the member that causes them."""
_AT_BASES = ("base lost", "became frozen", "became abstract", "hash lost")
"""Breaks of a class that may be told at the base that causes them."""
_LEAVING = {"__exit__": "__enter__", "__aexit__": "__aenter__"}
"""Methods that only have a use together with another one, of which findings tell."""


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


def told_of_subclasses(findings: Iterable[Mapping[str, Any]], old: Surface) -> set[str]:
    """Return what subclasses lost together with a base class of theirs, as findings tell of that.

    These are the paths of members, and for a base that is gone the path of the class and that of
    the base, or its name, with a space between them.
    """
    lost = {
        old["names"].get(finding["object"], {}).get("origin") or finding["object"]: finding
        for finding in findings
        if finding["rule"] == "base-removed"
    }
    told = set()
    for path, found in old["names"].items():
        for base in found["mro"][1:] if found["kind"] == "class" and lost else ():
            for name in re.findall(r"'([\w.]+)'", lost[base]["message"]) if base in lost else ():
                told |= {f"{path}.{name}", f"{path} {name}"}
    return told


def modules_told(findings: Iterable[Mapping[str, Any]]) -> set[str]:
    """Return the modules that packages no longer import, or list in `__all__`, as findings tell.

    That says nothing of what is in them.
    """
    told = set()
    for finding in findings:
        if finding["rule"] == "submodule-attribute-lost":
            told |= {*re.findall(r"'([\w.]+)'", finding["message"])}
        if finding["rule"] == "all-name-removed":
            told.add(finding["object"])
    return told


def is_told(
    found: Break,
    told: set[str],
    unloaded: Collection[str] = (),
    of_subclasses: Collection[str] = (),
) -> bool:
    """Return whether a finding names the broken object, what is around it, or its definition.

    `unloaded` are the modules that `modules_told` returns, `of_subclasses` is what
    `told_of_subclasses` does.
    """
    if found.kind in ("submodule attribute", "star import") and found.path in unloaded:
        return True
    lost = [f"{found.path} {base}" for base in (found.detail, found.detail.rpartition(".")[2])]
    if any(
        entry in of_subclasses for entry in (lost if found.kind == "base lost" else [found.path])
    ):
        return True
    # The removal of a base class says that nothing inherits from it any more. What is frozen, or
    # abstract, is told of the outermost class.
    bases = found.detail.split() if found.kind in _AT_BASES else ()
    around, _, name = found.path.rpartition(".")
    together = (f"{around}.{_LEAVING[name]}",) if name in _LEAVING else ()
    for path in (found.path, found.origin, *together, *bases):
        parts = path.split(".")
        if any(".".join(parts[:count]) in told for count in range(len(parts), 0, -1)):
            return True
    # A class break may be told at the member that carries it.
    return found.kind in _AT_MEMBERS and any(
        path.startswith((f"{found.path}.", f"{found.origin}.")) for path in told
    )
