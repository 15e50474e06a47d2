"""Many files read by several processes."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from typing import Any, TypeVar

import msgspec

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

LEAST_BYTES = 400_000
"""For less source than this, to start processes takes longer than they save."""
_MOST_PROCESSES = 4
_SHARES_EACH = 4
"""More shares than processes, so that one with large files does not keep the others waiting."""


def processes_for(size: int) -> int:
    """Return how many processes to read some bytes of source with; 1 is to read them here.

    Only Linux forks: there a process starts with all that is imported already.
    """
    if sys.platform != "linux" or size < LEAST_BYTES:
        return 1
    return min(len(os.sched_getaffinity(0)), _MOST_PROCESSES)


@contextmanager
def meanwhile(work: Callable[[], object]) -> Iterator[None]:
    """Do some work in another process while the block runs, which ends when both are done.

    What the work gives is what it leaves in a store. Where no other process can be used, nothing
    is done.
    """
    if processes_for(LEAST_BYTES) == 1:
        yield
        return
    from multiprocessing import get_context

    process = get_context("fork").Process(target=_work_quietly, args=(work,))
    try:
        process.start()
    except OSError:
        yield
        return
    try:
        yield
    except BaseException:
        process.terminate()
        raise
    finally:
        process.join()


def _work_quietly(work: Callable[[], object]) -> None:
    gc.disable()
    # Who needs the result finds that it is missing, and the same error.
    with suppress(Exception):
        work()
    os._exit(0)


def is_sendable(value: object) -> bool:
    """Return whether another process can send a value: no text in it has a lone surrogate."""
    try:
        msgspec.msgpack.encode(value)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return False
    return True


def shared_out(
    work: Callable[[list[_Item]], _Result], items: Sequence[_Item], processes: int
) -> Iterator[tuple[list[_Item], _Result]]:
    """Do some work in other processes, a share of the items at a time; gives what is done.

    When processes cannot be used, what they have left is done here.
    """
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    left = iter(items)
    size = -(-len(items) // (processes * _SHARES_EACH))
    shares = list(iter(lambda: list(islice(left, size)), []))
    done = 0
    # A forked process has what this one has: only the number of a share goes through a pipe.
    _shared[:] = [(work, share) for share in shares]
    parent_pipe: tuple[int, ...] = ()
    try:
        parent_pipe = os.pipe()
        with ProcessPoolExecutor(
            processes, get_context("fork"), initializer=_end_with_parent, initargs=parent_pipe
        ) as pool:
            for share, result in zip(shares, pool.map(_work_on, range(len(shares))), strict=True):
                yield share, result
                done += 1
    except (OSError, RuntimeError):
        # No memory or process left, or one was killed (BrokenProcessPool is a RuntimeError).
        for share in shares[done:]:
            yield share, work(share)
    finally:
        _shared.clear()
        for end in parent_pipe:
            os.close(end)


_shared: list[tuple[Callable[[Any], Any], Any]] = []


def _end_with_parent(reader: int, writer: int) -> None:
    """Let a process end when the one that started it is gone, however that ended.

    Only the parent keeps the pipe open for writing, so that reading ends with it. Without this, a
    process would wait forever for work after its parent is killed.
    """
    from threading import Thread

    def wait() -> None:
        os.read(reader, 1)
        os._exit(1)

    os.close(writer)
    Thread(target=wait, daemon=True).start()


def _work_on(number: int) -> Any:
    # It ends soon: to look for garbage costs more than the garbage.
    gc.disable()
    work, share = _shared[number]
    return work(share)
