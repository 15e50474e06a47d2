"""Which files count, which of them are read, and the ids by which equal contents are recognized."""

from __future__ import annotations

_SUFFIXES = (".py", ".pyi")
_COMPILED = (".so", ".pyd", ".pyx", ".c", ".cc", ".cpp", ".cxx", ".rs")
_NAMES = frozenset(("py.typed", "pyproject.toml", "setup.cfg", "unbroken-accepted.toml"))


def is_source(path: str) -> bool:
    """Return whether a file is ever read: Python source, or a file that describes a package."""
    return path.endswith(_SUFFIXES) or path.rpartition("/")[2] in _NAMES


def is_compiled(path: str) -> bool:
    """Return whether a file may be a compiled module, or what one is built from.

    That there is one is all that counts: its contents are never read.
    """
    return path.endswith(_COMPILED)


def is_listed(path: str) -> bool:
    """Return whether a file counts as one of a version."""
    return is_source(path) or is_compiled(path)


def blob_id(data: bytes, length: int = 40) -> str:
    """Return the id that git gives to some bytes.

    It is the hash of `blob <size>NUL<bytes>` (git-hash-object(1)); `length` is the number of
    hexadecimal digits of an id in the repository: 40 for SHA-1, 64 for SHA-256.
    """
    import hashlib

    header = b"blob %d\0" % len(data)
    if length == 64:
        return hashlib.sha256(header + data).hexdigest()
    return hashlib.sha1(header + data, usedforsecurity=False).hexdigest()


def is_blob_id(identity: str, data: bytes) -> bool:
    """Return whether an id is that of some bytes.

    A repository may hold contents under an id that is not theirs.
    """
    return blob_id(data, len(identity)) == identity
