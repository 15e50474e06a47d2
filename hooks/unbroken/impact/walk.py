"""Walks one downstream file in the order in which it runs, and finds the sites that break.

Every expression is evaluated twice, with the old library and with the new one. Branches are
walked one after the other and joined; functions are walked after the code around them.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from unbroken.impact.arguments import Arguments, arguments_of
from unbroken.impact.evaluation import Evaluation
from unbroken.impact.guards import (
    Guard,
    exception_names,
    guard_of_test,
    guard_of_try,
    is_type_checking,
)
from unbroken.impact.recorder import Recorder
from unbroken.impact.scopes import NONE, Scope, join, joined
from unbroken.impact.values import (
    NOTHING_KNOWN,
    Awaitable,
    Instance,
    Partial,
    SubclassOf,
    Super,
    Value,
    Values,
)
from unbroken.model.definitions import Class, Function
from unbroken.readers.expressions import absolute_target
from unbroken.semantics.surface import MISSING, UNKNOWN, Absent, Definition, External

_FunctionNode = (ast.FunctionDef, ast.AsyncFunctionDef)
_SUPPRESSING = {"contextlib.suppress", "pytest.raises"}
_PATCHING = {"unittest.mock.patch", "mock.patch"}
_RAISES_LATER = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class FileContext(NamedTuple):
    """The file that is walked: its module, and whether annotations are not evaluated in it."""

    module: str
    is_package: bool


class Walk:
    """One walk through one file."""

    def __init__(
        self, file: FileContext, old: Evaluation, new: Evaluation, recorder: Recorder
    ) -> None:
        self.file = file
        self.old = old
        self.new = new
        self.recorder = recorder
        self.scope = Scope("module")
        self.typing_names: dict[str, Values] = {}
        self.has_lazy_annotations = False
        self._shared: set[str] = set()
        self._later: list[Callable[[], None]] = []
        self._dispatch: dict[type[ast.AST], Callable[..., Values]] = {
            ast.Name: self._name,
            ast.Attribute: self._attribute,
            ast.Call: self._call,
            ast.Await: self._await,
            ast.NamedExpr: self._named_expression,
            ast.IfExp: self._conditional,
            ast.BoolOp: self._boolean,
            ast.Subscript: self._subscript,
            ast.Constant: self._constant,
            ast.Lambda: self._lambda,
        }

    def run(self, tree: ast.Module) -> None:
        """Walk the whole file."""
        self.has_lazy_annotations = any(
            isinstance(node, ast.ImportFrom)
            and node.module == "__future__"
            and any(alias.name == "annotations" for alias in node.names)
            for node in tree.body
        )
        self._shared = {
            name
            for node in ast.walk(tree)
            if isinstance(node, (ast.Global, ast.Nonlocal))
            for name in node.names
        }
        self.statements(tree.body)
        while self._later:
            self._later.pop(0)()

    # Statements

    def statements(self, body: Iterable[ast.stmt]) -> None:
        """Walk some statements in order."""
        for statement in body:
            handler = getattr(self, f"_on_{type(statement).__name__}", None)
            if handler is not None:
                handler(statement)
            else:
                self._children(statement)

    def _children(self, node: ast.AST) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.expression(child)
            elif isinstance(child, ast.stmt):
                self.statements([child])
            else:
                self._children(child)

    def _on_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            values = self._both(lambda side, path=alias.name: side.imported(path))
            values = self.recorder.module_import(alias, alias.name, values)
            if alias.asname is not None:
                self._bind(alias.asname, values)
            else:
                head = alias.name.partition(".")[0]
                self._bind(head, self._both(lambda side, path=head: _module(side, path)))

    def _on_ImportFrom(self, node: ast.ImportFrom) -> None:
        source = absolute_target(self.file.module, self.file.is_package, node.level, node.module)
        if not source:
            return
        if not self.recorder.source_module(node, source):
            for alias in node.names:
                if alias.name != "*":
                    old = self.old.imported(f"{source}.{alias.name}")
                    self._bind(alias.asname or alias.name, Values(old, MISSING))
            return
        for alias in node.names:
            if alias.name == "*":
                self.scope.stars.append(self._both(lambda side: side.imported(source)))
                continue
            path = f"{source}.{alias.name}"
            values = self._both(lambda side, path=path: side.imported(path))
            values = self.recorder.name_import(alias, source, values)
            self._bind(alias.asname or alias.name, values)

    def _on_Assign(self, node: ast.Assign) -> None:
        if len(node.targets) == 1 and isinstance(node.targets[0], ast.Tuple):
            if isinstance(node.value, ast.Tuple) and len(node.value.elts) == len(
                node.targets[0].elts
            ):
                values = [self.expression(element) for element in node.value.elts]
                for target, value in zip(node.targets[0].elts, values, strict=True):
                    self._assign(target, value)
                return
        values_ = self.expression(node.value)
        for target in node.targets:
            self._assign(target, values_)

    def _on_AnnAssign(self, node: ast.AnnAssign) -> None:
        declared = self._annotation(node.annotation)
        values = self.expression(node.value) if node.value is not None else declared
        if values.old is UNKNOWN or values.old == NONE:
            values = declared
        if node.value is not None or isinstance(node.target, ast.Name):
            self._assign(node.target, values)

    def _on_AugAssign(self, node: ast.AugAssign) -> None:
        self.expression(node.value)
        self._assign(node.target, NOTHING_KNOWN)

    def _on_For(self, node: ast.For | ast.AsyncFor) -> None:
        self.expression(node.iter)
        self._loop([node.target], node.body, node.orelse)

    _on_AsyncFor = _on_For

    def _on_While(self, node: ast.While) -> None:
        self._forget(node.body)
        self.expression(node.test)
        self._loop([], node.body, node.orelse)

    def _loop(
        self, targets: Iterable[ast.expr], body: list[ast.stmt], orelse: list[ast.stmt]
    ) -> None:
        self._forget(body)
        before = dict(self.scope.names)
        for target in targets:
            self._assign(target, NOTHING_KNOWN)
        self.statements(body)
        self.scope.names = joined(before, self.scope.names)
        self.statements(orelse)

    def _forget(self, body: Iterable[ast.stmt]) -> None:
        """Forget what a loop binds anew: its body may run after itself."""
        for name in _bound_names(body):
            if name in self.scope.names:
                self.scope.bind(name, NOTHING_KNOWN)

    def _on_If(self, node: ast.If) -> None:
        if is_type_checking(node.test):
            names = self.scope.names
            self.scope.names = dict(names)
            with self.recorder.guarded(None, only_typing=True):
                self.statements(node.body)
            self.typing_names |= {
                name: values for name, values in self.scope.names.items() if name not in names
            }
            self.scope.names = names
            self.statements(node.orelse)
            return
        self.expression(node.test)
        before = dict(self.scope.names)
        with self.recorder.guarded(guard_of_test(node.test)):
            self.statements(node.body)
            after = self.scope.names
            self.scope.names = before
            self.statements(node.orelse)
        if node.orelse and _leaves(node.orelse):
            self.scope.names = after
        elif not _leaves(node.body):
            self.scope.names = joined(after, self.scope.names)

    def _on_Try(self, node: ast.Try) -> None:
        guard = guard_of_try(node)
        before = dict(self.scope.names)
        failures = self.recorder.caught_imports
        with self.recorder.guarded(guard):
            self.statements(node.body)
        after = self.scope.names
        if self.recorder.caught_imports > failures:
            # With the new library the body does not get to its end.
            for name in _bound_names(node.body):
                if name in after:
                    after[name] = Values(after[name].old, MISSING)
        for handler in node.handlers:
            self.scope.names = joined(before, after)
            self._children_of_handler(handler)
            if not _leaves(handler.body):
                after = joined(after, self.scope.names)
        self.scope.names = after
        self.statements(node.orelse)
        self.statements(node.finalbody)

    _on_TryStar = _on_Try

    def _children_of_handler(self, handler: ast.ExceptHandler) -> None:
        if handler.type is not None:
            self.expression(handler.type)
        if handler.name:
            self._bind(handler.name, NOTHING_KNOWN)
        self.statements(handler.body)

    def _on_With(self, node: ast.With | ast.AsyncWith) -> None:
        guards = []
        for item in node.items:
            values = self.expression(item.context_expr)
            if item.optional_vars is not None:
                self._assign(item.optional_vars, self._entered(values))
            guards.append(self._suppressed(item.context_expr))
        caught = frozenset(name for names in guards for name in names)
        guard = Guard(caught, "an exception handler catches the error") if caught else None
        with self.recorder.guarded(guard):
            self.statements(node.body)

    _on_AsyncWith = _on_With

    def _suppressed(self, node: ast.expr) -> set[str]:
        """Return the exceptions that a context manager is there to catch."""
        if not isinstance(node, ast.Call):
            return set()
        with self.recorder.silent():
            function = self.expression(node.func).old
        is_suppressing = isinstance(function, External) and function.target in _SUPPRESSING
        return exception_names(node.args) if is_suppressing else set()

    def _entered(self, values: Values) -> Values:
        """Return what `with … as name` binds: the annotated result of `__enter__`."""

        def entered(side: Evaluation, value: Value) -> Value:
            if not isinstance(value, Instance):
                return UNKNOWN
            return side.result(side.attribute(value, "__enter__"))

        return Values(entered(self.old, values.old), entered(self.new, values.new))

    def _on_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        for decorator in node.decorator_list:
            self.expression(decorator)
        arguments = node.args
        for default in (*arguments.defaults, *arguments.kw_defaults):
            if default is not None:
                self.expression(default)
        parameters = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        declared = {
            parameter.arg: self._annotation(parameter.annotation) for parameter in parameters
        }
        for extra in (arguments.vararg, arguments.kwarg):
            if extra is not None:
                self._annotation(extra.annotation)
                declared[extra.arg] = NOTHING_KNOWN
        self._annotation(node.returns)
        outer = self.scope
        if outer.kind == "class" and parameters:
            first = parameters[0].arg
            if parameters[0].annotation is None:
                declared[first] = self._first_parameter(node, outer.owner)
        self._bind(node.name, self._own_definition(node.name, node.lineno))
        self._defer(node.body, outer, declared)

    _on_AsyncFunctionDef = _on_FunctionDef

    def _defer(self, body: list[ast.stmt], outer: Scope, declared: dict[str, Values]) -> None:
        guards, future = self.recorder.guards, Scope("function", outer)
        future.owner = outer.owner
        future.qualname = None
        future.names = declared

        def run() -> None:
            self.scope = future
            for name in _global_names(body):
                future.names[name] = NOTHING_KNOWN
            with self.recorder.resumed(guards):
                self.statements(body)

        self._later.append(run)

    def _first_parameter(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef, owner: Values
    ) -> Values:
        """Return what `self` or `cls` stands for."""
        names = {part.id if isinstance(part, ast.Name) else "" for part in node.decorator_list}
        if "staticmethod" in names:
            return NOTHING_KNOWN
        is_class = "classmethod" in names or node.name in ("__new__", "__init_subclass__")

        def first(value: Value) -> Value:
            if not isinstance(value, Definition):
                return UNKNOWN
            return SubclassOf(value) if is_class else Instance(value, exact=False)

        return Values(first(owner.old), first(owner.new))

    def _on_ClassDef(self, node: ast.ClassDef) -> None:
        for decorator in node.decorator_list:
            self.expression(decorator)
        for base in node.bases:
            self.expression(base)
        for keyword in node.keywords:
            self.expression(keyword.value)
        outer = self.scope
        definition = self._own_definition(node.name, node.lineno)
        inner = Scope("class", outer)
        inner.owner = definition
        inner.qualname = None
        if outer.qualname is not None:
            inner.qualname = f"{outer.qualname}.{node.name}".lstrip(".")
        self.scope = inner
        self.statements(node.body)
        self.scope = outer
        self._bind(node.name, definition)
        self.recorder.class_definition(node, definition)

    def _own_definition(self, name: str, line: int) -> Values:
        """Return the definition of a function or class of this file, as the surfaces have it."""
        outer = self.scope.qualname
        if outer is None or self.scope.kind == "function":
            return NOTHING_KNOWN
        qualname = f"{outer}.{name}".lstrip(".")

        def find(side: Evaluation) -> Value:
            found = side.surface.definition(self.file.module, qualname)
            if found is None or not isinstance(found.member, (Function, Class)):
                return UNKNOWN
            # A name that is defined twice may lead to the other definition.
            return found if found.member.line <= line <= found.member.end_line else UNKNOWN

        return self._both(find)

    def _on_Global(self, node: ast.Global | ast.Nonlocal) -> None:
        for name in node.names:
            self.scope.names[name] = NOTHING_KNOWN

    _on_Nonlocal = _on_Global

    def _on_Delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            if isinstance(target, ast.Name):
                self.scope.names.pop(target.id, None)

    def _on_Match(self, node: ast.Match) -> None:
        self.expression(node.subject)
        before = self.scope.names
        after = dict(before)
        for case in node.cases:
            self.scope.names = dict(before)
            for part in ast.walk(case.pattern):
                name = getattr(part, "name", None) or getattr(part, "rest", None)
                if isinstance(name, str):
                    self._bind(name, NOTHING_KNOWN)
                if isinstance(part, (ast.MatchValue, ast.MatchClass)):
                    self.expression(part.value if isinstance(part, ast.MatchValue) else part.cls)
            if case.guard is not None:
                self.expression(case.guard)
            self.statements(case.body)
            after = joined(after, self.scope.names)
        self.scope.names = after

    # Names

    def _bind(self, name: str, values: Values) -> None:
        self.scope.bind(name, values)

    def _assign(self, target: ast.expr, values: Values) -> None:
        if isinstance(target, ast.Name):
            self._bind(target.id, values)
        elif isinstance(target, (ast.Tuple, ast.List)):
            for element in target.elts:
                self._assign(element, NOTHING_KNOWN)
        elif isinstance(target, ast.Starred):
            self._assign(target.value, NOTHING_KNOWN)
        elif isinstance(target, ast.Attribute):
            self.expression(target.value)
        elif isinstance(target, ast.Subscript):
            self.expression(target.value)
            self.expression(target.slice)

    def _name(self, node: ast.Name) -> Values:
        return self._lookup(node.id, node) if isinstance(node.ctx, ast.Load) else NOTHING_KNOWN

    def _lookup(self, name: str, node: ast.Name | None = None) -> Values:
        scope: Scope | None = self.scope
        is_own = True
        while scope is not None:
            if is_own or scope.kind != "class":
                found = scope.names.get(name) if is_own else scope.later(name)
                if found is not None and not is_own and name in self._shared:
                    found = NOTHING_KNOWN
                if found is not None:
                    return found
                for module in reversed(scope.stars):
                    starred = Values(
                        _public_attribute(self.old, module.old, name),
                        _public_attribute(self.new, module.new, name),
                    )
                    if starred.old is not MISSING or starred.new is not MISSING:
                        return self.recorder.starred_name(node, name, starred)
            is_own = False
            scope = scope.outer
        builtin = External(f"builtins.{name}")
        return Values(builtin, builtin)

    # Expressions

    def expression(self, node: ast.expr) -> Values:
        """Evaluate an expression with both versions, and record what breaks in it."""
        handler = self._dispatch.get(type(node))
        if handler is not None:
            return handler(node)
        if isinstance(node, _RAISES_LATER):
            self._comprehension(node)
        else:
            self._children(node)
        return NOTHING_KNOWN

    def _comprehension(self, node: ast.expr) -> None:
        names = self.scope.names
        self.scope.names = dict(names)
        for generator in getattr(node, "generators", ()):
            self.expression(generator.iter)
            self._assign(generator.target, NOTHING_KNOWN)
            for test in generator.ifs:
                self.expression(test)
        for part in ("elt", "key", "value"):
            inner = getattr(node, part, None)
            if inner is not None:
                self.expression(inner)
        self.scope.names = names

    def _lambda(self, node: ast.Lambda) -> Values:
        names = self.scope.names
        self.scope.names = dict(names)
        for default in (*node.args.defaults, *node.args.kw_defaults):
            if default is not None:
                self.expression(default)
        arguments = node.args
        for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
            self.scope.names[argument.arg] = NOTHING_KNOWN
        for extra in (arguments.vararg, arguments.kwarg):
            if extra is not None:
                self.scope.names[extra.arg] = NOTHING_KNOWN
        self.expression(node.body)
        self.scope.names = names
        return NOTHING_KNOWN

    def _constant(self, node: ast.Constant) -> Values:
        return Values(NONE, NONE) if node.value is None else NOTHING_KNOWN

    def _await(self, node: ast.Await) -> Values:
        values = self.expression(node.value)
        return Values(*(v.result if isinstance(v, Awaitable) else UNKNOWN for v in values))

    def _named_expression(self, node: ast.NamedExpr) -> Values:
        values = self.expression(node.value)
        self._assign(node.target, values)
        return values

    def _conditional(self, node: ast.IfExp) -> Values:
        self.expression(node.test)
        with self.recorder.guarded(guard_of_test(node.test)):
            return join(self.expression(node.body), self.expression(node.orelse))

    def _boolean(self, node: ast.BoolOp) -> Values:
        values = self.expression(node.values[0])
        with self.recorder.guarded(guard_of_test(node.values[0])):
            for operand in node.values[1:]:
                values = join(values, self.expression(operand))
        return values if isinstance(node.op, ast.Or) else NOTHING_KNOWN

    def _subscript(self, node: ast.Subscript) -> Values:
        values = self.expression(node.value)
        self.expression(node.slice)

        def subscripted(value: Value) -> Value:
            is_class = isinstance(value, Definition) and isinstance(value.member, Class)
            return value if is_class else UNKNOWN

        return Values(subscripted(values.old), subscripted(values.new))

    def _attribute(self, node: ast.Attribute) -> Values:
        base = self.expression(node.value)
        if not isinstance(node.ctx, ast.Load):
            return NOTHING_KNOWN
        return self._attribute_of(base, node.attr, node)

    def _attribute_of(self, base: Values, name: str, node: ast.expr) -> Values:
        values = Values(self.old.attribute(base.old, name), self.new.attribute(base.new, name))
        return self.recorder.attribute(node, name, base, values)

    def _call(self, node: ast.Call) -> Values:
        function = self.expression(node.func)
        for argument in node.args:
            self.expression(argument)
        for keyword in node.keywords:
            self.expression(keyword.value)
        if isinstance(function.old, External):
            known = self._known_call(node, function.old.target)
            if known is not None:
                return known
        arguments = arguments_of(node)
        values = function
        if isinstance(function.old, Partial) and isinstance(function.new, Partial):
            values = Values(function.old.function, function.new.function)
            arguments = completed(arguments, function.old)
        self.recorder.call(node, values, arguments)
        return Values(self.old.result(function.old), self.new.result(function.new))

    def _known_call(self, node: ast.Call, target: str) -> Values | None:
        """Evaluate a call of a few functions from outside; None for all others."""
        if target == "builtins.super" and not node.keywords:
            return self._super(node)
        if target == "functools.partial" and node.args:
            function = self.expression_again(node.args[0])
            inner = arguments_of(
                ast.Call(func=node.func, args=node.args[1:], keywords=node.keywords)
            )
            self.recorder.call(node, function, inner._replace(is_partial=True))
            if not inner.is_complete:
                return NOTHING_KNOWN
            return Values(*(Partial(value, inner.positional, inner.keywords) for value in function))
        if target == "builtins.getattr" and len(node.args) == 2 and not node.keywords:
            name = node.args[1]
            if isinstance(name, ast.Constant) and isinstance(name.value, str):
                return self._attribute_of(self.expression_again(node.args[0]), name.value, node)
        if target in ("typing.cast", "typing_extensions.cast") and len(node.args) == 2:
            with self.recorder.silent():
                return self._annotation_value(node.args[0])
        literal = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else 0
        if isinstance(literal, str):
            if target == "importlib.import_module" and not literal.startswith("."):
                values = self._both(lambda side: side.imported(literal))
                return self.recorder.module_import(node, literal, values)
            if target in _PATCHING:
                self._patched(node, literal)
        return None

    def _patched(self, node: ast.Call, path: str) -> None:
        """Look up what `mock.patch("module.name")` replaces."""
        owner, _, name = path.rpartition(".")
        if any(keyword.arg == "create" for keyword in node.keywords) or not owner:
            return
        base = self._both(lambda side: side.imported(owner))
        if isinstance(base.old, Definition) and base.new is MISSING:
            self.recorder.module_import(node, owner, base)
        else:
            self._attribute_of(base, name, node)

    def expression_again(self, node: ast.expr) -> Values:
        """Evaluate an expression whose sites are recorded already."""
        with self.recorder.silent():
            return self.expression(node)

    def _super(self, node: ast.Call) -> Values:
        owner = self.scope.owner
        if node.args:
            owner = self.expression_again(node.args[0])

        def of(value: Value) -> Value:
            is_class = isinstance(value, Definition) and isinstance(value.member, Class)
            return Super(value) if is_class and isinstance(value, Definition) else UNKNOWN

        return Values(of(owner.old), of(owner.new))

    # Annotations

    def _annotation(self, node: ast.expr | None) -> Values:
        """Evaluate an annotation; what breaks in it counts only where Python evaluates it."""
        if node is None:
            return NOTHING_KNOWN
        if not self.has_lazy_annotations:
            self.expression(node)
        with self.recorder.silent():
            return self._annotation_value(node)

    def _annotation_value(self, node: ast.expr) -> Values:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            try:
                return self._annotation_value(ast.parse(node.value, mode="eval").body)
            except (SyntaxError, ValueError):
                return NOTHING_KNOWN
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            return self._one_of([node.left, node.right])
        if isinstance(node, ast.Subscript):
            head = self.expression(node.value).old
            target = head.target if isinstance(head, External) else ""
            parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
            name = target.rpartition(".")[2] if target.startswith(("typing", "typing_ext")) else ""
            if name in ("Optional", "Union"):
                return self._one_of(parts)
            if name in ("Annotated", "ClassVar", "Final"):
                return self._annotation_value(parts[0])
            node = node.value
        if isinstance(node, ast.Name) and node.id in self.typing_names:
            values = self.typing_names[node.id]
        else:
            values = self.expression(node)

        def instance(value: Value) -> Value:
            if isinstance(value, Definition) and isinstance(value.member, Class):
                return Instance(value, exact=False)
            return UNKNOWN

        return Values(instance(values.old), instance(values.new))

    def _one_of(self, parts: Sequence[ast.expr]) -> Values:
        named = [
            part for part in parts if not (isinstance(part, ast.Constant) and part.value is None)
        ]
        return self._annotation_value(named[0]) if len(named) == 1 else NOTHING_KNOWN

    def _both(self, evaluate: Callable[[Evaluation], Value]) -> Values:
        return Values(evaluate(self.old), evaluate(self.new))


def completed(arguments: Arguments, partial: Partial) -> Arguments:
    """Return the arguments of a call of a partial with those that it was given."""
    keywords = tuple(dict.fromkeys((*partial.keywords, *arguments.keywords)))
    return arguments._replace(
        positional=arguments.positional + partial.positional, keywords=keywords
    )


def _module(side: Evaluation, name: str) -> Value:
    found = side.imported(name)
    return External(name) if isinstance(found, Absent) else found


def _public_attribute(side: Evaluation, module: Value, name: str) -> Value:
    """Return what a star import binds a name to; MISSING where it does not bind it."""
    if not isinstance(module, Definition) or module.member is not None:
        return MISSING if isinstance(module, External) else UNKNOWN
    names = side.surface.all_names(module.module)
    if name not in names if names is not None else name.startswith("_"):
        return MISSING
    return side.attribute(module, name)


def _leaves(body: Sequence[ast.stmt]) -> bool:
    """Return whether a block never gets to what follows it."""
    return bool(body) and isinstance(body[-1], (ast.Return, ast.Raise, ast.Continue, ast.Break))


def _bound_names(body: Iterable[ast.stmt]) -> Iterator[str]:
    """Yield the names that some statements bind, those in their blocks too."""
    pending: list[ast.AST] = list(body)
    while pending:
        node = pending.pop()
        if isinstance(node, (*_FunctionNode, ast.ClassDef)):
            yield node.name
            continue
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.alias):
            yield node.asname or node.name.partition(".")[0]
        pending.extend(ast.iter_child_nodes(node))


def _global_names(body: Iterable[ast.stmt]) -> Iterator[str]:
    for statement in body:
        if isinstance(statement, (ast.Global, ast.Nonlocal)):
            yield from statement.names
