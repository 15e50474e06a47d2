"""Print what a package looks like to a program that imports it, as JSON.

Run by the interpreter of an environment that has one release of the package installed:
`python runtime_surface.py PACKAGE…`, with a JSON array of dotted paths to look up on stdin. It uses
the standard library only. It is the one place that imports the code of a release: unbroken itself
never does.
"""

from __future__ import annotations

import ast
import contextlib
import enum
import functools
import importlib
import inspect
import io
import json
import logging
import pkgutil
import sys
import types
import warnings
from collections.abc import Iterator
from typing import Any, TypeVar

MISSING = object()
CACHED = type(functools.lru_cache(int))
_NOT_CALLED_BY_NAME = frozenset(
    (
        *("__nonzero__", "__unicode__", "__cmp__", "__coerce__", "__long__", "__oct__", "__hex__"),
        *("__div__", "__rdiv__", "__idiv__", "__getslice__", "__setslice__", "__delslice__"),
        *("__init__", "__new__", "__dict__", "__weakref__", "__module__", "__annotations__"),
        *("__slots__", "__doc__", "__del__"),
    )
)
"""Members that are described otherwise, or that no one uses: Python 2 did some of them."""
_OF_PICKLING = ("__getstate__", "__setstate__")
_OF_TESTS = ("tests", "test", "conftest")


def public_modules(package: types.ModuleType) -> Iterator[str]:
    """Yield the dotted names of a package and of its modules that have no private part."""
    yield package.__name__
    for module in pkgutil.walk_packages(
        getattr(package, "__path__", ()), f"{package.__name__}.", onerror=lambda _: None
    ):
        parts = module.name.split(".")
        if any(part.startswith(("_", "test_")) or part in _OF_TESTS for part in parts):
            continue
        yield module.name


HOOKS = (
    *("validators", "field_validators", "root_validators", "model_validators"),
    *("field_serializers", "model_serializers"),
)


def hooks_of(cls: type) -> set[str]:
    """Return the validators and serializers of a pydantic model, which only pydantic calls."""
    decorators = getattr(cls, "__pydantic_decorators__", None)
    return {name for kind in HOOKS for name in getattr(decorators, kind, ())}


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
    or that a package imports from its own modules, and the other names that the module assigns.
    """
    exported = exported_names(module)
    if exported is not None:
        yield from exported
        return
    values = written_values(module)
    for name in list(vars(module)):
        # A lazy object is code of the release, and may fail when it is looked at.
        with contextlib.suppress(Exception):
            value = vars(module)[name]
            if isinstance(value, logging.Logger):
                continue  # A module's logger is its own.
            is_code = isinstance(value, (type, types.FunctionType, types.ModuleType))
            if not name.startswith("_") and (
                belongs_to(module, value) or (name in values and not is_code)
            ):
                yield name


def exported_names(module: types.ModuleType) -> list[str] | None:
    """Return the names in `__all__`; None when there is none."""
    exported = vars(module).get("__all__")
    if not isinstance(exported, (list, tuple)):
        return None
    return [name for name in exported if isinstance(name, str)]


@functools.cache
def syntax_of(module_name: str) -> ast.Module:
    """Return the syntax of an imported module; that of an empty one when it is not Python."""
    path = getattr(sys.modules.get(module_name), "__file__", None) or ""
    if not path.endswith(".py"):
        return ast.Module(body=[], type_ignores=[])
    try:
        with open(path, "rb") as file:
            return ast.parse(file.read())
    except (OSError, SyntaxError, ValueError):
        return ast.Module(body=[], type_ignores=[])


def statements_of(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements of a scope, those under conditions included."""
    for statement in body:
        yield statement
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            continue
        for part in ("body", "orelse", "finalbody"):
            yield from statements_of(getattr(statement, part, []))
        for handler in getattr(statement, "handlers", []):
            yield from statements_of(handler.body)


