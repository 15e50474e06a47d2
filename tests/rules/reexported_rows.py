"""The examples of the rules in a private module, whose public names the package re-exports."""

from __future__ import annotations

import ast

from tests.rules.sources import Files, is_one_file

PRIVATE = "pkg/_m.py"
_ABOUT_MODULES = ("__all__", "__getattr__", "globals()", "from lib import *", "del ")


def reexported(old: str, new: str) -> tuple[Files, Files] | None:
    """Return an example as a package; None where it is about the module itself."""
    if not is_one_file(old, new) or any(word in old + new for word in _ABOUT_MODULES):
        return None
    names = [_public_names(source) for source in (old, new)]
    if not names[0]:
        return None
    return _files(old, names[0]), _files(new, names[1])


def _files(source: str, names: list[str]) -> Files:
    imports = f"from pkg._m import {', '.join(names)}\n" if names else ""
    return {"pkg/__init__.py": imports, PRIVATE: source}


def _public_names(source: str) -> list[str]:
    """Return the public names that a source binds; what it only imports is for its own use."""
    names = dict.fromkeys(name for node in ast.parse(source).body for name in _bound(node))
    return [name for name in names if not name.startswith("_")]


def _bound(node: ast.stmt) -> list[str]:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return [node.name]
    if isinstance(node, (ast.Assign, ast.AnnAssign)):
        return [
            part.id
            for part in ast.walk(node)
            if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
        ]
    if isinstance(node, ast.ImportFrom):
        return [alias.asname for alias in node.names if alias.asname is not None]
    return [name for child in getattr(node, "body", []) for name in _bound(child)]
