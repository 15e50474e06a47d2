"""The keys and values of `[tool.unbroken]`: checked, with all problems reported at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any, TypeAlias

from unbroken.config.config import Acceptance, DeprecationSettings, Override, Settings
from unbroken.model.suggestions import did_you_mean_or_list

if TYPE_CHECKING:
    from unbroken.model.finding import Level

_LEVELS = ("error", "warning", "note", "off")
_TABLE = "[tool.unbroken]"
LONGEST_WINDOW = 999
_MOST_STARS = 4
"""Matching takes as many steps as there are ways to divide a name among the `*` of a pattern."""
_TYPES: tuple[tuple[type, str], ...] = (
    (bool, "a boolean"), (int, "an integer"), (float, "a float"), (str, "a string"),
    (list, "an array"), (dict, "a table"),
)  # fmt: skip


RuleNames: TypeAlias = Callable[[], Collection[str]]
"""Returns the names of all rules; it is called only where the table names one."""


def read_settings(table: Any, known_rules: RuleNames) -> tuple[Settings, list[str]]:
    """Return the settings of the table `[tool.unbroken]`, and one line for each problem."""
    checker = _Checker(known_rules)
    settings = checker.settings(table)
    return settings, checker.problems


class _Checker:
    """Reads values and collects what is wrong with them.

    In its methods, `where` is the table as it stands at the beginning of messages, and `key` the
    key that is read.
    """

    def __init__(self, known_rules: RuleNames) -> None:
        self.known_rules = known_rules
        self.problems: list[str] = []

    def problem(self, where: str, what: str) -> None:
        self.problems.append(f"{where} {what}")

    def settings(self, table: Any) -> Settings:
        if not isinstance(table, dict):
            self.expected("[tool]", "unbroken", "a table", table)
            return Settings()
        readers: dict[str, Callable[[str, str, Any], Any]] = {
            "packages": self.packages, "search-paths": self.folders, "baseline": self.text,
            "tag-pattern": self.text, "pre-releases": self.boolean, "fallback": self.text,
            "snapshot": self.file, "exclude": self.patterns, "exempt-decorators": self.strings,
            "experimental-docstrings": self.strings,
            "fail-on": self.choice("introduced", "all"),
            "typing": self.choice("lenient", "strict"), "strict": self.boolean,
            "version": self.version, "rules": self.rules, "overrides": self.overrides,
            "deprecation": self.deprecation, "versioning": self.versioning,
            "accept": self.acceptances, "breaking-message": self.regex,
            "downstream": self.strings,
        }  # fmt: skip
        values = {}
        for key, value in table.items():
            if key in readers:
                values[key.replace("-", "_")] = readers[key](_TABLE, key, value)
            else:
                self.problem(_TABLE, f"unknown key '{key}'{did_you_mean_or_list(key, readers)}")
        return Settings(**{key: value for key, value in values.items() if value is not None})

    def expected(self, where: str, key: str, kind: str, value: Any) -> None:
        self.problem(where, f"{key}: expected {kind}, found {_type(value)}")

    def text(self, where: str, key: str, value: Any) -> str | None:
        if isinstance(value, str) and value:
            return value
        if value == "":
            self.problem(where, f"{key}: expected a non-empty string")
        else:
            self.expected(where, key, "a string", value)
        return None

    def version(self, where: str, key: str, value: Any) -> str | None:
        text = self.text(where, key, value)
        if text is not None:
            from unbroken.model.versions import parse_version

            if parse_version(text) is None:
                self.problem(where, f"{key}: '{text}' is not a version (PEP 440)")
        return text

    def regex(self, where: str, key: str, value: Any) -> str | None:
        text = self.text(where, key, value)
        if text is None:
            return None
        import warnings

        problem = ""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                matches_empty = re.compile(text, re.MULTILINE).match("")
        except (re.error, OverflowError, RecursionError) as error:
            problem = f"is not a Python regular expression: {error}"
        else:
            problem = "matches every message" if matches_empty else ""
        if problem:
            self.problem(where, f"{key}: '{text}' {problem}")
        return text

    def boolean(self, where: str, key: str, value: Any) -> bool | None:
        if isinstance(value, bool):
            return value
        self.expected(where, key, "a boolean", value)
        return None

    def strings(self, where: str, key: str, value: Any) -> tuple[str, ...] | None:
        if not isinstance(value, list):
            self.expected(where, key, "an array of strings", value)
            return None
        wrong = [item for item in value if not isinstance(item, str)]
        if wrong:
            what = f"expected an array of strings, found {_type(wrong[0])} in it"
            self.problem(where, f"{key}: {what}")
            return None
        if "" in value:
            self.problem(where, f"{key}: expected non-empty strings")
        return tuple(value)

    def names(self, where: str, key: str, value: Any) -> tuple[str, ...]:
        names = self.strings(where, key, value) or ()
        for name in names:
            if name and not all(part.isidentifier() for part in name.split(".")):
                self.problem(where, f"{key}: '{name}' is not a dotted name")
        return names

    def packages(self, where: str, key: str, value: Any) -> tuple[str, ...] | None:
        names = self.strings(where, key, value)
        for name in names or ():
            if name and not all(part.isidentifier() for part in name.split(".")):
                what = "is not the dotted name of a package (such as 'pkg' or 'pkg.core')"
                self.problem(where, f"{key}: '{name}' {what}")
        return names

    def folders(self, where: str, key: str, value: Any) -> tuple[str, ...] | None:
        paths = self.strings(where, key, value)
        for path in paths or ():
            if path.startswith("/") or "\\" in path or ".." in path.split("/"):
                what = "is not a folder inside the project (such as '.' or 'src')"
                self.problem(where, f"{key}: '{path}' {what}")
        return paths

    def file(self, where: str, key: str, value: Any) -> str | None:
        path = self.text(where, key, value)
        if path and ("\\" in path or not {"", ".", ".."}.isdisjoint(path.split("/"))):
            what = "is not a file inside the project (such as 'api-baseline.txt')"
            self.problem(where, f"{key}: '{path}' {what}")
        return path

    def patterns(self, where: str, key: str, value: Any) -> tuple[str, ...] | None:
        patterns = self.globs(where, key, value, "/")
        for pattern in patterns or ():
            # Only such patterns can be wrong; pathspec is slow to import.
            if pattern == "!" or "[" in pattern or "\\" in pattern:
                from pathspec import GitIgnoreSpec

                try:
                    GitIgnoreSpec.from_lines([pattern])
                except (ValueError, re.error):
                    what = "is not a pattern of .gitignore"
                    self.problem(where, f"{key}: '{pattern}' {what}")
        return patterns

    def globs(self, where: str, key: str, value: Any, separator: str) -> tuple[str, ...] | None:
        """Read patterns of paths or dotted names; the time to match one grows with its `*`."""
        patterns = self.strings(where, key, value)
        for pattern in patterns or ():
            parts = pattern.split(separator)
            of_names = (part.count("*") for part in parts if part != "**")
            if max(parts.count("**"), *of_names, 0) > _MOST_STARS:
                what = f"has more than {_MOST_STARS} '*' in one name or '**' in a row of names"
                self.problem(where, f"{key}: '{pattern}' {what}, which may take forever to match")
        return patterns

    def choice(self, *valid: str) -> Callable[[str, str, Any], str | None]:
        def read(where: str, key: str, value: Any) -> str | None:
            text = self.text(where, key, value)
            if text is not None and text not in valid:
                # A list of a few short words helps more than one that is hardly similar.
                advice = did_you_mean_or_list(text, valid, similarity=0.65)
                self.problem(where, f"{key}: unknown value '{text}'{advice}")
            return text

        return read

    def table(self, where: str, key: str, value: Any) -> dict[str, Any]:
        if isinstance(value, dict):
            return value
        self.expected(where, key, "a table", value)
        return {}

    def rules(self, where: str, key: str, value: Any) -> dict[str, Level]:
        table = self.table(where, key, value)
        if where == _TABLE:
            where = "[tool.unbroken.rules]"
        for rule, level in table.items():
            self.rule(where, rule)
            self.choice(*_LEVELS)(where, rule, level)
        return table

    def rule(self, where: str, rule: str) -> None:
        known = self.known_rules()
        if rule not in known:
            self.problem(where, f"unknown rule '{rule}'{did_you_mean_or_list(rule, known)}")

    def tables(self, key: str, value: Any) -> list[tuple[str, dict[str, Any]]]:
        """Return the tables of an array, each with the beginning of its messages."""
        if not isinstance(value, list):
            self.expected(_TABLE, key, "an array of tables", value)
            return []
        tables = []
        for number, table in enumerate(value, 1):
            where = f"[[tool.unbroken.{key}]] entry {number}:"
            if isinstance(table, dict):
                tables.append((where, table))
            else:
                self.problem(where, f"expected a table, found {_type(table)}")
        return tables

    def keys(
        self, where: str, table: dict[str, Any], valid: tuple[str, ...], needed: tuple[str, ...]
    ) -> None:
        for key in table:
            if key not in valid:
                self.problem(where, f"unknown key '{key}'{did_you_mean_or_list(key, valid)}")
        for key in needed:
            if key not in table:
                self.problem(where, f"'{key}' is missing")

    def overrides(self, _: str, key: str, value: Any) -> tuple[Override, ...]:
        overrides = []
        for where, table in self.tables(key, value):
            self.keys(where, table, ("objects", "rules"), ("objects", "rules"))
            objects = self.globs(where, "objects", table.get("objects", []), ".") or ()
            levels = self.rules(where, "rules", table.get("rules", {}))
            overrides.append(Override(objects=objects, rules=levels))
        return tuple(overrides)

    def acceptances(self, _: str, key: str, value: Any) -> tuple[Acceptance, ...]:
        valid = ("object", "rule", "parameter", "since", "reason")
        acceptances = []
        for where, table in self.tables(key, value):
            self.keys(where, table, valid, ("object", "rule", "reason"))
            values = {name: self.text(where, name, table[name]) for name in valid if name in table}
            path, rule, reason = values.get("object"), values.get("rule"), values.get("reason")
            if rule:
                self.rule(where, rule)
            if path and rule and reason:
                acceptance = Acceptance(
                    object=path,
                    rule=rule,
                    reason=reason,
                    parameter=values.get("parameter"),
                    since=values.get("since"),
                )
                acceptances.append(acceptance)
        return tuple(acceptances)

    def deprecation(self, where: str, key: str, value: Any) -> DeprecationSettings:
        table = self.table(where, key, value)
        where, defaults = "[tool.unbroken.deprecation]", DeprecationSettings()
        lists = {field: field.replace("_", "-") for field in DeprecationSettings._fields[2:]}
        self.keys(where, table, ("window", "unit", *lists.values()), ())
        window = table.get("window", defaults.window)
        if isinstance(window, bool) or not isinstance(window, int):
            self.expected(where, "window", "an integer", window)
        elif window < 0:
            self.problem(where, "window: expected a non-negative integer")
        elif window > LONGEST_WINDOW:
            self.problem(where, f"window: expected {LONGEST_WINDOW} or less")
        units = self.choice("major", "minor", "patch", "release")
        unit = units(where, "unit", table.get("unit", defaults.unit))
        names = {
            field: self.names(where, name, table.get(name, [])) for field, name in lists.items()
        }
        return DeprecationSettings(window=window, unit=unit or defaults.unit, **names)

    def versioning(self, where: str, key: str, value: Any) -> str | None:
        table = self.table(where, key, value)
        where = "[tool.unbroken.versioning]"
        self.keys(where, table, ("scheme",), ())
        schemes = self.choice("semver", "calver", "none")
        return schemes(where, "scheme", table["scheme"]) if "scheme" in table else None


def _type(value: Any) -> str:
    return next((name for kind, name in _TYPES if isinstance(value, kind)), "a date or time")
