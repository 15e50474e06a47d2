"""The formats of a report, by the names that `--format` takes."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unbroken.checks.outcome import Outcome
    from unbroken.report.options import ReportOptions

_WRITERS = {
    "full": "outcomes.full_report",
    "concise": "outcomes.concise_report",
    "json": "json.json_report",
    "github": "github.github_report",
    "gitlab": "gitlab.gitlab_report",
    "azure": "azure.azure_report",
    "sarif": "sarif.sarif_report",
    "junit": "junit.junit_report",
    "markdown": "markdown.markdown_report",
}
"""The functions that write the formats, imported only when they are used."""

FORMATS = tuple(_WRITERS)


def render(form: str, outcomes: Sequence[Outcome], options: ReportOptions) -> str:
    """Return the outcomes of a run in a format, which is one of `FORMATS`."""
    module, _, function = _WRITERS[form].partition(".")
    write = getattr(import_module(f"unbroken.report.{module}"), function)
    return str(write(outcomes, options))
