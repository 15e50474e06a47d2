"""The environment in which git runs: it cannot redirect git, ask questions or fetch."""

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
        # Where git and its configuration are; CI often sets `safe.directory` this way.
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
    # A partial clone fetches missing objects. The first variable prevents that in newer
    # versions of git, the second allows no protocol for it in any version.
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "",
    # The commits themselves count, not what `git replace` shows instead of them.
    "GIT_NO_REPLACE_OBJECTS": "1",
    "LC_ALL": "C",
    "LANGUAGE": "",
}

OPTIONS = (
    "--no-pager",
    # A configured file system monitor is a program that git would start.
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.hooksPath=" + os.devnull,
    "-c",
    "core.warnAmbiguousRefs=false",
)
"""Options for every git command; they override the configuration of the repository."""


def git_environment(environment: Mapping[str, str], cwd: str) -> dict[str, str]:
    """Return an environment for git with only those `GIT_…` variables (git(1)) that are kept above.

    Relative paths are made absolute from `cwd`, because git runs in another folder later.
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
    """Return an environment in which `GIT_INDEX_FILE` is absolute.

    git takes a relative one from the root of the work tree.
    """
    index = environment.get("GIT_INDEX_FILE")
    return environment | {"GIT_INDEX_FILE": os.path.join(root, index)} if index else environment
