"""Both readers give the same model for the files of many packages from PyPI.

Run by `make test-corpus`, which downloads the wheels first; nothing of them is installed or run.
UNBROKEN_CORPUS_LINES bounds how many lines of each are read.
"""

from __future__ import annotations

import os
import zlib
from pathlib import Path

import pytest
from tests.readers.agreement import differences, sample

from unbroken.sources.folder import open_tree

FOLDER = Path(os.environ.get("UNBROKEN_CORPUS", ".venv/corpus"))
LINES = int(os.environ.get("UNBROKEN_CORPUS_LINES", "100000"))
PARTS = 4
"""Into which the files of each package are divided, so that several processes share them."""

WHEELS = sorted(FOLDER.glob("*.whl"))


def test_the_wheels_are_there() -> None:
    """Hold that there is something to read."""
    assert len(WHEELS) >= 12, f"{FOLDER} has few wheels; run `make test-corpus`"


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("wheel", WHEELS, ids=[wheel.name.partition("-")[0] for wheel in WHEELS])
def test_readers_agree(wheel: Path, part: int) -> None:
    """Read a part of a wheel's files with both readers."""
    tree = open_tree(str(wheel))
    paths = [path for path in tree.files() if path.endswith((".py", ".pyi"))]
    paths = [path for path in paths if zlib.crc32(path.encode()) % PARTS == part]
    found = differences(sample(tree.read(paths), LINES // PARTS))
    assert not found, f"{len(found)} differences\n" + "\n".join(found)
