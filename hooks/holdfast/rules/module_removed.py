"""A module that users could import is gone; what it defined is not listed one by one.

Leave a module in its place that imports the public names from where they are now and warns with
`DeprecationWarning` on import.
"""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.compare.pair import Pair
from holdfast.finding import Finding
from holdfast.rules.base import Break, Keep, Rule, finding

RULE = Rule(level="error")

BREAKS = (
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
        "# pkg/__init__.py\n# pkg/a.py\nX = 1",
        "# pkg/__init__.py\ndef __getattr__(name): ...",
    ),
)

KEEPS = (
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


def check(pair: Pair) -> Iterator[Finding]:
    """Find modules that are gone."""
    if pair.removal != "gone" or pair.old.member is not None or pair.old.qualname:
        return
    name = pair.old.module.name
    outer, _, last = name.rpartition(".")
    private = f"{outer}._{last}".lstrip(".")
    if private in pair.new_surface.modules:
        yield finding(
            pair,
            f"module '{name}' became private: it is now '{private}'",
            f"Leave a module '{name}' that imports the public names from '{private}'.",
        )
        return
    yield finding(
        pair,
        f"module '{name}' was removed",
        f"Leave a module '{name}' that imports its public names from where they are now, and "
        "warns when it is imported.",
    )
