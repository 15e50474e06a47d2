"""The command line's commands and options; what they do is in `cli/commands/`."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Sequence
from typing import NoReturn, TypeAlias

from unbroken._version import __version__
from unbroken.report.escaping import escaped
from unbroken.report.formats import FORMATS

_EPILOG = """\
exit codes:
  0  nothing blocks
  1  findings that block, such as a changed file that does not parse
  2  could not check (config, baseline, git)

The configuration is the table [tool.unbroken] in pyproject.toml; without one, the package is
found and compared with the latest release tag that HEAD descends from.
"""

_Commands: TypeAlias = "argparse._SubParsersAction[_Parser]"


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Formats help; argparse makes a formatter even when nobody asks for help."""

    def __init__(self, prog: str) -> None:
        # Without a width, `shutil` would be imported at every start.
        super().__init__(prog, width=_columns() - 2)


def _columns() -> int:
    """Return the width of the terminal, as `shutil.get_terminal_size` does."""
    try:
        return int(os.environ["COLUMNS"]) or 80
    except (KeyError, ValueError):
        pass
    try:
        return os.get_terminal_size(1).columns or 80
    except OSError:
        return 80


class _Parser(argparse.ArgumentParser):
    """A parser that prints what the user typed without control characters."""

    def error(self, message: str) -> NoReturn:
        """Print the usage and what is wrong, and exit with 2."""
        super().error(escaped(message))


def make_parser(command: str = "") -> argparse.ArgumentParser:
    """Return the parser; what it parses has `command`, and the command's options.

    It knows only `command`, if that is one: start-up is paid at every commit.
    """
    parser = _Parser(
        prog="unbroken",
        description="Keep the public API of a Python package backward compatible.",
        epilog=_EPILOG,
        formatter_class=_Formatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"unbroken {__version__}")
    # Without `prog`, argparse would format a help text to find it.
    commands = parser.add_subparsers(
        title="commands", metavar="COMMAND", required=True, prog="unbroken", dest="command"
    )
    is_known = any(command in names.split() for names in _COMMANDS)
    for names, add in _COMMANDS.items():
        if not is_known or command in names.split():
            add(commands)
    return parser


def refuse_unknown_command(parser: argparse.ArgumentParser, command: str) -> None:
    """Exit with 2 and the most similar ones if there is no command, or option, of a name."""
    names = [name for names in _COMMANDS for name in names.split()]
    options = parser._option_string_actions
    if not command or command in names or command in options:
        return
    from unbroken.model.suggestions import did_you_mean, did_you_mean_or_list

    if command.startswith("-"):
        advice = did_you_mean(command, options) or "; options follow the command"
        parser.error(f"unrecognized arguments: {command}{advice}")
    parser.error(f"there is no command '{command}'{did_you_mean_or_list(command, names)}")


def refuse_unknown_arguments(
    parser: argparse.ArgumentParser, command: str, unknown: Sequence[str]
) -> NoReturn:
    """Exit with 2, with the usage of a command and the option that was meant, if one was."""
    from unbroken.model.suggestions import did_you_mean

    commands = next(action for action in parser._actions if isinstance(action.choices, dict))
    assert isinstance(commands.choices, dict)
    of_command: _Parser = commands.choices[command]
    option = next((word.partition("=")[0] for word in unknown if word.startswith("-")), None)
    advice = ""
    if option is not None:
        advice = did_you_mean(option, of_command._option_string_actions)
    elif command in ("check", "full"):
        advice = f" (to check only some files, run: unbroken incremental {' '.join(unknown)})"
    of_command.error(f"unrecognized arguments: {' '.join(unknown)}{advice}")


def _add_rules(commands: _Commands) -> None:
    long = "List the rules, or show the documentation of some, with code that breaks."
    rules = _add(commands, "rules", "list the rules, or show the documentation of one", long)
    rules.add_argument(
        "rules", nargs="*", metavar="RULE", help="show the documentation of this rule"
    )


