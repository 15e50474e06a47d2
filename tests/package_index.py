"""A package index in a folder, and what is in it."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
import zipfile


def wheel(files: dict[str, str]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return made.getvalue()


def sdist(top: str, files: dict[str, str]) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as archive:
        for name, text in files.items():
            member = tarfile.TarInfo(f"{top}/{name}")
            member.size = len(text.encode())
            archive.addfile(member, io.BytesIO(text.encode()))
    return made.getvalue()


class Index:
    """A package index in a folder; every page is written as HTML and as JSON."""

    def __init__(self, folder, project: str = "my-pkg") -> None:
        self.folder = folder / "simple" / project
        self.folder.mkdir(parents=True)
        self.files: dict[str, tuple[str, bool]] = {}
        self.simple = f"file://{folder}/simple"

    def add(self, name: str, data: bytes, *, sha256: str | None = None, yanked: bool = False):
        (self.folder / name).write_bytes(data)
        self.files[name] = (hashlib.sha256(data).hexdigest() if sha256 is None else sha256, yanked)
        links = (
            f'<a href="{name}{"#sha256=" + sha if sha else ""}"{" data-yanked" * yanked}>x</a>\n'
            for name, (sha, yanked) in self.files.items()
        )
        page = f"<!DOCTYPE html><html><body>{''.join(links)}</body></html>"
        (self.folder / "index.html").write_text(page)
        entries = [
            {"filename": name, "url": name, "hashes": {"sha256": sha}, "yanked": yanked}
            for name, (sha, yanked) in self.files.items()
        ]
        (self.folder / "index.json").write_text(json.dumps({"files": entries}))
