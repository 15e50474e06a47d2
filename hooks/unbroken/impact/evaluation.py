"""What attributes, calls and annotations mean with one version of the library.

The surface that is asked holds the modules of the library and those of the downstream project, so
that a subclass, an alias or a re-export of the project leads to the library's definitions.
"""

from __future__ import annotations

import ast

from unbroken.compare.calls.call_targets import call_target
from unbroken.compare.calls.legacy_positional_only import normalised
from unbroken.compare.method_binding import binding_of
from unbroken.impact.annotations import TYPES
from unbroken.impact.forwarding import forwards_calls
from unbroken.impact.instance_attributes import InstanceAttributes
from unbroken.impact.lazy_modules import lazy_module
from unbroken.impact.self_calls import SelfCalls
from unbroken.impact.subclasses import Subclasses, binds
from unbroken.impact.target import Target
from unbroken.impact.values import (
    Awaitable,
    Instance,
    Method,
    Partial,
    SubclassOf,
    Super,
    Value,
)
from unbroken.model.definitions import Attribute, Class, Function, Signature
from unbroken.readers import expressions
from unbroken.semantics.abstract_methods import abstract_methods
from unbroken.semantics.constructors.constructor import constructors, without_bound_parameter
from unbroken.semantics.decorated_commands import is_made_command
from unbroken.semantics.instances import call_of, instance_of
from unbroken.semantics.resolution import (
    MISSING,
    UNKNOWN,
    Definition,
    External,
    Key,
    ResolvedName,
)
from unbroken.semantics.surface import Surface, external_has

_OPTIONAL = {"typing.Optional", "typing_extensions.Optional"}
_UNIONS = {"typing.Union", "typing_extensions.Union"}
_WRAPPERS = {
    f"{module}.{name}"
    for module in ("typing", "typing_extensions")
    for name in ("Annotated", "ClassVar", "Final")
}
_SELF = {"typing.Self", "typing_extensions.Self"}
_METACLASSES = {"abc.ABCMeta", "builtins.type"}
_OBJECT = External("builtins.object")
_HOOKS = ("__getattr__", "__getattribute__")
_MAKERS = (*_HOOKS, "__new__", "__init__", "__prepare__")
"""By these a metaclass gives attributes to its classes."""


