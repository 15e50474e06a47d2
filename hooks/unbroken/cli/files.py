"""Files that commands write."""

from __future__ import annotations

import contextlib
import errno
import os
import stat

_DESCRIPTORS = "/proc/self/fd"
"""Where a file without a name can be linked from (open(2), O_TMPFILE)."""


def write_atomically(path: str, data: bytes, *, inside: str | None = None) -> None:
    """Write a file completely or not at all; raises OSError.

    A file that exists keeps its permissions; a link stays, and the file that it leads to is
    written. With `inside`, that file must lie in this folder. A device or pipe (/dev/stdout) is
    written to instead of replaced. A run that is killed leaves no temporary file where the system
    has files without a name (open(2), O_TMPFILE); elsewhere the next run removes it.
    """
    target = os.path.realpath(path)
    if inside is not None and not target.startswith(os.path.join(os.path.realpath(inside), "")):
        raise OSError(0, "it is a link that leads out of the repository")
    if os.path.exists(path) and not os.path.isfile(path):
        _write_to_device(path, data)
        return
    if os.path.exists(target) and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), target)
    folder, name = os.path.split(target)
    temporary = os.path.join(folder, f".{name}.unbroken.tmp")
    with contextlib.suppress(FileNotFoundError):
        os.unlink(temporary)  # A run that was killed left it.
    try:
        _write_new(folder, temporary, data, _mode_for(target))
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)
        raise


def _write_to_device(path: str, data: bytes) -> None:
    """Write to what is not a regular file; raises OSError, also for a pipe that nobody reads."""
    non_blocking = getattr(os, "O_NONBLOCK", 0)
    number = os.open(path, os.O_WRONLY | non_blocking)
    with os.fdopen(number, "wb") as file:
        if non_blocking:
            os.set_blocking(number, True)
        file.write(data)


def _mode_for(path: str) -> int:
    """Return the permissions of a file, or those that a new one gets."""
    try:
        return stat.S_IMODE(os.stat(path).st_mode)
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def _write_new(folder: str, path: str, data: bytes, mode: int) -> None:
    """Write a new file, which gets its name when it is complete, if the system can do that."""
    unnamed = _open_unnamed(folder)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    number = unnamed if unnamed is not None else os.open(path, flags, 0o600)
    with os.fdopen(number, "wb") as file:
        file.write(data)
        file.flush()
        os.chmod(number, mode)
        if unnamed is not None:
            descriptors = os.open(_DESCRIPTORS, os.O_RDONLY)
            try:
                os.link(str(number), path, src_dir_fd=descriptors, follow_symlinks=True)
            finally:
                os.close(descriptors)


def _open_unnamed(folder: str) -> int | None:
    if not hasattr(os, "O_TMPFILE") or not os.path.isdir(_DESCRIPTORS):
        return None
    try:
        return os.open(folder, os.O_WRONLY | os.O_TMPFILE, 0o600)
    except OSError:
        return None  # The file system has no such files.
