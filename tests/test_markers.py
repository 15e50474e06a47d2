"""The decorators: what they warn of, and that what they mark is otherwise as it was."""

from __future__ import annotations

import ast
import asyncio
import enum
import functools
import inspect
import pickle
import re
import subprocess
import sys
import warnings
from abc import ABC
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from typing import NamedTuple

import pytest

from unbroken import markers
from unbroken.cli.main import main
from unbroken.markers import deprecated, experimental_api, internal_api

mark = deprecated("1.0.0", "2.0.0", "g", "it is slow")
SAYS = "is deprecated since 1.0.0 and will be removed in 2.0.0; use g instead: it is slow"


@mark
def function(a: int, b: str = "") -> tuple[int, str]:
    """Do it."""
    return a, b


@mark
async def coroutine(a: int) -> int:
    """Wait for it."""
    return a


@mark
def generator(a: int):
    yield a


@mark
async def async_generator(a: int):
    yield a


@functools.lru_cache
@mark
def cached_below(a: int) -> int:
    return a


@mark
@functools.lru_cache
def cached_above(a: int) -> int:
    return a


class Owner:
    @mark
    def method(self, a: int) -> int:
        return a

    @mark
    @staticmethod
    def static_below(a: int) -> int:
        return a

    @staticmethod
    @mark
    def static_above(a: int) -> int:
        return a

    @mark
    @classmethod
    def class_below(cls, a: int) -> object:
        return cls, a

    @classmethod
    @mark
    def class_above(cls, a: int) -> object:
        return cls, a

    @mark
    @property
    def below(self) -> int:
        """Return it."""
        return 1

    @below.setter
    def below(self, value: int) -> None:
        self.was_set = value

    @property
    @mark
    def above(self) -> int:
        """Return it."""
        return 1

    @mark
    @functools.cached_property
    def once(self) -> int:
        return 1


@mark
class Old:
    """Old."""

    def __init__(self, a: int = 0) -> None:
        self.a = a


OWNER = Owner()
USES = {
    "function": (lambda: function(1, b="x"), (1, "x"), "function"),
    "cached above": (lambda: cached_above(1), 1, "cached_above"),
    "cached below": (lambda: cached_below(2), 2, "cached_below"),
    "generator": (lambda: list(generator(1)), [1], "generator"),
    "method": (lambda: OWNER.method(1), 1, "Owner.method"),
    "static below": (lambda: Owner.static_below(1), 1, "Owner.static_below"),
    "static above": (lambda: OWNER.static_above(1), 1, "Owner.static_above"),
    "class below": (lambda: Owner.class_below(1), (Owner, 1), "Owner.class_below"),
    "class above": (lambda: OWNER.class_above(1), (Owner, 1), "Owner.class_above"),
    "property below": (lambda: OWNER.below, 1, "Owner.below"),
    "property above": (lambda: OWNER.above, 1, "Owner.above"),
    "cached property": (lambda: Owner().once, 1, "Owner.once"),
    "class": (lambda: Old(3).a, 3, "Old"),
    "class by keyword": (lambda: Old(a=3).a, 3, "Old"),
}


@pytest.mark.parametrize("use", USES)
def test_a_use_warns_once_where_it_stands(use):
    call, value, name = USES[use]
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert call() == value
    (warning,) = caught
    assert warning.category is DeprecationWarning
    assert str(warning.message) == f"{name} {SAYS}"
    assert warning.filename == __file__
    assert warning.lineno == call.__code__.co_firstlineno


def test_what_is_async_stays_so():
    assert inspect.iscoroutinefunction(coroutine)
    assert not inspect.iscoroutinefunction(function)

    async def main() -> int:
        return await coroutine(1)

    with pytest.warns(DeprecationWarning, match="coroutine is deprecated") as caught:
        assert asyncio.run(main()) == 1
    assert caught[0].filename == __file__

    async def collect() -> list[int]:
        return [value async for value in async_generator(1)]

    with pytest.warns(DeprecationWarning, match="async_generator is deprecated"):
        assert asyncio.run(collect()) == [1]


def test_defining_and_looking_at_it_warns_nobody():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert (function.__name__, function.__doc__) == ("function", "Do it.")
        assert str(inspect.signature(function)) == "(a: 'int', b: 'str' = '') -> 'tuple[int, str]'"
        assert str(inspect.signature(Owner.method)) == "(self, a: 'int') -> 'int'"
        assert (Owner.below.__doc__, Owner.above.__doc__) == ("Return it.", "Return it.")
        assert (Old.__name__, Old.__doc__) == ("Old", "Old.")
        assert str(inspect.signature(Old)) == "(a: 'int' = 0) -> 'None'"
        assert isinstance(Owner.__dict__["static_below"], staticmethod)
        assert isinstance(Owner.__dict__["class_below"], classmethod)
        assert cached_above.__wrapped__.cache_info().hits >= 0
        assert pickle.loads(pickle.dumps(function)) is function


