"""A lost export is shown where it was: the import, and not what it imported."""

from __future__ import annotations

import pytest

from tests.rules.sources import files_of, found_in
from tests.rules.test_pasted_code import READERS

HEAD = '# pkg/__init__.py\n"""Package."""\n\nX = 1\n'

ROWS = {
    "a module": (
        f"{HEAD}from pkg import _a as api\n# pkg/_a.py\ndef f(): ...\n",
        f"{HEAD}# pkg/_a.py\ndef f(): ...\n",
        ("'api' can no longer be imported from 'pkg'", "pkg/__init__.py", 4),
    ),
    "a function": (
        f"{HEAD}from pkg.a import f\n# pkg/a.py\ndef f(): ...\n",
        f"{HEAD}# pkg/a.py\ndef f(): ...\n",
        ("'f' can no longer be imported from 'pkg'", "pkg/__init__.py", 4),
    ),
    "what a star import brought": (
        f"{HEAD}from pkg.a import *\n# pkg/a.py\n_y = 1\ndef f(): ...\n",
        f"{HEAD}# pkg/a.py\n_y = 1\ndef f(): ...\n",
        ("'f' can no longer be imported from 'pkg'", "pkg/a.py", 2),
    ),
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(("old", "new", "expected"), ROWS.values(), ids=ROWS)
def test_place_is_that_of_the_lost_import(old, new, expected, reader):
    found = found_in(files_of(old), files_of(new), reader)
    (it,) = (finding for finding in found if finding.rule == "export-removed")
    assert (it.message, it.baseline_path, it.baseline_line) == expected
