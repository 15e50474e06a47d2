"""The examples of the rules with their imports written in other ways that mean the same."""

from __future__ import annotations

import ast
from collections.abc import Callable

from tests.rules.sources import Files, is_one_file

ALIAS = "_alias_of_{}"


Rewrite = Callable[[ast.Import | ast.ImportFrom, dict[str, ast.expr]], ast.stmt]
"""Writes an import in another way, and notes what stands for the names that it bound."""

READ_IN_ONE_FILE = ("overload", "sys")
"""What decides how a file is read: only its own imports tell what these are."""


class _Renamed(ast.NodeTransformer):
    """Puts other expressions in the place of names."""

    def __init__(self, replacements: dict[str, ast.expr]) -> None:
        self._replacements = replacements

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._replacements.get(node.id, node)


def _imports(tree: ast.Module) -> list[ast.Import | ast.ImportFrom]:
    """Return the imports that can be written in another way."""
    return [
        node
        for node in tree.body
        if (isinstance(node, ast.ImportFrom) and not node.level and node.module != "__future__")
        or isinstance(node, ast.Import)
    ]


def _can_be_aliased(old: str, new: str) -> bool:
    """Return whether an example has imports, and nothing in it is about names as text."""
    if not is_one_file(old, new) or any("__all__" in source for source in (old, new)):
        return False
    trees = [ast.parse(source) for source in (old, new)]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    bound = {node.id for node in nodes if isinstance(node, ast.Name) and _is_stored(node)}
    bound |= {node.name for node in nodes if isinstance(node, (ast.ClassDef, ast.FunctionDef))}
    strings = [node.value for node in nodes if isinstance(node, ast.Constant)]
    for alias in (alias for tree in trees for node in _imports(tree) for alias in node.names):
        if alias.asname is not None or alias.name == "*" or "." in alias.name:
            return False
        if alias.name in bound:
            return False
        if any(alias.name in value for value in strings if isinstance(value, str)):
            return False
    return any(_imports(tree) for tree in trees)


def _is_stored(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Store)


def _rewritten(source: str, rewrite: Rewrite) -> str:
    tree = ast.parse(source)
    replacements: dict[str, ast.expr] = {}
    rewritten = {id(node): rewrite(node, replacements) for node in _imports(tree)}
    tree.body = [rewritten.get(id(node), node) for node in tree.body]
    renamed = _Renamed(replacements).visit(tree)
    return ast.unparse(ast.fix_missing_locations(renamed)) + "\n"


def _with_other_name(
    node: ast.Import | ast.ImportFrom, replacements: dict[str, ast.expr]
) -> ast.stmt:
    for alias in node.names:
        alias.asname = ALIAS.format(alias.name)
        replacements[alias.name] = ast.Name(alias.asname, ast.Load())
    return node


def _as_module(node: ast.Import | ast.ImportFrom, replacements: dict[str, ast.expr]) -> ast.stmt:
    if isinstance(node, ast.Import):
        return _with_other_name(node, replacements)
    name = ALIAS.format(str(node.module).replace(".", "_"))
    for alias in node.names:
        replacements[alias.name] = ast.Attribute(ast.Name(name, ast.Load()), alias.name, ast.Load())
    return ast.Import([ast.alias(str(node.module), name)])


def with_other_names(source: str) -> Files:
    """Write `import x as y` and `from x import a as b`."""
    return {"m.py": _rewritten(source, _with_other_name)}


def with_modules(source: str) -> Files:
    """Write `import x as y` and `y.a` for `from x import a`."""
    return {"m.py": _rewritten(source, _as_module)}


def with_assignments(source: str) -> Files:
    """Write `_b = a` after `from x import a`, and `_b` for `a`."""
    tree = ast.parse(source)
    names = [alias.name for node in _imports(tree) for alias in node.names]
    renamed = {name: ALIAS.format(name) for name in names}
    replacements: dict[str, ast.expr] = {
        name: ast.Name(alias, ast.Load()) for name, alias in renamed.items()
    }
    body: list[str] = []
    for node in tree.body:
        body.append(ast.unparse(ast.fix_missing_locations(_Renamed(replacements).visit(node))))
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names_here = (alias.name for alias in node.names if alias.name in renamed)
            body += [f"{renamed[name]} = {name}" for name in names_here]
    return {"m.py": "\n".join(body) + "\n"}


def with_reexports(source: str) -> Files:
    """Import everything from another module of the package, which re-exports it."""
    imports: list[str] = []

    def through_module(
        node: ast.Import | ast.ImportFrom, replacements: dict[str, ast.expr]
    ) -> ast.stmt:
        imports.append(ast.unparse(node))
        return ast.ImportFrom("pkg._compat", [ast.alias(alias.name) for alias in node.names], 0)

    module = _rewritten(source, through_module)
    return {
        "pkg/__init__.py": "",
        "pkg/_compat.py": "\n".join(dict.fromkeys(imports)) + "\n",
        "pkg/m.py": module,
    }


FORMS: dict[str, Callable[[str], Files]] = {
    form.__name__: form
    for form in (with_other_names, with_modules, with_assignments, with_reexports)
}


def aliased(old: str, new: str, form: str) -> tuple[Files, Files] | None:
    """Return an example with its imports in another form; None where that is not possible."""
    if not _can_be_aliased(old, new):
        return None
    if form == with_reexports.__name__ and any(name in old + new for name in READ_IN_ONE_FILE):
        return None
    return FORMS[form](old), FORMS[form](new)
