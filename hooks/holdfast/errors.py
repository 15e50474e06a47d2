"""Why a check could not be made: one class a cause, each with its exit code.

Every message says what is wrong, where, and what to do; `cli.py` prints it as it is.
"""

from __future__ import annotations


class HoldfastError(Exception):
    """Something kept holdfast from checking; `str()` is the text for the user."""

    exit_code = 2


class ConfigError(HoldfastError):
    """The configuration is wrong; all problems of the table are listed at once."""


class UsageError(HoldfastError):
    """The command line asks for something that makes no sense."""


class GitError(HoldfastError):
    """git is missing, failed, or this is not a repository."""


class BaselineError(HoldfastError):
    """The promised revision cannot be found."""


class NothingToCheckError(HoldfastError):
    """No module was found: a pass would be green because nothing was checked."""


class InternalError(HoldfastError):
    """holdfast contradicts itself: a bug of ours."""
