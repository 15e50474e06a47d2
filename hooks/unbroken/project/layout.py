"""The packages that a project ships, by its metadata and its layout, if none are configured."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from unbroken.loading.module_files import Package as Package
from unbroken.model.distribution_names import canonicalize_name

# Top-level folders and modules that are usually not shipped: mostly those that setuptools leaves
# out of a flat layout (its user guide, "Package Discovery", "Automatic discovery").
_NOT_SHIPPED = {
    "test", "tests", "testing", "unit_test", "unit_tests", "integration_tests", "doc", "docs",
    "documentation", "manpages", "news", "newsfragments", "changelog", "example", "examples",
    "sample", "samples", "demo", "demos", "exercise", "exercises", "notebooks", "script",
    "scripts", "bin", "tool", "tools", "util", "utils", "ci", "build", "dist", "site",
    "htmlcov", "benchmark", "benchmarks", "debian", "python", "contrib", "experiments", "tasks",
    "node_modules", "venv", "env", "site_scons", "setup", "conftest", "noxfile", "toxfile",
    "manage", "fabfile", "versioneer", "conf", "pavement", "dodo",
}  # fmt: skip


def is_usually_shipped(folder: str) -> bool:
    """Return whether no part of a folder has a name of those that are usually not shipped.

    `python` may hold the Python part of a project in several languages.
    """
    return (_NOT_SHIPPED - {"python"}).isdisjoint(folder.split("/"))


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


def normalized_path(path: str) -> str:
    """Return a path without `.` parts, doubled slashes and a slash at its end."""
    return "/".join(part for part in path.split("/") if part not in ("", "."))


def discover(
    document: Mapping[str, Any], name: str | None, search: Iterable[str], paths: Collection[str]
) -> list[Package]:
    """Find the packages of the project called `name` among its source files (`paths`).

    They are those that the metadata names; else those in the `search` folders; else those in the
    folders that the metadata names, in `src`, or in the project's folder.
    """
    packages = _shipped_packages(document, name, list(search), paths)
    return [*packages, *_private_siblings(packages, paths)]


def _shipped_packages(
    document: Mapping[str, Any], name: str | None, configured: list[str], paths: Collection[str]
) -> list[Package]:
    if not configured:
        named = [package for package in declared_packages(document) if _is_there(package, paths)]
        if named:
            return [package for package in named if not _is_in_another(package, named)]
    roots = configured or declared_roots(document)
    shipped = [
        package for root in roots for package in _in_root(normalized_path(root), name, paths)
    ]
    if configured:
        return shipped
    if shipped:
        return _included(document, shipped)
    if _has_src_layout(document, paths):
        return list(_top_packages("src", paths))
    # `src` may also hold sources in other languages, and a stray script.
    usual = [
        _in_root(root, name, paths) for root in ("src", "") if f"{root}/__init__.py" not in paths
    ]
    own = [
        packages
        for packages in usual
        if any(is_named_after(package.name, name) for package in packages)
    ]
    return _included(document, next((packages for packages in (*own, *usual) if packages), []))


def _has_src_layout(document: Mapping[str, Any], paths: Collection[str]) -> bool:
    """Return whether setuptools ships all packages and modules in `src`.

    It does where nothing names them (its user guide, "Package Discovery", "src-layout").
    """
    backend = _table(document, "build-system").get("build-backend")
    table = _table(document, "tool", "setuptools")
    if not str(backend).startswith("setuptools.") or not table.keys().isdisjoint(_NAMES_SHIPPED):
        return False
    packages = [package for package in _top_packages("src", paths) if not package.is_module]
    return bool(packages) and "src/__init__.py" not in paths


_NAMES_SHIPPED = ("packages", "py-modules", "package-dir")


def shipped_in_wheel(paths: Collection[str]) -> list[Package]:
    """Find the packages of a wheel: all that it contains, except tests and docs by accident.

    Modules in folders without `__init__.py` are parts of a namespace that others share, such as
    `google/cloud/vision.py`; they are packages of their own.
    """
    resolved: dict[str, Package] = {}
    # In each folder `__init__` comes first: what is beside it belongs to the package.
    for path in sorted(paths, key=_order_in_wheel):
        *folders, file = path.split("/")
        if folders and folders[0].endswith((".dist-info", ".data")):
            continue
        outer = (".".join(_names(folders[:depth])) for depth in range(1, len(folders) + 1))
        stem, _, ending = file.rpartition(".")
        if any(name in resolved for name in outer) or ending not in ("py", "pyi"):
            continue
        if stem == "__init__":
            _add(resolved, _names(folders), Package(".".join(_names(folders)), "/".join(folders)))
        else:
            name = ".".join((*_names(folders), stem))
            _add(resolved, [*_names(folders), stem], Package(name, path, True))
    packages = [resolved[name] for name in sorted(resolved)]
    shipped = [
        package for package in packages if package.name.partition(".")[0] not in _NOT_SHIPPED
    ]
    return [*(shipped or packages), *_private_siblings(shipped or packages, paths)]


def _order_in_wheel(path: str) -> tuple[int, bool, str]:
    return path.count("/"), not path.rpartition("/")[2].startswith("__init__."), path


def _names(folders: list[str]) -> list[str]:
    """Return the parts of a package name; `foo-stubs` has the stubs of `foo` (PEP 561)."""
    return [folders[0].removesuffix("-stubs"), *folders[1:]] if folders else []


def packages_named(
    names: Iterable[str], roots: Iterable[str], paths: Collection[str]
) -> list[Package]:
    """Find top-level packages and modules, such as top_level.txt names, in the first root."""
    roots = list(dict.fromkeys(roots))
    located = (locate(name, roots, paths) for name in dict.fromkeys(names))
    packages = [package for package in located if package is not None]
    shipped = [package for package in packages if package.name not in _NOT_SHIPPED]
    return [*(shipped or packages), *_private_siblings(shipped or packages, paths)]


def outermost_packages(paths: Collection[str]) -> list[Package]:
    """Find the packages in any folder that are not in another one, nor among tests and docs."""
    packages: dict[str, Package] = {}
    for path in sorted(paths, key=lambda path: (path.count("/"), path)):
        *folders, file = path.split("/")
        if file != "__init__.py" or not _NOT_SHIPPED.isdisjoint(folders):
            continue
        outer = ("/".join(folders[:depth]) for depth in range(1, len(folders)))
        if folders and folders[-1].isidentifier() and not any(place in packages for place in outer):
            packages["/".join(folders)] = Package(folders[-1], "/".join(folders))
    return list(packages.values())


def _private_siblings(packages: list[Package], paths: Collection[str]) -> list[Package]:
    """Find the private packages from which a package of the same name exports (_pytest)."""
    siblings = []
    for package in packages:
        folder, _, last = package.root.rpartition("/")
        place = f"{folder}/_{last}" if folder else f"_{last}"
        if not package.is_module and "." not in package.name and f"{place}/__init__.py" in paths:
            siblings.append(Package(f"_{package.name}", place))
    return [package for package in siblings if package not in packages]


def _included(document: Mapping[str, Any], packages: list[Package]) -> list[Package]:
    """Return the packages that `[tool.setuptools.packages.find]` includes and does not exclude.

    All of them if that leaves none: patterns may be about what is inside of packages.
    """
    from fnmatch import fnmatchcase

    find = _table(document, "tool", "setuptools", "packages", "find")
    include, exclude = _texts(find.get("include")) or ["*"], _texts(find.get("exclude"))

    def matches(package: Package, globs: list[str]) -> bool:
        return any(fnmatchcase(package.name, glob) for glob in globs)

    kept = [
        package
        for package in packages
        if matches(package, include) and not matches(package, exclude)
    ]
    return kept or packages


def _is_there(package: Package, paths: Collection[str]) -> bool:
    if package.is_module:
        return package.root in paths
    return any(path.startswith(f"{package.root}/") for path in paths)


def _is_in_another(package: Package, packages: Iterable[Package]) -> bool:
    return any(package.root.startswith(f"{other.root}/") for other in packages)


def _in_root(root: str, name: str | None, paths: Collection[str]) -> list[Package]:
    """Find the packages in one folder: the project's own in a flat layout, else all."""
    tops = list(_top_packages(root, paths))
    packages = [package for package in tops if not package.is_module]
    modules = [package for package in tops if package.is_module]
    own = [package for package in (*packages, *modules) if is_named_after(package.name, name)]
    if root:
        if own and own[0].is_module:
            return [*packages, own[0]]
        return packages or modules or _folders(root, paths)
    if own:
        return own[:1]
    namespace = _namespace(root, name, paths)
    if namespace is not None:
        return [namespace]
    packages = [package for package in packages if package.name not in _NOT_SHIPPED]
    modules = [module for module in modules if module.name not in _NOT_SHIPPED]
    # A stub without a source is the module of an extension, in a project without other modules.
    modules = [module for module in modules if module.root.endswith(".py")] or modules
    return packages or (modules if len(modules) == 1 else [])


