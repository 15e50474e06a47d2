"""Names of distributions and of their extras."""

from __future__ import annotations

import re

_SEPARATORS = re.compile(r"[-_.]+")


def canonicalize_name(name: str) -> str:
    """Return the normalized form of the name of a distribution (PEP 503) or extra (PEP 685).

    The same as `packaging.utils.canonicalize_name`, which a test compares it with. Importing that
    module takes as long as starting Python, and every commit would pay for it.
    """
    return _SEPARATORS.sub("-", name).lower()
