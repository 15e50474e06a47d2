"""The command line: the only place that prints and that knows exit codes."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from holdfast import __version__
from holdfast.arguments import parser
from holdfast.errors import ConfigError, HoldfastError

if TYPE_CHECKING:
    from argparse import Namespace

    from holdfast.check import Outcome

_FRAMES = 3
"""How many places of the code a report of a bug names, the innermost first."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run holdfast; returns the exit code (0 nothing blocks, 1 findings, 2 could not check)."""
    arguments = parser().parse_args(argv)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A name that the terminal cannot show must not keep a finding from being told.
            stream.reconfigure(errors="backslashreplace")
    try:
        code = int(_COMMANDS[arguments.command](arguments))
        sys.stdout.flush()
        return code
    except HoldfastError as error:
        from holdfast.report.text import escaped_lines

        # Of the configuration every line is a problem of its own.
        lines = str(error).split("\n") if isinstance(error, ConfigError) else [str(error)]
        for each in lines:
            _say_error(f"holdfast: {escaped_lines(each)}")
        return error.exit_code
    except BrokenPipeError:
        # Nobody reads on; Python would fail again when it writes the rest at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # noqa: BLE001  # a bug of ours must look like one, and exit 2
        _say_error(_crash(error))
        return 2


def _say_error(text: str) -> None:
    print(text, file=sys.stderr)  # noqa: T201


def _crash(error: Exception) -> str:
    import platform
    import traceback

    from holdfast.report.text import escaped

    frames = traceback.extract_tb(error.__traceback__)[: -_FRAMES - 1 : -1]
    places = (f"{os.path.basename(at.filename)}:{at.lineno} in {at.name}" for at in frames)
    return (
        "holdfast: nothing was checked: this is a bug in holdfast. Please report it with:\n"
        f"  {type(error).__name__}: {escaped(str(error))}\n"
        f"  at {', '.join(places)}\n"
        f"  holdfast {__version__}, Python {platform.python_version()}, {platform.system()}"
    )


def _check(arguments: Namespace) -> int:
    from holdfast.check import Request, run
    from holdfast.progress import progress

    with progress() as advance:
        request = Request(
            arguments.command,
            os.getcwd(),
            tuple(arguments.files),
            arguments.baseline,
            arguments.current,
            arguments.config,
            progress=advance,
        )
        outcomes = run(request)
    return _report(outcomes, arguments)


def _diff(arguments: Namespace) -> int:
    from holdfast.diffing import diff_outcome

    outcome = diff_outcome(
        arguments.old, arguments.new, tuple(arguments.package or ()), arguments.config
    )
    return _report([outcome], arguments)


def _report(outcomes: list[Outcome], arguments: Namespace) -> int:
    from holdfast.report.closing import blocking, closing_line, warnings_of

    blocked = False
    for outcome in outcomes:
        blocked |= bool(blocking(outcome, strict=arguments.strict))
    if arguments.format == "json":
        from holdfast.report.json import document_of

        print(document_of(outcomes, strict=arguments.strict))  # noqa: T201
        return int(blocked)
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    for outcome in outcomes:
        shown = [e for e in outcome.findings if arguments.verbose or e.level != "note"]
        if shown:
            from holdfast.report.text import findings_text

            print(findings_text(shown, colour=colour, verbose=arguments.verbose))  # noqa: T201
        for line in (*warnings_of(outcome), closing_line(outcome)):
            print(line)  # noqa: T201
    return int(blocked)


def _rules(arguments: Namespace) -> int:
    from holdfast.rules import all_rules

    for name, rule in all_rules().items():
        summary = (rule.__doc__ or "").partition("\n")[0]
        print(f"{name:34} {rule.RULE.level:8} {summary}")  # noqa: T201
    return 0


def _config(arguments: Namespace) -> int:
    from holdfast.config_file import find_configs
    from holdfast.source.git import Repository

    with Repository.discover(os.getcwd()) as repository:
        configs = find_configs(
            os.getcwd(),
            repository.root,
            arguments.config,
            lambda: [each for each in repository.index() if each.endswith("/pyproject.toml")],
        )
    for config in configs:
        if config.source is None:
            print("holdfast: there is no [tool.holdfast] table; the defaults are used")  # noqa: T201
        else:
            print(f"holdfast: {config.source} is valid")  # noqa: T201
    return 0


_COMMANDS = {
    "check": _check,
    "incremental": _check,
    "full": _check,
    "diff": _diff,
    "rules": _rules,
    "config": _config,
}
