"""Work that several processes share: it is all done, and no process outlives the one that waits."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from unbroken.loading.processes import shared_out

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
