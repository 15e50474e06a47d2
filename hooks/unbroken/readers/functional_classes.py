"""Classes that a call creates: `TypedDict("A", {...})`, `Enum("A", "X Y")`, `type("A", …)`.

They are read as the class statements that they stand for. `NamedTuple(…)` and `namedtuple(…)`
stay attributes; `semantics.constructors` works out how these are called.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence

from unbroken.model.definitions import Attribute, Class, Member
from unbroken.readers import expressions
from unbroken.readers.mapping_entries import Entry, entries_of, entries_of_arguments

Resolve = Callable[[str], str]
"""Returns the dotted path that a dotted name resolves to."""

_DICT = "builtins.dict"
_TYPED_DICTS = ("typing.TypedDict", "typing_extensions.TypedDict")
_ENUMS = ("enum.Enum", "enum.IntEnum", "enum.StrEnum", "enum.Flag", "enum.IntFlag")
_TYPES = ("builtins.type", "abc.ABCMeta")
_NEW_CLASS = "types.new_class"
_FLAGS = ("enum.Flag", "enum.IntFlag")
_ENUM_OPTIONS = ("module", "qualname", "type", "start", "boundary", "names")


def class_from_value(attribute: Attribute, resolve: Resolve) -> Class | None:
    """Return the class that an assigned call creates; None for any other value."""
    value = attribute.value
    if value is None or "(" not in value or not value.endswith(")"):
        return None
    head = value.partition("(")[0]
    if not all(part.isidentifier() for part in head.split(".")):
        return None
    path = resolve(head)
    if path not in (*_TYPED_DICTS, *_ENUMS, *_TYPES, _NEW_CLASS):
        return None
    call = expressions.parse(value)
    if not isinstance(call, ast.Call) or not call.args:
        return None
    if path in _TYPES:
        class_ = _plain(attribute, call, resolve)
        if class_ is not None and path != _TYPES[0]:
            class_.keywords = (*class_.keywords, ("metaclass", head))
        return class_
    if path == _NEW_CLASS:
        return _new_class(attribute, call, resolve)
    if path in _TYPED_DICTS:
        return _typed_dict(attribute, head, call, resolve)
    return _enum(attribute, head, path, call)


def _class(attribute: Attribute, bases: tuple[str, ...], members: list[Attribute] | None) -> Class:
    """Return a class at the place of an attribute; `members` are None if they are computed."""
    named: dict[str, Member] = {member.name: member for member in members or ()}
    return Class(
        name=attribute.name,
        line=attribute.line,
        column=attribute.column,
        end_line=attribute.end_line,
        bases=bases,
        members=named,
        has_unknown_members=members is None,
        is_made_by_call=True,
    )


def _member(
    attribute: Attribute, name: str, *, annotation: str | None = None, value: str | None = None
) -> Attribute:
    return Attribute(
        name=name,
        line=attribute.line,
        column=attribute.column,
        end_line=attribute.end_line,
        annotation=annotation,
        value=value,
        scope="class",
    )


def _plain(attribute: Attribute, call: ast.Call, resolve: Resolve) -> Class | None:
    """Return `type("A", (Base,), {"x": 1})` as a class; None for `type(x)`."""
    if len(call.args) != 3 or any(isinstance(argument, ast.Starred) for argument in call.args):
        return None
    bases, namespace = call.args[1:]
    if not isinstance(bases, ast.Tuple) or any(
        isinstance(base, ast.Starred) for base in bases.elts
    ):
        return None
    items = _items(namespace, resolve)
    members = None if items is None else _members_of(attribute, items)
    class_ = _class(attribute, tuple(map(expressions.expression_text, bases.elts)), members)
    class_.keywords = tuple(
        (keyword.arg or "**", expressions.expression_text(keyword.value))
        for keyword in call.keywords
    )
    return class_


def _new_class(attribute: Attribute, call: ast.Call, resolve: Resolve) -> Class | None:
    """Return `types.new_class("A", (Base,), {"metaclass": M}, body)` as a class."""
    given = dict(zip(("name", "bases", "kwds", "exec_body"), call.args, strict=False))
    given |= {part.arg: part.value for part in call.keywords if part.arg is not None}
    bases, body = given.get("bases"), given.get("exec_body")
    keywords = _items(given.get("kwds"), resolve)
    written = bases.elts if isinstance(bases, (ast.Tuple, ast.List)) else []
    if (bases is not None and not isinstance(bases, (ast.Tuple, ast.List))) or any(
        isinstance(base, ast.Starred) for base in written
    ):
        return None
    is_plain = body is None or (isinstance(body, ast.Constant) and body.value is None)
    items = [] if is_plain else _items_of_body(body, resolve)
    members = None if items is None else _members_of(attribute, items)
    class_ = _class(attribute, tuple(map(expressions.expression_text, written)), members)
    class_.keywords = tuple(
        (name, expressions.expression_text(value)) for name, value in keywords or ()
    )
    return class_


def _items_of_body(node: ast.expr | None, resolve: Resolve) -> list[tuple[str, ast.expr]] | None:
    """Return what `lambda namespace: namespace.update(x=1)` adds to the namespace of a class."""
    body = node.body if isinstance(node, ast.Lambda) else None
    function = body.func if isinstance(body, ast.Call) else None
    if not isinstance(node, ast.Lambda) or not isinstance(body, ast.Call):
        return None
    if not isinstance(function, ast.Attribute) or function.attr != "update" or not node.args.args:
        return None
    if expressions.dotted_name(function.value) != node.args.args[0].arg:
        return None
    return _last_items(entries_of_arguments(body, lambda name: resolve(name) == _DICT))


def _members_of(attribute: Attribute, items: list[tuple[str, ast.expr]]) -> list[Attribute]:
    return [_member(attribute, name, value=expressions.value_text(value)) for name, value in items]


def _items(node: ast.expr | None, resolve: Resolve) -> list[tuple[str, ast.expr]] | None:
    """Return the items of a dictionary; None where not all keys are string literals."""
    if node is None:
        return None
    return _last_items(entries_of(node, lambda name: resolve(name) == _DICT))


def _last_items(entries: Iterable[Entry]) -> list[tuple[str, ast.expr]] | None:
    """Return the entries that count where keys are repeated; None where a key is not known."""
    items: dict[str, ast.expr] = {}
    for name, value in entries:
        if name is None:
            return None
        items[name] = value
    return [*items.items()]


def _typed_dict(attribute: Attribute, base: str, call: ast.Call, resolve: Resolve) -> Class:
    """Return `TypedDict("A", {"x": int}, total=False)` as a class (typing docs, TypedDict)."""
    fields = call.args[1] if len(call.args) > 1 else None
    keywords: list[tuple[str, str]] = []
    for keyword in call.keywords:
        if keyword.arg == "fields":
            fields = keyword.value
        elif keyword.arg is not None:
            keywords.append((keyword.arg, expressions.expression_text(keyword.value)))
    items = _items(fields, resolve)
    members = (
        None
        if items is None
        else [
            _member(attribute, name, annotation=expressions.annotation_text(value))
            for name, value in items
        ]
    )
    class_ = _class(attribute, (base,), members)
    class_.keywords = tuple(keywords)
    return class_


def _enum(attribute: Attribute, base: str, path: str, call: ast.Call) -> Class | None:
    """Return `Enum("A", "X Y")` as a class (enum docs, "Functional API")."""
    options = {keyword.arg: keyword.value for keyword in call.keywords}
    if len(call.args) > 2 or not all(option in _ENUM_OPTIONS for option in options):
        return None
    names = call.args[1] if len(call.args) == 2 else options.get("names")
    if names is None:
        return None  # `Enum("value")` looks up a member.
    mixin = options.get("type")
    bases = (base,) if mixin is None else (expressions.expression_text(mixin), base)
    has_numbers = mixin is None and path != "enum.StrEnum"
    values = _members(names, options.get("start"), path if has_numbers else None)
    if values is None:
        return _class(attribute, bases, None)
    return _class(
        attribute, bases, [_member(attribute, name, value=value) for name, value in values]
    )


def _members(
    names: ast.expr, start: ast.expr | None, path: str | None
) -> list[tuple[str, str]] | None:
    """Return the members of an enumeration with their values; None if they are computed.

    `path` is the kind of the enumeration whose values are counted; None if they are not numbers.
    """
    if isinstance(names, ast.Dict):
        keys = [None if key is None else expressions.string_value(key) for key in names.keys]
        pairs = list(zip(keys, map(expressions.value_text, names.values), strict=True))
        return None if None in keys else [(str(key), value) for key, value in pairs]
    listed: Sequence[ast.expr | str] | None = None
    text = expressions.string_value(names)
    if text is not None:
        listed = text.replace(",", " ").split()
    elif isinstance(names, (ast.List, ast.Tuple)):
        listed = names.elts
    if listed is None:
        return None
    first = start.value if isinstance(start, ast.Constant) else 1 if start is None else None
    members = []
    for index, item in enumerate(listed):
        if isinstance(item, (ast.Tuple, ast.List)) and len(item.elts) == 2:
            name, value = (
                expressions.string_value(item.elts[0]),
                expressions.value_text(item.elts[1]),
            )
        else:
            name = item if isinstance(item, str) else expressions.string_value(item)
            value = _counted(index, first, path)
        if name is None:
            return None
        members.append((name, value))
    return members


def _counted(index: int, first: object, path: str | None) -> str:
    if path is None or not isinstance(first, int):
        return "..."
    return str(first << index) if path in _FLAGS else str(first + index)
