"""What is remembered_search of a commit finds the files that a look at their texts finds."""

from __future__ import annotations

import random
import struct
from pathlib import Path

import pytest

import unbroken as package
from tests.git_work import Work
from tests.search.text_names import reexported_names
from unbroken.cache.cache import Cache
from unbroken.search.exported_names import with_stars
from unbroken.search.index import (
    SCANS,
    SearchIndex,
    baseline_search,
    remembered_search,
    search_among,
)
from unbroken.search.text_search import TextSearch
from unbroken.sources.git.repository import Repository

TEXTS = {
    "pkg/__init__.py": b"from .a import f\n",
    "pkg/a.py": b"def f(): ...\ng = f\n",
    "pkg/b.py": b"from .a import f\n\ndef h():\n    return f()\n",
    "pkg/c.py": b"from .a import *\n",
    "pkg/d é.py": b"class A(\xc3\xa9l): ...\n",
    "pkg/\udcff.py": b"from a import f as k\n",
}


def found(texts, words, tmp_path):
    search = remembered_search(
        Cache(str(tmp_path / "cache")), b"here", lambda: SearchIndex.made_from(texts)
    )
    return set(search(words))


@pytest.mark.parametrize(
    ("words", "files"),
    [
        (["f"], ["__init__.py", "a.py", "c.py", "\udcff.py"]),
        (["f@a"], ["__init__.py", "c.py", "\udcff.py"]),
        (["x@a"], ["c.py"]),
        (["f@b"], []),
        (["a"], ["__init__.py", "b.py", "c.py", "\udcff.py"]),
        (["g"], ["c.py"]),
        (["h"], ["c.py"]),
        (["h", "f"], ["__init__.py", "a.py", "c.py", "\udcff.py"]),
        (["nowhere"], ["c.py"]),
        (["él"], ["c.py", "d é.py"]),
        ([], []),
    ],
)
def test_who_hands_on(words, files, tmp_path):
    assert found(TEXTS, words, tmp_path) == {f"pkg/{file}" for file in files}
    # Again, from what is remembered_search.
    assert found({}, words, tmp_path) == {f"pkg/{file}" for file in files}


def test_as_the_texts_say(tmp_path):
    root = Path(package.__file__).parent
    texts = {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*.py")}
    plain = TextSearch(lambda: texts, lambda paths: {path: texts[path] for path in paths})
    words = sorted({name for path, text in texts.items() for name in reexported_names(text, path)})
    random_ = random.Random(1)
    for _ in range(200):
        some = random_.sample(words, random_.randrange(1, 5))
        some += [
            f"{name}@{module}" for name, module in zip(some, random_.sample(words, 1), strict=False)
        ]
        expected = found(texts, some, tmp_path)
        assert set(plain(some)) == expected
        # What other searches have left behind changes nothing.
        fresh = TextSearch(lambda: texts, lambda paths: {path: texts[path] for path in paths})
        assert set(fresh(some)) == expected


@pytest.mark.parametrize(
    ("text", "words", "is_found"),
    [
        ("from . import f as g", ["f@inner"], True),
        ("from .. import f as g", ["f@pkg"], True),
        ("from . import f as g", ["f@pkg"], False),
        ("from . import *", ["f@inner"], True),
        ("from .a import *", ["f@a"], True),
        ("x = a * f", ["f@a"], False),
        ("def h() -> a.f: ...", ["f>@a"], True),
        ("def h(): ...  # a.f", ["f>@a", "f@a"], False),
        ("from pkg.a import f", ["f<a"], True),
        ("from pkg.a import f", ["f<b", "g<a"], False),
        ("from other.a import f\ndef h(): ...", ["f<a"], False),
        ("from . import f as g", ["f@", "@inner"], True),
        ("x = 1", ["\udcff@a", ""], False),
    ],
)
def test_texts_are_scanned_as_an_index_is_read(text, words, is_found):
    texts = {"pkg/inner/m.py": text.encode() + b"\n", "pkg/inner/other.py": b"import a\nf = 1\n"}
    search = TextSearch(lambda: texts, lambda paths: {path: texts[path] for path in paths})
    expected = ["pkg/inner/m.py"] if is_found else []
    assert search(words) == expected
    assert SearchIndex(SearchIndex.made_from(texts)).files(with_stars(words)) == expected


@pytest.mark.usefixtures("git_identity")
def test_index_is_made_after_some_scans(library, tmp_path, monkeypatch):
    cache = Cache(str(tmp_path / "cache"))
    made = []
    make = SearchIndex.made_from
    monkeypatch.setattr(
        SearchIndex, "made_from", lambda texts, progress: made.append(1) or make(texts, progress)
    )
    counts = []
    with Repository.discover(str(library)) as repository:
        assert repository.head is not None
        for _ in range(SCANS + 2):
            search = baseline_search(repository, repository.head, ["pkg"], cache)
            assert search(["f"]) == ["pkg/__init__.py"]
            counts.append(len(made))
    assert counts == [0] * SCANS + [1, 1]


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[:100],
        lambda data: b"\xff" * len(data),
        lambda data: data.replace(b"f 0 1", b"f 9 x"),
        lambda data: data.replace(b"f 0 1", b"f 77 "),
        lambda data: struct.pack(">I", 2**31) + data[4:],
    ],
)
def test_damaged(damage, tmp_path):
    class Damaged(Cache):
        def get(self, key):
            data = super().get(key)
            return damage(data) if data is not None else None

    found(TEXTS, ["f"], tmp_path)
    search = remembered_search(
        Damaged(str(tmp_path / "cache")), b"here", lambda: SearchIndex.made_from(TEXTS)
    )
    assert {"pkg/a.py", "pkg/c.py"} <= set(search(["f"]))


