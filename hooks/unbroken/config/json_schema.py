"""The JSON Schema of the table `[tool.unbroken]`, in the form that SchemaStore takes.

`config/schema.py` checks more than a schema can say: names of rules, versions, expressions.
"""

from __future__ import annotations

from collections.abc import Collection

from unbroken.config.config import DeprecationSettings, Settings
from unbroken.config.schema import LONGEST_WINDOW

_HOME = "https://github.com/unbroken-dev/unbroken"
_LEVELS = ["error", "warning", "note", "off"]
_TEXT: dict[str, object] = {"type": "string", "minLength": 1}
_TEXTS: dict[str, object] = {"type": "array", "items": _TEXT}


def config_schema(rules: Collection[str]) -> dict[str, object]:
    """Return the JSON Schema (draft 7) of the table; `rules` are the names of all rules."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": f"{_HOME}/blob/main/docs/schemas/config.json",
        "title": "unbroken",
        "description": "The table [tool.unbroken] of pyproject.toml",
        "type": "object",
        "additionalProperties": False,
        "properties": _properties(rules),
    }


def _properties(rules: Collection[str]) -> dict[str, object]:
    defaults = Settings()
    levels = {
        "type": "object",
        "additionalProperties": False,
        "properties": {rule: {"enum": _LEVELS} for rule in sorted(rules)},
    }
    return {
        "packages": _described(_TEXTS, "The packages that are checked; found when left out."),
        "search-paths": _described(_TEXTS, "The folders with the packages."),
        "baseline": _described(
            _TEXT,
            "What is compared with: latest-release, latest-tag, snapshot, pypi, or a revision.",
            defaults.baseline,
        ),
        "tag-pattern": _described(_TEXT, "The release tags, with {version} for the version."),
        "pre-releases": _described(
            {"type": "boolean"}, "Whether pre-releases may be the baseline.", defaults.pre_releases
        ),
        "fallback": _described(
            _TEXT, "The branch to compare with while there is no release.", defaults.fallback
        ),
        "snapshot": _described(
            _TEXT, "The snapshot that stands in where no release tag can be reached."
        ),
        "exclude": _described(_TEXTS, "Patterns of files without promises, as in .gitignore."),
        "exempt-decorators": _described(
            _TEXTS, "The decorators of what is not promised.", list(defaults.exempt_decorators)
        ),
        "experimental-docstrings": _described(
            _TEXTS,
            "The labels of docstrings of what is experimental.",
            list(defaults.experimental_docstrings),
        ),
        "fail-on": _described(
            {"enum": ["introduced", "all"]}, "Whether pre-existing breaks fail a run."
        ),
        "typing": _described(
            {"enum": ["lenient", "strict"]},
            "Whether breaks that only type checkers see are errors.",
            defaults.typing,
        ),
        "strict": _described({"type": "boolean"}, "Whether warnings fail a run.", defaults.strict),
        "version": _described(_TEXT, "The version under development; found when left out."),
        "downstream": _described(
            _TEXTS, "The folders of projects that use the package, for `full` and `impact`."
        ),
        "breaking-message": _described(
            _TEXT, "A regular expression for messages of commits that break something."
        ),
        "rules": _described(levels, "The levels of rules."),
        "overrides": _described(
            _tables({"objects": _TEXTS, "rules": levels}, ["objects", "rules"]),
            "The levels of rules for some objects; later entries win.",
        ),
        "accept": _described(
            _tables(
                {
                    "object": _TEXT,
                    "rule": {"enum": sorted(rules)},
                    "parameter": _TEXT,
                    "since": _TEXT,
                    "reason": _TEXT,
                },
                ["object", "rule", "reason"],
            ),
            "Deliberate breaks; `unbroken accept` writes them.",
        ),
        "deprecation": _deprecation(),
        "versioning": _described(
            _table({"scheme": {"enum": ["semver", "calver", "none"]}}),
            "How versions are numbered.",
        ),
    }


def _deprecation() -> dict[str, object]:
    defaults = DeprecationSettings()
    properties: dict[str, object] = {
        "window": _described(
            {"type": "integer", "minimum": 0, "maximum": LONGEST_WINDOW},
            "How many releases something stays after it was deprecated.",
            defaults.window,
        ),
        "unit": _described(
            {"enum": ["major", "minor", "patch", "release"]},
            "Which releases count.",
            defaults.unit,
        ),
        "decorators": _described(_TEXTS, "More decorators that deprecate."),
    }
    for name in ("version", "removal", "alternative", "reason"):
        properties[f"{name}-arguments"] = _described(
            _TEXTS, f"More names of the decorators' argument for the {name}."
        )
    return _described(_table(properties), "How deprecations are announced and timed.")


def _described(
    schema: dict[str, object], description: str, default: object = None
) -> dict[str, object]:
    described = {"description": description, **schema}
    return described if default is None else {**described, "default": default}


def _table(properties: dict[str, object]) -> dict[str, object]:
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _tables(properties: dict[str, object], required: list[str]) -> dict[str, object]:
    return {"type": "array", "items": {**_table(properties), "required": required}}
