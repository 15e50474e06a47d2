"""`holdfast config`: say whether the table `[tool.holdfast]` is valid."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from holdfast.commands import Said
from holdfast.config_file import find_configs
from holdfast.source.git import Repository

if TYPE_CHECKING:
    from argparse import Namespace


def execute(arguments: Namespace) -> Said:
    """Read the table that a check here would use; raises ConfigError with all that is wrong."""
    with Repository.discover(os.getcwd()) as repository:
        configs = find_configs(
            os.getcwd(),
            repository.root,
            arguments.config,
            lambda: [each for each in repository.index() if each.endswith("/pyproject.toml")],
        )
    lines = []
    for config in configs:
        if config.source is None:
            lines.append("holdfast: there is no [tool.holdfast] table; the defaults are used\n")
        else:
            lines.append(f"holdfast: {config.source} is valid\n")
    return Said("".join(lines))
