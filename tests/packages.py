"""Small random packages and random commits to them, for holding two ways of comparing together."""

from __future__ import annotations

import random
from typing import NamedTuple

NAMES = ("alpha", "beta", "gamma", "Delta", "Eps", "_zeta", "_Eta")
MODULES = ("a", "b", "_c", "sub/d", "sub/_e")

FUNCTIONS = (
    "def {n}(x, y=1): ...",
    "def {n}(x): ...",
    "def {n}(x, *, k): ...",
    "async def {n}(x, y=1): ...",
    "def {n}(x, z=2, y=1) -> int: ...",
)
CLASSES = (
    "class {n}:\n    def m(self, a): ...\n    def n(self): ...",
    "class {n}:\n    def m(self, a, b): ...",
    "class {n}({base}):\n    def own(self): ...",
    "class {n}({base}):\n    def __init__(self, a): ...\n    X = 1",
    "class {n}({base}): ...",
    "@dataclass\nclass {n}({base}):\n    f: int = 0",
    "@dataclass\nclass {n}({base}):\n    e: int = 0\n    f: int = 0",
    "@dataclass\nclass {n}:\n    g: int\n    h: str = ''",
    "@dataclass\nclass {n}:\n    h: str = ''",
)
STUBS = (
    "def {n}(x: int, y: int = ...) -> int: ...",
    "def {n}(x: str, *, k: int) -> {base}: ...",
    "@overload\ndef {n}(x: int) -> int: ...\n@overload\ndef {n}(x: str) -> str: ...",
    "class {n}:\n    X: int\n    f: str\n    def m(self, a: int) -> int: ...",
    "class {n}({base}):\n    def m(self, a: {base}, b: int) -> None: ...",
    "{n}: int",
    "{n}: str",
)
VALUES = ("{n} = 1", "{n}: int = 2", "{n} = {other}", "{n} = partial({other}, 1)")


class Forms(NamedTuple):
    """The definitions that the modules of a random package have."""

    classes: tuple[str, ...]
    others: tuple[str, ...]


USUAL = Forms(CLASSES, FUNCTIONS + VALUES)
LINKED = Forms(
    (
        *CLASSES,
        "class {n}:\n    from {module} import {name} as m\n    def n(self): ...",
        "class {n}:\n    m = {other}\n    n = staticmethod({other})",
        "class {n}({base}):\n    def __init__(self, a):\n        {other}(self, a)",
        "class {n}({base}):\n    def __init__(self): self.m()\n    def m(self): self.f = 1",
        "class {n}({base}): ...\n{other}({n})",
        "@{other}\nclass {n}:\n    f: int = 0\n    g: int = 1",
        "@{other}('x')\nclass {n}({base}):\n    f: int = 0",
        "class {n}:\n    def __init_subclass__(cls, **options):\n        cls.f = 1",
        "class {n}({base}):\n    def m(self, *args, **kwargs): return {other}(*args, **kwargs)",
    ),
    (
        *FUNCTIONS,
        *VALUES,
        "def {n}(x, y=1):\n    x.f = y\n    return x",
        "def {n}(x):\n    x.g = 1\n    return x",
        "def {n}(text):\n    def inner(x):\n        x.f = text\n        return x\n    return inner",
        "def {n}(x): return dataclass(order=True)(x)",
        "def {n}(x, *args, **kwargs): return {other}(x, *args, **kwargs)",
        "@{other}\ndef {n}(x, y=1): ...",
        "{n} = partial(dataclass, order=True)",
        "{n} = dataclass(frozen=True)",
        "{n} = {other}()",
    ),
)
"""Those whose meaning depends on definitions elsewhere."""
CALLING = Forms(
    (
        *CLASSES,
        "class {n}({base}):\n    def run(self): return self.m(1, b=2)",
        "class {n}({base}):\n    def run(self): return self.m(1)",
        "class {n}({base}):\n    def m(self, a, b=0): return a",
        "class {n}({base}):\n    def m(self, a): return a\n    def go(self): return self.m(1)",
        "class {n}({base}, {other}): ...",
        "class {n}({base}):\n    def m(self, **kw):\n        a = kw.pop('a')\n"
        "        if kw: raise TypeError(kw)\n        return a",
        "class {n}({base}):\n    def m(self, a=0, **kw): return kw.get('b')",
        "class {n}({base}):\n    def __init__(self):\n        it = self\n        it.f = 1",
        "class {n}({base}):\n    def __init__(self, **kw):\n        super().__init__(**kw)",
        "class {n}({base}):\n    def __init__(self, **kw):\n        self.f = kw['a']",
    ),
    (
        *FUNCTIONS,
        *VALUES,
        "def {n}(x, **kw): return kw.get('a')",
        "def {n}(x, **kw):\n    a = kw.pop('a', 1)\n    if kw: raise TypeError(kw)\n    return a",
        "def {n}(x, **kw): return {other}(x, **kw)",
        "def {n}(x, **kw):\n    if 'a' in kw: raise TypeError\n    return x",
        "def {n}(x, *, a=1): return a",
    ),
)
"""Those whose bodies call methods of their own, or look at single keywords."""


