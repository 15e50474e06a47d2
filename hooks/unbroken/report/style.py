"""Colours, and how much of a text is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unbroken.report.escaping import escaped, shortened

if TYPE_CHECKING:
    from unbroken.report.options import ReportOptions

BOLD = "1"
RED, GREEN, YELLOW, CYAN = "31", "32", "33", "36"


def painted(text: str, style: str | None, options: ReportOptions) -> str:
    """Return text in a style of ANSI (ECMA-48, SGR), where the report has colour."""
    if not options.colour or style is None:
        return text
    return f"\x1b[{style}m{text}\x1b[0m"


def plain(text: str, options: ReportOptions) -> str:
    """Return text that is safe to be shown, without its middle if it is long, unless verbose."""
    return escaped(text if options.verbose else shortened(text))