def _add_schema(commands: _Commands) -> None:
    schema = _add(
        commands,
        "schema",
        "print the JSON Schema of the report or the configuration",
        "Print the JSON Schema of what `--format json` prints, or of the table [tool.unbroken].",
    )
    schema.add_argument("schema", choices=("json", "config"), help="which schema: json or config")


def _add_completion(commands: _Commands) -> None:
    completion = _add(
        commands,
        "completion",
        "print the script that lets a shell complete commands and options",
        'Print the script for a shell. In bash: eval "$(unbroken completion bash)"',
    )
    completion.add_argument("shell", choices=("bash", "zsh", "fish"), help="bash, zsh or fish")


def _add_checks(commands: _Commands) -> None:
    check = _add(
        commands,
        "check",
        "compare what is staged (or a range of commits, or everything)",
        "Compare what is staged with the last release. With PRE_COMMIT_FROM_REF and "
        "PRE_COMMIT_TO_REF set, compare that range of commits; with neither, the whole package.",
    )
    incremental = _add(
        commands,
        "incremental",
        "compare changed files only",
        "Compare only the changed files, falling back to the whole package when they alone do not "
        "decide. FILES limit it to some of them.",
    )
    full = _add(
        commands,
        "full",
        "compare the whole package",
        "Compare the whole package with the last release.",
    )
    deprecations = _add(
        commands,
        "deprecations",
        "check that deprecations are well formed and kept",
        "Check what deprecations announce (in what is staged, else in all files), and that they "
        "keep to what the last release announced.",
    )
    for command in (check, full):
        command.add_argument(
            "--package",
            action="append",
            metavar="NAME",
            help="check this package (may be repeated)",
        )
    for command in (check, incremental, full, deprecations):
        command.set_defaults(files=())
        _add_output(command)
        _add_revisions(command)
    incremental.add_argument(
        "files", nargs="*", metavar="FILE", help="limit the check to these files"
    )


def _add_setup(commands: _Commands) -> None:
    selftest = _add(
        commands,
        "selftest",
        "make a break in memory, and fail unless it is found",
        "Make a break in the released code, in memory, and fail unless it would stop a commit.",
    )
    selftest.add_argument("--baseline", metavar="REF", help="the revision that users rely on")
    _add_common(selftest)
    config = _add(
        commands,
        "config",
        "check and show the configuration",
        "Check the table [tool.unbroken], and show what is in effect.",
    )
    config.add_argument("--check", action="store_true", help="only check whether it is valid")
    config.add_argument("--config", metavar="FILE", help="the file with the table [tool.unbroken]")


def _add_bump(commands: _Commands) -> None:
    bump = _add(
        commands,
        "bump",
        "show which version the next release needs",
        "Show the smallest version that can follow the last release, and why.",
    )
    _add_revisions(bump)
    _add_format(bump)
    _add_common(bump)


def _add_notes(commands: _Commands) -> None:
    notes = _add(
        commands,
        "notes",
        "write release notes from two revisions",
        "Write what changed for users between two revisions: removed, changed, deprecated, added.",
    )
    notes.add_argument(
        "range",
        nargs="*",
        metavar="FROM..TO",
        help="the two revisions, as v1.0.0..v1.1.0 (default: from the last release to HEAD)",
    )
    notes.add_argument(
        "--format",
        choices=("markdown", "html"),
        default="markdown",
        metavar="FORMAT",
        help="markdown, or html: one page that needs nothing else (default: markdown)",
    )
    notes.add_argument("--output", metavar="FILE", help="write the notes to this file")
    notes.add_argument(
        "--check",
        metavar="CHANGELOG",
        help="only check that this file mentions all breaks; exit with 1 when it does not",
    )
    _add_common(notes)


