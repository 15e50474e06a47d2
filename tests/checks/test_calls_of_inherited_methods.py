"""Methods that the package passes more to: wherever a class calls them on itself."""

from __future__ import annotations

import pytest

from tests.both_modes import incremental, whole

BASE = "class A:\n    def m(self, a, {}): return a\n    async def n(self): ...\n"
GREW = {("overridable-signature-grew", "pkg.a.A.m", "b")}
CALLERS = {
    "subclass": "from pkg.a import A\nclass B(A):\n    def run(self): return self.m(1, {})\n",
    "alias": "import pkg.a as a\nclass B(a.A):\n    def run(self): return self.m(1, {})\n",
    "private": (
        "from pkg.a import A\nclass _B(A):\n    def run(self): return self.m(1, {})\n"
        "class B(_B): ...\n"
    ),
    "further": (
        "from pkg.a import A\nclass B(A): ...\n"
        "class C(B):\n    async def run(self): return self.m(1, {})\n"
    ),
}
OTHERS = {
    "override": (
        "from pkg.a import A\nclass B(A):\n    def run(self): return self.m(1, {})\n"
        "    def m(self, a, b=0, c=1): return a\n"
    ),
    "nobody inherits": "from pkg.a import A\nclass _B(A):\n    def run(self): self.m(1, {})\n",
    "no subclass": "class A:\n    def run(self): return self.m(1, {})\n",
    "another method": "from pkg.a import A\nclass B(A):\n    def run(self): return self.o(1, {})\n",
}


def files(parameter: str, caller: str, passed: str) -> dict[str, bytes]:
    return {
        "pkg/__init__.py": b"",
        "pkg/a.py": BASE.format(parameter).encode(),
        "pkg/b.py": caller.format(passed).encode(),
    }


@pytest.mark.parametrize("form", CALLERS)
def test_subclasses_of_the_package_pass_more(form):
    before, grown = files("", CALLERS[form], ""), files("b=0", CALLERS[form], "")
    passing = files("b=0", CALLERS[form], "b=2")
    assert whole(before, grown) == incremental(before, before, grown) == set()
    assert whole(before, passing) == incremental(before, before, passing) == GREW
    # The caller alone changes, which the base class does not depend on.
    assert incremental(before, grown, passing) == GREW
    assert incremental(before, passing, grown) == set()


@pytest.mark.parametrize("form", OTHERS)
def test_other_methods_are_passed_more(form):
    before, passing = files("", OTHERS[form], ""), files("b=0", OTHERS[form], "b=2")
    grown = files("b=0", OTHERS[form], "")
    assert not {rule for rule, *_ in whole(before, passing)}
    assert not incremental(before, grown, passing)
