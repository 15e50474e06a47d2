"""The examples of the rules as surfaces: which files a source stands for, and what is found."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from unbroken.compare.pair import Pair
from unbroken.compare.pairs import find_pairs
from unbroken.loading.loader import with_namespaces
from unbroken.model.crash import Crash
from unbroken.model.definitions import Module
from unbroken.model.finding import Finding
from unbroken.readers.stubs import with_stub
from unbroken.rules.run_rules import findings_of
from unbroken.semantics.surface import Surface

Reader = Callable[..., Module]
Files = dict[str, str]

_HEADER = re.compile(r"^# (\S+\.pyi?)$", re.MULTILINE)


def files_of(source: str) -> Files:
    """Split a source at its `# pkg/a.py` lines; one without any is the module `m`."""
    parts = _HEADER.split(source)
    if len(parts) == 1:
        return {"m.py": source}
    return {
        path: text.strip("\n") + "\n" for path, text in zip(parts[1::2], parts[2::2], strict=True)
    }


def is_one_file(*sources: str) -> bool:
    """Return whether none of some sources has `# pkg/a.py` lines."""
    return not any(_HEADER.search(source) for source in sources)


def surface_of(files: Files, reader: Reader) -> Surface:
    """Read files into a surface; the folder or file at the top is the package.

    A stub is beside its source.
    """
    modules = {}
    packages = {path.rpartition(".")[0].split("/")[0] for path in files}
    for path in sorted(files):
        is_package = "/__init__." in path
        name = path.rpartition(".")[0].removesuffix("/__init__").replace("/", ".")
        module = reader(files[path].encode(), name, path, is_package=is_package)
        modules[name] = with_stub(modules[name], module) if path.endswith(".pyi") else module
    return Surface(with_namespaces(modules, packages), sorted(packages))


def found_in(old: Files, new: Files, reader: Reader) -> list[Finding]:
    """Return what all rules find between two versions, whatever their levels."""
    pairs = find_pairs(surface_of(old, reader), surface_of(new, reader))
    return rule_findings(pairs)


def rule_findings(pairs: Iterable[Pair]) -> list[Finding]:
    """Return what all rules find; none of them may crash."""
    crashes: list[Crash] = []
    findings = list(findings_of(pairs, crashes))
    assert crashes == []
    return findings