def written_values(module: types.ModuleType) -> set[str]:
    """Return the names that a module assigns, or that a package imports from its own modules.

    What is imported from another distribution is none, also where a value stands in for it.
    """
    found: set[str] = set()
    foreign: set[str] = set()
    root = module.__name__.partition(".")[0]
    for statement in statements_of(syntax_of(module.__name__).body):
        if isinstance(statement, (ast.Assign, ast.AnnAssign)):
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            found |= {
                node.id
                for target in targets
                for node in ast.walk(target)
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
            }
        elif isinstance(statement, ast.ImportFrom) and "__path__" in vars(module):
            home = statement.module or ""
            if statement.level == 1 or home.startswith(f"{module.__name__}."):
                found |= {alias.asname or alias.name for alias in statement.names}
        if isinstance(statement, (ast.Import, ast.ImportFrom)) and is_foreign(statement, root):
            foreign |= {alias.asname or alias.name for alias in statement.names}
    return found - foreign


def is_foreign(statement: ast.Import | ast.ImportFrom, root: str) -> bool:
    """Return whether what is imported is of another distribution than the package `root`."""
    if isinstance(statement, ast.Import):
        return all(alias.name.partition(".")[0] != root for alias in statement.names)
    return not statement.level and (statement.module or "").partition(".")[0] != root


@functools.cache
def written_classes(module_name: str) -> dict[str, list[ast.ClassDef]]:
    """Return the classes that a module writes, by qualname: one may be written in two branches."""
    found: dict[str, list[ast.ClassDef]] = {}

    def visit(body: list[ast.stmt], prefix: str) -> None:
        for statement in statements_of(body):
            if isinstance(statement, ast.ClassDef):
                name = f"{prefix}{statement.name}"
                found.setdefault(name, []).append(statement)
                visit(statement.body, f"{name}.")

    visit(syntax_of(module_name).body, "")
    return found


def written_as(cls: type) -> list[ast.ClassDef]:
    """Return the class statements that may have made a class, which may name another module."""
    statements = written_classes(cls.__module__).get(cls.__qualname__, [])
    for value in list(vars(cls).values()):  # Looking at one may add others.
        function = getattr(value, "fget", getattr(value, "__func__", value))
        if isinstance(function, types.FunctionType):
            line = function.__code__.co_firstlineno
            written = written_classes(function.__module__ or "").get(cls.__qualname__, [])
            around = [part for part in written if part.lineno <= line <= (part.end_lineno or 0)]
            if around and function.__qualname__.rpartition(".")[0] == cls.__qualname__:
                return around
    return statements


def written_attributes(cls: type, decorator: str = "") -> set[str]:
    """Return what the methods that a class itself writes assign to `self`.

    With `decorator`, only methods that have it are meant, and what they assign to `cls`.
    """
    return {
        name
        for statement in written_as(cls)
        for method in statements_of(statement.body)
        if isinstance(method, (ast.FunctionDef, ast.AsyncFunctionDef))
        for name in assigned_to_first(method, decorator)
    }


def assigned_to_first(
    method: ast.FunctionDef | ast.AsyncFunctionDef, decorator: str = ""
) -> set[str]:
    """Return the attributes that a method of a kind assigns to its first parameter."""
    first = next(iter(method.args.posonlyargs + method.args.args), None)
    kinds = [
        part.id
        for part in method.decorator_list
        if isinstance(part, ast.Name) and part.id in ("classmethod", "staticmethod")
    ]
    if first is None or kinds != ([decorator] if decorator else []):
        return set()
    return {
        target.attr
        for node in ast.walk(method)
        if isinstance(node, (ast.Assign, ast.AugAssign))
        or (isinstance(node, ast.AnnAssign) and node.value)
        for part in (node.targets if isinstance(node, ast.Assign) else [node.target])
        for target in ast.walk(part)
        if isinstance(target, ast.Attribute)
        and isinstance(target.ctx, ast.Store)
        and isinstance(target.value, ast.Name)
        and target.value.id == first.arg
    }


def instance_attributes(cls: type, decorator: str = "") -> dict[str, str]:
    """Return the public attributes that a class's own methods assign, and the class of each.

    The classes of other distributions do not count. `decorator` is that of `written_attributes`.
    """
    root = cls.__module__.partition(".")[0]
    found: dict[str, str] = {}
    for base in cls.__mro__:
        if base.__module__.partition(".")[0] == root:
            for name in written_attributes(base, decorator):
                if not name.startswith("_"):
                    found.setdefault(name, f"{base.__module__}.{base.__qualname__}")
    return found