def module_source(
    random_: random.Random, path: str, others: list[str], forms: Forms = USUAL
) -> str:
    """Write a module that defines and imports a few names."""
    lines = ["from dataclasses import dataclass", "from functools import partial"]
    dots = "." if "/" not in path else ".."
    known = ["object"]
    for other in random_.sample(others, random_.randint(0, 2)):
        if other == path:
            continue
        target = dots + other.replace("/", ".")
        form = random_.random()
        if form < 0.2:
            lines.append(f"from {target} import *")
        else:
            name = random_.choice(NAMES)
            bound = random_.choice([name, name, random_.choice(NAMES)])
            lines.append(f"from {target} import {name} as {bound}")
            known.append(bound)
    for name in random_.sample(NAMES, random_.randint(1, 4)):
        if name.strip("_")[0].isupper():
            template = random_.choice(forms.classes)
        else:
            template = random_.choice(forms.others)
        named = {"n": name, "base": random_.choice(known), "other": random_.choice(known)}
        if "{module}" in template:
            inner = random_.choice(others).replace("/", ".")
            named |= {"module": dots + inner, "name": random_.choice(NAMES)}
        lines.append(template.format(**named))
        known.append(name)
    if random_.random() < 0.25:
        listed = random_.sample(known[1:], random_.randint(1, len(known) - 1))
        lines.append(f"__all__ = {listed!r}")
    return "\n".join(lines) + "\n"


def stub_source(random_: random.Random, path: str) -> str:
    """Write a stub for a module: types of names that it may or may not have."""
    lines = ["from typing import overload"]
    dots = "." if "/" not in path else ".."
    known = ["object", "int"]
    for other in random_.sample(MODULES, random_.randint(0, 2)):
        name = random_.choice(NAMES)
        bound = random_.choice([name, "T"])
        lines.append(f"from {dots}{other.replace('/', '.')} import {name} as {bound}")
        known.append(bound)
    for name in random_.sample(NAMES, random_.randint(1, 4)):
        lines.append(random_.choice(STUBS).format(n=name, base=random_.choice(known)))
        if name.strip("_")[0].isupper():
            known.append(name)
    return "\n".join(lines) + "\n"


def package(random_: random.Random, forms: Forms = USUAL) -> dict[str, bytes]:
    """Create a package: its files by path."""
    files = {
        f"pkg/{path}.py": module_source(random_, path, list(MODULES), forms).encode()
        for path in MODULES
    }
    for init, depth in (("pkg/__init__.py", ""), ("pkg/sub/__init__.py", "sub/")):
        files[init] = init_source(random_, depth).encode()
    for path in random_.sample(MODULES, random_.choice([0, 1, 2])):
        files[f"pkg/{path}.pyi"] = stub_source(random_, path).encode()
        if random_.random() < 0.3:
            del files[f"pkg/{path}.py"]
    return files


def init_source(random_: random.Random, depth: str) -> str:
    """Write an `__init__.py` that hands names of the package on, at once or lazily."""
    lines = []
    if random_.random() < 0.2:
        inner = [path.removeprefix(depth) for path in MODULES if path.startswith(depth)]
        table = {random_.choice(inner).replace("/", "."): random_.sample(NAMES, 2)}
        lines.append("import lazy_loader")
        lines.append(
            f"__getattr__, __dir__, _ = lazy_loader.attach(__name__, submod_attrs={table})"
            if random_.random() < 0.8
            else "def __getattr__(name): ..."
        )
    for path in random_.sample(MODULES, 3):
        target = ("." if not depth else "..") + path.replace("/", ".")
        form = random_.random()
        if form < 0.2:
            lines.append(f"from {target} import *")
        else:
            name = random_.choice(NAMES)
            bound = random_.choice([name, name, "public"])
            lines.append(f"from {target} import {name} as {bound}")
    return "\n".join(lines) + "\n"


def commit(
    random_: random.Random, files: dict[str, bytes], forms: Forms = USUAL
) -> dict[str, bytes]:
    """Change one or two files of a package."""
    changed = dict(files)
    for path in random_.sample(sorted(files), random_.choice([1, 1, 2])):
        if path.endswith("__init__.py"):
            changed[path] = init_source(random_, "sub/" if "sub/" in path else "").encode()
        elif random_.random() < 0.06:
            del changed[path]
        elif path.endswith(".pyi") or random_.random() < 0.05:
            inner = path.removeprefix("pkg/").rpartition(".")[0]
            changed[f"pkg/{inner}.pyi"] = stub_source(random_, inner).encode()
        else:
            inner = path.removeprefix("pkg/").removesuffix(".py")
            fresh = module_source(random_, inner, list(MODULES), forms).split("\n")
            old = files[path].decode().split("\n")
            cut = random_.randint(0, len(old))
            kept = old[:cut] + fresh[2:] if random_.random() < 0.5 else old[: cut // 2] + old[cut:]
            changed[path] = "\n".join(kept).encode()
    return changed
