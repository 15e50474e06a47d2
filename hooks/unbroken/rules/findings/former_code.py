"""The code to paste for something that is gone and is to be put back as it was."""

from __future__ import annotations

from unbroken.compare.pair import Pair
from unbroken.model.definitions import Attribute, Class, Function
from unbroken.model.finding import CodePlace
from unbroken.rules.base import Code
from unbroken.rules.findings.code_text import decorator_lines
from unbroken.rules.findings.head_code import is_one_statement, written_header
from unbroken.semantics.resolution import Definition


def former_code(was: Definition, *others: Definition) -> Code | None:
    """Return how something of the old version began, to be put back as it was.

    `others` are to be put back with it. None for what is not written as one statement.
    """
    texts = [_first_lines(definition) for definition in (was, *others)]
    if None in texts:
        return None
    assert was.member is not None
    lines = [line for text in texts for line in text or ()]
    return Code("\n".join(lines), CodePlace("former", was.module.path, was.member.line))


def former_member_code(pair: Pair, owner: Definition, name: str) -> Code | None:
    """Return how a member of a class of the old version began, to be put back as it was."""
    member = pair.old_surface.class_member(owner, name)
    return former_code(member) if isinstance(member, Definition) else None


def _first_lines(was: Definition) -> list[str] | None:
    """Return the first lines of a statement: decorators and header, or an assignment."""
    member = was.member
    if isinstance(member, Attribute) and member.scope == "instance":
        annotation = f": {member.annotation}" if member.annotation else ""
        return [f"self.{member.name}{annotation} = ..."] if member.value is not None else None
    if not isinstance(member, (Function, Class)) or not is_one_statement(was):
        return None
    decorators = decorator_lines(member.decorators)
    if decorators is None:
        return None
    *first, last = written_header(was)
    return [*decorators, *first, f"{last} ..."]
