"""Print what a package looks like to a program that imports it, as JSON.

Run by the interpreter of an environment that has one release of the package installed:
`python runtime_surface.py PACKAGE…`, with a JSON array of dotted paths to look up on stdin. It uses
the standard library only. It is the one place that imports the code of a release: unbroken itself
never does.
"""

from __future__ import annotations

import contextlib
import enum
import importlib
import inspect
import io
import json
import pkgutil
import sys
import types
import warnings
from collections.abc import Iterator
from typing import Any

MISSING = object()


def public_modules(package: types.ModuleType) -> Iterator[str]:
    """Yield the dotted names of a package and of its modules that have no private part."""
    yield package.__name__
    for module in pkgutil.walk_packages(
        getattr(package, "__path__", ()), f"{package.__name__}.", onerror=lambda _: None
    ):
        parts = module.name.split(".")
        if any(part.startswith("_") or part in ("tests", "test", "conftest") for part in parts):
            continue
        yield module.name


def imported(name: str) -> types.ModuleType | None:
    """Import a module; None when that fails, for example because of a missing dependency."""
    try:
        return importlib.import_module(name)
    except KeyboardInterrupt:
        raise
    except BaseException:  # noqa: BLE001  # a module may do anything when it is imported
        return None


def public_names(module: types.ModuleType) -> Iterator[str]:
    """Yield the public names of a module.

    These are the names in `__all__`; otherwise the classes and functions that the module defines,
    or that a package imports from its own modules.
    """
    exported = getattr(module, "__all__", None)
    if isinstance(exported, (list, tuple)):
        yield from (name for name in exported if isinstance(name, str))
        return
    for name in list(vars(module)):
        # A lazy object is code of the release, and may fail when it is looked at.
        with contextlib.suppress(Exception):
            if not name.startswith("_") and belongs_to(module, vars(module)[name]):
                yield name


def belongs_to(module: types.ModuleType, value: Any) -> bool:
    """Return whether a class or function is defined in a module, or in a package's modules."""
    if not isinstance(value, (type, types.FunctionType)):
        return False
    home = value.__module__
    is_package = hasattr(module, "__path__")
    return home == module.__name__ or (is_package and home.startswith(f"{module.__name__}."))


def parameters_of(function: Any, *, skip_first: bool = False) -> list[list[Any]] | None:
    """Return the parameters as [name, kind, has a default]; None when they are unknown."""
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (ValueError, TypeError, NameError, AttributeError):
        return None
    except Exception:  # noqa: BLE001  # `__signature__` is code of the release
        return None
    if skip_first and parameters and parameters[0].kind is not inspect.Parameter.VAR_POSITIONAL:
        del parameters[0]
    return [
        [parameter.name, int(parameter.kind), parameter.default is not inspect.Parameter.empty]
        for parameter in parameters
    ]


def origin_of(value: Any) -> str | None:
    """Return where a class or function is defined, as `module.qualname`."""
    module, name = getattr(value, "__module__", None), getattr(value, "__qualname__", None)
    return f"{module}.{name}" if isinstance(module, str) and isinstance(name, str) else None


def nature_of(function: Any) -> str:
    """Return what a call of a function returns: a coroutine, a generator, or something else."""
    plain = inspect.unwrap(function) if callable(function) else function
    for name, test in (
        ("async generator", inspect.isasyncgenfunction),
        ("coroutine", inspect.iscoroutinefunction),
        ("generator", inspect.isgeneratorfunction),
    ):
        if test(plain):
            return name
    return "plain"


def member(owner: type, name: str) -> dict[str, Any]:
    """Describe a member of a class."""
    static = inspect.getattr_static(owner, name, MISSING)
    definer = next((cls for cls in owner.__mro__ if name in vars(cls)), owner)
    found: dict[str, Any] = {"definer": origin_of(definer)}
    if isinstance(static, staticmethod):
        function = static.__func__
        return found | {
            "kind": "staticmethod",
            "parameters": parameters_of(function),
            "nature": nature_of(function),
        }
    if isinstance(static, classmethod):
        function = static.__func__
        return found | {
            "kind": "classmethod",
            "parameters": parameters_of(function, skip_first=True),
            "nature": nature_of(function),
        }
    if isinstance(static, (types.FunctionType, types.MethodType)):
        return found | {
            "kind": "method",
            "parameters": parameters_of(static, skip_first=True),
            "nature": nature_of(static),
        }
    if isinstance(static, property):
        return found | {"kind": "property", "writable": static.fset is not None}
    if isinstance(static, type):
        return found | {"kind": "class"}
    return found | {"kind": type(static).__name__ if callable(static) else "attribute"}


