"""Classes made by a call: `namedtuple("A", "a b")`, `NamedTuple("A", [...])`, `make_dataclass`."""

from __future__ import annotations

import ast
import keyword
from typing import NamedTuple

from unbroken.model.definitions import Attribute, Parameter, ParameterKind
from unbroken.readers import expressions
from unbroken.semantics.constructors.dataclass_fields import call_options, default_of, target_of
from unbroken.semantics.decorators import known_head
from unbroken.semantics.resolution import Definition, is_dotted
from unbroken.semantics.surface import Surface

_COLLECTIONS = {"collections.namedtuple"}
_TYPING = {"typing.NamedTuple", "typing_extensions.NamedTuple"}
_DATACLASSES = {"dataclasses.make_dataclass"}
_SLOT = ParameterKind.POSITIONAL_OR_KEYWORD


class MadeClass(NamedTuple):
    """A class that a call made: its own name, what kind it is, and what calls of it take."""

    name: str
    kind: str
    parameters: tuple[Parameter, ...]


def made_class(surface: Surface, at: Definition, text: str | None) -> MadeClass | None:
    """Read an expression that makes a class, or the name of one; None when it is no such thing.

    `at` is the definition in whose scope the expression stands.
    """
    if text is None:
        return None
    if is_dotted(text):
        resolved = surface.resolve_alias(surface.resolve_name(at, text))
        if not isinstance(resolved, Definition) or not isinstance(resolved.member, Attribute):
            return None
        value = resolved.member.value
        return None if value is None or is_dotted(value) else made_class(surface, resolved, value)
    node = expressions.parsed(text) if "(" in text else None
    if not isinstance(node, ast.Call):
        return None
    written = expressions.dotted_name(node.func)
    target = target_of(surface.resolve_name(at, written)) if written else ""
    if any(isinstance(argument, ast.Starred) for argument in node.args):
        return None
    if target in _COLLECTIONS:
        return _named_tuple(_Arguments(surface, at, node, ("typename", "field_names")))
    if target in _TYPING:
        return _typed_tuple(_Arguments(surface, at, node, ("typename", "fields")))
    if target in _DATACLASSES:
        return _dataclass(_Arguments(surface, at, node, ("cls_name", "fields")))
    return None


class _Arguments:
    """The arguments of such a call by name, with names of constants replaced by their values."""

    def __init__(
        self, surface: Surface, at: Definition, node: ast.Call, positional: tuple[str, ...]
    ) -> None:
        self.surface = surface
        self.at = at
        self.given: dict[str, ast.expr] = dict(zip(positional, node.args, strict=False))
        self.known = len(node.args) <= len(positional)
        for keyword_argument in node.keywords:
            self.known &= keyword_argument.arg is not None
            self.given[str(keyword_argument.arg)] = keyword_argument.value

    def value(self, name: str) -> ast.expr | None:
        node = self.given.get(name)
        written = expressions.dotted_name(node) if node is not None else ""
        target = self.surface.resolve_name(self.at, written) if written else None
        if isinstance(target, Definition) and isinstance(target.member, Attribute):
            return expressions.parsed(target.member.value or "")
        return node

    def is_set(self, name: str) -> bool:
        """Return whether an option is given other than as what it is by default."""
        node = self.given.get(name)
        return node is not None and expressions.expression_text(node) not in ("False", "None", "()")

    @property
    def name(self) -> str:
        node = self.value(next(iter(self.given), ""))
        return str(node.value) if isinstance(node, ast.Constant) else "?"


def _items(node: ast.expr | None) -> list[ast.expr] | None:
    """Return the elements of a list or tuple, also of `(None,) * 3`; None if they are not known."""
    if isinstance(node, (ast.List, ast.Tuple)):
        return None if any(isinstance(element, ast.Starred) for element in node.elts) else node.elts
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        for part, times in ((node.left, node.right), (node.right, node.left)):
            if isinstance(times, ast.Constant) and isinstance(times.value, int):
                items = _items(part)
                return None if items is None else items * times.value
    return None


