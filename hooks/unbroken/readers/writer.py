"""The model back to source: a module written so that reading it gives the module again.

Only what the model knows is written, each definition in as few lines as it takes: bodies are
gone but for what callers can tell of them (that they yield, which attributes they assign).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from unbroken.model.decorator_labels import telling_pattern
from unbroken.model.definitions import (
    Attribute,
    Class,
    Decorator,
    Exports,
    Function,
    Import,
    Member,
    Module,
    Parameter,
    ParameterKind,
    Signature,
)
from unbroken.readers.ast_definitions import property_accessors

_UNKNOWN = "..."
_INDENT = "    "


def written(module: Module, labels: tuple[str, ...]) -> str:
    """Write a module as source; docstrings only as far as one of some labels is in them.

    No line begins with `#`, and the last one ends as the others do.
    """
    lines = []
    if module.typing_imports or module.typing_aliases:
        lines.append("if TYPE_CHECKING:")
        lines += [_INDENT + _import(each) for each in module.typing_imports.values()]
        for each in module.typing_aliases.values():
            lines += _attribute(each, _INDENT, in_class=False)
    lines += [f"from {each} import *" for each in module.stars]
    served = [name for name, each in module.members.items() if _is_served(each, module)]
    lines += _Writer(labels, served).members(
        [each for name, each in module.members.items() if name not in served], "", None
    )
    if served and not isinstance(module.members.get("__getattr__"), Function):
        lines.append(f"def __getattr__(name): name in {served}; raise")
    if module.exports is not None:
        lines += _exports(module.exports, module.members)
    return "".join(f"{each}\n" for each in lines)


def written_member(member: Member, labels: tuple[str, ...]) -> str:
    """Write one definition of a module."""
    return "\n".join(_Writer(labels, []).members([member], "", None))


def _is_served(member: Member, module: Module) -> bool:
    """Tell whether only the module's `__getattr__` knows where a name comes from."""
    return isinstance(member, Import) and member.target == f"{module.name}.{member.name}"


def _import(member: Import) -> str:
    base, _, last = member.target.rpartition(".")
    if not base:
        is_plain = last == member.name and not member.redundant
        return f"import {last}" + ("" if is_plain else f" as {member.name}")
    is_plain = last == member.name and not member.redundant
    return f"from {base} import {last}" + ("" if is_plain else f" as {member.name}")


def _exports(exports: Exports, members: dict[str, Member]) -> Iterator[str]:
    """Write `__all__`; where a module imports it, what is added to it."""
    parts = [repr(each) for each in exports.names]
    parts += [f"*{_all_of(each, members)}" for each in exports.modules]
    parts += [] if exports.complete else [_UNKNOWN]
    operator = "=" if isinstance(members.get("__all__"), Attribute) else "+="
    yield f"__all__ {operator} [{', '.join(parts)}]"


def _all_of(module: str, members: dict[str, Member]) -> str:
    """Write `mod.__all__` with a name by which a module is imported."""
    wanted = f"{module}.__all__"
    for name, each in members.items():
        if isinstance(each, Import) and name != "__all__":
            if each.target == wanted:
                return name
            if wanted.startswith(f"{each.target}."):
                return name + wanted[len(each.target) :]
    return _UNKNOWN


class _Writer:
    """Writes definitions; `served` are the names that the module's `__getattr__` serves."""

    def __init__(self, labels: tuple[str, ...], served: list[str]) -> None:
        self.telling = telling_pattern(labels)
        self.served = served

    def members(self, members: Iterable[Member], indent: str, owner: Class | None) -> Iterator[str]:
        constructed = False
        for each in members:
            if isinstance(each, Function):
                yield from self.function(each, indent, owner)
            elif isinstance(each, Class):
                yield from self.class_(each, indent)
            elif isinstance(each, Import):
                yield indent + _import(each)
            elif each.scope != "instance":
                yield from _attribute(each, indent, in_class=owner is not None)
            elif owner is not None and _constructor(owner) is None and not constructed:
                # It stands in a constructor that only type checkers see.
                constructed = True
                yield f"{indent}if TYPE_CHECKING:"
                body = "; ".join(_set_in_constructor(owner, "self"))
                yield f"{indent}{_INDENT}def __init__(self): {body}"

    def class_(self, found: Class, indent: str) -> Iterator[str]:
        yield from _decorators(found.decorators, indent)
        arguments = [_one_line(each) for each in found.bases]
        arguments += [_keyword(*each) for each in found.keywords]
        head = f"{indent}class {found.name}{_type_parameters(found)}"
        head += f"({', '.join(arguments)})" if arguments else ""
        body = [indent + _INDENT + each for each in self.docstring(found.docstring)]
        body += self.members(found.members.values(), indent + _INDENT, found)
        yield f"{head}:" if body else f"{head}: ..."
        yield from body

    def docstring(self, text: str | None) -> list[str]:
        # The empty first line keeps how far the others are indented (`inspect.cleandoc`).
        return [ascii(f"\n{text}")] if text and self.telling.search(text) else []

    def function(self, found: Function, indent: str, owner: Class | None) -> Iterator[str]:
        for each in found.overloads:
            yield f"{indent}@overload"
            yield f"{indent}def {found.name}{_signature(each)}: ..."
        yield from _decorators(found.decorators, indent)
        body = ["pass"] if found.is_placeholder else list(_facts(found, owner))
        body = self.docstring(found.docstring) + (body or [_UNKNOWN])
        if self.served and owner is None and found.name == "__getattr__":
            body.append(f"{_first(found)} in {self.served}")
        head = "async def" if found.is_async else "def"
        said = "; ".join(body)
        brackets = _type_parameters(found)
        yield f"{indent}{head} {found.name}{brackets}{_signature(found.signature)}: {said}"
        for kind, name in found.registered:
            yield f"{indent}@{found.name}.register({_one_line(kind)})"
            yield f"{indent}def {name}(): ..."
        implied = property_accessors(found.decorators)
        for accessor in found.accessors:
            if accessor not in implied:
                yield f"{indent}@{found.name}.{accessor}"
                yield f"{indent}def {found.name}(self, value): ..."


