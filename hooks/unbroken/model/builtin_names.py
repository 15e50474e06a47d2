"""The names that are there without an import, in any Python that code may be written for."""

from __future__ import annotations

import builtins

_NEWER = frozenset(("BaseExceptionGroup", "ExceptionGroup", "PythonFinalizationError"))
"""Those that the oldest Python that runs unbroken does not have."""


def is_builtin(name: str) -> bool:
    """Return whether a name is one of the module `builtins`."""
    return name in _NEWER or hasattr(builtins, name)
