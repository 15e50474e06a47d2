"""Reading and checking `[tool.holdfast]`: every problem at once, with the nearest valid name."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from holdfast.config import Acceptance, Config, Deprecations, Override, Settings
from holdfast.errors import ConfigError

if TYPE_CHECKING:
    from holdfast.finding import Level

_LEVELS = ("error", "warning", "note", "off")
_TYPES: tuple[tuple[type, str], ...] = (
    (bool, "a boolean"), (int, "an integer"), (float, "a float"), (str, "a string"),
    (list, "an array"), (dict, "a table"),
)  # fmt: skip


def load_config(path: str, shown: str, folder: str) -> Config | None:
    """Read the table of one `pyproject.toml`; None when the file has none.

    `shown` is what messages call the file; `folder` where it is in the repository. Raises
    ConfigError with all problems, one a line.
    """
    try:
        with open(path, "rb") as file:
            source = file.read()
    except OSError as error:
        raise ConfigError(f"{shown}: cannot be read: {error.strerror}") from None
    return config_from(source, shown, folder)


def config_from(source: bytes, shown: str, folder: str) -> Config | None:
    """As `load_config`, from the file's bytes."""
    document = _parse(source, shown)
    tool = document.get("tool")
    table = tool.get("holdfast") if isinstance(tool, dict) else None
    if table is None:
        return None
    checker = _Checker()
    settings = checker.settings(table)
    if checker.problems:
        raise ConfigError("\n".join(f"{shown}: {each}" for each in checker.problems))
    return Config(settings, folder, shown, document)


