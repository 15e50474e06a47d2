"""The command as a process: streams that are closed or full, signals, warnings, a lost folder."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.checkout import git_environment, stage

RUN = [sys.executable, "-m", "unbroken"]
BREAK = {"pkg/data.py": "def load(path): ...\n"}


@pytest.fixture
def broken(library):
    """A break is staged."""
    stage(library, BREAK)
    return library


def shell(command: str, folder, **environment: str) -> subprocess.CompletedProcess[str]:
    program = " ".join(RUN)
    return subprocess.run(
        ["/bin/sh", "-c", command.replace("unbroken", program)],
        cwd=folder,
        env=git_environment() | environment,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(
    ("command", "code", "err"),
    [
        ("unbroken check >&-", 1, ""),
        ("unbroken check 2>&-", 1, ""),
        ("unbroken check >&- 2>&-", 1, ""),
        ("unbroken check <&-", 1, ""),
        ("unbroken check --baseline nope 2>&-", 2, ""),
        ("unbroken check --baseline nope 2>/dev/full", 2, ""),
        (
            "unbroken check >/dev/full",
            2,
            "unbroken: the report cannot be written: No space left on device\n",
        ),
        ("unbroken check >/dev/full 2>/dev/full", 2, ""),
        ("unbroken rules >/dev/full 2>&-", 2, ""),
    ],
)
def test_exit_code_1_means_findings_only(broken, command, code, err):
    done = shell(command, broken)
    assert (done.returncode, done.stderr) == (code, err)


@pytest.mark.parametrize(
    "environment", [{"PYTHONWARNINGS": "error"}, {"PYTHONDEVMODE": "1"}, {"PYTHONMALLOC": "debug"}]
)
@pytest.mark.parametrize("command", ["check", "full"])
def test_warnings_of_python_change_nothing(broken, command, environment):
    done = shell(f"unbroken {command}", broken, **environment)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("pkg/data.py:1:1: error[parameter-removed] pkg.data.load: ")


def test_deleted_folder_is_an_error(broken):
    done = shell("mkdir lost && cd lost && rmdir ../lost && unbroken check", broken)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "unbroken: the current folder cannot be used: No such file or directory\n"
    )


IMPORTED = ("griffe", "libcst", "msgspec", "packaging", "pathspec", "subprocess", "tomli", "ast")


@pytest.mark.parametrize("command", ["check", "full"])
def test_modules_of_the_current_folder_are_not_imported(broken, command):
    for name in IMPORTED:
        (broken / f"{name}.py").write_text("open('imported', 'w')\nraise SystemExit(0)\n")
    done = shell(f"unbroken {command}", broken)
    assert (done.returncode, done.stderr) == (1, "")
    assert not (broken / "imported").exists()


@pytest.mark.parametrize("delay", [0.0, 0.02, 0.04, 0.06, 0.1, 0.15, 0.2])
def test_interrupt_leaves_no_traceback(broken, delay):
    process = subprocess.Popen(
        [sys.executable, "-c", START, str(delay)],
        cwd=broken,
        env=git_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    out, err = process.communicate(timeout=60)
    assert "Traceback" not in err
    assert process.returncode in (130, 1), (out, err)


START = """\
import os, signal, sys, threading, time
from unbroken.__main__ import run

def interrupt():
    time.sleep(float(sys.argv[1]))
    os.kill(os.getpid(), signal.SIGINT)

threading.Thread(target=interrupt, daemon=True).start()
sys.argv = ["unbroken", "full"]
run()
"""


def test_unknown_option_is_printed_without_control_characters(broken):
    done = subprocess.run(
        [*RUN, "check", "--\x1b[31mred\x07", "\u202e"],
        cwd=broken,
        env=git_environment(),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert done.stderr.endswith("error: unrecognized arguments: --\\x1b[31mred\\x07 \\u202e\n")
