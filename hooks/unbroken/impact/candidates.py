"""Which files of a project may have something that breaks, found by their words alone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from unbroken.impact.broken_names import BrokenNames
from unbroken.impact.downstream import Downstream
from unbroken.impact.file_facts import FileFacts
from unbroken.impact.module_paths import rooted
from unbroken.loading.module_files import ModuleFile


class Candidate(NamedTuple):
    """A file, and the broken names that it has all for, with the project's names made of them."""

    file: ModuleFile
    names: frozenset[str]


class Candidates(NamedTuple):
    """The files to look at, and how many mention the library at all."""

    files: tuple[Candidate, ...]
    mentioning: int


def candidates(downstream: Downstream, broken: BrokenNames, made: MadeNames) -> Candidates:
    """Return the files that mention a broken name, or one that the project made of it."""
    facts = made.facts
    vocabulary = broken.vocabulary()
    mentions: list[_Mention] = []
    mentioning = 0
    for file in downstream.files.values():
        own = facts.words(file)
        has_root = not facts.roots.isdisjoint(own)
        mentioning += has_root
        derived = made.derived & own
        if not derived and not has_root:
            continue
        stands_for = {name: made.stands_for(name, vocabulary) for name in derived}
        words = own.union(facts.marks(file), *stands_for.values())
        mentions.append(_Mention(file, words, stands_for))
    target = []
    for mention, names in zip(mentions, _mentioned(mentions, broken, facts), strict=True):
        if names:
            made_of = mention.stands_for.items()
            derived = {name for name, parts in made_of if not names.isdisjoint(parts)}
            target.append(Candidate(mention.file, names | derived))
    return Candidates(tuple(target), mentioning)


class _Mention(NamedTuple):
    """A file that has to do with the library, its words, and what the project's names stand for."""

    file: ModuleFile
    words: frozenset[str]
    stands_for: dict[str, frozenset[str]]


def _mentioned(
    mentions: Sequence[_Mention], broken: BrokenNames, facts: FileFacts
) -> list[frozenset[str]]:
    """Return the broken names that each file mentions with what they need.

    Where they need a number of arguments, these are counted in all files at once.
    """
    asking: set[str] = set()

    def ask(file: ModuleFile) -> int:
        asking.add(file.path)
        return 0

    names = [broken.mentioned(words, partial(ask, file)) for file, words, _ in mentions]
    facts.count_ahead([mention.file for mention in mentions if mention.file.path in asking])
    return [
        broken.mentioned(words, partial(facts.longest, file)) if file.path in asking else known
        for (file, words, _), known in zip(mentions, names, strict=True)
    ]


class MadeNames:
    """The names that a project makes of the library's: subclasses, re-exports, aliases.

    `derived` are these names, wherever in the project they are used.
    """

    def __init__(self, downstream: Downstream, facts: FileFacts) -> None:
        self.facts = facts
        self.derived: set[str] = set()
        self._parts: dict[str, set[str]] = {}
        self._users: dict[str, set[str]] = {}
        self._files: dict[str, list[ModuleFile]] = {}
        self._stands_for: dict[str, frozenset[str]] = {}
        left = list(downstream.files.values())
        marks: set[str] = set(facts.roots)
        while marks:
            reached = [file for file in left if not marks.isdisjoint(facts.words(file))]
            left = [file for file in left if marks.isdisjoint(facts.words(file))]
            facts.read_ahead(reached)
            for file in reached:
                self._add(file)
            marks = self._spread()

    def _add(self, file: ModuleFile) -> None:
        for name, parts in self.facts.made(file):
            self._parts.setdefault(name, set()).update(parts)
            for part in parts:
                self._users.setdefault(part, set()).add(name)
        for name in self.facts.classes(file):
            self._files.setdefault(name, []).append(file)

    def _spread(self) -> set[str]:
        """Find which names lead to the library now; return those that did not before."""
        new = self._made_of({*self.facts.roots, *self.derived}) - self.derived - self.facts.roots
        self.derived |= new
        return new

    def _made_of(self, names: set[str]) -> set[str]:
        """Return the names that are made of some names, directly or not."""
        target: set[str] = set()
        pending = [*names]
        while pending:
            new = self._users.get(pending.pop(), set()) - target
            target |= new
            pending += new
        return target

    def files_with_subclasses(self, name: str) -> list[ModuleFile]:
        """Return the files with classes that may be made of a class of some name."""
        made = self._made_of({name})
        files = (file for part in sorted(made) for file in self._files.get(part, ()))
        return list(dict.fromkeys(files))

    def stands_for(self, name: str, vocabulary: frozenset[str]) -> frozenset[str]:
        """Return the words of a vocabulary and the library's paths that a name is made of."""
        if name not in self._stands_for:
            target: set[str] = set()
            pending = [name]
            while pending:
                new = self._parts.get(pending.pop(), set()) - target
                target |= new
                pending += new & self.derived
            paths = rooted(target, self.facts.roots)
            self._stands_for[name] = (vocabulary & target) | paths
        return self._stands_for[name]
