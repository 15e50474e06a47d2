"""The fast check whether a change touches the public shape of a file, made with `ast` alone.

Bodies, comments, docstrings and private names are dropped and the rest is compared. Only the
answer "unchanged" is final: for any other answer the readers compare the definitions.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from unbroken.model.projection import DEFAULT, Projection
from unbroken.readers.ast_bodies import (
    body_facts,
    calls_of_helpers,
    marked_lines,
    may_return_functions,
    source_of_returned_functions,
)
from unbroken.readers.body_outcomes import VAGUE_KINDS
from unbroken.readers.builtin_names import mark_bound_names
from unbroken.readers.compilation import check_compiles
from unbroken.readers.decoding import UnreadableError, decode
from unbroken.readers.given_values import GivenValues
from unbroken.readers.instance_assignments import attribute_assignments
from unbroken.readers.instance_variables import instance_variables
from unbroken.readers.loop_values import LoopsOf
from unbroken.readers.own_parts import FunctionNode, own_statements
from unbroken.readers.shape.changed_part import changed_part

# A docstring counts only if it may mark the object as experimental or deprecated.
_LABEL = re.compile(r"experimental|deprecated", re.IGNORECASE)


class Difference(NamedTuple):
    """Whether a change touches the public shape of a file, and which private names it touches."""

    public: bool
    private: frozenset[str]


_NONE = Difference(False, frozenset())


def difference(old: bytes, new: bytes, projection: Projection = DEFAULT) -> Difference | None:
    """Compare the shapes of two versions of a file, as far as `projection` counts docstrings.

    Returns None when this Python cannot parse the old one or compile the new one, or cannot dump
    its syntax tree (deeply nested statements, integers with too many digits).
    """
    if old == new:
        return _NONE
    try:
        decode(new)  # Some versions of Python do not decode comments.
        check_compiles(new)
        part = changed_part(old, new)
        if part is not None and _difference(*part, projection, in_short=True) == _NONE:
            return _NONE
        return _difference(old, new, projection)
    except (RecursionError, ValueError, UnreadableError):
        return None


def _difference(
    old: bytes, new: bytes, projection: Projection = DEFAULT, *, in_short: bool = False
) -> Difference | None:
    """Compare two texts.

    `in_short` skips the statements that both have, and counts every private method as used.
    """
    before, after = _Shapes.of(old, projection), _Shapes.of(new, projection)
    if before is None or after is None:
        return None
    if in_short:
        before.in_short = after.in_short = True
        before.same = after.same = before.keys() & after.keys()
    before.returning = after.returning = _ReturnedFunctions()
    old_entries, new_entries = before.entries(), after.entries()
    if not _loses_value(old_entries, new_entries):
        old_entries, new_entries = map(_without_results, (old_entries, new_entries))
    if old_entries != new_entries:
        old_entries, new_entries = map(before.returning.written_out, (old_entries, new_entries))
    changed = set(old_entries) ^ set(new_entries)
    private = frozenset(entry.private_name for entry in changed if entry.private_name)
    old_entries = _without(old_entries, private)
    new_entries = _without(new_entries, private)
    is_private_used = any(
        _mentions(entry.shape, name) for name in private for entry in (*old_entries, *new_entries)
    )
    return Difference(is_private_used or old_entries != new_entries, private)


_VALUE, _NO_VALUE, _ANY_VALUE = "\1", "\2", "\3"
_RESULTS = re.compile(f"[{_VALUE}{_NO_VALUE}{_ANY_VALUE}]")
"""What stands for a function that returns values, that returns none, and for a stub."""


def _result_of(returned: tuple[str, ...]) -> str:
    if not returned:
        return _ANY_VALUE
    return _NO_VALUE if returned == ("None",) else _VALUE


def _loses_value(old: list[_Entry], new: list[_Entry]) -> bool:
    """Return whether a function that returned values returns none; the contrary breaks nothing."""
    before, after = (
        [result for entry in entries for result in _RESULTS.findall(entry.shape)]
        for entries in (old, new)
    )
    return (_VALUE, _NO_VALUE) in zip(before, after, strict=False)


def _without_results(entries: list[_Entry]) -> list[_Entry]:
    return [entry._replace(shape=_RESULTS.sub("", entry.shape)) for entry in entries]


def _without(entries: list[_Entry], private: frozenset[str]) -> list[_Entry]:
    return [entry for entry in entries if entry.private_name not in private]


def _mentions(shape: str, name: str) -> bool:
    """Return whether a shape uses a name: an alias, a base class, an entry of `__all__`."""
    return f"id='{name}'" in shape or f"value='{name}'" in shape


class _Entry(NamedTuple):
    """One statement: its private name ("" if it is public) and its shape."""

    private_name: str
    shape: str


class _ReturnedFunctions:
    """Stands in for what functions return, which is read only where it may have changed.

    To read it, the model of definitions is loaded, and that takes longer than all else together.
    """

    def __init__(self) -> None:
        self._nodes: dict[str, FunctionNode] = {}
        self._substitutes: dict[str, str] = {}

    def substitute(self, node: FunctionNode) -> str:
        """Return a short text that is the same for functions that return the same."""
        source = source_of_returned_functions(node)
        self._nodes.setdefault(source, node)
        return self._substitutes.setdefault(source, f"\0{len(self._nodes)}\0")

    def written_out(self, entries: list[_Entry]) -> list[_Entry]:
        """Return some entries with what functions return instead of the substitutes."""
        for source, substitute in self._substitutes.items():
            if any(substitute in entry.shape for entry in entries):
                text = _returned_functions(self._nodes[source])
                entries = [
                    entry._replace(shape=entry.shape.replace(substitute, text)) for entry in entries
                ]
        return entries


_Key: TypeAlias = "tuple[bytes, int, int]"


class _Shapes:
    """The shapes of the statements of a text."""

    def __init__(self, tree: ast.Module, source: bytes, projection: Projection) -> None:
        mark_bound_names(tree)
        self.tree = tree
        self.projection = projection
        self.lines = source.splitlines()
        self.marks = marked_lines(source.decode("latin-1"))
        self.same: set[_Key] = set()
        """The statements that are skipped because the other version has them as well."""
        self.in_short = False
        """Whether private methods count although nothing is seen to use them."""
        self.returning = _ReturnedFunctions()
        self.helpers: dict[str, set[str]] = {}
        """What the methods by which the constructor of a class sets attributes call, by name."""

    @classmethod
    def of(cls, source: bytes, projection: Projection = DEFAULT) -> _Shapes | None:
        """Parse a text; return None when this Python cannot."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return cls(ast.parse(source), source, projection)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None

    def keys(self) -> set[_Key]:
        """Return the keys of all statements of the module and its classes."""
        keys = set()
        pending = list(self.tree.body)
        while pending:
            statement = pending.pop()
            keys.add(self.key(statement))
            if isinstance(statement, ast.ClassDef):
                pending += statement.body
        return keys

    def key(self, statement: ast.stmt) -> _Key:
        """Return the text and the columns of a statement: two statements may share a line."""
        decorators = getattr(statement, "decorator_list", ())
        first = min([statement.lineno, *(decorator.lineno for decorator in decorators)])
        text = b"\n".join(self.lines[first - 1 : statement.end_lineno])
        return text, statement.col_offset, statement.end_col_offset or 0

    def entries(self) -> list[_Entry]:
        """Return the entries of all statements but docstrings, in order."""
        return [
            _Entry(_private_name(statement), self.dump(statement))
            for statement in self.tree.body
            if not _is_docstring(statement)
        ]

    def dump(self, statement: ast.stmt) -> str:
        """Return the shape of a statement: everything but the bodies of functions."""
        if self.same and (key := self.key(statement)) in self.same:
            return str(key)
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return self.function(statement)
        if isinstance(statement, ast.ClassDef):
            return self.class_(statement)
        if isinstance(statement, (ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign)):
            return ast.dump(statement)
        parts = []
        for name, value in ast.iter_fields(statement):
            if isinstance(value, list):
                parts.append(f"{name}={_joined([self.part(item) for item in value])}")
            else:
                parts.append(f"{name}={ast.dump(value) if isinstance(value, ast.AST) else value!r}")
        return f"{type(statement).__name__} {_joined(parts)}"

    def part(self, value: object) -> str:
        if isinstance(value, ast.ExceptHandler):
            return f"except {_joined([self.dump(statement) for statement in value.body])}"
        if isinstance(value, ast.stmt):
            return "" if _is_docstring(value) else self.dump(value)
        return ast.dump(value) if isinstance(value, ast.AST) else repr(value)

    def class_(self, node: ast.ClassDef) -> str:
        """Return the shape of a class, to which the calls of its constructor's helpers belong."""
        around, self.helpers = self.helpers, calls_of_helpers(node)
        try:
            return self.class_shape(node)
        finally:
            self.helpers = around

    def class_shape(self, node: ast.ClassDef) -> str:
        head = [ast.dump(expression) for expression in (*node.decorator_list, *node.bases)]
        head += [ast.dump(keyword) for keyword in node.keywords]
        head += [ast.dump(parameter) for parameter in getattr(node, "type_params", [])]
        private_methods = [
            (name, statement)
            for statement in node.body
            if _is_function(statement) and (name := _private_name(statement))
        ]
        body = [
            self.dump(statement)
            for statement in node.body
            if not _is_docstring(statement)
            and not (_is_function(statement) and _private_name(statement))
        ]
        body += [
            str(shown)
            for name, statement in private_methods
            if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef))
            and (shown := self.private_method(name, statement))
        ]
        used = {
            name
            for name, _ in private_methods
            if self.in_short
            or name in self.helpers
            or any(_mentions(shape, name) for shape in body)
        }
        # A method of a subclass may pass its arguments on to any of them.
        body += [
            self.dump(statement)
            if name in used or not isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef))
            else f"{name} {ast.dump(statement.args)}"
            for name, statement in private_methods
        ]
        return f"class {node.name} {_joined(head)} {self.docstring(node)} {_joined(body)}"

    def private_method(self, name: str, node: FunctionNode) -> tuple[object, ...]:
        """Return what users see of a private method: its calls, and attributes that it sets.

        The constructor of a base class may call it.
        """
        facts = body_facts(node, self.marks)
        set_up = (name, facts.assigns, facts.calls_super) if facts.assigns else ()
        return (*set_up, *facts.own_calls)

    def function(self, node: FunctionNode) -> str:
        head = [ast.dump(part) for part in (*node.decorator_list, node.args)]
        head += [ast.dump(parameter) for parameter in getattr(node, "type_params", [])]
        returns = ast.dump(node.returns) if node.returns is not None else ""
        kind = type(node).__name__
        return (
            f"{kind} {node.name} {_joined(head)} {returns} {self.body(node)} {self.docstring(node)}"
        )

    def docstring(self, node: FunctionNode | ast.ClassDef) -> str:
        """Return the docstring as far as it may count: that is judged by its words alone."""
        text = ast.get_docstring(node, clean=False)
        if text is None:
            return ""
        return text if self.projection.docstrings or _LABEL.search(text) else ""

    def body(self, node: FunctionNode) -> str:
        """Return what callers can observe of a body: that it yields, that it sets attributes.

        The body of `__getattr__` is dumped completely: it decides which names exist.
        """
        if node.name == "__getattr__":
            return str([ast.dump(statement) for statement in node.body])
        facts = body_facts(node, self.marks)
        set_here = sorted(_attributes_set(node)) if facts.assigns else []
        result = _result_of(facts.returned)
        if result == _NO_VALUE or not VAGUE_KINDS.isdisjoint(facts.returned):
            facts = facts._replace(returned=())
        given = " ".join([facts.gives, *set_here])
        names = [*sorted(self.helpers.get(node.name, ())), *_MADE.findall(given)]
        called = [f"value='{name}'" for name in names]
        return f"{result} {facts} {set_here} {called} {self.returned_functions(node)}"

    def returned_functions(self, node: FunctionNode) -> str:
        """Return what stands for the functions that a function returns if it may be a decorator.

        A decorator that returns what it gets breaks nothing, whatever it was before.
        """
        return self.returning.substitute(node) if may_return_functions(node) else ""


