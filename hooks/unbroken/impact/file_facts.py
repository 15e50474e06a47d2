"""What the texts of a project's files say, kept in the cache by the contents of the files."""

from __future__ import annotations

import ast
import os
import warnings
from collections.abc import Collection
from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec

from unbroken.cache.code_version import code_version
from unbroken.impact.file_words import attribute_words_of, classes_of, made_of, paths_of, words_of
from unbroken.loading.module_files import ModuleFile
from unbroken.loading.processes import is_sendable, processes_for, shared_out
from unbroken.readers.decoding import UnreadableError, decode
from unbroken.readers.own_parts import all_nodes
from unbroken.sources.folder import FolderTree

if TYPE_CHECKING:
    from unbroken.loading.module_cache import Store

UNCOUNTED = -1
_PARTIAL = "partial"
_ANY_NUMBER = (1 << 30) - 1
"""A partial may be given its arguments in several steps."""


class _Text(msgspec.Struct, array_like=True, gc=False):
    """What a file that has to do with the library says.

    `made` are names with the words that they are made of, `classes` those of classes, `marks` the
    words behind dots and the paths into the library, `longest` is the number of arguments of the
    longest call.
    """

    made: list[tuple[str, frozenset[str]]]
    classes: frozenset[str]
    marks: frozenset[str]
    longest: int = UNCOUNTED


class _Facts(msgspec.Struct):
    """The words of files, and the texts of those that were looked at, by content and module."""

    words: dict[str, frozenset[str]]
    texts: dict[str, _Text]


_DECODER = msgspec.msgpack.Decoder(_Facts)
_TEXTS = msgspec.msgpack.Decoder(list[_Text | None])


class FileFacts:
    """The facts about the files of a project; `roots` are the outermost names of the library.

    `label` distinguishes projects in the store, which is None where nothing is kept.
    """

    def __init__(
        self, tree: FolderTree, roots: Collection[str], store: Store | None, label: str
    ) -> None:
        self.roots = frozenset(roots)
        self._tree = tree
        self._store = store
        place = os.path.realpath(label)
        self._key = f"impact {code_version('impact')} {sorted(roots)} {place}".encode(
            "utf-8", "surrogateescape"
        )
        self._known = self._kept()
        self._used = _Facts({}, {})
        self._has_new = False

    def read_ahead(self, files: Collection[ModuleFile]) -> None:
        """Find out in several processes what many files say; few are read when asked for."""
        new = [file for file in files if not self._is_known(self._key_of(file))]
        processes = processes_for(sum(len(self.source(file)) for file in new))
        if processes == 1:
            return
        for share, result in shared_out(self._read_share, new, processes):
            for file, text in zip(share, _TEXTS.decode(result), strict=True):
                if text is not None:
                    self._used.texts[self._key_of(file)] = text
        self._has_new = True

    def _is_known(self, key: str) -> bool:
        return key in self._used.texts or key in self._known.texts

    def _read_share(self, files: list[ModuleFile]) -> bytes:
        """Return what some files say, None for what another process cannot send."""
        texts = [self._read(file) for file in files]
        return msgspec.msgpack.encode([text if is_sendable(text) else None for text in texts])

    def words(self, file: ModuleFile) -> frozenset[str]:
        """Return the words in a file."""
        key = self._key_of(file)
        words = self._used.words.get(key)
        if words is None:
            words = self._known.words.get(key)
            if words is None:
                words = words_of(self.source(file))
                self._has_new = True
            self._used.words[key] = words
        return words

    def made(self, file: ModuleFile) -> list[tuple[str, frozenset[str]]]:
        """Return the names that a file binds, each with the words that it is made of."""
        return self._text(file).made

    def classes(self, file: ModuleFile) -> frozenset[str]:
        """Return the names of the classes of a file that have bases."""
        return self._text(file).classes

    def marks(self, file: ModuleFile) -> frozenset[str]:
        """Return the words that follow a dot, with it, and the paths into the library."""
        return self._text(file).marks

    def longest(self, file: ModuleFile) -> int:
        """Return the number of arguments of the longest call, keywords not counted."""
        text = self._text(file)
        if text.longest == UNCOUNTED:
            text.longest = self._count(file)
            self._has_new = True
        return text.longest

    def count_ahead(self, files: Collection[ModuleFile]) -> None:
        """Find out `longest` of many files in several processes."""
        new = [file for file in files if self._text(file).longest == UNCOUNTED]
        processes = processes_for(sum(len(self.source(file)) for file in new))
        if processes == 1:
            return
        for share, counts in shared_out(self._count_share, new, processes):
            for file, count in zip(share, counts, strict=True):
                self._text(file).longest = count
        self._has_new = True

    def _count_share(self, files: list[ModuleFile]) -> list[int]:
        return [self._count(file) for file in files]

    def _count(self, file: ModuleFile) -> int:
        return _ANY_NUMBER if _PARTIAL in self.words(file) else _most_positional(self.source(file))

    def source(self, file: ModuleFile) -> bytes:
        """Return the contents of a file."""
        return self._tree.read([file.path])[file.path]

    def keep(self) -> None:
        """Keep what was found out for the next run."""
        if self._has_new and self._store is not None:
            # Names of files need not be text, and then nothing is kept.
            with suppress(UnicodeError):
                self._store.put(self._key, msgspec.msgpack.encode(self._used))

    def _text(self, file: ModuleFile) -> _Text:
        key = self._key_of(file)
        text = self._used.texts.get(key)
        if text is None:
            text = self._known.texts.get(key)
            if text is None:
                text = self._read(file)
                self._has_new = True
            self._used.texts[key] = text
        return text

    def _read(self, file: ModuleFile) -> _Text:
        source = self.source(file).decode("utf-8", "replace")
        marks = attribute_words_of(source) | paths_of(source, self.roots)
        return _Text([*made_of(source, file.name)], classes_of(source), marks)

    def _key_of(self, file: ModuleFile) -> str:
        return f"{self._tree.files()[file.path]} {file.name}"

    def _kept(self) -> _Facts:
        data = self._store.get(self._key) if self._store is not None else None
        try:
            return _DECODER.decode(data) if data is not None else _Facts({}, {})
        except (msgspec.MsgspecError, UnicodeError):
            return _Facts({}, {})


def _most_positional(source: bytes) -> int:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(decode(source))
    except (UnreadableError, SyntaxError, ValueError, RecursionError, MemoryError):
        return _ANY_NUMBER  # It is reported when it is to be walked.
    calls = (len(node.args) for node in all_nodes(tree) if isinstance(node, ast.Call))
    return max(calls, default=0)
