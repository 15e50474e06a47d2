"""`unbroken completion`: what lets a shell complete our commands and options."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from unbroken.cli.commands import CommandResult

if TYPE_CHECKING:
    from argparse import Namespace


class _Command(NamedTuple):
    """A command: what its help says in short, its options, and the words that it takes."""

    name: str
    help: str
    options: tuple[tuple[str, str], ...]
    words: tuple[str, ...]


def execute(arguments: Namespace) -> CommandResult:
    """Return the script for a shell."""
    write = {"bash": _bash, "zsh": _zsh, "fish": _fish}[arguments.shell]
    return CommandResult("".join(f"{line}\n" for line in write([*_commands()])))


def _commands() -> Iterator[_Command]:
    """Yield the commands with what the parser knows of them."""
    from unbroken.cli.parser import make_parser
    from unbroken.rules.registry import rule_names

    (choices,) = (
        action
        for action in make_parser()._actions
        if isinstance(action, argparse._SubParsersAction)
    )
    summaries = {action.dest: action.help or "" for action in choices._choices_actions}
    for name, parser in choices.choices.items():
        actions = [action for action in parser._actions if action.help != argparse.SUPPRESS]
        options = [
            (option, (action.help or "").replace("%%", "%"))
            for action in actions
            for option in action.option_strings
            if option.startswith("--")
        ]
        words = [str(word) for action in actions for word in action.choices or ()]
        if name == "rules":
            words += rule_names()
        yield _Command(name, summaries.get(name, ""), tuple(options), tuple(words))


def _bash(commands: list[_Command]) -> Iterator[str]:
    """Yield the script for bash, which completes file names where nothing else fits."""
    names = " ".join(command.name for command in commands)
    yield "_unbroken() {"
    yield "  local words"
    yield '  case "$COMP_CWORD:${COMP_WORDS[1]}" in'
    yield f'  1:*) words="{names}" ;;'
    for command in commands:
        words = " ".join((*(option for option, _ in command.options), *command.words))
        yield f'  *:{command.name}) words="{words}" ;;'
    yield "  esac"
    yield '  COMPREPLY=($(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}"))'
    yield "}"
    yield "complete -o bashdefault -o default -F _unbroken unbroken"


def _zsh(commands: list[_Command]) -> Iterator[str]:
    """Yield the script for zsh, which can run that for bash."""
    yield "autoload -U +X bashcompinit && bashcompinit"
    yield from _bash(commands)


def _fish(commands: list[_Command]) -> Iterator[str]:
    for command in commands:
        yield (
            f"complete -c unbroken -n __fish_use_subcommand -a {command.name} "
            f"-d {_fish_text(command.help)}"
        )
        condition = f"'__fish_seen_subcommand_from {command.name}'"
        for option, text in command.options:
            name = option.removeprefix("--")
            yield f"complete -c unbroken -n {condition} -l {name} -d {_fish_text(text)}"
        if command.words:
            words = _fish_text(" ".join(command.words))
            yield f"complete -c unbroken -n {condition} -a {words}"


def _fish_text(text: str) -> str:
    """Return a text in single quotes, as fish reads them."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
