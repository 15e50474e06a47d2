"""Wheels and sdists as versions, good ones and bad ones."""

from __future__ import annotations

import gzip
import io
import stat
import tarfile
import zipfile
from pathlib import Path

import pytest

from unbroken.errors import UsageError
from unbroken.sources import archive
from unbroken.sources.folder import open_tree

ONE = b"def f(): ...\n"


def tar(path, files, *, compressed: bool = True):
    """Make an sdist: contents by name, or a ready member."""
    with tarfile.open(path, "w:gz" if compressed else "w") as made:
        for name, source in files.items():
            member = source if isinstance(source, tarfile.TarInfo) else tarfile.TarInfo(name)
            if isinstance(source, bytes):
                member.size = len(source)
                made.addfile(member, io.BytesIO(source))
            else:
                made.addfile(member)
    return str(path)


def wheel(path, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, source in files.items():
            made.writestr(name, source)
    return str(path)


SDIST = {
    "pkg-1.0/pyproject.toml": b"",
    "pkg-1.0/PKG-INFO": b"",
    "pkg-1.0/src/pkg/__init__.py": ONE,
    "pkg-1.0/src/pkg/data.bin": b"\0",
}


@pytest.mark.parametrize("name", ["pkg-1.0.tar.gz", "pkg-1.0.tgz", "pkg-1.0.tar", "PKG-1.0.TAR.GZ"])
def test_an_sdist(tmp_path, name):
    made = tar(tmp_path / name, SDIST, compressed=not name.endswith(".tar"))
    tree = open_tree(made)
    assert set(tree.files()) == {"pyproject.toml", "src/pkg/__init__.py"}
    assert tree.read(["src/pkg/__init__.py"]) == {"src/pkg/__init__.py": ONE}


def test_a_zipped_sdist(tmp_path):
    tree = open_tree(wheel(tmp_path / "pkg-1.0.zip", SDIST))
    assert set(tree.files()) == {"pyproject.toml", "src/pkg/__init__.py"}


def test_a_wheel(tmp_path):
    files = {
        "pkg/__init__.py": ONE,
        "pkg/py.typed": b"",
        "pkg-1.0.dist-info/METADATA": b"",
        "pkg-1.0.dist-info/RECORD": b"",
        "pkg/METADATA": b"",
        "pkg-1.0.data/purelib/pkg/pure.py": ONE,
        "pkg-1.0.data/platlib/pkg/plat.pyi": ONE,
        "pkg-1.0.data/scripts/run.py": ONE,
    }
    assert set(open_tree(wheel(tmp_path / "pkg-1.0-py3-none-any.whl", files)).files()) == {
        "pkg/__init__.py",
        "pkg/py.typed",
        "pkg/pure.py",
        "pkg/plat.pyi",
        "pkg-1.0.data/scripts/run.py",
        "pkg-1.0.dist-info/METADATA",
    }


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["pkg/__init__.py", "pkg/a.py"], ["pkg/__init__.py", "pkg/a.py"]),
        (["ns/pkg/__init__.py"], ["ns/pkg/__init__.py"]),
        (["repo/setup.py", "repo/pkg/a.py"], ["pkg/a.py", "setup.py"]),
        (["repo-main/pkg/a.py"], ["pkg/a.py"]),
        (["one-1/a.py", "two-1/a.py"], ["one-1/a.py", "two-1/a.py"]),
        (["./pkg-1.0/a.py"], ["a.py"]),
        ([], []),
    ],
)
def test_the_folder_around_an_sdist(tmp_path, names, expected):
    files = dict.fromkeys(names, ONE)
    assert sorted(open_tree(tar(tmp_path / "x.tar.gz", files)).files()) == expected
    assert sorted(open_tree(wheel(tmp_path / "x.zip", files)).files()) == expected


def test_one_version_has_the_same_ids_in_every_form(tmp_path):
    (tmp_path / "folder/pkg").mkdir(parents=True)
    (tmp_path / "folder/pkg/__init__.py").write_bytes(ONE)
    forms = [
        open_tree(str(tmp_path / "folder")),
        open_tree(wheel(tmp_path / "pkg-1-py3-none-any.whl", {"pkg/__init__.py": ONE})),
        open_tree(tar(tmp_path / "pkg-1.tar.gz", {"pkg-1/pkg/__init__.py": ONE})),
    ]
    assert [form.files() for form in forms] == [forms[0].files()] * 3


OUTSIDE = [
    "../evil.py",
    "/evil.py",
    "pkg/../../evil.py",
    "pkg\\evil.py",
    "C:/evil.py",
    "pkg//evil.py",
]


