"""The command line: the only place that prints and that knows exit codes."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from unbroken.cli.parser import make_parser, refuse_unknown_arguments, refuse_unknown_command
from unbroken.errors import ConfigError, UnbrokenError, UsageError

_MODULES = {"incremental": "check", "full": "check", "deprecations": "check"}
"""The modules of the commands that have none of their name."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run unbroken; returns the exit code (0 nothing blocks, 1 findings, 2 could not check)."""
    argv = sys.argv[1:] if argv is None else argv
    command = argv[0] if argv else ""
    parser = make_parser(command)
    refuse_unknown_command(parser, command)
    arguments, unknown = parser.parse_known_args(argv or ["--help"])
    if unknown:
        refuse_unknown_arguments(parser, arguments.command, unknown)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A name that the terminal cannot show must not keep a finding from being shown.
            stream.reconfigure(errors="backslashreplace")
    try:
        # Only what the command needs is imported: start-up is paid at every commit.
        name = _MODULES.get(arguments.command, arguments.command).replace("-", "_")
        module = import_module(f"unbroken.cli.commands.{name}")
        _check_current_folder()
        result = module.execute(arguments)
        return _print_result(result.text, int(result.code))
    except UnbrokenError as error:
        from unbroken.report.escaping import escaped_lines

        # Each line of a ConfigError is a problem of its own.
        lines = str(error).split("\n") if isinstance(error, ConfigError) else [str(error)]
        for line in lines:
            _print_error(f"unbroken: {escaped_lines(line)}")
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    except RecursionError:
        _print_error(
            "unbroken: nothing was checked: an import, alias or inheritance chain is too deep to "
            "resolve"
        )
        return 2
    except MemoryError:
        _print_error("unbroken: nothing was checked: there is not enough memory")
        return 2
    except Exception as error:  # noqa: BLE001  # a bug of ours is reported as one, with exit code 2
        _print_error(_crash(error))
        return 2


def _check_current_folder() -> None:
    try:
        os.getcwd()
    except OSError as error:
        raise UsageError(f"the current folder cannot be used: {error.strerror}") from None


def _print_result(text: str, code: int) -> int:
    """Print on standard output and return the exit code, 2 if the text cannot be written."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        _discard_output()  # Nobody reads it.
        return 2
    except OSError as error:
        _discard_output()
        _print_error(f"unbroken: the report cannot be written: {error.strerror}")
        return 2
    return code


def _discard_output() -> None:
    """Point standard output nowhere: Python would fail again when it flushes the rest at exit."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _print_error(text: str) -> None:
    with contextlib.suppress(OSError):  # Where it cannot be written, the exit code has to do.
        print(text, file=sys.stderr, flush=True)  # noqa: T201


def _crash(error: Exception) -> str:
    from unbroken.model.crash import places_of
    from unbroken.report.crashes import version_text
    from unbroken.report.escaping import escaped

    return (
        "unbroken: nothing was checked: this is a bug in unbroken. Please report it with:\n"
        f"  {type(error).__name__}: {escaped(str(error))}\n"
        f"  at {', '.join(places_of(error))}\n"
        f"  {version_text()}"
    )
