"""What a long run shows, to those only who watch a terminal."""

from __future__ import annotations

import contextlib
import io

import pytest

from unbroken.cli.progress import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch):
    times = [0.0]
    monkeypatch.setattr("unbroken.cli.progress.time.monotonic", lambda: times[0])
    return times


def test_no_terminal_means_no_progress(monkeypatch):
    stream = io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    with progress() as advance:
        assert advance is None
    assert stream.getvalue() == ""


def test_short_run_shows_nothing(monkeypatch, clock):
    stream = Terminal()
    monkeypatch.setattr("sys.stderr", stream)
    with progress() as advance:
        assert advance is not None
        clock[0] = 0.9
        advance(10, 400)
    assert stream.getvalue() == ""


def test_long_run_removes_its_line(monkeypatch, clock):
    stream = Terminal()
    monkeypatch.setattr("sys.stderr", stream)
    with contextlib.suppress(RuntimeError), progress() as advance:
        assert advance is not None
        clock[0] = 1.1
        advance(10, 400)
        raise RuntimeError
    assert stream.getvalue() == "\r\x1b[Kunbroken: read 10 of 400 files\r\x1b[K"
