"""Why a check could not be made: one class a cause, each with its exit code.

Every message says what is wrong, where, and what to do; `cli.py` prints it as it is.
"""

from __future__ import annotations


class UnbrokenError(Exception):
    """Something kept unbroken from checking; `str()` is the text for the user."""

    exit_code = 2


class ConfigError(UnbrokenError):
    """The configuration is wrong; all problems of the table are listed at once."""


class UsageError(UnbrokenError):
    """The command line asks for something that makes no sense."""


class GitError(UnbrokenError):
    """git is missing, failed, or this is not a repository."""


class BaselineError(UnbrokenError):
    """The promised revision cannot be found."""


class NothingToCheckError(UnbrokenError):
    """No module was found: a pass would be green because nothing was checked."""


class InternalError(UnbrokenError):
    """unbroken contradicts itself: a bug of ours."""