def _add_message(commands: _Commands) -> None:
    message = _add(
        commands,
        "commit-msg",
        "check that a commit message announces the breaks of its commit",
        "Compare what is about to be committed; where it breaks something, the commit's message "
        "must say so (`feat!: …`, or a line `BREAKING CHANGE: …`).",
    )
    message.add_argument("file", metavar="FILE", help="the file with the message, as git names it")
    _add_common(message)


def _add_accept(commands: _Commands) -> None:
    accept = _add(
        commands,
        "accept",
        "record deliberate breaks",
        "Accept what `unbroken check` would stop: write [[tool.unbroken.accept]] entries into "
        "pyproject.toml. They expire with the next release. Exits with 1 when there is nothing to "
        "accept.",
    )
    accept.add_argument(
        "objects",
        nargs="*",
        metavar="OBJECT",
        help="dotted names, in which * stands for a part and ** for any number of parts",
    )
    accept.add_argument("--all", action="store_true", help="accept everything that is found")
    accept.add_argument(
        "--rule", action="append", metavar="RULE", help="only what this rule finds (repeatable)"
    )
    accept.add_argument("--reason", metavar="TEXT", help="why the break is made (required)")
    accept.add_argument(
        "--full",
        action="store_true",
        help="check the whole package, and accept pre-existing breaks as well",
    )
    accept.add_argument("--strict", action="store_true", help="accept warnings as well")
    accept.add_argument(
        "--prune", action="store_true", help="remove the entries that match nothing instead"
    )
    accept.add_argument(
        "--dry-run", action="store_true", help="only show what would be written or removed"
    )
    _add_common(accept)


def _add_diff(commands: _Commands) -> None:
    diff = _add(
        commands,
        "diff",
        "compare two folders, wheels or sdists, without git",
        "Compare two folders (or wheels, or sdists) that hold a package, without git.",
    )
    _add_output(diff)
    diff.add_argument("old", metavar="OLD", help="the version that users have")
    diff.add_argument("new", metavar="NEW", help="the version to come")
    diff.add_argument(
        "--package", action="append", metavar="NAME", help="compare this package (may be repeated)"
    )


def _add_impact(commands: _Commands) -> None:
    impact = _add(
        commands,
        "impact",
        "find the places of other projects that a new version breaks",
        "Find the imports, attributes and calls of other projects that work with OLD and fail with "
        "NEW. Both are folders, wheels or sdists, or revisions of this repository. With --upgrade, "
        "OLD is the version that the project here uses, and NEW comes from the package index.",
    )
    impact.add_argument(
        "old",
        nargs="?",
        metavar="OLD",
        help="the version that the projects use (with --upgrade: if it is not the one that is "
        "locked or installed)",
    )
    impact.add_argument("new", nargs="?", metavar="NEW", help="the version to come")
    impact.add_argument(
        "--upgrade",
        metavar="PACKAGE",
        help="the package to upgrade: PACKAGE (to its newest release), PACKAGE==VERSION, or a "
        "wheel or sdist; the only use of the network",
    )
    impact.add_argument(
        "--python",
        metavar="PATH",
        help="the interpreter or environment that has the package (default: the active one)",
    )
    impact.add_argument(
        "--in",
        dest="downstream",
        nargs="+",
        metavar="PATH",
        help="the folders or archives of the projects (default: the configured ones; with "
        "--upgrade the one here)",
    )
    impact.add_argument(
        "--package", action="append", metavar="NAME", help="a package of OLD (may be repeated)"
    )
    impact.add_argument(
        "--write", action="store_true", help="make the rewrites instead of showing them"
    )
    impact.add_argument(
        "-v", "--verbose", action="store_true", help="show what may break, too, and why"
    )
    _add_files(impact)
    impact.add_argument("--no-cache", action="store_true", help="read all files, and cache none")