def foreign_attributes(cls: type) -> set[str]:
    """Return the attributes that the bases of other distributions assign to instances."""
    root = cls.__module__.partition(".")[0]
    return {
        name
        for base in cls.__mro__
        if base.__module__.partition(".")[0] != root
        for name in written_attributes(base)
    }


def declared_attributes(cls: type) -> set[str]:
    """Return the attributes that a class or its bases annotate, whatever sets them."""
    return {name for base in cls.__mro__ for name in vars(base).get("__annotations__", ())}


def belongs_to(module: types.ModuleType, value: Any) -> bool:
    """Return whether a class or function is defined in a module, or in a package's modules."""
    if not isinstance(value, (type, types.FunctionType)):
        return False
    home = value.__module__
    is_package = "__path__" in vars(module)
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


def called(function: Any, *, skip_first: bool = False) -> dict[str, Any]:
    """Describe what calls of a function must bind to.

    `parameters` are those that `inspect` shows. With a decorator, `wrapper` are those of the code
    that is called; `wrapped` are those of the innermost function, where a `__signature__` says
    something else.
    """
    found: dict[str, Any] = {"parameters": parameters_of(function, skip_first=skip_first)}
    is_bound = isinstance(function, types.MethodType)
    layers = list(layers_of(function.__func__ if is_bound else function))
    skips = skip_first or is_bound
    is_declared = "__signature__" in getattr(layers[0], "__dict__", ())
    if isinstance(layers[0], types.FunctionType) and (len(layers) > 1 or is_declared):
        found["wrapper"] = parameters_of(bare(layers[0]), skip_first=skips)
        if is_declared and len(layers) > 1 and isinstance(layers[-1], types.FunctionType):
            found["wrapped"] = parameters_of(bare(layers[-1]), skip_first=skips)
    return found


def bare(function: types.FunctionType) -> types.FunctionType:
    """Return a function with the same code and defaults, and nothing that was set on it."""
    copy = types.FunctionType(
        function.__code__,
        function.__globals__,
        function.__name__,
        function.__defaults__,
        function.__closure__,
    )
    copy.__kwdefaults__ = function.__kwdefaults__
    return copy


def origin_of(value: Any) -> str | None:
    """Return where a class or function is defined, as `module.qualname`."""
    module, name = getattr(value, "__module__", None), getattr(value, "__qualname__", None)
    return f"{module}.{name}" if isinstance(module, str) and isinstance(name, str) else None


def is_deprecated(function: Any) -> bool:
    """Return whether a function, or a part of it, is called deprecated.

    Its code or docstring may say so, and those of the functions that a decorator put around it.
    """
    if hasattr(function, "__deprecated__"):
        return True
    texts = (text for layer in layers_of(function) for text in texts_of(layer))
    return any("deprecat" in text.lower() for text in texts)


def layers_of(function: Any) -> Iterator[Any]:
    """Yield a function, and those that it wraps: from the outermost to the innermost."""
    seen: list[Any] = []
    while function is not None and not any(function is layer for layer in seen):
        seen.append(function)
        yield function
        function = getattr(function, "__wrapped__", None)


def texts_of(function: Any) -> Iterator[str]:
    """Yield the docstring of a function, the strings and names in its code, and its attributes."""
    documentation = getattr(function, "__doc__", None)
    yield from getattr(function, "__dict__", ())
    if isinstance(documentation, str):
        yield documentation
    code = getattr(function, "__code__", None)
    if code is not None:
        yield from (constant for constant in code.co_consts if isinstance(constant, str))
        yield from code.co_names


def nature_of(function: Any) -> str:
    """Return what a call returns: a coroutine, a generator, a context manager, something else.

    A plain function that is annotated with an iterator may return a generator as well.
    """
    code = getattr(function, "__code__", None)
    if code is not None and code.co_filename == contextlib.__file__:
        return "context manager"
    plain = inspect.unwrap(function) if callable(function) else function
    for name, test in (
        ("async generator", inspect.isasyncgenfunction),
        ("coroutine", inspect.iscoroutinefunction),
        ("generator", inspect.isgeneratorfunction),
    ):
        if test(plain):
            return name
    returned = str(getattr(plain, "__annotations__", {}).get("return", ""))
    return "iterator" if "Iterator[" in returned or "Generator[" in returned else "plain"