_MADE = re.compile(r"[^\W\d]\w*(?=\()|(?<=self\.)\w+|[^\W\d]\w*(?=\.)")
"""The names of what makes a value in `name()`, `module.name()` and `self.name`."""


def _attributes_set(node: FunctionNode) -> Iterator[str]:
    """Yield the attributes of its instance that a function annotates, or makes by a call."""
    instances = instance_variables(node)
    values, loops = GivenValues(node, instances.names), LoopsOf(node.body)
    for statement in own_statements(node.body):
        for assigned in attribute_assignments(statement, instances, loops):
            made = values.assigned_text(statement, assigned.value)
            if made or assigned.annotation is not None:
                shown = ast.dump(assigned.annotation) if assigned.annotation is not None else ""
                yield f"{assigned.name}: {shown} = {made}"


def _returned_functions(node: FunctionNode) -> str:
    from unbroken.readers.returned_functions import returned_functions

    return str(returned_functions(node) or "")


def _joined(parts: list[str]) -> str:
    """Join texts unambiguously without escaping them, so that names in them can be searched.

    (The `repr` of a list escapes its items, once more at every level.)
    """
    return "".join(f"{len(part)}:{part}" for part in parts)


def _is_docstring(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


def _private_name(statement: ast.stmt) -> str:
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        if any(_registers(decorator) for decorator in statement.decorator_list):
            return ""
        name = statement.name
    elif (
        isinstance(statement, ast.Assign)
        and len(statement.targets) == 1
        and isinstance(statement.targets[0], ast.Name)
    ):
        name = statement.targets[0].id
    else:
        return ""
    # `_missing_` of an enumeration is a hook, as `__call__` is.
    return name if name.startswith("_") and not name.endswith("_") else ""


def _registers(decorator: ast.expr) -> bool:
    """Return whether a decorator registers the object with something that may be public."""
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(called, ast.Attribute) and called.attr == "register"


def _is_function(statement: ast.stmt) -> bool:
    return isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef))
