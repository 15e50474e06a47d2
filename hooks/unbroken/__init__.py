"""unbroken keeps the public API of a Python package backward compatible.

What programs may use: `check` (what is in a git repository), `diff` (two folders, wheels or
sdists), the `Outcome` and `Finding` that they give, and the
`UnbrokenError` that they raise.
"""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from unbroken.diffing import diff as diff
    from unbroken.errors import UnbrokenError as UnbrokenError
    from unbroken.finding import Finding as Finding
    from unbroken.run import check as check
    from unbroken.verdict import Outcome as Outcome

__version__ = "0.1.0"
__all__ = ["Finding", "Outcome", "UnbrokenError", "__version__", "check", "diff"]

_PLACES = {
    "check": "run",
    "diff": "diffing",
    "Finding": "finding",
    "Outcome": "verdict",
    "UnbrokenError": "errors",
}


def __getattr__(name: str) -> object:
    """Import what is asked for only then (PEP 562): nothing heavy comes with the package."""
    if name not in _PLACES:
        raise AttributeError(f"module 'unbroken' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"unbroken.{_PLACES[name]}"), name)
