"""Which packages a project has, and which module a file is."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from holdfast.config import Config
from holdfast.errors import ConfigError, NothingToCheckError

if TYPE_CHECKING:
    from holdfast.read.load import ModuleFile

# Top-level folders that are beside the package in a repository, not part of what is shipped.
_BESIDE = {
    "test", "tests", "testing", "doc", "docs", "example", "examples", "script", "scripts",
    "benchmark", "benchmarks", "tool", "tools", "tasks", "build", "dist", "node_modules", "venv",
    "site", "notebooks", "samples", "demo", "demos", "ci", "contrib", "experiments",
}  # fmt: skip
_SCRIPTS = {"setup", "conftest", "noxfile", "tasks", "manage", "fabfile", "versioneer", "conf"}


class Package(NamedTuple):
    """A package (or single module): its dotted name, and its folder or file in the repository."""

    name: str
    root: str
    is_module: bool = False


def find_packages(config: Config, paths: Collection[str]) -> tuple[Package, ...]:
    """Find the packages of a project among the paths of a version (with slashes).

    Those that `packages` names, else what the project's metadata and layout say. Raises
    ConfigError for a configured package that is not there; NothingToCheckError when none is found.
    """
    sources = [path for path in paths if path.endswith((".py", ".pyi"))]
    folder = f"{config.folder}/" if config.folder else ""
    inner = [path[len(folder) :] for path in sources if path.startswith(folder)]
    configured = [each.strip("/") for each in config.settings.search_paths]
    roots = configured or _search_paths(config, inner)
    roots = ["" if each in (".", "") else each.removeprefix("./") for each in roots]
    if config.settings.packages:
        found = [_configured(name, roots, inner, config) for name in config.settings.packages]
    else:
        found = _discovered(config, roots, inner)
    if not found:
        where = config.folder or "the repository"
        raise NothingToCheckError(
            f"no package was found in {where} (looked in {', '.join(each or '.' for each in roots)}), "
            "so nothing would be checked. Name it in pyproject.toml:\n\n"
            '  [tool.holdfast]\n  packages = ["your_package"]\n  search-paths = ["src"]'
        )
    return tuple(each._replace(root=folder + each.root) for each in found)


def _search_paths(config: Config, paths: Collection[str]) -> list[str]:
    """Where packages are, by the metadata of common build backends, else by layout."""
    tool = _table(config.document, "tool")
    setuptools = _table(tool, "setuptools")
    where = _table(_table(setuptools, "packages"), "find").get("where")
    if isinstance(where, list) and all(isinstance(each, str) for each in where):
        return [*where]
    base = _table(setuptools, "package-dir").get("")
    if isinstance(base, str):
        return [base]
    for each in _paths_of_packages(tool):
        return [os.path.dirname(each)]
    in_src = any(re.fullmatch(r"src/[^/]+(\.py|/.*)", path) for path in paths)
    return ["src"] if in_src and not any(path == "src/__init__.py" for path in paths) else ["."]


def _paths_of_packages(tool: Mapping[str, Any]) -> list[str]:
    """Give the folders that the metadata of hatch or Poetry names as packages."""
    wheel = _table(_table(_table(_table(tool, "hatch"), "build"), "targets"), "wheel")
    named = wheel.get("packages")
    if isinstance(named, list):
        return [each.strip("/") for each in named if isinstance(each, str)]
    included = _table(tool, "poetry").get("packages")
    found = []
    for each in included if isinstance(included, list) else ():
        if isinstance(each, dict) and isinstance(each.get("include"), str):
            found.append(os.path.join(str(each.get("from", "")), each["include"]).strip("/"))
    return found


def _table(table: Mapping[str, Any], key: str) -> dict[str, Any]:
    found = table.get(key)
    return found if isinstance(found, dict) else {}


def _configured(name: str, roots: list[str], paths: Collection[str], config: Config) -> Package:
    inner = name.replace(".", "/")
    for root in roots:
        place = f"{root}/{inner}" if root else inner
        if any(path.startswith(f"{place}/") for path in paths):
            return Package(name, place)
        for ending in (".py", ".pyi"):
            if f"{place}{ending}" in paths:
                return Package(name, f"{place}{ending}", True)
    from holdfast.config_file import nearest

    known = {each.name for each in _top_level(roots, paths)}
    places = ", ".join(root or "." for root in roots)
    raise ConfigError(
        f"{config.source}: [tool.holdfast] packages: there is no '{name}' in {places}"
        f"{nearest(name, sorted(known)) if known else ''}"
    )


def _discovered(config: Config, roots: list[str], paths: Collection[str]) -> list[Package]:
    tool = _table(config.document, "tool")
    named = _paths_of_packages(tool)
    if named:
        found = []
        for each in named:
            root = os.path.dirname(each)
            package = _at(each.removesuffix(".py"), root, paths)
            if package is not None:
                found.append(package)
        if found:
            return found
    candidates = _top_level(roots, paths)
    wanted = re.sub(r"[-_.]+", "_", config.project_name() or "").lower()
    own = [each for each in candidates if each.name.lower() == wanted]
    if own:
        return own
    for root in roots:
        # A namespace package: the project a-b (or a_b) ships a/b.
        for split in re.split(r"[-_.]+", config.project_name() or "")[:1]:
            rest = (config.project_name() or "")[len(split) + 1 :].replace("-", "_")
            place = "/".join(part for part in (root, split, rest.replace(".", "/")) if part)
            if rest and f"{place}/__init__.py" in paths:
                return [Package(f"{split}.{rest}", place)]
    packages = [each for each in candidates if not each.is_module]
    return packages or (candidates if len(candidates) == 1 else [])


def _at(place: str, root: str, paths: Collection[str]) -> Package | None:
    name = place[len(root) :].strip("/").replace("/", ".")
    if any(path.startswith(f"{place}/") for path in paths):
        return Package(name, place)
    return Package(name, f"{place}.py", True) if f"{place}.py" in paths else None


def _top_level(roots: list[str], paths: Iterable[str]) -> list[Package]:
    """Give the packages and modules right below some folders, sorted, without what is beside."""
    found: dict[str, Package] = {}
    for path in paths:
        for root in roots:
            if root and not path.startswith(f"{root}/"):
                continue
            head, _, rest = (path[len(root) + 1 :] if root else path).partition("/")
            place = f"{root}/{head}" if root else head
            if rest in ("__init__.py", "__init__.pyi") and head not in _BESIDE:
                if head.isidentifier() and not head.startswith("."):
                    found[head] = Package(head, place)
            elif not rest and head.endswith(".py"):
                stem = head.removesuffix(".py")
                hidden = stem.startswith(("test_", "_")) or stem in _SCRIPTS
                if stem.isidentifier() and not hidden:
                    found.setdefault(stem, Package(stem, place, True))
    return [found[name] for name in sorted(found)]


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

    Where a `.pyi` lies beside a `.py`, the `.py` is what runs, and wins.
    """
    from holdfast.read.load import ModuleFile

    found: dict[str, ModuleFile] = {}
    for path in sorted(paths):
        for package in packages:
            named = module_of(package, path)
            if named is None:
                continue
            known = found.get(named[0])
            if known is None or (known.path.endswith(".pyi") and path.endswith(".py")):
                found[named[0]] = ModuleFile(named[0], path, named[1])
    return found
