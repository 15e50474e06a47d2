"""What the walk through one file of a downstream project gives."""

from __future__ import annotations

import msgspec

from unbroken.impact.site import Site


class WalkedFile(msgspec.Struct, frozen=True):
    """The sites of a file, and how many uses of broken names in it are not resolved.

    Where `is_readable` is False, nothing is known of the file.
    """

    sites: tuple[Site, ...] = ()
    unresolved: int = 0
    is_readable: bool = True


UNREADABLE = WalkedFile(is_readable=False)
