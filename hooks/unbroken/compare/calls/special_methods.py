"""The special methods that Python itself calls, always with positional arguments."""

from __future__ import annotations

from unbroken.compare.calls.compatibility import rejects, shape
from unbroken.model.definitions import Signature
from unbroken.model.identifiers import is_dunder

# How many arguments Python passes, by position, to the methods that it calls itself (Python
# reference, "Special method names"; the documentation of `copy` and `pickle`).
_ARGUMENTS: dict[str, tuple[int, ...]] = {
    **dict.fromkeys(
        (
            "abs", "aenter", "aiter", "anext", "await", "bool", "bytes", "ceil", "complex", "copy",
            "del", "dir", "enter", "float", "floor", "fspath", "getnewargs", "getnewargs_ex",
            "getstate", "hash", "index", "int", "invert", "iter", "len", "length_hint", "neg",
            "next", "pos", "reduce", "repr", "reversed", "sizeof", "str", "trunc",
        ),
        (0,),
    ),
    **dict.fromkeys(
        (
            "add", "and", "buffer", "class_getitem", "contains", "deepcopy", "delattr", "delete",
            "delitem", "divmod", "eq", "floordiv", "format", "ge", "getattr", "getattribute",
            "getitem", "gt", "iadd", "iand", "ifloordiv", "ilshift", "imatmul", "imod", "imul",
            "instancecheck", "ior", "ipow", "irshift", "isub", "itruediv", "ixor", "le", "lshift",
            "lt", "matmul", "missing", "mod", "mro_entries", "mul", "ne", "or", "radd", "rand",
            "rdivmod", "reduce_ex", "release_buffer", "rfloordiv", "rlshift", "rmatmul", "rmod",
            "rmul", "ror", "rrshift", "rshift", "rsub", "rtruediv", "rxor", "setstate", "sub",
            "subclasscheck", "subclasshook", "truediv", "xor",
        ),
        (1,),
    ),
    **dict.fromkeys(("get", "set", "set_name", "setattr", "setitem"), (2,)),
    **dict.fromkeys(("aexit", "exit"), (3,)),
    "pow": (1, 2),
    "rpow": (1, 2),
    "round": (0, 1),
}  # fmt: skip


def accepts_calls_of_python(name: str, old: Signature, new: Signature) -> bool:
    """Return whether a method that Python itself calls accepts what it accepted from Python.

    Nobody passes the parameters of `__exit__` or `__setitem__` by name. It is False for methods
    of other names.
    """
    if not is_dunder(name):
        return False
    numbers = _ARGUMENTS.get(name[2:-2])
    if numbers is None:
        return False
    before, after = shape(old.parameters), shape(new.parameters)
    return all(rejects(before, n, ()) or not rejects(after, n, ()) for n in numbers)
