"""What the tests of the command line share."""

from __future__ import annotations

import pytest

from tests.checkout import stage


@pytest.fixture
def broken(library):
    """A library in which one parameter is gone, and that is staged."""
    stage(library, {"pkg/data.py": "def load(path): ...\n"})
    return library
