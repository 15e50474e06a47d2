"""Labels in docstrings: lines that mark an object as experimental or deprecated."""

from __future__ import annotations

import functools
import re

EXPERIMENTAL = (".. experimental::", ".. warning:: experimental", "Experimental:")
"""What begins a line in the docstring of something experimental, unless configured."""


@functools.cache
def label_pattern(labels: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern that finds a line beginning with one of the labels.

    Case and the width of spaces in a label are ignored.
    """
    texts = (r"\s+".join(map(re.escape, label.split())) for label in labels if label.strip())
    # A label that ends in a letter is a word: "beta" does not begin "betatron".
    ends = (f"{text}(?!\\w)" if re.search(r"\w$", text) else text for text in texts)
    return re.compile(rf"^[ \t]*(?:{'|'.join(ends) or '(?!)'})", re.IGNORECASE | re.MULTILINE)


@functools.cache
def marked_docstring_pattern(labels: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern that finds docstrings with one of the labels or a deprecation directive."""
    return re.compile(
        rf"^[ \t]*\.\.\s+deprecated::|{label_pattern(labels).pattern}",
        re.IGNORECASE | re.MULTILINE,
    )
