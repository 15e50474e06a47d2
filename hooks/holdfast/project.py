"""Which packages a project has, and which module a file is."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from holdfast.config import Config
from holdfast.errors import NothingToCheckError
from holdfast.layout import Package as Package
from holdfast.layout import declared_roots, discover, locate, plain_path

if TYPE_CHECKING:
    from holdfast.read.load import ModuleFile


_KEY = "[tool.holdfast] packages"


def find_packages(config: Config, paths: Collection[str]) -> tuple[Package, ...]:
    """Find the packages of a project among the paths of a version (with slashes).

    Those that `packages` names, else what the project's metadata and layout say. Raises
    NothingToCheckError when a configured package is not there, and when none is found.
    """
    inner = _inner(config, paths)
    roots = _roots(config)
    names = config.settings.packages
    if names:
        found = [package for name in names if (package := locate(name, roots, inner))]
        if len(found) < len(set(names)):
            there = {each.name for each in found}
            name = next(each for each in names if each not in there)
            raise NothingToCheckError(_no_such_package(config, name, roots, inner))
    else:
        configured = roots if config.settings.search_paths else ()
        found = discover(config.document, config.project_name(), configured, inner)
    if not found:
        where = config.folder or "the repository"
        places = ", ".join(root or "." for root in roots)
        raise NothingToCheckError(
            f"no package was found in {where} (looked in {places}), "
            "so nothing would be checked. Name it in pyproject.toml:\n\n"
            '  [tool.holdfast]\n  packages = ["your_package"]\n  search-paths = ["src"]'
        )
    return _outer(config, dict.fromkeys(found))


def find_again(
    config: Config, packages: Iterable[Package], paths: Collection[str]
) -> tuple[Package, ...]:
    """Find packages of one version in another one, where they may have moved (to `src`, say).

    What is not there stays where it was: it has no files there.
    """
    inner = _inner(config, paths)
    prefix = f"{config.folder}/" if config.folder else ""
    found = []
    for each in packages:
        was = each._replace(root=each.root.removeprefix(prefix))
        former = was.root.removesuffix(was.name.replace(".", "/") + ".py" * was.is_module)
        roots = dict.fromkeys((former.strip("/"), *_roots(config)))
        found.append(locate(each.name, roots, inner) or was)
    return _outer(config, found)


def _inner(config: Config, paths: Collection[str]) -> frozenset[str]:
    """Give the source files of a project, relative to its folder."""
    folder = f"{config.folder}/" if config.folder else ""
    return frozenset(
        path[len(folder) :]
        for path in paths
        if path.endswith((".py", ".pyi")) and path.startswith(folder)
    )


def _outer(config: Config, packages: Iterable[Package]) -> tuple[Package, ...]:
    folder = f"{config.folder}/" if config.folder else ""
    return tuple(each._replace(root=folder + each.root) for each in packages)


def _roots(config: Config) -> list[str]:
    """Give the folders to look in: the configured ones, else those of the metadata, else usual."""
    roots = [*config.settings.search_paths] or [*declared_roots(config.document), "src", "."]
    return list(dict.fromkeys(map(plain_path, roots)))


def _no_such_package(config: Config, name: str, roots: list[str], paths: Collection[str]) -> str:
    from holdfast.config_schema import nearest

    depth = name.count(".") + 1
    known: set[str] = set()
    for path in paths:
        for root in roots:
            if not root or path.startswith(f"{root}/"):
                parts = path[len(root) + 1 if root else 0 :].rpartition(".")[0].split("/")
                known.add(".".join(parts[:depth]).removesuffix(".__init__"))
    likely = [each for each in known if all(part.isidentifier() for part in each.split("."))]
    places = ", ".join(root or "." for root in roots)
    asked = config.source if config.source == "--package" else f"{config.source}: {_KEY}"
    return (
        f"{asked}: there is no '{name}' in {places}"
        f"{nearest(name, sorted(likely)) if likely else ''}"
    )


def module_of(package: Package, path: str) -> tuple[str, bool] | None:
    """Give the dotted name of a source file, and whether it is a package's `__init__`.

    None for files outside the package and for names that cannot be imported.
    """
    stem, dot, ending = path.rpartition(".")
    if not dot or ending not in ("py", "pyi"):
        return None
    if package.is_module:
        return (package.name, False) if stem == package.root.rpartition(".")[0] else None
    if not stem.startswith(f"{package.root}/"):
        return None
    parts = stem[len(package.root) + 1 :].split("/")
    is_package = parts[-1] == "__init__"
    if is_package:
        parts.pop()
    if not all(part.isidentifier() for part in parts):
        return None
    return ".".join([package.name, *parts]), is_package


def module_files(packages: Iterable[Package], paths: Iterable[str]) -> dict[str, ModuleFile]:
    """Map the dotted names of the modules of some packages to their files.

    Where several files could be a module, the one that is imported wins: a `.py` before a `.pyi`,
    and a package before a module (`importlib.machinery.FileFinder` looks in that order). The
    `.pyi` of the same stem is its stub.
    """
    from holdfast.read.load import ModuleFile

    found: dict[str, ModuleFile] = {}
    known_paths = frozenset(paths)
    for path in sorted(known_paths):
        for package in packages:
            named = module_of(package, path)
            if named is None:
                continue
            stub = f"{path}i" if f"{path}i" in known_paths else None
            file = ModuleFile(named[0], path, named[1], stub)
            known = found.get(file.name)
            if known is None or _rank(file) > _rank(known):
                found[file.name] = file
    return found


def _rank(file: ModuleFile) -> tuple[bool, bool]:
    return file.path.endswith(".py"), file.is_package
