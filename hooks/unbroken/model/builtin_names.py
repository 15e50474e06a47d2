"""The names that are there without an import, in any Python that code may be written for."""

from __future__ import annotations

import builtins

_NEWER = frozenset(("BaseExceptionGroup", "ExceptionGroup", "PythonFinalizationError"))
"""Those that the oldest Python that runs unbroken does not have."""

_SINCE_3_10 = frozenset(("EncodingWarning", "aiter", "anext"))


def is_builtin(name: str) -> bool:
    """Return whether a name is one of the module `builtins`."""
    return name in _NEWER or hasattr(builtins, name)


def is_always_builtin(name: str) -> bool:
    """Return whether a name is one of the module `builtins` in every Python from 3.8 on."""
    return hasattr(builtins, name) and name not in _NEWER | _SINCE_3_10
