"""Keeps the sites of one file, and what is around the point of the file that is walked."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from unbroken.impact.guards import Guard
from unbroken.impact.site import Certainty, Edit, Site, SiteKind
from unbroken.impact.source_file import SourceFile
from unbroken.model.identifiers import is_private

_TYPING = "it is imported for type checking only"


class Failure(NamedTuple):
    """What fails at a node with the new library.

    `path` is the library's definition, `raised` the name of the exception, `error` all that Python
    says. `before` is how it worked, `reason` why it is not proven (None where it is), `code` the
    source to show (None for that of the node). A `is_note` is no failure, only worth a note.
    """

    kind: SiteKind
    path: str
    raised: str
    error: str
    before: str = ""
    reason: str | None = None
    edits: tuple[Edit, ...] = ()
    code: str | None = None
    is_note: bool = False
    is_rebound: bool = False


class Recorder:
    """The sites of one file, and the uses of broken names that could not be resolved.

    `failures` counts what fails with the new library, whether or not it worked with the old one.
    """

    def __init__(self, file: SourceFile) -> None:
        self.file = file
        self.sites: dict[tuple[int, int, str], Site] = {}
        self.unresolved: set[tuple[int, int]] = set()
        self.guards: tuple[Guard, ...] = ()
        self.failures = 0
        self._is_for_type_checkers = False
        self._silent = 0

    @property
    def is_caught(self) -> bool:
        """Whether a failing import is caught at this point."""
        return any(guard.catches("ImportError") for guard in self.guards)

    @property
    def is_silent(self) -> bool:
        """Whether nothing is recorded at this point."""
        return bool(self._silent)

    @contextmanager
    def guarded(self, guard: Guard | None) -> Iterator[None]:
        """Record what follows as being inside a guard."""
        before = self.guards
        self.guards = (*before, guard) if guard is not None else before
        try:
            yield
        finally:
            self.guards = before

    @contextmanager
    def for_type_checkers(self) -> Iterator[None]:
        """Record what follows as code that only type checkers look at."""
        before, self._is_for_type_checkers = self._is_for_type_checkers, True
        try:
            yield
        finally:
            self._is_for_type_checkers = before

    @contextmanager
    def resumed(self, guards: tuple[Guard, ...]) -> Iterator[None]:
        """Record what runs later inside the guards around its definition that are conditions."""
        before = self.guards
        self.guards = tuple(guard for guard in guards if guard.is_condition)
        try:
            yield
        finally:
            self.guards = before

    @contextmanager
    def silent(self) -> Iterator[None]:
        """Record nothing of what follows."""
        self._silent += 1
        try:
            yield
        finally:
            self._silent -= 1

    def add_unresolved(self, node: ast.alias | ast.expr) -> None:
        """Record the use of a broken name on what is not known."""
        if not self._silent:
            self.unresolved.add((node.lineno, node.col_offset))

    def add(self, node: ast.alias | ast.expr | ast.stmt, failure: Failure) -> None:
        """Record a failure at a node, as far as the guards around it let it be one."""
        if self._silent:
            return
        reason = failure.reason
        catching = next((guard for guard in self.guards if guard.catches(failure.raised)), None)
        if self._is_for_type_checkers:
            reason = reason or _TYPING
        elif catching is not None:
            reason = reason or catching.reason
        certainty: Certainty = "proven" if reason is None else "possible"
        place = self.file.place(node)
        site = Site(
            path=self.file.path,
            line=place.line,
            column=place.column,
            end_line=place.end_line,
            kind=failure.kind,
            certainty="note" if failure.is_note else certainty,
            object=failure.path,
            code=failure.code or self.file.code(node),
            before=failure.before,
            error=failure.error,
            reason=reason,
            is_private=any(is_private(part) for part in failure.path.split(".")),
            is_rebound=failure.is_rebound,
            edits=failure.edits if reason is None else (),
        )
        self.sites.setdefault((site.line, site.column, site.object), site)
