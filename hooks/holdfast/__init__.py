"""holdfast keeps the public API of a Python package backward compatible.

What programs may use: `check` (what is in a git repository), `diff` (two folders, wheels or
sdists), the `Outcome` and `Finding` that they give, and the
`HoldfastError` that they raise.
"""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from holdfast.diffing import diff as diff
    from holdfast.errors import HoldfastError as HoldfastError
    from holdfast.finding import Finding as Finding
    from holdfast.run import check as check
    from holdfast.verdict import Outcome as Outcome

__version__ = "0.1.0"
__all__ = ["Finding", "HoldfastError", "Outcome", "__version__", "check", "diff"]

_PLACES = {
    "check": "run",
    "diff": "diffing",
    "Finding": "finding",
    "Outcome": "verdict",
    "HoldfastError": "errors",
}


def __getattr__(name: str) -> object:
    """Import what is asked for only then (PEP 562): nothing heavy comes with the package."""
    if name not in _PLACES:
        raise AttributeError(f"module 'holdfast' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"holdfast.{_PLACES[name]}"), name)
