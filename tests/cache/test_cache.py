"""What is kept from run to run: it may be lost, damaged or somebody else's at any time."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import threading
import time
from pathlib import Path

import msgspec
import platformdirs
import pytest

from tests.checkout import git, write
from unbroken.cache.cache import Cache, find_cache
from unbroken.config.config import Config, Settings
from unbroken.loading.loader import Loader, ModuleFile, read_anyhow
from unbroken.loading.module_cache import CachedModules
from unbroken.model.definitions import Class, Module
from unbroken.project.layout import Package
from unbroken.project.package_cache import _key, packages_at
from unbroken.sources.folder import FolderTree

FILE = ModuleFile("pkg", "pkg/__init__.py", True)
SOURCE = b"def f(a): ...\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The folder of the cache."""
    monkeypatch.setenv("UNBROKEN_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


def entries(folder: Path) -> list[Path]:
    return sorted(
        item for item in folder.rglob("*") if item.is_file() and item.name != "CACHEDIR.TAG"
    )


class TestStore:
    def test_what_was_put_is_there(self, folder):
        cache = Cache(str(folder))
        assert cache.get(b"key") is None
        cache.put(b"key", b"data")
        cache.put(b"other", b"")
        assert (cache.get(b"key"), cache.get(b"other"), cache.get(b"third")) == (b"data", b"", None)
        cache.put(b"key", b"new")
        assert Cache(str(folder)).get(b"key") == b"new"
        assert all(stat.S_IMODE(entry.stat().st_mode) == 0o600 for entry in entries(folder))
        assert not list(folder.rglob("*.tmp"))

    @pytest.mark.parametrize(
        "damage",
        [
            lambda data: b"",
            lambda data: data[:-1],
            lambda data: data + b"x",
            lambda data: data[:10],
            lambda data: data[:-1] + bytes([data[-1] ^ 1]),
            lambda data: b"X" + data[1:],
            lambda data: data.replace(b"key", b"kez"),
            lambda data: b"\0" * 100_000,
        ],
        ids=["empty", "short", "long", "cut", "flipped", "magic", "another key", "zeros"],
    )
    def test_damaged(self, folder, damage):
        cache = Cache(str(folder))
        cache.put(b"key", b"data")
        (path,) = entries(folder)
        path.write_bytes(damage(path.read_bytes()))
        assert cache.get(b"key") is None
        cache.put(b"key", b"data")
        assert cache.get(b"key") == b"data"

    def test_no_file(self, folder, tmp_path):
        cache = Cache(str(folder))
        cache.put(b"key", b"data")
        (path,) = entries(folder)
        elsewhere = tmp_path / "elsewhere"
        path.rename(elsewhere)
        path.symlink_to(elsewhere)
        assert cache.get(b"key") is None
        path.unlink()
        os.mkfifo(path)
        assert cache.get(b"key") is None
        path.unlink()
        path.mkdir()
        assert cache.get(b"key") is None
        cache.put(b"key", b"data")
        assert elsewhere.read_bytes().endswith(b"data")

    def test_of_somebody_else(self, folder, monkeypatch):
        cache = Cache(str(folder))
        cache.put(b"key", b"data")
        monkeypatch.setattr(os, "getuid", lambda: os.geteuid() + 1)
        assert cache.get(b"key") is None

    def test_a_folder_that_cannot_be_used(self, tmp_path):
        (tmp_path / "file").write_text("")
        for name in ("file", "file/below", "\0"):
            cache = Cache(str(tmp_path / name))
            cache.put(b"key", b"data")
            assert cache.get(b"key") is None
            cache.close()
        assert (tmp_path / "file").read_text() == ""

    def test_the_oldest_go(self, folder):
        cache = Cache(str(folder), most_bytes=1000)
        for number in range(20):
            cache.put(b"%d" % number, b"x" * 100)
            path = max(entries(folder), key=lambda item: item.stat().st_mtime_ns)
            os.utime(path, (number, number))
        cache.close()
        left = [number for number in range(20) if cache.get(b"%d" % number) is not None]
        assert left == list(range(20 - len(left), 20))
        assert 5 <= len(left) < 10
        assert (folder / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172")

    def test_what_is_used_stays(self, folder):
        cache = Cache(str(folder), most_bytes=300)
        for key in (b"used", b"unused"):
            cache.put(key, b"x" * 100)
        for path in entries(folder):
            os.utime(path, (0, 0))
        assert cache.get(b"used") is not None
        cache.put(b"new", b"x" * 100)
        cache.sweep()
        assert cache.get(b"used") is not None
        assert cache.get(b"unused") is None

    def test_it_is_tidied_once_a_day(self, folder):
        cache = Cache(str(folder), most_bytes=0)
        cache.put(b"key", b"data")
        cache.close()
        assert cache.get(b"key") is None
        cache.put(b"key", b"data")
        cache.close()
        assert cache.get(b"key") == b"data"
        yesterday = time.time() - 25 * 60 * 60
        os.utime(folder / "CACHEDIR.TAG", (yesterday, yesterday))
        cache.close()
        assert cache.get(b"key") is None

    def test_nothing_is_tidied_when_nothing_was_added(self, folder):
        Cache(str(folder), most_bytes=0).put(b"key", b"data")
        cache = Cache(str(folder), most_bytes=0)
        assert cache.get(b"key") == b"data"
        cache.close()
        assert cache.get(b"key") == b"data"

    def test_only_its_own_files_go(self, folder):
        cache = Cache(str(folder), most_bytes=0)
        cache.put(b"key", b"data")
        (folder / "notes").mkdir()
        (folder / "notes" / "mine").write_text("mine")
        cache.close()
        assert (folder / "notes" / "mine").read_text() == "mine"

    def test_several_at_once(self, folder):
        seen: list[bytes | None] = []

        def use() -> None:
            cache = Cache(str(folder))
            for number in range(200):
                cache.put(b"key", b"%d" % number * 1000)
                seen.append(cache.get(b"key"))

        threads = [threading.Thread(target=use) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert all(found is None or len(set(found.split(b"\0"))) == 1 for found in seen)
        assert any(seen)


class TestFolder:
    def test_named(self, folder):
        cache = find_cache({"UNBROKEN_CACHE_DIR": str(folder)})
        assert cache is not None
        cache.put(b"key", b"data")
        assert len(entries(folder)) == 1

    def test_none(self):
        assert find_cache({"UNBROKEN_CACHE_DIR": ""}) is None

    def test_the_users(self, tmp_path, monkeypatch):
        for value in (str(tmp_path), ""):
            monkeypatch.setenv("XDG_CACHE_HOME", value)
            cache = find_cache({"XDG_CACHE_HOME": value})
            assert cache is not None
            assert cache._folder == platformdirs.user_cache_dir("unbroken", appauthor=False)

    def test_relative_folder_of_the_user_is_ignored(self, monkeypatch):
        """The XDG Base Directory Specification wants it so: a path must be absolute."""
        folders = []
        for value in ("relative", ""):
            monkeypatch.setenv("XDG_CACHE_HOME", value)
            cache = find_cache({"XDG_CACHE_HOME": value})
            assert cache is not None
            folders.append(cache._folder)
        assert folders[0] == folders[1]


def loaded(
    cache: Cache | None, source: bytes = SOURCE, path: str = FILE.path
) -> tuple[Module, int]:
    """Read a module through a cache; give it, and how many files had to be read."""
    count = 0

    def read(*arguments: object, **keywords: object) -> Module:
        nonlocal count
        count += 1
        return read_anyhow(*arguments, **keywords)  # type: ignore[arg-type]

    file = FILE._replace(path=path)
    tree = FolderTree({path: source}, "here")
    found = Loader(read, cache).load(tree, [file], ["pkg"])
    return found.surface.modules["pkg"], count


class TestModules:
    def test_read_once(self, folder):
        first, reads = loaded(Cache(str(folder)))
        assert reads == 1
        assert loaded(Cache(str(folder))) == (first, 0)
        assert loaded(None) == (first, 1)

    def test_other_contents_or_place(self, folder):
        cache = Cache(str(folder))
        loaded(cache)
        assert loaded(cache, b"def f(b): ...\n")[1] == 1
        module, reads = loaded(cache, path="src/pkg/__init__.py")
        assert (module.path, reads) == ("src/pkg/__init__.py", 1)

    def test_contents_under_a_wrong_id(self, folder):
        class Lying(FolderTree):
            def files(self):
                return {FILE.path: FolderTree({FILE.path: SOURCE}, "").files()[FILE.path]}

        tree = Lying({FILE.path: b"def g(): ...\n"}, "hostile")
        Loader(read_anyhow, Cache(str(folder))).load(tree, [FILE], ["pkg"])
        module, reads = loaded(Cache(str(folder)))
        assert list(module.members) == ["f"]
        assert reads == 1

    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"\xc1",
            msgspec.msgpack.encode({"name": "pkg"}),
            msgspec.msgpack.encode(Module(name="other", path=FILE.path)),
            msgspec.msgpack.encode(Module(name="pkg", path="/etc/passwd")),
            b"\x91" * 100_000,
            b"\xdd\xff\xff\xff\xff",
        ],
        ids=["empty", "no message", "half", "another name", "another path", "deep", "huge"],
    )
    def test_an_entry_that_is_no_module(self, folder, data):
        cache = Cache(str(folder))
        modules = CachedModules(cache, "read")
        ids = ("0" * 40,)
        cache.put(modules._key(FILE, ids), data)
        assert modules.get(FILE, ids) is None

    def test_what_cannot_be_written(self, folder):
        modules = CachedModules(Cache(str(folder)), "read")
        place = {"line": 1, "column": 1, "end_line": 1}
        deep = Class(name="C", **place)
        # From Python 3.12 on, extensions have a limit of their own, of about 10,000.
        for _ in range(max(sys.getrecursionlimit(), 50_000)):
            deep = Class(name="C", members={"C": deep}, **place)
        modules.put(FILE, ("0" * 40,), Module(name="pkg", path=FILE.path, members={"C": deep}))
        odd = FILE._replace(path="pkg/\udcff.py")
        modules.put(odd, ("0" * 40,), Module(name="pkg", path=odd.path))
        assert entries(folder) == []

    def test_another_reader_reads_itself(self, folder):
        cache = Cache(str(folder))
        CachedModules(cache, "one").put(FILE, ("0" * 40,), Module(name="pkg", path=FILE.path))
        assert CachedModules(cache, "two").get(FILE, ("0" * 40,)) is None


class TestRuns:
    """The same is found with a cold, a warm, a damaged and no cache."""

    @pytest.fixture
    def broken(self, library):
        write(library, {"pkg/data.py": "def load(path): ...\n"})
        git(library, "add", "--all")
        return library

    @pytest.mark.parametrize("command", ["check", "full"])
    def test_the_same_is_said(self, broken, unbroken, folder, command):
        without = unbroken(command, "--no-cache")
        assert not folder.exists()
        cold, warm = unbroken(command), unbroken(command)
        kept = entries(folder)
        for path in kept:
            path.write_bytes(path.read_bytes()[:-3] + b"abc")
        damaged = unbroken(command)
        again = unbroken(command)
        assert without == cold == warm == damaged == again
        assert without.code == 1
        assert entries(folder) == kept

    def test_a_folder_that_may_not_be_written(self, broken, unbroken, folder):
        folder.mkdir()
        folder.chmod(0o500)
        assert unbroken("full") == unbroken("full", "--no-cache")
        folder.chmod(0o700)

    def test_of_two_folders(self, tmp_path, unbroken, folder, monkeypatch):
        monkeypatch.chdir(tmp_path)
        write(tmp_path, {"a/pkg/__init__.py": "def f(a): ...\n", "b/pkg/__init__.py": "x = 1\n"})
        shutil.rmtree(folder, ignore_errors=True)
        without = unbroken("diff", "a", "b", "--no-cache")
        assert not folder.exists()
        monkeypatch.setenv("UNBROKEN_CACHE_DIR", f"{tmp_path.parent}/cache")
        assert unbroken("diff", "a", "b") == unbroken("diff", "a", "b") == without


class TestPackages:
    """The packages of a commit are found once."""

    def test_found_once(self, folder):
        cache, config = Cache(str(folder)), Config()
        found = (Package("a.b", "src/a/b"), Package("c", "c.py", True))
        assert packages_at("1" * 40, config, cache, lambda: found) == found
        assert packages_at("1" * 40, config, cache, lambda: ()) == found
        assert packages_at("1" * 40, config, None, lambda: ()) == ()

    @pytest.mark.parametrize(
        ("commit", "config"),
        [
            ("2" * 40, Config()),
            ("1" * 40, Config(Settings(packages=("b",)))),
            ("1" * 40, Config(Settings(search_paths=("src",)))),
            ("1" * 40, Config(folder="sub")),
            ("1" * 40, Config(document={"project": {"name": "b"}})),
        ],
    )
    def test_of_another_commit_or_project(self, folder, commit, config):
        cache = Cache(str(folder))
        packages_at("1" * 40, Config(), cache, lambda: (Package("a", "a"),))
        other = (Package("b", "b"),)
        assert packages_at(commit, config, cache, lambda: other) == other

    def test_of_a_document_that_cannot_be_written(self, folder):
        config = Config(document={"tool": {"other": 0xF << 16_000}})
        found = (Package("a", "a"),)
        assert packages_at("1" * 40, config, Cache(str(folder)), lambda: found) == found

    @pytest.mark.parametrize("data", [b"", b"a", b"a\tb", b"a\tb\tc\td", b"a b\tc\t", b"\xff\t\t"])
    def test_an_entry_that_is_none(self, folder, data):
        cache = Cache(str(folder))
        key = _key("1" * 40, Config())
        assert key is not None
        cache.put(key, data)
        found = (Package("a", "a"),)
        assert packages_at("1" * 40, Config(), cache, lambda: found) == found


class TestFilesOfOthers:
    def test_tidying_deletes_only_entries(self, tmp_path):
        folder = tmp_path / "cache"
        cache = Cache(str(folder), most_bytes=0)
        cache.put(b"key", b"data")
        others = [
            folder / "ab/notes.txt",
            folder / "ab/0123456789abcdef",
            folder / "xy/a",
            folder / "a",
        ]
        for other in others:
            other.parent.mkdir(parents=True, exist_ok=True)
            other.write_text("mine")
        (folder / "cd").symlink_to(tmp_path)
        (tmp_path / ("0" * 14)).write_text("mine")
        (folder / "ef").mkdir()
        (folder / "ef" / ("0" * 14)).symlink_to(tmp_path / ("0" * 14))
        cache.sweep()
        assert cache.get(b"key") is None
        assert all(other.read_text() == "mine" for other in others)
        assert (tmp_path / ("0" * 14)).read_text() == "mine"
        assert (folder / "ef" / ("0" * 14)).is_symlink()

    def test_tidying_deletes_entries_that_were_not_finished(self, tmp_path):
        cache = Cache(str(tmp_path), most_bytes=0)
        (tmp_path / "ab").mkdir()
        (tmp_path / "ab/0123456789abcd.123.tmp").write_text("half")
        cache.sweep()
        assert os.listdir(tmp_path / "ab") == []

    @pytest.mark.parametrize("home", ["", "relative"])
    def test_home_that_is_no_folder_switches_the_cache_off(self, home):
        assert find_cache({"HOME": home}) is None
