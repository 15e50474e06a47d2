"""`unbroken init`: write files that a project may want as its own."""

from __future__ import annotations

import os
from importlib import resources
from typing import TYPE_CHECKING

from unbroken.cli.commands import CommandResult
from unbroken.cli.files import write_atomically
from unbroken.errors import UsageError
from unbroken.sources.git.repository import Repository

if TYPE_CHECKING:
    from argparse import Namespace

_HEADER = """\
# Written by `unbroken init --markers`. It is yours: change it as you like, but keep the names.
"""


def execute(arguments: Namespace) -> CommandResult:
    """Write the decorators to the path that the arguments name, else set the project up.

    Raises UnbrokenError.
    """
    if arguments.markers is None:
        from unbroken.cli.commands.setup import set_up

        return set_up(arguments)
    with Repository.discover(os.getcwd()) as repository:
        root = repository.root
    path = _checked(arguments.markers, root)
    text = _HEADER + resources.files("unbroken").joinpath("markers.py").read_text("utf-8")
    try:
        if os.path.lexists(path) and not arguments.force:
            raise UsageError(f"{arguments.markers}: already exists; --force replaces it")
        write_atomically(path, text.encode(), inside=root)
    except OSError as error:
        raise UsageError(f"{arguments.markers}: cannot be written: {error.strerror}") from None
    return CommandResult(
        f"unbroken: wrote {arguments.markers}: deprecated, internal_api and experimental_api, "
        "importing nothing of unbroken\n"
    )


def _checked(name: str, root: str) -> str:
    """Return the absolute path of a new module; it must be inside the repository."""
    path, root = os.path.realpath(name), os.path.realpath(root)
    inner = os.path.relpath(path, root).split(os.sep)
    if inner[0] in (os.pardir, ".git"):
        raise UsageError(f"{name}: is outside the repository {root}")
    if os.path.isdir(path):
        raise UsageError(
            f"{name}: is a folder; name a file, such as {os.path.join(name, '_markers.py')}"
        )
    stem, ending = os.path.splitext(os.path.basename(name))
    if ending != ".py" or not stem.isidentifier():
        raise UsageError(f"{name}: is not the file of a Python module, such as _markers.py")
    if not os.path.isdir(os.path.dirname(path)):
        raise UsageError(f"{name}: its folder does not exist; create it first")
    return path
