"""Files that commands write: complete or not at all, with their mode, through links inside."""

from __future__ import annotations

import errno
import os
import stat

import pytest

from unbroken.cli import files
from unbroken.cli.files import write_atomically


def names(folder) -> list[str]:
    return sorted(os.listdir(folder))


@pytest.fixture(params=[True, False], ids=["unnamed", "named"])
def kind(request, monkeypatch):
    """Both ways to write: a file that has no name until it is complete, and one that has."""
    if not request.param:
        monkeypatch.setattr(files, "_open_unnamed", lambda folder: None)


@pytest.mark.usefixtures("kind")
class TestWriting:
    def test_file_is_replaced_as_a_whole(self, tmp_path):
        path = tmp_path / "a"
        path.write_text("before")
        before = path.stat().st_ino
        write_atomically(str(path), b"after")
        assert path.read_bytes() == b"after"
        assert path.stat().st_ino != before
        assert names(tmp_path) == ["a"]

    @pytest.mark.parametrize("mode", [0o600, 0o640, 0o644, 0o755])
    def test_mode_is_kept(self, tmp_path, mode):
        path = tmp_path / "a"
        path.write_text("before")
        path.chmod(mode)
        write_atomically(str(path), b"after")
        assert path.stat().st_mode & 0o777 == mode

    def test_new_file_gets_the_usual_mode(self, tmp_path):
        (tmp_path / "usual").touch()
        write_atomically(str(tmp_path / "a"), b"")
        assert (tmp_path / "a").stat().st_mode == (tmp_path / "usual").stat().st_mode

    def test_link_stays_and_its_target_is_written(self, tmp_path):
        (tmp_path / "target").write_text("before")
        (tmp_path / "link").symlink_to("target")
        write_atomically(str(tmp_path / "link"), b"after", inside=str(tmp_path))
        assert (tmp_path / "link").is_symlink()
        assert (tmp_path / "target").read_bytes() == b"after"

    def test_link_that_leads_out_is_refused(self, tmp_path):
        (tmp_path / "outside").write_text("before")
        (tmp_path / "inside").mkdir()
        (tmp_path / "inside/link").symlink_to("../outside")
        with pytest.raises(OSError, match="leads out of the repository"):
            write_atomically(
                str(tmp_path / "inside/link"), b"after", inside=str(tmp_path / "inside")
            )
        assert (tmp_path / "outside").read_text() == "before"

    @pytest.mark.parametrize("error", [OSError, KeyboardInterrupt])
    def test_nothing_is_left_when_writing_fails(self, tmp_path, monkeypatch, error):
        def fail(*arguments: object) -> None:
            raise error

        (tmp_path / "a").write_text("before")
        monkeypatch.setattr(os, "replace", fail)
        with pytest.raises(error):
            write_atomically(str(tmp_path / "a"), b"after")
        assert names(tmp_path) == ["a"]
        assert (tmp_path / "a").read_text() == "before"

    def test_leftover_of_a_killed_run_is_removed(self, tmp_path):
        (tmp_path / ".a.unbroken.tmp").write_text("half")
        write_atomically(str(tmp_path / "a"), b"after")
        assert names(tmp_path) == ["a"]

    def test_file_that_must_not_be_written_is_not_replaced(self, tmp_path, monkeypatch):
        (tmp_path / "a").write_text("before")
        monkeypatch.setattr("os.access", lambda path, mode: mode != os.W_OK)
        with pytest.raises(PermissionError):
            write_atomically(str(tmp_path / "a"), b"after")
        assert (tmp_path / "a").read_text() == "before"


def test_device_is_written_to_and_stays(tmp_path):
    reader, writer = os.openpty()
    try:
        os.symlink(os.ttyname(writer), tmp_path / "device")
        write_atomically(str(tmp_path / "device"), b"all of it")
        assert os.read(reader, 100) == b"all of it"
        assert stat.S_ISCHR(os.stat(os.ttyname(writer)).st_mode)
    finally:
        os.close(reader)
        os.close(writer)


def test_pipe_that_nobody_reads_is_an_error(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match=os.strerror(errno.ENXIO)):
        write_atomically(str(tmp_path / "pipe"), b"all of it")
    assert stat.S_ISFIFO(os.stat(tmp_path / "pipe").st_mode)


def test_folder_is_an_error(tmp_path):
    with pytest.raises(IsADirectoryError):
        write_atomically(str(tmp_path), b"all of it")
