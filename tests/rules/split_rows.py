"""The examples of the rules with what does not change moved into another module."""

from __future__ import annotations

import ast

from tests.rules.sources import Files, is_one_file


def split_over_modules(old: str, new: str) -> tuple[Files, Files] | None:
    """Return an example in which unchanged definitions are imported from another module.

    None where the example has several files already, or nothing in it can be moved.
    """
    if not is_one_file(old, new):
        return None
    moved = _movable(old, new)
    if not moved:
        return None
    base = "\n".join((*_imports(old, new), *moved)) + "\n"
    names = sorted({name for text in moved for name in _bound(ast.parse(text).body[0])})
    head = f"from pkg.base import {', '.join(names)}"
    return _files(old, moved, head, base), _files(new, moved, head, base)


def _files(source: str, moved: list[str], head: str, base: str) -> Files:
    kept = [text for text in _statements(source) if text not in moved]
    places = [place for place, text in enumerate(kept) if not text.startswith("from __future__")]
    kept.insert(places[0] if places else len(kept), head)
    return {
        "pkg/__init__.py": "",
        "pkg/base.py": base,
        "pkg/mod.py": "\n".join(kept) + "\n",
    }


def _statements(source: str) -> list[str]:
    """Return the top-level statements of a source as text, with their decorators."""
    lines = source.splitlines()
    texts = []
    for node in ast.parse(source).body:
        decorators = getattr(node, "decorator_list", ())
        first = min((node.lineno, *(decorator.lineno for decorator in decorators)))
        if node.col_offset or any(";" in line for line in lines[first - 1 : node.end_lineno]):
            return []
        texts.append("\n".join(lines[first - 1 : node.end_lineno]))
    return texts


def _imports(old: str, new: str) -> list[str]:
    """Return the imports of both sources, once each."""
    texts = dict.fromkeys((*_statements(old), *_statements(new)))
    return [text for text in texts if _is_import(text)]


def _is_import(text: str) -> bool:
    return text.startswith(("import ", "from "))


def _movable(old: str, new: str) -> list[str]:
    """Return the definitions that both sources have and that need nothing of the others."""
    statements = [_statements(old), _statements(new)]
    if old.count("__all__") or old.count("__getattr__") or new.count("__all__"):
        return []
    same = [
        text
        for text in dict.fromkeys(statements[0])
        if all(texts.count(text) == 1 for texts in statements)
        and isinstance(ast.parse(text).body[0], (ast.FunctionDef, ast.ClassDef, ast.Assign))
    ]
    while True:
        others = [text for texts in statements for text in texts if text not in same]
        needed = {
            name
            for text in others
            if not all(text in texts for texts in statements) or not _is_import(text)
            for name in _bound(ast.parse(text).body[0])
        }
        kept = [text for text in same if needed.isdisjoint(_names(text))]
        if kept == same:
            return same
        same = kept


def _bound(node: ast.stmt) -> list[str]:
    """Return the names that a top-level statement binds or deletes, itself or their attributes."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return [node.name]
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return [(alias.asname or alias.name).partition(".")[0] for alias in node.names]
    if isinstance(node, ast.Expr):  # `setattr(A, "x", 1)`
        return [name.id for name in ast.walk(node) if isinstance(name, ast.Name)]
    changed = [
        inner
        for inner in ast.walk(node)
        if isinstance(inner, (ast.Name, ast.Attribute)) and not isinstance(inner.ctx, ast.Load)
    ]
    names = [inner for target in changed for inner in ast.walk(target)]
    return [name.id for name in names if isinstance(name, ast.Name)]


def _names(text: str) -> set[str]:
    """Return the names that occur in a statement, also inside of strings."""
    nodes = list(ast.walk(ast.parse(text)))
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    strings = (node.value for node in nodes if isinstance(node, ast.Constant))
    names.update(word for value in strings if isinstance(value, str) for word in value.split())
    return names | set(_bound(ast.parse(text).body[0]))