def test_tools_find_the_message_as_pep_702_has_it():
    assert function.__deprecated__ == f"function {SAYS}"
    assert Old.__deprecated__ == f"Old {SAYS}"
    assert Owner.below.fget.__deprecated__ == f"Owner.below {SAYS}"


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("1", "2"), "f is deprecated since 1 and will be removed in 2"),
        (("1", "2", "g"), "f is deprecated since 1 and will be removed in 2; use g instead"),
        (
            ("1", "2", None, "it is slow"),
            "f is deprecated since 1 and will be removed in 2: it is slow",
        ),
    ],
)
def test_what_it_says(arguments, text):
    def f() -> None: ...

    f.__qualname__ = "f"
    assert deprecated(*arguments)(f).__deprecated__ == text


def quiet(code):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        value = code()
    return value, [str(warning.message).split()[0] for warning in caught]


def test_a_subclass_warns_when_it_is_made_and_not_when_it_is_used():
    with pytest.deprecated_call() as caught:

        class Child(Old):
            pass

    assert [(warning.filename, str(warning.message)) for warning in caught] == [
        (__file__, f"Old {SAYS}")
    ]
    assert quiet(lambda: Child(5).a) == (5, [])

    def grandchild() -> type:
        return type("Grandchild", (Child,), {})

    assert quiet(grandchild)[1] == []


def test_an_instance_can_be_pickled_and_copied():
    old, said = quiet(lambda: Old(7))
    assert said == ["Old"]
    assert quiet(lambda: pickle.loads(pickle.dumps(old)).a) == (7, [])


def test_classes_of_all_kinds():
    """Each is made, subclassed and called as it would be without the mark."""

    class Plain:
        pass

    class Created:
        def __new__(cls, a: int) -> Created:
            made = super().__new__(cls)
            made.a = a
            return made

    class Whole(int):
        pass

    class Wrong(ValueError):
        pass

    class Told(ABC):  # noqa: B024
        told = []  # noqa: RUF012

        def __init_subclass__(cls, word: str = "", **kwargs: object) -> None:
            cls.told.append(word)

    @dataclass
    class Data:
        a: int

    class Tuple(NamedTuple):
        a: int

    kinds = {Plain: (), Created: (1,), Whole: (1,), Wrong: ("x",), Told: (), Data: (1,)}
    for cls, arguments in {**kinds, Tuple: (1,)}.items():
        was = repr(cls(*arguments)).partition(" at ")[0]
        signature = str(inspect.signature(cls)) if cls not in (Whole, Wrong) else ""
        assert quiet(functools.partial(mark, cls)) == (cls, [])
        made, said = quiet(functools.partial(cls, *arguments))
        assert repr(made).partition(" at ")[0] == was
        assert len(said) == 1, cls
        if signature:
            assert str(inspect.signature(cls)) == signature
    with pytest.raises(TypeError, match=r"Plain\(\) takes no arguments"), pytest.deprecated_call():
        Plain(1)

    with pytest.deprecated_call() as caught:

        class Heard(Told, word="hello"):
            pass

    assert Told.told == ["hello"]
    assert [warning.filename for warning in caught] == [__file__]


def test_a_base_without_a_constructor_does_not_hide_another_ones():
    @mark
    class Empty:
        pass

    class Other:
        def __init__(self, a: int) -> None:
            self.a = a

    with pytest.deprecated_call():

        class Both(Empty, Other):
            pass

        class Made(Empty):
            def __new__(cls, a: int) -> Made:
                return super().__new__(cls)

    assert Both(1).a == 1
    assert isinstance(Made(1), Made)


def test_an_enum():
    @mark
    class Colour(enum.Enum):
        RED = 1

    assert Colour.RED.value == 1
    assert quiet(lambda: Colour(1))[0] is Colour.RED
    assert Colour["RED"] is Colour.RED


def test_what_cannot_be_marked():
    with pytest.raises(
        TypeError, match=r"^@deprecated is for functions, classes and properties, not for 5$"
    ):
        mark(5)


@pytest.mark.parametrize("marker", [internal_api, experimental_api])
def test_the_others_do_nothing_with_and_without_parentheses(marker):
    for thing in (function, Old, Owner.below, coroutine, 5):
        assert marker(thing) is thing
        assert marker()(thing) is thing


