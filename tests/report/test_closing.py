"""The hints at the end of a report: how breaks can be accepted, and which command covers them."""

from __future__ import annotations

import pytest

from tests.checkout import commit, git, write
from unbroken.report.closing import narrowest_pattern


@pytest.mark.parametrize(
    ("objects", "pattern"),
    [
        (["pkg.f"], "pkg.f"),
        (["pkg.f", "pkg.f"], "pkg.f"),
        (["pkg.Conn.a", "pkg.Conn.b.c"], "pkg.Conn"),
        (["pkg.Conn", "pkg.Conn.a"], "pkg.Conn"),
        (["pkg.mod.f", "pkg.mod.C.m"], "pkg.mod"),
        (["pkg.Conn.a", "pkg.Connection.a"], None),
        (["pkg.f", "pkg.g"], None),
        (["pkg", "pkg"], "pkg"),
        (["pkg.f", "other.f"], None),
    ],
)
def test_narrowest_pattern_covers_all_objects(objects, pattern):
    assert narrowest_pattern(objects) == pattern


RATCHET = (
    "unbroken: to let these 2 breaks pass and count only new ones, set "
    'fail-on = "introduced" in [tool.unbroken]\n'
)
RECORD = 'unbroken: to accept these 2 breaks, run: unbroken accept --all --reason "…"\n'


def test_first_run_offers_to_count_only_new_breaks_or_to_record_these(library, unbroken):
    commit(library, {"pkg/__init__.py": "", "pkg/data.py": ""})
    assert RATCHET + RECORD in unbroken("full").out
    write(library, {"pyproject.toml": '[tool.unbroken]\nfail-on = "all"\n'})
    assert "fail-on" not in unbroken("full").out
    # The first way works.
    write(library, {"pyproject.toml": '[tool.unbroken]\nfail-on = "introduced"\n'})
    assert unbroken("full").code == 0


def test_change_does_not_offer_to_count_only_new_breaks(library, unbroken):
    write(library, {"pkg/__init__.py": "", "pkg/data.py": ""})
    git(library, "add", "--all")
    said = unbroken("check")
    assert RECORD in said.out
    assert "fail-on" not in said.out
