"""Evaluates the expressions of a downstream file with both versions of the library."""

from __future__ import annotations

import ast
from collections.abc import Callable

from unbroken.impact.annotations import annotated_values
from unbroken.impact.arguments import Arguments, arguments_of
from unbroken.impact.guards import guard_of_test
from unbroken.impact.judge import Judge
from unbroken.impact.scopes import NONE, Binding, Scope, join, values_of
from unbroken.impact.sides import Sides
from unbroken.impact.values import (
    NOTHING_KNOWN,
    Awaitable,
    Partial,
    Super,
    Value,
    Values,
)
from unbroken.model.definitions import Class
from unbroken.semantics.resolution import MISSING, UNKNOWN, Definition, External

_CASTS = {"typing.cast", "typing_extensions.cast"}
_PATCHING = {"unittest.mock.patch", "mock.patch"}
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class Expressions:
    """Knows what names stand for at the point of a file that is walked.

    `scope` is the scope at that point; `typing_names` are what is imported for type checkers only;
    `shared` are the names that some function declares `global` or `nonlocal`.
    """

    def __init__(self, sides: Sides, judge: Judge) -> None:
        self.sides = sides
        self.judge = judge
        self.recorder = judge.recorder
        self.scope = Scope("module")
        self.typing_names: dict[str, Binding] = {}
        self.shared: frozenset[str] = frozenset()
        self._evaluators: dict[type[ast.AST], Callable[..., Values]] = {
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
            **dict.fromkeys(_COMPREHENSIONS, self._comprehension),
        }

    def evaluate(self, node: ast.expr) -> Values:
        """Return what an expression stands for, and record what breaks in it."""
        evaluator = self._evaluators.get(type(node))
        return self._inner(node) if evaluator is None else evaluator(node)

    def evaluate_silently(self, node: ast.expr) -> Values:
        """Return what an expression stands for, and record nothing."""
        with self.recorder.silent():
            return self.evaluate(node)

    def annotated(self, node: ast.expr) -> Values:
        """Return the instance that an annotation promises, and record nothing."""

        def named(part: ast.expr) -> Values:
            if isinstance(part, ast.Name) and part.id in self.typing_names:
                return values_of(self.typing_names[part.id])
            return self.evaluate_silently(part)

        return annotated_values(node, named)

    def assign(self, target: ast.expr, values: Values) -> None:
        """Bind the names of a target; what is stored elsewhere is not kept."""
        if isinstance(target, ast.Name):
            self.scope.bind(target.id, values)
        elif isinstance(target, (ast.Tuple, ast.List)):
            for element in target.elts:
                self.assign(element, NOTHING_KNOWN)
        elif isinstance(target, ast.Starred):
            self.assign(target.value, NOTHING_KNOWN)
        else:
            self._inner(target)

    def _inner(self, node: ast.AST) -> Values:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.evaluate(child)
            else:
                self._inner(child)
        return NOTHING_KNOWN

    # Names

    def _name(self, node: ast.Name) -> Values:
        if not isinstance(node.ctx, ast.Load):
            return NOTHING_KNOWN
        scope: Scope | None = self.scope
        while scope is not None:
            is_own = scope is self.scope
            if is_own or scope.kind != "class":
                values = self._bound(scope, node.id, is_own=is_own)
                if values is not None:
                    return values
                for modules in reversed(scope.stars):
                    starred = self.sides.starred(modules, node.id)
                    if starred != Values(MISSING, MISSING):
                        return self.judge.starred_name(node, modules, starred)
            scope = scope.outer
        builtin = External(f"builtins.{node.id}")
        return Values(builtin, builtin)

    def _bound(self, scope: Scope, name: str, *, is_own: bool) -> Values | None:
        if is_own:
            return scope.now(name)
        values = scope.later(name)
        return NOTHING_KNOWN if values is not None and name in self.shared else values

    # Operators

    def _constant(self, node: ast.Constant) -> Values:
        return Values(NONE, NONE) if node.value is None else NOTHING_KNOWN

    def _await(self, node: ast.Await) -> Values:
        values = self.evaluate(node.value)
        return Values(*(v.result if isinstance(v, Awaitable) else UNKNOWN for v in values))

    def _named_expression(self, node: ast.NamedExpr) -> Values:
        values = self.evaluate(node.value)
        self.assign(node.target, values)
        return values

    def _conditional(self, node: ast.IfExp) -> Values:
        self.evaluate(node.test)
        with self.recorder.guarded(guard_of_test(node.test)):
            return join(self.evaluate(node.body), self.evaluate(node.orelse))

    def _boolean(self, node: ast.BoolOp) -> Values:
        values = self.evaluate(node.values[0])
        with self.recorder.guarded(guard_of_test(node.values[0])):
            for operand in node.values[1:]:
                values = join(values, self.evaluate(operand))
        return values if isinstance(node.op, ast.Or) else NOTHING_KNOWN

    def _subscript(self, node: ast.Subscript) -> Values:
        values = self.evaluate(node.value)
        self.evaluate(node.slice)
        # `Class[int]` is called like the class.
        return Values(*(v if _is_class(v) else UNKNOWN for v in values))

    def _comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
    ) -> Values:
        names = self.scope.names
        self.scope.names = dict(names)
        for generator in node.generators:
            self.evaluate(generator.iter)
            self.assign(generator.target, NOTHING_KNOWN)
            for test in generator.ifs:
                self.evaluate(test)
        parts = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        for part in parts:
            self.evaluate(part)
        self.scope.names = names
        return NOTHING_KNOWN

    def _lambda(self, node: ast.Lambda) -> Values:
        names = self.scope.names
        self.scope.names = dict(names)
        for default in (*node.args.defaults, *node.args.kw_defaults):
            if default is not None:
                self.evaluate(default)
        for parameter in all_parameters(node.args):
            self.scope.names[parameter.arg] = NOTHING_KNOWN
        self.evaluate(node.body)
        self.scope.names = names
        return NOTHING_KNOWN

    # Attributes and calls

    def _attribute(self, node: ast.Attribute) -> Values:
        base = self.evaluate(node.value)
        return self._attribute_of(base, node.attr, node) if _is_load(node) else NOTHING_KNOWN

    def _attribute_of(self, base: Values, name: str, node: ast.expr) -> Values:
        return self.judge.attribute(node, name, base, self.sides.attribute(base, name))

    def _call(self, node: ast.Call) -> Values:
        function = self.evaluate(node.func)
        for argument in node.args:
            self.evaluate(argument)
        for keyword in node.keywords:
            self.evaluate(keyword.value)
        if isinstance(function.old, External):
            return self._call_of_other_code(node, function.old.target)
        arguments = arguments_of(node)
        called = function
        if isinstance(function.old, Partial) and isinstance(function.new, Partial):
            called = Values(function.old.function, function.new.function)
            arguments = _completed(arguments, function.old)
        self.judge.call(node, called, arguments)
        return self.sides.result(function)

    def _call_of_other_code(self, node: ast.Call, target: str) -> Values:
        """Evaluate a call of what is not the library's: a few functions are understood."""
        if target == "builtins.super" and not node.keywords:
            return self._super(node)
        if target == "functools.partial" and node.args:
            return self._partial(node)
        if target in _CASTS and len(node.args) == 2:
            return self.annotated(node.args[0])
        if target == "builtins.getattr" and len(node.args) == 2:
            name = _literal(node.args[1])
            if name is not None:
                return self._attribute_of(self.evaluate_silently(node.args[0]), name, node)
        path = _literal(node.args[0]) if node.args else None
        if path is not None:
            if target == "importlib.import_module" and not path.startswith("."):
                return self.judge.module_import(node, path, self.sides.imported(path))
            if target in _PATCHING:
                self._patch(node, path)
        return NOTHING_KNOWN

    def _super(self, node: ast.Call) -> Values:
        owner = self.evaluate_silently(node.args[0]) if node.args else self.scope.owner
        return Values(*map(_super_of, owner))

    def _partial(self, node: ast.Call) -> Values:
        function = self.evaluate_silently(node.args[0])
        given = arguments_of(ast.Call(node.func, node.args[1:], node.keywords))
        self.judge.call(node, function, given._replace(is_partial=True))
        if not given.is_complete:
            return NOTHING_KNOWN
        return Values(*(Partial(value, given.positional, given.keywords) for value in function))

    def _patch(self, node: ast.Call, path: str) -> None:
        """Look up what `mock.patch("module.name")` replaces: it must be there."""
        owner, _, name = path.rpartition(".")
        if not owner or any(keyword.arg == "create" for keyword in node.keywords):
            return
        base = self.sides.imported(owner)
        if isinstance(base.old, Definition) and base.new is MISSING:
            self.judge.module_import(node, owner, base)
        else:
            self._attribute_of(base, name, node)


def all_parameters(arguments: ast.arguments) -> list[ast.arg]:
    """Return all parameters of a function, in no order that matters to calls."""
    parameters = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return parameters + [
        extra for extra in (arguments.vararg, arguments.kwarg) if extra is not None
    ]


def _is_load(node: ast.Attribute) -> bool:
    return isinstance(node.ctx, ast.Load)


def _is_class(value: Value) -> bool:
    return isinstance(value, Definition) and isinstance(value.member, Class)


def _super_of(value: Value) -> Value:
    return Super(value) if isinstance(value, Definition) and _is_class(value) else UNKNOWN


def _literal(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None


def _completed(arguments: Arguments, partial: Partial) -> Arguments:
    """Return the arguments of a call of a partial with those that it was given."""
    keywords = tuple(dict.fromkeys((*partial.keywords, *arguments.keywords)))
    return arguments._replace(
        positional=arguments.positional + partial.positional, keywords=keywords
    )
