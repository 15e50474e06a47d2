"""Rows of old sources, new sources and findings, run through both readers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import pytest

from tests.rules.sources import Files, found_in
from unbroken.readers.griffe_reader import read_module_with_griffe
from unbroken.readers.libcst_reader import read_module


class Row(NamedTuple):
    """Two versions of some files, and what is found: (rule, object, parameter).

    `new` is what differs from `old`; None takes a file away.
    """

    old: Files
    new: Mapping[str, str | None]
    found: frozenset[tuple[str, str, str | None]] = frozenset()


def breaks(
    *found: tuple[str, str] | tuple[str, str, str],
) -> frozenset[tuple[str, str, str | None]]:
    """Write findings down: rule, object and, where there is one, parameter."""
    return frozenset((row[0], row[1], row[2] if len(row) == 3 else None) for row in found)


def run(row: Row, reader: Callable[..., object]) -> None:
    """Hold what is found against a row; a version compared with itself gives nothing."""
    new = {path: text for path, text in {**row.old, **row.new}.items() if text is not None}
    found = found_in(row.old, new, reader)  # type: ignore[arg-type]
    assert {(finding.rule, finding.object, finding.parameter) for finding in found} == row.found
    for files in (row.old, new):
        assert not found_in(files, files, reader)  # type: ignore[arg-type]


both_readers = pytest.mark.parametrize(
    "reader", [read_module, read_module_with_griffe], ids=["libcst", "griffe"]
)
