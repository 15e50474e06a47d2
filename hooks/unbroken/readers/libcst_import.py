"""The import of libcst in two thirds of its time.

The nodes of libcst are almost 200 frozen dataclasses. To compile the methods that forbid changes of
their attributes takes longer than all else that the check of a commit imports, and setting the
attributes of a frozen node past these methods takes longer than reading most files. Nothing here
changes a node, and so nodes need no protection.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_NODES = "libcst._nodes."
_LESS = {"frozen": False, "eq": False, "repr": False}


@contextmanager
def libcst_without_frozen_nodes() -> Iterator[None]:
    """Let the first import of libcst, if it is made inside, not freeze its nodes."""
    if "libcst" in sys.modules:
        yield
        return
    as_usual = dataclasses.dataclass

    def dataclass(class_: Any = None, /, **options: Any) -> Any:
        def made(decorated: type) -> type:
            is_node = decorated.__module__.startswith(_NODES)
            return as_usual(**(options | _LESS if is_node else options))(decorated)

        return made if class_ is None else made(class_)

    dataclasses.dataclass = dataclass
    try:
        yield
    finally:
        dataclasses.dataclass = as_usual