def _top_packages(root: str, paths: Collection[str]) -> Iterator[Package]:
    """Yield the outermost packages in a folder and the modules directly in it, by name.

    Except in a flat layout, packages in a namespace count too (`src/a/b/__init__.py` is `a.b`).
    """
    prefix = f"{root}/" if root else ""
    packages: dict[str, Package] = {}
    for path in sorted(paths, key=lambda path: (path.count("/"), path)):
        if not path.startswith(prefix):
            continue
        *folders, file = path[len(prefix) :].split("/")
        stem, _, ending = file.rpartition(".")
        if stem == "__init__" and folders:
            outer = (".".join(folders[:depth]) for depth in range(1, len(folders)))
            if (len(folders) == 1 or root) and not any(name in packages for name in outer):
                name = ".".join(_names(folders))
                _add(packages, _names(folders), Package(name, prefix + "/".join(folders)))
        elif not folders and ending in ("py", "pyi") and not _is_private_or_test(stem):
            _add(packages, [stem], packages.get(stem) or Package(stem, path, True))
    yield from (packages[name] for name in sorted(packages))


def _is_private_or_test(stem: str) -> bool:
    """Return whether a module is private, or a test by the names that pytest looks for."""
    return stem.startswith(("test_", "_")) or stem.endswith("_test")


