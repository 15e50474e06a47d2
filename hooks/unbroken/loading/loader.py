"""The files of a package to a surface."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import NamedTuple, Protocol

import msgspec

from unbroken.loading.module_cache import CachedModules, Store
from unbroken.loading.module_files import ModuleFile as ModuleFile
from unbroken.loading.processes import is_sendable, processes_for, shared_out
from unbroken.model.definitions import Module
from unbroken.readers.compiled_modules import compiled_module
from unbroken.readers.decoding import UnreadableError
from unbroken.readers.libcst_import import libcst_without_frozen_nodes
from unbroken.semantics.surface import Surface
from unbroken.sources.content_id import is_blob_id


class SourceTree(Protocol):
    """One version of all files: what each holds, by an id that equal contents share."""

    def files(self) -> Mapping[str, str]:
        """Return the content id of every file by its path."""

    def read(self, paths: Iterable[str]) -> dict[str, bytes]:
        """Return the contents of some files."""


class ReadModule(Protocol):
    """Reads one file: `read_changed`, `read_anyhow` or another function like these."""

    @property
    def __name__(self) -> str:
        """What distinguishes it from other readers."""

    def __call__(self, source: bytes, name: str, path: str, *, is_package: bool) -> Module:
        """Read one file; raises UnreadableError."""


Progress = Callable[[int, int], None]
"""Called with how many of how many files were read."""


class Unreadable(msgspec.Struct, frozen=True, tag="unreadable"):
    """A file that does not parse."""

    name: str
    path: str
    message: str
    line: int
    column: int


class Job(NamedTuple):
    """A file to be read: the ids of its contents, and these (those of a stub come second)."""

    file: ModuleFile
    ids: tuple[str, ...]
    contents: tuple[bytes, ...]


_RESULTS = msgspec.msgpack.Decoder(list[Module | Unreadable | None])


class Loaded(NamedTuple):
    """A surface, the files it was read from, and those that could not be read."""

    surface: Surface
    files: tuple[ModuleFile, ...]
    unreadable: tuple[Unreadable, ...]


class Loader:
    """Reads packages; a file that several versions share is read once.

    `store` keeps what was read (None: nothing does).
    """

    def __init__(self, read_module: ReadModule, store: Store | None = None) -> None:
        self.store = store
        self.has_read = False
        """Whether it has read any file, rather than recalled all from the store."""
        self._read_module = read_module
        self._known: dict[tuple[str, ...], Module | Unreadable] = {}
        self._cached = None if store is None else CachedModules(store, read_module.__name__)

    def load(
        self,
        tree: SourceTree,
        files: Collection[ModuleFile],
        packages: Collection[str],
    ) -> Loaded:
        """Read some files of a tree into the surface of some packages."""
        (keys,) = self.prepare([(tree, files)])
        modules: dict[str, Module] = {}
        unreadable: list[Unreadable] = []
        for key, file in zip(keys, files, strict=True):
            module = self._known[key]
            if isinstance(module, Unreadable):
                unreadable.append(module)
            else:
                modules[file.name] = module
        return Loaded(
            Surface(with_namespaces(modules, packages), packages), tuple(files), tuple(unreadable)
        )

    def load_one(self, tree: SourceTree, file: ModuleFile) -> Module | Unreadable:
        """Read one file of a tree."""
        ((key,),) = self.prepare([(tree, [file])])
        return self._known[key]

    def recalled(self, tree: SourceTree, file: ModuleFile) -> Module | None:
        """Return a module of a tree without reading it; None where it was not read before."""
        ids = tree.files()
        key = (*(ids[path] for path in file.paths), *file.paths)
        if key not in self._known and not self._recall(key, file):
            return None
        module = self._known[key]
        return module if isinstance(module, Module) else None

    def prepare(
        self,
        wanted: Iterable[tuple[SourceTree, Collection[ModuleFile]]],
        progress: Progress | None = None,
    ) -> list[list[tuple[str, ...]]]:
        """Read what is not known yet of some files of some trees; give their keys in `_known`.

        `progress` is called with how many files were read, and how many there are to read.
        """
        all_keys: list[list[tuple[str, ...]]] = []
        jobs: dict[tuple[str, ...], Job] = {}
        for tree, files in wanted:
            ids = tree.files()
            keys = [(*(ids[path] for path in file.paths), *file.paths) for file in files]
            all_keys.append(keys)
            missing = {
                key: file
                for key, file in zip(keys, files, strict=True)
                if key not in jobs and key not in self._known and not self._recall(key, file)
            }
            read = [file for file in missing.values() if not file.is_compiled]
            contents = tree.read([path for file in read for path in file.paths])
            for key, file in missing.items():
                texts = tuple(contents.get(path, b"") for path in file.paths)
                jobs[key] = Job(file, key[: len(file.paths)], texts)
        self.has_read = self.has_read or bool(jobs)
        for count, (job, module) in enumerate(self._done(list(jobs.values()))):
            if progress is not None:
                progress(count, len(jobs))
            self._known[(*job.ids, *job.file.paths)] = module
        return all_keys

    def _done(self, jobs: list[Job]) -> Iterator[tuple[Job, Module | Unreadable]]:
        """Read files, here or in other processes."""
        processes = processes_for(sum(len(text) for job in jobs for text in job.contents))
        if processes == 1:
            for job in jobs:
                yield job, self._read_and_keep(job)
            return
        import griffe  # noqa: F401  # for the other processes, which begin as this one is

        for share, result in shared_out(self._read_share, jobs, processes):
            for job, module in zip(share, _RESULTS.decode(result), strict=True):
                yield job, module if module is not None else self._read_and_keep(job)

    def _read_share(self, jobs: list[Job]) -> bytes:
        """Read some files in another process; None stands for what cannot be sent."""
        modules = [self._read_and_keep(job) for job in jobs]
        return msgspec.msgpack.encode(
            [module if is_sendable(module) else None for module in modules]
        )

    def _read_and_keep(self, job: Job) -> Module | Unreadable:
        module = self._read(dict(zip(job.file.paths, job.contents, strict=True)), job.file)
        # What was read of contents under an id that is not theirs is for nobody else.
        if (
            self._cached is not None
            and isinstance(module, Module)
            and all(map(is_blob_id, job.ids, job.contents))
        ):
            self._cached.put(job.file, job.ids, module)
        return module

    def _recall(self, key: tuple[str, ...], file: ModuleFile) -> bool:
        module = None
        if self._cached is not None:
            module = self._cached.get(file, key[: len(file.paths)])
        if module is not None:
            self._known[key] = module
        return module is not None

    def _read(self, contents: Mapping[str, bytes], file: ModuleFile) -> Module | Unreadable:
        if file.is_compiled:
            return compiled_module(file.name, file.path, is_package=file.is_package)
        module = self._read_file(contents[file.path], file, file.path)
        if isinstance(module, Unreadable) or not any(path.endswith(".pyi") for path in file.paths):
            return module
        from unbroken.readers.stubs import with_stub, without_own_imports

        if file.stub is None:
            return without_own_imports(module)
        stub = self._read_file(contents[file.stub], file, file.stub)
        return stub if isinstance(stub, Unreadable) else with_stub(module, stub)

    def _read_file(self, source: bytes, file: ModuleFile, path: str) -> Module | Unreadable:
        try:
            return self._read_module(source, file.name, path, is_package=file.is_package)
        except UnreadableError as error:
            return Unreadable(file.name, path, error.message, error.line, error.column)


def with_namespaces(modules: Mapping[str, Module], packages: Collection[str]) -> dict[str, Module]:
    """Add the folders without `__init__.py`: they are importable (PEP 420)."""
    complete = dict(modules)
    for name, module in modules.items():
        folder = module.path.rpartition("/")[0]
        if module.is_package:
            folder = folder.rpartition("/")[0]
        outer = name.rpartition(".")[0]
        while outer and outer not in complete and _within(outer, packages):
            complete[outer] = Module(name=outer, path=folder, is_package=True)
            folder = folder.rpartition("/")[0]
            outer = outer.rpartition(".")[0]
    return complete


def _within(name: str, packages: Collection[str]) -> bool:
    return any(name == package or name.startswith(package + ".") for package in packages)


def read_changed(source: bytes, name: str, path: str, *, is_package: bool) -> Module:
    """Read a file with libcst, and with griffe in case libcst cannot read what Python can.

    Raises UnreadableError when neither can.
    """
    with libcst_without_frozen_nodes():
        from unbroken.readers.libcst_reader import read_module

    try:
        return read_module(source, name, path, is_package=is_package)
    except UnreadableError as error:
        from unbroken.readers.griffe_reader import read_module_with_griffe

        try:
            return read_module_with_griffe(source, name, path, is_package=is_package)
        except UnreadableError:
            raise error from None


def read_anyhow(
    source: bytes, name: str, path: str, *, is_package: bool, must_compile: bool = True
) -> Module:
    """Read a file with griffe, and with libcst where it has newer syntax than this Python.

    Raises UnreadableError when neither can, with griffe's (that is, Python's own) message.
    """
    from unbroken.readers.griffe_reader import read_module_with_griffe

    try:
        return read_module_with_griffe(
            source, name, path, is_package=is_package, must_compile=must_compile
        )
    except UnreadableError as error:
        from unbroken.readers.libcst_reader import read_module

        try:
            return read_module(source, name, path, is_package=is_package)
        except UnreadableError:
            raise error from None


def read_uncompiled(source: bytes, name: str, path: str, *, is_package: bool) -> Module:
    """Read a file as `read_anyhow`, whether or not it compiles; raises UnreadableError.

    To find out takes a seventh of the time.
    """
    return read_anyhow(source, name, path, is_package=is_package, must_compile=False)
