"""The message of each rule about its first example, as text to be reviewed.

`python tests/rules/messages.py` writes `messages.txt` anew: read the difference.
"""

from __future__ import annotations

from pathlib import Path

from tests.rules.sources import files_of, found_in
from unbroken.readers.griffe_reader import read_module_with_griffe
from unbroken.rules.registry import pair_rules

GOLDEN = Path(__file__).with_name("messages.txt")


def all_messages() -> str:
    """Return object, message, and remedy for the first BREAKS row of every rule."""
    return "\n".join(
        _message(rule.name, rule.breaks[0].old, rule.breaks[0].new) for rule in pair_rules()
    )


def _message(rule: str, old: str, new: str) -> str:
    found = found_in(files_of(old), files_of(new), read_module_with_griffe)
    (it,) = (finding for finding in found if finding.rule == rule)
    lines = [f"{it.level}[{rule}] {it.object}: {it.message}", f"  - {it.old}", f"  + {it.new}"]
    if it.witness is not None:
        lines.append(f"  {it.witness.call}: {it.witness.error}")
    return "\n".join([*lines, f"  {it.remedy}", ""])


if __name__ == "__main__":
    GOLDEN.write_text(all_messages(), encoding="utf-8")
