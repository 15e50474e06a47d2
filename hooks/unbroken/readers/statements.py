"""Statements that bind or unbind names without defining them: `del`, `setattr`, `globals()[…]`.

Both readers read these with the nodes of `ast`, so that they agree. What may define names and is
not understood is recorded, and makes the names of its module or class unknown.
"""

from __future__ import annotations

import ast
import copy
import sys
import textwrap
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Literal

import msgspec

from unbroken.model.builtin_names import is_always_builtin
from unbroken.model.definitions import Attribute, Class, Import
from unbroken.readers.ast_bodies import FunctionNode, body_facts, marked_lines, own_methods
from unbroken.readers.ast_definitions import (
    attribute_at,
    attributes_from_node,
    class_from_node,
    constructor_attributes,
    function_from_node,
)
from unbroken.readers.body_facts import BodyFacts
from unbroken.readers.expressions import absolute_target, dotted_name, parse, value_text
from unbroken.readers.guards import PLAIN, Branch, if_branches
from unbroken.readers.instance_assignments import iter_targets
from unbroken.readers.loop_values import loop_strings, strings_of
from unbroken.readers.scope import Scope, delete_member, set_member

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)


def inner_blocks(
    statement: ast.stmt, branch: Branch, scope: Scope
) -> Iterator[tuple[list[ast.stmt], Branch]]:
    """Yield the blocks of a compound statement, each with the branch that it stands in.

    A block that importing the module never runs (`if __name__ == "__main__":`) is left out.
    """
    conditional = branch._replace(conditional=True)
    if isinstance(statement, ast.If):
        body, orelse = if_branches(statement.test, branch, scope.names)
        if body is not None:
            yield statement.body, body
        if orelse is not None:
            yield statement.orelse, orelse
    elif isinstance(statement, ast.Try) or type(statement).__name__ == "TryStar":
        body, handlers = try_branches(statement, branch)  # type: ignore[arg-type]
        yield statement.body, body  # type: ignore[attr-defined]
        for handler, inner in zip(statement.handlers, handlers, strict=True):  # type: ignore[attr-defined]
            if inner is not None:
                yield handler.body, inner
        yield statement.orelse, body  # type: ignore[attr-defined]
        yield statement.finalbody, branch  # type: ignore[attr-defined]
    elif isinstance(statement, (ast.With, ast.AsyncWith)):
        yield statement.body, branch
    elif isinstance(statement, (ast.For, ast.AsyncFor, ast.While)):
        yield statement.body, branch
        yield statement.orelse, branch
    elif type(statement).__name__ == "Match":
        for case in statement.cases:  # type: ignore[attr-defined]
            yield case.body, conditional


def try_branches(statement: ast.Try, branch: Branch) -> tuple[Branch, list[Branch | None]]:
    """Return the branch of the body of a `try`, and those of its handlers.

    None means that importing the module never runs the handler.
    """
    if _looks_up_builtins(statement):
        return branch, [None] * len(statement.handlers)
    count = len(statement.handlers) + 1
    if count == 1:
        return branch, []
    conditional = branch._replace(conditional=True)
    place = f"try {statement.lineno}:{statement.col_offset}"
    handlers = [conditional.in_arm(place, number, count) for number in range(1, count)]
    return branch.in_arm(place, 0, count), [*handlers]


def _looks_up_builtins(statement: ast.Try) -> bool:
    """Return whether a `try` only asks for names that every Python has, in case they are missing.

    `try: FileNotFoundError` with an `except NameError` was written for Python 2.
    """
    return all(
        isinstance(handler.type, ast.Name) and handler.type.id == "NameError"
        for handler in statement.handlers
    ) and all(
        isinstance(part, (ast.Expr, ast.Assign))
        and isinstance(part.value, ast.Name)
        and is_always_builtin(part.value.id)
        for part in statement.body
    )


def ends_module(statement: ast.stmt, scope: Scope) -> bool:
    """Return whether a statement leaves the module: by an exception, or with the program."""
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        return _resolved(statement.value.func, scope) in _EXITS
    return isinstance(statement, ast.Raise)


