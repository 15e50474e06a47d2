"""Whole comparisons of earlier runs: what depends on the same contents has the same result."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec

from unbroken.cache.code_version import code_version
from unbroken.checks.compare_packages import Comparison
from unbroken.loading.kept_results import kept_or_made
from unbroken.loading.module_cache import reader_version

if TYPE_CHECKING:
    from collections.abc import Callable

    from unbroken.checks.compare_packages import ComparisonOptions
    from unbroken.checks.versions import Version, Versions
    from unbroken.config.config import Config
    from unbroken.loading.loader import Loader

_DECODER = msgspec.msgpack.Decoder(Comparison)


def remembered_or_made(
    versions: Versions,
    options: ComparisonOptions,
    loader: Loader,
    compare: Callable[[], Comparison],
) -> Comparison:
    """Return what an earlier run has found in the same contents, or compare them and keep it.

    A result is kept if `loader` recalled all files: what it read just now may be contents under an
    id that is not theirs.
    """

    def may_keep(comparison: Comparison) -> bool:
        is_of_all = comparison.differing is None
        return is_of_all and not comparison.crashes and not loader.has_read

    key = _comparison_key(versions, options)
    return kept_or_made(options.cache, key, _DECODER, compare, may_keep)


def _comparison_key(versions: Versions, options: ComparisonOptions) -> str:
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
    return f"comparison {digest.hexdigest()}"


def _files_text(version: Version) -> str:
    """Return the modules of a version with the ids of the contents that they are read from.

    Of compiled ones only their names count.
    """
    ids = version.tree.files()
    read = [(*file, *(ids[path] for path in file.paths)) for file in version.files.values()]
    return repr((read, sorted(version.files.extensions())))


def _config_text(config: Config) -> str:
    texts = (config.source, config.text, config.accepted_text)
    return repr((config.settings, config.folder, *texts, config.test_packages))
