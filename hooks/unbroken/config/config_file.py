"""Finding and reading the `pyproject.toml` that has `[tool.unbroken]`, or those that have."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

from unbroken.config.config import Config, is_test
from unbroken.config.schema import RuleNames, read_settings
from unbroken.errors import ConfigError

_NAME = "pyproject.toml"


def load_config(path: str, shown: str, folder: str, known_rules: RuleNames) -> Config | None:
    """Read the table of one `pyproject.toml`; None when the file has none.

    `shown` is what messages call the file; `folder` where it is in the repository. Raises
    ConfigError with all problems, one a line.
    """
    return parse_config(_read(path, shown), shown, folder, known_rules)


def parse_config(source: bytes, shown: str, folder: str, known_rules: RuleNames) -> Config | None:
    """As `load_config`, from the file's bytes."""
    config = parse_project(source, shown, folder, known_rules)
    return config if config.source is not None else None


def parse_project(source: bytes, shown: str, folder: str, known_rules: RuleNames) -> Config:
    """Read a file, with or without the table: `[project]` tells something anyway."""
    document = _parse(source, shown)
    tool = document.get("tool")
    table = tool.get("unbroken") if isinstance(tool, dict) else None
    if table is None:
        return Config(folder=folder, document=document)
    settings, problems = read_settings(table, known_rules)
    if problems:
        raise ConfigError("\n".join(f"{shown}: {each}" for each in problems))
    return Config(settings, folder, shown, document, source.decode("utf-8"))


def _read(path: str, shown: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise ConfigError(f"{shown}: cannot be read: {error.strerror}") from None


def _parse(source: bytes, shown: str) -> dict[str, Any]:
    import tomli

    try:
        return tomli.loads(source.decode("utf-8"))
    except UnicodeDecodeError as error:
        before = source[: error.start].decode("utf-8")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        what = "not UTF-8, which the TOML standard asks for"
    except tomli.TOMLDecodeError as error:
        line, column, what = error.lineno, error.colno, error.msg
    except (ValueError, RecursionError):
        what = "it nests too deeply, or a number has too many digits"
        raise ConfigError(f"{shown}: cannot be read: {what}") from None
    raise ConfigError(f"{shown}:{line}:{column}: not valid TOML: {what}")


def find_config(cwd: str, root: str, file: str | None, known_rules: RuleNames) -> Config:
    """Find the settings of the project that a folder belongs to.

    The nearest `pyproject.toml` with a `[tool.unbroken]` table, at or above `cwd` within the
    repository at `root`, else the defaults for the nearest `pyproject.toml` (or the root). With
    `file`, that file, which must have the table. Raises ConfigError.
    """
    if file is not None:
        path = os.path.abspath(os.path.join(cwd, file))
        found = load_config(path, file, _within(os.path.dirname(path), root), known_rules)
        if found is None:
            raise ConfigError(
                f"{file}: has no [tool.unbroken] table; add one, or leave --config out"
            )
        return found
    cwd, root = os.path.realpath(cwd), os.path.realpath(root)
    nearest = None
    for folder in _upwards(cwd, root):
        path = os.path.join(folder, _NAME)
        if os.path.isfile(path):
            shown = os.path.relpath(path, cwd)
            config = parse_project(_read(path, shown), shown, _within(folder, root), known_rules)
            if config.source is not None:
                return config
            nearest = nearest or config
    return nearest or Config()


def _upwards(folder: str, root: str) -> Iterable[str]:
    """Give a folder and those above it up to the root (that alone for a folder elsewhere)."""
    while folder.startswith(os.path.join(root, "")):
        yield folder
        folder = os.path.dirname(folder)
    yield root


def _within(folder: str, root: str) -> str:
    inner = os.path.relpath(os.path.realpath(folder), os.path.realpath(root))
    if inner.split(os.sep)[0] == os.pardir:
        raise ConfigError(f"{folder} is outside the repository {root}")
    return "" if inner == os.curdir else inner.replace(os.sep, "/")


def find_configs(
    cwd: str,
    root: str,
    file: str | None,
    below: Callable[[], Iterable[str]],
    known_rules: RuleNames,
) -> list[Config]:
    """Find the settings of all projects to check.

    As `find_config`; but where no table is found from the root of the repository (a monorepo),
    every project below that has a table is checked, unless it lies among tests. `below` gives the
    paths of all `pyproject.toml` in the repository. Raises ConfigError.
    """
    found = find_config(cwd, root, file, known_rules)
    if found.source is not None or os.path.realpath(cwd) != os.path.realpath(root):
        return [found]
    projects = []
    for inner in sorted(below()):
        path = os.path.join(root, inner)
        if inner == _NAME or is_test(inner) or not os.path.isfile(path):
            continue
        source = _read(path, inner)
        # A file that does not even name us may be broken, for all we know.
        if b"unbroken" not in source:
            continue
        project = parse_config(source, inner, os.path.dirname(inner), known_rules)
        if project is not None:
            projects.append(project)
    return projects or [found]
