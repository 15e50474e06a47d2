"""Whole comparisons of earlier runs: what depends on the same contents has the same result."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec

from unbroken.cache.code_version import code_version
from unbroken.checks.compare_packages import Comparison
from unbroken.loading.module_cache import reader_version

if TYPE_CHECKING:
    from unbroken.checks.compare_packages import ComparisonOptions
    from unbroken.checks.versions import Version, Versions
    from unbroken.config.config import Config


def comparison_key(versions: Versions, options: ComparisonOptions) -> bytes:
    """Return the key of the comparison of the baseline with the new version.

    It has everything that the result depends on: the contents of all source files, the
    configuration, the versions by which deprecations are judged, and the code that compares.
    """
    parts = (
        code_version("."),
        reader_version(),
        *map(_files_text, (versions.baseline, versions.new)),
        _config_text(options.config),
        "" if options.former is None else _config_text(options.former),
        repr(sorted(options.pre_existing, key=repr)),
        repr((options.packages, options.version, options.releases, options.baseline)),
    )
    digest = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape"))
    return f"comparison {digest.hexdigest()}".encode("ascii")


def _files_text(version: Version) -> str:
    """Return the modules of a version with the ids of the contents that they are read from."""
    ids = version.tree.files()
    files = version.files.values()
    return repr([(*file, *(ids[path] for path in file.paths)) for file in files])


def _config_text(config: Config) -> str:
    texts = (config.source, config.text, config.accepted_text)
    return repr((config.settings, config.folder, *texts, config.test_packages))


def encoded(comparison: Comparison) -> bytes | None:
    """Return a comparison as bytes; None where a rule crashed, or text cannot be stored."""
    if comparison.crashes:
        return None
    try:
        return msgspec.msgpack.encode(comparison)
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        return None


def decoded(data: bytes | None) -> Comparison | None:
    """Return the comparison that was remembered; None where that is nothing, or damaged."""
    if data is None:
        return None
    try:
        return msgspec.msgpack.decode(data, type=Comparison)
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        return None