def definer_of(owner: type, name: str) -> type:
    """Return the class of the MRO that has a member; the class itself when there is none."""
    return next((cls for cls in owner.__mro__ if name in vars(cls)), owner)


def is_open(cls: type) -> bool:
    """Return whether a `__getattr__` of the distribution may serve any attribute of instances."""
    root = cls.__module__.partition(".")[0]
    return any(
        base.__module__.partition(".")[0] == root
        and ("__getattr__" in vars(base) or "__getattribute__" in vars(base))
        for base in cls.__mro__
    )


def member(owner: type, name: str) -> dict[str, Any]:
    """Describe a member of a class."""
    static = inspect.getattr_static(owner, name, MISSING)
    definer = definer_of(owner, name)
    function = getattr(static, "fget", getattr(static, "__func__", static))
    found: dict[str, Any] = {"definer": origin_of(definer)}
    if callable(function):
        says_so = isinstance(static, property) and is_deprecated(static)
        found["is_deprecated"] = says_so or is_deprecated(function)
    if isinstance(static, staticmethod):
        return found | {
            "kind": "staticmethod",
            **called(function),
            "nature": nature_of(function),
        }
    if isinstance(static, classmethod):
        return found | {
            "kind": "classmethod",
            **called(function, skip_first=True),
            "nature": nature_of(function),
        }
    if isinstance(static, (types.FunctionType, types.MethodType)):
        return found | {
            "kind": "method",
            **called(static, skip_first=True),
            "nature": nature_of(static),
        }
    if isinstance(static, property):
        return found | {
            "kind": "property",
            "writable": static.fset is not None,
            "deletable": static.fdel is not None,
        }
    if isinstance(static, type):
        return found | {"kind": "class"}
    if isinstance(static, enum.Enum):
        return found | {"kind": "attribute", "value": repr(static.value)}
    if callable(static):
        return found | {"kind": type(static).__name__}
    return found | {"kind": "descriptor" if hasattr(static, "__get__") else "attribute"}


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
        if function is getattr(BaseException, name):
            found.append([["args", int(inspect.Parameter.VAR_POSITIONAL), False]])
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


def is_frozen(cls: type) -> bool:
    """Return whether the attributes of a named tuple, dataclass or model cannot be assigned."""
    if tuple in cls.__bases__ and hasattr(cls, "_fields"):
        return True
    configuration = getattr(cls, "model_config", None)
    return bool(
        getattr(getattr(cls, "__dataclass_params__", None), "frozen", False)
        or (isinstance(configuration, dict) and configuration.get("frozen"))
    )


def type_arguments_of(cls: type) -> list[int | None] | None:
    """Return the smallest and largest number of type arguments; None when it takes none.

    The largest one is None when any number is accepted.
    """
    definer = definer_of(cls, "__class_getitem__")
    function = getattr(vars(definer).get("__class_getitem__"), "__func__", None)
    if function is types.GenericAlias or definer.__module__ in ("builtins", "collections.abc"):
        # That of Python's own classes (`dict[K, V]`) is found before that of `Generic`.
        return [1, None] if "__class_getitem__" in vars(definer) else None
    parameters = getattr(cls, "__parameters__", ())
    if not isinstance(parameters, tuple) or not parameters:
        return [1, None] if definer is cls and "__class_getitem__" in vars(definer) else None
    if any(not isinstance(parameter, TypeVar) for parameter in parameters):
        return [1, None]
    needed = [p for p in parameters if not getattr(p, "has_default", lambda: False)()]
    return [len(needed), len(parameters)]


def keys_of(cls: type) -> set[str]:
    """Return the keys of a `TypedDict`; none for other classes."""
    return {*getattr(cls, "__required_keys__", ()), *getattr(cls, "__optional_keys__", ())}


def required_keys(cls: type) -> set[str]:
    """Return the keys that a `TypedDict` needs.

    Python does not look into annotations that are strings (`from __future__ import annotations`).
    """
    required = {*getattr(cls, "__required_keys__", ())}
    for name, annotation in getattr(cls, "__annotations__", {}).items() if keys_of(cls) else ():
        text = str(getattr(annotation, "__forward_arg__", ""))
        mark = text.partition("[")[0].rpartition(".")[2]
        if mark == "NotRequired":
            required.discard(name)
        elif mark == "Required":
            required.add(name)
    return required


