"""Completion in shells: bash runs the script, and every command and option is in each."""

from __future__ import annotations

import subprocess

import pytest

from unbroken.cli.parser import _COMMANDS

COMMANDS = sorted(name for names in _COMMANDS for name in names.split())


def completed(script: str, *words: str) -> list[str]:
    """Return what bash offers for the last of some words."""
    line = " ".join(f"'{word}'" for word in words)
    ask = (
        f"{script}\nCOMP_WORDS=({line}); COMP_CWORD={len(words) - 1}; _unbroken; "
        'printf "%s\\n" "${COMPREPLY[@]}"'
    )
    run = subprocess.run(["bash", "--norc", "-c", ask], capture_output=True, text=True, check=True)
    return run.stdout.split()


@pytest.fixture
def script(unbroken):
    return unbroken("completion", "bash").out


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("che",), ["check"]),
        (("full", "--base"), ["--baseline"]),
        (("rules", "enum-m"), ["enum-member-removed"]),
        (("schema", "c"), ["config"]),
        (("completion", ""), ["--help", "bash", "zsh", "fish"]),
        (("unknown", "--"), []),
    ],
)
def test_bash_completes(script, words, expected):
    assert completed(script, "unbroken", *words) == expected


def test_bash_completes_all_commands(script):
    assert sorted(completed(script, "unbroken", "")) == COMMANDS


def test_zsh_runs_the_script_for_bash(unbroken, script):
    assert unbroken("completion", "zsh").out == (
        f"autoload -U +X bashcompinit && bashcompinit\n{script}"
    )


def test_fish_knows_all_commands_and_options(unbroken):
    lines = unbroken("completion", "fish").out.splitlines()
    start = "complete -c unbroken -n __fish_use_subcommand -a "
    names = [line.removeprefix(start).split()[0] for line in lines if line.startswith(start)]
    assert sorted(names) == COMMANDS
    assert "complete -c unbroken -n '__fish_seen_subcommand_from schema' -a 'json config'" in lines
    assert all(line.count("'") % 2 == 0 or "\\'" in line for line in lines)
