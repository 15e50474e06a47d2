"""Write the file of a new rule, to be filled in: `make new-rule NAME=docstring-removed`."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import unbroken.rules
from unbroken.rules.registry import rule_names

FOLDER = Path(unbroken.rules.__file__).parent

TEMPLATE = '''\
"""TODO: what changed and what breaks, in one line that ends with a full stop.

TODO: how to make the change without breaking anybody.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Keep, PairRule, finding

BREAKS = (Break("def f(a): ...", "def f(TODO): ..."),)

KEEPS = (Keep("def f(a): ...", "def f(a, TODO=1): ...", "TODO: why this is compatible"),)


def check(pair: Pair) -> Iterator[Finding]:
    """Find TODO."""
    if pair.functions is None:
        return
    old, new = pair.functions
    if old == new:  # TODO
        yield finding(RULE, pair, f"TODO: what happened to '{old.name}'", "TODO: what to do.")


RULE = PairRule(module=__name__, level="off", check=check, breaks=BREAKS, keeps=KEEPS)
'''


def main(arguments: list[str], folder: Path = FOLDER) -> str:
    """Write the file and return what to do next; raise SystemExit for what cannot be a name."""
    name = arguments[0] if len(arguments) == 1 else ""
    if not re.fullmatch(r"[a-z]+(-[a-z]+)+", name):
        raise SystemExit(
            "give the rule a name of small letters and hyphens: NAME=docstring-removed"
        )
    path = folder / f"{name.replace('-', '_')}.py"
    if name in rule_names() or path.exists():
        raise SystemExit(f"there is a rule {name} already")
    path.write_text(TEMPLATE, encoding="utf-8")
    return (
        f"wrote {path}\n"
        "1. Fill in what says TODO, the examples first.\n"
        f"2. Run: make check-rule NAME={name}\n"
        "3. Run: make docs\n"
    )


if __name__ == "__main__":
    sys.stdout.write(main(sys.argv[1:]))
