"""`unbroken baseline`: say what is compared with, why, and what else was considered."""

from __future__ import annotations

import os
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from unbroken.baseline.latest_release import BRANCHES, CHOSEN, ELSEWHERE
from unbroken.baseline.resolve import resolve_baseline
from unbroken.changes.in_flight import in_flight
from unbroken.cli.commands import CommandResult
from unbroken.config.config_file import find_configs
from unbroken.report.text import escaped
from unbroken.rules.registry import rule_names
from unbroken.sources.git.repository import Repository
from unbroken.sources.trees import nested_projects

if TYPE_CHECKING:
    from argparse import Namespace

    from unbroken.baseline.baseline import Baseline
    from unbroken.baseline.latest_release import Considered
    from unbroken.config.config import Config

_SHOWN = 8


class Found(NamedTuple):
    """A project and its baseline."""

    config: Config
    baseline: Baseline


def execute(arguments: Namespace) -> CommandResult:
    """Find the baseline that a check here would use, of every project; raises UnbrokenError."""
    with Repository.discover(os.getcwd()) as repository:
        change = in_flight(repository, os.getcwd(), os.environ)
        configs = find_configs(
            os.getcwd(),
            repository.root,
            arguments.config,
            lambda: nested_projects(repository),
            rule_names,
        )
        found = [
            Found(each, resolve_baseline(repository, each, change, arguments.baseline))
            for each in configs
        ]
    if arguments.format == "json":
        return CommandResult(_document(found))
    return CommandResult("".join(_text(each) for each in found))


def _name(config: Config) -> str:
    return config.project_name() or config.folder or "this project"


def _text(found: Found) -> str:
    config, baseline = found
    name = escaped(_name(config))
    if baseline.origin is None:
        return f"unbroken: {name}: nothing is committed yet, so nothing is promised yet\n"
    version = f", version {baseline.version}" if baseline.version else ""
    lines = [
        f"unbroken: {name}: compared with {escaped(baseline.ref)} ({escaped(baseline.reason)}); "
        f"commit {baseline.origin[:12]}{version}"
    ]
    shown = baseline.considered[:_SHOWN]
    # The one that was chosen is shown, however many newer ones were not.
    shown += tuple(e for e in baseline.considered[_SHOWN:] if not _is_not_chosen(e))
    width = max((len(escaped(each.ref)) for each in shown), default=0)
    lines += [f"  {escaped(each.ref):{width}}  {escaped(each.verdict)}" for each in shown]
    more = len(baseline.considered) - len(shown)
    if more:
        lines.append(f"  and {more} more release tag{'s' if more > 1 else ''}")
    newer = [each.verdict for each in takewhile(_is_not_chosen, baseline.considered)]
    if baseline.kind == "release" and ELSEWHERE in newer:
        lines.append(f"unbroken: {BRANCHES} in [tool.unbroken]")
    return "".join(f"{each}\n" for each in lines)


def _is_not_chosen(considered: Considered) -> bool:
    return considered.verdict != CHOSEN


def _document(found: list[Found]) -> str:
    import json

    from unbroken._version import __version__

    projects = [
        {
            "project": each.config.project_name(),
            "folder": each.config.folder,
            "config": each.config.source,
            "baseline": None
            if each.baseline.commit is None
            else {
                "kind": each.baseline.kind,
                "ref": each.baseline.ref,
                "commit": each.baseline.origin,
                "version": each.baseline.version,
                "reason": each.baseline.reason,
            },
            "considered": [tag._asdict() for tag in each.baseline.considered],
        }
        for each in found
    ]
    tool = {"name": "unbroken", "version": __version__}
    return json.dumps({"schema": 1, "tool": tool, "projects": projects}, indent=2) + "\n"
