"""Pairs of the functions, classes and instances that a collection holds: `HANDLERS = {"a": f}`.

Collections of plain values are data, and not compared.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from unbroken.compare.choice_pairs import is_known
from unbroken.compare.pair import Pair
from unbroken.model.definitions import Attribute
from unbroken.readers import expressions
from unbroken.semantics.instances import given_class
from unbroken.semantics.public_api import has_public_path
from unbroken.semantics.resolution import Definition
from unbroken.semantics.surface import Surface

_MAY_HOLD = re.compile(r"[\[{(:,] ?[^\W\d]")
"""A name, or a call, in a collection."""
_MAX_LENGTH = 10_000


def item_pairs(pair: Pair) -> Iterator[Pair]:
    """Yield a pair for each item that both versions of a collection hold under one key.

    What has a public path of its own is compared by that.
    """
    if pair.new is None:
        return
    after = items_of(pair.new_surface, pair.new) if _may_hold_items(pair.old) else {}
    for key, old in items_of(pair.old_surface, pair.old).items() if after else ():
        new = after.get(key)
        if new is None or _is_public(pair.old_surface, old):
            continue
        doubt = f"it is an item of '{pair.old.name}'"
        yield replace(pair, path=f"{pair.path}[{key}]", affects=(), old=old, new=new, doubt=doubt)


def _is_public(surface: Surface, item: Definition) -> bool:
    """Return whether an item has a public path, or is an instance of a class that has one."""
    class_ = given_class(surface, item) if isinstance(item.member, Attribute) else None
    return has_public_path(surface, item if class_ is None else class_)


def lost_items(pair: Pair) -> list[str]:
    """Return the keys, as canonical text, of the items that a collection holds no more.

    Only those of dictionaries are known by their keys.
    """
    if pair.new is None or not _may_hold_items(pair.old):
        return []
    value = pair.new.member.value if isinstance(pair.new.member, Attribute) else None
    node = expressions.parse(value) if value is not None else None
    if not isinstance(node, ast.Dict) or not all(isinstance(k, ast.Constant) for k in node.keys):
        return []  # It may hold anything.
    if not node.keys:
        return []  # It is probably filled later.
    kept = {expressions.expression_text(key) for key in node.keys if key is not None}
    old = pair.old.member.value if isinstance(pair.old.member, Attribute) else None
    is_dictionary = (old or "").startswith("{")
    before = items_of(pair.old_surface, pair.old) if is_dictionary else {}
    return [key for key in before if key not in kept]


def _may_hold_items(definition: Definition) -> bool:
    member = definition.member
    value = member.value if isinstance(member, Attribute) and member.scope != "instance" else None
    return (
        value is not None
        and value[:1] in "{[("
        and len(value) < _MAX_LENGTH
        and _MAY_HOLD.search(value) is not None
    )


def items_of(surface: Surface, definition: Definition) -> Mapping[str, Definition]:
    """Return the functions, classes and instances that a collection holds, by their keys."""
    attribute = definition.member
    if not isinstance(attribute, Attribute) or attribute.value is None:
        return {}
    node = expressions.parse(attribute.value)
    pairs: list[tuple[str, ast.expr]] = []
    if isinstance(node, ast.Dict):
        for name, value in zip(node.keys, node.values, strict=True):
            if isinstance(name, ast.Constant):
                pairs.append((expressions.expression_text(name), value))
    elif isinstance(node, (ast.List, ast.Tuple)):
        starred = any(isinstance(part, ast.Starred) for part in node.elts)
        pairs = [] if starred else [(str(place), part) for place, part in enumerate(node.elts)]
    items = {}
    for number, (key, value) in enumerate(pairs):
        if not isinstance(value, (ast.Attribute, ast.Call, ast.Lambda, ast.Name)):
            continue
        member = replace(
            attribute, value=expressions.expression_text(value), annotation=None, scope="module"
        )
        item = Definition(definition.module, f"{definition.qualname}:{number}", member)
        target = surface.resolve_alias(item)
        if is_known(surface, target):
            items[key] = target
    return items
