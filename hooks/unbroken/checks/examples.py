"""The examples of the rules, compared as releases are: what is found, and the code to paste."""

from __future__ import annotations

import re

from unbroken.checks.accessor_bodies import with_accessor_bodies
from unbroken.checks.compare_packages import ComparisonOptions, judge_surfaces
from unbroken.config.config import Config, Settings
from unbroken.loading.loader import with_namespaces
from unbroken.model.definitions import Module
from unbroken.model.finding import Finding
from unbroken.readers.libcst_reader import read_module
from unbroken.readers.stubs import with_stub
from unbroken.rules.base import Break
from unbroken.semantics.surface import Surface

BASELINE = "1.4.0"
"""The release that the old source of an example stands for."""

_NEXT = "1.5.0"
_HEADER = re.compile(r"^# (\S+\.pyi?)$", re.MULTILINE)


def findings_of_example(example: Break) -> list[Finding]:
    """Return what is reported for an example."""
    before = _files_of(example.old)
    old, new = _surface_of(before), _surface_of(_files_of(example.new))
    options = ComparisonOptions(Config(Settings()), old.packages, _NEXT, baseline=BASELINE)
    return with_accessor_bodies(judge_surfaces(old, new, options).findings, before)


def _files_of(source: str) -> dict[str, str]:
    """Split a source at its `# pkg/a.py` lines; one without any is the module `m`."""
    parts = _HEADER.split(source)
    if len(parts) == 1:
        return {"m.py": source}
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def _surface_of(files: dict[str, str]) -> Surface:
    modules: dict[str, Module] = {}
    packages = {path.rpartition(".")[0].split("/")[0] for path in files}
    for path in sorted(files):
        name = path.rpartition(".")[0].removesuffix("/__init__").replace("/", ".")
        is_package = "/__init__." in path
        module = read_module(files[path].encode(), name, path, is_package=is_package)
        modules[name] = with_stub(modules[name], module) if path.endswith(".pyi") else module
    return Surface(with_namespaces(modules, packages), sorted(packages))
