"""The plug-in of validate-pyproject, which checks the table `[tool.unbroken]`.

validate-pyproject.readthedocs.io, "Write your own validation".
"""

from __future__ import annotations

from unbroken.config.json_schema import config_schema
from unbroken.rules.registry import rule_names


def tool_schema(tool: str = "unbroken") -> dict[str, object]:
    """Return the JSON Schema of the table; `tool` is the name of the entry point."""
    assert tool == "unbroken"
    return config_schema(rule_names())
