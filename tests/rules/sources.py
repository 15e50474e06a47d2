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
from unbroken.rules.run_rules import findings_of
from unbroken.semantics.surface import Surface

Reader = Callable[..., Module]
Files = dict[str, str]

_HEADER = re.compile(r"^# (\S+\.py)$", re.MULTILINE)


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
    """Read files into a surface; the folder or file at the top is the package."""
    modules = {}
    packages = {path.removesuffix(".py").split("/")[0] for path in files}
    for path, text in files.items():
        is_package = path.endswith("__init__.py")
        name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        modules[name] = reader(text.encode(), name, path, is_package=is_package)
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
