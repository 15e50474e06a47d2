"""What modules import, remembered for all files of a package in one entry of the cache."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Collection

import msgspec

from unbroken.loading.loader import Loader, SourceTree
from unbroken.loading.module_cache import reader_version
from unbroken.loading.module_files import ModuleFile
from unbroken.model.definitions import COMPUTED
from unbroken.sources.content_id import is_blob_id


class RememberedImports:
    """Reads what modules of some packages import, each once for its contents and name.

    Of modules that `loader` knows nothing is read again.
    """

    def __init__(self, packages: Collection[str], loader: Loader) -> None:
        self._key = f"imports {reader_version()} {sorted(packages)}".encode(
            "utf-8", "surrogateescape"
        )
        self._store = loader.store
        self._loader = loader
        self._used: dict[str, tuple[str, ...] | None] = {}
        self._has_news = False

    def of(self, file: ModuleFile, tree: SourceTree) -> tuple[str, ...] | None:
        """Return the `imports` of a module of a version; None when it cannot be parsed."""
        if file.is_compiled or file.path.endswith(".pyi"):
            return (COMPUTED,)
        identity = tree.files()[file.path]
        key = "\0".join((identity, file.name, str(file.is_package)))
        if key not in self._used:
            if key in self._earlier:
                self._used[key] = self._earlier[key]
                return self._used[key]
            module = self._loader.recalled(tree, file) if file.stub is None else None
            if module is not None:
                self._used[key] = module.imports
                self._has_news = True
                return module.imports
            from unbroken.readers.import_reader import imports_of

            (text,) = tree.read([file.path]).values()
            imports = imports_of(text, file.name, is_package=file.is_package)
            # What was read of contents under an id that is not theirs is for nobody else.
            if not is_blob_id(identity, text):
                return imports
            self._used[key] = imports
            self._has_news = True
        return self._used[key]

    def keep(self) -> None:
        """Remember what was read."""
        if self._store is None or not self._has_news:
            return
        kept = {**self._earlier, **self._used}
        kept = kept if len(kept) < _MOST else self._used
        with contextlib.suppress(msgspec.MsgspecError, UnicodeError):
            self._store.put(self._key, msgspec.msgpack.encode(kept))

    @functools.cached_property
    def _earlier(self) -> dict[str, tuple[str, ...] | None]:
        data = self._store.get(self._key) if self._store is not None else None
        try:
            return _DECODER.decode(data) if data is not None else {}
        except (msgspec.MsgspecError, UnicodeError):
            return {}


_MOST = 20_000
"""If more contents are known, only those of this run are remembered."""
_DECODER = msgspec.msgpack.Decoder(dict[str, tuple[str, ...] | None])
