"""Which files of a project may have something that breaks, found by their words alone."""

from __future__ import annotations

import ast
import functools
from collections.abc import Collection, Iterable
from typing import NamedTuple

from unbroken.impact.broken_names import BrokenNames
from unbroken.impact.downstream import Downstream
from unbroken.impact.file_words import attribute_words_of, made_of, paths_of
from unbroken.impact.module_paths import rooted
from unbroken.loading.module_files import ModuleFile

_PARTIAL = "partial"
_ANY_NUMBER = (1 << 30) - 1
"""A partial may be given its arguments in several steps."""


class Candidate(NamedTuple):
    """A file, the words that are or stand for something in it, and its names of the library's."""

    file: ModuleFile
    words: frozenset[str]
    derived: dict[str, frozenset[str]]

    def names(self, broken: BrokenNames, tree: ast.Module) -> frozenset[str]:
        """Return the broken names that the file has all for, and the names made of them."""

        @functools.cache
        def longest() -> int:
            return _ANY_NUMBER if _PARTIAL in self.words else _most_positional(tree)

        target = broken.mentioned(self.words, longest)
        return target | {name for name, made in self.derived.items() if not target.isdisjoint(made)}


class Candidates(NamedTuple):
    """The files to look at, those whose classes may have what broke, and how many mention it."""

    files: tuple[Candidate, ...]
    binding: tuple[ModuleFile, ...]
    mentioning: int


def candidates(downstream: Downstream, broken: BrokenNames, roots: Collection[str]) -> Candidates:
    """Return the files that mention a broken name, or one that the project made of it.

    `roots` are the outermost names of the library's packages.
    """
    made = _MadeNames(downstream, roots, broken.vocabulary())
    target = []
    binding = []
    for path, file in downstream.files.items():
        own = downstream.words(path)
        derived = made.derived & own
        if not derived and made.roots.isdisjoint(own):
            continue
        stands_for = {name: made.stands_for(name) for name in derived}
        text = downstream.source(path).decode("utf-8", "replace")
        paths = rooted(paths_of(text), made.roots)
        words = own.union(attribute_words_of(text), paths, *stands_for.values())
        if broken.mentioned(words, lambda: _ANY_NUMBER):
            target.append(Candidate(file, words, stands_for))
        if broken.may_be_bound(words):
            binding.append(file)
    mentioning = sum(not made.roots.isdisjoint(downstream.words(p)) for p in downstream.files)
    return Candidates(tuple(target), tuple(binding), mentioning)


def _most_positional(tree: ast.Module) -> int:
    """Return the number of arguments of the longest call in a file, keywords not counted."""
    calls = (len(node.args) for node in ast.walk(tree) if isinstance(node, ast.Call))
    return max(calls, default=0)


class _MadeNames:
    """The names that a project makes of the library's: subclasses, re-exports, aliases.

    `derived` are these names, wherever in the project they are used.
    """

    def __init__(
        self, downstream: Downstream, roots: Iterable[str], vocabulary: frozenset[str]
    ) -> None:
        self._vocabulary = vocabulary
        self.roots = frozenset(roots)
        self.derived: set[str] = set()
        self._parts: dict[str, set[str]] = {}
        self._stands_for: dict[str, frozenset[str]] = {}
        left = dict(downstream.files)
        marks: set[str] = set(self.roots)
        while marks:
            reached = [path for path in left if not marks.isdisjoint(downstream.words(path))]
            names: set[str] = set()
            for path in reached:
                file = left.pop(path)
                text = downstream.source(path).decode("utf-8", "replace")
                for name, parts in made_of(text, file.name):
                    self._parts.setdefault(name, set()).update(parts)
                    names.add(name)
            marks = self._spread(names)

    def _spread(self, names: set[str]) -> set[str]:
        """Find which names lead to the library now; return those that did not before."""
        users: dict[str, list[str]] = {}
        for name, parts in self._parts.items():
            for part in parts:
                users.setdefault(part, []).append(name)
        before = set(self.derived)
        pending = [*self.roots, *self.derived]
        while pending:
            for name in users.get(pending.pop(), ()):
                if name not in self.derived and name not in self.roots:
                    self.derived.add(name)
                    pending.append(name)
        return self.derived - before

    def stands_for(self, name: str) -> frozenset[str]:
        """Return the words of the vocabulary and the library's paths that a name is made of."""
        if name not in self._stands_for:
            target: set[str] = set()
            pending = [name]
            while pending:
                new = self._parts.get(pending.pop(), set()) - target
                target |= new
                pending += new & self.derived
            self._stands_for[name] = (self._vocabulary & target) | rooted(target, self.roots)
        return self._stands_for[name]
