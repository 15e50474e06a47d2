"""A parameter is annotated with a type that takes less, or something else, than before.

Take what was taken before, and convert it. Where only the annotation was wrong, say so in the
release notes: type checkers of users will complain.
"""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.compare.pair import Pair
from holdfast.finding import Finding
from holdfast.rules.base import Break, Keep, Rule
from holdfast.rules.shared.annotated import change_text, is_seen, related
from holdfast.rules.shared.parameters import kept_parameters, parameter_finding
from holdfast.rules.shared.values import shortened
from holdfast.surface import Parameter

RULE = Rule(level="warning", typing=True)

BREAKS = (
    Break("def f(x: int | str): ...", "def f(x: int): ..."),
    Break("def f(x: int): ...", "def f(x: str): ..."),
    Break("def f(x: int | None = None): ...", "def f(x: str | None = None): ..."),
    Break("def f(*args: float): ...", "def f(*args: int): ..."),
    Break(
        "class A:\n    def __init__(self, x: float): ...",
        "class A:\n    def __init__(self, x: int): ...",
    ),
)

KEEPS = (
    Keep("def f(x): ...", "def f(x: int): ...", "it said nothing before"),
    Keep("def f(*, _x: int = 0): ...", "def f(*, _x: str = ''): ...", "`_x` is private"),
    Keep("def f(x: int): ...", "def f(x): ...", "it says nothing now"),
    Keep("def f(x: int): ...", "def f(x: int | str): ...", "it takes more"),
    Keep(
        "from typing import List, Sequence\ndef f(x: List[int]): ...",
        "from typing import List, Sequence\ndef f(x: Sequence[int]): ...",
        "it takes more",
    ),
    Keep("def f(x: int | None = None): ...", "def f(x: int = None): ...", "the default says None"),
    Keep(
        "import numpy as np\ndef f(x: np.ndarray): ...",
        "from numpy import ndarray\ndef f(x: ndarray): ...",
        "the same name, imported in another way",
    ),
    Keep(
        "from typing import overload\n@overload\ndef f(x: int) -> int: ...\n"
        "@overload\ndef f(x: str) -> str: ...\ndef f(x: object) -> object: ...",
        "from typing import overload\n@overload\ndef f(x: int) -> int: ...\n"
        "@overload\ndef f(x: str) -> str: ...\ndef f(x: int | str) -> int | str: ...",
        "type checkers look at the overloads",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find parameters whose annotation takes less than it did."""
    if not is_seen(pair):
        return
    for each in kept_parameters(pair):
        if each.field:
            continue  # Its attribute says it.
        was, now = each.old.annotation, each.new.annotation
        if was is None or now is None or was == now:
            continue
        how = related(pair, _taken(each.old), _taken(each.new), each.scopes)
        if how in ("narrowed", "changed"):
            yield parameter_finding(
                pair,
                each,
                f"type of parameter '{each.old.name}' {change_text(how, was, now)}",
                f"Take {shortened(was)} as before, and convert it where needed.",
            )


def _taken(parameter: Parameter) -> str | None:
    """Give what a parameter takes: its default None was long taken to say `| None`, too."""
    if parameter.annotation is not None and parameter.default == "None":
        return f"Optional[{parameter.annotation}]"
    return parameter.annotation
