"""The releases on a package index: the only code that uses the network.

`unbroken baseline --fetch` and `unbroken impact --upgrade` use it, never a check. The index is
asked by the simple repository API (PEP 503 and PEP 691). A wheel is preferred; neither it nor an
sdist is built, installed or run. What arrives must have the hash that the index states.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from unbroken.errors import PackageIndexError
from unbroken.model.distribution_names import canonicalize_name
from unbroken.sources.archive import LARGEST_ARCHIVE

if TYPE_CHECKING:
    from packaging.version import Version

_PYPI = "https://pypi.org/simple"
_SETTINGS = ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL")
_ACCEPT = "application/vnd.pypi.simple.v1+json, text/html;q=0.5"
_LARGEST_PAGE = 64 * 1024 * 1024
_SECONDS = 60
_NOT_FOUND = 404


class IndexFile(NamedTuple):
    """A file of a release on an index.

    `sha256` is "" where the index does not state it; `yanked` is the reason for which the file was
    withdrawn, which may be "", and None where it was not.
    """

    name: str
    url: str
    sha256: str
    version: Version
    is_wheel: bool
    yanked: str | None = None


def index_url(environment: Mapping[str, str]) -> str:
    """Return the configured index: that of uv or pip by their variables or files, else PyPI."""
    for name in _SETTINGS:
        value = environment.get(name, "").strip()
        if value:
            # uv allows a name before the address.
            return value.rpartition("=")[2] if value.split("=")[0].isidentifier() else value
    return _configured_for_pip(environment) or _PYPI


def _configured_for_pip(environment: Mapping[str, str]) -> str:
    """Return the `index-url` of pip's configuration file of the user; "" without one."""
    import configparser

    home = environment.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
    paths = [os.path.join(home, "pip", "pip.conf"), os.path.expanduser("~/.pip/pip.conf")]
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read([environment.get("PIP_CONFIG_FILE") or "", *paths], encoding="utf-8")
    except (configparser.Error, UnicodeDecodeError):
        return ""
    return parser.get("global", "index-url", fallback="").strip()


def files_on_index(project: str, index: str) -> list[IndexFile]:
    """Return the wheels and sdists of a project on an index. Raises PackageIndexError."""
    data, kind, base = _read(page_of(project, index), _LARGEST_PAGE)
    return [*(_files_of_json(data, base) if "json" in kind else _files_of_html(data, base))]


def page_of(project: str, index: str) -> str:
    """Return the address of a project on an index."""
    return f"{index.rstrip('/')}/{canonicalize_name(project)}/"


def newest_file(files: Iterable[IndexFile]) -> IndexFile | None:
    """Return the file of the newest version; None if there are none.

    A wheel is preferred to an sdist of the same version.
    """
    return max(files, key=lambda file: (file.version, file.is_wheel, file.name), default=None)


def download(file: IndexFile) -> bytes:
    """Return the contents of a file, which have the stated hash. Raises PackageIndexError."""
    if not file.sha256:
        raise PackageIndexError(f"the index states no SHA-256 hash of {file.name}")
    data, _, _ = _read(file.url, LARGEST_ARCHIVE)
    if hashlib.sha256(data).hexdigest() != file.sha256.lower():
        raise PackageIndexError(f"{file.name} does not have the hash that the index states")
    return data


def _read(url: str, most: int) -> tuple[bytes, str, str]:
    """Return the contents at an address, their kind, and the address where they really are."""
    import urllib.request
    from http.client import HTTPException

    if urlsplit(url).scheme not in ("https", "http", "file"):
        raise PackageIndexError(f"{shown_address(url)}: not an address of a package index")
    # A folder on disk has its page as a file.
    place = f"{url}index.html" if url.startswith("file:") and url.endswith("/") else url
    try:
        request = urllib.request.Request(place, headers={"Accept": _ACCEPT})  # noqa: S310
        with urllib.request.urlopen(request, timeout=_SECONDS) as response:  # noqa: S310
            data = response.read(most + 1)
            target = (data, response.headers.get("Content-Type") or "", response.geturl())
    except (OSError, ValueError, HTTPException) as error:
        reason = getattr(error, "reason", None) or error
        if getattr(error, "code", None) == _NOT_FOUND or isinstance(reason, FileNotFoundError):
            raise PackageIndexError(f"{shown_address(url)}: the index has no such page") from None
        raise PackageIndexError(f"{shown_address(url)} cannot be read: {reason}") from None
    if len(data) > most:
        raise PackageIndexError(f"{shown_address(url)} is too large")
    return target


def shown_address(url: str) -> str:
    """Return an address without the name and password that it may have."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def _files_of_json(data: bytes, base: str) -> Iterator[IndexFile]:
    import json

    try:
        page: Any = json.loads(data)
    except (ValueError, RecursionError):
        raise PackageIndexError(f"{shown_address(base)}: is not valid JSON") from None
    entries = page.get("files") if isinstance(page, dict) else None
    for entry in entries if isinstance(entries, list) else []:
        if not isinstance(entry, dict):
            continue
        hashes = entry.get("hashes")
        sha256 = hashes.get("sha256") if isinstance(hashes, dict) else None
        name, address = str(entry.get("filename")), str(entry.get("url"))
        for file in _file(name, address, str(sha256 or ""), base):
            yield file._replace(yanked=_reason(entry.get("yanked")))


def _reason(yanked: object) -> str | None:
    """Return why a file was withdrawn; None if it was not (PEP 691)."""
    if isinstance(yanked, str):
        return yanked
    return "" if yanked else None


class _Links(HTMLParser):
    """The links of a page, and the reasons for which they were withdrawn (PEP 592)."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect the address of a link."""
        values = dict(attrs)
        target = values.get("href")
        if tag == "a" and target:
            yanked = values["data-yanked"] or "" if "data-yanked" in values else None
            self.targets.append((target, yanked))


def _files_of_html(data: bytes, base: str) -> Iterator[IndexFile]:
    links = _Links()
    links.feed(data.decode("utf-8", "replace"))
    for target, yanked in links.targets:
        address, _, fragment = target.partition("#")
        name = unquote(urlsplit(address).path.rpartition("/")[2])
        kind, _, sha256 = fragment.partition("=")
        for file in _file(name, address, sha256 if kind == "sha256" else "", base):
            yield file._replace(yanked=yanked)


def _file(name: str, address: str, sha256: str, base: str) -> Iterator[IndexFile]:
    """Yield a file if it is a wheel or an sdist that can be read."""
    from packaging.utils import (
        InvalidSdistFilename,
        InvalidWheelFilename,
        parse_sdist_filename,
        parse_wheel_filename,
    )

    is_wheel = name.endswith(".whl")
    try:
        version = parse_wheel_filename(name)[1] if is_wheel else parse_sdist_filename(name)[1]
    except (InvalidSdistFilename, InvalidWheelFilename):
        return
    url = urljoin(base, address)
    is_local = urlsplit(url).scheme == "file" and urlsplit(base).scheme != "file"
    # The name becomes that of a file; and no index may make files of this machine be read.
    if "/" not in name and "\\" not in name and not name.startswith(".") and not is_local:
        yield IndexFile(name, url, sha256, version, is_wheel)
