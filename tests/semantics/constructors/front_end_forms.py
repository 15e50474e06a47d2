"""Pairs of small signatures as packages of functions, methods, classes, partials and lambdas.

A form says how one signature is written as a definition, and how the real thing is called.
Every real callable gives back what arrived where, by parameter name.
"""

from __future__ import annotations

import importlib
import random
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from tests.compare.calls.oracle import SPECS, Spec, one_edit_apart

Files = dict[str, str]
Real = Callable[..., Mapping[str, Any]]

OUTSIDE = "outside_of_the_package"
_OUTSIDE_SOURCE = """\
import functools

def keep(function):
    return function

def wrapped(*_):
    def wrap(function):
        @functools.wraps(function)
        def inner(*args, **kwargs):
            return function(*args, **kwargs)
        return inner
    return wrap
"""
GOT = "{k: v for k, v in locals().items() if k not in ('self', 'cls')}"


class Form(NamedTuple):
    """How one signature becomes a definition, and how that is found and called.

    `source` gives the files of one definition (by its number and parameters): texts of one file
    are put behind each other. `path` is its public path in the package, `call` how a user writes
    the call; `real` gives what is really called, from what stands at `path`.
    """

    source: Callable[[int, str, random.Random], Files]
    path: str
    call: str
    real: Callable[[Any], Real] = lambda found: found