def constructors_of(cls: type) -> list[list[list[Any]]] | None:
    """Return the parameters of `__new__` and `__init__`, as far as they are written in Python.

    A call of the class must bind in both. None when a metaclass decides, or when the class says
    what it takes (`__signature__`, as pydantic's models do).
    """
    if type(cls).__call__ is not type.__call__ or hasattr(cls, "__signature__"):
        return None
    found = []
    for name, default in (("__new__", object.__new__), ("__init__", object.__init__)):
        function = getattr(cls, name)
        if function is default:
            continue
        if not isinstance(inspect.unwrap(function), types.FunctionType):
            return None  # a compiled class, or one of Python's own
        parameters = parameters_of(function, skip_first=True)
        if parameters is not None:
            found.append(parameters)
    return found


def fields_of(cls: type) -> set[str]:
    """Return the public fields of a dataclass, attrs class or pydantic model."""
    names: set[str] = set()
    for attribute in ("__dataclass_fields__", "model_fields", "__pydantic_fields__"):
        fields = inspect.getattr_static(cls, attribute, None)
        fields = getattr(cls, attribute, None) if isinstance(fields, property) else fields
        names |= set(fields) if isinstance(fields, dict) else set()
    attributes = getattr(cls, "__attrs_attrs__", ())
    names |= {attribute.name for attribute in attributes if hasattr(attribute, "name")}
    return {name for name in names if not name.startswith("_")}


def class_surface(cls: type) -> dict[str, Any]:
    """Describe a class: its constructor, bases, members, and what its instances can do."""
    found: dict[str, Any] = {
        "kind": "class",
        "origin": origin_of(cls),
        "parameters": parameters_of(cls) if hasattr(cls, "__signature__") else None,
        "constructors": constructors_of(cls),
        "bases": [origin_of(base) for base in cls.__bases__],
        "mro": [origin_of(base) for base in cls.__mro__],
        "hashable": getattr(cls, "__hash__", None) is not None,
        "abstract": sorted(getattr(cls, "__abstractmethods__", ()) or ()),
        "members": {},
    }
    if issubclass(cls, enum.Enum):
        found["values"] = {name: repr(value.value) for name, value in cls.__members__.items()}
    for name in dir(cls):
        is_dunder = name.startswith("__") and name.endswith("__")
        if name.startswith("_") and not is_dunder:
            continue
        if is_dunder and any(name in vars(base) for base in (object, type)):
            continue
        if name in ("__dict__", "__weakref__", "__module__", "__annotations__", "__slots__"):
            continue
        with contextlib.suppress(Exception):
            found["members"][name] = member(cls, name)
    for name in fields_of(cls):
        found["members"].setdefault(name, {"kind": "field", "definer": origin_of(cls)})
    return found


def surface(value: Any) -> dict[str, Any]:
    """Describe what a public name leads to."""
    if isinstance(value, type):
        return class_surface(value)
    if isinstance(value, types.ModuleType):
        return {"kind": "module", "origin": value.__name__}
    if isinstance(value, (types.FunctionType, types.BuiltinFunctionType)):
        return {
            "kind": "function",
            "origin": origin_of(value),
            "parameters": parameters_of(value),
            "nature": nature_of(value),
        }
    return {"kind": "callable" if callable(value) else "value", "origin": None}


def probe(path: str) -> dict[str, Any] | None:
    """Describe what a dotted path leads to; None when an import or an attribute fails."""
    parts = path.split(".")
    value: Any = None
    rest: list[str] = []
    for count in range(len(parts), 0, -1):
        value = imported(".".join(parts[:count]))
        if value is not None:
            rest = parts[count:]
            break
    if value is None:
        return None
    owner: Any = None
    for name in rest:
        owner = value
        try:
            value = getattr(value, name)
        except Exception:  # noqa: BLE001  # a property of a class is code of the release
            if isinstance(owner, type) and name == rest[-1] and name in fields_of(owner):
                return {"kind": "field", "definer": origin_of(owner)}
            return None
    try:
        if isinstance(owner, type) and not isinstance(value, type):
            return member(owner, rest[-1])
        return surface(value)
    except Exception:  # noqa: BLE001  # a lazy object is code of the release
        return None


def main(packages: list[str], paths: list[str]) -> dict[str, Any]:
    """Describe the public names of some packages, the failed imports, and some paths."""
    names: dict[str, Any] = {}
    failed: list[str] = []
    modules: list[str] = []
    for root in packages:
        package = imported(root)
        if package is None:
            failed.append(root)
            continue
        for module_name in list(public_modules(package)):
            module = imported(module_name)
            if module is None:
                failed.append(module_name)
                continue
            modules.append(module_name)
            for name in public_names(module):
                # A module `__getattr__`, a metaclass or a lazy object is code of the release.
                with contextlib.suppress(Exception):
                    names[f"{module_name}.{name}"] = surface(getattr(module, name))
    probed = {path: probe(path) for path in paths}
    return {"modules": modules, "failed": failed, "names": names, "probed": probed}


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        result = main(sys.argv[1:], json.load(sys.stdin))
    print(json.dumps(result))
