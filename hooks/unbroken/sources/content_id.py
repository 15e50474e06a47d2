"""What all sources of text share: which files are read, and how equal contents are recognised."""

from __future__ import annotations

_SUFFIXES = (".py", ".pyi")
_NAMES = frozenset(("py.typed", "pyproject.toml", "setup.cfg"))


def is_source(path: str) -> bool:
    """Tell whether unbroken ever reads such a file: Python source, or what describes a package."""
    return path.endswith(_SUFFIXES) or path.rpartition("/")[2] in _NAMES


def blob_id(data: bytes, length: int = 40) -> str:
    """Give the id that git gives to some bytes.

    It is the hash of `blob <size>NUL<bytes>` (git-hash-object(1)); `length` is the number of
    hexadecimal digits in the ids of the repository: 40 for SHA-1, 64 for SHA-256.
    """
    import hashlib

    header = b"blob %d\0" % len(data)
    if length == 64:
        return hashlib.sha256(header + data).hexdigest()
    return hashlib.sha1(header + data, usedforsecurity=False).hexdigest()
