"""What each change of a signature is called, and the call that proves it.

The rows, in `calls_break.txt` and `calls_keep.txt`, are `id :: (old) -> (new)`, then for each
cause, indented, its rule with the parameter (and its new name), the call, and what Python says
to it or where an argument lands. Whether the verdict itself is right is not decided here but by
real calls, see `test_calls_exhaustive`.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.compare.calls.signature_source import signature
from unbroken.compare.calls.bind import Callee
from unbroken.compare.calls.call_break import CallBreak
from unbroken.compare.calls.causes import breaks


class Row(NamedTuple):
    old: str
    new: str
    causes: list[tuple[str, str, str]]


def rows(file: str) -> list[object]:
    text = (Path(__file__).parent / file).read_text(encoding="utf-8")
    found: dict[str, Row] = {}
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    position = 0
    while position < len(lines):
        name, old, new = re.fullmatch(r"(.+) :: \((.*)\) -> \((.*)\)", lines[position]).groups()
        assert name not in found
        row = found[name] = Row(old, new, [])
        position += 1
        while position < len(lines) and lines[position].startswith(" "):
            cause, call, error = (line.strip() for line in lines[position : position + 3])
            row.causes.append((cause, call, error))
            position += 3
    return [pytest.param(row, id=name) for name, row in found.items()]


def told(cause: CallBreak) -> tuple[str, str, str]:
    name = f"{cause.cause} {cause.parameter}"
    if cause.new_name:
        name = f"{name} -> {cause.new_name}"
    return name, cause.witness.call, cause.witness.error


@pytest.mark.parametrize("row", rows("calls_break.txt"))
def test_a_break_has_these_causes(row: Row) -> None:
    found = breaks(signature(row.old), signature(row.new), Callee("f", "f"))
    assert [told(cause) for cause in found] == row.causes
    for cause in found:
        rejected = cause.witness.error.startswith("f() ")
        assert cause.witness.effect == ("rejected" if rejected else "rebound")


@pytest.mark.parametrize("row", rows("calls_keep.txt"))
def test_a_compatible_change_has_none(row: Row) -> None:
    assert breaks(signature(row.old), signature(row.new), Callee("f", "f")) == ()


@pytest.mark.parametrize("row", rows("calls_break.txt"))
def test_nothing_breaks_without_a_change(row: Row) -> None:
    for source in (row.old, row.new):
        assert breaks(signature(source), signature(source), Callee("f", "f")) == ()