def _add_init(commands: _Commands) -> None:
    init = _add(
        commands,
        "init",
        "set up the hook, or write decorators into your package",
        "Look at the project, and write the hook and the settings that it needs. With --markers, "
        "write the decorators deprecated, internal_api and experimental_api as a file of your own, "
        "so that your package need not depend on unbroken.",
    )
    init.add_argument("--dry-run", action="store_true", help="show what would be written")
    init.add_argument("--markers", metavar="PATH", help="the module to write the decorators to")
    init.add_argument("--force", action="store_true", help="replace an existing module")
    init.add_argument("--no-cache", action="store_true", help="read all files, and cache none")


def _add_baseline(commands: _Commands) -> None:
    baseline = _add(
        commands,
        "baseline",
        "show what is compared with, and why",
        "Show which revision a check here compares with, why, and what else was considered.",
    )
    _add_format(baseline)
    baseline.add_argument(
        "--fetch",
        action="store_true",
        help='get the latest release from the package index, for baseline = "pypi"',
    )
    snapshot = _add(
        commands,
        "snapshot",
        "write the public API of the baseline to a file",
        "Write the public API of the last release to a text file, which stands in where no release "
        "tag can be reached: in shallow clones, forks and archives.",
    )
    snapshot.add_argument(
        "--output",
        metavar="FILE",
        help="the file to write (default: the configured one, else api-baseline.txt)",
    )
    for command in (baseline, snapshot):
        command.add_argument("--baseline", metavar="REF", help="take this revision instead")
        _add_config(command)


def _add(commands: _Commands, name: str, short: str, long: str) -> argparse.ArgumentParser:
    return commands.add_parser(
        name, help=short, description=long, allow_abbrev=False, formatter_class=_Formatter
    )


def _add_revisions(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--baseline",
        metavar="REF",
        help="the revision that users rely on (default: the latest release before HEAD)",
    )
    command.add_argument(
        "--current",
        metavar="REF",
        help="the revision to check (default: what is staged, or all files)",
    )


def _add_files(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--format",
        choices=FORMATS,
        metavar="FORMAT",
        help=f"the format of the report: {', '.join(FORMATS)} (default: full; on GitHub Actions "
        "with annotations)",
    )
    command.add_argument(
        "--output",
        action="append",
        metavar="FILE",
        help="write the report to a file as well: FILE, or FORMAT=FILE (repeatable)",
    )


def _add_output(command: argparse.ArgumentParser) -> None:
    _add_files(command)
    command.add_argument("--strict", action="store_true", help="let warnings fail as well")
    detail = command.add_mutually_exclusive_group()
    detail.add_argument(
        "-v", "--verbose", action="store_true", help="show notes, all affected paths and long texts"
    )
    detail.add_argument("-q", "--quiet", action="store_true", help="show only what fails the run")
    command.add_argument(
        "--show-accepted", action="store_true", help="show accepted findings in full"
    )
    command.add_argument(
        "--show-pre-existing", action="store_true", help="show pre-existing findings in full"
    )
    command.add_argument(
        "--statistics", action="store_true", help="show how often each rule was broken"
    )
    command.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        metavar="WHEN",
        help="when to use colour: auto, always, never (default: auto)",
    )
    _add_common(command)


def _add_format(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--format",
        choices=("text", "json"),
        default="text",
        help="how to print what was found (default: text)",
    )


def _add_common(command: argparse.ArgumentParser) -> None:
    command.add_argument("--no-cache", action="store_true", help="read all files, and cache none")
    _add_config(command)


def _add_config(command: argparse.ArgumentParser) -> None:
    command.add_argument("--config", metavar="FILE", help="the file with the table [tool.unbroken]")


_COMMANDS: dict[str, Callable[[_Commands], None]] = {
    "check incremental full deprecations": _add_checks,
    "accept": _add_accept,
    "diff": _add_diff,
    "impact": _add_impact,
    "init": _add_init,
    "baseline snapshot": _add_baseline,
    "rules": _add_rules,
    "schema": _add_schema,
    "bump": _add_bump,
    "notes": _add_notes,
    "commit-msg": _add_message,
    "selftest config": _add_setup,
    "completion": _add_completion,
}
"""The functions that add commands, by the commands' names, in the order of the help."""
