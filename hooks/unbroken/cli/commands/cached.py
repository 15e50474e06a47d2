"""The cache that a command uses, according to its options and the environment."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from unbroken.cache.cache import Cache, find_cache

if TYPE_CHECKING:
    from argparse import Namespace


@contextmanager
def cache_of(arguments: Namespace) -> Iterator[Cache | None]:
    """Yield the user's cache, None for `--no-cache`; it is tidied up at the end."""
    cache = None if arguments.no_cache else find_cache(os.environ)
    try:
        yield cache
    finally:
        if cache is not None:
            cache.close()
