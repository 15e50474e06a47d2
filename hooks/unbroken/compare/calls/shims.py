"""Decorators that accept arguments which the function below them no longer accepts.

The body of such a decorator says so, or, where it is not understood, its name shows what it does.
Its arguments name the parameters, as in `@rename_parameter("3.8", "points", "values")`,
`@deprecate_kwarg(old_arg_name="a", new_arg_name="b")` and
`@rename_parameter(["x", "y"], ["actual", "desired"])`, `@renamed({"x": "actual"})` and
`@renamed(x="actual")`. Others still accept keyword-only parameters
by position (`@_deprecate_positional_args`).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import pairwise

from unbroken.model.definitions import Decorator
from unbroken.readers import expressions
from unbroken.semantics.resolution import Definition, External
from unbroken.semantics.surface import Surface
from unbroken.semantics.wrappers import Outcome, Replacement

_WORDS = {
    "alias", "aliased", "aliases", "compat", "delete", "deleted", "deprecate", "deprecated",
    "deprecates", "deprecation", "legacy", "obsolete", "positionals", "rename", "renamed",
    "renames", "renaming",
    "replace", "replaced",
}  # fmt: skip
"""Words in the names of a package's own decorators that accept old arguments."""

_POSITIONS = {"positional", "positionals"}
"""Words in the names of those that accept keyword-only parameters by position."""

_KNOWN = {
    "astropy.utils.decorators.deprecated_renamed_argument",
    "astropy.utils.deprecated_renamed_argument", "legacy_api_wrap.legacy_api",
    "matplotlib._api.delete_parameter", "matplotlib._api.rename_parameter",
    "monai.utils.deprecate_utils.deprecated_arg", "monai.utils.deprecated_arg",
    "pandas.util._decorators.deprecate_kwarg",
}  # fmt: skip
"""The dotted paths of such decorators of other libraries."""


def is_shim(surface: Surface, at: Definition, decorator: Decorator, outcome: Outcome) -> bool:
    """Return whether a decorator accepts arguments that the function itself does not.

    Bodies say so of the package's own decorators, and names where the body is not understood. Of
    those of other libraries, some are known.
    """
    if outcome is not None and all(map(_is_understood, outcome)):
        return any(
            replacement is not None and replacement.wrapper.converts_keywords
            for replacement in outcome
        )
    target = surface.resolve_name(at, decorator.path) if decorator.path else None
    if isinstance(target, External):
        return target.target in _KNOWN
    name = target.name if isinstance(target, Definition) else decorator.path.rpartition(".")[2]
    return not _WORDS.isdisjoint(_words(name))


def _is_understood(replacement: Replacement | None) -> bool:
    """Return whether it is known which arguments a decorator takes."""
    return replacement is None or not replacement.variadic or replacement.passing_call is not None


def _words(name: str) -> list[str]:
    """Return the words of a name, in snake case or camel case, in lower case."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().split("_")


def takes_positions(decorator: Decorator) -> bool:
    """Return whether a shim still accepts keyword-only parameters by position."""
    name = decorator.path.rpartition(".")[2]
    return name == "legacy_api" or not _POSITIONS.isdisjoint(_words(name))


def renamed_by(decorator: Decorator) -> Iterator[tuple[str, str]]:
    """Yield the old and new names that a decorator mentions next to each other.

    Of a dictionary (`{"old": "new"}`), of keywords (`old="new"`) and of the tuples in a list
    (`[("new", "old", "1.0")]`), each may be the old one.
    """
    groups = names_in(decorator)
    for old, new in pairwise(groups):
        if len(old) == len(new):  # The group of an argument that is a version is empty.
            yield from zip(old, new, strict=True)
    for text in _texts(decorator):
        node = expressions.parsed(text) if text.startswith("{") else None
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                yield from _either_way(
                    expressions.string_value(key), expressions.string_value(value)
                )
        rows = expressions.parsed(text) if text.startswith(("[(", "((")) else None
        for row in rows.elts if isinstance(rows, (ast.List, ast.Tuple)) else ():
            parts = row.elts if isinstance(row, ast.Tuple) else ()
            for one, other in pairwise(map(expressions.string_value, parts)):
                yield from _either_way(one, other)
    for name, text in decorator.keywords:
        yield from _either_way(name, expressions.string_value(expressions.parsed(text)))


def _either_way(one: str | None, other: str | None) -> Iterator[tuple[str, str]]:
    if one and other:
        yield one, other
        yield other, one


def _texts(decorator: Decorator) -> Iterator[str]:
    yield from decorator.arguments
    yield from (value for _, value in decorator.keywords)


def names_in(decorator: Decorator) -> list[tuple[str, ...]]:
    """Return the names in each argument of a decorator, in order."""
    groups = []
    for text in _texts(decorator):
        node = expressions.parsed(text) if "'" in text or '"' in text else None
        if node is not None:
            constants = (inner.value for inner in ast.walk(node) if isinstance(inner, ast.Constant))
            strings = (constant for constant in constants if isinstance(constant, str))
            groups.append(tuple(text for text in strings if text.isidentifier()))
    return groups
