"""The packages of a project in one version of its files."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from unbroken.config.config import Config, is_test
from unbroken.errors import NothingToCheckError
from unbroken.model.suggestions import did_you_mean_or_list
from unbroken.project.layout import Package as Package
from unbroken.project.layout import (
    declared_packages,
    declared_roots,
    discover,
    is_named_after,
    locate,
    normalized_path,
    outermost_packages,
)
from unbroken.sources.listing import Listing

_KEY = "[tool.unbroken] packages"


def find_packages(
    config: Config, paths: Collection[str], names: tuple[str, ...] = ()
) -> tuple[Package, ...]:
    """Find the packages of a project among the paths of one version (with slashes).

    They are those with the names of `--package`, or those that `packages` configures, or else those
    by the project's metadata and layout. Raises NothingToCheckError if a named package is missing,
    and if none is found.
    """
    inner = _source_files(config, paths)
    roots = _roots(config)
    setting = "--package" if names else f"{config.source}: {_KEY}"
    names = names or config.settings.packages
    if names:
        packages = [package for name in names if (package := locate(name, roots, inner))]
        if len(packages) < len(set(names)):
            there = {package.name for package in packages}
            name = next(name for name in names if name not in there)
            raise NothingToCheckError(_no_such_package(setting, name, roots, inner))
    else:
        configured = roots if config.settings.search_paths else ()
        packages = discover(config.document, config.project_name(), configured, inner)
        if not configured:
            _refuse_packages_in_a_package(packages, config, inner)
            _refuse_stray_modules(packages, config, inner)
    if not packages:
        where = config.folder or "the repository"
        places = ", ".join(root or "." for root in roots)
        raise NothingToCheckError(
            f"no package was found in {where} (looked in {places}), "
            "so nothing would be checked. Name it in pyproject.toml:\n\n"
            '  [tool.unbroken]\n  packages = ["your_package"]\n  search-paths = ["src"]'
            f"{_projects_below(paths) if config.source is None else ''}"
        )
    return _in_repository(config, dict.fromkeys(packages))


def with_test_packages(
    config: Config, packages: Iterable[Package], names: Collection[str] = ()
) -> Config:
    """Return a configuration in which packages that are called like tests are no tests.

    That are those with the names of `--package`, the configured ones, and those that the metadata
    names or that have the project's name.
    """
    suspects = [
        package
        for package in packages
        if is_test(config.inner_path(package.root if package.is_module else f"{package.root}/x.py"))
    ]
    if not suspects:
        return config
    known = {*names, *config.settings.packages}
    known |= {package.name for package in declared_packages(config.document)}
    name = config.project_name()
    roots = (
        package.root
        for package in suspects
        if package.name in known or is_named_after(package.name, name)
    )
    return config.with_test_packages(tuple(roots))


def _refuse_packages_in_a_package(
    packages: Collection[Package], config: Config, paths: Collection[str]
) -> None:
    """Raise NothingToCheckError if the project's folder is a package, and may be what it ships.

    Packages that have the project's name, or that the metadata names, are what it ships.
    """
    if "__init__.py" not in paths or not packages:
        return
    name = config.project_name()
    declared = declared_packages(config.document)
    roots = declared_roots(config.document)
    if roots or any(
        is_named_after(package.name, name) or package in declared for package in packages
    ):
        return
    listed = ", ".join(package.root for package in packages)
    raise NothingToCheckError(
        "the project's folder is a package itself (it has an __init__.py), and nothing says "
        f"whether the project ships that or {listed}. A package needs a folder of its own to be "
        "compared. If the project ships something else, name it in pyproject.toml:\n\n"
        f'  [tool.unbroken]\n  packages = ["{next(iter(packages)).name}"]'
    )


def _refuse_stray_modules(
    packages: Collection[Package], config: Config, paths: Collection[str]
) -> None:
    """Raise NothingToCheckError if only modules were found that may be scripts.

    They are scripts if nothing says that the project ships them, and there are packages in other
    folders.
    """
    name = config.project_name()
    if not packages or name is None or not all(package.is_module for package in packages):
        return
    declared = declared_packages(config.document)
    if any(is_named_after(package.name, name) or package in declared for package in packages):
        return
    others = outermost_packages(paths)
    if others:
        modules = ", ".join(package.root for package in packages)
        places = ", ".join(package.root for package in others[:5])
        root, _, _ = others[0].root.rpartition("/")
        raise NothingToCheckError(
            f"nothing says which packages {name} ships: {modules} is not named after it, and "
            f"there are packages in {places}. Name them in pyproject.toml:\n\n"
            f'  [tool.unbroken]\n  packages = ["{others[0].name}"]\n'
            f'  search-paths = ["{root or "."}"]'
        )


def _projects_below(paths: Collection[str]) -> str:
    """Return the advice for a monorepo whose projects have no tables, "" elsewhere."""
    below = sorted(path.rpartition("/")[0] for path in paths if path.endswith("/pyproject.toml"))
    if not below:
        return ""
    named = ", ".join(below[:3]) + (f" and {len(below) - 3} more" if below[3:] else "")
    return (
        f"\n\nThere are projects below it ({named}): they are checked when the pyproject.toml of "
        "each has a table [tool.unbroken], which may be empty."
    )


def find_again(
    config: Config, packages: Iterable[Package], paths: Collection[str]
) -> tuple[Package, ...]:
    """Find packages of one version in another one, where they may have moved (to `src`, say).

    A package that is not there keeps its place; it has no files there.
    """
    packages = tuple(packages)
    if isinstance(paths, Listing) and all(_is_there(package, paths) for package in packages):
        return packages
    inner = _source_files(config, paths)
    prefix = f"{config.folder}/" if config.folder else ""
    located = []
    for package in packages:
        inside = package._replace(root=package.root.removeprefix(prefix))
        former = inside.root.removesuffix(inside.name.replace(".", "/") + ".py" * inside.is_module)
        roots = dict.fromkeys((former.strip("/"), *_roots(config)))
        located.append(locate(package.name, roots, inner) or inside)
    return _in_repository(config, located)


def _is_there(package: Package, files: Listing) -> bool:
    folder = package.root.rpartition(".")[0] if package.is_module else package.root
    has_folder = any(path.endswith((".py", ".pyi")) for path in files.files_under(folder))
    return package.root in files and not has_folder if package.is_module else has_folder


def _source_files(config: Config, paths: Collection[str]) -> frozenset[str]:
    """Return the source files of a project, relative to its folder."""
    folder = f"{config.folder}/" if config.folder else ""
    return frozenset(
        path[len(folder) :]
        for path in paths
        if path.endswith((".py", ".pyi")) and path.startswith(folder)
    )


def _in_repository(config: Config, packages: Iterable[Package]) -> tuple[Package, ...]:
    """Return packages with their places relative to the repository."""
    folder = f"{config.folder}/" if config.folder else ""
    return tuple(package._replace(root=folder + package.root) for package in packages)


def _roots(config: Config) -> list[str]:
    """Return the folders to search: configured, else of the metadata, else the usual ones."""
    roots = [*config.settings.search_paths] or [*declared_roots(config.document), "src", "."]
    return list(dict.fromkeys(map(normalized_path, roots)))


def _no_such_package(setting: str, name: str, roots: list[str], paths: Collection[str]) -> str:
    depth = name.count(".") + 1
    known: set[str] = set()
    # What is in `src` is no part of a package `src` beside it.
    inner_first = sorted(roots, key=len, reverse=True)
    for path in paths:
        root = next((root for root in inner_first if not root or path.startswith(f"{root}/")), None)
        if root is not None:
            parts = path[len(root) + 1 if root else 0 :].rpartition(".")[0].split("/")
            known.add(".".join(parts[:depth]).removesuffix(".__init__"))
    likely = [name for name in known if all(part.isidentifier() for part in name.split("."))]
    places = ", ".join(root or "." for root in roots)
    return (
        f"{setting}: there is no '{name}' in {places}"
        f"{did_you_mean_or_list(name, sorted(likely)) if likely else ''}"
    )
