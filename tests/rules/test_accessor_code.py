"""Setters to paste do what was assigned before: with the advice in full, and executed."""

from __future__ import annotations

import warnings
from typing import Any, NamedTuple

import pytest

from tests.rules.pasting import pasted
from tests.rules.sources import files_of, found_in
from tests.rules.test_pasted_code import READERS

ATTRIBUTE = "class A:\n    def __init__(self):\n        self.x = 1\n"
STORED = "class A:\n    def __init__(self):\n        self._x = 1\n    @property\n"
WITH_SETTER = (
    "class A:\n    _x = 1\n    @property\n    def x(self): return self._x\n"
    "    @x.setter\n    def x(self, given):\n        self._x = given\n"
    "    @x.deleter\n    def x(self): self._x = None\n"
)
WITHOUT_SETTER = "class A:\n    _x = 1\n    @property\n    def x(self): return self._x\n"
COMPUTED = "class A:\n    @property\n    def x(self): return 1\n"
CACHED = "from functools import cached_property\n" + COMPUTED.replace(
    "@property", "@cached_property"
)

STORING = """\
import warnings

@x.setter
def x(self, value):
    warnings.warn("setting 'x' is deprecated", DeprecationWarning, stacklevel=2)
    self._x = value"""

WARNING = """\
import warnings

@x.setter
def x(self, value):
    warnings.warn("'x' can no longer be set", DeprecationWarning, stacklevel=2)"""

RESTORING = """\
import warnings

@x.setter
def x(self, value):
    warnings.warn("setting 'x' is deprecated", DeprecationWarning, stacklevel=2)
    ...  # as before

@x.deleter
def x(self):
    warnings.warn("deleting 'x' is deprecated", DeprecationWarning, stacklevel=2)
    ...  # as before"""

DELETING = """

@x.deleter
def x(self):
    warnings.warn("'x' can no longer be deleted", DeprecationWarning, stacklevel=2)"""

ONLY_WARNS = (
    "The one below only warns: for the value to have an effect, store it, and let the property "
    "return it."
)


class Row(NamedTuple):
    old: str
    new: str
    remedy: str
    code: str
    given: object
    """What the property gives after 5 was assigned to it."""


ROWS = {
    "it reads an attribute": Row(
        ATTRIBUTE,
        STORED + "    def x(self): return self._x\n",
        "Give the property 'x' a setter that warns and stores the value.",
        STORING,
        5,
    ),
    "it is annotated": Row(
        ATTRIBUTE,
        STORED + "    def x(self) -> int:\n        '''Return x.'''\n        return self._x\n",
        "Give the property 'x' a setter that warns and stores the value.",
        STORING,
        5,
    ),
    "it computes the value": Row(
        ATTRIBUTE,
        COMPUTED,
        f"Give the property 'x' a setter. {ONLY_WARNS}",
        WARNING,
        1,
    ),
    "it reads one of two attributes": Row(
        ATTRIBUTE,
        STORED + "    def x(self):\n        if self.y:\n            return self.y\n"
        "        return self._x\n    y = 1\n",
        f"Give the property 'x' a setter. {ONLY_WARNS}",
        WARNING,
        1,
    ),
    "it reads another property": Row(
        ATTRIBUTE,
        STORED + "    def y(self): return 1\n    @property\n    def x(self): return self.y\n",
        f"Give the property 'x' a setter. {ONLY_WARNS}",
        WARNING,
        1,
    ),
    "it had a setter": Row(
        WITH_SETTER,
        WITHOUT_SETTER,
        "Keep the setter and the deleter of 'x', and warn first.",
        RESTORING,
        5,
    ),
    "it was cached": Row(
        CACHED,
        COMPUTED,
        f"Keep the setter and the deleter of 'x'. {ONLY_WARNS.replace('one', 'setter')}",
        WARNING + DELETING,
        1,
    ),
    "it was cached and reads an attribute": Row(
        CACHED,
        STORED + "    def x(self): return self._x\n",
        "Keep the setter and the deleter of 'x', and warn there.",
        STORING + DELETING,
        5,
    ),
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_setter_keeps_assignments_working(row, reader):
    old, new = files_of(row.old), files_of(row.new)
    (finding,) = found_in(old, new, reader)
    assert (finding.remedy, finding.code) == (row.remedy, row.code)
    names: dict[str, Any] = {}
    exec(pasted(old, new, [finding])["m.py"], names)
    instance = names["A"]()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        instance.x = 5
    assert [warning.category for warning in caught] == [DeprecationWarning]
    assert instance.x == row.given
