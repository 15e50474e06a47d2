"""What makes a run fail."""

from __future__ import annotations

import pytest

from unbroken.config.config import Settings
from unbroken.model.finding import Finding
from unbroken.policy.blocking import blocking_findings


def finding(level: str = "error", *, introduced: bool = True, accepted: bool = False) -> Finding:
    return Finding(
        rule="function-removed",
        level=level,
        object="pkg.f",
        path="a.py",
        line=1,
        end_line=1,
        message="gone",
        introduced=introduced,
        accepted=accepted,
    )


INTRODUCED = finding()
PRE_EXISTING = finding(introduced=False)
WARNING = finding("warning")


@pytest.mark.parametrize(
    ("findings", "settings", "options", "expected"),
    [
        pytest.param([INTRODUCED], {}, {}, [INTRODUCED], id="an error"),
        pytest.param([WARNING], {}, {}, [], id="a warning"),
        pytest.param([WARNING], {}, {"strict": True}, [WARNING], id="a warning with --strict"),
        pytest.param([WARNING], {"strict": True}, {}, [WARNING], id="a warning, strict = true"),
        pytest.param([finding("note")], {}, {"strict": True}, [], id="a note"),
        pytest.param([finding(accepted=True)], {}, {"strict": True}, [], id="accepted"),
        pytest.param([PRE_EXISTING], {}, {}, [], id="pre-existing"),
        pytest.param(
            [PRE_EXISTING], {}, {"pre_existing": True}, [PRE_EXISTING], id="pre-existing, asked for"
        ),
        pytest.param(
            [PRE_EXISTING], {}, {"is_change": False}, [PRE_EXISTING], id="pre-existing, no change"
        ),
        pytest.param(
            [PRE_EXISTING], {"fail_on": "all"}, {}, [PRE_EXISTING], id="pre-existing, fail-on all"
        ),
        pytest.param(
            [PRE_EXISTING, INTRODUCED],
            {"fail_on": "introduced"},
            {"is_change": False},
            [INTRODUCED],
            id="no change, fail-on introduced",
        ),
    ],
)
def test_blocking_findings_are(findings, settings, options, expected):
    options = {"is_change": True, **options}
    assert blocking_findings(findings, Settings(**settings), **options) == expected
