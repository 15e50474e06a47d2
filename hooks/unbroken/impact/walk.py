"""Walks one downstream file in the order in which it runs.

Branches are walked one after the other and joined; a loop's body is walked once, without what it
binds anew; the bodies of functions are walked after the code around them.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager

from unbroken.impact.expressions import Expressions, all_parameters
from unbroken.impact.guards import (
    Guard,
    exception_names,
    guard_of_test,
    guard_of_try,
    is_type_checking,
)
from unbroken.impact.judge import Judge, known_from_then_on
from unbroken.impact.parsed_source import all_statements
from unbroken.impact.relevant_lines import RelevantLines
from unbroken.impact.scopes import (
    NONE,
    Binding,
    Deferred,
    Scope,
    joined,
    joined_with_fallback,
    values_of,
)
from unbroken.impact.sides import Sides
from unbroken.impact.values import NOTHING_KNOWN, Instance, SubclassOf, Value, Values
from unbroken.loading.module_files import ModuleFile
from unbroken.readers.expressions import absolute_target
from unbroken.semantics.resolution import MISSING, UNKNOWN, Definition, External

_SUPPRESSING = {"contextlib.suppress", "pytest.raises"}
_LEAVING = {"pytest.skip", "sys.exit", "builtins.exit", "builtins.quit"}
_HANDLED = "an exception handler catches the error"
_FALLBACK = Guard(frozenset({"BaseException"}), "only an exception handler gets there", True)
_CLASS_METHODS = ("__new__", "__init_subclass__", "__class_getitem__")


def walk_file(
    tree: ast.Module, file: ModuleFile, sides: Sides, judge: Judge, lines: RelevantLines
) -> None:
    """Walk a file, and report to the judge what is imported, looked up and called in it."""
    _Walk(file, sides, judge, lines).run(tree)


class _Walk:
    def __init__(self, file: ModuleFile, sides: Sides, judge: Judge, lines: RelevantLines) -> None:
        self.lines = lines
        self.file = file
        self.sides = sides
        self.judge = judge
        self.recorder = judge.recorder
        self.expressions = Expressions(sides, judge)
        self.has_lazy_annotations = False
        self._tried = 0
        """In how many `try` blocks the point of the file is that is walked."""
        self._later: list[Callable[[], None]] = []
        self._handlers: dict[type[ast.AST], Callable[..., None]] = {
            ast.Import: self._import,
            ast.ImportFrom: self._import_from,
            ast.Assign: self._assign,
            ast.AnnAssign: self._annotated_assign,
            ast.AugAssign: self._augmented_assign,
            ast.For: self._for,
            ast.AsyncFor: self._for,
            ast.While: self._while,
            ast.If: self._if,
            ast.Try: self._try,
            ast.With: self._with,
            ast.AsyncWith: self._with,
            ast.FunctionDef: self._function,
            ast.AsyncFunctionDef: self._function,
            ast.ClassDef: self._class,
            ast.Global: self._global,
            ast.Nonlocal: self._global,
            ast.Delete: self._delete,
            ast.Match: self._match,
        }
        if hasattr(ast, "TryStar"):  # Python 3.11
            self._handlers[ast.TryStar] = self._try

    @property
    def scope(self) -> Scope:
        return self.expressions.scope

    def run(self, tree: ast.Module) -> None:
        self.has_lazy_annotations = any(
            isinstance(node, ast.ImportFrom)
            and node.module == "__future__"
            and any(alias.name == "annotations" for alias in node.names)
            for node in tree.body
        )
        self.expressions.shared = frozenset(_declared_elsewhere(tree))
        self.statements(tree.body)
        while self._later:
            self._later.pop(0)()

    def statements(self, body: Sequence[ast.stmt]) -> None:
        for index, statement in enumerate(body, 1):
            self._statement(statement)
            guard = self._guard_behind(statement)
            if guard is not None:
                with self.recorder.guarded(guard):
                    self.statements(body[index:])
                return

    def _statement(self, statement: ast.stmt) -> None:
        handler = self._handlers.get(type(statement))
        if handler is not None:
            handler(statement)
            return
        for child in ast.iter_child_nodes(statement):
            if isinstance(child, ast.expr):
                self.expressions.evaluate(child)

    def _guard_behind(self, statement: ast.stmt) -> Guard | None:
        """Return the guard of what follows a condition that may leave its block before."""
        if not isinstance(statement, ast.If):
            return None
        if self._leaves(statement.body) or self._leaves(statement.orelse):
            return guard_of_test(statement.test)
        return None

    def _leaves(self, body: Sequence[ast.stmt]) -> bool:
        """Return whether a block never gets to what follows it."""
        last = body[-1] if body else None
        if isinstance(last, ast.Expr) and isinstance(last.value, ast.Call):
            function = self.expressions.evaluate_silently(last.value.func).old
            return isinstance(function, External) and function.target in _LEAVING
        return isinstance(last, (ast.Return, ast.Raise, ast.Continue, ast.Break))

    # Imports

    def _import(self, node: ast.Import) -> None:
        for alias in node.names:
            values = self.sides.imported(alias.name)
            values = self.judge.module_import(alias, alias.name, values)
            if alias.asname is not None:
                self.scope.bind(alias.asname, values)
            else:
                head = alias.name.partition(".")[0]
                self.scope.bind(head, self.sides.top_module(alias.name))

    def _import_from(self, node: ast.ImportFrom) -> None:
        source = absolute_target(self.file.name, self.file.is_package, node.level, node.module)
        if not source:
            return
        is_there = self.judge.source_module(node, source)
        for alias in node.names:
            if alias.name == "*":
                self.scope.stars.append(self.sides.imported(source))
                continue
            self.scope.bind(alias.asname or alias.name, self._imported(alias, source, is_there))

    def _imported(self, alias: ast.alias, source: str, is_there: bool) -> Binding:
        path = f"{source}.{alias.name}"
        if not self.judge.is_library(source) and not self._tried:
            # Nothing is recorded here, and most names are not asked for: their modules stay unread.
            return Deferred(lambda: known_from_then_on(self.sides.imported(path)))
        values = self.sides.imported(path)
        if is_there:
            return self.judge.name_import(alias, source, values)
        return Values(values.old, MISSING if self.recorder.is_caught else UNKNOWN)

    # Assignments

    def _assign(self, node: ast.Assign) -> None:
        target = node.targets[0]
        if (
            len(node.targets) == 1
            and isinstance(target, (ast.Tuple, ast.List))
            and isinstance(node.value, (ast.Tuple, ast.List))
            and len(target.elts) == len(node.value.elts)
        ):
            values = [self.expressions.evaluate(element) for element in node.value.elts]
            for element, value in zip(target.elts, values, strict=True):
                self.expressions.assign(element, value)
            return
        value = self.expressions.evaluate(node.value)
        for target in node.targets:
            self.expressions.assign(target, value)

    def _annotated_assign(self, node: ast.AnnAssign) -> None:
        declared = self._annotation(node.annotation)
        values = declared
        if node.value is not None:
            values = self.expressions.evaluate(node.value)
            if values.old is UNKNOWN or values.old == NONE:
                values = declared
        if node.value is not None or isinstance(node.target, ast.Name):
            self.expressions.assign(node.target, values)

    def _augmented_assign(self, node: ast.AugAssign) -> None:
        self.expressions.evaluate(node.value)
        self.expressions.assign(node.target, NOTHING_KNOWN)

    def _global(self, node: ast.Global | ast.Nonlocal) -> None:
        for name in node.names:
            self.scope.names[name] = NOTHING_KNOWN

    def _delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            if isinstance(target, ast.Name):
                self.scope.names.pop(target.id, None)

    # Branches

    def _for(self, node: ast.For | ast.AsyncFor) -> None:
        self.expressions.evaluate(node.iter)
        self._forget(node.body)
        before = dict(self.scope.names)
        self.expressions.assign(node.target, NOTHING_KNOWN)
        self._loop(node.body, before, node.orelse)

    def _while(self, node: ast.While) -> None:
        self._forget(node.body)
        self.expressions.evaluate(node.test)
        self._loop(node.body, dict(self.scope.names), node.orelse)

    def _loop(
        self, body: list[ast.stmt], before: dict[str, Binding], orelse: list[ast.stmt]
    ) -> None:
        self.statements(body)
        self.scope.names = joined(before, self.scope.names)
        self.statements(orelse)

    def _forget(self, body: Iterable[ast.stmt]) -> None:
        """Forget what a loop binds anew: its body may run after itself."""
        for name in _bound_names(body):
            if name in self.scope.names:
                self.scope.bind(name, NOTHING_KNOWN)

    def _if(self, node: ast.If) -> None:
        if is_type_checking(node.test):
            self._type_checking_block(node)
            return
        self.expressions.evaluate(node.test)
        before = dict(self.scope.names)
        with self.recorder.guarded(guard_of_test(node.test)):
            self.statements(node.body)
            after = self.scope.names
            self.scope.names = before
            self.statements(node.orelse)
        if self._leaves(node.orelse):
            self.scope.names = after
        elif not self._leaves(node.body):
            self.scope.names = joined(after, self.scope.names)

    def _type_checking_block(self, node: ast.If) -> None:
        names = self.scope.names
        self.scope.names = dict(names)
        with self.recorder.for_type_checkers():
            self.statements(node.body)
        self.expressions.typing_names |= {
            name: values for name, values in self.scope.names.items() if name not in names
        }
        self.scope.names = names
        self.statements(node.orelse)

    def _try(self, node: ast.Try) -> None:
        before = dict(self.scope.names)
        failures = self.recorder.failures
        self._tried += 1
        with self.recorder.guarded(guard_of_try(node)):
            self.statements(node.body)
        self._tried -= 1
        fails_now = self.recorder.failures > failures
        after = self.scope.names
        if fails_now:
            # With the new library the body does not get to its end.
            for name in _bound_names(node.body):
                if name in after:
                    after[name] = Values(values_of(after[name]).old, MISSING)
        is_reached = fails_now or not any(map(self._imports_library, node.body))
        for handler in node.handlers:
            self.scope.names = joined(before, after)
            rebound = set(self.scope.rebound)
            if handler.type is not None:
                self.expressions.evaluate(handler.type)
            with self._walked_handler(is_reached, fails_now):
                self._handler(handler)
            if not is_reached:
                self.scope.rebound = rebound
            if not self._leaves(handler.body):
                join = joined if is_reached else joined_with_fallback
                after = join(after, self.scope.names)
        self.scope.names = after
        self.statements(node.orelse)
        self.statements(node.finalbody)

    def _walked_handler(self, is_reached: bool, fails_now: bool) -> AbstractContextManager[None]:
        """Return how the handlers of a `try` are walked, whose body fails now or does not.

        The fallback for an import of the library that works now is not reached.
        """
        if not is_reached:
            return self.recorder.silent()
        return self.recorder.guarded(None if fails_now else _FALLBACK)

    def _imports_library(self, node: ast.stmt) -> bool:
        if isinstance(node, ast.ImportFrom):
            return not node.level and self.judge.is_library(node.module or "")
        return isinstance(node, ast.Import) and any(
            self.judge.is_library(alias.name) for alias in node.names
        )

    def _handler(self, handler: ast.ExceptHandler) -> None:
        if handler.name:
            self.scope.bind(handler.name, NOTHING_KNOWN)
        self.statements(handler.body)

    def _with(self, node: ast.With | ast.AsyncWith) -> None:
        caught: set[str] = set()
        for item in node.items:
            values = self.expressions.evaluate(item.context_expr)
            caught |= self._suppressed(item.context_expr)
            if item.optional_vars is not None:
                self.expressions.assign(item.optional_vars, self.sides.entered(values))
        guard = Guard(frozenset(caught), _HANDLED) if caught else None
        with self.recorder.guarded(guard):
            self.statements(node.body)

    def _suppressed(self, node: ast.expr) -> set[str]:
        """Return the exceptions that a context manager is there to catch."""
        if not isinstance(node, ast.Call):
            return set()
        function = self.expressions.evaluate_silently(node.func).old
        is_suppressing = isinstance(function, External) and function.target in _SUPPRESSING
        return exception_names(node.args) if is_suppressing else set()

    def _match(self, node: ast.Match) -> None:
        self.expressions.evaluate(node.subject)
        before = self.scope.names
        after = dict(before)
        for case in node.cases:
            self.scope.names = dict(before)
            self._pattern(case.pattern)
            if case.guard is not None:
                self.expressions.evaluate(case.guard)
            self.statements(case.body)
            after = joined(after, self.scope.names)
        self.scope.names = after

    def _pattern(self, pattern: ast.pattern) -> None:
        for part in ast.walk(pattern):
            if isinstance(part, (ast.MatchAs, ast.MatchStar)) and part.name is not None:
                self.scope.bind(part.name, NOTHING_KNOWN)
            elif isinstance(part, ast.MatchMapping) and part.rest is not None:
                self.scope.bind(part.rest, NOTHING_KNOWN)
            elif isinstance(part, ast.MatchValue):
                self.expressions.evaluate(part.value)
            elif isinstance(part, ast.MatchClass):
                self.expressions.evaluate(part.cls)

    # Functions and classes

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        if not self._is_relevant(node):
            self.scope.bind(node.name, self._defined(node))
            return
        for decorator in node.decorator_list:
            self.expressions.evaluate(decorator)
        for default in (*node.args.defaults, *node.args.kw_defaults):
            if default is not None:
                self.expressions.evaluate(default)
        declared: dict[str, Binding] = {
            parameter.arg: self._annotation(parameter.annotation)
            for parameter in all_parameters(node.args)
        }
        for extra in (node.args.vararg, node.args.kwarg):
            if extra is not None:
                declared[extra.arg] = NOTHING_KNOWN
        self._annotation(node.returns)
        outer = self.scope
        first = next(iter((*node.args.posonlyargs, *node.args.args)), None)
        if outer.kind == "class" and first is not None and first.annotation is None:
            declared[first.arg] = _first_parameter(node, outer.owner)
        outer.bind(node.name, self._defined(node))
        if self.recorder.is_silent:
            return
        with self.recorder.guarded(_guard_of_decorators(node)):
            self._defer(node.body, declared)

    def _is_relevant(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> bool:
        """Return whether something may break in a function or class."""
        first = min((part.lineno for part in node.decorator_list), default=node.lineno)
        return self.lines.are_in(first, node.end_lineno or node.lineno)

    def _defer(self, body: list[ast.stmt], declared: dict[str, Binding]) -> None:
        """Walk the body of a function when all that is around it has been walked."""
        scope = Scope("function", self.scope)
        scope.owner = self.scope.owner
        scope.names = declared
        guards = self.recorder.guards

        def run() -> None:
            self.expressions.scope = scope
            with self.recorder.resumed(guards):
                self.statements(body)

        self._later.append(run)

    def _class(self, node: ast.ClassDef) -> None:
        if not self._is_relevant(node):
            self.scope.bind(node.name, self._defined(node))
            return
        for expression in (*node.decorator_list, *node.bases):
            self.expressions.evaluate(expression)
        for keyword in node.keywords:
            self.expressions.evaluate(keyword.value)
        outer = self.scope
        definition = values_of(self._defined(node))
        inner = Scope("class", outer)
        inner.owner = definition
        inner.qualname = _qualname(outer, node.name)
        self.expressions.scope = inner
        with self.recorder.guarded(_guard_of_decorators(node)):
            self.statements(node.body)
        self.expressions.scope = outer
        outer.bind(node.name, definition)
        self.judge.class_definition(node, definition)

    def _defined(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> Binding:
        """Return the definition of a function or class of this file, as the surfaces have it."""
        qualname = _qualname(self.scope, node.name)
        if qualname is None:
            return NOTHING_KNOWN
        return Deferred(lambda: self.sides.defined(self.file.name, qualname, node.lineno))

    def _annotation(self, node: ast.expr | None) -> Values:
        """Return what an annotation promises; it breaks only where Python evaluates it."""
        if node is None:
            return NOTHING_KNOWN
        if not self.has_lazy_annotations:
            self.expressions.evaluate(node)
        return self.expressions.annotated(node)


def _guard_of_decorators(
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef,
) -> Guard | None:
    """Return the guard that a decorator is (`@pytest.mark.skipif(version < …)`)."""
    guards = (guard_of_test(decorator) for decorator in node.decorator_list)
    return next((guard for guard in guards if guard is not None), None)


def _qualname(scope: Scope, name: str) -> str | None:
    return None if scope.qualname is None else f"{scope.qualname}.{name}".lstrip(".")


def _first_parameter(node: ast.FunctionDef | ast.AsyncFunctionDef, owner: Values) -> Values:
    """Return what `self` or `cls` stands for in a method."""
    decorators = {part.id for part in node.decorator_list if isinstance(part, ast.Name)}
    if "staticmethod" in decorators:
        return NOTHING_KNOWN
    is_class = "classmethod" in decorators or node.name in _CLASS_METHODS

    def first(value: Value) -> Value:
        if not isinstance(value, Definition):
            return UNKNOWN
        return SubclassOf(value) if is_class else Instance(value, exact=False)

    return Values(first(owner.old), first(owner.new))


def _bound_names(body: Iterable[ast.stmt]) -> Iterator[str]:
    """Yield the names that some statements bind, those in their blocks too."""
    pending: list[ast.AST] = list(body)
    while pending:
        node = pending.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name
            continue
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.alias):
            yield node.asname or node.name.partition(".")[0]
        pending.extend(ast.iter_child_nodes(node))


def _declared_elsewhere(tree: ast.Module) -> Iterator[str]:
    """Yield the names that functions declare `global` or `nonlocal`."""
    for statement in all_statements(tree):
        if isinstance(statement, (ast.Global, ast.Nonlocal)):
            yield from statement.names
