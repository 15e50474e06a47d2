"""Decides which imports, attributes, calls and classes fail with the new library."""

from __future__ import annotations

import ast

from unbroken.impact.arguments import Arguments, mismatch
from unbroken.impact.broken_names import BrokenNames
from unbroken.impact.recorder import Failure, Recorder
from unbroken.impact.rewrites import Rewrites
from unbroken.impact.sides import Sides
from unbroken.impact.subclass_checks import (
    Override,
    misplaced_field,
    outgrown_overrides,
    refused_library_call,
)
from unbroken.impact.subclasses import binds
from unbroken.impact.target import Target
from unbroken.impact.value_names import attribute_error, path_of
from unbroken.impact.values import Instance, Method, SubclassOf, Super, Value, Values
from unbroken.model.definitions import Class
from unbroken.semantics.resolution import MISSING, UNKNOWN, Absent, Definition

_STARRED = "the call passes *args or **kwargs whose contents are not known"
_ALTERNATIVES = "another branch of the library defines it in another way"
_OVERRIDDEN = "a subclass has a method of this name"
_SUBCLASS = "a subclass may be called in another way"
_OUTSIDE = "a base class from outside, or code that cannot be resolved, may still define it"
_PASSED = "the library may pass what the overridden method takes now"
_SERVED = "the module has a `__getattr__` or names that are computed, or it cannot be read"
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class Judge:
    """Compares what both versions make of one place, and records what worked and now fails.

    Its methods return what is known of the place from then on: of what failed nothing more is
    known with the new version, so that one cause is one site.
    """

    def __init__(
        self, sides: Sides, broken: BrokenNames, rewrites: Rewrites, recorder: Recorder
    ) -> None:
        self.old, self.new = sides
        self.broken = broken
        self.rewrites = rewrites
        self.recorder = recorder
        self.file = recorder.file

    def is_library(self, path: str) -> bool:
        """Return whether a dotted path lies in the library."""
        return self.file.is_library(path)

    # Imports

    def module_import(self, node: ast.alias | ast.expr, path: str, values: Values) -> Values:
        """Record `import path` where the module is gone; return what the import gives."""
        if values.new is MISSING:
            self.recorder.failures += 1
        if isinstance(values.old, Definition) and values.new is MISSING:
            if self.is_library(path):
                error = f"ModuleNotFoundError: No module named '{self._first_missing(path)}'"
                self.recorder.add(
                    node,
                    Failure(
                        kind="import",
                        path=path,
                        raised="ModuleNotFoundError",
                        error=error,
                    ),
                )
            return Values(values.old, UNKNOWN)
        return values

    def source_module(self, node: ast.ImportFrom, source: str) -> bool:
        """Record `from source import …` where the module is gone; return whether it is there."""
        if not self.is_library(source) or self.new.surface.module(source) is not None:
            return True
        self.recorder.failures += 1
        if self.old.surface.module(source) is None:
            return True
        edits = tuple(
            edit
            for alias in node.names
            for edit in self.rewrites.moved_name(source, alias.name, self.file.place(alias))
        )
        if len(edits) < len(node.names):
            edits = ()
        error = f"ModuleNotFoundError: No module named '{self._first_missing(source)}'"
        self.recorder.add(
            node,
            Failure(
                kind="import",
                path=source,
                raised="ModuleNotFoundError",
                error=error,
                edits=edits,
            ),
        )
        return False

    def name_import(self, alias: ast.alias, source: str, values: Values) -> Values:
        """Record `from source import name` where the name is gone; return what it gives."""
        if values.old is UNKNOWN and self.broken.have(alias.name) and self.is_library(source):
            self.recorder.add_unresolved(alias)
        if values.new is MISSING:
            self.recorder.failures += 1
        reason = None if _is_gone(values) else self._why_maybe_there(source, alias.name, values)
        if self.is_library(source) and (_is_gone(values) or reason is not None):
            edits = self.rewrites.moved_name(source, alias.name, self.file.place(alias))
            error = f"ImportError: cannot import name '{alias.name}' from '{source}'"
            path = f"{source}.{alias.name}"
            code = f"from {source} import {self.file.code(alias)}"
            self.recorder.add(
                alias,
                Failure(
                    kind="import",
                    path=path,
                    raised="ImportError",
                    error=error,
                    reason=reason,
                    edits=edits,
                    code=code,
                ),
            )
        return known_from_then_on(values)

    def starred_name(self, node: ast.Name, modules: Values, values: Values) -> Values:
        """Record the use of a name that a star import no longer binds."""
        if isinstance(values.old, Absent) or values.new is not MISSING:
            return values
        path = path_of(values.old, node.id)
        if self.is_library(path) and not self._is_own_module(modules.old):
            error = f"NameError: name '{node.id}' is not defined"
            self.recorder.add(
                node,
                Failure(
                    kind="import",
                    path=path,
                    raised="NameError",
                    error=error,
                ),
            )
        return Values(values.old, UNKNOWN)

    def _why_maybe_there(self, source: str, name: str, values: Values) -> str | None:
        """Return why a name of a module that nothing binds any more may be there; None for no."""
        module = self.new.surface.module(source)
        if isinstance(values.old, Absent) or values.new is not UNKNOWN or module is None:
            return None
        return _SERVED if self.new.surface.serves_at_most(module.module, name) else None

    def _first_missing(self, path: str) -> str:
        """Return the outermost part of a module's name that is not there any more."""
        parts = path.split(".")
        names = (".".join(parts[: count + 1]) for count in range(len(parts)))
        return next(
            (
                name
                for name in names
                if self.new.surface.inside(name) and self.new.surface.module(name) is None
            ),
            path,
        )

    # Attributes

    def attribute(self, node: ast.expr, name: str, base: Values, values: Values) -> Values:
        """Record `base.name` where it is gone; return what it gives."""
        if values.new is MISSING:
            self.recorder.failures += 1
        if isinstance(values.old, Absent):
            if base.old is UNKNOWN and self.broken.have(name):
                self.recorder.add_unresolved(node)
            return values
        if isinstance(base.new, Absent) or not isinstance(values.new, Absent):
            return values
        path = path_of(values.old, "", base.old, name)
        is_from_library = self.is_library(path) and not self._is_own_module(base.old)
        if is_from_library and values.new is MISSING:
            error = attribute_error(base.new, name)
            self.recorder.add(
                node,
                Failure(
                    kind="attribute",
                    path=path,
                    raised="AttributeError",
                    error=error,
                ),
            )
        elif is_from_library and self.broken.have(name):
            reason = self._why_lost(base.new, name, values)
            if reason is not None:
                error = attribute_error(base.new, name)
                self.recorder.add(
                    node,
                    Failure(
                        kind="attribute",
                        path=path,
                        raised="AttributeError",
                        error=error,
                        reason=reason,
                    ),
                )
        return Values(values.old, UNKNOWN)

    def _why_lost(self, base: Value, name: str, values: Values) -> str | None:
        """Return why an attribute that may be gone may be there; None where it may well be."""
        if isinstance(base, Definition) and base.member is None:
            return self._why_maybe_there(base.module.name, name, values)
        return _OUTSIDE if self._is_lost(base, name) else None

    def _is_own_module(self, base: Value) -> bool:
        """Return whether a value is a module of the project: its import of a name is the site."""
        is_module = isinstance(base, Definition) and base.member is None
        return is_module and isinstance(base, Definition) and not self.is_library(base.path)

    def _is_lost(self, base: Value, name: str) -> bool:
        """Return whether no class of the library and the project binds a name on a value."""
        owner = base.owner if isinstance(base, (Instance, SubclassOf, Super)) else base
        if not isinstance(owner, Definition) or not isinstance(owner.member, Class):
            return False
        if self.new.answers_any_name(owner):
            return False
        return not any(
            binds(part, name)
            for part in self.new.surface.mro(owner)
            if isinstance(part, Definition)
        ) and not self.new.subclasses.bind(owner, name)

    # Calls

    def call(self, node: ast.Call, function: Values, arguments: Arguments) -> None:
        """Record a call that the new version refuses or binds differently."""
        if isinstance(function.old, Absent) or isinstance(function.new, Absent):
            return
        if self._is_abstract_now(function):
            self._add_abstract(node, function)
            return
        old, new = self.old.targets(function.old), self.new.targets(function.new)
        if old is None or new is None:
            return
        text = ast.unparse(node.func) if len(self.file.code(node.func)) < 80 else "call"
        difference = mismatch(old, new, arguments, text)
        if difference is None:
            return
        reason = None if difference.is_certain else _STARRED
        if any(_has_alternatives(target) for target in (*old, *new)):
            reason = reason or _ALTERNATIVES
        if isinstance(function.new, Method) and not function.new.is_exact and reason is None:
            method = function.new
            if self.new.subclasses.bind(method.receiver, method.function.name):
                reason = _OVERRIDDEN
        if isinstance(function.new, SubclassOf) and reason is None:
            names = ("__init__", "__new__", *arguments.keywords)
            if any(self.new.subclasses.bind(function.new.owner, name) for name in names):
                reason = _SUBCLASS
        called = function.old.owner if isinstance(function.old, SubclassOf) else function.old
        is_class = isinstance(called, Definition) and isinstance(called.member, Class)
        definition = old[0].definition
        path = definition.path if definition is not None else self._class_path(called)
        raised = "TypeError: " if difference.effect == "refused" else ""
        edits = self.rewrites.arguments(old[0], new[0], arguments, self.file.place(node))
        failure = Failure(
            kind="constructor" if is_class else "call",
            path=path,
            raised="TypeError",
            error=f"{raised}{difference.error}",
            before=difference.before,
            reason=reason,
            edits=edits,
            is_note=difference.effect == "captured",
            is_rebound=difference.effect != "refused",
        )
        self.recorder.add(node, failure)

    def _is_abstract_now(self, function: Values) -> bool:
        return bool(self.new.abstract_names(function.new)) and not self.old.abstract_names(
            function.old
        )

    def _add_abstract(self, node: ast.Call, function: Values) -> None:
        assert isinstance(function.new, Definition)
        names = self.new.abstract_names(function.new)
        plural = "" if len(names) == 1 else "s"
        listed = ", ".join(f"'{name}'" for name in names)
        error = (
            f"TypeError: Can't instantiate abstract class {function.new.name} without an "
            f"implementation for abstract method{plural} {listed}"
        )
        self.recorder.add(
            node,
            Failure(
                kind="constructor",
                path=self._class_path(function.old),
                raised="TypeError",
                error=error,
            ),
        )

    def _class_path(self, value: Value) -> str:
        """Return the path of the library's class that a class is or derives from."""
        if isinstance(value, Definition) and isinstance(value.member, Class):
            for part in self.old.surface.mro(value):
                if isinstance(part, Definition) and self.is_library(part.path):
                    return part.path
        return path_of(value, "")

    # Classes

    def class_definition(self, node: ast.ClassDef, definition: Values) -> None:
        """Record what no longer works in a class because of its bases."""
        old, new = definition
        if not isinstance(old, Definition) or not isinstance(new, Definition):
            return
        if not isinstance(old.member, Class) or not isinstance(new.member, Class):
            return
        if self._library_base(old) is None:
            return
        field = misplaced_field(self.new.surface, new)
        if field is not None and misplaced_field(self.old.surface, old) is None:
            path = self._class_path(old)
            error = f"TypeError: non-default argument '{field}' follows default argument"
            code = f"class {node.name}"
            self.recorder.add(
                node,
                Failure(
                    kind="class",
                    path=path,
                    raised="TypeError",
                    error=error,
                    code=code,
                ),
            )
        methods = {part.name: part for part in node.body if isinstance(part, _FUNCTIONS)}
        for override in outgrown_overrides(self.old.surface, self.new.surface, new):
            method = methods.get(override.name)
            if method is not None and self.is_library(override.overridden.path):
                self._add_override(method, override, old, new)

    def _add_override(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef, override: Override, *owners: Definition
    ) -> None:
        before, now = (
            refused_library_call(side.surface, side.self_calls, owner, node.name)
            for side, owner in zip((self.old, self.new), owners, strict=True)
        )
        is_called = now is not None and before is None and self.is_library(now.caller.path)
        if not is_called and not override.replaces:
            return  # The library may always have left out what the method does not take.
        self.recorder.add(
            node,
            Failure(
                kind="override",
                path=override.overridden.path,
                raised="TypeError",
                error=f"TypeError: {now.error if is_called and now else override.error}",
                before=f"called by {now.caller.path}" if is_called and now else "",
                reason=None if is_called else _PASSED,
                code=f"def {node.name}({ast.unparse(node.args)})",
            ),
        )

    def _library_base(self, owner: Definition) -> Definition | None:
        """Return the first base of a class that is the library's."""
        for part in self.old.surface.mro(owner)[1:]:
            if isinstance(part, Definition) and self.is_library(part.path):
                return part
        return None


def known_from_then_on(values: Values) -> Values:
    """Return what is known of a name behind its import: nothing where it is gone now."""
    return Values(values.old, UNKNOWN) if _is_gone(values) else values


def _is_gone(values: Values) -> bool:
    return not isinstance(values.old, Absent) and values.new is MISSING


def _has_alternatives(target: Target) -> bool:
    """Return whether another branch defines a function, too."""
    definition = target.definition
    return definition is not None and bool(definition.member and definition.member.alternatives)
