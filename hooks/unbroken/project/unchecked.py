"""The projects of a repository that nothing configures, so that they are not checked."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable

from unbroken.config.config import is_test
from unbroken.config.config_file import is_built, metadata_of
from unbroken.config.project_files import ProjectFiles
from unbroken.errors import ConfigError
from unbroken.project.layout import is_usually_shipped


def unchecked_projects(
    nested: Iterable[str], checked: Collection[str], files: ProjectFiles
) -> tuple[str, ...]:
    """Return the folders of projects that are built as packages and are not checked.

    `nested` are the paths of possible `pyproject.toml` files, `checked` are the folders of the
    projects that are checked. Projects among tests, documentation and examples are left out. One
    whose file cannot be read may be built, so it is named.
    """
    folders = []
    for path in sorted(nested):
        folder = os.path.dirname(path)
        if folder in checked or is_test(path) or not is_usually_shipped(folder):
            continue
        if _may_be_built(path, files):
            folders.append(folder)
    return tuple(folders)


def _may_be_built(path: str, files: ProjectFiles) -> bool:
    try:
        source = files.read(path)
        return source is not None and is_built(metadata_of(source, path))
    except ConfigError:
        return True
