"""What `exec` of a literal text defines is compared as other definitions are."""

from __future__ import annotations

import pytest

from tests.baseline.test_snapshot_agrees import details, found, snapshot
from tests.both_modes import incremental, whole

PARAMETER = {("parameter-removed", "m.f", "b")}

WAYS = {
    "literal": "exec({text!r})",
    "with globals": "exec({text!r}, globals())",
    "by a name": "_TEXT = {text!r}\nexec(_TEXT)",
    "indented": "import textwrap\nexec(textwrap.dedent({text!r}))",
    "compiled": "exec(compile({text!r}, 'made', 'exec'))",
    "by another name": "from builtins import exec as run\nrun({text!r})",
}

CHANGES = {
    "function": ("def f(a, b=1): ...", "def f(a): ...", PARAMETER),
    "async function": ("async def f(a, b=1): ...", "async def f(a): ...", PARAMETER),
    "body": ("def f(a): return 1", "def f(a): return a", set()),
    "gone": ("def f(a): ...\nx = 1", "x = 1", {("function-removed", "m.f", None)}),
    "member": (
        "class A:\n    x = 1\n    def m(self): ...",
        "class A:\n    def m(self): ...",
        {("attribute-removed", "m.A.x", None)},
    ),
    "method": (
        "class A:\n    def m(self, a): ...",
        "class A:\n    def m(self): ...",
        {("parameter-removed", "m.A.m", "a")},
    ),
    "constructor": (
        "class A:\n    def __init__(self, a): self.a = a",
        "class A:\n    def __init__(self, a, b): self.a = a",
        {("parameter-added-required", "m.A", "b")},
    ),
    "instance": (
        "class A:\n    def __init__(self): self.a = 1",
        "class A:\n    def __init__(self): ...",
        {("attribute-removed", "m.A.a", None)},
    ),
    "property": (
        "class A:\n    @property\n    def p(self): ...",
        "class A:\n    def p(self): ...",
        {("property-became-method", "m.A.p", None)},
    ),
    "base": (
        "class A(ValueError): ...",
        "class A(Exception): ...",
        {("base-removed", "m.A", None)},
    ),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("change", CHANGES)
def test_definitions_of_an_executed_text_are_compared(change, way):
    before, after, expected = CHANGES[change]
    old, new = (
        {"m.py": f"{WAYS[way].format(text=f'{text}{chr(10)}')}\n".encode()}
        for text in (before, after)
    )
    assert whole(old, new) == incremental(old, old, new) == expected
    kept = snapshot(old, "m")
    assert [*map(details, found(kept, new, "m"))] == [*map(details, found(old, new, "m"))]


@pytest.mark.parametrize("way", WAYS)
def test_definition_may_be_written_out(way):
    text = "def f(a, b=1): ...\n"
    executed, written = (
        {"m.py": source.encode()} for source in (f"{WAYS[way].format(text=text)}\n", text)
    )
    narrower = {"m.py": b"def f(a): ...\n"}
    assert whole(executed, written) == whole(written, executed) == set()
    assert whole(executed, narrower) == PARAMETER
    assert incremental(executed, executed, narrower) == PARAMETER


def test_code_is_not_pasted_into_a_text():
    old, new = ({"m.py": f"exec('def f(a{rest}): ...')\n".encode()} for rest in (", b", ""))
    (finding,) = found(old, new, "m")
    assert (finding.rule, finding.line, finding.code) == ("parameter-removed", 1, "")
