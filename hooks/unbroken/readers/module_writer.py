"""The model back to source: reading what is written gives an equal module again.

Only what the model holds is written, each definition in as few lines as possible. Bodies are
replaced by what callers can observe of them (that they yield, which attributes they assign).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from unbroken.model.definitions import (
    COMPUTED,
    Attribute,
    Class,
    Decorator,
    Exports,
    Function,
    Import,
    Member,
    Module,
)
from unbroken.model.projection import Projection
from unbroken.readers.body_writer import (
    body_lines,
    constructor_of,
    first_parameter,
    instance_assignments,
    instance_attributes,
    returns_first_in_expression,
)
from unbroken.readers.imported_modules import shortest
from unbroken.readers.property_decorators import accessors_by_name
from unbroken.readers.returned_function_writer import returned_lines
from unbroken.readers.written_parts import (
    INDENT,
    UNKNOWN,
    can_be_name,
    one_line,
    set_attribute,
    written_imports,
    written_signature,
)


def write_module(module: Module, projection: Projection) -> str:
    """Return the source of a module; docstrings are written only where they hold a label.

    No line begins with `#`, and every line ends with a newline.
    """
    lines = []
    if module.typing_imports or module.typing_aliases:
        lines.append("if TYPE_CHECKING:")
        lines += [INDENT + _import(member) for member in module.typing_imports.values()]
        for alias in module.typing_aliases.values():
            lines += _attribute(alias, INDENT, in_class=False)
    served = [name for name, member in module.members.items() if _is_served(member, module)]
    has_getattr = isinstance(module.members.get("__getattr__"), Function)
    renamed = [] if served or has_getattr else _renamed_exports(module)
    writer = _Writer(projection, served)
    members = [
        member
        for name, member in module.members.items()
        if name not in served and member not in renamed
    ]
    overridden = [member for member in members if member.name in module.overridden_by_stars]
    lines += writer.members(overridden, "", None)
    lines += [f"from {source} import *" for source in module.stars]
    lines += writer.members(
        [member for member in members if member.name not in module.overridden_by_stars], "", None
    )
    lines += [f"from . import {name}" for name in module.submodules]
    lines += [f"{path}()" for path in module.calls]
    lines += [f"{callee}({path!r})" for callee, path in module.passes_paths]
    lines += [f"{path} = ..." for path in module.sets_elsewhere]
    lines += [f"sys.modules[{_module_key(path)}] = ..." for path in module.registers]
    if module.raises_on_import:
        lines.append("raise ImportError")
    for name in module.possible_names:
        lines += [f"{name} = ...", f"if _: del {name}"]
    if served and not has_getattr:
        lines.append(f"def __getattr__(name): name in {served}; raise")
    if renamed:
        lines.append("def __getattr__(name):")
        for member in renamed:
            lines += [
                f"{INDENT}if name == {member.name!r}:",
                f"{INDENT * 2}{_import(member)}",
                f"{INDENT * 2}return {member.name}",
            ]
    if module.exports is not None:
        lines += _exports(module.exports, module)
    written = shortest(written_imports(members, module))
    if written != module.imports:
        lines.append(f"__import__(*{[*module.imports]})")
    return "".join(f"{line}\n" for line in lines)


def write_member(member: Member, projection: Projection) -> str:
    """Return the source of one definition of a module."""
    return "\n".join(_Writer(projection, []).members([member], "", None))


def _is_served(member: Member, module: Module) -> bool:
    """Return whether only the module's `__getattr__` knows where a name comes from."""
    return isinstance(member, Import) and member.target == f"{module.name}.{member.name}"


def _renamed_exports(module: Module) -> list[Import]:
    """Return the re-exports under another name, which no import statement marks as public."""
    return [
        member
        for member in module.members.values()
        if isinstance(member, Import)
        and member.redundant
        and member.target.rpartition(".")[2] != member.name
    ]


def _import(member: Import) -> str:
    source, _, name = member.target.rpartition(".")
    alias = "" if name == member.name and not member.redundant else f" as {member.name}"
    return f"from {source} import {name}{alias}" if source else f"import {name}{alias}"


