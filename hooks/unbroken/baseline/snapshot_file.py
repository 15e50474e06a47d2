"""Snapshots: the API of a release as a text file, for places without its history.

The file begins with comment lines about its origin. Then there is a section for each module: a
line `# module pkg.mod  src/pkg/mod.py`, and the promised part of the module as source. No other
line of a section begins with `#`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from unbroken.errors import BaselineError

FORMAT = 1
UNREADABLE = "unreadable where this was made: "
"""The start of the section of a module that did not parse; the section does not parse either."""

_TITLE = re.compile(r"# unbroken snapshot, format (\d{1,4}): ")
_KEY = re.compile(r"# (packages|ref|commit|version|sha256): (.*)")
_SECTION = "\n# module "
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


class Origin(NamedTuple):
    """What a snapshot was made from; `version` is None if the name of the ref has none."""

    packages: tuple[str, ...]
    ref: str
    commit: str
    version: str | None


class Snapshot(NamedTuple):
    """A snapshot: its path in the repository, its id, and the sections by the files' paths.

    `head` and `body` are its text.
    """

    path: str
    identity: str
    origin: Origin
    sources: Mapping[str, bytes]
    head: str
    body: str

    def line_of(self, path: str) -> int:
        """Return the line in which the section of a file begins; 1 if it has none."""
        at = self.body.find(f"  {_escape(path)}\n") if path in self.sources else -1
        return 1 if at < 0 else self.head.count("\n") + self.body.count("\n", 0, at) + 1


def snapshot_text(origin: Origin, sections: Mapping[str, tuple[str, str]]) -> str:
    """Return the text of a snapshot; `sections` has (module name, source) by the file's path."""
    head = [
        f"# unbroken snapshot, format {FORMAT}: the API of "
        f"{', '.join(origin.packages)} in {_escape(origin.ref)}",
        "#",
        "# Written by `unbroken snapshot`; run it again after each release.",
        "# A snapshot that was edited by hand is refused.",
        "#",
        f"# packages: {' '.join(origin.packages)}",
        f"# ref: {_escape(origin.ref)}",
        f"# commit: {origin.commit}",
        *([f"# version: {origin.version}"] if origin.version else []),
    ]
    body = [
        f"{_SECTION}{name}  {_escape(path)}\n{source}"
        for path, (name, source) in sorted(sections.items())
    ]
    first, rest = "\n".join(head) + "\n", "".join(body)
    return f"{first}# sha256: {_digest(first, rest)}\n{rest}"


def _digest(*parts: str) -> str:
    return hashlib.sha256("".join(parts).encode("utf-8")).hexdigest()


def _escape(text: str) -> str:
    """Return a path or ref on one line and in ASCII, escaped as in Python."""
    return text.encode("unicode_escape").decode("ascii")


def _unescape(text: str) -> str:
    """Return the text that `_escape` escaped."""
    return text.encode("ascii").decode("unicode_escape")


def read_snapshot(data: bytes, path: str, identity: str) -> Snapshot:
    """Return the snapshot in the file at `path`. Raises BaselineError if it is damaged."""
    try:
        text = data.replace(b"\r\n", b"\n").decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    title = _TITLE.match(text)
    if title is None:
        raise BaselineError(f"{path}: is not a snapshot; write one with `unbroken snapshot`")
    if int(title[1]) != FORMAT:
        raise BaselineError(
            f"{path}: is a snapshot of format {title[1]}, and this unbroken reads format "
            f"{FORMAT}; run `unbroken snapshot` again"
        )
    try:
        return _read(text, path, identity)
    except (ValueError, KeyError):
        raise BaselineError(
            f"{path}: differs from what `unbroken snapshot` wrote; restore it, or run that again"
        ) from None


def _read(text: str, path: str, identity: str) -> Snapshot:
    """Return the snapshot in a text; raises ValueError or KeyError if it is damaged."""
    head, body = _split_head(text)
    keys = {key: value for key, value in map(_key, head.split("\n")) if key}
    digest = f"# sha256: {keys['sha256']}\n"
    if not head.endswith(digest) or keys["sha256"] != _digest(head.removesuffix(digest), body):
        raise ValueError
    if _COMMIT.fullmatch(keys["commit"]) is None:
        raise ValueError
    origin = Origin(
        tuple(keys["packages"].split()), _unescape(keys["ref"]), keys["commit"], keys.get("version")
    )
    sources: dict[str, bytes] = {}
    before, *sections = body.split(_SECTION)
    if before:
        raise ValueError
    for section in sections:
        title, _, source = section.partition("\n")
        sources[_file(title, sources)] = source.encode("utf-8")
    return Snapshot(path, identity, origin, sources, head, body)


def _split_head(text: str) -> tuple[str, str]:
    """Split the head from the sections: it ends before the first line that is not a comment."""
    end = re.search(r"^(?!#)", text, re.MULTILINE)
    at = end.start() if end is not None else len(text)
    return text[:at], text[at:]


def _key(line: str) -> tuple[str, str]:
    """Return the key and value of a line in the head; two empty texts if it has none."""
    match = _KEY.fullmatch(line)
    return (match[1], match[2]) if match is not None else ("", "")


def _file(title: str, known: Iterable[str]) -> str:
    """Return the path of a section's file; raises ValueError for one outside of the project."""
    path = _unescape(title.partition("  ")[2])
    parts = path.split("/")
    if not path.endswith((".py", ".pyi")) or not {"", ".", ".."}.isdisjoint(parts):
        raise ValueError
    if path in known:
        raise ValueError
    return path
