"""The latest release on a package index as the baseline: fetched, then read without network."""

from __future__ import annotations

import functools
import hashlib
import http.server
import json
import threading
from collections.abc import Iterator

import pytest

from tests.checkout import commit, git, repository, write
from tests.package_index import Index, sdist, wheel

PROJECT = '[project]\nname = "My.Pkg"\nversion = "1.1.0"\n\n[tool.unbroken]\nbaseline = "pypi"\n'
OLD = "def f(a, b=1): ...\n"
RELEASED = {"my_pkg/__init__.py": OLD, "my_pkg/data.py": "def load(path): ...\n"}
NOT_FETCHED = (
    "unbroken: no baseline: no release of My.Pkg was fetched from the package index. Checks use no "
    "network; fetch it with:\n\n  unbroken baseline --fetch\n"
)


@pytest.fixture
def index(tmp_path, monkeypatch) -> Index:
    made = Index(tmp_path / "index")
    made.add("my_pkg-1.0.0-py3-none-any.whl", wheel(RELEASED))
    monkeypatch.setenv("PIP_INDEX_URL", made.simple)
    monkeypatch.delenv("UV_DEFAULT_INDEX", raising=False)
    monkeypatch.delenv("UV_INDEX_URL", raising=False)
    monkeypatch.setenv("UNBROKEN_CACHE_DIR", str(tmp_path / "cache"))
    return made


@pytest.fixture
def project(tmp_path, monkeypatch, index):
    """A project in src without any tag."""
    files = {f"src/{path}": text for path, text in RELEASED.items()}
    folder = repository(tmp_path / "project", {**files, "pyproject.toml": PROJECT})
    commit(folder, {"README": ""})
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize("command", ["check", "full", "baseline"])
def test_nothing_fetched_is_no_success(project, unbroken, command):
    said = unbroken(command)
    assert (said.code, said.out, said.err) == (2, "", NOT_FETCHED)


@pytest.mark.parametrize("command", ["check", "incremental", "full"])
def test_fetched_release_is_compared_with(project, unbroken, command):
    assert unbroken("baseline", "--fetch")[:2] == (
        0,
        "unbroken: fetched my_pkg-1.0.0-py3-none-any.whl from the package index\n",
    )
    write(project, {"src/my_pkg/__init__.py": "def f(a): ...\n", "src/my_pkg/data.py": None})
    git(project, "add", "--all")
    said = unbroken(command)
    assert said.code == 1
    assert (
        "src/my_pkg/__init__.py:1:1: error[parameter-removed] my_pkg.f: parameter 'b' was removed"
    ) in said.out
    assert "error[module-removed] my_pkg.data: " in said.out
    assert (
        "compared with my_pkg-1.0.0-py3-none-any.whl (the release that was fetched from the "
        "package index)"
    ) in said.closing


def test_compatible_change_passes(project, unbroken):
    unbroken("baseline", "--fetch")
    write(project, {"src/my_pkg/__init__.py": "def f(a, b=1, c=2): ...\n"})
    git(project, "add", "--all")
    said = unbroken("check")
    assert (said.code, "no breaks" in said.closing) == (0, True)
    assert unbroken("baseline").out.startswith(
        "unbroken: My.Pkg: compared with my_pkg-1.0.0-py3-none-any.whl (the release that was "
        "fetched from the package index); commit "
    )
    assert unbroken("selftest").code == 0


def test_latest_release_is_the_newest_that_may_count(project, unbroken, index):
    index.add("my_pkg-1.1.0rc1-py3-none-any.whl", wheel(RELEASED))
    index.add("my_pkg-1.0.9-py3-none-any.whl", wheel(RELEASED), yanked=True)
    index.add("my_pkg-2.0-py3-none-any.whl", wheel(RELEASED))
    index.add("my_pkg-1.0.2.tar.gz", sdist("my_pkg-1.0.2", RELEASED))
    index.add("my_pkg-1.0.2-cp313-cp313-win_amd64.whl", wheel(RELEASED))
    index.add("my_pkg-1.0.2.exe", b"")
    assert "fetched my_pkg-1.0.2-cp313-cp313-win_amd64.whl" in unbroken("baseline", "--fetch").out
    write(project, {"pyproject.toml": PROJECT.replace("[tool", "[tool.x]\n[tool")})
    write(project, {"pyproject.toml": f"{PROJECT}pre-releases = true\n"})
    assert "fetched my_pkg-1.1.0rc1-py3-none-any.whl" in unbroken("baseline", "--fetch").out
    write(project, {"pyproject.toml": PROJECT.replace("1.1.0", "2.1.0")})
    assert "fetched my_pkg-2.0-py3-none-any.whl" in unbroken("baseline", "--fetch").out
    # What was fetched for one branch is too new for another one.
    write(project, {"pyproject.toml": PROJECT})
    said = unbroken("full")
    assert said.code == 2
    assert said.err == (
        "unbroken: no baseline: my_pkg-2.0-py3-none-any.whl, which was fetched last, is newer than "
        "1.1.0, the version under development. Fetch the release before it with:\n\n"
        "  unbroken baseline --fetch\n"
    )


