"""Modules that are symbolic links: git has the link and no contents, so they are not compared."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from unbroken.loading.module_files import module_of
from unbroken.model.definitions import NotUnderstood

if TYPE_CHECKING:
    from collections.abc import Collection

    from unbroken.checks.context import CheckContext


def links_not_followed(
    context: CheckContext, changed: Collection[str] | None = None
) -> tuple[tuple[str, NotUnderstood], ...]:
    """Return the public modules and packages of the baseline that are links.

    With `changed`, which are paths, only those that lie beside one of these files and lead to one.
    """
    is_whole = changed is None
    folders = {posixpath.dirname(path) for path in changed or ()}
    links: dict[str, str] = {}
    for folder in context.package_roots if is_whole else sorted(folders):
        links |= context.repository.links(context.baseline_commit, folder, deep=is_whole)
    return tuple(
        (path, NotUnderstood(1, f"a symbolic link to {target}, which is not followed"))
        for path, target in links.items()
        if (changed is None or target in changed) and _is_promised(context, path, target)
    )


def _is_promised(context: CheckContext, path: str, target: str) -> bool:
    """Return whether a link stands for a public module, or for a folder that is a package."""
    if not path.endswith((".py", ".pyi")):
        package = f"{target}/__init__.py"
        if context.repository.tree_id(context.baseline_commit, package) is None:
            return False
        path = f"{path}/__init__.py"
    modules = (module_of(package, path) for package in context.packages)
    name = next((module[0] for module in modules if module is not None), None)
    return (
        name is not None
        and not any(part.startswith("_") for part in name.split("."))
        and not context.config.is_excluded(path)
    )
