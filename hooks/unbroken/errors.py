"""Why a check could not be made: one class a cause.

Each message says what is wrong, where, and what to do; the command line prints it as it is.
"""

from __future__ import annotations


class UnbrokenError(Exception):
    """A check could not be made; `str()` is the message for the user."""

    exit_code = 2


class ConfigError(UnbrokenError):
    """The configuration is invalid; the message lists all problems, one a line."""


class UsageError(UnbrokenError):
    """The arguments of the command line do not fit together."""


class GitError(UnbrokenError):
    """git is missing, failed, or this is not a repository."""


class BaselineError(UnbrokenError):
    """The revision to compare with cannot be found."""


class PackageIndexError(UnbrokenError):
    """A package index, or a file on it, cannot be read or used."""


class NothingToCheckError(UnbrokenError):
    """No module was found: a check would pass because nothing was checked."""


class InternalError(UnbrokenError):
    """unbroken contradicts itself: this is a bug in unbroken."""