def test_names_that_lead_outside(tmp_path):
    files = {"pkg/a.py": ONE} | dict.fromkeys(OUTSIDE, ONE)
    assert set(open_tree(wheel(tmp_path / "x-1-py3-none-any.whl", files)).files()) == {"pkg/a.py"}
    assert set(open_tree(tar(tmp_path / "x.tar", files, compressed=False)).files()) == {"pkg/a.py"}
    assert sorted(item.name for item in tmp_path.iterdir()) == ["x-1-py3-none-any.whl", "x.tar"]


def test_links_and_devices(tmp_path):
    made: dict[str, object] = {"pkg/a.py": ONE}
    for name, kind in {
        "soft": tarfile.SYMTYPE,
        "hard": tarfile.LNKTYPE,
        "pipe": tarfile.FIFOTYPE,
    }.items():
        member = tarfile.TarInfo(f"pkg/{name}.py")
        member.type, member.linkname = kind, "/etc/passwd"
        made[member.name] = member
    assert set(open_tree(tar(tmp_path / "x.tar.gz", made)).files()) == {"pkg/a.py"}

    with zipfile.ZipFile(tmp_path / "x.whl", "w") as zipped:
        zipped.writestr("pkg/a.py", ONE)
        link = zipfile.ZipInfo("pkg/link.py")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        zipped.writestr(link, "/etc/passwd")
    assert set(open_tree(str(tmp_path / "x.whl")).files()) == {"pkg/a.py"}


def test_links_to_other_modules_of_an_sdist(tmp_path):
    made: dict[str, object] = {"x-1/pyproject.toml": b"", "x-1/pkg/_a.py": ONE}
    for name, kind, target in [
        ("soft", tarfile.SYMTYPE, "_a.py"),
        ("around", tarfile.SYMTYPE, "../pkg/_a.py"),
        ("hard", tarfile.LNKTYPE, "x-1/pkg/_a.py"),
        ("twice", tarfile.SYMTYPE, "soft.py"),
        ("round", tarfile.SYMTYPE, "round.py"),
        ("lost", tarfile.SYMTYPE, "no.py"),
        ("out", tarfile.SYMTYPE, "../../../x-1/pkg/_a.py"),
        ("absolute", tarfile.SYMTYPE, "/x-1/pkg/_a.py"),
    ]:
        member = tarfile.TarInfo(f"x-1/pkg/{name}.py")
        member.type, member.linkname = kind, target
        made[member.name] = member
    tree = open_tree(tar(tmp_path / "x-1.tar.gz", made))
    inside = [f"pkg/{name}.py" for name in ("_a", "around", "hard", "soft", "twice")]
    assert sorted(tree.files()) == [*inside, "pyproject.toml"]
    assert set(tree.read(inside).values()) == {ONE}


def refused(path: str) -> str:
    with pytest.raises(UsageError) as caught:
        open_tree(path)
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    return message.removeprefix(f"{path}: ")


class TestTooLarge:
    """Small archives that unpack to much more, read with low limits so that the tests are quick."""

    @pytest.fixture(autouse=True)
    def _limits(self, monkeypatch):
        monkeypatch.setattr(archive, "LARGEST_FILE", 2 * 1024 * 1024)
        monkeypatch.setattr(archive, "LARGEST_ARCHIVE", 4 * 1024 * 1024)
        monkeypatch.setattr(archive, "MOST_FILES", 100)

    @pytest.fixture(params=["tar", "zip"])
    def make(self, request, tmp_path):
        if request.param == "tar":
            return lambda files: tar(tmp_path / "x.tar.gz", files)
        return lambda files: wheel(tmp_path / "x.whl", files)

    def test_one_file(self, make):
        made = make({"pkg/bomb.py": b"\n" * (2 * 1024 * 1024 + 1)})
        assert refused(made) == (
            "pkg/bomb.py has more than 2 MiB, which is too large for a package of source code"
        )
        assert len(open_tree(make({"pkg/large.py": b"\n" * 2 * 1024 * 1024})).files()) == 1

    def test_all_files(self, make):
        made = make({f"pkg/m{number}.py": b"\n" * 1024 * 1024 for number in range(5)})
        assert refused(made) == (
            "it unpacks to more than 512 MiB, which is too large for a package of source code"
        )

    def test_many_files(self, make):
        made = make({f"pkg/m{number}.py": b"" for number in range(101)})
        assert (
            refused(made)
            == "it holds more than 100 files, which is too large for a package of source code"
        )

    def test_what_must_be_unpacked_to_get_at_the_rest(self, tmp_path):
        files = {"data.bin": b"\0" * 5 * 1024 * 1024, "pkg/a.py": ONE}
        assert refused(tar(tmp_path / "x.tar.gz", files)).startswith("it unpacks to more than ")
        # A zip is not unpacked to skip a file.
        assert len(open_tree(wheel(tmp_path / "x.whl", files)).files()) == 1

    def test_a_header_that_is_a_bomb(self, tmp_path):
        member = tarfile.TarInfo("pkg/a.py")
        member.pax_headers = {"comment": "x" * 5 * 1024 * 1024}
        with tarfile.open(tmp_path / "x.tar.gz", "w:gz", format=tarfile.PAX_FORMAT) as made:
            made.addfile(member)
        assert refused(str(tmp_path / "x.tar.gz")).startswith("it unpacks to more than ")

    def test_files_that_need_no_space_in_the_archive(self, tmp_path):
        # Sparse files of GNU tar 0.1 (the manual of GNU tar, "Storing Sparse Files").
        sparse = {"GNU.sparse.map": "0,0", "GNU.sparse.numblocks": "1"}
        with tarfile.open(tmp_path / "x.tar.gz", "w:gz", format=tarfile.PAX_FORMAT) as made:
            for number in range(5):
                member = tarfile.TarInfo(f"pkg/m{number}.py")
                member.pax_headers = {"GNU.sparse.size": str(1024 * 1024), **sparse}
                made.addfile(member)
        assert refused(str(tmp_path / "x.tar.gz")).startswith("it unpacks to more than ")


