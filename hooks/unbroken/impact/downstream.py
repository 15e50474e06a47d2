"""The files of a downstream project: which module each is, and which words it has."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from unbroken.config.config import Config
from unbroken.config.config_file import parse_project
from unbroken.errors import UnbrokenError
from unbroken.impact.documents import DOCUMENTS
from unbroken.loading.loader import Loader, Unreadable
from unbroken.loading.module_files import ModuleFile, Package, module_of
from unbroken.model.definitions import Module
from unbroken.project.packages import find_packages
from unbroken.rules.registry import rule_names
from unbroken.sources.folder import FolderTree

_PROJECT = "pyproject.toml"


class Downstream:
    """One downstream project, a folder or archive; `leave_out` are packages that are the library's.

    `files` maps the path of every source file, or of a document whose Python was read, to the
    module that it is. What lies outside the
    project's packages (tests, examples, scripts) is named by its path.
    """

    def __init__(self, tree: FolderTree, leave_out: Collection[str]) -> None:
        self.tree = tree
        packages = _packages(tree)
        self.files: dict[str, ModuleFile] = {}
        roots = dict.fromkeys(package.name for package in packages)
        for path in tree.files():
            if path.endswith((".py", *DOCUMENTS)):
                name, is_package = _module_name(path, packages)
                if not any(_is_inside(name, package) for package in leave_out):
                    self.files[path] = ModuleFile(name, path, is_package)
                    if not any(name.startswith(f"{root}.") for root in roots):
                        roots[name.partition(".")[0]] = None
        self.packages = tuple(root for root in roots if root not in leave_out)
        self.by_name = {file.name: file for file in self.files.values()}
        self.folders = {
            name[:end] for name in self.by_name for end in range(len(name)) if name[end] == "."
        }

    def source(self, path: str) -> bytes:
        """Return the contents of a file."""
        return self.tree.read([path])[path]


def _is_inside(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def _packages(tree: FolderTree) -> tuple[Package, ...]:
    files = tree.files()
    try:
        text = tree.read([_PROJECT])[_PROJECT] if _PROJECT in files else b""
        config = parse_project(text, _PROJECT, "", rule_names)
    except UnbrokenError:
        config = Config()
    try:
        return find_packages(config, files)
    except UnbrokenError:
        return ()


def _module_name(path: str, packages: Collection[Package]) -> tuple[str, bool]:
    for package in packages:
        named = module_of(package, path)
        if named is not None:
            return named
    parts = path.removesuffix(".py").split("/")
    is_package = parts[-1] == "__init__" and len(parts) > 1
    if is_package:
        parts.pop()
    # A folder with a dot in its name cannot be imported, whatever the name looks like.
    return ".".join(part.replace(".", "-") for part in parts), is_package


class JointModules(Mapping[str, Module]):
    """The modules of a library, and those of a downstream project, which are read on demand.

    Iterating gives the library's.
    """

    def __init__(self, library: Mapping[str, Module], downstream: Downstream, loader: Loader):
        self._library = library
        self._downstream = downstream
        self._loader = loader
        self._read: dict[str, Module | None] = {}

    def __getitem__(self, name: str) -> Module:
        """Return a module, or that of a folder without `__init__.py`."""
        if name in self._library:
            return self._library[name]
        if name not in self._read:
            self._read[name] = self._load(name)
        module = self._read[name]
        if module is None:
            raise KeyError(name)
        return module

    def _load(self, name: str) -> Module | None:
        file = self._downstream.by_name.get(name)
        if file is not None:
            module = self._loader.load_one(self._downstream.tree, file)
            return None if isinstance(module, Unreadable) else module
        if name in self._downstream.folders:
            return Module(name=name, path=name.replace(".", "/"), is_package=True)
        return None

    def __iter__(self) -> Iterator[str]:
        return iter(self._library)

    def __len__(self) -> int:
        return len(self._library)