class Evaluation:
    """Answers for one version: `surface` has the library and the downstream project."""

    def __init__(
        self,
        surface: Surface,
        subclasses: Subclasses,
        attributes: InstanceAttributes,
        self_calls: SelfCalls,
    ) -> None:
        self.surface = surface
        self.subclasses = subclasses
        self.attributes = attributes
        self.self_calls = self_calls
        self._annotations: dict[tuple[str, Key, Key | None], Value] = {}

    def imported(self, path: str) -> Value:
        """Return what a dotted path means to code that imports it."""
        target = self.surface.resolve(path)
        return self.value_of(target) if isinstance(target, Definition) else target

    def attribute(self, value: Value, name: str) -> Value:
        """Return what `value.name` is; MISSING where it surely raises AttributeError."""
        if isinstance(value, External):
            path = f"{value.target}.{name}"
            return self.imported(path) if self.surface.inside(path) else External(path)
        if isinstance(value, Instance):
            return self._of_instance(value, name)
        if isinstance(value, SubclassOf):
            value_ = self._of_class(value.owner, name)
            return value_._replace(is_exact=False) if isinstance(value_, Method) else value_
        if isinstance(value, Super):
            return self._of_super(value.owner, name)
        if not isinstance(value, Definition):
            return UNKNOWN
        if isinstance(value.member, Class):
            return self._of_class(value, name)
        if value.member is not None:
            return UNKNOWN
        value_ = self.surface.attribute(value, name)
        return self.value_of(value_) if isinstance(value_, Definition) else value_

    def value_of(self, definition: Definition) -> Value:
        """Return what a definition holds: an alias what it names, an attribute its instance."""
        if not isinstance(definition.member, Attribute):
            return definition
        target = self.surface.resolve_alias(definition)
        if not isinstance(target.member, Attribute):
            return target
        module = self.surface.module_alias(definition)
        if module is not None:
            return module
        owner = instance_of(self.surface, definition)
        loaded = lazy_module(self.surface, definition, owner)
        if loaded is not None:
            return loaded
        if owner is not None:
            return Instance(owner)
        annotated = self.annotation(definition.member.annotation, definition)
        return annotated if annotated is not UNKNOWN else definition

    def _of_class(self, owner: Definition, name: str) -> Value:
        member = self.surface.class_member(owner, name)
        if not isinstance(member, Definition):
            return (
                UNKNOWN
                if member is MISSING and self._metaclass_binds(owner, name, *_MAKERS)
                else member
            )
        if isinstance(member.member, Function):
            if member.member.accessors:
                return UNKNOWN
            return Method(member, owner, binding_of(self.surface, member) == "class")
        if isinstance(member.member, Attribute):
            if member.member.scope == "instance":
                return UNKNOWN
            return self._of_class_attribute(member)
        return member

    def _of_class_attribute(self, definition: Definition) -> Value:
        value = self.value_of(definition)
        return value if not isinstance(value, Instance) or value.exact else definition

    def _metaclass_binds(self, owner: Definition, *names: str) -> bool:
        """Return whether the metaclass of a class, or what is not known of it, may bind a name."""
        for part in self.surface.mro(owner):
            if isinstance(part, Definition) and isinstance(part.member, Class):
                text = dict(part.member.keywords).get("metaclass")
                if text is None:
                    continue
                target = self.surface.resolve_name(part, text)
                if isinstance(target, External) and target.target in _METACLASSES:
                    continue
                if not isinstance(target, Definition) or not isinstance(target.member, Class):
                    return True
                if any(self._is_bound_below_type(target, name) for name in names):
                    return True
        return False

    def _is_bound_below_type(self, metaclass: Definition, name: str) -> bool:
        """Return whether a metaclass may bind a name that `type` binds or that no class has."""
        for part in self.surface.mro(metaclass):
            if isinstance(part, Definition):
                if isinstance(part.member, Class) and name in part.member.members:
                    return True
            elif part.target not in {*_METACLASSES, "builtins.object"}:
                return True
        return False

    def _of_instance(self, value: Instance, name: str) -> Value:
        owner = value.owner
        member = self.surface.class_member(owner, name)
        if not isinstance(member, Definition):
            return UNKNOWN if member is MISSING and self._may_answer(value, name) else member
        if isinstance(member.member, Function):
            if member.member.accessors:
                return self.annotation(member.member.signature.returns, member, owner)
            binding = binding_of(self.surface, member)
            return Method(member, owner, binding in ("instance", "class"), value.exact)
        if not isinstance(member.member, Attribute):
            return member
        is_declared = value.exact or member.member.annotation is not None
        if not is_declared and self.subclasses.bind(owner, name):
            return UNKNOWN
        return self._held(member, owner)

    def _held(self, definition: Definition, receiver: Definition) -> Value:
        """Return what an attribute of an instance holds."""
        assert isinstance(definition.member, Attribute)
        attribute = definition.member
        if attribute.annotation is not None:
            annotated = self.annotation(attribute.annotation, definition, receiver)
            return annotated if annotated is not UNKNOWN else definition
        owner = self.surface.owner(definition)
        if attribute.scope != "instance" or owner is None:
            held_class = instance_of(self.surface, definition)
            return Instance(held_class) if held_class is not None else definition
        assigned = self.attributes.assigned(owner, definition.name)
        if assigned is None:
            return definition
        held = self.annotation(assigned.annotation, definition, receiver)
        if assigned.called is not None:
            target = self.surface.resolve_name(definition, assigned.called)
            target = self.surface.resolve_alias(target)
            if isinstance(target, Definition):
                held = self.result(target)
        return held if isinstance(held, Instance) else definition

    def _may_answer(self, value: Instance, name: str) -> bool:
        """Return whether an instance may have a name that no class in its MRO binds."""
        owner = value.owner
        if any(self.surface.class_member(owner, hook) is not MISSING for hook in _HOOKS):
            return True
        lineage = (part for part in self.surface.mro(owner) if isinstance(part, Definition))
        if any(binds(part, name) for part in lineage):
            return True
        return not value.exact and self.subclasses.bind(owner, name)

    def answers_any_name(self, owner: Definition) -> bool:
        """Return whether a class, or its metaclass, has code of its own that looks names up."""
        return self._metaclass_binds(owner, *_MAKERS) or any(
            isinstance(self.surface.class_member(owner, hook), Definition) for hook in _HOOKS
        )

    def _of_super(self, owner: Definition, name: str) -> Value:
        unknown = False
        for part in self.surface.mro(owner)[1:]:
            if isinstance(part, External):
                unknown |= external_has(part, name) is not False
                continue
            assert isinstance(part.member, Class)
            if name in part.member.members:
                definition = Definition(
                    part.module, f"{part.qualname}.{name}", part.member.members[name]
                )
                if isinstance(definition.member, Function) and not definition.member.accessors:
                    is_bound = binding_of(self.surface, definition) != "static" or name == "__new__"
                    return Method(definition, owner, is_bound and name != "__new__")
                return UNKNOWN
        return UNKNOWN if unknown or self.subclasses.bind(owner, name) else MISSING

    def entered(self, value: Value) -> Value:
        """Return what `with value as name` binds: the annotated result of `__enter__`."""
        if not isinstance(value, Instance):
            return UNKNOWN
        return self.result(self.attribute(value, "__enter__"))

    def defined(self, module: str, qualname: str, line: int) -> Value:
        """Return the function or class that stands at a line of a module."""
        definition = self.surface.definition(module, qualname)
        if definition is None or not isinstance(definition.member, (Function, Class)):
            return UNKNOWN
        # A name that is defined twice may lead to the other definition.
        return (
            definition if definition.member.line <= line <= definition.member.end_line else UNKNOWN
        )

    # Calls

    def targets(self, value: Value) -> tuple[Target, ...] | None:
        """Return the signatures that a call must satisfy; None where they are not known."""
        if isinstance(value, Method):
            return self._of_function(value.function, value.is_bound)
        if isinstance(value, Instance):
            return self._of_callable_instance(value)
        if isinstance(value, SubclassOf):
            value = value.owner
        if not isinstance(value, Definition):
            return None
        if isinstance(value.member, Function):
            return self._of_function(value, False)
        if isinstance(value.member, Attribute):
            target = call_target(self.surface, value)
            if target is not None:
                return (Target(self.surface, target.parameters, target.bound, target.qualname),)
            return None
        if not isinstance(value.member, Class) or self._metaclass_binds(value, "__call__"):
            return None
        targets = []
        for constructor in constructors(self.surface, value):
            if constructor.kind == "model":
                return None
            parameters = normalised(Signature(constructor.parameters), in_class=True).parameters
            targets.append(
                Target(self.surface, parameters, 1, constructor.qualname, constructor.provider)
            )
        return tuple(targets) or None

    def _of_function(self, definition: Definition, is_bound: bool) -> tuple[Target, ...] | None:
        assert isinstance(definition.member, Function)
        if definition.member.accessors or is_made_command(self.surface, definition):
            return None
        parameters = definition.member.signature.parameters
        passed = without_bound_parameter(parameters) if is_bound else parameters
        in_class = self.surface.owner(definition) is not None
        seen = normalised(Signature(passed), in_class).parameters
        return (
            Target(self.surface, seen, int(passed != parameters), definition.qualname, definition),
        )

    def _of_callable_instance(self, value: Instance) -> tuple[Target, ...] | None:
        call = call_of(self.surface, value.owner)
        if isinstance(call, Definition):
            return self._of_function(call, True)
        if forwards_calls(self.surface, value.owner):
            forward = self.surface.class_member(value.owner, "forward")
            if isinstance(forward, Definition) and isinstance(forward.member, Function):
                return self._of_function(forward, True)
        return None

    def abstract_names(self, value: Value) -> tuple[str, ...]:
        """Return the abstract methods that keep a class from being instantiated."""
        if isinstance(value, Definition) and isinstance(value.member, Class):
            return tuple(sorted(abstract_methods(self.surface, value)))
        return ()

    def result(self, value: Value) -> Value:
        """Return what a call of a value returns."""
        if isinstance(value, Partial):
            return self.result(value.function)
        if isinstance(value, Definition) and isinstance(value.member, Class):
            if not self._makes_instances(value):
                return self._made_by_new(value)
            return Instance(value, exact=self._is_made_plainly(value))
        if isinstance(value, SubclassOf):
            return Instance(value.owner, exact=False)
        function = value.function if isinstance(value, Method) else value
        if not isinstance(function, Definition) or not isinstance(function.member, Function):
            return UNKNOWN
        if function.member.is_generator:
            return UNKNOWN
        receiver = value.receiver if isinstance(value, Method) else None
        returned = self.annotation(function.member.signature.returns, function, receiver)
        if isinstance(value, Method) and self._returns_instance(value):
            returned = Instance(value.receiver, value.is_exact)
        return Awaitable(returned) if function.member.is_async else returned

    def _returns_instance(self, method: Method) -> bool:
        """Return whether a method without an annotation returns its instance wherever it ends."""
        function = method.function.member
        assert isinstance(function, Function)
        return (
            method.is_bound
            and function.signature.returns is None
            and function.returned == ("self",)
            and binding_of(self.surface, method.function) == "instance"
        )

    def _made_by_new(self, owner: Definition) -> Value:
        """Return what `__new__` promises to return, which may be of a subclass."""
        member = self.surface.class_member(owner, "__new__")
        if not isinstance(member, Definition) or not isinstance(member.member, Function):
            return UNKNOWN
        if self._metaclass_binds(owner, "__call__"):
            return UNKNOWN
        return self.annotation(member.member.signature.returns, member, owner)

    def _makes_instances(self, owner: Definition) -> bool:
        if self._metaclass_binds(owner, "__call__"):
            return False
        return self._is_made_by(self.surface.class_member(owner, "__new__"))

    def _is_made_plainly(self, owner: Definition) -> bool:
        """Return whether no `__new__` can make an instance of a subclass."""
        new = self.surface.class_member(owner, "__new__")
        if not isinstance(new, Definition) or not isinstance(new.member, Function):
            return True
        return new.member.calls_super

    def _is_made_by(self, new: ResolvedName) -> bool:
        """Return whether `__new__` returns an instance of the class that it is passed.

        One that is not known, which only a class from outside can have, counts as that of `object`.
        """
        if not isinstance(new, Definition):
            return True
        if not isinstance(new.member, Function):
            return False
        if new.member.calls_super or new.member.returned == ("self",):
            return True
        # `return Base.__new__(cls)`
        name = new.member.gives.removesuffix(".__new__()")
        base = self.surface.resolve_alias(self.surface.resolve_name(new, name or "?"))
        owner = self.surface.owner(new)
        if name == new.member.gives or owner is None:
            return False
        if not isinstance(base, Definition):
            return base == _OBJECT
        if base.key not in self.surface.mro_keys(owner)[1:]:
            return False
        return self._is_made_by(self.surface.class_member(base, "__new__"))

    # Annotations

    def annotation(
        self, text: str | None, at: Definition, receiver: Definition | None = None
    ) -> Value:
        """Return what an annotation promises: an instance of one class, or that class itself."""
        if text is None:
            return UNKNOWN
        key = (text, at.key, receiver.key if receiver is not None else None)
        if key not in self._annotations:
            node = expressions.parsed(text)
            self._annotations[key] = (
                self._annotated(node, at, receiver) if node is not None else UNKNOWN
            )
        return self._annotations[key]

    def _annotated(self, node: ast.expr, at: Definition, receiver: Definition | None) -> Value:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            inner = expressions.parsed(node.value)
            return self._annotated(inner, at, receiver) if inner is not None else UNKNOWN
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            return self._one_of([node.left, node.right], at, receiver)
        head = node.value if isinstance(node, ast.Subscript) else node
        name = expressions.dotted_name(head)
        if not name:
            return UNKNOWN
        resolved = self.surface.resolve_name(at, name)
        if isinstance(resolved, External):
            if resolved.target in _SELF and receiver is not None:
                return Instance(receiver, exact=False)
            if not isinstance(node, ast.Subscript):
                return UNKNOWN
            parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
            if resolved.target in _OPTIONAL or resolved.target in _UNIONS:
                return self._one_of(parts, at, receiver)
            if resolved.target in TYPES:
                held = self._annotated(parts[0], at, receiver)
                return SubclassOf(held.owner) if isinstance(held, Instance) else UNKNOWN
            return (
                self._annotated(parts[0], at, receiver) if resolved.target in _WRAPPERS else UNKNOWN
            )
        if not isinstance(resolved, Definition):
            return UNKNOWN
        target = self.surface.resolve_alias(resolved)
        return Instance(target, exact=False) if isinstance(target.member, Class) else UNKNOWN

    def _one_of(self, parts: list[ast.expr], at: Definition, receiver: Definition | None) -> Value:
        named = [
            part for part in parts if not (isinstance(part, ast.Constant) and part.value is None)
        ]
        return self._annotated(named[0], at, receiver) if len(named) == 1 else UNKNOWN