def call_of_class(cls: type) -> list[list[Any]] | None:
    """Return the parameters of a class as it says; a model that ignores more takes any keyword."""
    parameters = parameters_of(cls)
    configuration = getattr(cls, "model_config", None)
    if parameters is None or not isinstance(configuration, dict) or not fields_of(cls):
        return parameters
    is_open = configuration.get("extra", "ignore") != "forbid"
    variadic = int(inspect.Parameter.VAR_KEYWORD)
    if is_open and all(kind != variadic for _, kind, _ in parameters):
        return [*parameters, ["extra", variadic, False]]
    return parameters


def class_surface(cls: type) -> dict[str, Any]:
    """Describe a class: its constructor, bases, members, and what its instances can do."""
    constructors = constructors_of(cls)
    is_compiled = isinstance(cls.__init__, types.WrapperDescriptorType)
    is_signature_said = hasattr(cls, "__signature__") or (constructors is None and not is_compiled)
    found: dict[str, Any] = {
        "kind": "class",
        "origin": origin_of(cls),
        "is_deprecated": "deprecat" in (cls.__doc__ or "").lower()
        or is_deprecated(cls.__init__)
        or is_deprecated(cls.__new__),
        "parameters": call_of_class(cls) if is_signature_said else None,
        "constructors": constructors,
        "instance": instance_attributes(cls),
        "also_set": sorted(
            {
                *instance_attributes(cls, "classmethod"),
                *foreign_attributes(cls),
                *declared_attributes(cls),
            }
        ),
        "is_open": is_open(cls),
        "is_frozen": is_frozen(cls),
        "compares": [
            name
            for name in ("__eq__", "__lt__", "__le__", "__gt__", "__ge__")
            if getattr(cls, name, None) is not getattr(object, name)
        ],
        "type_arguments": type_arguments_of(cls),
        "required_keys": sorted(required_keys(cls)),
        "optional_keys": sorted(keys_of(cls) - required_keys(cls)),
        "length": len(getattr(cls, "_fields", ())) if issubclass(cls, tuple) else None,
        "bases": [origin_of(base) for base in cls.__bases__],
        "mro": [origin_of(base) for base in cls.__mro__],
        "hashable": getattr(cls, "__hash__", None) is not None,
        "abstract": sorted(getattr(cls, "__abstractmethods__", ()) or ()),
        "members": {},
    }
    if issubclass(cls, enum.Enum):
        found["values"] = {name: repr(value.value) for name, value in cls.__members__.items()}
    aliases = cls.__members__ if issubclass(cls, enum.Enum) else ()  # `dir` leaves them out
    hooks = hooks_of(cls)
    for name in dict.fromkeys((*dir(cls), *aliases)):
        is_dunder = name.startswith("__") and name.endswith("__")
        if name.startswith("_") and not is_dunder:
            continue
        if not name.isidentifier() or name in _NOT_CALLED_BY_NAME or name in hooks:
            continue
        if name in vars(object) and name != "__init_subclass__":
            continue
        if name == "__init_subclass__" and definer_of(cls, name) is object:
            continue
        with contextlib.suppress(Exception):
            if name in _OF_PICKLING and getattr(cls, name).__module__ == "dataclasses":
                continue
            found["members"][name] = member(cls, name)
    for name in fields_of(cls):
        found["members"].setdefault(name, {"kind": "field", "definer": origin_of(cls)})
    return found


def surface(value: Any) -> dict[str, Any]:
    """Describe what a public name leads to."""
    if isinstance(value, type):
        return class_surface(value)
    if isinstance(value, types.ModuleType):
        # A folder without modules, such as one of templates, has nothing to import.
        is_folder = getattr(value, "__file__", None) is None and hasattr(value, "__path__")
        is_empty = is_folder and not any(pkgutil.iter_modules(value.__path__))
        return {"kind": "folder" if is_empty else "module", "origin": value.__name__}
    if isinstance(value, (types.FunctionType, types.BuiltinFunctionType)):
        return {
            "kind": "function",
            "origin": origin_of(value),
            **called(value),
            "nature": nature_of(value),
            "attributes": attributes_of(value),
            "is_deprecated": is_deprecated(value),
        }
    is_alias = isinstance(value, types.GenericAlias) or type(value).__module__ == "typing"
    if callable(value) and not is_alias:
        return {
            "kind": "callable",
            "origin": None,
            **called(value),
            "nature": nature_of(value),
            "attributes": attributes_of(value),
        }
    return {"kind": "value", "origin": None, "hashable": is_hashable(value)}


