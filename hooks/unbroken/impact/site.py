"""A place of a downstream file that worked with the old library and does not with the new one."""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

SiteKind: TypeAlias = Literal["import", "attribute", "call", "constructor", "class", "override"]
Certainty: TypeAlias = Literal["proven", "possible", "note"]


class Edit(msgspec.Struct, frozen=True, kw_only=True):
    """A mechanical change of one import or call at a place (as `Place` has it).

    "rename-keyword": the keyword `old` of the call becomes `new`.
    "name-argument": the positional argument with the index `position` is passed by keyword `new`.
    "move-import": `from module import old` becomes `from new_module import new`.
    "rename-import": `from module import old` becomes `from module import new as old`.
    """

    kind: Literal["rename-keyword", "name-argument", "move-import", "rename-import"]
    line: int
    column: int
    end_line: int
    end_column: int
    old: str = ""
    new: str = ""
    position: int = 0
    new_module: str = ""


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """One site.

    `path` is the file as messages show it; lines and columns start at 1, columns count characters.
    `object` is the dotted path of the library's definition; `before` says how the site worked with
    the old library, `error` what Python raises with the new one (or where an argument goes now).
    `reason` says why a site is not proven (None where it is). `edits` is the rewrite, empty where
    there is no obvious one. `is_rebound` means that nothing is raised: an argument arrives
    elsewhere.
    """

    path: str
    line: int
    column: int
    end_line: int
    kind: SiteKind
    certainty: Certainty
    object: str
    code: str
    before: str
    error: str
    reason: str | None = None
    is_private: bool = False
    is_rebound: bool = False
    edits: tuple[Edit, ...] = ()

    @property
    def order(self) -> tuple[str, int, int, str]:
        """The sort key of reports."""
        return (self.path, self.line, self.column, self.object)
