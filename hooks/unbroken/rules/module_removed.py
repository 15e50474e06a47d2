"""A public module was removed; its contents are not listed one by one.

Leave a module in its place that imports the public names from where they are now and emits a
`DeprecationWarning` on import.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Keep, PairRule, Remedy, finding

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
)

KEEPS = (
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


def check(pair: Pair) -> Iterator[Finding]:
    """Find modules that are gone."""
    if pair.old.member is not None or pair.old.qualname:
        return
    name = pair.old.module.name
    if pair.removal != "gone":
        if pair.new is not None and pair.new.member is None and pair.new.path != name:
            yield _of_alias(pair, name, pair.new.path)
        return
    outer, _, last = name.rpartition(".")
    private = f"{outer}._{last}".lstrip(".")
    if private in pair.new_surface.modules:
        yield finding(
            RULE,
            pair,
            f"module '{name}' became private: it is now '{private}'",
            f"Leave a module '{name}' that imports the public names from '{private}'.",
        )
        return
    yield finding(
        RULE,
        pair,
        f"module '{name}' was removed",
        f"Leave a module '{name}' that imports its public names from where they are now, and "
        "warns when it is imported.",
    )


def _of_alias(pair: Pair, name: str, now: str) -> Finding:
    """Say that a module is only an attribute now, unless `sys.modules` has it by its old name."""
    outer, _, last = name.rpartition(".")
    return finding(
        RULE,
        pair,
        f"'{name}' can no longer be imported as a module: '{last}' in '{outer}' is now '{now}'",
        f"Leave a module '{name}' that imports the public names from '{now}'.",
        level="warning",
    )


RULE = PairRule(
    module=__name__,
    level="error",
    about_modules=True,
    check=check,
    breaks=BREAKS,
    keeps=KEEPS,
    remedies=REMEDIES,
)
