"""The command line: the only place that prints and that knows exit codes."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from holdfast import __version__
from holdfast.errors import ConfigError, HoldfastError

if TYPE_CHECKING:
    from holdfast.check import Outcome

_EPILOG = """\
exit codes:
  0  nothing blocks
  1  findings that block
  2  could not check (config, baseline, git, an unreadable file)

The configuration is the table [tool.holdfast] in pyproject.toml; without one, the package is
found and compared with the latest release tag that HEAD descends from.
"""


_FRAMES = 3
"""How many places of the code a report of a bug names, the innermost first."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run holdfast; returns the exit code (0 nothing blocks, 1 findings, 2 could not check)."""
    arguments = _parser().parse_args(argv)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A name that the terminal cannot show must not keep a finding from being told.
            stream.reconfigure(errors="backslashreplace")
    try:
        code = int(arguments.run(arguments))
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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="holdfast",
        description="Keep the public API of a Python package backward compatible.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"holdfast {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    check = _command(
        commands,
        "check",
        "compare what is staged (or a range of commits, or everything)",
        "Compare what is staged with the last release. With PRE_COMMIT_FROM_REF and "
        "PRE_COMMIT_TO_REF set, compare that range of commits; with neither, the whole package.",
    )
    check.set_defaults(run=_check, mode="check", files=())
    incremental = _command(
        commands,
        "incremental",
        "compare changed files only",
        "Compare only the changed files, falling back to the whole package when they alone do not "
        "decide. FILES limit it to some of them.",
    )
    incremental.add_argument(
        "files", nargs="*", metavar="FILE", help="limit the check to these files"
    )
    incremental.set_defaults(run=_check, mode="incremental")
    full = _command(
        commands,
        "full",
        "compare the whole package",
        "Compare the whole package with the last release.",
    )
    full.set_defaults(run=_check, mode="full", files=())
    for command in (check, incremental, full):
        _git_options(command)
    diff = _command(
        commands,
        "diff",
        "compare two folders, wheels or sdists, without git",
        "Compare two folders (or wheels, or sdists) that hold a package, without git.",
    )
    diff.add_argument("old", metavar="OLD", help="the version that users have")
    diff.add_argument("new", metavar="NEW", help="the version to come")
    diff.add_argument(
        "--package", action="append", metavar="NAME", help="compare this package (may be repeated)"
    )
    diff.set_defaults(run=_diff)
    rules = commands.add_parser("rules", help="list the rules", description="List the rules.")
    rules.set_defaults(run=_rules)
    config = commands.add_parser(
        "config", help="check the configuration", description="Check the table [tool.holdfast]."
    )
    config.add_argument(
        "--check", action="store_true", help="only say whether it is valid (the default)"
    )
    config.add_argument("--config", metavar="FILE", help="the file with the table [tool.holdfast]")
    config.set_defaults(run=_config)
    return parser


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, short: str, long: str
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=short, description=long)
    command.add_argument(
        "--format",
        choices=("text", "json"),
        default="text",
        help="how to print findings (default: text)",
    )
    command.add_argument("--strict", action="store_true", help="let warnings fail, too")
    command.add_argument(
        "-v", "--verbose", action="store_true", help="show notes and all affected paths"
    )
    command.add_argument("--config", metavar="FILE", help="the file with the table [tool.holdfast]")
    return command


def _git_options(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--baseline",
        metavar="REF",
        help="the revision that users rely on (default: the latest release tag before HEAD)",
    )
    command.add_argument(
        "--current",
        metavar="REF",
        help="the revision to check (default: what is staged, or all files)",
    )


def _check(arguments: argparse.Namespace) -> int:
    from holdfast.check import Request, run
    from holdfast.progress import progress

    with progress() as advance:
        request = Request(
            arguments.mode,
            os.getcwd(),
            tuple(arguments.files),
            arguments.baseline,
            arguments.current,
            arguments.config,
            progress=advance,
        )
        outcomes = run(request)
    return _report(outcomes, arguments)


def _diff(arguments: argparse.Namespace) -> int:
    from holdfast.diffing import diff_outcome

    outcome = diff_outcome(
        arguments.old, arguments.new, tuple(arguments.package or ()), arguments.config
    )
    return _report([outcome], arguments)


def _report(outcomes: list[Outcome], arguments: argparse.Namespace) -> int:
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


def _rules(arguments: argparse.Namespace) -> int:
    from holdfast.rules import all_rules

    for name, rule in all_rules().items():
        summary = (rule.__doc__ or "").partition("\n")[0]
        print(f"{name:34} {rule.RULE.level:8} {summary}")  # noqa: T201
    return 0


def _config(arguments: argparse.Namespace) -> int:
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
