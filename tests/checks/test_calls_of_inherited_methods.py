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
THROUGH_OTHER_MODULES = {
    "subclass of a subclass": ("from pkg.a import A\nclass B(A): ...", "from pkg.b import B"),
    "subclass of a private class": (
        "from pkg.a import A\nclass _B(A): ...",
        "from pkg.b import _B as B",
    ),
    "re-export": ("from pkg.a import A", "from pkg.b import A as B"),
    "re-export under another name": ("from pkg.a import A as B", "from pkg import b\nB = b.B"),
    "alias": ("import pkg.a\nB = pkg.a.A", "from pkg.b import B"),
    "star import": ("from pkg.a import *", "from pkg.b import *\nB = A"),
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


@pytest.mark.parametrize("form", THROUGH_OTHER_MODULES)
def test_subclasses_are_found_through_other_modules(form):
    middle, imports = THROUGH_OTHER_MODULES[form]
    caller = imports + "\nclass C(B):\n    def run(self): return self.m(1, {})\n"
    before, grown, passing = (
        {**files(parameter, caller, passed), "pkg/c.py": caller.format(passed).encode()}
        | {"pkg/b.py": middle.encode()}
        for parameter, passed in (("", ""), ("b=0", ""), ("b=0", "b=2"))
    )
    assert whole(before, passing) == incremental(before, before, passing) == GREW
    assert incremental(before, grown, passing) == GREW


def test_mixin_of_a_subclass_passes_more():
    caller = "class M:\n    def run(self): return self.m(1, {})\n"
    heir = b"from pkg import a, b\nclass C(b.M, a.A): ...\n"
    before, grown, passing = (
        {**files(parameter, caller, passed), "pkg/c.py": heir}
        for parameter, passed in (("", ""), ("b=0", ""), ("b=0", "b=2"))
    )
    assert whole(before, passing) == incremental(before, before, passing) == GREW
    assert incremental(before, grown, passing) == GREW
