"""How the exceptions of Python itself are called (Python reference, "Built-in Exceptions").

Those written in C take positional arguments only, unless the documentation names keywords. Their
`__new__` accepts everything, so that a written `__init__` alone decides; exception groups check
their two arguments in `__new__`.
"""

from __future__ import annotations

import builtins

from unbroken.model.definitions import Parameter, ParameterKind

_ARGS = Parameter("args", ParameterKind.VAR_POSITIONAL)
_KEYWORDS = {
    "AttributeError": ("name", "obj"),
    "ImportError": ("name", "path"),
    "NameError": ("name",),
}
_POSITIONAL = {
    "UnicodeDecodeError": ("encoding", "object", "start", "end", "reason"),
    "UnicodeEncodeError": ("encoding", "object", "start", "end", "reason"),
    "UnicodeTranslateError": ("object", "start", "end", "reason"),
    "BaseExceptionGroup": ("message", "exceptions"),
}


def exception_parameters(target: str) -> tuple[Parameter, ...] | None:
    """Return what a call of a built-in exception takes; None for another dotted path."""
    module, _, name = target.rpartition(".")
    kind = getattr(builtins, name, None) if module == "builtins" else None
    if not isinstance(kind, type) or not issubclass(kind, BaseException):
        return None
    for class_ in kind.__mro__:
        if class_.__name__ in _POSITIONAL:
            names = _POSITIONAL[class_.__name__]
            return tuple(Parameter(name, ParameterKind.POSITIONAL_ONLY) for name in names)
        if class_.__name__ in _KEYWORDS:
            names = _KEYWORDS[class_.__name__]
            return (_ARGS, *(Parameter(name, ParameterKind.KEYWORD_ONLY, "None") for name in names))
    return (_ARGS,)


def checks_arguments_in_new(target: str) -> bool:
    """Return whether a built-in exception checks its arguments even if `__init__` is overridden."""
    return target in ("builtins.ExceptionGroup", "builtins.BaseExceptionGroup")