def is_hashable(value: Any) -> bool:
    """Return whether the class of a value lets it be hashed."""
    return getattr(type(value), "__hash__", None) is not None


def attributes_of(function: Any) -> list[str]:
    """Return the public attributes that were set on a function, or that its decorator provides."""
    names = set(getattr(function, "__dict__", ()))
    if isinstance(function, CACHED):
        names |= {"cache_clear", "cache_info", "cache_parameters"}
    return sorted(name for name in names if not name.startswith("_"))


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
        is_call = isinstance(owner, type) and name == "__call__"
        if is_call and not any(name in vars(base) for base in owner.__mro__):
            return None  # that of the metaclass makes instances
        try:
            value = getattr(value, name)
        except Exception:  # noqa: BLE001  # a property of a class is code of the release
            return probed_on_instances(owner, name) if name == rest[-1] else None
    try:
        if isinstance(owner, type) and not isinstance(value, type):
            return member(owner, rest[-1])
        return surface(value)
    except Exception:  # noqa: BLE001  # a lazy object is code of the release
        return None


def probed_on_instances(owner: Any, name: str) -> dict[str, Any] | None:
    """Describe an attribute that only the instances of a class have; None when they have none."""
    if not isinstance(owner, type):
        return None
    if name in fields_of(owner):
        return {"kind": "field", "definer": origin_of(owner)}
    if name in instance_attributes(owner):
        return {"kind": "instance attribute", "definer": instance_attributes(owner)[name]}
    if name in keys_of(owner):
        return {"kind": "key", "is_required": name in required_keys(owner)}
    return {"kind": "unknown"} if is_open(owner) else None


def loaded_submodules(package: types.ModuleType) -> list[str]:
    """Return the public modules of a package that are its attributes once it is imported."""
    found = []
    for module in pkgutil.iter_modules(getattr(package, "__path__", ())):
        with contextlib.suppress(Exception):
            value, path = getattr(package, module.name), f"{package.__name__}.{module.name}"
            is_module = isinstance(value, types.ModuleType) and value.__name__ == path
            if is_module and not module.name.startswith("_"):
                found.append(path)
    return found


def nested_classes(path: str, cls: type) -> Iterator[tuple[str, type]]:
    """Yield the public classes that are defined in the body of a class, with their paths."""
    for name, value in list(vars(cls).items()):
        is_own = isinstance(value, type) and value.__qualname__ == f"{cls.__qualname__}.{name}"
        if is_own and value.__module__ == cls.__module__ and not name.startswith("_"):
            yield f"{path}.{name}", value
            yield from nested_classes(f"{path}.{name}", value)


def main(packages: list[str], paths: list[str]) -> dict[str, Any]:
    """Describe the public names of some packages, the failed imports, and some paths."""
    names: dict[str, Any] = {}
    failed: list[str] = []
    modules: list[str] = []
    loaded: list[str] = []
    exported: dict[str, list[str] | None] = {}
    for root in packages:
        package = imported(root)
        if package is None:
            failed.append(root)
            continue
        loaded += loaded_submodules(package)
        for module_name in list(public_modules(package)):
            module = imported(module_name)
            if not isinstance(module, types.ModuleType):  # It may put another object there.
                failed.append(module_name)
                continue
            modules.append(module_name)
            exported[module_name] = exported_names(module)
            for name in public_names(module):
                # A module `__getattr__`, a metaclass or a lazy object is code of the release.
                with contextlib.suppress(Exception):
                    value = getattr(module, name)
                    path = f"{module_name}.{name}"
                    names[path] = surface(value)
                    if isinstance(value, type):
                        for inner_path, inner in nested_classes(path, value):
                            names[inner_path] = class_surface(inner)
    return {
        "modules": modules,
        "failed": failed,
        "loaded": loaded,
        "exported": exported,
        "names": names,
        "probed": {path: probe(path) for path in paths},
    }


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        result = main(sys.argv[1:], json.load(sys.stdin))
    print(json.dumps(result))