def _facts(found: Function, owner: Class | None) -> Iterator[str]:
    """Write what callers can tell of a function from its body."""
    first = _first(found)
    own: tuple[str, ...] = ()
    if owner is not None and found is _constructor(owner):
        yield from _set_in_constructor(owner, first)
        own = tuple(_instance_attributes(owner))
    # What an augmented assignment sets is known to the function, and no new attribute.
    operator = "+=" if found.name == "__init__" else "="
    for name in found.assigns:
        if name not in own:
            yield f"{first}.{name} {operator} ..."
    if found.calls_super:
        yield f"super().{found.name}()"
    if found.is_generator:
        yield "yield"


def _first(found: Function) -> str:
    """Give the name of the first parameter that is passed by position ("" if there is none)."""
    named = ParameterKind.POSITIONAL_OR_KEYWORD
    return next((each.name for each in found.signature.parameters if each.kind <= named), "")


def _constructor(owner: Class) -> Function | None:
    found = owner.members.get("__init__")
    if not isinstance(found, Function):
        return None
    return found if _first(found) else None


def _instance_attributes(owner: Class) -> dict[str, Attribute]:
    return {
        name: each
        for name, each in owner.members.items()
        if isinstance(each, Attribute) and each.scope == "instance"
    }


def _set_in_constructor(owner: Class, instance: str) -> Iterator[str]:
    for name, each in _instance_attributes(owner).items():
        annotation = f": {_one_line(each.annotation)}" if each.annotation is not None else ""
        value = " = ..." if each.value is not None or not annotation else ""
        yield f"{instance}.{name}{annotation}{value}"


def _attribute(found: Attribute, indent: str, *, in_class: bool) -> Iterator[str]:
    if found.name == "__all__" and not in_class:
        return
    value = None if found.value is None else _one_line(found.value)
    if value is not None and "_LazyModule(" in value:
        value = _UNKNOWN  # The names that it serves are members already.
    if in_class and found.scope == "module":
        yield f"{indent}type {found.name} = {value}"
        return
    annotation = f": {_one_line(found.annotation)}" if found.annotation is not None else ""
    yield f"{indent}{found.name}{annotation}" + (f" = {value}" if value is not None else "")


def _type_parameters(found: Function | Class) -> str:
    parts = [_one_line(each) for each in found.type_parameters]
    return f"[{', '.join(parts)}]" if parts else ""


def _decorators(found: Iterable[Decorator], indent: str) -> Iterator[str]:
    for each in found:
        arguments = [_one_line(text) for text in each.arguments]
        arguments += [_keyword(*keyword) for keyword in each.keywords]
        # What is no dotted name is kept as something that is none.
        path = each.path or "[0]"
        yield f"{indent}@{path}" + (f"({', '.join(arguments)})" if each.called else "")


def _keyword(name: str, text: str) -> str:
    return f"**{_one_line(text)}" if name == "**" else f"{name}={_one_line(text)}"


def _signature(found: Signature) -> str:
    parts: list[str] = []
    previous = None
    for each in found.parameters:
        if previous == ParameterKind.POSITIONAL_ONLY and each.kind != previous:
            parts.append("/")
        if each.kind == ParameterKind.KEYWORD_ONLY and previous not in (
            ParameterKind.VAR_POSITIONAL,
            ParameterKind.KEYWORD_ONLY,
        ):
            parts.append("*")
        parts.append(_parameter(each))
        previous = each.kind
    if previous == ParameterKind.POSITIONAL_ONLY:
        parts.append("/")
    returns = f" -> {_one_line(found.returns)}" if found.returns is not None else ""
    return f"({', '.join(parts)}){returns}"


def _parameter(found: Parameter) -> str:
    stars = {ParameterKind.VAR_POSITIONAL: "*", ParameterKind.VAR_KEYWORD: "**"}
    text = stars.get(found.kind, "") + found.name
    if found.annotation is not None:
        text += f": {_one_line(found.annotation)}"
    if found.default is not None:
        equals = " = " if found.annotation is not None else "="
        text += f"{equals}{_one_line(found.default)}"
    return text


def _one_line(text: str) -> str:
    """Give a text that is one line, as canonical texts are but for some nested f-strings."""
    return text if text.isprintable() else _UNKNOWN
