"""Decides which evaluated expressions are sites that break, and keeps them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager

from unbroken.impact.arguments import Arguments, mismatch
from unbroken.impact.broken_names import BrokenNames
from unbroken.impact.evaluation import Target
from unbroken.impact.guards import Guard
from unbroken.impact.rewrites import Rewrites
from unbroken.impact.sides import Sides
from unbroken.impact.site import Certainty, Edit, Site, SiteKind
from unbroken.impact.source_file import SourceFile
from unbroken.impact.subclass_checks import misplaced_field, outgrown_overrides
from unbroken.impact.subclasses import binds
from unbroken.impact.values import (
    Instance,
    Method,
    Partial,
    SubclassOf,
    Super,
    Value,
    Values,
)
from unbroken.model.definitions import Class
from unbroken.semantics.public_api import is_private
from unbroken.semantics.resolution import MISSING, UNKNOWN, Absent, Definition, External

_STARRED = "the call passes *args or **kwargs whose contents are not known"
_ALTERNATIVES = "another branch of the library defines it in another way"
_OVERRIDDEN = "a subclass has a method of this name"
_OUTSIDE = "a base class from outside, or code that cannot be resolved, may still define it"
_PASSED = "the library may pass what the overridden method takes now"
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_TYPING = "it is imported for type checking only"


class Recorder:
    """The sites of one file, and how many uses of broken names could not be resolved.

    `failures` counts what fails with the new library, whether or not it worked with the old one.
    """

    def __init__(
        self,
        file: SourceFile,
        sides: Sides,
        broken: BrokenNames,
        rewrites: Rewrites,
    ) -> None:
        self.file = file
        self.old, self.new = sides
        self.broken = broken
        self.rewrites = rewrites
        self.sites: dict[tuple[int, int, str], Site] = {}
        self.unresolved: set[tuple[int, int]] = set()
        self.guards: tuple[Guard, ...] = ()
        self.failures = 0
        self._is_for_type_checkers = False
        self._silent = 0

    @property
    def is_caught(self) -> bool:
        """Whether a failing import is caught at this point."""
        return any(guard.catches("ImportError") for guard in self.guards)

    @contextmanager
    def guarded(self, guard: Guard | None) -> Iterator[None]:
        """Record what follows as being inside a guard."""
        before = self.guards
        self.guards = (*before, guard) if guard is not None else before
        try:
            yield
        finally:
            self.guards = before

    @contextmanager
    def for_type_checkers(self) -> Iterator[None]:
        """Record what follows as code that only type checkers look at."""
        before, self._is_for_type_checkers = self._is_for_type_checkers, True
        try:
            yield
        finally:
            self._is_for_type_checkers = before

    @contextmanager
    def resumed(self, guards: tuple[Guard, ...]) -> Iterator[None]:
        """Record what runs later inside the guards around its definition that are conditions."""
        before = self.guards
        self.guards = tuple(guard for guard in guards if guard.is_condition)
        try:
            yield
        finally:
            self.guards = before

    @contextmanager
    def silent(self) -> Iterator[None]:
        """Record nothing of what follows."""
        self._silent += 1
        try:
            yield
        finally:
            self._silent -= 1

    # Imports

    def module_import(self, node: ast.alias | ast.expr, path: str, values: Values) -> Values:
        """Record `import path` where the module is gone; return what the import gives."""
        if values.new is MISSING:
            self.failures += 1
        if isinstance(values.old, Definition) and values.new is MISSING:
            if self.is_library(path):
                error = f"ModuleNotFoundError: No module named '{self._first_missing(path)}'"
                self._add(node, "import", path, "ModuleNotFoundError", error)
            return Values(values.old, UNKNOWN)
        return values

    def source_module(self, node: ast.ImportFrom, source: str) -> bool:
        """Record `from source import …` where the module is gone; return whether it is there."""
        if not self.is_library(source) or self.new.surface.module(source) is not None:
            return True
        self.failures += 1
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
        self._add(node, "import", source, "ModuleNotFoundError", error, edits=edits)
        return False

    def name_import(self, alias: ast.alias, source: str, values: Values) -> Values:
        """Record `from source import name` where the name is gone; return what it gives."""
        if values.old is UNKNOWN and self.broken.have(alias.name) and self.is_library(source):
            self._count_unresolved(alias)
        if values.new is MISSING:
            self.failures += 1
        if isinstance(values.old, Absent) or values.new is not MISSING:
            return values
        if self.is_library(source):
            edits = self.rewrites.moved_name(source, alias.name, self.file.place(alias))
            error = f"ImportError: cannot import name '{alias.name}' from '{source}'"
            path = f"{source}.{alias.name}"
            code = f"from {source} import {self.file.code(alias)}"
            self._add(alias, "import", path, "ImportError", error, edits=edits, code=code)
        return Values(values.old, UNKNOWN)

    def starred_name(self, node: ast.Name, modules: Values, values: Values) -> Values:
        """Record the use of a name that a star import no longer binds."""
        if isinstance(values.old, Absent) or values.new is not MISSING:
            return values
        path = _path_of(values.old, node.id)
        if self.is_library(path) and not self._is_own_module(modules.old):
            error = f"NameError: name '{node.id}' is not defined"
            self._add(node, "import", path, "NameError", error)
        return Values(values.old, UNKNOWN)

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
            self.failures += 1
        if isinstance(values.old, Absent):
            if base.old is UNKNOWN and self.broken.have(name):
                self._count_unresolved(node)
            return values
        if isinstance(base.new, Absent) or not isinstance(values.new, Absent):
            return values
        path = _path_of(values.old, "", base.old, name)
        is_from_library = self.is_library(path) and not self._is_own_module(base.old)
        if is_from_library and values.new is MISSING:
            error = _attribute_error(base.new, name)
            self._add(node, "attribute", path, "AttributeError", error)
        elif is_from_library and self.broken.have(name) and self._is_lost(base.new, name):
            error = _attribute_error(base.new, name)
            self._add(node, "attribute", path, "AttributeError", error, reason=_OUTSIDE)
        return Values(values.old, UNKNOWN)

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
        found = mismatch(old, new, arguments, text)
        if found is None:
            return
        reason = None if found.is_certain else _STARRED
        if any(_has_alternatives(target) for target in (*old, *new)):
            reason = reason or _ALTERNATIVES
        if isinstance(function.new, Method) and not function.new.is_exact and reason is None:
            method = function.new
            if self.new.subclasses.bind(method.receiver, method.function.name):
                reason = _OVERRIDDEN
        is_class = isinstance(function.old, Definition) and isinstance(function.old.member, Class)
        definition = old[0].definition
        path = definition.path if definition is not None else self._class_path(function.old)
        raised = "TypeError: " if found.effect == "refused" else ""
        edits = self.rewrites.arguments(old[0], new[0], arguments, self.file.place(node))
        self._add(
            node,
            "constructor" if is_class else "call",
            path,
            "TypeError",
            f"{raised}{found.error}",
            before=found.before,
            reason=reason,
            edits=edits if reason is None else (),
            is_note=found.effect == "captured",
        )

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
        self._add(node, "constructor", self._class_path(function.old), "TypeError", error)

    def _class_path(self, value: Value) -> str:
        """Return the path of the library's class that a class is or derives from."""
        if isinstance(value, Definition) and isinstance(value.member, Class):
            for part in self.old.surface.mro(value):
                if isinstance(part, Definition) and self.is_library(part.path):
                    return part.path
        return _path_of(value, "")

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
            self._add(node, "class", path, "TypeError", error, code=code)
        methods = {part.name: part for part in node.body if isinstance(part, _FUNCTIONS)}
        for override in outgrown_overrides(self.old.surface, self.new.surface, new):
            method = methods.get(override.name)
            if method is not None and self.is_library(override.overridden.path):
                self._add(
                    method,
                    "override",
                    override.overridden.path,
                    "TypeError",
                    f"TypeError: {override.error}",
                    reason=_PASSED,
                    code=f"def {method.name}({ast.unparse(method.args)})",
                )

    def _library_base(self, owner: Definition) -> Definition | None:
        """Return the first base of a class that is the library's."""
        for part in self.old.surface.mro(owner)[1:]:
            if isinstance(part, Definition) and self.is_library(part.path):
                return part
        return None

    # Recording

    def is_library(self, path: str) -> bool:
        """Return whether a dotted path lies in the library."""
        return self.file.is_library(path)

    def _count_unresolved(self, node: ast.alias | ast.expr) -> None:
        if not self._silent:
            self.unresolved.add((node.lineno, node.col_offset))

    def _add(
        self,
        node: ast.alias | ast.expr | ast.stmt,
        kind: SiteKind,
        path: str,
        raised: str,
        error: str,
        *,
        before: str = "",
        reason: str | None = None,
        edits: tuple[Edit, ...] = (),
        is_note: bool = False,
        code: str | None = None,
    ) -> None:
        catching = next((guard for guard in self.guards if guard.catches(raised)), None)
        if self._silent:
            return
        if self._is_for_type_checkers:
            reason = reason or _TYPING
        elif catching is not None:
            reason = reason or catching.reason
        certainty: Certainty = "proven" if reason is None else "possible"
        place = self.file.place(node)
        site = Site(
            path=self.file.path,
            line=place.line,
            column=place.column,
            end_line=place.end_line,
            kind=kind,
            certainty="note" if is_note else certainty,
            object=path,
            code=code or self.file.code(node),
            before=before,
            error=error,
            reason=reason,
            is_private=any(is_private(part) for part in path.split(".")),
            edits=edits if reason is None else (),
        )
        self.sites.setdefault((site.line, site.column, site.object), site)


