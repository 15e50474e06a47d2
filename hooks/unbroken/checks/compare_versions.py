"""The comparison of the baseline with another version: of the whole, or of what differs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from unbroken.checks.escalation import Escalation
from unbroken.checks.versions import search_of_baseline
from unbroken.loading.module_files import EXTENSIONS
from unbroken.model.definitions import NotUnderstood
from unbroken.sources.listing import differing_files

if TYPE_CHECKING:
    from unbroken.checks.compare_packages import Comparison, ComparisonOptions
    from unbroken.checks.context import CheckContext
    from unbroken.checks.versions import Versions
    from unbroken.loading.loader import Loader, Progress

_MANY_FILES = 1000
_FEW_OF = 50
"""In a package of so many files, one of which in so many differs, the others are not compared."""


class _ReadBaseline(NamedTuple):
    """What is known of a baseline whose files were all read once, and could be."""

    not_understood: tuple[tuple[str, NotUnderstood], ...]


def compare_versions(
    context: CheckContext,
    versions: Versions,
    options: ComparisonOptions,
    loader: Loader,
    progress: Progress | None = None,
) -> Comparison:
    """Compare the packages of the baseline with those of the new version.

    What an earlier run has compared is not compared again. Of a large package in which few files
    differ, only these and what depends on them are compared, if an earlier run has read the whole
    baseline.
    """
    from unbroken.checks.remembered_comparison import remembered_or_made

    def compare() -> Comparison:
        return _compare(context, versions, options, loader, progress)

    return remembered_or_made(versions, options, loader, compare)


def _compare(
    context: CheckContext,
    versions: Versions,
    options: ComparisonOptions,
    loader: Loader,
    progress: Progress | None,
) -> Comparison:
    """Compare the whole packages, or what differs in large ones."""
    if len(versions.new.files) < _MANY_FILES or options.cache is None:
        return _compare_whole(versions, options, loader, progress)
    key = _key(context, options)
    baseline = _recalled(options.cache.get(key))
    comparison = _compare_few(context, versions, options, baseline) if baseline else None
    if comparison is None:
        comparison = _compare_whole(versions, options, loader, progress)
        if baseline is None and not comparison.unreadable_at_baseline:
            options.cache.put(key, _read_baseline(versions, options, loader))
    return comparison


def _compare_whole(
    versions: Versions, options: ComparisonOptions, loader: Loader, progress: Progress | None
) -> Comparison:
    from unbroken.checks.compare_packages import compare_whole

    (old, old_files), (new, new_files) = versions.baseline, versions.new
    return compare_whole(old, new, old_files, new_files, options, loader, progress)


def _compare_few(
    context: CheckContext, versions: Versions, options: ComparisonOptions, baseline: _ReadBaseline
) -> Comparison | None:
    """Compare the files that differ, and what depends on them.

    None where too many differ, or where it cannot be told what depends on them.
    """
    count = len(versions.new.files)
    changed = _differing(versions)
    if len(changed) > count // _FEW_OF:
        return None
    from unbroken.checks.incremental import compare_changed
    from unbroken.loading.loader import read_anyhow

    search = search_of_baseline(context)
    result = compare_changed(versions, changed, options, search, read=read_anyhow)
    if isinstance(result, Escalation):
        return None
    comparison = result[0]
    read_now = {path for path, _ in comparison.not_understood}.union(changed)
    as_before = [
        (path, statement)
        for path, statement in baseline.not_understood
        if path not in read_now and not options.config.is_excluded(path)
    ]
    return comparison._replace(
        files=count,
        differing=len(changed),
        not_understood=tuple(sorted([*as_before, *comparison.not_understood], key=_place)),
    )


def _place(statement: tuple[str, NotUnderstood]) -> tuple[str, int]:
    path, not_understood = statement
    return path, not_understood.line


def _differing(versions: Versions) -> list[str]:
    """Return the paths of the modules that are not the same in the baseline and now."""
    (old, old_files), (new, new_files) = versions.baseline, versions.new
    paths = {*differing_files(new.files(), old.files()), *differing_files(old.files(), new.files())}
    lost = {path for path in paths if path.endswith(EXTENSIONS) and path not in new.files()}
    return sorted(
        path for path in paths if old_files.at(path) or new_files.at(path) or path in lost
    )


def _key(context: CheckContext, options: ComparisonOptions) -> bytes:
    """Return the key of what is known of the baseline, as it is read by this version."""
    from unbroken.loading.module_cache import reader_version

    packages = (context.baseline_commit, context.package_roots, options.packages)
    return f"baseline read {packages!r} {reader_version()}".encode("utf-8", "surrogateescape")


def _read_baseline(versions: Versions, options: ComparisonOptions, loader: Loader) -> bytes:
    """Return what is to be remembered of the baseline, which the loader has read."""
    tree, files = versions.baseline
    modules = loader.load(tree, files.values(), options.packages).surface.modules.values()
    return msgspec.msgpack.encode(
        _ReadBaseline(
            tuple(
                (module.path, statement)
                for module in modules
                for statement in module.not_understood
            )
        )
    )


def _recalled(data: bytes | None) -> _ReadBaseline | None:
    """Return what was remembered of a baseline; None where that is nothing, or damaged."""
    if data is None:
        return None
    try:
        return msgspec.msgpack.decode(data, type=_ReadBaseline)
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        return None
