"""Which packages a project ships when it is not configured: its metadata, and where files lie."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from unbroken.loading.module_files import Package as Package
from unbroken.model.distribution_names import canonicalize_name

# Top-level folders and modules beside the package, not shipped. Mostly those that setuptools
# leaves out of a flat layout (its user guide, "Package Discovery", "Automatic discovery").
_BESIDE = {
    "test", "tests", "testing", "unit_test", "unit_tests", "integration_tests", "doc", "docs",
    "documentation", "manpages", "news", "newsfragments", "changelog", "example", "examples",
    "sample", "samples", "demo", "demos", "exercise", "exercises", "notebooks", "script",
    "scripts", "bin", "tool", "tools", "util", "utils", "ci", "build", "dist", "site",
    "htmlcov", "benchmark", "benchmarks", "debian", "python", "contrib", "experiments", "tasks",
    "node_modules", "venv", "env", "site_scons", "setup", "conftest", "noxfile", "toxfile",
    "manage", "fabfile", "versioneer", "conf", "pavement", "dodo",
}  # fmt: skip


def locate(name: str, roots: Iterable[str], paths: Collection[str]) -> Package | None:
    """Find a package by its dotted name; a folder counts with or without `__init__.py`."""
    inner = name.replace(".", "/")
    for root in roots:
        place = f"{root}/{inner}" if root else inner
        if any(path.startswith(f"{place}/") for path in paths):
            return Package(name, place)
        if f"{place}.py" in paths or f"{place}.pyi" in paths:
            return Package(name, f"{place}.py", True)
    return None


def plain_path(path: str) -> str:
    """Write a path without `.`, doubled slashes and a slash at its end."""
    return "/".join(part for part in path.split("/") if part not in ("", "."))


def discover(
    document: Mapping[str, Any], name: str | None, search: Iterable[str], paths: Collection[str]
) -> list[Package]:
    """Find the packages of a project; `paths` are its source files, `name` is its own.

    What the metadata names, else what lies in `search`, else in the folders that the metadata
    names, `src` or the project's folder.
    """
    found = _discovered(document, name, list(search), paths)
    return [*found, *_support(found, paths)]


def _discovered(
    document: Mapping[str, Any], name: str | None, configured: list[str], paths: Collection[str]
) -> list[Package]:
    if not configured:
        named = [each for each in declared_packages(document) if _is_there(each, paths)]
        if named:
            return [each for each in named if not _is_in_another(each, named)]
    roots = configured or declared_roots(document)
    found = [package for root in roots for package in _in_root(plain_path(root), name, paths)]
    if configured:
        return found
    if found:
        return _included(document, found) or found
    # `src` may also hold sources in other languages, and a stray script.
    usual = [
        _in_root(root, name, paths) for root in ("src", "") if f"{root}/__init__.py" not in paths
    ]
    own = [each for each in usual if any(_same(package.name, name) for package in each)]
    return next((each for each in (*own, *usual) if each), [])


def in_namespaces(paths: Collection[str]) -> list[Package]:
    """Find the outermost packages below folders that are none, as a wheel of `a.b` has them."""
    found: dict[str, Package] = {}
    for path in sorted(paths, key=lambda path: (path.count("/"), path)):
        *folders, file = path.split("/")
        outer = (".".join(folders[:depth]) for depth in range(1, len(folders)))
        if file.rpartition(".")[0] == "__init__" and not any(each in found for each in outer):
            _add(found, folders, Package(".".join(folders), "/".join(folders)))
    return [found[name] for name in sorted(found)]


def _support(packages: list[Package], paths: Collection[str]) -> list[Package]:
    """Find the private package beside a package of its name, from which that exports.

    So are pytest and _pytest.
    """
    found = []
    for each in packages:
        folder, _, last = each.root.rpartition("/")
        place = f"{folder}/_{last}" if folder else f"_{last}"
        if not each.is_module and "." not in each.name and f"{place}/__init__.py" in paths:
            found.append(Package(f"_{each.name}", place))
    return [each for each in found if each not in packages]


def _included(document: Mapping[str, Any], packages: Iterable[Package]) -> list[Package]:
    """Keep what `[tool.setuptools.packages.find] include` takes, all without it."""
    from fnmatch import fnmatchcase

    find = _table(document, "tool", "setuptools", "packages", "find")
    globs = _texts(find.get("include")) or ["*"]
    return [each for each in packages if any(fnmatchcase(each.name, glob) for glob in globs)]


def _is_there(package: Package, paths: Collection[str]) -> bool:
    if package.is_module:
        return package.root in paths
    return any(path.startswith(f"{package.root}/") for path in paths)


def _is_in_another(package: Package, packages: Iterable[Package]) -> bool:
    return any(package.root.startswith(f"{each.root}/") for each in packages)


def _in_root(root: str, name: str | None, paths: Collection[str]) -> list[Package]:
    """Find the packages in one folder: its own in a flat layout, all in any other."""
    tops = list(_tops(root, paths))
    packages = [each for each in tops if not each.is_module]
    modules = [each for each in tops if each.is_module]
    own = [each for each in (*packages, *modules) if _same(each.name, name)]
    if root:
        if own and own[0].is_module:
            return [*packages, own[0]]
        return packages or modules or _folders(root, paths)
    if own:
        return own[:1]
    namespace = _namespace(root, name, paths)
    if namespace is not None:
        return [namespace]
    packages = [each for each in packages if each.name not in _BESIDE]
    modules = [each for each in modules if each.name not in _BESIDE]
    return packages or (modules if len(modules) == 1 else [])


def _tops(root: str, paths: Collection[str]) -> Iterator[Package]:
    """Give the outermost packages in a folder, and the modules right in it, by name.

    Outside a flat layout packages of a namespace count too (`src/a/b/__init__.py`: `a.b`).
    """
    prefix = f"{root}/" if root else ""
    found: dict[str, Package] = {}
    for path in sorted(paths, key=lambda path: (path.count("/"), path)):
        if not path.startswith(prefix):
            continue
        *folders, file = path[len(prefix) :].split("/")
        stem, _, ending = file.rpartition(".")
        if stem == "__init__" and folders:
            outer = (".".join(folders[:depth]) for depth in range(1, len(folders)))
            if (len(folders) == 1 or root) and not any(each in found for each in outer):
                _add(found, folders, Package(".".join(folders), prefix + "/".join(folders)))
        elif not folders and ending == "py" and not stem.startswith(("test_", "_")):
            _add(found, [stem], Package(stem, path, True))
    yield from (found[name] for name in sorted(found))


def _add(found: dict[str, Package], parts: list[str], package: Package) -> None:
    if all(part.isidentifier() for part in parts) and not parts[0].startswith("_"):
        found[package.name] = package  # a package wins over a module of its name, as in an import


def _folders(root: str, paths: Collection[str]) -> list[Package]:
    """Give the folders with sources where there is no `__init__.py` at all (PEP 420)."""
    inner = (path[len(root) + 1 :].split("/") for path in paths if path.startswith(f"{root}/"))
    names = sorted({parts[0] for parts in inner if len(parts) > 1 and parts[0].isidentifier()})
    return [Package(name, f"{root}/{name}") for name in names]


def _namespace(root: str, name: str | None, paths: Collection[str]) -> Package | None:
    """Find a package without `__init__.py`, or in a namespace, by the project's name.

    `a-b-c` ships a_b_c, a.b.c, a.b_c or a_b.c.
    """
    parts = [part for part in re.split(r"[-_.]+", name or "") if part]
    for dots in range(2 ** (min(len(parts), 8) - 1)) if parts else ():
        dotted = parts[0]
        for at, part in enumerate(parts[1:]):
            dotted += ("." if dots >> at & 1 else "_") + part
        package = locate(dotted, [root], paths) or locate(dotted.lower(), [root], paths)
        if package is not None:
            return package
    return None


def _same(package: str, name: str | None) -> bool:
    return name is not None and canonicalize_name(package) == canonicalize_name(name)


def declared_roots(document: Mapping[str, Any]) -> list[str]:
    """Give the folders in which the metadata of a build backend says that packages are."""
    tool = _table(document, "tool")
    setuptools = _table(tool, "setuptools")
    where = _texts(_table(setuptools, "packages", "find").get("where"))
    one = (
        _table(setuptools, "package-dir").get(""),
        _table(tool, "pdm", "build").get("package-dir"),
        _table(tool, "uv", "build-backend").get("module-root"),
        _table(tool, "maturin").get("python-source"),
    )
    return where or [each for each in one if isinstance(each, str)][:1]


def declared_packages(document: Mapping[str, Any]) -> list[Package]:
    """Give the packages that the metadata of a build backend names.

    Those of hatch, setuptools, Poetry, flit, PDM, uv and scikit-build are known. Whether the
    packages are there is another question; patterns are left to the layout.
    """
    tool = _table(document, "tool")
    places = _texts(_table(tool, "hatch", "build", "targets", "wheel").get("packages"))
    places += _texts(_table(tool, "scikit-build", "wheel").get("packages"))
    places += _texts(_table(tool, "pdm", "build").get("includes"))
    found = [_package(place.rpartition("/")[2], place) for place in map(plain_path, places)]
    for each in _tables(_table(tool, "poetry").get("packages")):
        include = plain_path(str(each.get("include", "")))
        place = plain_path(f"{each.get('from', '')}/{include}")
        found.append(_package(include, place))
    found += _of_setuptools(_table(tool, "setuptools"))
    uv = _table(tool, "uv", "build-backend")
    modules = (uv.get("module-name"), _table(tool, "flit", "module").get("name"))
    roots = [*declared_roots(document), "src", ""]
    for name in (name for each in modules for name in _texts(each)):
        inner = name.replace(".", "/")
        found += [_package(inner, plain_path(f"{root}/{inner}")) for root in roots]
    return [each for each in found if all(part.isidentifier() for part in each.name.split("."))]


def _of_setuptools(table: Mapping[str, Any]) -> list[Package]:
    folders = _table(table, "package-dir")
    base = str(folders.get("", ""))
    found = []
    for name in _texts(table.get("packages")):
        place = folders.get(name) or f"{base}/{name.replace('.', '/')}"
        found.append(Package(name, plain_path(str(place))))
    modules = _texts(table.get("py-modules"))
    return found + [Package(name, plain_path(f"{base}/{name}.py"), True) for name in modules]


def _package(inner: str, place: str) -> Package:
    """Make a package, or a module where a file is named."""
    is_module = inner.endswith(".py")
    return Package(inner.removesuffix(".py").replace("/", "."), place, is_module)


def _table(table: Mapping[str, Any], *keys: str) -> Mapping[str, Any]:
    for key in keys:
        inner = table.get(key)
        table = inner if isinstance(inner, dict) else {}
    return table


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _tables(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
