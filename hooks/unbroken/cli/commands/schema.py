"""`unbroken schema`: the JSON Schema of the report or of the configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unbroken.cli.commands import CommandResult
from unbroken.report.documents import json_text

if TYPE_CHECKING:
    from argparse import Namespace


def execute(arguments: Namespace) -> CommandResult:
    """Return the schema that the arguments name."""
    if arguments.schema == "json":
        from unbroken.report.json import report_schema

        return CommandResult(json_text(report_schema()))
    from unbroken.config.json_schema import config_schema
    from unbroken.rules.registry import rule_names

    return CommandResult(json_text(config_schema(rule_names())))
