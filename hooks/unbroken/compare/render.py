"""Definitions as one line of source, for people to read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

import msgspec

from unbroken.compare.members import own_members
from unbroken.model.definitions import (
    Attribute,
    Class,
    Decorator,
    Function,
    Import,
    Parameter,
    ParameterKind,
)
from unbroken.model.signature_text import parameter_texts
from unbroken.semantics.constructors.constructor import Constructor
from unbroken.semantics.resolution import Definition

_LONGEST = 160
_CUT = "…"
# The decorators that show users what kind of thing it is.
_SHOWN_DECORATORS = {
    "abstractmethod", "asynccontextmanager", "cache", "cached_property", "classmethod",
    "contextmanager", "dataclass", "define", "final", "frozen", "lru_cache", "mutable",
    "property", "singledispatch", "singledispatchmethod", "staticmethod", "total_ordering",
}  # fmt: skip


class _Part(NamedTuple):
    """A parameter, or a `/` or `*` between parameters; `bare` is without its annotation."""

    name: str
    full: str
    bare: str


class _Line(NamedTuple):
    """A line with parameters in the middle, of which some can be left out."""

    start: str
    parts: list[_Part]
    end: str

    @property
    def text(self) -> str:
        return self.with_parts([part.full for part in self.parts])

    def with_parts(self, parts: Sequence[str]) -> str:
        return f"{self.start}({', '.join(parts)}){self.end}"


def _parts(parameters: tuple[Parameter, ...]) -> list[_Part]:
    """Return the parameters as text, with the `/` and `*` that their kinds need between them."""
    unannotated = [msgspec.structs.replace(parameter, annotation=None) for parameter in parameters]
    names = parameter_texts(parameters, lambda parameter: parameter.name)
    texts = zip(names, parameter_texts(parameters), parameter_texts(unannotated), strict=True)
    return [_Part("" if name in ("/", "*") else name, full, bare) for name, full, bare in texts]


def constructor_text(name: str, constructor: Constructor) -> str:
    """Return the call that a class accepts: `Model(config, hidden=1)`."""
    return _constructor_line(name, constructor).text


def constructor_texts(
    name: str, old: Constructor, new: Constructor, focus: Collection[str | None] = ()
) -> tuple[str, str]:
    """Return the old and new call of a class; of long ones, what differs or is in focus."""
    return _shortened(_constructor_line(name, old), _constructor_line(name, new), focus)


def _constructor_line(name: str, constructor: Constructor) -> _Line:
    shown = constructor.parameters
    if constructor.kind == "model":
        # A model ignores other keywords; nobody wrote the parameter that says so.
        shown = tuple(p for p in shown if p.kind is not ParameterKind.VAR_KEYWORD)
    return _Line(name, _parts(shown), "")


def definition_texts(
    old: Definition, new: Definition, focus: Collection[str | None] = ()
) -> tuple[str, str]:
    """Return both versions of a definition; of long signatures, what differs or is in focus."""
    if isinstance(old.member, Function) and isinstance(new.member, Function):
        return _shortened(_function_line(old.member), _function_line(new.member), focus)
    return definition_text(old), definition_text(new)


def _function_line(function: Function) -> _Line:
    start = f"{_decorators(function.decorators)}{'async ' if function.is_async else ''}def"
    returns = function.signature.returns
    return _Line(
        f"{start} {function.name}",
        _parts(function.signature.parameters),
        f" -> {returns}" if returns is not None else "",
    )


def _decorators(decorators: tuple[Decorator, ...]) -> str:
    return "".join(
        f"@{name}{_arguments(decorator)} "
        for decorator in decorators
        if (name := decorator.path.rpartition(".")[2]) in _SHOWN_DECORATORS
    )


def _arguments(decorator: Decorator) -> str:
    if not decorator.called:
        return ""
    return f"({', '.join((*decorator.arguments, *_keywords(decorator.keywords)))})"


def _keywords(keywords: tuple[tuple[str, str], ...]) -> Iterator[str]:
    return (f"**{text}" if name == "**" else f"{name}={text}" for name, text in keywords)


def _shortened(old: _Line, new: _Line, focus: Collection[str | None]) -> tuple[str, str]:
    """Cut long lines down to the parameters that differ, their neighbours, and those in focus.

    Annotations are kept for what is in focus only.
    """
    if max(len(old.text), len(new.text)) <= _LONGEST:
        return old.text, new.text
    before, after = (
        [part.full if part.name in focus else part.bare for part in line.parts]
        for line in (old, new)
    )
    kept_old = {index for index, part in enumerate(old.parts) if part.name in focus}
    kept_new = {index for index, part in enumerate(new.parts) if part.name in focus}
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, start, stop, new_start, new_stop in matcher.get_opcodes():
        if tag != "equal":
            kept_old.update(range(start - 1, stop + 1))
            kept_new.update(range(new_start - 1, new_stop + 1))
    return old.with_parts(_cut(before, kept_old)), new.with_parts(_cut(after, kept_new))


def _cut(texts: Sequence[str], kept: Collection[int]) -> list[str]:
    parts: list[str] = []
    for index, text in enumerate(texts):
        if index in kept:
            parts.append(text)
        elif not parts or parts[-1] != _CUT:
            parts.append(_CUT)
    return parts


def member_text(owner: Definition, name: str) -> str | None:
    """Return a member of a class as one line of source; None where it does not define it."""
    member = own_members(owner).get(name)
    if member is None:
        return None
    return definition_text(Definition(owner.module, f"{owner.qualname}.{name}", member))


def definition_text(definition: Definition) -> str:
    """Return a definition as one line of source, without its body."""
    member = definition.member
    if member is None:
        return f"module {definition.module.name}"
    if isinstance(member, Function):
        return _function_line(member).text
    if isinstance(member, Class):
        arguments = [*member.bases, *_keywords(member.keywords)]
        start = f"{_decorators(member.decorators)}class {member.name}"
        return f"{start}({', '.join(arguments)})" if arguments else start
    if isinstance(member, Import):
        return f"import of {member.target}"
    assert isinstance(member, Attribute)
    annotation = f": {member.annotation}" if member.annotation is not None else ""
    value = f" = {member.value}" if member.value is not None else ""
    return f"{member.name}{annotation}{value}"
