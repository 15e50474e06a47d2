"""What the README and the pages beside it say: their tables, commands, links and defaults."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import tomli
from benchmarks.other_checkers import CHANGES

from tests.both_modes import whole
from tests.checkout import ROOT
from unbroken._version import __version__
from unbroken.cli.parser import make_parser
from unbroken.config.config import Settings
from unbroken.config.config_file import parse_config
from unbroken.config.schema import read_settings
from unbroken.rules.registry import rule_names

README = ROOT / "README.md"
PAGES = (README, *sorted(path for path in ROOT.glob("docs/*.md") if path.name != "rules.md"))


def blocks(page: Path, language: str) -> list[str]:
    pattern = rf"^```{language}\n(.*?)^```$"
    return re.findall(pattern, page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize(
    ("page", "block"),
    [
        pytest.param(page, block, id=f"{page.name}-{number}")
        for page in PAGES
        for number, block in enumerate(blocks(page, "toml"))
        if "tool.unbroken" in block
    ],
)
def test_tables_are_valid(page, block):
    assert parse_config(block.encode(), page.name, "", rule_names) is not None


def test_what_is_shown_is_the_default():
    (block,) = (text for text in blocks(README, "toml") if "search-paths" in text)
    kept = [
        line
        for line in block.partition("\n[tool.unbroken.rules]")[0].splitlines()
        if "default: " not in line
    ]
    table = tomli.loads("\n".join(kept))["tool"]["unbroken"]
    assert {"baseline", "strict", "typing", "fallback", "versioning", "deprecation"} <= set(table)
    shown, problems = read_settings(table, rule_names)
    assert not problems
    assert shown.versioning == "none"
    assert shown._replace(versioning=None) == Settings()


COMMANDS = [
    shlex.split(line.removeprefix("$ "), comments=True)
    for page in PAGES
    for block in blocks(page, "console")
    for line in block.splitlines()
    if line.startswith("$ ")
]


@pytest.mark.parametrize("arguments", [words[1:] for words in COMMANDS if words[0] == "unbroken"])
def test_commands_are_there(arguments):
    assert make_parser().parse_args(arguments).command == arguments[0]


def test_make_has_what_is_shown():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    shown = [words[1] for words in COMMANDS if words[0] == "make"]
    assert {"demo", "test"} <= set(shown)
    for target in shown:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_links_lead_somewhere(page):
    links = re.findall(r"\]\(([^)]+)\)", page.read_text(encoding="utf-8"))
    for link in (target for target in links if "://" not in target):
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.is_file(), link
        assert not anchor or anchor in anchors(target), link


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    titles = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def test_the_revision_is_this_version():
    shown = [block for page in PAGES for block in blocks(page, "yaml")]
    revisions = {revision for block in shown for revision in re.findall(r"rev: (\S+)", block)}
    assert revisions == {f"v{__version__}"}


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.what)
def test_table_of_other_checkers_says_what_unbroken_finds(change):
    old, new = (
        {path: text.encode() for path, text in files.items()}
        for files in (change.old, {**change.old, **change.new})
    )
    assert bool(whole(old, new)) is change.breaks
    verdict = "found" if change.breaks else "silent"
    assert f"\n| {change.what} | {verdict} | " in README.read_text(encoding="utf-8")
