"""`holdfast diff`: two folders, no git."""

from __future__ import annotations

import time

from holdfast.check import Outcome
from holdfast.comparison import Task, compare_whole
from holdfast.config import Config
from holdfast.config_file import load_config
from holdfast.errors import UsageError
from holdfast.project import Package, find_packages, module_files
from holdfast.source.baseline import Baseline
from holdfast.source.folder import FolderTree, open_tree


def diff_outcome(old: str, new: str, packages: tuple[str, ...], config: str | None) -> Outcome:
    """Compare the packages in two folders or archives.

    `packages` are found when empty. Raises HoldfastError.
    """
    started = time.perf_counter()
    before, after = open_tree(old), open_tree(new)
    settings = _settings(config, packages)
    found = _packages(settings, before, old)
    old_files, new_files = (
        module_files(found, before.files()),
        module_files(_packages(settings, after, new), after.files()),
    )
    compared = compare_whole(
        before,
        after,
        old_files,
        new_files,
        Task(settings, tuple(each.name for each in found), settings.version()),
    )
    return Outcome(
        settings,
        tuple(each.name for each in found),
        sorted(compared.findings, key=lambda each: each.order),
        Baseline("argument", old, None, None, "as asked for"),
        new,
        "griffe",
        compared.files,
        compared.objects,
        True,
        "",
        time.perf_counter() - started,
        True,
    )


def _settings(file: str | None, packages: tuple[str, ...]) -> Config:
    config = Config()
    if file is not None:
        found = load_config(file, file, "")
        if found is None:
            raise UsageError(
                f"{file}: has no [tool.holdfast] table; add one, or leave --config out"
            )
        config = found
    if packages:
        config.settings = config.settings._replace(packages=packages)
        config.source = config.source or "--package"
    return config


def _packages(config: Config, tree: FolderTree, shown: str) -> tuple[Package, ...]:
    return find_packages(config, tree.files())
