"""Snapshots: the surface of a release as a text file, for where its history is not at hand.

The file begins with lines that say what it was made from. Then there is a section for each
module: a line `# module pkg.mod  src/pkg/mod.py` and the module as source, as far as it is
promised. No other line of a section begins with `#`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from unbroken.errors import BaselineError

FORMAT = 1
UNREADABLE = "unreadable where this was made: "
"""Begins what stands for a module that did not parse; it does not parse either."""

_TITLE = re.compile(r"# unbroken snapshot, format (\d{1,4}): ")
_KEY = re.compile(r"# (packages|ref|commit|version|sha256): (.*)")
_SECTION = "\n# module "
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


class Made(NamedTuple):
    """What a snapshot was made from; `version` is None where the name of the ref says none."""

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
    made: Made
    sources: Mapping[str, bytes]
    head: str
    body: str

    def line_of(self, path: str) -> int:
        """Give the line in which the section of a file begins; 1 where it has none."""
        at = self.body.find(f"  {_plain(path)}\n") if path in self.sources else -1
        return 1 if at < 0 else self.head.count("\n") + self.body.count("\n", 0, at) + 1


def snapshot_text(made: Made, sections: Mapping[str, tuple[str, str]]) -> str:
    """Write a snapshot; `sections` has the module's name and its source by the file's path."""
    head = [
        f"# unbroken snapshot, format {FORMAT}: what is promised of "
        f"{', '.join(made.packages)} since {_plain(made.ref)}",
        "#",
        "# `unbroken snapshot` wrote this file, and writes it anew after a release.",
        "# One that is changed by hand is refused.",
        "#",
        f"# packages: {' '.join(made.packages)}",
        f"# ref: {_plain(made.ref)}",
        f"# commit: {made.commit}",
        *([f"# version: {made.version}"] if made.version else []),
    ]
    body = [
        f"{_SECTION}{name}  {_plain(path)}\n{source}"
        for path, (name, source) in sorted(sections.items())
    ]
    first, rest = "\n".join(head) + "\n", "".join(body)
    return f"{first}# sha256: {_digest(first, rest)}\n{rest}"


def _digest(*parts: str) -> str:
    return hashlib.sha256("".join(parts).encode("utf-8")).hexdigest()


def _plain(text: str) -> str:
    """Write a path or ref on one line and in ASCII, as Python escapes it."""
    return text.encode("unicode_escape").decode("ascii")


def _unplain(text: str) -> str:
    return text.encode("ascii").decode("unicode_escape")


def read_snapshot(data: bytes, path: str, identity: str) -> Snapshot:
    """Read a snapshot; `path` is its own. Raises BaselineError for what is none, or damaged."""
    try:
        text = data.replace(b"\r\n", b"\n").decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    title = _TITLE.match(text)
    if title is None:
        raise BaselineError(f"{path}: is no snapshot; write one with `unbroken snapshot`")
    if int(title[1]) != FORMAT:
        raise BaselineError(
            f"{path}: is a snapshot of format {title[1]}, and this unbroken reads format "
            f"{FORMAT}; write it anew with `unbroken snapshot`"
        )
    try:
        return _read(text, path, identity)
    except (ValueError, KeyError):
        raise BaselineError(
            f"{path}: is not as `unbroken snapshot` wrote it; restore it, or write it anew"
        ) from None


def _read(text: str, path: str, identity: str) -> Snapshot:
    """Read the text of a snapshot; raises ValueError or KeyError for what is damaged."""
    head, body = _parted(text)
    keys = {key: value for key, value in map(_key, head.split("\n")) if key}
    digest = f"# sha256: {keys['sha256']}\n"
    if not head.endswith(digest) or keys["sha256"] != _digest(head.removesuffix(digest), body):
        raise ValueError
    if _COMMIT.fullmatch(keys["commit"]) is None:
        raise ValueError
    made = Made(
        tuple(keys["packages"].split()), _unplain(keys["ref"]), keys["commit"], keys.get("version")
    )
    sources: dict[str, bytes] = {}
    before, *sections = body.split(_SECTION)
    if before:
        raise ValueError
    for section in sections:
        title, _, source = section.partition("\n")
        sources[_file(title, sources)] = source.encode("utf-8")
    return Snapshot(path, identity, made, sources, head, body)


def _parted(text: str) -> tuple[str, str]:
    """Part the head from the sections: it ends with the first line that is no comment."""
    end = re.search(r"^(?!#)", text, re.MULTILINE)
    at = end.start() if end is not None else len(text)
    return text[:at], text[at:]


def _key(line: str) -> tuple[str, str]:
    found = _KEY.fullmatch(line)
    return (found[1], found[2]) if found is not None else ("", "")


def _file(title: str, known: Iterable[str]) -> str:
    """Give the path of a section's file; raises ValueError for one that is not in the project."""
    path = _unplain(title.partition("  ")[2])
    parts = path.split("/")
    if not path.endswith((".py", ".pyi")) or not {"", ".", ".."}.isdisjoint(parts):
        raise ValueError
    if path in known:
        raise ValueError
    return path