class TestBroken:
    def test_no_archive(self, tmp_path):
        for name, why in {
            "x.whl": "cannot be read: File is not a zip file",
            "x.zip": "cannot be read: File is not a zip file",
            "x.tar.gz": "cannot be read: Not a gzipped file (b'no')",
            "x.tar": "cannot be read: truncated header",
        }.items():
            (tmp_path / name).write_bytes(b"no archive")
            assert refused(str(tmp_path / name)) == why

    def test_cut_off(self, tmp_path):
        source = bytes(range(256)) * 4096
        whole = tar(tmp_path / "whole.tar.gz", {"pkg/a.py": source})
        data = (tmp_path / "whole.tar.gz").read_bytes()
        (tmp_path / "x.tar.gz").write_bytes(data[: len(data) // 2])
        assert refused(str(tmp_path / "x.tar.gz")).startswith("cannot be read: ")
        (tmp_path / "x.whl").write_bytes(Path(whole).read_bytes()[:1000])
        assert refused(str(tmp_path / "x.whl")) == "cannot be read: File is not a zip file"

    def test_damaged(self, tmp_path):
        tar(tmp_path / "whole.tar", {"pkg/a.py": ONE}, compressed=False)
        data = bytearray(gzip.compress((tmp_path / "whole.tar").read_bytes()))
        data[20] ^= 0xFF
        (tmp_path / "x.tar.gz").write_bytes(bytes(data))
        assert refused(str(tmp_path / "x.tar.gz")).startswith("cannot be read: ")

        zipped = bytearray(Path(wheel(tmp_path / "x.whl", {"pkg/a.py": ONE * 100})).read_bytes())
        zipped[45] ^= 0xFF
        (tmp_path / "x.whl").write_bytes(bytes(zipped))
        assert refused(str(tmp_path / "x.whl")).startswith("cannot be read: ")

    def test_name_that_is_not_utf_8(self, tmp_path):
        data = Path(wheel(tmp_path / "x.whl", {"pkg/é.py": ONE})).read_bytes()
        (tmp_path / "x.whl").write_bytes(data.replace("é".encode(), b"\xff\xff"))
        assert refused(str(tmp_path / "x.whl")).startswith("cannot be read: 'utf-8' codec can't")

    def test_damaged_lzma(self, tmp_path):
        with zipfile.ZipFile(tmp_path / "x.zip", "w", zipfile.ZIP_LZMA) as made:
            made.writestr("pkg/a.py", ONE * 100)
        data = bytearray((tmp_path / "x.zip").read_bytes())
        data[50:60] = b"\xff" * 10
        (tmp_path / "x.zip").write_bytes(bytes(data))
        assert refused(str(tmp_path / "x.zip")).startswith("cannot be read: ")

    def test_encrypted(self, tmp_path):
        data = bytearray(Path(wheel(tmp_path / "x.whl", {"pkg/a.py": ONE})).read_bytes())
        # Bit 0 of the general purpose flags (APPNOTE.TXT 4.4.4), in both headers of the file.
        data[6] |= 1
        data[data.index(b"PK\x01\x02") + 8] |= 1
        (tmp_path / "x.whl").write_bytes(bytes(data))
        assert refused(str(tmp_path / "x.whl")) == "cannot be read: pkg/a.py is encrypted"
