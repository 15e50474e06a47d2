"""Labels in docstrings: lines that say of an object that it is no promise, or that it will go."""

from __future__ import annotations

import functools
import re

EXPERIMENTAL = (".. experimental::", ".. warning:: experimental", "Experimental:")
"""What begins a line of the docstring of something experimental, unless configured."""


@functools.cache
def label_pattern(labels: tuple[str, ...]) -> re.Pattern[str]:
    """Make a pattern that finds a line beginning with one of some labels.

    Capitals do not count, nor how wide the spaces in a label are.
    """
    texts = (r"\s+".join(map(re.escape, each.split())) for each in labels if each.strip())
    # A label that ends in a letter is a word: "beta" does not begin "betatron".
    ends = (f"{text}(?!\\w)" if re.search(r"\w$", text) else text for text in texts)
    return re.compile(rf"^[ \t]*(?:{'|'.join(ends) or '(?!)'})", re.IGNORECASE | re.MULTILINE)


@functools.cache
def telling_pattern(labels: tuple[str, ...]) -> re.Pattern[str]:
    """Make a pattern that finds a docstring which tells more than prose does."""
    return re.compile(
        rf"^[ \t]*\.\.\s+deprecated::|{label_pattern(labels).pattern}",
        re.IGNORECASE | re.MULTILINE,
    )
