"""Names that a module takes from modules that are not read: built ones, and other packages."""

from __future__ import annotations

import pytest

from tests.baseline.test_snapshot_agrees import details, found, snapshot
from tests.both_modes import findings_of_whole, incremental, whole

F = "def f(a): ...\n"
GONE = {("function-removed", "pkg.f", None)}
LOST = {("export-removed", "pkg.f", None)}
DELISTED = {("all-name-removed", "pkg.x", None)}
LISTED = "__all__ = ['f', 'x']\n" + F
SHORTER = "__all__ = ['f']\n" + F
ATTACHED = "import lib\n__getattr__ = lib.attach(__name__)\n"
COMPUTED = "for n in NAMES:\n    globals()[n] = 1\n"
OTHER = {("export-removed", "pkg.x", None)}

CHANGES = {
    "star of another package": ("from lib import *\n" + F, "from lib import *\n", GONE),
    "star of a built module": ("from ._built import *\n" + F, "from ._built import *\n", GONE),
    "star of the standard library": ("from typing import *\n" + F, "from typing import *\n", GONE),
    "star of the library's own C": ("from math import *\n" + F, "from math import *\n", GONE),
    "the library has it": ("from typing import *\ndef cast(): ...", "from typing import *", set()),
    "the library has it, unlisted": (
        "from ctypes import *\ndef CDLL(): ...",
        "from ctypes import *",
        set(),
    ),
    "added star": (F, "from lib import *\n", set()),
    "another star": ("from a import *\n" + F, "from lib import *\n", set()),
    "still listed": (
        f"from lib import *\n__all__ = ['f']\n{F}",
        "from lib import *\n__all__ = ['f']\n",
        set(),
    ),
    "listed name of a star": (f"from lib import *\n{LISTED}", SHORTER, OTHER),
    "no longer listed": (f"from lib import *\n{LISTED}", f"from lib import *\n{SHORTER}", DELISTED),
    "listed name that is served": (ATTACHED + LISTED, SHORTER, OTHER),
    "served name is no longer listed": (ATTACHED + LISTED, ATTACHED + SHORTER, DELISTED),
    "listed name that is computed": (LISTED + COMPUTED, SHORTER, OTHER),
    "computed name is no longer listed": (LISTED + COMPUTED, SHORTER + COMPUTED, DELISTED),
    "listed name that is no name": (f"__all__ = ['a.b', '']\n{ATTACHED}", "__all__ = []\n", set()),
    "served name that is no name": (
        "_T = {'a.b': 1, '': 2}\ndef __getattr__(name): return _T[name]\n",
        "_T = {}\ndef __getattr__(name): return _T[name]\n",
        set(),
    ),
    "import of a built module": ("from ._built import f, g", "from ._built import g", LOST),
    "import by the full name": ("from pkg._built import f", "", LOST),
    "import beside definitions": ("from ._built import f\ndef g(): ...", "def g(): ...", LOST),
    "import becomes a star": ("from ._built import f, g", "from ._built import *", set()),
    "import from another": ("from ._built import f", "from ._other import f", set()),
    "import from another package": ("from ._built import f", "from lib import f", set()),
    "import becomes a definition": ("from ._built import f", F, set()),
    "import of a private name": ("from ._built import _f, g", "from ._built import g", set()),
}


@pytest.mark.parametrize("change", CHANGES)
def test_names_of_modules_that_are_not_read(change):
    before, after, expected = CHANGES[change]
    old, new = ({"pkg/__init__.py": source.encode()} for source in (before, after))
    assert whole(old, new) == expected
    assert incremental(old, old, new) in (expected, None)
    kept = snapshot(old, "pkg")
    assert [*map(details, found(kept, new, "pkg"))] == [*map(details, found(old, new, "pkg"))]


@pytest.mark.parametrize("star", ["from lib import *\n", "from ._built import *\n"])
@pytest.mark.parametrize("listing", ["", "__all__ = ['f', 'g']\n"])
def test_stars_of_stars(star, listing):
    old = {"pkg/__init__.py": b"from ._a import *\n", "pkg/_a.py": (star + listing + F).encode()}
    new = {**old, "pkg/_a.py": (star + listing.replace("'f', ", "")).encode()}
    assert whole(old, new) == GONE
    assert incremental(old, old, new) in (GONE, None)


def test_built_names_behind_a_star():
    listing = "from ._built import {0}, g\n__all__ = ['{0}', 'g']\n"
    old = {"pkg/__init__.py": b"from ._a import *\n", "pkg/_a.py": listing.format("f").encode()}
    new = {**old, "pkg/_a.py": listing.format("h").encode()}
    assert whole(old, new) == LOST
    assert incremental(old, old, new) in (LOST, None)


def test_stars_in_a_circle():
    old = {
        "pkg/__init__.py": b"from .a import *\n" + F.encode(),
        "pkg/a.py": b"from pkg import *\nfrom lib import *\n",
    }
    new = {**old, "pkg/__init__.py": b"from .a import *\n"}
    expected = {("function-removed", "pkg.f", None)}
    assert whole(old, new) == expected
    assert incremental(old, old, new) in (expected, None)


@pytest.mark.parametrize(
    ("star", "level", "notes"),
    [
        ("lib", "warning", ("'from lib import *' may still provide it",)),
        ("pkg._built", "warning", ("'from pkg._built import *' may still provide it",)),
        ("typing", "error", ()),
    ],
)
def test_what_may_still_provide_a_name_is_said(star, level, notes):
    source = f"from {star} import *\n"
    (finding,) = findings_of_whole(
        {"pkg/__init__.py": (source + F).encode()}, {"pkg/__init__.py": source.encode()}
    )
    assert finding.level == level
    assert finding.notes == notes


def test_what_bound_a_name_is_not_made_up():
    (finding,) = findings_of_whole(
        {"pkg/__init__.py": f"from lib import *\n{LISTED}".encode()},
        {"pkg/__init__.py": SHORTER.encode()},
    )
    assert finding.message == "'x' can no longer be imported from 'pkg'"
    assert finding.remedy == (
        "Bind 'x' in 'pkg' again, or serve it there with a deprecation warning."
    )
