"""A finding: one way in which compatibility is broken."""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

Level: TypeAlias = Literal["error", "warning", "note", "off"]
Effect: TypeAlias = Literal["rejected", "rebound"]
Identity: TypeAlias = tuple[str, str, "str | None"]
CodeHow: TypeAlias = Literal[
    "header",
    "head",
    "statement",
    "above",
    "above block",
    "class",
    "module",
    "file",
    "restored",
    "replaced",
    "former",
    "split",
    "table",
]


class Witness(msgspec.Struct, frozen=True):
    """The smallest call that the baseline accepts and the new code rejects or binds differently.

    `call` is the call as text; `positional` the number of positional arguments and `keywords`
    the names passed by keyword, so that the call can be replayed; `error` is what CPython says
    when the new code rejects it, or which argument lands where when it is rebound. `exception` is
    the name of the exception that a rejected call raises, None for a rebound one.
    """

    call: str
    positional: int
    keywords: tuple[str, ...]
    effect: Effect
    error: str
    exception: str | None = None


class CodePlace(msgspec.Struct, frozen=True):
    """Where code is to be pasted.

    `how` says what it does at the `line` of the file `path`: "header" replaces what stands there
    from `def` or `class` to the colon, and further lines of the code begin the body; "head"
    replaces the decorators as well, and may have whole definitions before the last header.
    "statement" replaces a whole statement, "above" goes above it, "above block" above the `if` or
    `try` around it. "class" is the end of the body of the class at the line, "module" the end of
    the file, "file" a new file. "restored" is what is gone, put back as it was at the baseline: a
    decorator stands directly above it, other code at its start. "replaced" is that, where
    something else has taken its place, at `new_line` of the file `new_path`. "former" is what is
    gone, put back as it was: the code shows how it begins. Accessors go into the class at
    `new_line` of the file `new_path`. "split" goes above a
    member, but as far to the left as the class, which ends there. "table" is the table of a TOML
    file whose header is at the line. Imports at the start of the code
    belong to the top of the file.
    """

    how: CodeHow
    path: str
    line: int = 1
    new_path: str = ""
    new_line: int = 0


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One way in which compatibility is broken.

    `path`, `line`, `column` and `end_line` are where to look in the new version (lines and
    columns from 1); `baseline_path` and `baseline_line` where it was. `parameter` is None where
    no single parameter is meant. `old` and `new` show the two versions as one line of source.
    `notes` qualify the message: what it depends on, or why the level is lower than usual. `reason`
    is why it was accepted (None: it was not). `remedy` says how to ship the change without the
    break; `code` is what to paste for that, where it is known, and `code_place` where.
    """

    rule: str
    level: Level
    object: str
    parameter: str | None = None
    path: str
    line: int
    column: int = 1
    end_line: int
    message: str
    notes: tuple[str, ...] = ()
    old: str | None = None
    new: str | None = None
    witness: Witness | None = None
    introduced: bool = True
    accepted: bool = False
    reason: str | None = None
    remedy: str = ""
    code: str = ""
    code_place: CodePlace | None = None
    affects: tuple[str, ...] = ()
    baseline_path: str | None = None
    baseline_line: int | None = None

    @property
    def identity(self) -> Identity:
        """What makes two findings the same one: never text or line."""
        return (self.rule, self.object, self.parameter)

    @property
    def identities(self) -> tuple[Identity, ...]:
        """The identities that the finding would have at each path that it affects."""
        return tuple((self.rule, path, self.parameter) for path in (self.object, *self.affects))

    @property
    def order(self) -> tuple[str, int, int, str, str, str]:
        """The sort key of reports: by place, then by name."""
        return (self.path, self.line, self.column, self.object, self.rule, self.parameter or "")