def test_updated_index_is_that_of_the_new_texts():
    root = Path(package.__file__).parent
    texts = {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*.py")}
    paths = list(texts)
    random_ = random.Random(2)
    for _ in range(5):
        before = {path: texts[path] for path in random_.sample(paths, 30)}
        after = {path: texts[path] for path in random_.sample(paths, 30)}
        swapped = random_.choice(list(after))
        after[swapped] = texts[random_.choice(paths)]
        changed = {path: text for path, text in after.items() if before.get(path) != text}
        gone = before.keys() - after.keys()
        updated = SearchIndex(SearchIndex(SearchIndex.made_from(before)).updated(gone, changed))
        made = SearchIndex(SearchIndex.made_from(after))
        assert updated.covers(after)
        for words in ({name} for text in texts.values() for name in reexported_names(text, "m.py")):
            assert updated.files(words) == made.files(words)


@pytest.mark.usefixtures("git_identity")
def test_index_of_a_release_is_made_from_that_of_the_release_before(library, tmp_path, monkeypatch):
    cache = Cache(str(tmp_path / "cache"))
    with Repository.discover(str(library)) as repository:
        assert repository.head is not None
        for _ in range(SCANS + 1):
            assert baseline_search(repository, repository.head, ["pkg"], cache)(["limit"]) == []
    work = Work(library)
    work.write("pkg/more.py", "from pkg import f as g\nlimit = f\n")
    work.git("rm", "-q", "pkg/__init__.py")
    work.commit()
    monkeypatch.setattr(SearchIndex, "made_from", lambda texts, progress: pytest.fail("made anew"))
    with Repository.discover(str(library)) as repository:
        assert repository.head is not None
        search = baseline_search(repository, repository.head, ["pkg"], cache)
        assert search(["f"]) == ["pkg/more.py"]


def test_an_empty_index():
    assert list(SearchIndex(SearchIndex.made_from({})).files("f")) == []


def test_of_a_commit(library, tmp_path):
    with Repository.discover(str(library)) as repository:
        assert repository.head is not None
        for cache in (None, Cache(str(tmp_path / "cache"))):
            search = baseline_search(repository, repository.head, ["pkg"], cache)
            assert search(["load"]) == []
            assert search(["f"]) == ["pkg/__init__.py"]
            assert search(["limit"]) == []


def among(texts, words, tmp_path):
    ids = {path: str(hash(text)) for path, text in texts.items()}
    asked = []

    def reading(paths):
        asked.extend(paths)
        return {path: texts[path] for path in paths}

    search = search_among(ids, reading, Cache(str(tmp_path / "cache")), "pkg")
    return set(search(words)), asked


def test_many_files_are_looked_through_once(tmp_path):
    many = {f"pkg/m{number}.py": b"x = 1\n" for number in range(200)} | TEXTS
    plain = TextSearch(lambda: many, lambda paths: {path: many[path] for path in paths})
    for words in (["f"], ["f@a"], ["x@a"], ["nowhere"], []):
        assert among(many, words, tmp_path)[0] == set(plain(words))
    assert among(many, ["f"], tmp_path)[1] == []
    changed = {**many, "pkg/m7.py": b"from a import f as g\n", "pkg/new.py": b"h = f\n"}
    del changed["pkg/a.py"]
    found, asked = among(changed, ["f"], tmp_path)
    assert found == {"pkg/__init__.py", "pkg/c.py", "pkg/\udcff.py", "pkg/m7.py", "pkg/new.py"}
    assert sorted(asked) == ["pkg/m7.py", "pkg/new.py"]


def test_few_files_are_looked_through_each_time(tmp_path):
    assert among(TEXTS, ["f@a"], tmp_path)[0] == {"pkg/__init__.py", "pkg/c.py", "pkg/\udcff.py"}
    assert sorted(among(TEXTS, ["f@a"], tmp_path)[1]) == sorted(TEXTS)
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[:50],
        lambda data: b"\xff" * len(data),
        lambda data: data.replace(b"pkg/m7.py", b"pkg/m8.py"),
        lambda data: data.replace(b"f 200 201", b"f 900 x01"),
    ],
)
def test_a_damaged_index_of_many_files(damage, tmp_path, monkeypatch):
    many = {f"pkg/m{number}.py": b"x = 1\n" for number in range(200)} | TEXTS
    expected, _ = among(many, ["f"], tmp_path)
    whole = Cache.get
    monkeypatch.setattr(Cache, "get", lambda self, key: damage(whole(self, key) or b""))
    assert among(many, ["f"], tmp_path)[0] == expected


def test_what_stands_before_as():
    texts = {
        b"from a import name as other\n": True,
        b"import a.name\tas  other\n": True,
        b"x = '" + b"y" * 2000 + b"'; from a import name as other\n": True,
        b"from a import (name\n as other)\n": True,
        b"from a import name \\\n as other\n": True,
        b"name = x\n as other\n": False,
        b"from a import rename as other\n": False,
        b"name) as other\n": False,
        b"x as as as\n": False,
    }
    for text, hands_on in texts.items():
        assert ("name" in reexported_names(text, "pkg/a.py")) == hands_on, text
