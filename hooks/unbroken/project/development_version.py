"""The version under development, found without running any code of the project."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from unbroken.model.versions import parse_version

if TYPE_CHECKING:
    from packaging.version import Version

    from unbroken.config.config import Config
    from unbroken.loading.loader import SourceTree
    from unbroken.project.layout import Package

_DEPTH = 5
"""The number of imports that are followed to the assignment of a version."""

_NAMES = ("__version__", "VERSION", "version")
_MODULES = ("_version", "__version__", "version", "__about__", "_about", "package_info")
_BY_TAGS = (
    "setuptools_scm",
    "setuptools-git-versioning",
    "versioningit",
    "poetry-dynamic-versioning",
)
_PARTS = ("MAJOR", "MINOR", "PATCH", "PRE_RELEASE")


class Development(NamedTuple):
    """The version under development and its place (`path` is None if it comes from the tags)."""

    version: Version
    path: str | None = None
    line: int = 1

    @property
    def text(self) -> str:
        """The version as PEP 440 spells it."""
        return str(self.version)


def under_development(
    config: Config,
    tree: SourceTree,
    packages: Collection[Package],
    by_tags: Callable[[], str | None] = lambda: None,
) -> Development | None:
    """Find the version under development in one version of a project; None if nothing has it.

    The places are, in this order: `version` in [tool.unbroken]; `[project] version` (or Poetry's);
    the file that the metadata names (setuptools, hatch, PDM); the literal `__version__` of a
    package; the result of `by_tags`. The files are those of `tree`.
    """
    return _Search(config, tree, packages).find(config.settings.version, by_tags)


class _Search:
    """A search for the version in one version of a project."""

    def __init__(self, config: Config, tree: SourceTree, packages: Collection[Package]) -> None:
        self.tree = tree
        self.packages = packages
        self.folder = f"{config.folder}/" if config.folder else ""
        self.file = config.file
        self.text = _read(tree, self.file)
        self.document = _toml(self.text)

    def find(self, configured: str | None, by_tags: Callable[[], str | None]) -> Development | None:
        own = parse_version(configured)
        if own is not None:
            return self.in_table(own, "tool.unbroken")
        project = parse_version(_text_at(self.document, "project.version"))
        if project is not None:
            return self.in_table(project, "project")
        if not self.is_by_tags():
            poetry = parse_version(_text_at(self.document, "tool.poetry.version"))
            if poetry is not None:
                return self.in_table(poetry, "tool.poetry")
            for version in chain(self.declared(), self.in_packages()):
                if version is not None:
                    return version
        tagged = parse_version(by_tags())
        return Development(tagged) if tagged is not None else None

    def in_table(self, version: Version, table: str) -> Development:
        line, _ = _assigned(self.text, table)
        return Development(version, self.file, line)

    def is_by_tags(self) -> bool:
        """Return whether the build takes the version from git; a file then has a placeholder."""
        tool = self.document.get("tool")
        named = any(name in tool for name in _BY_TAGS) if isinstance(tool, dict) else False
        sources = ("tool.hatch.version.source", "tool.pdm.version.source")
        return named or any(_text_at(self.document, key) in ("vcs", "scm") for key in sources)

    def declared(self) -> Iterator[Development | None]:
        """Yield the version at each place that the metadata names; None where it is missing."""
        attribute = _text_at(self.document, "tool.setuptools.dynamic.version.attr")
        if attribute:
            yield self.at(*attribute.rpartition(".")[::2])
        for key in ("tool.hatch.version.path", "tool.pdm.version.path"):
            path = _text_at(self.document, key)
            if path:
                yield self.in_file(self.folder + path.removeprefix("./"), "", False, _NAMES)
        path = f"{self.folder}setup.cfg"
        line, text = _assigned(_read(self.tree, path), "metadata")
        kind, _, named = text.partition(":")
        if kind == "attr":
            yield self.at(*named.strip().rpartition(".")[::2])
        version = parse_version(text)
        yield Development(version, path, line) if version is not None else None

    def in_packages(self) -> Iterator[Development | None]:
        """Yield the literal versions in the packages; None where one is missing."""
        for package in self.packages:
            yield self.at(package.name, "__version__")
            for name in () if package.is_module else _MODULES:
                path = f"{package.root}/{name}.py"
                yield self.in_file(path, f"{package.name}.{name}", False, _NAMES)

    def at(self, module: str, name: str, depth: int = _DEPTH) -> Development | None:
        """Return the version that a module assigns to a name, None if it does not."""
        for path, is_package in self.files(module):
            if path in self.tree.files():
                return self.in_file(path, module, is_package, (name,), depth)
        return None

    def files(self, module: str) -> Iterator[tuple[str, bool]]:
        """Yield the possible files of a module, with whether each is a package's `__init__`."""
        inner = module.replace(".", "/")
        for package in self.packages:
            if package.is_module and package.name == module:
                yield package.root, False
        outer = [
            package.root.removesuffix(package.name.replace(".", "/"))
            for package in self.packages
            if not package.is_module
        ]
        for base in dict.fromkeys((*outer, self.folder, f"{self.folder}src/")):
            yield f"{base}{inner}/__init__.py", True
            yield f"{base}{inner}.py", False

    def in_file(
        self, path: str, module: str, is_package: bool, names: tuple[str, ...], depth: int = _DEPTH
    ) -> Development | None:
        """Return the version that a file assigns to one of `names`, or imports; None if neither."""
        if path not in self.tree.files():
            return None
        from unbroken.readers.version_constants import constants_of

        constants = constants_of(self.tree.read([path])[path], module, is_package=is_package)
        for name in names:
            constant = constants.values.get(name)
            if constant is not None and isinstance(constant.value, str):
                version = parse_version(constant.value)
                if version is not None:
                    return Development(version, path, constant.line)
            if name in constants.imported and depth:
                version_there = self.at(*constants.imported[name], depth - 1)
                if version_there is not None:
                    return version_there
        parts = [constants.values[name] for name in _PARTS if name in constants.values]
        joined = ".".join(str(part.value) for part in parts[:3])
        joined += "".join(str(part.value) for part in parts[3:])
        version = parse_version(joined) if len(parts) >= 3 else None
        return Development(version, path, parts[0].line) if version is not None else None


def _read(tree: SourceTree, path: str) -> str:
    if path not in tree.files():
        return ""
    return tree.read([path])[path].decode("utf-8", "replace")


def _toml(text: str) -> dict[str, Any]:
    import tomli

    try:
        return tomli.loads(text)
    except (ValueError, RecursionError):
        return {}  # reported where the file is read as the configuration


def _text_at(document: dict[str, Any], keys: str) -> str | None:
    value: Any = document
    for key in keys.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, str) else None


def _assigned(text: str, table: str) -> tuple[int, str]:
    """Return the line and the text of the key `version` in a table of a TOML or INI file.

    (1, "") if it is not found, for example in an inline table.
    """
    inside = False
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith("["):
            inside = line.partition("#")[0].replace(" ", "").strip() == f"[{table}]"
            continue
        key, _, value = line.partition("=") if "=" in line else line.partition(":")
        if inside and key.strip().strip("\"'") == "version":
            return number, value.strip()
    return 1, ""
