"""The packages of a folder, wheel or sdist that is compared without git."""

from __future__ import annotations

from unbroken.config.config import ACCEPTED_FILE, Config
from unbroken.config.config_file import parse_project, text_of
from unbroken.config.schema import RuleNames
from unbroken.config.setup_files import SETUP_FILES
from unbroken.errors import NothingToCheckError
from unbroken.loading.loader import SourceTree
from unbroken.project.layout import Package, declared_roots, packages_named, shipped_in_wheel
from unbroken.project.packages import find_packages

_PROJECT = "pyproject.toml"
_WHEEL_METADATA = ".dist-info/METADATA"
_TOP_LEVEL = ".egg-info/top_level.txt"


def config_of(tree: SourceTree, shown: str, known_rules: RuleNames) -> Config:
    """Return the configuration of the project in a tree, with or without the table."""
    files = tree.files()
    paths = [path for path in (_PROJECT, *SETUP_FILES, ACCEPTED_FILE) if path in files]
    texts = tree.read(paths)
    setup_files = {path: text_of(path, text) for path, text in texts.items() if path != _PROJECT}
    return parse_project(texts.get(_PROJECT, b""), shown, "", known_rules, setup_files)


def shipped_packages(
    tree: SourceTree, label: str, config: Config, names: tuple[str, ...] = ()
) -> tuple[Package, ...]:
    """Return the packages of a folder, wheel or sdist; `label` is its name in messages.

    An installed distribution is read as the wheel that it came from.

    They are those with the names of `--package`, or the configured ones, or all that a wheel
    contains, or those in the top_level.txt that setuptools adds to an sdist, or those by the
    project's metadata and layout. Raises NothingToCheckError if there are none.
    """
    paths = tree.files()
    try:
        if not names and not config.settings.packages:
            packages = _packages_of_archive(tree, label, config)
            if packages:
                return packages
        return find_packages(config, paths, names)
    except NothingToCheckError as error:
        if names or config.settings.packages:
            raise NothingToCheckError(f"{label}: {error}") from None
        raise NothingToCheckError(
            f"{label}: no package was found in it, so nothing would be compared; name it with "
            "--package NAME"
        ) from None


def packages_added(
    new: SourceTree, label: str, config: Config, old_packages: tuple[Package, ...]
) -> tuple[Package, ...]:
    """Return the packages that a distribution ships now and did not ship before."""
    known = {package.name for package in old_packages}
    try:
        shipped = shipped_packages(new, label, config)
    except NothingToCheckError:
        return ()
    return tuple(package for package in shipped if package.name not in known)


def _packages_of_archive(tree: SourceTree, label: str, config: Config) -> tuple[Package, ...]:
    """Return the packages that the form of a distribution itself names; () if it names none."""
    paths = tree.files()
    sources = [path for path in paths if path.endswith((".py", ".pyi"))]
    is_installed = any(path.endswith(_WHEEL_METADATA) for path in paths)
    if is_installed or label.endswith(".whl"):
        return tuple(shipped_in_wheel(sources))
    listed = sorted(path for path in paths if path.endswith(_TOP_LEVEL) and path.count("/") < 3)
    if not listed or config.settings.search_paths:
        return ()
    names = tree.read(listed[:1])[listed[0]].decode("utf-8", "replace").split()
    beside = listed[0].rpartition("/")[0].rpartition("/")[0]
    roots = (beside, *declared_roots(config.document), "src", "lib", "")
    return tuple(packages_named(names, roots, sources))
