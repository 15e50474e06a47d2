"""Importing a package no longer imports one of its modules: `import pkg; pkg.module` fails.

Import the module in the package's `__init__.py` as before.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.pair import Pair
from unbroken.model.definitions import Import, Module
from unbroken.model.finding import Finding
from unbroken.model.identifiers import is_private
from unbroken.rules.base import Break, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.code_text import code_at
from unbroken.rules.findings.removal_code import import_line
from unbroken.rules.findings.words import listed
from unbroken.semantics.surface import Surface

_A = "# pkg/a.py\ndef f(): ...\n"

BREAKS = (
    Break("# pkg/__init__.py\nfrom . import a\n" + _A, "# pkg/__init__.py\n" + _A),
    Break(
        "# pkg/__init__.py\nfrom .a import _x\n# pkg/a.py\n_x = 1",
        "# pkg/__init__.py\n# pkg/a.py\n_x = 1",
    ),
)

KEEPS = (
    Keep(
        "# pkg/__init__.py\nfrom . import a\n" + _A,
        "# pkg/__init__.py\nfrom .a import f as _f\n" + _A,
        "the module is still imported",
    ),
    Keep(
        "# pkg/__init__.py\nfrom . import a\n" + _A,
        "# pkg/__init__.py\nfrom . import b\n# pkg/b.py\nfrom .a import f as _f\n" + _A,
        "another module imports it",
    ),
    Keep(
        "# pkg/__init__.py\nfrom . import a\n" + _A,
        "# pkg/__init__.py\nimport pkg.a\n" + _A,
        "the module is still imported",
    ),
    Keep(
        "# pkg/__init__.py\nfrom . import a\n" + _A,
        "# pkg/__init__.py\ndef __getattr__(name): ...\n" + _A,
        "the package's `__getattr__` may serve it",
    ),
    Keep(
        "# pkg/__init__.py\nfrom . import _a\n# pkg/_a.py\ndef f(): ...",
        "# pkg/__init__.py\n# pkg/_a.py\ndef f(): ...",
        "a leading underscore makes it private",
    ),
)

REMEDIES = (
    Remedy(
        "# pkg/__init__.py\nfrom . import a\n# pkg/a.py\ndef f(): ...",
        "# pkg/__init__.py\nfrom . import a, b\n# pkg/a.py\ndef f(): ...\n# pkg/b.py\nX = 1",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find packages that no longer import modules of theirs."""
    if pair.old.member is not None or pair.new is None or pair.new.member is not None:
        return
    old, new = pair.old.module, pair.new.module
    if not (old.is_package and new.is_package) or "__getattr__" in new.members:
        return
    kept = _imported(new)
    lost = [
        name
        for name in _imported(old)
        if name not in kept
        and not is_private(name)
        and name not in new.members
        and f"{new.name}.{name}" in pair.new_surface.modules
        and not _lost_export(old, new, name)
        and not _is_imported_elsewhere(pair.new_surface, new, name)
    ]
    if lost:
        names = listed([f"'{new.name}.{name}'" for name in lost])
        first = f"{new.name}.{lost[0]}"
        yield finding(
            RULE,
            pair,
            f"'{new.name}' no longer imports {names}: `import {new.name}; {first}` fails",
            f"Import {names} in '{new.name}' as before.",
            old=f"from {new.name} import {lost[0]}",
            code=code_at(
                pair.new, "module", [import_line(new, f"{new.name}.{name}") for name in lost]
            ),
        )


def _imported(package: Module) -> dict[str, None]:
    """Return the names of the modules of a package that its `__init__.py` imports, in order."""
    inside = f"{package.name}."
    imported = dict.fromkeys(package.submodules)
    targets = [member.target for member in package.members.values() if isinstance(member, Import)]
    targets += package.stars
    for target in targets:
        if target.startswith(inside):
            imported[target.removeprefix(inside).partition(".")[0]] = None
    return imported


def _lost_export(old: Module, new: Module, name: str) -> bool:
    """Return whether a public name that came from a module is gone: then that is reported."""
    return any(
        isinstance(member, Import)
        and member.target.startswith(f"{old.name}.{name}.")
        and not is_private(member.name)
        and member.name not in new.members
        for member in old.members.values()
    )


def _is_imported_elsewhere(surface: Surface, package: Module, name: str) -> bool:
    """Return whether something else may import a module of a package.

    `import pkg` and `import pkg.module` look the same here: then it is not known.
    """
    path, root = f"{package.name}.{name}", package.name.partition(".")[0]
    return any(
        target in (path, root) or target.startswith(f"{path}.")
        for module in surface.modules_mentioning(name)
        if not f"{module.name}.".startswith(f"{path}.")
        for target in _targets(module)
        if module.name != package.name or target == root
    )


def _targets(module: Module) -> Iterator[str]:
    yield from (f"{module.name}.{name}" for name in module.submodules)
    yield from module.stars
    for member in module.members.values():
        if isinstance(member, Import):
            yield member.target


RULE = PairRule(
    module=__name__,
    level="warning",
    about_modules=True,
    check=check,
    breaks=BREAKS,
    keeps=KEEPS,
    remedies=REMEDIES,
)