def _add(packages: dict[str, Package], parts: list[str], package: Package) -> None:
    if all(part.isidentifier() for part in parts) and not parts[0].startswith("_"):
        packages[package.name] = (
            package  # a package wins over a module of its name, as in an import
        )


def _folders(root: str, paths: Collection[str]) -> list[Package]:
    """Return the folders with sources as packages where nothing has `__init__.py` (PEP 420)."""
    inner = (path[len(root) + 1 :].split("/") for path in paths if path.startswith(f"{root}/"))
    names = sorted({parts[0] for parts in inner if len(parts) > 1 and parts[0].isidentifier()})
    return [Package(name, f"{root}/{name}") for name in names]


def _namespace(root: str, name: str | None, paths: Collection[str]) -> Package | None:
    """Find a package without `__init__.py` or in a namespace by the project's name.

    The project `a-b-c` may ship a_b_c, a.b.c, a.b_c or a_b.c.
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


def is_named_after(package: str, name: str | None) -> bool:
    """Return whether a package has the name of a distribution, but for its spelling."""
    return name is not None and canonicalize_name(package) == canonicalize_name(name)


def declared_roots(document: Mapping[str, Any]) -> list[str]:
    """Return the folders in which the metadata of a build backend says that packages are."""
    tool = _table(document, "tool")
    setuptools = _table(tool, "setuptools")
    where = _texts(_table(setuptools, "packages", "find").get("where"))
    hatch = _table(tool, "hatch", "build")
    sources = _table(hatch, "targets", "wheel").get("sources", hatch.get("sources"))
    if isinstance(sources, dict):
        sources = [place for place, name in sources.items() if not name]
    where = where or _texts(sources)
    one = (
        _table(setuptools, "package-dir").get(""),
        _table(tool, "pdm", "build").get("package-dir"),
        _table(tool, "uv", "build-backend").get("module-root"),
        _table(tool, "maturin").get("python-source"),
    )
    return where or [folder for folder in one if isinstance(folder, str)][:1]


def declared_packages(document: Mapping[str, Any]) -> list[Package]:
    """Return the packages that the metadata of a build backend names, whether there or not.

    The tables of hatch, setuptools, Poetry, flit, PDM, uv and scikit-build are known. Patterns
    name no package.
    """
    tool = _table(document, "tool")
    wheel = _table(tool, "hatch", "build", "targets", "wheel")
    sources_roots = declared_roots(document)
    only = (place for place in _texts(wheel.get("only-include")) if place not in sources_roots)
    places = [*_texts(wheel.get("packages")), *only]
    places += _texts(_table(tool, "scikit-build", "wheel").get("packages"))
    included = _texts(_table(tool, "pdm", "build").get("includes"))
    places += (place for place in included if place not in sources_roots)
    packages = [_package(place.rpartition("/")[2], place) for place in map(normalized_path, places)]
    sources = wheel.get("sources", _table(tool, "hatch", "build").get("sources"))
    for place, name in (sources if isinstance(sources, dict) else {}).items():
        if isinstance(name, str) and name:
            packages.append(_package(normalized_path(name), normalized_path(place)))
    for entry in _tables(_table(tool, "poetry").get("packages")):
        if "wheel" not in (_texts(entry.get("format")) or ["wheel"]):
            continue  # Only the sdist has it, mostly tests.
        include = normalized_path(str(entry.get("include", "")))
        place = normalized_path(f"{entry.get('from', '')}/{include}")
        packages.append(_package(include, place))
    packages += _setuptools_packages(_table(tool, "setuptools"))
    uv = _table(tool, "uv", "build-backend")
    native = str(_table(tool, "maturin").get("module-name", ""))
    modules = (
        uv.get("module-name"),
        _table(tool, "flit", "module").get("name"),
        native.partition(".")[0] or None,
    )
    roots = [*declared_roots(document), "src", ""]
    for name in (name for value in modules for name in _texts(value)):
        inner = name.replace(".", "/")
        packages += [_package(inner, normalized_path(f"{root}/{inner}")) for root in roots]
    return [
        package
        for package in packages
        if all(part.isidentifier() for part in package.name.split("."))
    ]


def _setuptools_packages(table: Mapping[str, Any]) -> list[Package]:
    folders = _table(table, "package-dir")
    base = str(folders.get("", ""))
    packages = []
    for name in _texts(table.get("packages")):
        place = folders.get(name) or f"{base}/{name.replace('.', '/')}"
        packages.append(Package(name, normalized_path(str(place))))
    modules = _texts(table.get("py-modules"))
    return packages + [
        Package(name, normalized_path(f"{base}/{name}.py"), True) for name in modules
    ]


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
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []


def _tables(value: Any) -> list[dict[str, Any]]:
    return [table for table in value if isinstance(table, dict)] if isinstance(value, list) else []
