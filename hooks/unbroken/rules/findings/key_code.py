"""The code to paste for the keys of typed dictionaries."""

from __future__ import annotations

from collections.abc import Sequence

from unbroken.compare.fields import class_now
from unbroken.compare.members import own_members
from unbroken.compare.pair import Pair
from unbroken.model.definitions import Attribute
from unbroken.rules.base import Code
from unbroken.rules.findings.code_text import annotation_at, class_header, code_at
from unbroken.rules.findings.head_code import is_one_statement
from unbroken.rules.findings.known_names import imports_for
from unbroken.semantics.decorators import known_head
from unbroken.semantics.resolution import Definition, External
from unbroken.semantics.surface import Surface

_TOTAL = "total"


def former_keys_code(pair: Pair, names: Sequence[str]) -> Code | None:
    """Return a key as it was declared, or the header of the class if that made the difference."""
    if pair.classes is None or pair.new is None:
        return None
    old, new = pair.classes
    if dict(old.keywords).get(_TOTAL) != dict(new.keywords).get(_TOTAL):
        return _header(pair, [keyword for keyword in old.keywords if keyword[0] == _TOTAL])
    before, now = own_members(pair.old), own_members(pair.new)
    (name, *others) = names
    was, key = before.get(name), now.get(name)
    if others or not isinstance(was, Attribute) or not isinstance(key, Attribute):
        return None
    imports = imports_for(pair, was.annotation)
    if imports is None:
        return None
    at = Definition(pair.new.module, f"{pair.new.qualname}.{name}", key)
    return code_at(at, "statement", [f"{name}: {was.annotation}"], imports)


def partial_code(pair: Pair) -> Code | None:
    """Return the header of a typed dictionary, all of whose keys may be missing."""
    return _header(pair, [(_TOTAL, "False")])


def _header(pair: Pair, total: Sequence[tuple[str, str]]) -> Code | None:
    assert pair.classes is not None
    if pair.new is None or not is_one_statement(pair.new):
        return None
    new = pair.classes[1]
    kept = [keyword for keyword in new.keywords if keyword[0] != _TOTAL]
    return code_at(pair.new, "header", [class_header(new, new.bases, [*kept, *total])])


def not_required_code(surface: Surface, key: Definition) -> Code | None:
    """Return the declaration of a key that may be missing."""
    member = key.member
    if not isinstance(member, Attribute) or member.annotation is None:
        return None
    annotation = member.annotation
    if known_head(surface, key, annotation) == "Required":
        annotation = annotation.partition("[")[2].rpartition("]")[0]
    text = annotation_at(key, annotation)
    return code_at(key, "statement", [f"{key.name}: NotRequired[{text}]"], _imports(surface, key))


def lost_key_code(pair: Pair) -> Code | None:
    """Return the declaration of a lost key as it was."""
    owner, member = class_now(pair), pair.old.member
    if owner is None or not isinstance(member, Attribute) or member.annotation is None:
        return None
    return code_at(owner, "class", [f"{pair.old.name}: {annotation_at(owner, member.annotation)}"])


def _imports(surface: Surface, key: Definition) -> list[str]:
    """Return the import of `NotRequired` from where the module has `TypedDict`.

    The standard library has it from Python 3.11 on.
    """
    if "NotRequired" in key.module.members:
        return []
    target = surface.resolve_name(key, "TypedDict")
    if target == External("typing_extensions.TypedDict"):
        return ["from typing_extensions import NotRequired"]
    return ["from typing import NotRequired  # typing_extensions, before Python 3.11"]
