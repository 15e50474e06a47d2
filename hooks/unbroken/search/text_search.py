"""A search of source files without an index: few files are looked into, all are scanned.

To scan a text for a word takes a hundredth of the time that it takes to list its names.
"""

from __future__ import annotations

import bisect
import functools
import itertools
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from unbroken.search.exported_names import (
    ANYTHING,
    GIVEN,
    IMPORTED_FROM,
    REGISTERED,
    SET,
    TextNames,
    has_star_import,
    is_package,
    with_stars,
)


class TextSearch:
    """Finds the files that may re-export one of some names; it is a `Search`."""

    def __init__(
        self,
        paths: Callable[[], Iterable[str]],
        read: Callable[[Collection[str]], Mapping[str, bytes]],
    ) -> None:
        """Take functions that return the paths of the files, and the texts of some of them."""
        self._paths = paths
        self._read = read
        self._scanned: dict[str, list[str]] = {}
        self._names: dict[str, set[str]] = {}
        self._imported: dict[str, set[str]] = {}

    def __call__(self, words: Collection[str]) -> list[str]:
        """Return the paths of the files that may re-export one of some names, sorted."""
        hits: set[str] = set()
        for word in with_stars(words):
            tokens = [token for token in word.split("@") if token]
            hits.update(self._having(tokens) if tokens else ())
        return sorted(hits)

    @functools.cached_property
    def _texts(self) -> _Texts:
        return _Texts(self._read(list(self._paths())))

    @functools.cached_property
    def _with_stars(self) -> set[str]:
        paths = self._texts.containing(b"*")
        return {path for path in paths if has_star_import(self._texts.of(path))}

    def _having(self, tokens: list[str]) -> Iterator[str]:
        """Yield the files that have all of some tokens among their names."""
        are_imports = all(IMPORTED_FROM in token for token in tokens)
        known = self._imported if are_imports else self._names
        for path in self._candidates(tokens):
            names = known.get(path)
            if names is None and all(self._may_have(path, token) for token in tokens):
                text = TextNames(self._texts.of(path), is_package=is_package(path))
                # Imports are quickly read, in comparison with all that may be re-exported.
                names = known[path] = text.imported_at(path) if are_imports else text.at(path)
            if names is not None and names.issuperset(tokens):
                yield path

    def _candidates(self, tokens: list[str]) -> list[str]:
        """Return the files that may have one of the words of some tokens."""
        words = [word for token in tokens for word in _words(token)]
        known = [self._scanned[word] for word in words if word in self._scanned]
        if known:
            return min(known, key=len)
        # Many tokens come with the same module, and a name is asked for with many modules.
        word = words[-1] if len(tokens) > 1 else words[0]
        self._scanned[word] = self._scan(word)
        return self._scanned[word]

    def _scan(self, word: str) -> list[str]:
        if word == ANYTHING:
            return list(self._with_stars)
        containing = self._texts.containing(_encoded(word))
        return [*containing, *(self._texts.in_folder(word) - containing)]

    def _may_have(self, path: str, token: str) -> bool:
        if token == ANYTHING:
            return path in self._with_stars
        if all(self._texts.contains(path, _encoded(word)) for word in _words(token)):
            return True
        return path in self._texts.in_folder(token)


class _Texts:
    """The texts of some files, joined to be scanned as one."""

    def __init__(self, texts: Mapping[str, bytes]) -> None:
        self._joined = b"\n".join(texts.values())
        self._paths = list(texts)
        self._ends = list(itertools.accumulate(len(text) + 1 for text in texts.values()))
        starts = [0, *self._ends]
        self._places = {
            path: (start, end - 1)
            for path, start, end in zip(self._paths, starts, self._ends, strict=False)
        }
        self._in_folders: dict[str, set[str]] = {}
        for path in self._paths:
            for folder in path.split("/")[:-1]:
                self._in_folders.setdefault(folder, set()).add(path)

    def of(self, path: str) -> bytes:
        """Return the text of a file."""
        start, end = self._places[path]
        return self._joined[start:end]

    def contains(self, path: str, literal: bytes) -> bool:
        """Return whether the text of a file contains some bytes."""
        return self._joined.find(literal, *self._places[path]) >= 0

    def containing(self, literal: bytes) -> set[str]:
        """Return the files whose texts contain some bytes."""
        paths = set()
        at = self._joined.find(literal)
        while at >= 0:
            number = bisect.bisect_right(self._ends, at)
            paths.add(self._paths[number])
            at = self._joined.find(literal, self._ends[number])
        return paths

    def in_folder(self, name: str) -> set[str]:
        """Return the files in folders of a name.

        `from . import …` in them imports from a package that their texts do not name.
        """
        return self._in_folders.get(name, set())


def _words(token: str) -> list[str]:
    """Return the words that a text has where it has a token among its names."""
    if token == REGISTERED:
        return ["modules"]
    if token.endswith(SET):
        return [f".{token.removesuffix(SET)}"]
    return token.removesuffix(GIVEN).split(IMPORTED_FROM)


def _encoded(word: str) -> bytes:
    return word.encode("utf-8", "surrogateescape")
