"""A function with the name of its module: both old uses work once the module is left in place."""

from __future__ import annotations

import subprocess
import sys
from typing import NamedTuple

import pytest

from tests.rules.pasting import pasted
from tests.rules.sources import files_of, found_in
from tests.rules.test_pasted_code import READERS

OLD = (
    "# pkg/__init__.py\nfrom pkg.retry import retry\n# pkg/retry.py\ndef retry(): return 1\nX = 2\n"
)

USES = [
    "from pkg import retry\nassert retry() == 1",
    "import pkg.retry\nassert pkg.retry() == 1",
    "from pkg.retry import retry, X\nassert (retry(), X) == (1, 2)",
    "import pkg\nfrom pkg.retry import X\nassert (pkg.retry(), X) == (1, 2)",
    "from pkg import retry\nimport pkg.retry\nassert pkg.retry is retry",
]


class Row(NamedTuple):
    new: str
    message: str
    remedy: str
    code: str


AGAIN = (
    "and import 'retry' from it in 'pkg' (`from pkg.retry import retry`): otherwise a later import "
    "of the module replaces 'retry' there. So it cannot warn when it is imported."
)
ROWS = {
    "moved": Row(
        "# pkg/__init__.py\nfrom pkg.again import retry\n"
        "# pkg/again.py\ndef retry(): return 1\nX = 2\n",
        "module 'pkg.retry' moved to 'pkg.again'",
        f"Leave a module 'pkg.retry' that imports the public names from 'pkg.again', {AGAIN}",
        "from pkg.again import retry as retry, X as X",
    ),
    "became private": Row(
        "# pkg/__init__.py\nfrom pkg._retry import retry\n"
        "# pkg/_retry.py\ndef retry(): return 1\nX = 2\n",
        "module 'pkg.retry' became private: it is now 'pkg._retry'",
        f"Leave a module 'pkg.retry' that imports the public names from 'pkg._retry', {AGAIN}",
        "from pkg._retry import retry as retry, X as X",
    ),
    "removed": Row(
        "# pkg/__init__.py\ndef retry(): return 1\n",
        "module 'pkg.retry' was removed",
        f"Keep the module 'pkg.retry' for a while, {AGAIN}",
        "",
    ),
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_the_package_imports_the_function_again(row, reader):
    (finding,) = found_in(files_of(OLD), files_of(row.new), reader)
    assert (finding.message, finding.remedy, finding.code) == (row.message, row.remedy, row.code)


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("row", [ROWS["moved"], ROWS["became private"]], ids=["moved", "private"])
def test_old_uses_run_once_it_is_pasted(row, use, tmp_path):
    old, new = files_of(OLD), files_of(row.new)
    found = found_in(old, new, READERS[0].values[0])
    for folder, files in (("old", old), ("new", pasted(old, new, found))):
        for path, text in files.items():
            target = tmp_path / folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
        command = [sys.executable, "-W", "error", "-c", use]
        subprocess.run(command, check=True, cwd=tmp_path / folder)


def test_module_without_a_namesake_warns():
    old = "# pkg/__init__.py\n# pkg/retry.py\ndef retry(): return 1\n"
    new = "# pkg/__init__.py\n# pkg/again.py\ndef retry(): return 1\n"
    (finding,) = found_in(files_of(old), files_of(new), READERS[0].values[0])
    assert finding.remedy == (
        "Leave a module 'pkg.retry' that imports the public names from 'pkg.again', and warns when "
        "it is imported."
    )
