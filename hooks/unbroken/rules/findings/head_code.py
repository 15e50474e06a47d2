"""The code to paste for decorators and headers of what both versions have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from unbroken.compare.pair import Pair
from unbroken.model.definitions import Class, Decorator, Function
from unbroken.rules.base import Code
from unbroken.rules.findings.code_text import class_header, code_at, decorator_lines, header_lines
from unbroken.rules.findings.known_names import imports_for
from unbroken.semantics.decorators import has_decorator
from unbroken.semantics.known_decorators import CACHED_PROPERTIES
from unbroken.semantics.resolution import Definition
from unbroken.semantics.surface import Surface


def head_code(at: Definition, decorators: Sequence[Decorator]) -> Code | None:
    """Return the header of a function or class below other decorators than it has."""
    lines = decorator_lines(decorators)
    if lines is None or not is_one_statement(at):
        return None
    return code_at(at, "head", [*lines, *written_header(at)])


def without_option_code(at: Definition, option: str, value: str) -> Code | None:
    """Return the header of a class without an option that it or one of its decorators has."""
    if not isinstance(at.member, Class):
        return None
    member = at.member
    if (option, value) in member.keywords:
        kept = tuple(keyword for keyword in member.keywords if keyword != (option, value))
        if not is_one_statement(at):
            return None
        return code_at(at, "header", [class_header(member, member.bases, kept)])
    decorators = [without_option(decorator, option, value) for decorator in member.decorators]
    if decorators == [*member.decorators]:
        return None
    return head_code(at, decorators)


def without_option(decorator: Decorator, option: str, value: str) -> Decorator:
    """Return a decorator without one of its keywords; without the brackets if none is left."""
    keywords = tuple(keyword for keyword in decorator.keywords if keyword != (option, value))
    if keywords == decorator.keywords:
        return decorator
    return replace(decorator, keywords=keywords, called=bool(keywords or decorator.arguments))


def with_option(decorator: Decorator, option: str, value: str) -> Decorator:
    """Return a decorator with a keyword, in place of the one of that name or before all others."""
    given = dict(decorator.keywords)
    keywords = given | {option: value} if option in given else {option: value} | given
    return replace(decorator, keywords=tuple(keywords.items()), called=True)


def former_decorators_code(pair: Pair) -> Code | None:
    """Return the header of the new version below the decorators of the old one.

    None where the decorators are the same or cannot be named any more, and where the function
    below them is of another kind.
    """
    old, new = pair.old.member, pair.new.member if pair.new is not None else None
    if not isinstance(old, (Function, Class)) or not isinstance(new, (Function, Class)):
        return None
    if pair.new is None or old.decorators == new.decorators or not is_one_statement(pair.new):
        return None
    if isinstance(old, Function) and isinstance(new, Function) and _kind(old) != _kind(new):
        return None
    lines = decorator_lines(old.decorators)
    imports = imports_for(pair, *(line[1:] for line in lines or ()))
    if lines is None or imports is None:
        return None
    return code_at(pair.new, "head", [*lines, *written_header(pair.new)], imports)


def _kind(function: Function) -> tuple[bool, bool]:
    """Return what decorators are made for: a coroutine, a generator, or neither."""
    return function.is_async, function.is_generator


def written_header(at: Definition) -> Iterator[str]:
    """Yield the header of a function or class as it is."""
    if isinstance(at.member, Class):
        yield class_header(at.member, at.member.bases, at.member.keywords)
    elif isinstance(at.member, Function):
        yield from header_lines(at, at.member.signature.parameters)


def is_one_statement(at: Definition, surface: Surface | None = None) -> bool:
    """Return whether one `def` or `class` in a source says what something is.

    A property counts if nothing but its getter is written; whether a decorator makes more of that
    (`cached_property`) is known with the surface.
    """
    member = at.member
    if not isinstance(member, (Function, Class)) or member.alternatives:
        return False
    if at.module.path.endswith(".pyi"):
        return False
    if isinstance(member, Class):
        return not member.is_made_by_call
    return (
        member.original_qualname is None
        and not member.overloads
        and (member.accessors in ((), ("getter",)) or _is_cached(at, surface))
    )


def _is_cached(at: Definition, surface: Surface | None) -> bool:
    return surface is not None and has_decorator(surface, at, CACHED_PROPERTIES)


def with_former_annotations(pair: Pair) -> tuple[Definition, list[str]]:
    """Return the function of the new version with the signature of the old one, and the imports.

    Where its annotations cannot be named any more, it has none.
    """
    assert pair.functions is not None
    assert pair.new is not None
    old, new = pair.functions
    signature = old.signature
    annotations = [parameter.annotation for parameter in signature.parameters]
    imports = imports_for(pair, *annotations, signature.returns)
    if imports is None:
        bare = tuple(replace(parameter, annotation=None) for parameter in signature.parameters)
        signature = replace(signature, parameters=bare, returns=None)
    member = replace(new, signature=signature, is_async=old.is_async)
    return Definition(pair.new.module, pair.new.qualname, member), imports or []
