"""Work that several processes share: it is all done, and no process outlives the one that waits."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from unbroken.loading import processes
from unbroken.loading.processes import meanwhile, shared_out

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux forks")

WAITING = """\
import os, sys, time
from unbroken.loading.processes import shared_out

def work(items):
    open(os.path.join(sys.argv[1], str(os.getpid())), "w").close()
    time.sleep(600)

list(shared_out(work, [1, 2], 2))
"""


def test_all_work_is_done_in_order():
    shares = list(shared_out(sum, [*range(20)], 2))
    assert [item for share, _ in shares for item in share] == [*range(20)]
    assert all(result == sum(share) for share, result in shares)
    assert len(shares) > 2


@pytest.fixture
def two_processors(monkeypatch):
    monkeypatch.setattr(processes, "processes_for", lambda size: 2)


@pytest.mark.usefixtures("two_processors")
def test_work_is_done_while_a_block_runs(tmp_path):
    done = tmp_path / "done"
    with meanwhile(lambda: done.write_text(str(os.getpid()))):
        pass
    assert int(done.read_text()) != os.getpid()


@pytest.mark.usefixtures("two_processors")
def test_work_that_fails_leaves_the_block_alone(capfd):
    with meanwhile(lambda: 1 / 0):
        pass
    assert capfd.readouterr() == ("", "")


@pytest.mark.usefixtures("two_processors")
def test_work_ends_with_a_block_that_fails():
    start = time.monotonic()
    with pytest.raises(KeyError), meanwhile(lambda: time.sleep(600)):
        raise KeyError
    assert time.monotonic() - start < 60


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_processes_end_with_the_one_that_started_them(tmp_path, number):
    parent = subprocess.Popen([sys.executable, "-c", WAITING, str(tmp_path)])
    _wait_for(lambda: len(list(tmp_path.iterdir())) == 2)
    processes = [int(path.name) for path in tmp_path.iterdir()]
    parent.send_signal(number)
    parent.wait()
    _wait_for(lambda: not any(map(_is_running, processes)))


def _wait_for(condition):
    for _ in range(600):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("it did not happen")


def _is_running(process: int) -> bool:
    """Return whether a process is there, and not only waits to be collected."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"
