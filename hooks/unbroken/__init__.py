"""unbroken keeps the public API of a Python package backward compatible.

The Python API: `check` compares what is in a git repository, `diff` two folders, wheels or sdists.
They return `Outcome`s with `Finding`s, and raise `UnbrokenError`.
"""

from __future__ import annotations

from unbroken._version import __version__

TYPE_CHECKING = False

if TYPE_CHECKING:
    from unbroken.checks.diff import diff as diff
    from unbroken.checks.outcome import Outcome as Outcome
    from unbroken.checks.run import check as check
    from unbroken.errors import UnbrokenError as UnbrokenError
    from unbroken.model.finding import Finding as Finding

__all__ = ["Finding", "Outcome", "UnbrokenError", "__version__", "check", "diff"]

_PLACES = {
    "check": "checks.run",
    "diff": "checks.diff",
    "Finding": "model.finding",
    "Outcome": "checks.outcome",
    "UnbrokenError": "errors",
}


def __dir__() -> list[str]:
    """Return the public names as well, which are imported at their first use."""
    return sorted({*globals(), *__all__})


def __getattr__(name: str) -> object:
    """Import a public name at its first use (PEP 562): `import unbroken` must be cheap."""
    if name not in _PLACES:
        raise AttributeError(f"module 'unbroken' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"unbroken.{_PLACES[name]}"), name)