def test_sdist_is_read_where_there_is_no_wheel(project, unbroken, index):
    files = {
        "pyproject.toml": '[project]\nname = "My.Pkg"\n',
        "setup.py": "raise SystemExit('never run')\n",
        "source/my_pkg/__init__.py": "def f(a, b=1, c=2): ...\n",
        "my_pkg.egg-info/top_level.txt": "my_pkg\n",
    }
    files = {path.replace("source/", "src/"): text for path, text in files.items()}
    index.add("my_pkg-1.0.3.tar.gz", sdist("my_pkg-1.0.3", files))
    assert "fetched my_pkg-1.0.3.tar.gz" in unbroken("baseline", "--fetch").out
    assert "my_pkg.f: parameter 'c' was removed" in unbroken("full").out


@pytest.mark.parametrize(
    ("sha256", "message"),
    [
        ("", "the index states no SHA-256 hash of my_pkg-1.0.5-py3-none-any.whl"),
        ("0" * 64, "my_pkg-1.0.5-py3-none-any.whl does not have the hash that the index states"),
    ],
)
def test_file_without_the_stated_hash_is_refused(project, unbroken, index, sha256, message):
    index.add("my_pkg-1.0.5-py3-none-any.whl", wheel(RELEASED), sha256=sha256)
    said = unbroken("baseline", "--fetch")
    assert (said.code, said.out, said.err) == (2, "", f"unbroken: no baseline: {message}\n")
    assert unbroken("check").err == NOT_FETCHED


def test_what_cannot_be_fetched_is_an_error(project, unbroken, index, monkeypatch):
    index.add("my_pkg-1.0.5-py3-none-any.whl", b"no wheel")
    assert "my_pkg-1.0.5-py3-none-any.whl: cannot be read: " in unbroken("baseline", "--fetch").err
    monkeypatch.setenv("PIP_INDEX_URL", "http://user:secret@127.0.0.1:9/simple")
    said = unbroken("baseline", "--fetch")
    assert said.code == 2
    assert said.err.startswith(
        "unbroken: no baseline: http://127.0.0.1:9/simple/my-pkg/ cannot be read: "
    )
    assert "secret" not in said.err
    monkeypatch.setenv("PIP_INDEX_URL", "ftp://example.org/simple")
    assert (
        "ftp://example.org/simple/my-pkg/: not an address of" in unbroken("baseline", "--fetch").err
    )
    monkeypatch.setenv("UNBROKEN_CACHE_DIR", "")
    assert unbroken("baseline", "--fetch").err == (
        "unbroken: no baseline: the cache, which keeps fetched releases, is switched off\n"
    )


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Serves pages as JSON to those who ask for it, as PEP 691 says."""

    def do_GET(self) -> None:
        if self.path.endswith("/") and "simple.v1+json" in self.headers["Accept"]:
            self.path += "index.json"
        super().do_GET()

    def guess_type(self, path) -> str:
        is_page = str(path).endswith(".json")
        return "application/vnd.pypi.simple.v1+json" if is_page else super().guess_type(path)

    def log_message(self, *arguments) -> None:
        """Say nothing."""


@pytest.fixture
def server(index) -> Iterator[str]:
    handler = functools.partial(_Handler, directory=str(index.folder.parent.parent))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as made:
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{made.server_port}/simple/"
        made.shutdown()


@pytest.mark.parametrize("name", ["PIP_INDEX_URL", "UV_DEFAULT_INDEX"])
def test_index_is_asked_by_http(project, unbroken, server, monkeypatch, name):
    monkeypatch.setenv(name, server)
    assert "fetched my_pkg-1.0.0-py3-none-any.whl" in unbroken("baseline", "--fetch").out


def test_index_cannot_make_files_of_this_machine_be_read(
    project, unbroken, server, index, monkeypatch
):
    monkeypatch.setenv("PIP_INDEX_URL", server)
    path = index.folder / "my_pkg-1.0.0-py3-none-any.whl"
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    entry = {"filename": path.name, "url": path.as_uri(), "hashes": {"sha256": sha256}}
    (index.folder / "index.json").write_text(json.dumps({"files": [entry]}))
    assert "has no release of My.Pkg to compare with" in unbroken("baseline", "--fetch").err
