"""What a version looks like in a sentence, and what only looks like one."""

from __future__ import annotations

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
_SPAN = r"(?:days|weeks|months|years|(?:(?:major|minor|patch|feature)\s+)?(?:releases|versions))\b"
# "October 2023", "2023-10-01", "10/2023", "1st of October", "Q3 2024", "3 months", "2 releases".
_NO_VERSION = (
    r"(?<!\bq)"
    r"(?!(?:19|20)\d\d(?!\.?\d)"
    r"|\d+[-/]\d"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}"
    rf"|\d+\s+(?:more\s+|further\s+)?{_SPAN})"
)

VERSION_TEXT = (
    rf"(?:version\s+|release\s+)?v?{_NO_VERSION}"
    r"(?P<version>\d+(?:\.\d+)*(?:[-.]?(?:a|b|rc|dev)\d*)?)"
)
"""A pattern, to be compiled with `re.IGNORECASE`, whose group `version` is the version."""
