"""Which file is which module of a package, looked up without listing all files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from unbroken.sources.content_id import is_compiled
from unbroken.sources.listing import LazyListing, Listing

EXTENSIONS = (".so", ".pyd")
"""How the names of compiled modules end."""


class Package(NamedTuple):
    """A package (or single module): its dotted name, and its folder or file in the repository."""

    name: str
    root: str
    is_module: bool = False


class ModuleFile(NamedTuple):
    """A file and the module that it is; `stub` is the path of the `.pyi` beside a `.py`."""

    name: str
    path: str
    is_package: bool
    stub: str | None = None

    @property
    def paths(self) -> tuple[str, ...]:
        """Return the paths that the module is read from."""
        return (self.path,) if self.stub is None else (self.path, self.stub)

    @property
    def is_compiled(self) -> bool:
        """Return whether it is a compiled module without a stub: then nothing of it is read."""
        return is_compiled(self.path)


def module_of(package: Package, path: str) -> tuple[str, bool] | None:
    """Return the dotted name of a source file, and whether it is a package's `__init__`.

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


def source_of(extension: str) -> str:
    """Return the path that the source of a compiled module would have."""
    folder, slash, file = extension.rpartition("/")
    return f"{folder}{slash}{file.partition('.')[0]}.py"


class ModuleFiles(Mapping[str, ModuleFile]):
    """The files of the modules of some packages in one version, by dotted name.

    Where several files could be a module, the one that is imported wins: a `.py` before a `.pyi`,
    and a package before a module (`importlib.machinery.FileFinder` looks in that order). The
    `.pyi` of the same stem is its stub. What is none of these, and a module of `former` (an earlier
    version), may be a compiled module now.
    """

    def __init__(
        self,
        packages: Iterable[Package],
        listing: Listing,
        is_skipped_test: Callable[[str], bool] = lambda path: False,
        former: Mapping[str, ModuleFile] | None = None,
    ) -> None:
        self._packages = tuple(packages)
        self._listing = listing
        self._roots = tuple(
            package.root.removesuffix(".py") if package.is_module else f"{package.root}/"
            for package in self._packages
        )
        self._is_left_out = is_skipped_test
        self._former: Mapping[str, ModuleFile] = former if former is not None else {}
        self._compiled_in: dict[str, dict[str, str]] = {}
        self._known: dict[str, ModuleFile | None] = {}
        self._names: list[str] | None = None

    def __getitem__(self, name: str) -> ModuleFile:
        """Find the file of a module."""
        if name not in self._known:
            self._known[name] = self._find(name)
        file = self._known[name]
        if file is None:
            raise KeyError(name)
        return file

    def __iter__(self) -> Iterator[str]:
        if self._names is None:
            paths = sorted(path for path in self._listing if not self._is_left_out(path))
            named = (module_of(package, path) for path in paths for package in self._packages)
            names = dict.fromkeys(module[0] for module in named if module is not None)
            names |= dict.fromkeys(name for name in self._former if name in self)
            self._names = list(names)
        return iter(self._names)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def at(self, path: str) -> ModuleFile | None:
        """Return the module that is read from a path; None when none is."""
        for package in self._packages:
            named = module_of(package, path)
            file = self.get(named[0]) if named is not None else None
            if file is not None and path in file.paths:
                return file
        return None

    def may_have(self, path: str) -> bool:
        """Return whether a path is, by its name and place, a source file of the packages."""
        return path.endswith((".py", ".pyi")) and path.startswith(self._roots)

    def folder(self, name: str) -> str | None:
        """Return the folder that is a package without `__init__.py` (PEP 420); None for others."""
        if name in self:
            return None
        for package, inner in self._holding(name):
            folder = f"{package.root}/{inner}" if inner else package.root
            if any(self.at(path) for path in self._listing.files_under(folder)):
                return folder
        return None

    def _holding(self, name: str) -> Iterator[tuple[Package, str]]:
        """Yield the packages that a module would lie in, each with its path inside."""
        for package in self._packages:
            if name == package.name:
                yield package, ""
            elif name.startswith(f"{package.name}."):
                parts = name[len(package.name) + 1 :].split(".")
                if all(part.isidentifier() for part in parts):
                    yield package, "/".join(parts)

    def _find(self, name: str) -> ModuleFile | None:
        candidates: list[tuple[int, str, bool]] = []
        for package, inner in self._holding(name):
            for rank, (path, is_package) in enumerate(_candidates(package, inner)):
                if self._is_there(path):
                    candidates.append((rank, path, is_package))
        if not candidates:
            return self._find_compiled(name)
        _, path, is_package = min(candidates)
        stub = f"{path}i" if path.endswith(".py") and self._is_there(f"{path}i") else None
        return ModuleFile(name, path, is_package, stub)

    def extensions(self) -> dict[str, str]:
        """Return the files of compiled modules (`.so`, `.pyd`) without a source, by dotted name."""
        found = {}
        for path in self._listing:
            if not path.endswith(EXTENSIONS) or self._is_left_out(path):
                continue
            named = (module_of(package, source_of(path)) for package in self._packages)
            found.update({module[0]: path for module in named if module and module[0] not in self})
        return found

    def _find_compiled(self, name: str) -> ModuleFile | None:
        """Find the compiled module that a module of the earlier version has become."""
        if name not in self._former:
            return None
        for package, inner in self._holding(name):
            root = package.root.removesuffix(".py") if package.is_module else package.root
            stem = f"{root}/{inner}" if inner else root
            for candidate, is_package in ((f"{stem}/__init__", True), (stem, False)):
                path = self._compiled(candidate.rpartition("/")[0]).get(candidate)
                if path is not None:
                    return ModuleFile(name, path, is_package)
        return None

    def _compiled(self, folder: str) -> Mapping[str, str]:
        """Return the files in a folder that may be compiled modules, by their path up to a dot.

        A dot begins the ending, or what the module was compiled for (`a.cpython-313-darwin.so`).
        """
        if folder not in self._compiled_in:
            self._compiled_in[folder] = {
                f"{folder}/{name.partition('.')[0]}".lstrip("/"): path
                for path in sorted(self._listing.files_under(folder), reverse=True)
                if path.rpartition("/")[0] == folder
                and is_compiled(name := path.rpartition("/")[2])
                and not self._is_left_out(path)
            }
        return self._compiled_in[folder]

    def _is_there(self, path: str) -> bool:
        return path in self._listing and not self._is_left_out(path)


def _candidates(package: Package, inner: str) -> Iterator[tuple[str, bool]]:
    """Yield the files that a module may be, and whether each is a package: the best one first."""
    if package.is_module:
        stem = package.root.rpartition(".")[0]
        return iter([(f"{stem}.py", False), (f"{stem}.pyi", False)] if not inner else [])
    stem = f"{package.root}/{inner}" if inner else package.root
    candidates = []
    for ending in (".py", ".pyi"):
        candidates.append((f"{stem}/__init__{ending}", True))
        if inner and not stem.endswith("/__init__"):
            candidates.append((f"{stem}{ending}", False))
    return iter(candidates)


def module_files(
    packages: Iterable[Package],
    paths: Iterable[str],
    former: Mapping[str, ModuleFile] | None = None,
) -> ModuleFiles:
    """Find the files of the modules of some packages among some paths.

    `former` are those of an earlier version, which may be compiled modules now.
    """
    listing = LazyListing(lambda: dict.fromkeys(paths, ""))
    return ModuleFiles(packages, listing, former=former)
