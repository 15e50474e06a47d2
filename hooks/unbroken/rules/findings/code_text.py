"""Source code to paste: headers, warnings, and the imports that they need."""

from __future__ import annotations

import ast
import builtins
import json
from collections.abc import Iterator, Sequence

from unbroken.model.definitions import (
    Class,
    Decorator,
    Function,
    Module,
    Parameter,
    ParameterKind,
)
from unbroken.model.finding import CodeHow, CodePlace
from unbroken.model.signature_text import parameter_texts
from unbroken.readers.expressions import parsed
from unbroken.rules.base import Code
from unbroken.semantics.resolution import Definition

WIDTH = 68
"""With the indentation of a report this fits into 80 columns."""

UNKNOWN_VALUE = "..."
"""What the readers have for the value of an attribute that they do not know."""


def code_at(
    at: Definition, how: CodeHow, lines: Sequence[str], imports: Sequence[str] = ()
) -> Code:
    """Return code to paste at a definition, below the imports that it needs."""
    line = at.member.line if at.member is not None else 1
    return Code(with_imports(lines, imports), CodePlace(how, at.module.path, line))


def with_imports(lines: Sequence[str], imports: Sequence[str]) -> str:
    """Return lines of code below some imports."""
    return "\n".join([*imports, *([""] if imports else ()), *lines])


def warning(text: str) -> str:
    """Return the statement that warns of a use that ends."""
    return f"warnings.warn({quoted(text)}, DeprecationWarning, stacklevel=2)"


def imports_of_warning(module: Module) -> list[str]:
    """Return the import that a warning needs in a module."""
    return import_of(module, "warnings")


def import_of(module: Module, name: str) -> list[str]:
    """Return the import of a module of the standard library, where a module needs it."""
    return [] if name in module.members else [f"import {name}"]


def quoted(text: str) -> str:
    """Return a text as Python writes it, in double quotes."""
    return json.dumps(text, ensure_ascii=False)


def argument_for(parameter: Parameter) -> str:
    """Return the argument by which a function passes on what it got for a parameter."""
    if parameter.kind is ParameterKind.VAR_POSITIONAL:
        return f"*{parameter.name}"
    if parameter.kind is ParameterKind.VAR_KEYWORD:
        return f"**{parameter.name}"
    is_keyword = parameter.kind is ParameterKind.KEYWORD_ONLY
    return f"{parameter.name}={parameter.name}" if is_keyword else parameter.name


def header_lines(
    at: Definition, parameters: Sequence[Parameter], name: str | None = None
) -> Iterator[str]:
    """Yield the lines of a function's header with other parameters, or with another name."""
    function = at.member
    assert isinstance(function, Function)
    start = f"{'async ' if function.is_async else ''}def {name or function.name}"
    if function.type_parameters:
        start += f"[{', '.join(function.type_parameters)}]"
    returns = function.signature.returns
    end = f" -> {annotation_at(at, returns)}:" if returns is not None else ":"
    texts = parameter_texts([_annotated(at, parameter) for parameter in parameters])
    line = f"{start}({', '.join(texts)}){end}"
    if len(line) <= WIDTH:
        yield line
        return
    yield f"{start}("
    yield from filled([f"{text}," for text in texts])
    yield f"){end}"


def decorator_lines(decorators: Sequence[Decorator]) -> list[str] | None:
    """Return decorators as they are written; None where one is no dotted name."""
    if not all(decorator.path for decorator in decorators):
        return None
    return [f"@{decorator.path}{_arguments(decorator)}" for decorator in decorators]


def _arguments(decorator: Decorator) -> str:
    if not decorator.called:
        return ""
    return f"({', '.join((*decorator.arguments, *keyword_texts(decorator.keywords)))})"


def keyword_texts(keywords: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Yield keyword arguments as they are written, `**options` included."""
    for name, value in keywords:
        yield f"**{value}" if name == "**" else f"{name}={value}"


def class_header(new: Class, bases: Sequence[str], keywords: Sequence[tuple[str, str]]) -> str:
    """Return the header of a class with other bases and keywords."""
    arguments = ", ".join((*bases, *keyword_texts(keywords)))
    parameters = f"[{', '.join(new.type_parameters)}]" if new.type_parameters else ""
    return f"class {new.name}{parameters}{f'({arguments})' if arguments else ''}:"


def filled(texts: Sequence[str]) -> Iterator[str]:
    """Yield lines with as many texts as fit, indented."""
    line = ""
    for text in texts:
        if line and len(line) + 1 + len(text) > WIDTH:
            yield line
            line = ""
        line = f"{line} {text}" if line else f"    {text}"
    yield line


def _annotated(at: Definition, parameter: Parameter) -> Parameter:
    from msgspec.structs import replace

    if parameter.annotation is None:
        return parameter
    return replace(parameter, annotation=annotation_at(at, parameter.annotation))


def annotation_at(at: Definition, text: str) -> str:
    """Return an annotation as it can stand at a definition: quoted if its names come later."""
    if "annotations" in at.module.members:
        return text
    node = parsed(text)
    line = at.member.line if at.member is not None else 0
    names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)} if node else {""}
    return text if all(_is_bound(at.module, name, line) for name in names) else quoted(text)


def _is_bound(module: Module, name: str, line: int) -> bool:
    member = module.members.get(name)
    return hasattr(builtins, name) if member is None else member.line < line