_EXITS = ("builtins.exit", "builtins.quit", "os._exit", "sys.exit")


def walk(
    body: list[ast.stmt], scope: Scope, branch: Branch = PLAIN
) -> Iterator[tuple[ast.stmt, Branch]]:
    """Yield the statements of a module or class body and its blocks, with their branches.

    A condition is evaluated when the statements before it were handled by the caller.
    """
    if body and branch.arms and ends_module(body[-1], scope):
        scope.closed_arms.add(branch.arms[-1])
    for statement in body:
        yield statement, branch
        if not isinstance(statement, _DEFINITIONS):
            for block, inner_branch in inner_blocks(statement, branch, scope):
                yield from walk(block, scope, inner_branch)


def run(statement: ast.stmt, scope: Scope, branch: Branch) -> None:
    """Apply what a statement binds or unbinds besides plain definitions and assignments."""
    if isinstance(statement, ast.ImportFrom):
        add_submodules(statement, scope, branch)
    if isinstance(statement, _DEFINITIONS):
        return
    if isinstance(statement, ast.Delete):
        for target in statement.targets:
            for part in iter_targets(target):
                _delete(part, scope, branch)
        return
    if isinstance(statement, ast.For):
        variable = loop_strings(statement, scope.value_of)
        if variable is not None:
            scope.loop_strings[variable[0]] = variable[1]
    for expression in _own_expressions(statement):
        _bind_walrus(expression, statement, scope, branch)
    if isinstance(statement, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        for target in targets:
            for part in iter_targets(target):
                is_whole = part is target and not isinstance(statement, ast.AugAssign)
                value = statement.value if is_whole else None
                _assign(part, value, statement, scope, branch)
    elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        _call(statement.value, scope, branch)


def add_submodules(statement: ast.ImportFrom, scope: Scope, branch: Branch) -> None:
    """Record the submodules that a package imports from itself (`from . import name`)."""
    package = scope.module
    if not package.is_package or branch.typing_only:
        return
    source = absolute_target(package.name, package.is_package, statement.level, statement.module)
    if source == package.name:
        names = (alias.name for alias in statement.names if alias.asname in (None, alias.name))
        package.submodules.update(name for name in names if name != "*")


def bind_from_body(node: FunctionNode, facts: BodyFacts, scope: Scope) -> None:
    """Bind the instance attributes that a constructor sets, and the globals of a function.

    Those of other methods are bound if the constructor calls them, directly or not.
    """
    if scope.outer is not None and node.name in ("__init__", "__new__"):
        for attribute in constructor_attributes(node):
            scope.define_instance_attribute(attribute)
    elif scope.outer is not None:
        # griffe's reader empties the node afterwards.
        kept = copy.copy(node)
        scope.helpers[node.name] = partial(own_methods, kept)
        if facts.assigns:
            scope.setters[node.name] = partial(constructor_attributes, kept)
    scope.module.add_possible(facts.global_names)
    if scope.outer is None:
        scope.globals_by_function[node.name] = facts.global_names


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
                attribute_at(statement, node.target.id, scope=_kind(scope), value=value), branch
            )
        pending.extend(ast.iter_child_nodes(node))


def _delete(target: ast.expr, scope: Scope, branch: Branch) -> None:
    if isinstance(target, ast.Name):
        scope.delete(target.id, branch)
    elif isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
        delete_member(scope, target.value.id, target.attr, branch)
    elif isinstance(target, ast.Subscript) and _is_own_namespace(target.value, scope):
        for name in strings_of(target.slice, scope.loop_strings) or ():
            scope.delete(name, branch)


