r"""Whether the running Python accepts a source: what it refuses, nobody can import.

`ast.parse` alone is not enough. The compiler refuses more (a parameter named twice, `return`
outside a function), and libcst accepts more (`"C:\users"`, `x²`).
"""

from __future__ import annotations

import ast
import contextlib
import warnings

from unbroken.readers.decoding import TOO_DEEP, UnreadableError


def tree_compiles(tree: ast.Module) -> bool:
    """Return whether a tree of a source certainly compiles; the source takes longer.

    Where it does not, only the source tells: fewer nested nodes are accepted of a tree.
    """
    with contextlib.suppress(SyntaxError, RecursionError, MemoryError, ValueError):
        _compile(tree)
        return True
    return False


def check_compiles(source: bytes | str) -> None:
    """Raise UnreadableError, with Python's own message, for a source that does not compile.

    Nothing is run: the code object is thrown away.
    """
    try:
        _compile(source)
    except SyntaxError as error:
        message = TOO_DEEP if "too many" in error.msg and "nested" in error.msg else error.msg
        raise UnreadableError(message, error.lineno or 1, error.offset or 1) from None
    except (RecursionError, MemoryError):
        raise UnreadableError(TOO_DEEP) from None
    except ValueError as error:
        raise UnreadableError(str(error)) from None


def _compile(source: bytes | str | ast.Module) -> None:
    with warnings.catch_warnings():
        # A warning that is turned into an error would refuse the file.
        warnings.simplefilter("ignore")
        compile(source, "<source>", "exec", dont_inherit=True)
