"""A public module was removed; its contents are not listed one by one.

Leave a module in its place that imports the public names from where they are now and emits a
`DeprecationWarning` on import.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from unbroken.compare.pair import Pair
from unbroken.model.definitions import Import
from unbroken.model.finding import CodePlace, Finding
from unbroken.rules.base import Break, Code, Keep, PairRule, Remedy, Rule, finding
from unbroken.rules.findings.code_text import WIDTH, code_at, filled, warning
from unbroken.rules.findings.removal_code import import_line
from unbroken.semantics.public_api import public_names
from unbroken.semantics.resolution import MISSING, Definition, External

BREAKS = (
    Break(
        "# pkg/__init__.py\n# pkg/a.py\nX = 1",
        "# pkg/__init__.py\n# pkg/a.py\nraise ImportError('pkg.a was removed')",
    ),
    Break(
        "# pkg/__init__.py\n# pkg/a.py\ndef f(): ...\nX = 1",
        "# pkg/__init__.py\n",
    ),
    Break(
        "# pkg/__init__.py\n# pkg/a.py\ndef f(): ...",
        "# pkg/__init__.py\n# pkg/_a.py\ndef f(): ...",
    ),
    Break(
        "# pkg/__init__.py\n# pkg/sub/__init__.py\n# pkg/sub/a.py\ndef f(): ...",
        "# pkg/__init__.py\n",
    ),
    Break(
        "# pkg/__init__.py\n# pkg/a.py\ndef f(): ...",
        "# pkg/__init__.py\ndef __getattr__(name): ...",
    ),
    Break(
        "# pkg/__init__.py\n# pkg/a.py\ndef f(): ...",
        "# pkg/__init__.py\nfrom lib import a\nfrom lib import *\n",
    ),
    Break(
        "# pkg/__init__.py\n# pkg/a.py\ndef f(): ...",
        "# pkg/__init__.py\nfrom . import _a as a\n# pkg/_a.py\ndef f(): ...",
        level="warning",
    ),
    Break(
        "# pkg/__init__.py\nfrom pkg.f import f\n# pkg/f.py\ndef f(): ...",
        "# pkg/__init__.py\nfrom pkg.g import f\n# pkg/g.py\ndef f(): ...",
    ),
    Break(
        "# pkg/__init__.py\n# pkg/a.py\ndef f(): ...",
        "# pkg/__init__.py\nimport sys\nfrom . import _b\nsys.modules[f'{__name__}.c'] = _b\n"
        "# pkg/_b.py\ndef f(): ...",
    ),
    Break(
        "# pkg/__init__.py\n# pkg/a.py\ndef f(): ...",
        "# pkg/__init__.py\nimport sys\nfrom . import _b\nsys.modules[_b.NAME] = _b\n"
        "# pkg/_b.py\nNAME = 'pkg.c'\ndef f(): ...",
        level="warning",
    ),
    *(
        Break(
            f"# pkg/__init__.py\nimport sys\nfrom . import new\n{statement}\n"
            "# pkg/new.py\ndef f(): ...",
            "# pkg/__init__.py\nfrom . import new\n# pkg/new.py\ndef f(): ...",
        )
        for statement in (
            "sys.modules['pkg.a'] = new",
            "sys.modules[__name__ + '.a'] = new",
            "from sys import modules as m\nm[f'{__name__}.a'] = new",
            "sys.modules.setdefault('pkg.a', new)",
            "sys.modules.update({f'{__name__}.a': new})",
        )
    ),
    Break(
        "# pkg/__init__.py\n# pkg/a.py\ndef f(): ...",
        "# pkg/__init__.py\n# pkg/_b.py\nimport sys\nfrom . import _c\n"
        "sys.modules['pkg.a'] = _c\n# pkg/_c.py\ndef f(): ...",
        level="warning",
    ),
    Break(
        "# pkg/__init__.py\n# pkg/a.py\ndef f(): ...",
        "# pkg/__init__.py\nfrom . import _b\n# pkg/_b.py\nimport sys\nfrom . import _c\n"
        "sys.modules[_c.NAME] = _c\n# pkg/_c.py\nNAME = 'pkg.a'\ndef f(): ...",
        level="warning",
    ),
    Break(
        "# pkg/__init__.py\n# pkg/a.py\ndef f(): ...",
        "# pkg/__init__.py\nfrom pkg._m import moved\n"
        "for name in ('a', 'c'): moved(f'pkg.{name}')\n"
        "# pkg/_m.py\nimport sys\ndef moved(name): sys.modules[name] = sys",
        level="warning",
    ),
    Break(
        "# pkg/__init__.py\n# pkg/a.py\ndef f(): ...",
        "# pkg/__init__.py\nfrom pkg._m import moved\nmoved('pkg.c')\n"
        "# pkg/_m.py\nimport sys\ndef moved(name): sys.modules[name] = sys",
    ),
    Break(
        "# pkg/__init__.py\n# pkg/a.py\ndef f(): ...",
        "# pkg/__init__.py\nimport logging\nlogging.getLogger('pkg.a')\n",
    ),
)

KEEPS = (
    Keep(
        "# pkg/__init__.py\nimport sys\nfrom . import _b\nsys.modules['pkg.a'] = _b\n"
        "# pkg/_b.py\ndef f(): ...",
        "# pkg/__init__.py\n# pkg/a.py\ndef f(): ...",
        "the module has a file now",
    ),
    Keep(
        "# pkg/__init__.py\nimport sys\nfrom . import b\nsys.modules['pkg._a'] = b\n"
        "# pkg/b.py\ndef f(): ...",
        "# pkg/__init__.py\nfrom . import b\n# pkg/b.py\ndef f(): ...",
        "a leading underscore makes it private",
    ),
    Keep(
        "# pkg/__init__.py\n# pkg/_b.py\nimport sys\nfrom . import _c\n"
        "sys.modules['pkg.a'] = _c\n# pkg/_c.py\ndef f(): ...",
        "# pkg/__init__.py\n# pkg/_b.py\n# pkg/_c.py\ndef f(): ...",
        "nothing that the package imports put it into sys.modules",
    ),
    *(
        Keep(
            "# pkg/__init__.py\n# pkg/a.py\ndef f(): ...",
            f"# pkg/__init__.py\nimport sys\nfrom . import _b\n{statement}\n"
            "# pkg/_b.py\ndef f(): ...",
            "an import finds the module that is put into sys.modules",
        )
        for statement in (
            "sys.modules['pkg.a'] = _b",
            "sys.modules[__name__ + '.a'] = _b",
            "from sys import modules as m\nm[f'{__name__}.a'] = _b",
            "for name in ('a', 'b'): sys.modules[f'pkg.{name}'] = _b",
            "sys.modules.setdefault('pkg.a', _b)",
            "sys.modules.update({'pkg.a': _b})",
        )
    ),
    Keep(
        "# pkg/__init__.py\n# pkg/a.py\ndef f(): ...",
        "# pkg/__init__.py\nfrom . import _b\n# pkg/_b.py\nimport sys\nfrom . import _c\n"
        "sys.modules['pkg.a'] = _c\n# pkg/_c.py\ndef f(): ...",
        "a module that the package imports puts it into sys.modules",
    ),
    Keep(
        "# pkg/__init__.py\n# pkg/a.py\nraise ImportError('pkg.a was removed in 2.0')",
        "# pkg/__init__.py\n",
        "it could not be imported",
    ),
    Keep(
        "# pkg/__init__.py\n# pkg/_a.py\ndef f(): ...",
        "# pkg/__init__.py\n",
        "a leading underscore makes it private",
    ),
    Keep(
        "# pkg/__init__.py\n# pkg/a.py\ndef f(): ...",
        "# pkg/__init__.py\n# pkg/a/__init__.py\nfrom pkg.a.b import f\n# pkg/a/b.py\ndef f(): ...",
        "a package took its place",
    ),
    Keep(
        "# pkg/__init__.py\nfrom .merge import merge\n# pkg/merge.py\ndef merge(a): ...",
        "# pkg/__init__.py\nfrom .merge import merge\n# pkg/merge.py\ndef merge(a): ...\nX = 1",
        "a function has the name of its module",
    ),
)

REMEDIES = (
    Remedy(
        "# pkg/__init__.py\n# pkg/a.py\ndef f(): ...\nX = 1",
        "# pkg/__init__.py\n# pkg/a.py\nimport warnings\nfrom pkg.b import f as f, X as X\n"
        "warnings.warn('use pkg.b', DeprecationWarning, stacklevel=2)\n# pkg/b.py\ndef f(): ...\n"
        "X = 1",
    ),
)


def report_extension(name: str, path: str, at: str) -> Finding:
    """Return the finding for a compiled module that is gone; `at` is what is left around it."""
    return Finding(
        rule=RULE.name,
        level=RULE.level,
        object=name,
        path=at,
        line=1,
        end_line=1,
        message=f"compiled module '{name}' was removed",
        remedy=f"Keep the module '{name}' for a while, and warn when it is imported.",
        baseline_path=path,
        baseline_line=1,
    )


def check(pair: Pair) -> Iterator[Finding]:
    """Find modules that are gone."""
    if pair.old.member is not None or pair.old.qualname:
        return
    name = pair.old.module.name
    if pair.removal != "gone":
        if pair.path != name:
            return  # Its names were reached by another one.
        if pair.new is not None and pair.new.member is None and pair.new.path != name:
            yield _of_alias(pair, name, pair.new.path)
        return
    if pair.path == name:
        yield _module_gone(pair, name)
    elif name in pair.new_surface.modules:
        yield _entry_gone(pair, name)
    else:
        yield _reexport_gone(pair, name)


def _entry_gone(pair: Pair, name: str) -> Finding:
    """Return the finding for a module that another one no longer puts into `sys.modules`."""
    return _gone(
        RULE,
        pair,
        f"module '{pair.path}' can no longer be imported: '{name}' put it into sys.modules",
        f"Leave the entry '{pair.path}' in sys.modules for a while, or a module of that name.",
        at=pair.new_surface.module(name),
    )


def _reexport_gone(pair: Pair, name: str) -> Finding:
    """Return the finding for another path by which a lost module was reached."""
    around, _, attribute = pair.path.rpartition(".")
    at = pair.new_surface.resolve(around)
    return _gone(
        RULE,
        pair,
        f"'{attribute}' can no longer be imported from '{around}': module '{name}' is gone",
        f"Leave a module '{name}', and import it in '{around}' as before.",
        at=at if isinstance(at, Definition) else None,
        code=_import_code(pair, at) if isinstance(at, Definition) else None,
    )


def _module_gone(pair: Pair, name: str) -> Finding:
    """Return the finding for a lost module: it is private or elsewhere now, or was removed."""
    outer, _, last = name.rpartition(".")
    private = f"{outer}._{last}".lstrip(".")
    if private in pair.new_surface.modules:
        return _gone(
            RULE,
            pair,
            f"module '{name}' became private: it is now '{private}'",
            f"Leave a module '{name}' that imports the public names from '{private}'"
            f"{_bound_again(pair, '.')}",
            at=pair.new_surface.module(private),
            code=_shim_code(pair, private),
        )
    moved = _new_place(pair)
    if moved is not None:
        return _gone(
            RULE,
            pair,
            f"module '{name}' moved to '{moved}'",
            f"Leave a module '{name}' that imports the public names from '{moved}'"
            f"{_bound_again(pair, ', and warns when it is imported.')}",
            at=pair.new_surface.module(moved),
            code=_shim_code(pair, moved),
        )
    kind = "package" if pair.old.module.is_package else "module"
    return _gone(
        RULE,
        pair,
        f"module '{name}' was removed",
        f"Keep the {kind} '{name}' for a while"
        f"{_bound_again(pair, ', and warn when it is imported.')}",
        code=_restored_code(pair),
    )


def _bound_again(pair: Pair, otherwise: str) -> str:
    """Return the end of an advice: the import that keeps the name of the module for a function.

    Python binds a module in its package when it is imported first, which would replace the
    function. `otherwise` is the end of the advice where nothing else has the name.
    """
    line = _import_of_namesake(pair)
    if line is None:
        return otherwise
    outer, _, last = pair.old.module.name.rpartition(".")
    return (
        f", and import '{last}' from it in '{outer}' (`{line}`): otherwise a later import of the "
        f"module replaces '{last}' there. So it cannot warn when it is imported."
    )


def _import_of_namesake(pair: Pair) -> str | None:
    """Return the import of what has the name of a module in its package, in both versions."""
    outer, _, last = pair.old.module.name.rpartition(".")
    sides = [
        (surface, around)
        for surface in (pair.old_surface, pair.new_surface)
        if (around := surface.module(outer)) is not None
    ]
    namesakes = [surface.attribute(around, last) for surface, around in sides]
    is_hidden = len(namesakes) == 2 and all(
        isinstance(found, External) or (isinstance(found, Definition) and found.member is not None)
        for found in namesakes
    )
    if not is_hidden or last not in public_names(pair.old_surface, pair.old.module):
        return None
    return import_line(sides[1][1].module, f"{pair.old.module.name}.{last}")


def _new_place(pair: Pair) -> str | None:
    """Find the one new module that has all that a lost one had for its users."""
    wanted = _own_names(pair)
    if not wanted:
        return None
    target = [
        module.name
        for module in pair.new_surface.modules.values()
        if module.name not in pair.old_surface.modules
        and all(type(module.members.get(name)) is kind for name, kind in wanted.items())
    ]
    return target[0] if len(target) == 1 else None


def _own_names(pair: Pair) -> dict[str, type]:
    """Return the public names that a lost module defined itself, with what they were."""
    members = pair.old.module.members
    return {
        name: type(members[name])
        for name in public_names(pair.old_surface, pair.old.module)
        if name in members and not isinstance(members[name], Import)
    }


def _shim_code(pair: Pair, source: str) -> Code | None:
    """Return a module that imports the public names from another one, and warns."""
    now = pair.new_surface.modules.get(source)
    names = public_names(pair.old_surface, pair.old.module)
    if now is None or not names or not all(_has(pair, source, name) for name in names):
        return None
    listed = [f"{name} as {name}" for name in names]
    imported = f"from {source} import {', '.join(listed)}"
    lines = [imported]
    if len(imported) > WIDTH:
        lines = [f"from {source} import (", *filled([f"{name}," for name in listed]), ")"]
    if _import_of_namesake(pair) is None:
        text = f"{pair.old.module.name!r} is now {source!r}"
        lines = ["import warnings", "", *lines, "", warning(text)]
    code = "\n".join(lines)
    return Code(code, CodePlace("file", pair.old.module.path))


def _has(pair: Pair, source: str, name: str) -> bool:
    module = pair.new_surface.module(source)
    target = pair.new_surface.attribute(module, name) if module is not None else MISSING
    return isinstance(target, (Definition, External))


def _restored_code(pair: Pair) -> Code | None:
    """Return the statements that warn at the start of a module that is put back, if it can warn."""
    if _import_of_namesake(pair) is not None:
        return None
    text = f"{pair.old.module.name!r} is deprecated"
    code = f"import warnings\n\n{warning(text)}"
    return Code(code, CodePlace("restored", pair.old.module.path))


def _import_code(pair: Pair, at: Definition) -> Code:
    line = import_line(at.module, pair.old.module.name, pair.path.rpartition(".")[2])
    return code_at(at, "module", [line])


def _gone(rule: Rule, pair: Pair, message: str, remedy: str, **more: Any) -> Finding:
    """Return a finding about a module, of which there is no line to show."""
    return msgspec.structs.replace(finding(rule, pair, message, remedy, **more), old=None)


def _of_alias(pair: Pair, name: str, now: str) -> Finding:
    """Say that a module is only an attribute now, unless `sys.modules` has it by its old name."""
    outer, _, last = name.rpartition(".")
    return _gone(
        RULE,
        pair,
        f"'{name}' can no longer be imported as a module: '{last}' in '{outer}' is now '{now}'",
        f"Leave a module '{name}' that imports the public names from '{now}'.",
        level="warning",
    )


RULE = PairRule(
    module=__name__,
    level="error",
    looks_at="modules",
    check=check,
    breaks=BREAKS,
    keeps=KEEPS,
    remedies=REMEDIES,
)