def _assign(
    target: ast.expr, value: ast.expr | None, statement: ast.stmt, scope: Scope, branch: Branch
) -> None:
    """Apply an assignment to an attribute or an item."""
    if isinstance(target, ast.Attribute):
        if _is_own_module(target.value, scope):
            if target.attr == "__class__":
                _unknown_names(statement, "the module changes its own class", scope, branch)
            else:
                _bind(target.attr, value, statement, scope, branch)
        elif (path := _path_elsewhere(target, scope)) is not None:
            scope.module.sets_elsewhere.add(path)
        elif isinstance(target.value, ast.Name):
            _set(target.value.id, target.attr, value, statement, scope, branch)
    elif isinstance(target, ast.Subscript):
        if _is_own_namespace(target.value, scope):
            _bind_computed(target.slice, value, statement, scope, branch)
        elif _resolved(target.value, scope) == "sys.modules" and _is_own_name(target.slice):
            _unknown_names(statement, "the module replaces itself in sys.modules", scope, branch)


def _call(call: ast.Call, scope: Scope, branch: Branch) -> None:
    """Apply a call that stands as a statement of its own."""
    function, arguments = call.func, call.args
    path = _resolved(function, scope)
    if scope.outer is None and not branch.typing_only:
        for name in scope.globals_by_function.get(path, ()):
            if name not in scope.members:
                _bind(name, None, call, scope, branch)
        own = f"{scope.name}.{path}" if path in scope.members else path
        if own.partition(".")[0] == scope.name.partition(".")[0]:
            scope.calls.add(own)
    if path in ("builtins.setattr", "builtins.delattr") and len(arguments) >= 2:
        _set_computed(call, scope, branch, is_deletion=path == "builtins.delattr")
    elif path == "builtins.exec" and _runs_here(call, scope):
        _execute(call, scope, branch)
    elif isinstance(function, ast.Attribute) and _is_own_namespace(function.value, scope):
        _update(function.attr, call, scope, branch)
    elif _gives_away_names(call, path, scope):
        where = "class body" if scope.outer is not None else "module"
        _unknown_names(call, f"a call that is passed the names of the {where}", scope, branch)


def _runs_here(call: ast.Call, scope: Scope) -> bool:
    """Return whether `exec` binds names in its own scope."""
    namespace = call.args[-1] if call.args else None
    if namespace is None or call.keywords or len(call.args) > 2:
        return bool(call.args)
    return len(call.args) == 1 or _is_own_namespace(namespace, scope)


def _execute(call: ast.Call, scope: Scope, branch: Branch) -> None:
    """Apply `exec(…)`: a text that only has definitions and assignments binds their names."""
    source = _program(call.args[0], scope) if scope.outer is None else None
    body = _definitions(source) if source is not None else None
    if source is None or body is None:
        _unknown_names(call, "exec()", scope, branch)
        return
    scope.note(call, "exec()")
    marks = marked_lines(source)
    nodes = [node for statement in body for node in ast.walk(statement)]
    facts = {id(node): body_facts(node, marks) for node in nodes if isinstance(node, _FUNCTIONS)}
    for node in nodes:
        if hasattr(node, "lineno"):  # What the text defines is where it is executed.
            ast.copy_location(node, call)
    for statement in body:
        _define_executed(statement, facts, scope, branch)


def _program(text: ast.expr, scope: Scope) -> str | None:
    """Return the text of a program that is a literal; None where it is not known."""
    if isinstance(text, ast.Name):
        text = scope.value_of(text.id) or text
    if isinstance(text, ast.Call) and text.args and _resolved(text.func, scope) in _TEXT_MAKERS:
        text = text.args[0]
    source = _string(text)
    return textwrap.dedent(source) if source is not None else None


_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_TEXT_MAKERS = ("builtins.compile", "inspect.cleandoc", "textwrap.dedent")


