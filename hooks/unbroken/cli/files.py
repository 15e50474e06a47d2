"""Files that commands write."""

from __future__ import annotations

import os


def write_atomically(path: str, data: bytes) -> None:
    """Write a file completely or not at all; raises OSError.

    The file gets the usual permissions, not those of a temporary file.
    """
    import tempfile  # slow to import, and most runs write nothing

    folder = os.path.dirname(os.path.abspath(path))
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
        try:
            file.write(data)
            file.close()
            os.chmod(file.name, 0o644)
            os.replace(file.name, path)
        except OSError:
            os.unlink(file.name)
            raise
