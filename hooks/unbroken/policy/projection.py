"""Which parts of definitions count under a configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unbroken.model.projection import Projection
from unbroken.rules.registry import reads_docstrings

if TYPE_CHECKING:
    from unbroken.config.config import Config


def projection_of(config: Config) -> Projection:
    """Return what counts in definitions: docstrings do where a rule that is turned on reads them.

    Rules that read docstrings are off unless they are configured.
    """
    tables = (config.rules, *(override.rules for override in config.overrides))
    turned_on = {name for table in tables for name, level in table.items() if level != "off"}
    return Projection(config.settings.experimental_docstrings, reads_docstrings(turned_on))
