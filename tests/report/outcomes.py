"""An outcome with a finding of each kind, for the tests of all formats."""

from __future__ import annotations

from unbroken.baseline.baseline import Baseline
from unbroken.checks.outcome import Outcome
from unbroken.config.config import Config
from unbroken.model.finding import CodePlace, Finding, Witness

REMOVED = Finding(
    rule="parameter-removed",
    level="error",
    object="pkg.f",
    parameter="x",
    path="pkg/a, b.py",
    line=3,
    column=5,
    end_line=4,
    message="parameter 'x' was removed",
    old="def f(a, x=1)",
    new="def f(a)",
    witness=Witness(
        call="f(a, x=1)",
        positional=1,
        keywords=("x",),
        effect="rejected",
        error="f() got an unexpected keyword argument 'x'",
        exception="TypeError",
    ),
    remedy="Keep 'x': with a default, 100% compatible.",
    code="from a import b\n\n@b('\x1b]]>`')",
    code_place=CodePlace("header", "pkg/a, b.py", 3),
    baseline_path="pkg/old.py",
    baseline_line=2,
)
HOSTILE = Finding(
    rule="constant-value-changed",
    level="warning",
    object="pkg.\x1b[31m",
    path="pkg/\u202e];.py",
    line=1,
    end_line=1,
    message="<b>`x`</b> | ]]> \r\n::error::@everyone $x$ [a](https://b.c) www.b.c",
    notes=("it may still be there",),
    old="`a`",
    new="``b`",
)
ACCEPTED = Finding(
    rule="function-removed",
    level="error",
    object="pkg.g",
    path="pkg/c.py",
    line=1,
    end_line=1,
    message="function 'g' was removed",
    old="def g()",
    accepted=True,
    reason="nobody used it",
    baseline_path="pkg/c.py",
    baseline_line=12,
)
PRE_EXISTING = Finding(
    rule="class-removed",
    level="error",
    object="pkg.C",
    path="pkg/c.py",
    line=1,
    end_line=1,
    message="class 'C' was removed",
    old="class C",
    introduced=False,
)
NOTE = Finding(
    rule="default-changed",
    level="note",
    object="pkg.h",
    path="pkg/c.py",
    line=9,
    end_line=9,
    message="default of 'a' changed",
)
OUTCOME = Outcome(
    config=Config(),
    packages=("pkg",),
    findings=[REMOVED, HOSTILE, ACCEPTED, PRE_EXISTING, NOTE],
    baseline=Baseline("release", "v1.0", "0" * 40, "1.0", "the latest release"),
    new="the index",
    reader="libcst",
    files=1,
    objects=2,
    whole=False,
    note="",
    seconds=0.5,
    old_texts={"pkg/old.py": "\ndef f(a, x=1):\n    return a\n"},
    new_texts={"pkg/a, b.py": "\n\ndef f(a):\n    return a\n"},
)
NOTHING = OUTCOME._replace(findings=[], old_texts={}, new_texts={})
