"""Statements that bind or unbind names without defining them: `del`, walrus, calls.

Both readers read these with the nodes of `ast`, so that they agree. What may define names and is
not understood is recorded, and makes the names of its module or class unknown.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import msgspec

from unbroken.model.definitions import COMPUTED, Class
from unbroken.readers.assigned_names import iter_targets, targets_of
from unbroken.readers.ast_definitions import attribute_at
from unbroken.readers.bindings import (
    bind,
    bind_variable,
    delete_member,
    kind_of,
    set_on,
    unknown_names,
)
from unbroken.readers.computed_names import (
    bind_computed,
    gives_away_names,
    set_computed,
    update_names,
)
from unbroken.readers.control_flow import DEFINITIONS
from unbroken.readers.executed_text import execute_text, runs_here
from unbroken.readers.expressions import dotted_name, value_text
from unbroken.readers.guards import Branch
from unbroken.readers.imported_modules import add_imports
from unbroken.readers.loop_values import in_turn, in_turns, strings_of, turns_of
from unbroken.readers.own_names import (
    is_own_module,
    is_own_name,
    is_own_namespace,
    path_elsewhere,
    resolved,
)
from unbroken.readers.scope import Scope

_SERVES_ATTRIBUTES = frozenset(("__getattr__", "__getattribute__"))


def run(statement: ast.stmt, scope: Scope, branch: Branch) -> None:
    """Apply what a statement binds or unbinds besides plain definitions and assignments."""
    add_imports(statement, scope, branch)
    if isinstance(statement, DEFINITIONS):
        return
    if isinstance(statement, ast.Delete):
        for target in statement.targets:
            for part in iter_targets(target):
                _delete(part, scope, branch)
        return
    for expression in _own_expressions(statement):
        _bind_walrus(expression, statement, scope, branch)
    if isinstance(statement, ast.For):
        _enter_loop(statement.target, statement.iter, scope)
    if isinstance(statement, (ast.For, ast.AsyncFor, ast.With, ast.AsyncWith)):
        for target in targets_of(statement):
            for part in iter_targets(target):
                _bind_variable(part, statement, scope, branch)
    for name in _captures(statement):
        bind_variable(name, statement, scope, branch._replace(conditional=True))
    if isinstance(statement, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        for target in targets:
            _unpack(target, statement.value, statement, scope, branch)
            for part in iter_targets(target):
                is_whole = part is target and not isinstance(statement, ast.AugAssign)
                value = statement.value if is_whole else None
                _assign(part, value, statement, scope, branch)
    elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        _call(statement.value, scope, branch)


def _own_expressions(statement: ast.stmt) -> Iterator[ast.expr]:
    for child in ast.iter_child_nodes(statement):
        if isinstance(child, ast.expr):
            yield child
        elif isinstance(child, ast.withitem):
            yield child.context_expr


def _bind_walrus(expression: ast.expr, statement: ast.stmt, scope: Scope, branch: Branch) -> None:
    """Bind the names of `(name := value)`; in a comprehension they belong to the same scope."""
    pending: list[ast.AST] = [expression]
    while pending:
        node = pending.pop(0)
        if isinstance(node, ast.Lambda):
            continue
        if isinstance(node, ast.NamedExpr):
            value = value_text(node.value)
            scope.define(
                attribute_at(statement, node.target.id, scope=kind_of(scope), value=value), branch
            )
        pending.extend(ast.iter_child_nodes(node))


def _unpack(
    target: ast.expr, value: ast.expr | None, at: ast.stmt, scope: Scope, branch: Branch
) -> None:
    """Bind the names of `a, b = 1, 2`, each to its own value."""
    if isinstance(value, ast.Name) and value.id not in scope.changed_tables:
        value = scope.value_of(value.id)
    if not isinstance(target, (ast.Tuple, ast.List)):
        return
    if not isinstance(value, (ast.Tuple, ast.List)):
        return
    starred = any(isinstance(part, ast.Starred) for part in (*target.elts, *value.elts))
    if starred or len(target.elts) != len(value.elts):
        return
    for part, given in zip(target.elts, value.elts, strict=True):
        if isinstance(part, ast.Name):
            bind(part.id, given, at, scope, branch)
        else:
            _unpack(part, given, at, scope, branch)


def _enter_loop(target: ast.expr, iterable: ast.expr, scope: Scope) -> None:
    """Record what the variables of a loop have in its turns, or that this is not known."""
    turns = turns_of(target, iterable, scope.value_of)
    for part in iter_targets(target):
        if isinstance(part, ast.Name):
            scope.loops.pop(part.id, None)
    for name in turns[0] if turns else ():
        scope.loops[name] = turns or ()


def _bind_variable(target: ast.expr, at: ast.stmt, scope: Scope, branch: Branch) -> None:
    """Bind what a loop or `with` assigns."""
    if isinstance(target, ast.Name):
        bind_variable(target.id, at, scope, branch)
    else:
        _assign(target, None, at, scope, branch)


def _captures(statement: ast.stmt) -> Iterator[str]:
    """Yield the names that the patterns of a `match` statement capture."""
    for case in getattr(statement, "cases", ()):
        for part in ast.walk(case.pattern):
            name = getattr(part, "rest", None) or getattr(part, "name", None)
            if name is not None:
                yield name


def _register(base: ast.expr, other: ast.expr, scope: Scope) -> None:
    """Record `Base.register(Other)` on the one of the two classes that stands here."""
    for given in in_turns(other, scope.loops):
        pair = dotted_name(base), dotted_name(given)
        owner = next((name for name in pair if isinstance(scope.members.get(name), Class)), None)
        if all(pair) and owner is not None:
            class_ = scope.members[owner]
            assert isinstance(class_, Class)
            registrations = tuple(sorted({*class_.registrations, pair}))
            scope.members[owner] = msgspec.structs.replace(class_, registrations=registrations)


def _pass_class(function: str, argument: ast.expr, scope: Scope) -> None:
    """Record `install(A)` on the class; nothing is known of what a built-in function sets."""
    is_known = scope.resolve(function).startswith("builtins.")
    for given in in_turns(argument, scope.loops) if function and not is_known else ():
        name = dotted_name(given)
        class_ = scope.members.get(name)
        if isinstance(class_, Class) and function not in class_.passed_to:
            passed_to = (*class_.passed_to, function)
            scope.members[name] = msgspec.structs.replace(class_, passed_to=passed_to)


def _delete(target: ast.expr, scope: Scope, branch: Branch) -> None:
    if isinstance(target, ast.Name):
        scope.delete(target.id, branch)
    elif isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
        delete_member(scope, target.value.id, target.attr, branch)
    elif isinstance(target, ast.Subscript) and is_own_namespace(target.value, scope):
        for name in strings_of(target.slice, scope.loops) or ():
            scope.delete(name, branch)


def _assign(
    target: ast.expr, value: ast.expr | None, statement: ast.stmt, scope: Scope, branch: Branch
) -> None:
    """Apply an assignment to an attribute or an item."""
    if isinstance(target, ast.Attribute):
        if is_own_module(target.value, scope):
            if target.attr == "__class__":
                _change_class(value, statement, scope, branch)
            else:
                bind(target.attr, value, statement, scope, branch)
        elif (path := path_elsewhere(target, scope)) is not None:
            scope.module.sets_elsewhere.add(path)
        elif isinstance(target.value, ast.Name):
            set_on(target.value.id, target.attr, value, statement, scope, branch)
    elif isinstance(target, ast.Subscript):
        if isinstance(target.value, ast.Name):
            scope.changed_tables.add(target.value.id)
        if is_own_namespace(target.value, scope):
            bind_computed(target.slice, value, statement, scope, branch)
        elif resolved(target.value, scope) == "sys.modules":
            _register_module(target.slice, statement, scope, branch)


def _paths_passed(call: ast.Call, scope: Scope) -> Iterator[str]:
    """Yield the dotted paths in the package of a module that a call passes as strings."""
    around = f"{scope.name.partition('.')[0]}."
    for given in (*call.args, *(keyword.value for keyword in call.keywords)):
        own = in_turn(given, {"__name__": ast.Constant(scope.name)})
        for text in strings_of(own, scope.loops) or ():
            if text.startswith(around) and all(map(str.isidentifier, text.split("."))):
                yield text


def _register_module(
    name: ast.expr | None, at: ast.stmt | ast.expr, scope: Scope, branch: Branch
) -> None:
    """Apply `sys.modules[name] = …`, by which `import` finds a module of that name.

    `name` is None where it is not in the source.
    """
    if name is not None and is_own_name(name):
        unknown_names(at, "the module replaces itself in sys.modules", scope, branch)
        return
    module = scope.module
    own = {"__name__": ast.Constant(module.name)}
    names = strings_of(in_turn(name, own), scope.loops) if name is not None else None
    if names is None:
        module.registers.add(COMPUTED)
        scope.note(at, "an entry of sys.modules with a computed name")
    package = module.name.partition(".")[0]
    module.registers.update(
        path for path in names or () if path.partition(".")[0] == package != path
    )


def _change_class(
    value: ast.expr | None, statement: ast.stmt, scope: Scope, branch: Branch
) -> None:
    """Apply `sys.modules[__name__].__class__ = Class`: what the class has, the module has."""
    name = dotted_name(value) if value is not None else ""
    class_ = scope.members.get(name)
    if (
        not isinstance(class_, Class)
        or not all(scope.resolve(base) == "types.ModuleType" for base in class_.bases)
        or class_.decorators
        or class_.keywords
        or class_.has_unknown_members
        or not _SERVES_ATTRIBUTES.isdisjoint(class_.members)
    ):
        unknown_names(statement, "the module changes its own class", scope, branch)
        return
    for inner in class_.members:
        if inner not in scope.members and not inner.startswith("__"):
            bind(inner, None, statement, scope, branch)


def _call(call: ast.Call, scope: Scope, branch: Branch) -> None:
    """Apply a call that stands as a statement of its own."""
    function, arguments = call.func, call.args
    path = resolved(function, scope)
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
        scope.changed_tables.add(function.value.id)
    if scope.outer is None and not branch.typing_only:
        for name in scope.globals_by_function.get(path, ()):
            if name not in scope.members:
                bind(name, None, call, scope, branch)
        own = f"{scope.name}.{path}" if path in scope.members else path
        if own.partition(".")[0] == scope.name.partition(".")[0]:
            scope.calls.add(own)
            scope.passes_paths.update((own, given) for given in _paths_passed(call, scope))
    if isinstance(function, ast.Attribute) and function.attr == "register" and len(arguments) == 1:
        _register(function.value, arguments[0], scope)
    if scope.outer is None and len(arguments) == 1 and not call.keywords:
        _pass_class(dotted_name(function), arguments[0], scope)
    if path in ("builtins.setattr", "builtins.delattr") and len(arguments) >= 2:
        set_computed(call, scope, branch, is_deletion=path == "builtins.delattr")
    elif path == "builtins.exec" and runs_here(call, scope):
        execute_text(call, scope, branch)
    elif isinstance(function, ast.Attribute) and is_own_namespace(function.value, scope):
        update_names(function.attr, call, scope, branch)
    elif path == "sys.modules.setdefault" and len(arguments) == 2:
        _register_module(arguments[0], call, scope, branch)
    elif path == "sys.modules.update":
        for given in arguments:
            for key in given.keys if isinstance(given, ast.Dict) else (None,):
                _register_module(key, call, scope, branch)
    elif gives_away_names(call, path, scope):
        where = "class body" if scope.outer is not None else "module"
        unknown_names(call, f"a call that is passed the names of the {where}", scope, branch)
