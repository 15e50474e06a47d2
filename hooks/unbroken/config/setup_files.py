"""What setup.cfg and setup.py say of a project's name and packages, as pyproject.toml would.

Both are only read (setuptools user guide, "Configuring setuptools using setup.cfg files" and
"Keywords"). Of setup.py only literals count: what a script computes is not known.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

SETUP_FILES = ("setup.cfg", "setup.py")
_OTHER_BACKENDS = ("poetry", "hatch", "flit", "pdm", "maturin", "scikit-build", "meson-python")
_FINDERS = ("find_packages", "find_namespace_packages")
_KEYWORDS = ("name", "packages", "package_dir", "py_modules")


def with_setup_files(
    document: dict[str, Any], setup_files: Mapping[str, str] | None
) -> dict[str, Any]:
    """Return a pyproject.toml with what it leaves to setup.cfg and setup.py.

    `setup_files` are the texts of these files by their names. The document stays as it is where
    another build backend is used, or where it names the packages itself. Where it names only
    modules, setuptools takes the packages from the other files.
    """
    if not setup_files or not _is_for_setuptools(document):
        return document
    legacy = _read_setup_cfg(setup_files.get("setup.cfg", ""))
    for key, value in _read_setup_py(setup_files.get("setup.py", "")).items():
        legacy.setdefault(key, value)
    setuptools = {
        key: legacy[key] for key in ("packages", "package-dir", "py-modules") if key in legacy
    }
    tool = dict(document.get("tool") or {})
    tool["setuptools"] = {**setuptools, **tool.get("setuptools", {})}
    project = document.get("project")
    if not isinstance(project, dict) or "name" not in project:
        name = {"name": legacy["name"]} if "name" in legacy else {}
        project = {**name, **(project if isinstance(project, dict) else {})}
    return {**document, "tool": tool, "project": project}


def _is_for_setuptools(document: Mapping[str, Any]) -> bool:
    """Return whether setuptools builds the project and finds the packages in its own files."""
    tool = document.get("tool") or {}
    build = document.get("build-system") or {}
    if not isinstance(tool, dict) or not isinstance(build, dict):
        return False
    backend = build.get("build-backend", "setuptools")
    if not str(backend).startswith("setuptools") and "setuptools" not in str(build):
        return False
    own = tool.get("setuptools", {})
    named = isinstance(own, dict) and "packages" in own
    return not named and tool.keys().isdisjoint(_OTHER_BACKENDS)


def _read_setup_cfg(text: str) -> dict[str, Any]:
    if not text:
        return {}
    import configparser

    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read_string(text)
    except configparser.Error:
        return {}
    settings: dict[str, Any] = {}
    name = parser.get("metadata", "name", fallback="").strip()
    if name:
        settings["name"] = name
    packages = parser.get("options", "packages", fallback="").strip()
    if packages in ("find:", "find_namespace:"):
        find = {
            key: _items(parser.get("options.packages.find", key, fallback=""))
            for key in ("where", "include", "exclude")
        }
        settings["packages"] = {"find": {key: value for key, value in find.items() if value}}
    elif packages:
        settings["packages"] = _items(packages)
    modules = _items(parser.get("options", "py_modules", fallback=""))
    if modules:
        settings["py-modules"] = modules
    folders = _items(parser.get("options", "package_dir", fallback=""))
    pairs = (item.partition("=")[::2] for item in folders if "=" in item)
    if folders:
        settings["package-dir"] = {key.strip(): value.strip() for key, value in pairs}
    return settings


def _items(text: str) -> list[str]:
    """Return the items of a list in an INI file, by lines or commas."""
    return [item.strip() for line in text.splitlines() for item in line.split(",") if item.strip()]


def _read_setup_py(text: str) -> dict[str, Any]:
    if not text:
        return {}
    try:
        module = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return {}
    script = _Script(module)
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and script.name_of(node.func) == "setup":
            return script.arguments(node)
    return {}


class _Script:
    """The literals of a setup.py."""

    def __init__(self, module: ast.Module) -> None:
        self.constants: dict[str, ast.expr] = {}
        self.imported: dict[str, str] = {}
        self.modules: set[str] = set()
        for node in ast.walk(module):
            if isinstance(node, ast.ImportFrom) and node.module in ("setuptools", "distutils.core"):
                for alias in node.names:
                    self.imported[alias.asname or alias.name] = alias.name
            elif isinstance(node, ast.Import):
                for alias in node.names:
                    if alias.name in ("setuptools", "distutils.core"):
                        self.modules.add(alias.asname or alias.name)
        for statement in module.body:
            if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
                self.constants[statement.targets[0].id] = statement.value

    def name_of(self, function: ast.expr) -> str:
        """Return the name of a function of setuptools; "" for any other."""
        if isinstance(function, ast.Name):
            return self.imported.get(function.id, "")
        if isinstance(function, ast.Attribute) and ast.unparse(function.value) in self.modules:
            return function.attr
        return ""

    def arguments(self, call: ast.Call) -> dict[str, Any]:
        """Return the known arguments of the call of `setup`, under the keys of pyproject.toml."""
        given: dict[str, ast.expr] = {}
        for keyword in call.keywords:
            if keyword.arg is not None:
                given[keyword.arg] = keyword.value
            else:
                given = {**self._unpacked(keyword.value), **given}
        arguments: dict[str, Any] = {}
        for name in _KEYWORDS:
            value = self._packages(given[name]) if name in given else None
            if value is not None:
                arguments[name.replace("_", "-")] = value
        return arguments

    def _unpacked(self, node: ast.expr) -> dict[str, ast.expr]:
        """Return the items of a dictionary literal that is unpacked."""
        node = self._resolved(node)
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "dict"
        ):
            return {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
        if not isinstance(node, ast.Dict):
            return {}
        return {
            key.value: value
            for key, value in zip(node.keys, node.values, strict=True)
            if isinstance(key, ast.Constant) and isinstance(key.value, str)
        }

    def _resolved(self, node: ast.expr) -> ast.expr:
        return self.constants.get(node.id, node) if isinstance(node, ast.Name) else node

    def _packages(self, node: ast.expr) -> Any:
        """Return the value of a literal, or what a call of `find_packages` finds; else None."""
        node = self._resolved(node)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            parts = [self._packages(part) for part in (node.left, node.right)]
            # A list beside `find_packages()` names more packages; these are found where it looks.
            return next((part for part in parts if isinstance(part, dict)), None) or (
                parts[0] + parts[1] if all(isinstance(part, list) for part in parts) else None
            )
        if isinstance(node, ast.Call):
            return self._find(node) if self.name_of(node.func) in _FINDERS else None
        try:
            value = ast.literal_eval(node)
        except (ValueError, TypeError, SyntaxError, RecursionError):
            return None
        return list(value) if isinstance(value, tuple) else value

    def _find(self, call: ast.Call) -> dict[str, Any]:
        find: dict[str, Any] = {}
        names = ("where", "exclude", "include")
        arguments = dict(zip(names, call.args, strict=False))
        arguments |= {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
        for name in names:
            value = self._packages(arguments[name]) if name in arguments else None
            if isinstance(value, str):
                find[name] = [value]
            elif isinstance(value, list):
                find[name] = value
        return {"find": find}