def _exports(exports: Exports, module: Module) -> Iterator[str]:
    """Yield `__all__`, with `+=` in a module that imports it and adds to it."""
    parts = [repr(name) for name in exports.names]
    parts += [f"*{_all_of(other, module)}" for other in exports.modules]
    parts += [] if exports.complete else [UNKNOWN]
    operator = "=" if isinstance(module.members.get("__all__"), Attribute) else "+="
    yield f"__all__ {operator} [{', '.join(parts)}]"


def _all_of(other: str, module: Module) -> str:
    """Return the expression by which a module refers to the `__all__` of another one."""
    target = f"{other}.__all__"
    for name, member in module.members.items():
        if isinstance(member, Import):
            if member.target == target:
                return name
            if target.startswith(f"{member.target}."):
                return name + target[len(member.target) :]
    is_submodule = module.is_package and target.startswith(f"{module.name}.")
    return target[len(module.name) + 1 :] if is_submodule else UNKNOWN


def _module_key(path: str) -> str:
    """Return the key of a module in `sys.modules`; a name that nobody knows for a computed one."""
    return UNKNOWN if path == COMPUTED else repr(path)


class _Writer:
    """Writes definitions; `served` are the names that the module's `__getattr__` serves."""

    def __init__(self, projection: Projection, served: list[str]) -> None:
        self.projection = projection
        self.served = served

    def members(self, members: Iterable[Member], indent: str, owner: Class | None) -> Iterator[str]:
        has_constructor = owner is not None and constructor_of(owner) is not None
        for member in members:
            is_instance = isinstance(member, Attribute) and member.scope == "instance"
            if not is_instance:
                yield from self.member(member, indent, owner)
            elif owner is not None and not has_constructor and instance_attributes(owner):
                # The constructor that assigns it is visible to type checkers only.
                has_constructor = True
                yield f"{indent}if TYPE_CHECKING:"
                names = instance_attributes(owner)
                body = "; ".join(instance_assignments(names, owner, "self"))
                yield f"{indent}{INDENT}def __init__(self): {body}"

    def member(self, member: Member, indent: str, owner: Class | None) -> Iterator[str]:
        """Write a definition, the condition it stands under, and its alternatives."""
        inner = indent
        if member.conditional:
            yield f"{indent}try:"
            plain = replace(member, conditional=False, alternatives=())
            yield from self.member(plain, indent + INDENT, owner)
            yield f"{indent}except _: pass"
        elif member.before_python is not None:
            yield f"{indent}if sys.version_info < {member.before_python}:"
            inner += INDENT
        if member.conditional:
            pass
        elif isinstance(member, Function):
            yield from self.function(member, inner, owner)
        elif isinstance(member, Class):
            yield from self.class_(member, inner)
        elif isinstance(member, Import):
            yield inner + _import(member)
        else:
            yield from _attribute(member, inner, in_class=owner is not None)
        for alternative in member.alternatives:
            yield f"{indent}if _:"
            yield from self.member(alternative, indent + INDENT, owner)

    def class_(self, class_: Class, indent: str) -> Iterator[str]:
        if _has_unwritable_keys(class_):
            yield indent + _functional_typed_dict(class_)
            return
        yield from _decorators(class_.decorators, indent)
        arguments = [one_line(base) for base in class_.bases]
        arguments += [_keyword(name, value) for name, value in class_.keywords]
        head = f"{indent}class {class_.name}{_type_parameters(class_)}"
        head += f"({', '.join(arguments)})" if arguments else ""
        body = [indent + INDENT + line for line in self.docstring(class_.docstring)]
        body += self.members(class_.members.values(), indent + INDENT, class_)
        if class_.has_unknown_members:
            body.append(f"{indent}{INDENT}vars()[...] = ...")
        yield f"{head}:" if body else f"{head}: ..."
        yield from body
        yield from (f"{indent}{base}.register({other})" for base, other in class_.registrations)
        yield from (f"{indent}{written}({class_.name})" for written in class_.passed_to)

    def docstring(self, text: str | None) -> list[str]:
        # The empty first line keeps the indentation of the others (`inspect.cleandoc`).
        return [ascii(f"\n{text}")] if self.projection.docstring(text) else []

    def function(self, function: Function, indent: str, owner: Class | None) -> Iterator[str]:
        name = function.name
        for overload in function.overloads:
            yield f"{indent}@overload"
            yield f"{indent}def {name}{written_signature(overload)}: ..."
        yield from _decorators(function.decorators, indent)
        if function.is_placeholder:
            body = ["pass" if function.returned else "raise NotImplementedError"]
        else:
            body = list(body_lines(function, owner))
        returned = list(
            returned_lines(
                function.returned_functions,
                indent + INDENT,
                name,
                conditional=returns_first_in_expression(function),
            )
        )
        body = self.docstring(function.docstring) + (body or ([] if returned else [UNKNOWN]))
        if self.served and owner is None and name == "__getattr__":
            body.append(f"{first_parameter(function)} in {self.served}")
        keyword = "async def" if function.is_async else "def"
        header = f"{name}{_type_parameters(function)}{written_signature(function.signature)}"
        is_compound = any(statement.startswith("if ") for statement in body)
        if returned or is_compound:
            yield f"{indent}{keyword} {header}:"
            yield from (f"{indent}{INDENT}{statement}" for statement in body)
            yield from returned
        else:
            yield f"{indent}{keyword} {header}: {'; '.join(body)}"
        for type_text, implementation in function.registered:
            yield f"{indent}@{name}.register({one_line(type_text)})"
            yield f"{indent}def {implementation}(): ..."
        implied = [
            accessor
            for decorator in function.decorators
            for accessor in accessors_by_name(decorator)
        ]
        for accessor in function.accessors:
            if accessor not in implied:
                yield f"{indent}@{name}.{accessor}"
                yield f"{indent}def {name}(self, value): ..."
        for attribute in function.attributes:
            is_plain = can_be_name(attribute)
            yield indent + (
                f"{name}.{attribute} = ..." if is_plain else set_attribute(name, attribute)
            )