def _text(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _named_tuple(arguments: _Arguments) -> MadeClass | None:
    node = arguments.value("field_names")
    names = (_text(node) or "").replace(",", " ").split() if node is not None else []
    if node is None or _text(node) is None:
        texts = [_text(item) for item in _items(node) or ()]
        names = [text for text in texts if text is not None]
        if _items(node) is None or len(names) < len(texts):
            return None
    if arguments.is_set("rename"):
        names = _renamed(names)
    defaults: list[ast.expr] | None = []
    if arguments.is_set("defaults"):
        defaults = _items(arguments.value("defaults"))
    if defaults is None or not arguments.known:
        return None
    first = len(names) - len(defaults)
    return MadeClass(
        arguments.name,
        "namedtuple",
        tuple(
            Parameter(
                name, _SLOT, expressions.value_text(defaults[i - first]) if i >= first else None
            )
            for i, name in enumerate(names)
        ),
    )


def _renamed(names: list[str]) -> list[str]:
    """Replace names that are none, as `namedtuple(..., rename=True)` does."""
    renamed: list[str] = []
    for index, name in enumerate(names):
        refused = not name.isidentifier() or keyword.iskeyword(name) or name.startswith("_")
        renamed.append(f"_{index}" if refused or name in names[:index] else name)
    return renamed


def _typed_tuple(arguments: _Arguments) -> MadeClass | None:
    items = _items(arguments.value("fields"))
    if items is None or not arguments.known:
        return None
    parameters: list[Parameter] = []
    for item in items:
        pair = _items(item) or []
        name = _text(pair[0]) if len(pair) == 2 else None
        if name is None:
            return None
        parameters.append(Parameter(name, _SLOT, None, expressions.annotation_text(pair[1])))
    return MadeClass(arguments.name, "namedtuple", tuple(parameters))


def _dataclass(arguments: _Arguments) -> MadeClass | None:
    items = _items(arguments.value("fields"))
    unknown = ("bases", "namespace", "decorator")
    if items is None or not arguments.known or any(map(arguments.is_set, unknown)):
        return None
    init = arguments.given.get("init")
    if init is not None and expressions.expression_text(init) != "True":
        return None
    keyword_only = arguments.is_set("kw_only")
    parameters: list[Parameter] = []
    for item in items:
        made = _dataclass_field(arguments, item, keyword_only=keyword_only)
        if made is None:
            return None
        parameters.extend(made)
    parameters.sort(key=lambda item: item.kind)
    return MadeClass(arguments.name, "dataclass", tuple(parameters))


def _dataclass_field(
    arguments: _Arguments, node: ast.expr, *, keyword_only: bool
) -> tuple[Parameter, ...] | None:
    """Read `"x"`, `("x", int)` or `("x", int, default)`; empty for what the call does not take."""
    parts = [node] if _text(node) is not None else _items(node) or []
    name = _text(parts[0]) if 1 <= len(parts) <= 3 else None
    if name is None:
        return None
    annotation = expressions.annotation_text(parts[1]) if len(parts) > 1 else None
    if known_head(arguments.surface, arguments.at, annotation) == "ClassVar":
        return ()
    default = None
    options: dict[str, str] | None = {}
    if len(parts) > 2:
        default = expressions.value_text(parts[2])
        value = parts[2]
        options = None
        if isinstance(value, ast.Call):
            options = call_options(arguments.surface, arguments.at, value)
        default = default if options is None else default_of(options)
    options = options or {}
    if options.get("init") == "False":
        return ()
    if "kw_only" in options:
        keyword_only = options["kw_only"] == "True"
    kind = ParameterKind.KEYWORD_ONLY if keyword_only else _SLOT
    return (Parameter(name, kind, default, annotation),)