TYPED = """\
from __future__ import annotations
from {module} import deprecated, experimental_api, internal_api

@deprecated("1.0", "2.0", alternative="g")
def f(a: int, *, b: str = "") -> bytes: ...
@internal_api
def g(a: int) -> bytes: ...
@experimental_api()
async def h(a: int) -> bytes: ...
@deprecated("1.0", "2.0")
class C:
    def __init__(self, a: int) -> None: ...
    @deprecated("1.0", "2.0")
    def m(self, a: int) -> bytes: ...
    @property
    @deprecated("1.0", "2.0")
    def p(self) -> int: ...
    @deprecated("1.0", "2.0")
    @staticmethod
    def s(a: int) -> int: ...
reveal_type(f)
reveal_type(g)
reveal_type(h)
reveal_type(C)
reveal_type(C.m)
reveal_type(C.s)
f("x")
C()
deprecated("1.0")
"""


def test_type_checkers_see_what_is_marked_as_it_was(tmp_path):
    text = Path(markers.__file__).read_text(encoding="utf-8")
    (tmp_path / "marks.py").write_text(text, encoding="utf-8")
    (tmp_path / "use.py").write_text(TYPED.format(module="marks"), encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "use.py", "marks.py"]
    command += ["--disable-error-code=empty-body", "--cache-dir", str(tmp_path / "cache")]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    said = re.findall(r"^(\w+\.py):\d+: (?:note: Revealed type is|error:) (.*)$", done.stdout, re.M)
    assert said == [
        ("use.py", '"def (a: int, *, b: str =) -> bytes"'),
        ("use.py", '"def (a: int) -> bytes"'),
        (
            "use.py",
            '"def (a: int) -> typing.Coroutine[Any, Any, bytes]"',
        ),
        ("use.py", '"def (a: int) -> use.C"'),
        ("use.py", '"def (self: use.C, a: int) -> bytes"'),
        ("use.py", '"def (a: int) -> int"'),
        ("use.py", 'Argument 1 to "f" has incompatible type "str"; expected "int"  [arg-type]'),
        ("use.py", 'Missing positional argument "a" in call to "C"  [call-arg]'),
        (
            "use.py",
            'Missing positional argument "removal_version" in call to "deprecated"  [call-arg]',
        ),
    ], done.stdout


def test_it_imports_only_the_standard_library():
    source = Path(markers.__file__).read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            assert node.module is not None
            assert node.module.partition(".")[0] in sys.stdlib_module_names
        elif isinstance(node, ast.Import):
            assert {alias.name for alias in node.names} <= sys.stdlib_module_names


def pythons() -> dict[str, str]:
    """Return a Python of each version from 3.10 on that is here, by its version."""
    found = {f"{sys.version_info.major}.{sys.version_info.minor}": sys.executable}
    candidates = [which(f"python3.{minor}") for minor in range(10, 20)]
    candidates += map(str, Path.home().glob(".pyenv/versions/3.1[0-9]*/bin/python"))
    for python in filter(None, candidates):
        code = "import sys; print('%d.%d' % sys.version_info[:2])"
        done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
        if done.returncode == 0:  # else it is the shim of a version manager
            found.setdefault(done.stdout.strip(), python)
    return found


PYTHONS = pythons()
USE = """\
import asyncio, inspect, pickle, sys, warnings
sys.path.insert(0, "pkg")
from _markers import deprecated, internal_api, experimental_api
assert not [name for name in sys.modules if name.startswith("unbroken")]

@deprecated("1.0", "2.0", alternative="g")
def f(a): return a

@deprecated("1.0", "2.0")
async def h(a): return a

@internal_api
@deprecated("1.0", "2.0")
class C:
    @experimental_api()
    @deprecated("1.0", "2.0")
    @staticmethod
    def s(a): return a

    @deprecated("1.0", "2.0")
    @property
    def p(self): return 1

assert inspect.iscoroutinefunction(h)
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    c = C()
    assert (f(1), c.s(2), c.p, asyncio.run(h(3))) == (1, 2, 1, 3)
    assert type(pickle.loads(pickle.dumps(c))) is C
print([str(warning.message).split()[0] for warning in caught])
"""


@pytest.mark.parametrize("python", PYTHONS)
def test_the_written_file_works_on_every_python(library, capsys, python):
    assert main(["init", "--markers", "pkg/_markers.py"]) == 0
    assert capsys.readouterr().out == (
        "unbroken: wrote pkg/_markers.py: deprecated, internal_api and experimental_api, "
        "importing nothing of unbroken\n"
    )
    (library / "use.py").write_text(USE, encoding="utf-8")
    command = [PYTHONS[python], "-I", "-W", "error", "use.py"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout == "['C', 'f', 'C.s', 'C.p', 'h']\n", done.stderr