def _definitions(source: str) -> list[ast.stmt] | None:
    """Return the statements of a program; None where it has others than plain definitions."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    for statement in body:
        if isinstance(statement, ast.Assign):
            targets = [part for target in statement.targets for part in iter_targets(target)]
            if not all(isinstance(target, ast.Name) for target in targets):
                return None
        elif not isinstance(statement, (*_FUNCTIONS, ast.ClassDef)):
            return None
    return body


def _define_executed(
    statement: ast.stmt, facts: Mapping[int, BodyFacts], scope: Scope, branch: Branch
) -> None:
    """Bind what a statement of an executed text defines."""
    if isinstance(statement, _FUNCTIONS):
        function = function_from_node(statement, facts[id(statement)])
        # No code can be pasted where it is defined.
        function.original_qualname = f"{scope.qualname}.{statement.name}".lstrip(".")
        scope.define_function(function, branch)
        bind_from_body(statement, facts[id(statement)], scope)
    elif isinstance(statement, ast.ClassDef):
        inner = Scope(scope, statement.name)
        for part in statement.body:
            _define_executed(part, facts, inner, PLAIN)
        inner.close()
        class_ = class_from_node(statement, inner.members)
        class_.has_unknown_members = inner.has_unknown_names
        class_.is_made_by_call = True
        scope.define(class_, branch)
    elif isinstance(statement, (ast.Assign, ast.AnnAssign)):
        for attribute in attributes_from_node(statement, in_class=scope.outer is not None):
            scope.define(attribute, branch)
    elif not isinstance(statement, (ast.Expr, ast.Pass)):
        scope.has_unknown_names = True


def _gives_away_names(call: ast.Call, path: str, scope: Scope) -> bool:
    """Return whether a call passes the scope's names to code that may change them.

    The standard library does not. A dictionary of strings beside `globals()` is a table of lazy
    imports, which `readers.lazy` reads.
    """
    values = [*call.args, *(keyword.value for keyword in call.keywords)]
    if path.partition(".")[0] in sys.stdlib_module_names or path.startswith("builtins."):
        return False
    if any(isinstance(value, ast.Dict) and _is_string_table(value) for value in values):
        is_table = any(_is_own_namespace(value, scope) for value in values)
        if is_table:
            return False
    return any(
        _is_own_namespace(value, scope)
        or (scope.outer is None and (_is_own_name(value) or _is_own_module(value, scope)))
        for value in values
    )


def _is_string_table(node: ast.Dict) -> bool:
    parts = [*node.keys, *node.values]
    return all(part is not None and _string(part) is not None for part in parts)


def _set_computed(call: ast.Call, scope: Scope, branch: Branch, *, is_deletion: bool) -> None:
    owner, names = call.args[0], strings_of(call.args[1], scope.loop_strings)
    value = call.args[2] if len(call.args) > 2 else None
    what = "delattr" if is_deletion else "setattr"
    is_own_module = _is_own_module(owner, scope)
    if names is None and is_own_module:
        _unknown_names(call, f"{what}() with a computed name", scope, branch)
    elif names is None and isinstance(owner, ast.Name):
        _unknown_members(owner.id, call, f"{what}() with a computed name", scope)
    for name in names or ():
        if is_own_module and is_deletion:
            scope.delete(name, branch)
        elif is_own_module:
            _bind(name, value, call, scope, branch)
        elif isinstance(owner, ast.Name) and is_deletion:
            delete_member(scope, owner.id, name, branch)
        elif isinstance(owner, ast.Name):
            _set(owner.id, name, value, call, scope, branch)


def _update(method: str, call: ast.Call, scope: Scope, branch: Branch) -> None:
    """Apply `globals().update(…)` and the other methods that change a namespace."""
    arguments = call.args
    if method == "update":
        for argument in arguments:
            if not isinstance(argument, ast.Dict):
                _unknown_names(call, "names from a computed mapping", scope, branch)
                continue
            for key, value in zip(argument.keys, argument.values, strict=True):
                if key is None:
                    _unknown_names(call, "names from a computed mapping", scope, branch)
                else:
                    _bind_computed(key, value, call, scope, branch)
        for keyword in call.keywords:
            if keyword.arg is None:
                _unknown_names(call, "names from a computed mapping", scope, branch)
            else:
                _bind(keyword.arg, keyword.value, call, scope, branch)
    elif method in ("setdefault", "__setitem__") and arguments:
        default = arguments[1] if len(arguments) > 1 else None
        name = _string(arguments[0])
        if method == "__setitem__" or name is None or name not in scope.members:
            _bind_computed(arguments[0], default, call, scope, branch)
    elif method in ("pop", "__delitem__") and arguments:
        name = _string(arguments[0])
        if name is not None:
            scope.delete(name, branch)


def _bind_computed(
    key: ast.expr,
    value: ast.expr | None,
    at: ast.stmt | ast.expr,
    scope: Scope,
    branch: Branch,
) -> None:
    names = strings_of(key, scope.loop_strings)
    if names is None:
        _unknown_names(at, "a name that is computed", scope, branch)
    for name in names or ():
        _bind(name, value, at, scope, branch)


def _bind(
    name: str, value: ast.expr | None, at: ast.stmt | ast.expr, scope: Scope, branch: Branch
) -> None:
    text = "..." if value is None else value_text(value)
    scope.define(attribute_at(at, name, scope=_kind(scope), value=text), branch)


def _set(
    owner: str,
    name: str,
    value: ast.expr | None,
    at: ast.stmt | ast.expr,
    scope: Scope,
    branch: Branch,
) -> None:
    """Bind an attribute of a class or function from outside."""
    text = "..." if value is None else value_text(value)
    attribute: Attribute = attribute_at(at, name, scope="class", value=text)
    set_member(scope, owner, attribute, branch)


def _unknown_members(owner: str, at: ast.expr, reason: str, scope: Scope) -> None:
    existing = scope.members.get(owner)
    if isinstance(existing, Class):
        scope.members[owner] = msgspec.structs.replace(existing, has_unknown_members=True)
        scope.note(at, f"{reason} on {owner}")


def _unknown_names(at: ast.stmt | ast.expr, reason: str, scope: Scope, branch: Branch) -> None:
    if not branch.typing_only:
        scope.has_unknown_names = True
        scope.note(at, reason)


def _kind(scope: Scope) -> Literal["module", "class"]:
    return "module" if scope.outer is None else "class"


def _is_own_namespace(node: ast.expr, scope: Scope) -> bool:
    """Return whether an expression is the dictionary of the scope's own names."""
    if isinstance(node, ast.Attribute) and node.attr == "__dict__":
        return _is_own_module(node.value, scope)
    if not isinstance(node, ast.Call) or node.keywords:
        return False
    path = _resolved(node.func, scope)
    if path == "builtins.vars" and len(node.args) == 1:
        return _is_own_module(node.args[0], scope)
    if node.args:
        return False
    if scope.outer is None:
        return path in ("builtins.globals", "builtins.vars", "builtins.locals")
    return path in ("builtins.vars", "builtins.locals")


