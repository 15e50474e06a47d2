"""What callers do not pass: the names of what Python calls itself, and private parameters."""

from __future__ import annotations

from unbroken.compare.calls.compatibility import rejects, shape
from unbroken.model.definitions import Parameter, ParameterKind, Signature

_POSITIONAL_OR_KEYWORD = ParameterKind.POSITIONAL_OR_KEYWORD

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


def called_alike(name: str, old: Signature, new: Signature) -> bool:
    """Tell whether a method that Python calls itself takes what it took from Python.

    Nobody passes the parameters of `__exit__` or `__setitem__` by name.
    """
    if not (name.startswith("__") and name.endswith("__")):
        return False
    numbers = _ARGUMENTS.get(name[2:-2])
    if numbers is None:
        return False
    before, after = shape(old.parameters), shape(new.parameters)
    return all(rejects(before, n, ()) or not rejects(after, n, ()) for n in numbers)


def without_private(signature: Signature, new: Signature) -> Signature:
    """Leave out what nobody was told that they can pass: optional parameters named `_x`.

    One that positional arguments must pass by stays, but cannot be named any more; and so does
    one that `new` demands. (Those named `__x` are positional-only, see `legacy`.)
    """
    if not any(map(_is_private, signature.parameters)):
        return signature
    demanded = {each.name for each in new.parameters if each.default is None}
    kept: list[Parameter] = []
    passed_by = False
    for each in reversed(signature.parameters):
        kind, optional = each.kind, each.default is not None
        if _is_private(each) and not (optional and each.name in demanded):
            if optional and (kind is ParameterKind.KEYWORD_ONLY or not passed_by):
                continue
            if kind is _POSITIONAL_OR_KEYWORD:
                kind = ParameterKind.POSITIONAL_ONLY
        passed_by = passed_by or kind <= ParameterKind.VAR_POSITIONAL
        kept.append(Parameter(each.name, kind, each.default, each.annotation))
    return Signature(tuple(reversed(kept)), signature.returns)


def unnamed_alike(old: Signature, was: Signature, new: Signature) -> Signature:
    """Give `new` with those parameters nameless that `was` must not name, though `old` could.

    Else a call would seem to hand such a name to the `**kwargs` of the old version.
    """
    before = {each.name: each.kind for each in old.parameters}
    positional_only = {
        each.name
        for each in was.parameters
        if each.kind is ParameterKind.POSITIONAL_ONLY and before[each.name] is not each.kind
    }
    if not positional_only:
        return new
    parameters = [
        Parameter(each.name, ParameterKind.POSITIONAL_ONLY, each.default, each.annotation)
        if each.name in positional_only and each.kind is _POSITIONAL_OR_KEYWORD
        else each
        for each in new.parameters
    ]
    return Signature(tuple(parameters), new.returns)


def _is_private(parameter: Parameter) -> bool:
    name, kind = parameter.name, parameter.kind
    named = kind in (_POSITIONAL_OR_KEYWORD, ParameterKind.KEYWORD_ONLY)
    return named and name.startswith("_") and not name.startswith("__")