def sampled(count: int, seed: int) -> list[tuple[Spec, Spec]]:
    """Choose ordered pairs of signatures: half of them one edit apart, half at random."""
    choose = random.Random(seed)
    near = choose.sample(sorted(one_edit_apart()), count // 2)
    far = [
        (choose.randrange(len(SPECS)), choose.randrange(len(SPECS)))
        for _ in range(count - len(near))
    ]
    pairs = [(SPECS[i], SPECS[j]) for i, j in [*near, *far]]
    choose.shuffle(pairs)
    return pairs


def joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _function(number: int, parameters: str, choose: random.Random) -> Files:
    return {"m.py": f"def f{number}({parameters}):\n    return locals()\n"}


def _asynchronous(number: int, parameters: str, choose: random.Random) -> Files:
    return {"m.py": f"async def f{number}({parameters}):\n    return locals()\n"}


def _method(name: str, first: str, decorator: str = "") -> Callable[..., Files]:
    def source(number: int, parameters: str, choose: random.Random) -> Files:
        above = f"    {decorator}\n" if decorator else ""
        return {
            "m.py": f"class Model{number}:\n{above}    def {name}({joined(first, parameters)}):\n"
            f"        return {GOT}\n"
        }

    return source


def _init(number: int, parameters: str, choose: random.Random) -> Files:
    return {"m.py": _class_with_init(f"Model{number}", parameters)}


def _class_with_init(name: str, parameters: str) -> str:
    return (
        f"class {name}:\n    def __init__({joined('self', parameters)}):\n"
        f"        self.got = {GOT}\n"
    )


def _inherited(bases: str) -> Callable[..., Files]:
    def source(number: int, parameters: str, choose: random.Random) -> Files:
        return {
            f"{bases}.py": _class_with_init(f"Base{number}", parameters),
            "m.py": f"from pkg.{bases} import Base{number}\n"
            f"class Middle{number}(Base{number}): ...\n"
            f"class Model{number}(Middle{number}):\n    def fit(self): ...\n",
        }

    return source


_FIXED = (
    "*args, **kwargs",
    "a, *args, **kwargs",
    "a=0, *, b=0, **kwargs",
    "*args",
    "a, d=0, /",
    "*, c",
)


def _both(varied: str) -> Callable[..., Files]:
    """Write a class with `__new__` and `__init__`, of which only one has the signature."""

    def source(number: int, parameters: str, choose: random.Random) -> Files:
        fixed = _FIXED[number % len(_FIXED)]
        made, initialised = (fixed, parameters) if varied == "__init__" else (parameters, fixed)
        keep = f"        self.got = {GOT}\n"
        return {
            "m.py": f"class Model{number}:\n    def __new__({joined('cls', made)}):\n"
            f"        self = object.__new__(cls)\n{keep * (varied == '__new__')}"
            f"        return self\n    def __init__({joined('self', initialised)}):\n"
            f"{keep * (varied == '__init__')}        pass\n"
        }

    return source


def _lambda(number: int, parameters: str, choose: random.Random) -> Files:
    return {"m.py": f"f{number} = lambda {parameters}: locals()\n"}


def _re_exported(number: int, parameters: str, choose: random.Random) -> Files:
    return {
        "_impl.py": f"def g{number}({parameters}):\n    return locals()\n",
        "__init__.py": f"from ._impl import g{number} as f{number}\n",
    }


def _decorated(number: int, parameters: str, choose: random.Random) -> Files:
    decorator = choose.choice(["keep", "outside.keep", "outside.wrapped(1)", "wrapped('a', 2)"])
    header = f"from {OUTSIDE} import keep, wrapped\nimport {OUTSIDE} as outside\n"
    text = f"@{decorator}\ndef f{number}({parameters}):\n    return locals()\n"
    return {"m.py": header + text}


def _overloaded(number: int, parameters: str, choose: random.Random) -> Files:
    overloads = "".join(
        f"@overload\ndef f{number}(a: {kind}, b: {kind} = ..., *rest: {kind}) -> {kind}: ...\n"
        for kind in ("int", "str")
    )
    return {
        "m.py": f"from typing import overload\n{overloads}"
        f"def f{number}({parameters}):\n    return locals()\n"
    }


def _partial(number: int, parameters: str, choose: random.Random) -> Files:
    given = ["0"] * choose.choice([0, 1, 1, 2])
    given += [f"{k}=0" for k in choose.sample("abcz", choose.choice([0, 0, 1, 1, 2]))]
    spelling = choose.choice(["functools.partial", "partial"])
    return {
        "m.py": "import functools\nfrom functools import partial\n"
        f"def _g{number}({parameters}):\n    return locals()\n"
        f"f{number} = {spelling}({joined(f'_g{number}', *given)})\n"
    }


def _mixed(number: int, parameters: str, choose: random.Random) -> Files:
    """Write a function in one of the ways that a new version may change to."""
    form = choose.choice([_function, _lambda, _decorated, _overloaded, _moved, _whole])
    return form(number, parameters, choose)


def _moved(number: int, parameters: str, choose: random.Random) -> Files:
    return {
        "_impl.py": f"def f{number}({parameters}):\n    return locals()\n",
        "m.py": f"from ._impl import f{number} as f{number}\n",
    }


def _whole(number: int, parameters: str, choose: random.Random) -> Files:
    return {
        "m.py": f"from functools import partial\ndef _g{number}({parameters}):\n"
        f"    return locals()\nf{number} = partial(_g{number})\n"
    }


def _awaited(function: Callable[..., Any]) -> Real:
    def run(*args: object, **kwargs: object) -> Mapping[str, Any]:
        coroutine = function(*args, **kwargs)
        try:
            coroutine.send(None)
        except StopIteration as end:
            return dict(end.value)
        raise AssertionError("it waits")

    return run


def _made(owner: type) -> Real:
    return lambda *args, **kwargs: owner(*args, **kwargs).got  # type: ignore[attr-defined]


FORMS: dict[str, Form] = {
    "function": Form(_function, "m.f{}", "f{}"),
    "async function": Form(_asynchronous, "m.f{}", "f{}", _awaited),
    "method": Form(
        _method("run", "self"), "m.Model{}.run", "model{}.run", lambda owner: owner().run
    ),
    "class method": Form(
        _method("make", "cls", "@classmethod"),
        "m.Model{}.make",
        "Model{}.make",
        lambda owner: owner.make,
    ),
    "static method": Form(
        _method("make", "", "@staticmethod"),
        "m.Model{}.make",
        "Model{}.make",
        lambda owner: owner.make,
    ),
    "__call__": Form(
        _method("__call__", "self"), "m.Model{}.__call__", "model{}", lambda owner: owner()
    ),
    "__init__": Form(_init, "m.Model{}", "Model{}", _made),
    "__new__": Form(_method("__new__", "cls"), "m.Model{}", "Model{}"),
    "__init__ of a private base": Form(_inherited("_bases"), "m.Model{}", "Model{}", _made),
    "__init__ of a public base": Form(_inherited("bases"), "bases.Base{}", "Base{}", _made),
    "__init__ beside __new__": Form(_both("__init__"), "m.Model{}", "Model{}", _made),
    "__new__ beside __init__": Form(_both("__new__"), "m.Model{}", "Model{}", _made),
    "lambda": Form(_lambda, "m.f{}", "f{}"),
    "re-export under another name": Form(_re_exported, "f{}", "f{}"),
    "unknown decorator": Form(_decorated, "m.f{}", "f{}"),
    "overloads": Form(_overloaded, "m.f{}", "f{}"),
    "another form": Form(_mixed, "m.f{}", "f{}"),
    "partial": Form(_partial, "m.f{}", "f{}"),
}


def package(form: Form, specs: Iterable[Spec], seed: int) -> Files:
    """Write the files of a package: one definition for each signature, numbered from 0."""
    choose = random.Random(seed)
    files: Files = {"__init__.py": ""}
    for number, spec in enumerate(specs):
        for name, text in form.source(number, spec.source, choose).items():
            files[name] = files.get(name, "") + text
    return {f"pkg/{name}": text for name, text in files.items()}


def write(files: Files, root: Path) -> None:
    for name, text in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


@contextmanager
def imported(files: Files, root: Path) -> Iterator[Callable[[str], Any]]:
    """Really import a package; gives what finds a definition by its path in the package."""
    write({f"{OUTSIDE}.py": _OUTSIDE_SOURCE} | files, root)
    sys.path.insert(0, str(root))

    def find(path: str) -> Any:
        module, _, rest = path.partition(".")
        if not rest:
            return getattr(importlib.import_module("pkg"), path)
        return getattr(importlib.import_module(f"pkg.{module}"), rest.partition(".")[0])

    try:
        importlib.invalidate_caches()
        yield find
    finally:
        sys.path.remove(str(root))
        for name in list(sys.modules):
            if name.partition(".")[0] in ("pkg", OUTSIDE):
                del sys.modules[name]