def _is_own_module(node: ast.expr, scope: Scope) -> bool:
    """Return whether an expression is `sys.modules[__name__]`, or a variable that holds it."""
    if scope.outer is not None:
        return False
    if isinstance(node, ast.Name):
        value = scope.members.get(node.id)
        text = value.value if isinstance(value, Attribute) else None
        parsed = parse(text) if text is not None and "__name__" in text else None
        return (
            parsed is not None
            and not isinstance(parsed, ast.Name)
            and _is_own_module(parsed, scope)
        )
    if isinstance(node, ast.Subscript):
        return _resolved(node.value, scope) == "sys.modules" and _is_own_name(node.slice)
    if isinstance(node, ast.Call) and len(node.args) == 1 and _is_own_name(node.args[0]):
        return _resolved(node.func, scope) in ("importlib.import_module", "builtins.__import__")
    return False


def _is_own_name(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "__name__"


def _resolved(node: ast.expr, scope: Scope) -> str:
    name = dotted_name(node)
    return scope.resolve(name) if name else ""


def _path_elsewhere(target: ast.Attribute, scope: Scope) -> str | None:
    """Return the path of an attribute of something imported from the package; None for others."""
    written = dotted_name(target)
    head = written.partition(".")[0]
    if head in scope.module.submodules and scope.lookup(head) is None:
        return f"{scope.module.name}.{written}"
    path = scope.resolve(written) if written else ""
    is_own = path.partition(".")[0] == scope.module.name.partition(".")[0]
    return path if is_own and isinstance(scope.lookup(head), Import) else None


def _string(node: ast.expr) -> str | None:
    is_string = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return node.value if is_string and isinstance(node, ast.Constant) else None  # type: ignore[return-value]
