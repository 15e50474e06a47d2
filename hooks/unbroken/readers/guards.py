"""Conditions at module and class level: for whom each block of an `if` runs.

Where both blocks bind a name, that of the usual case counts: the newest Python, no single
platform (Linux, where one must be chosen), and every optional dependency. A block that no
supported Python runs, or that importing the module never reaches, defines nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Sequence
from typing import Literal, NamedTuple

from unbroken.readers.expressions import dotted_name, expression_text

OLDEST_PYTHON = (3, 8)
"""Blocks for older Pythons define nothing: no release of the last years supports them."""
_NO_PYTHON = (4,)
"""Blocks for this version and later ones are never run."""

_USUAL_PLATFORMS = ("linux", "linux2", "Linux", "posix")
_PLATFORMS = ("sys.platform", "os.name", "platform.system()")
_TYPE_CHECKING = ("typing.TYPE_CHECKING", "typing_extensions.TYPE_CHECKING")
_VERSION = "sys.version_info"
_FINDING = "importlib.util.find_spec"
"""Returns None where a module is not installed, which leaves only a stand-in for what needs it."""
_MAX_ALIASES = 5

Resolve = Callable[[str], str]
"""Returns the dotted path that a dotted name resolves to through imports."""
ValueOf = Callable[[str], "ast.expr | None"]
"""Returns the expression that is assigned to a name, None where it is not known."""


class Arm(NamedTuple):
    """One of the blocks of a statement of which one is run, or none: of an `if`, of a `try`.

    `statement` is the condition, or the place of the `try`: two statements with one condition, or
    its contrary, run the same blocks.
    """

    statement: str
    number: int
    of: int


class Branch(NamedTuple):
    """Where a statement stands.

    `conditional`: in a block that is not always run. `typing_only`: where only type checkers
    look. `rare`: where only old Pythons or one platform get; `before_python` is the version from
    which on no Python gets there (None: that is not known). `undecided`: in a block of an `if`
    that may as well not be run as be run. `arms` are the blocks around it, from outside.
    """

    conditional: bool = False
    typing_only: bool = False
    rare: bool = False
    before_python: tuple[int, ...] | None = None
    undecided: bool = False
    arms: tuple[Arm, ...] = ()

    def in_arm(self, statement: str, number: int, of: int) -> Branch:
        """Return the branch of one of the blocks of a statement that stands in this branch."""
        return self._replace(arms=(*self.arms, Arm(statement, number, of)))


def is_covered(bindings: Sequence[tuple[Arm, ...]], closed: Collection[Arm]) -> bool:
    """Return whether whatever block is run one of some bindings is reached.

    Each is given by the arms around it. `closed` are the arms that end with an exception.
    """
    if any(not arms for arms in bindings):
        return True
    by_statement: dict[str, dict[Arm, list[tuple[Arm, ...]]]] = {}
    for first, *rest in bindings:
        arms = by_statement.setdefault(first.statement, {})
        arms.setdefault(first, []).append(tuple(rest))
    for arms in by_statement.values():
        one = next(iter(arms))
        every = [one._replace(number=number) for number in range(one.of)]
        if all(arm in closed or is_covered(arms.get(arm, ()), closed) for arm in every):
            return True
    return False


PLAIN = Branch()


class Names(NamedTuple):
    """What the names in a condition mean; `package` is the top-level one that it stands in."""

    resolve: Resolve
    value_of: ValueOf
    package: str = ""


class _Test(NamedTuple):
    """What is known of a condition.

    `truth`: its value where that is always the same. `typing`: it is true for type checkers
    only; with False, it is true for all but them. `before`/`since`: it is true on Pythons before
    or from a version. `rare`: the block that only one platform runs.
    """

    truth: bool | None = None
    typing: bool | None = None
    before: tuple[int, ...] | None = None
    since: tuple[int, ...] | None = None
    rare: Literal["body", "orelse"] | None = None

    def negated(self) -> _Test:
        """Return what is known of `not condition`."""
        rare: Literal["body", "orelse"] | None = None
        if self.rare is not None:
            rare = "orelse" if self.rare == "body" else "body"
        return _Test(
            truth=None if self.truth is None else not self.truth,
            typing=None if self.typing is None else not self.typing,
            before=self.since,
            since=self.before,
            rare=rare,
        )


_UNKNOWN = _Test()


def if_branches(
    test: ast.expr, branch: Branch, names: Names
) -> tuple[Branch | None, Branch | None]:
    """Return the branches of both blocks of an `if` that stands in a branch.

    None means that importing the module never runs the block.
    """
    if _is_main_guard(test):
        return None, branch
    condition = _evaluate(test, names, _MAX_ALIASES)
    if condition.truth is not None:
        return (branch, None) if condition.truth else (None, branch)
    if condition.typing is not None:
        typing_only = branch._replace(typing_only=True)
        return (typing_only, branch) if condition.typing else (branch, typing_only)
    inner = branch._replace(conditional=True, undecided=condition == _UNKNOWN)
    body = orelse = inner
    if condition.before is None and condition.since is None:
        is_negated = isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)
        positive = test.operand if is_negated and isinstance(test, ast.UnaryOp) else test
        arms = [inner.in_arm(expression_text(positive), number, 2) for number in (0, 1)]
        body, orelse = reversed(arms) if is_negated else arms
    if condition.before is not None:
        body = inner._replace(rare=True, before_python=condition.before)
    elif condition.since is not None:
        orelse = inner._replace(rare=True, before_python=condition.since)
    elif condition.rare == "body":
        body = body._replace(rare=True)
    elif condition.rare == "orelse":
        orelse = orelse._replace(rare=True)
    return body, orelse


def _is_main_guard(test: ast.expr) -> bool:
    """Return whether a condition is `__name__ == "__main__"`, in any order."""
    if not isinstance(test, ast.Compare) or len(test.ops) != 1:
        return False
    if not isinstance(test.ops[0], ast.Eq):
        return False
    sides = (test.left, test.comparators[0])
    return any(isinstance(side, ast.Name) and side.id == "__name__" for side in sides) and any(
        isinstance(side, ast.Constant) and side.value == "__main__" for side in sides
    )


def _evaluate(node: ast.expr, names: Names, depth: int) -> _Test:
    if isinstance(node, ast.Constant):
        return _Test(truth=bool(node.value) or node.value is ...)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return _evaluate(node.operand, names, depth).negated()
    if isinstance(node, ast.BoolOp):
        parts = [_evaluate(value, names, depth) for value in node.values]
        if isinstance(node.op, ast.And):
            return _conjunction(parts)
        return _conjunction([part.negated() for part in parts]).negated()
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        return _comparison(node.left, node.ops[0], node.comparators[0], names)
    if isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords:
        path = names.resolve(dotted_name(node.func))
        if path == "sys.platform.startswith":
            return _Test(rare=_rare_platform(node.args[0]))
        return _Test(rare="orelse") if path == _FINDING else _UNKNOWN
    name = dotted_name(node)
    if name:
        return _named(name, names, depth)
    return _UNKNOWN


def _named(name: str, names: Names, depth: int) -> _Test:
    """Evaluate a name: a known constant, or a variable of the module."""
    # Type checkers take a variable of this name for `typing.TYPE_CHECKING` (mypy's and
    # pyright's documentation), so that modules need not import `typing`.
    if name == "TYPE_CHECKING":
        return _Test(typing=True)
    path = names.resolve(name)
    # A module of the package that has the name passes on that of `typing`.
    is_passed_on = path.startswith(f"{names.package}.") and path.endswith(".TYPE_CHECKING")
    if path in _TYPE_CHECKING or is_passed_on:
        return _Test(typing=True)
    if path in ("six.PY2", "six.PY3"):
        return _Test(truth=path == "six.PY3")
    value = names.value_of(name) if depth else None
    # A plain constant may be changed by users; only what derives from the interpreter counts.
    if value is None or isinstance(value, ast.Constant):
        return _UNKNOWN
    return _evaluate(value, names, depth - 1)


def _conjunction(parts: list[_Test]) -> _Test:
    """Combine the conditions of `a and b`."""
    if any(part.truth is False for part in parts):
        return _Test(truth=False)
    parts = [part for part in parts if part.truth is None]
    if not parts:
        return _Test(truth=True)
    if len(parts) == 1:
        return parts[0]
    if any(part.typing is True for part in parts):
        return _Test(typing=True)
    # Of `a and b`, the body runs for fewer than each of them alone.
    before = [part.before for part in parts if part.before is not None]
    if before:
        return _Test(before=min(before))
    return _Test(rare="body") if any(part.rare == "body" for part in parts) else _UNKNOWN


def _comparison(left: ast.expr, operator: ast.cmpop, right: ast.expr, names: Names) -> _Test:
    version = _version(left, right, names)
    if version is not None:
        return _version_comparison(operator, version)
    path = names.resolve(dotted_name(left.func if isinstance(left, ast.Call) else left))
    if path == _FINDING and isinstance(right, ast.Constant) and right.value is None:
        test = _Test(rare="body")
        return test.negated() if isinstance(operator, (ast.IsNot, ast.NotEq)) else test
    path = names.resolve(dotted_name(left))
    if isinstance(left, ast.Call) and not left.args:
        path = f"{names.resolve(dotted_name(left.func))}()"
    if path not in _PLATFORMS:
        return _UNKNOWN
    test = _Test(rare=_rare_platform(right))
    if isinstance(operator, (ast.Eq, ast.In)):
        return test
    return test.negated() if isinstance(operator, (ast.NotEq, ast.NotIn)) else _UNKNOWN


def _version(left: ast.expr, right: ast.expr, names: Names) -> tuple[int, ...] | None:
    """Return the version that `sys.version_info`, or its major part, is compared with."""
    is_major = False
    if isinstance(left, ast.Subscript):
        index = left.slice
        if isinstance(index, ast.Constant) and index.value == 0:
            is_major = True
        elif not isinstance(index, ast.Slice) or index.lower is not None:
            return None
        left = left.value
    path = names.resolve(dotted_name(left))
    is_major |= path == f"{_VERSION}.major"
    if path not in (_VERSION, f"{_VERSION}.major"):
        return None
    if is_major:
        is_number = isinstance(right, ast.Constant) and type(right.value) is int
        return (right.value,) if is_number and isinstance(right, ast.Constant) else None  # type: ignore[return-value]
    if not isinstance(right, ast.Tuple):
        return None
    numbers = [part.value for part in right.elts if isinstance(part, ast.Constant)]
    integers = tuple(number for number in numbers if isinstance(number, int))
    return integers if len(integers) == len(right.elts) and integers else None


def _version_comparison(operator: ast.cmpop, version: tuple[int, ...]) -> _Test:
    following = (*version[:-1], version[-1] + 1)
    if isinstance(operator, ast.Lt):
        test = _before(version)
    elif isinstance(operator, ast.LtE):
        test = _before(following)
    elif isinstance(operator, ast.GtE):
        test = _before(version).negated()
    elif isinstance(operator, ast.Gt):
        # `sys.version_info > (3,)` is true on all of Python 3: the tuple is longer.
        test = _before(version if len(version) < 3 else following).negated()
    elif isinstance(operator, (ast.Eq, ast.NotEq)):
        is_major = len(version) == 1
        test = _Test(truth=version[0] == 3) if is_major else _UNKNOWN
        test = test.negated() if isinstance(operator, ast.NotEq) else test
    else:
        return _UNKNOWN
    return test


def _before(version: tuple[int, ...]) -> _Test:
    if version <= OLDEST_PYTHON:
        return _Test(truth=False)
    return _Test(truth=True) if version >= _NO_PYTHON else _Test(before=version)


def _rare_platform(node: ast.expr) -> Literal["body", "orelse"] | None:
    """Return which block of a test for some platforms only one of them runs."""
    parts = node.elts if isinstance(node, (ast.Tuple, ast.List, ast.Set)) else [node]
    names = [part.value for part in parts if isinstance(part, ast.Constant)]
    if not names or len(names) != len(parts):
        return None
    return "orelse" if any(name in _USUAL_PLATFORMS for name in names) else "body"