def _parse(source: bytes, shown: str) -> dict[str, Any]:
    import tomli

    try:
        return tomli.loads(source.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ConfigError(f"{shown}: not valid TOML: not UTF-8 ({error.reason})") from None
    except tomli.TOMLDecodeError as error:
        message = str(error)
        at = re.search(r" \(at line (\d+), column (\d+)\)$", message)
        if at is None:
            raise ConfigError(f"{shown}: not valid TOML: {message}") from None
        raise ConfigError(
            f"{shown}:{at[1]}:{at[2]}: not valid TOML: {message[: at.start()]}"
        ) from None


def document_of(path: str, shown: str) -> dict[str, Any]:
    """Read a `pyproject.toml` that has no table of ours, for its `[project]` metadata."""
    with open(path, "rb") as file:
        return _parse(file.read(), shown)


def nearest(name: str, valid: Iterable[str]) -> str:
    """Give `; did you mean 'x'?` for the most similar valid name, or `; one of a, b` without."""
    import difflib

    names = list(valid)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    if close:
        return f"; did you mean '{close[0]}'?"
    return f"; valid ones are {', '.join(names)}" if len(names) <= 20 else ""


class _Checker:
    """Reads values and keeps a list of what is wrong with them."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def problem(self, where: str, what: str) -> None:
        self.problems.append(f"[{where}] {what}")

    def settings(self, table: Any) -> Settings:
        where = "tool.holdfast"
        if not isinstance(table, dict):
            self.problem("tool", f"holdfast: expected a table, found {_type(table)}")
            return Settings()
        readers: dict[str, Callable[[str, str, Any], Any]] = {
            "packages": self.strings, "search-paths": self.strings, "baseline": self.text,
            "tag-pattern": self.text, "pre-releases": self.boolean, "fallback": self.text,
            "exclude": self.strings, "exempt-decorators": self.strings,
            "fail-on": self.choice("introduced", "all"),
            "typing": self.choice("lenient", "strict"), "strict": self.boolean,
            "version": self.text, "rules": self.rules, "overrides": self.overrides,
            "deprecation": self.deprecation, "versioning": self.versioning,
            "accept": self.acceptances,
        }  # fmt: skip
        values = {}
        for key, value in table.items():
            if key in readers:
                values[key.replace("-", "_")] = readers[key](where, key, value)
            else:
                self.problem(where, f"unknown key '{key}'{nearest(key, readers)}")
        return Settings(**{key: value for key, value in values.items() if value is not None})

    def expected(self, where: str, key: str, kind: str, value: Any) -> None:
        self.problem(where, f"{key}: expected {kind}, found {_type(value)}")

    def text(self, where: str, key: str, value: Any) -> str | None:
        if isinstance(value, str) and value:
            return value
        if value == "":
            self.problem(where, f"{key}: expected a string that is not empty")
        else:
            self.expected(where, key, "a string", value)
        return None

    def boolean(self, where: str, key: str, value: Any) -> bool | None:
        if isinstance(value, bool):
            return value
        self.expected(where, key, "a boolean", value)
        return None

    def strings(self, where: str, key: str, value: Any) -> tuple[str, ...] | None:
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            return tuple(value)
        if isinstance(value, list):
            wrong = next(each for each in value if not isinstance(each, str))
            self.problem(where, f"{key}: expected an array of strings, found {_type(wrong)} in it")
        else:
            self.expected(where, key, "an array of strings", value)
        return None

    def choice(self, *valid: str) -> Callable[[str, str, Any], str | None]:
        def read(where: str, key: str, value: Any) -> str | None:
            text = self.text(where, key, value)
            if text is not None and text not in valid:
                self.problem(where, f"{key}: unknown value '{text}'{nearest(text, valid)}")
            return text

        return read

    def rules(self, where: str, key: str, value: Any) -> dict[str, Level] | None:
        from holdfast.rules import rule_names

        where = f"{where}.{key}"
        if not isinstance(value, dict):
            self.expected(where.rpartition(".")[0], key, "a table", value)
            return None
        known = rule_names()
        for rule, level in value.items():
            if rule not in known:
                self.problem(where, f"unknown rule '{rule}'{nearest(rule, known)}")
            self.choice(*_LEVELS)(where, rule, level)
        return value

    def tables(self, where: str, key: str, value: Any) -> list[dict[str, Any]]:
        if isinstance(value, list) and all(isinstance(each, dict) for each in value):
            return value
        self.expected(where, key, "an array of tables", value)
        return []

    def keys(
        self, where: str, table: dict[str, Any], valid: tuple[str, ...], needed: tuple[str, ...]
    ) -> None:
        for key in table:
            if key not in valid:
                self.problem(where, f"unknown key '{key}'{nearest(key, valid)}")
        for key in needed:
            if key not in table:
                self.problem(where, f"'{key}' is missing")

    def overrides(self, where: str, key: str, value: Any) -> tuple[Override, ...]:
        where = f"{where}.{key}"
        found = []
        for table in self.tables("tool.holdfast", key, value):
            self.keys(where, table, ("objects", "rules"), ("objects", "rules"))
            objects = self.strings(where, "objects", table.get("objects", [])) or ()
            rules = self.rules(where, "rules", table.get("rules", {})) or {}
            found.append(Override(objects, rules))
        return tuple(found)

    def acceptances(self, where: str, key: str, value: Any) -> tuple[Acceptance, ...]:
        from holdfast.rules import rule_names

        where = f"{where}.{key}"
        valid = ("object", "rule", "parameter", "since", "reason")
        found = []
        for table in self.tables("tool.holdfast", key, value):
            self.keys(where, table, valid, ("object", "rule", "reason"))
            values = {each: self.text(where, each, table[each]) for each in valid if each in table}
            rule = values.get("rule")
            if rule is not None and rule not in rule_names():
                self.problem(where, f"unknown rule '{rule}'{nearest(rule, rule_names())}")
            if all(values.get(each) for each in ("object", "rule", "reason")):
                found.append(Acceptance(**values))  # type: ignore[arg-type]
        return tuple(found)

    def deprecation(self, where: str, key: str, value: Any) -> Deprecations | None:
        where = f"{where}.{key}"
        if not isinstance(value, dict):
            self.expected("tool.holdfast", key, "a table", value)
            return None
        self.keys(where, value, ("window", "unit"), ())
        window = value.get("window", 2)
        if isinstance(window, bool) or not isinstance(window, int):
            self.expected(where, "window", "an integer", window)
        elif window < 0:
            self.problem(where, "window: expected an integer that is not negative")
        unit = self.choice("major", "minor", "patch", "release")(
            where, "unit", value.get("unit", "minor")
        )
        return None if self.problems else Deprecations(window, unit or "minor")

    def versioning(self, where: str, key: str, value: Any) -> str | None:
        where = f"{where}.{key}"
        if not isinstance(value, dict):
            self.expected("tool.holdfast", key, "a table", value)
            return None
        self.keys(where, value, ("scheme",), ())
        return self.choice("semver", "calver", "none")(
            where, "scheme", value.get("scheme", "semver")
        )


def _type(value: Any) -> str:
    return next((name for kind, name in _TYPES if isinstance(value, kind)), "a date or time")


def find_config(cwd: str, root: str, file: str | None = None) -> Config:
    """Find the settings of the project that a folder belongs to.

    The nearest `pyproject.toml` with a `[tool.holdfast]` table, at or above `cwd` within the
    repository at `root`, else the defaults for the nearest `pyproject.toml` (or the root). With
    `file`, that file, which must have the table.
    """
    if file is not None:
        path = os.path.abspath(os.path.join(cwd, file))
        found = load_config(path, file, _within(os.path.dirname(path), root))
        if found is None:
            raise ConfigError(
                f"{file}: has no [tool.holdfast] table; add one, or leave --config out"
            )
        return found
    folder, nearest_file = os.path.realpath(cwd), None
    root = os.path.realpath(root)
    while folder == root or folder.startswith(root + os.sep):
        path = os.path.join(folder, "pyproject.toml")
        if os.path.isfile(path):
            shown = os.path.relpath(path, cwd)
            found = load_config(path, shown, _within(folder, root))
            if found is not None:
                return found
            nearest_file = nearest_file or (path, shown)
        if folder == root:
            break
        folder = os.path.dirname(folder)
    if nearest_file is None:
        return Config()
    path, shown = nearest_file
    return Config(folder=_within(os.path.dirname(path), root), document=document_of(path, shown))


def _within(folder: str, root: str) -> str:
    inner = os.path.relpath(os.path.realpath(folder), os.path.realpath(root))
    if inner.startswith(".."):
        raise ConfigError(f"{folder} is outside the repository {root}")
    return "" if inner == "." else inner.replace(os.sep, "/")


def find_configs(
    cwd: str, root: str, file: str | None, below: Callable[[], Iterable[str]]
) -> list[Config]:
    """Find the settings of all projects to check.

    As `find_config`; but where no table is found from the root of the repository (a monorepo),
    every project below that has a table is checked. `below` gives the paths of all
    `pyproject.toml` in the repository.
    """
    found = find_config(cwd, root, file)
    if found.source is not None or os.path.realpath(cwd) != os.path.realpath(root):
        return [found]
    projects = []
    for inner in sorted(below()):
        path = os.path.join(root, inner)
        if os.path.dirname(inner) and os.path.isfile(path):
            project = load_config(path, inner, os.path.dirname(inner))
            if project is not None:
                projects.append(project)
    return projects or [found]
