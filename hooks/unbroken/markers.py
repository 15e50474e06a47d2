"""Decorators that mark parts of an API as deprecated, internal or experimental.

unbroken reads their names. At run time `deprecated` warns, and `internal_api` and
`experimental_api` do nothing. Only the standard library is imported.
"""

from __future__ import annotations

import functools
import inspect
import sys
import warnings
from collections.abc import Callable
from typing import Any, TypeVar, overload

__all__ = ["deprecated", "experimental_api", "internal_api"]

T = TypeVar("T")

# Modules of the standard library that may be on the stack between the user's code and this one.
_MACHINERY = ("abc", "contextlib", "enum", "functools", "typing", "typing_extensions")


def deprecated(
    version: str,
    removal_version: str,
    alternative: str | None = None,
    reason: str | None = None,
) -> Callable[[T], T]:
    """Mark something that will be removed, and warn when it is used.

    `version` is the first release that warns, `removal_version` the first one without it;
    `alternative` is what to use instead. Functions (also async ones), methods, properties and
    classes can be marked, static and class methods on either side of their decorator. Calling a
    function, instantiating a class and subclassing it warn with `DeprecationWarning`.
    """

    def mark(thing: T) -> T:
        marked: Any = _marked(thing, announcement)
        return marked  # type: ignore[no-any-return]

    def announcement(name: str) -> str:
        text = f"{name} is deprecated since {version} and will be removed in {removal_version}"
        if alternative is not None:
            text += f"; use {alternative} instead"
        return text if reason is None else f"{text}: {reason}"

    return mark


@overload
def internal_api(thing: T) -> T: ...
@overload
def internal_api() -> Callable[[T], T]: ...
def internal_api(thing: Any = None) -> Any:
    """Mark something that is not for users: it may change in any release."""
    return _itself if thing is None else thing


@overload
def experimental_api(thing: T) -> T: ...
@overload
def experimental_api() -> Callable[[T], T]: ...
def experimental_api(thing: Any = None) -> Any:
    """Mark something that users may try, and that may still change in any release."""
    return _itself if thing is None else thing


def _itself(thing: T) -> T:
    return thing


def _marked(thing: Any, announcement: Callable[[str], str]) -> Any:
    if isinstance(thing, (staticmethod, classmethod)):
        return type(thing)(_marked(thing.__func__, announcement))
    if isinstance(thing, property):
        parts = (thing.fget, thing.fset, thing.fdel)
        get, set_, delete = (e if e is None else _marked(e, announcement) for e in parts)
        return type(thing)(get, set_, delete, thing.__doc__)
    if isinstance(thing, functools.cached_property):
        return type(thing)(_marked(thing.func, announcement))
    if isinstance(thing, type):
        return _marked_class(thing, announcement(thing.__qualname__))
    if callable(thing):
        name = getattr(thing, "__qualname__", None) or type(thing).__qualname__
        return _marked_function(thing, announcement(name))
    raise TypeError(f"@deprecated is for functions, classes and properties, not for {thing!r}")


def _marked_function(function: Any, message: str) -> Any:
    mark_async: Any = getattr(inspect, "markcoroutinefunction", None)
    if inspect.iscoroutinefunction(function) and mark_async is None:
        # Before Python 3.12 only what is `async` itself counts as such; it warns when awaited.
        @functools.wraps(function)
        async def wait(*args: Any, **kwargs: Any) -> Any:
            _warn(message)
            return await function(*args, **kwargs)

        return _set(wait, message)

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        _warn(message)
        return function(*args, **kwargs)

    if inspect.iscoroutinefunction(function):
        mark_async(call)
    return _set(call, message)


def _marked_class(cls: Any, message: str) -> Any:
    """Warn in the constructor of a class itself, not of its subclasses: these warn when made."""
    if "__new__" in cls.__dict__:
        create = cls.__new__

        @functools.wraps(create)
        def new(made: Any, *args: Any, **kwargs: Any) -> Any:
            if made is cls:
                _warn(message)
            return create(made, *args, **kwargs)

        cls.__new__ = staticmethod(new)
    else:
        cls.__init__ = _initializer(cls, message)
    cls.__init_subclass__ = classmethod(_subclassing(cls, message))
    return _set(cls, message)


def _initializer(cls: Any, message: str) -> Any:
    own = cls.__dict__.get("__init__")
    plain: Any = object
    takes_none = cls.__init__ is plain.__init__ and cls.__new__ is plain.__new__

    @functools.wraps(cls.__init__)
    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        if type(self) is cls:
            _warn(message)
        if own is not None:
            own(self, *args, **kwargs)
            return
        following = super(cls, self).__init__
        if getattr(following, "__objclass__", None) is not object:
            following(*args, **kwargs)
        elif (args or kwargs) and type(self).__new__ is plain.__new__:
            # Else a `__new__` took the arguments.
            raise TypeError(f"{type(self).__name__}() takes no arguments")

    if takes_none:
        itself = inspect.Parameter("self", inspect.Parameter.POSITIONAL_ONLY)
        init.__signature__ = inspect.Signature([itself])  # type: ignore[attr-defined]
    return init


def _subclassing(cls: Any, message: str) -> Any:
    own = cls.__dict__.get("__init_subclass__")

    def init_subclass(subclass: Any, **kwargs: Any) -> None:
        if cls in subclass.__bases__:
            _warn(message)
        if own is None:
            super(cls, subclass).__init_subclass__(**kwargs)
        else:
            own.__func__(subclass, **kwargs)

    return init_subclass


def _set(marked: Any, message: str) -> Any:
    """Set the attribute that PEP 702 defines, and return the marked object."""
    marked.__deprecated__ = message
    return marked


def _warn(message: str) -> None:
    """Warn at the place of the call, outside of this module and the standard library."""
    level, frame = 3, sys._getframe(2)
    while frame.f_back is not None and frame.f_globals.get("__name__") in _MACHINERY:
        level, frame = level + 1, frame.f_back
    warnings.warn(message, DeprecationWarning, stacklevel=level)
