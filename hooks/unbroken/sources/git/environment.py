"""The environment in which git is run: nothing in it sends git elsewhere, asks or fetches."""

from __future__ import annotations

import os
from collections.abc import Mapping

_KEPT = frozenset(
    (
        # Which repository and index: git sets them for its hooks (githooks(5)), users may too.
        "GIT_DIR",
        "GIT_WORK_TREE",
        "GIT_COMMON_DIR",
        "GIT_INDEX_FILE",
        # New objects of a push are kept apart until the hooks agree (git-receive-pack(1)).
        "GIT_OBJECT_DIRECTORY",
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_QUARANTINE_PATH",
        # How far to look for a repository.
        "GIT_CEILING_DIRECTORIES",
        "GIT_DISCOVERY_ACROSS_FILESYSTEM",
        # Where git and its configuration are; `safe.directory` often comes this way in CI.
        "GIT_EXEC_PATH",
        "GIT_CONFIG_GLOBAL",
        "GIT_CONFIG_SYSTEM",
        "GIT_CONFIG_NOSYSTEM",
        "GIT_CONFIG_COUNT",
        "GIT_CONFIG_PARAMETERS",
    )
)

_KEPT_PREFIXES = ("GIT_CONFIG_KEY_", "GIT_CONFIG_VALUE_")

_PATHS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY")

_SET = {
    "GIT_OPTIONAL_LOCKS": "0",  # never write the index, not even to refresh it
    "GIT_TERMINAL_PROMPT": "0",
    # A partial clone fetches what it misses. The first stops that in newer versions of git,
    # the second leaves it no protocol to do so in any.
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "",
    # What was committed counts, not what somebody's `git replace` shows instead of it.
    "GIT_NO_REPLACE_OBJECTS": "1",
    "LC_ALL": "C",
    "LANGUAGE": "",
}

OPTIONS = (
    "--no-pager",
    # A configured file system monitor is a program that git would run.
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.hooksPath=" + os.devnull,
    "-c",
    "core.warnAmbiguousRefs=false",
)
"""Options for every git command; they win over the configuration of the repository."""


def git_environment(environment: Mapping[str, str], cwd: str) -> dict[str, str]:
    """Clean an environment for git: of its `GIT_…` variables only those above are kept (git(1)).

    Relative paths are relative to `cwd`, and made absolute, because git is run elsewhere later.
    """
    cleaned = {
        name: value
        for name, value in environment.items()
        if not name.startswith("GIT_") or name in _KEPT or name.startswith(_KEPT_PREFIXES)
    }
    for name in _PATHS:
        if cleaned.get(name):
            cleaned[name] = os.path.join(cwd, cleaned[name])
    return cleaned | _SET


def with_index(environment: dict[str, str], root: str) -> dict[str, str]:
    """Make a relative `GIT_INDEX_FILE` absolute: git takes it from the top of the work tree."""
    index = environment.get("GIT_INDEX_FILE")
    return environment | {"GIT_INDEX_FILE": os.path.join(root, index)} if index else environment