def _has_alternatives(target: Target) -> bool:
    """Return whether another branch defines a function, too."""
    definition = target.definition
    return definition is not None and bool(definition.member and definition.member.alternatives)


def _path_of(value: Value, default: str, base: Value = UNKNOWN, name: str = "") -> str:
    """Return the dotted path of the definition that a value is or comes from."""
    if isinstance(value, Definition):
        return value.path
    if isinstance(value, Method):
        return value.function.path
    if isinstance(value, Partial):
        return _path_of(value.function, default)
    owner = base.owner if isinstance(base, (Instance, SubclassOf, Super)) else base
    if isinstance(owner, Definition):
        return f"{owner.path}.{name}"
    if isinstance(value, External):
        return value.target
    return default or name


def _attribute_error(base: Value, name: str) -> str:
    """Write what Python says when a value lacks an attribute."""
    if isinstance(base, Instance):
        what = f"'{base.owner.name}' object"
    elif isinstance(base, Super):
        what = "'super' object"
    elif isinstance(base, SubclassOf):
        what = f"type object '{base.owner.name}'"
    elif isinstance(base, Definition) and base.member is not None:
        what = f"type object '{base.name}'"
    else:
        what = f"module '{base.path if isinstance(base, Definition) else ''}'"
    return f"AttributeError: {what} has no attribute '{name}'"
