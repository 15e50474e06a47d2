"""A source file to its syntax, whatever it holds."""

from __future__ import annotations

import ast
import warnings

from unbroken.readers.decoding import UnreadableError, decode


def parsed(source: bytes) -> ast.Module:
    """Return the syntax of a source; an empty module where it cannot be parsed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(decode(source))
    except (UnreadableError, SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module([], [])