def _has_unwritable_keys(class_: Class) -> bool:
    """Return whether a class has annotated names that no class statement can have."""
    return len(class_.bases) == 1 and any(
        isinstance(member, Attribute) and member.annotation and not can_be_name(name)
        for name, member in class_.members.items()
    )


def _functional_typed_dict(class_: Class) -> str:
    """Return the call that makes a TypedDict, which may have any keys (typing specification)."""
    keys = [
        f"{name!a}: {one_line(member.annotation)}"
        for name, member in class_.members.items()
        if isinstance(member, Attribute) and member.annotation
    ]
    options = "".join(f", {_keyword(name, value)}" for name, value in class_.keywords)
    base = one_line(class_.bases[0])
    return f"{class_.name} = {base}({class_.name!r}, {{{', '.join(keys)}}}{options})"


def _attribute(attribute: Attribute, indent: str, *, in_class: bool) -> Iterator[str]:
    if attribute.name == "__all__" and not in_class:
        return
    value = None if attribute.value is None else one_line(attribute.value)
    if value is not None and "_LazyModule(" in value:
        value = UNKNOWN  # The names that it serves are members already.
    if in_class and attribute.scope == "module":
        yield f"{indent}type {attribute.name} = {value}"
        return
    if attribute.is_variable:
        yield f"{indent}for {attribute.name} in _: pass"
        return
    if not can_be_name(attribute.name):
        namespace = "vars" if in_class else "globals"
        yield f"{indent}{namespace}()[{attribute.name!a}] = {value or UNKNOWN}"
        return
    annotation = f": {one_line(attribute.annotation)}" if attribute.annotation is not None else ""
    yield f"{indent}{attribute.name}{annotation}" + (f" = {value}" if value is not None else "")


def _type_parameters(owner: Function | Class) -> str:
    texts = [one_line(text) for text in owner.type_parameters]
    return f"[{', '.join(texts)}]" if texts else ""


def _decorators(decorators: Iterable[Decorator], indent: str) -> Iterator[str]:
    for decorator in decorators:
        arguments = [one_line(text) for text in decorator.arguments]
        arguments += [_keyword(name, value) for name, value in decorator.keywords]
        # A decorator without a dotted path is written as one that has none either.
        path = decorator.path or "[0]"
        yield f"{indent}@{path}" + (f"({', '.join(arguments)})" if decorator.called else "")


def _keyword(name: str, text: str) -> str:
    return f"**{one_line(text)}" if name == "**" else f"{name}={one_line(text)}"
