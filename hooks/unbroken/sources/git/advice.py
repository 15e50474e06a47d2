"""What to do about a repository that git cannot read.

git says what is wrong in words that stay the same under LC_ALL=C, and seldom what to do about it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_PARTIAL_CLONE = re.compile(r"promisor|lazy fetching")
_INDEX = re.compile(r"\bindex (?:file|version|uses)|\bbad signature 0x|bad index file")
_OBJECTS = re.compile(
    r"unable to (?:read|unpack)|(?:unable to|could not) parse (?:object|commit|tree)"
    r"|missing object|bad (?:tree )?object|corrupt|broken ref|object file|inflate"
)
_CONFIGURATION = re.compile(r"bad config|bad \w+ config value|invalid value for '")
_NEWER_GIT = re.compile(r"Expected git repo version|repository extension")
_VARIABLES = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_COMMON_DIR",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_INDEX_FILE",
    "GIT_CEILING_DIRECTORIES",
)
"""What leads git to another place than the folder in which it runs (git(1))."""
_DAMAGED = (
    "the repository is incomplete or damaged; run `git fsck` for details, and fetch or clone again"
)
DAMAGED_INDEX = (
    "the index is damaged; make it anew from the last commit, and stage again:\n"
    '    rm "$(git rev-parse --git-path index)" && git reset'
)


def advice_on(message: str) -> str:
    """Return what to do about a message of git, to be put behind it; "" if it is not known."""
    if _PARTIAL_CLONE.search(message):
        return (
            "\nThis is a partial clone, and unbroken never fetches. Get the missing objects with:"
            "\n    git fetch --refetch --no-filter"
            "\nor clone without --filter."
        )
    if _INDEX.search(message):
        return f"; {DAMAGED_INDEX}"
    if _CONFIGURATION.search(message):
        return "; correct git's configuration (`git config --edit`, with --global for your own)"
    if _NEWER_GIT.search(message):
        return "; the repository was made by a newer git: install that, and run unbroken again"
    return f"; {_DAMAGED}" if _OBJECTS.search(message) else ""


def missing_object(identity: str) -> str:
    """Return the message for an object that the history names and the repository lacks."""
    return f"git does not have the object {identity}, which the history names: {_DAMAGED}"


def variables_in(environment: Mapping[str, str]) -> str:
    """Return which variables lead git elsewhere, to be put behind a message; "" for none."""
    given = [f"{name}={environment[name]}" for name in _VARIABLES if environment.get(name)]
    return f" (with {', '.join(given)} in the environment)" if given else ""
