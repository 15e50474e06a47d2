"""Entries are put into a file and taken out of it, and everything else stays as it is."""

from __future__ import annotations

import pytest
import tomli

from unbroken.config.acceptance_entries import (
    entry_lines,
    entry_text,
    with_entries,
    without_entries,
)
from unbroken.config.config import Acceptance
from unbroken.errors import ConfigError

FIRST = Acceptance("pkg.f", "parameter-removed", 'it is "safer"\nnow \\o/', "b", "1.0.0")
SECOND = Acceptance("pkg.g", "function-removed", "agreed")

ADDED = """\
[[tool.unbroken.accept]]
object = "pkg.f"
rule = "parameter-removed"
parameter = "b"
since = "1.0.0"
reason = "it is \\"safer\\"\\nnow \\\\o/"
"""

# Where an entry comes (`+`), and which newlines come with it (`¶`).
PLACES = {
    "an empty file": "+",
    "no table of ours": '[project]\nname = "a"\n¶+',
    "blank lines at the end": '[project]\nname = "a"\n¶+\n\n',
    "our table at the end": "[tool.unbroken]\nstrict = true\n¶+",
    "with a comment at the end": "[tool.unbroken]\nstrict = true\n# fail-on = 'all'\n¶+",
    "with comments about others": (
        "[tool.unbroken]\nstrict = true  # so\n# fail-on = 'all'\n¶+\n# About x.\n[tool.x]\ny=1\n"
    ),
    "with comments directly below": "[tool.unbroken]\nstrict = true\n¶+¶# About x.\n[tool.x]\n",
    "the next table directly below": "[tool.unbroken]\nstrict = true\n¶+¶[tool.x]\n",
    "an empty table of ours": "[tool.unbroken]\n¶+",
    "several tables of ours": (
        "[tool.unbroken]\nstrict = true\n[tool.unbroken.rules]\nx = 'off'\n¶+\n[tool.x]\n"
    ),
    "tables of ours apart": (
        "[tool.unbroken]\nstrict = true\n\n[tool.x]\n\n[tool.unbroken.rules]\nx = 'off'\n¶+\n[z]\n"
    ),
    "another entry": (
        "[[tool.unbroken.accept]]\nobject = 'a'\n¶+¶[tool.unbroken.rules]\nx = 'off'\n"
    ),
    "entries apart": (
        "[[tool.unbroken.accept]]\nobject = 'a'\n\n[x]\n\n[['tool'.\"unbroken\" . accept ]]\n"
        "object = 'b'\n¶+\n\n# About z.\n[z]\n"
    ),
    "our table in a string": 'text = """\n[tool.unbroken]\n\x85\u2028"""\n¶+',
    "our table in an array": "array = [\n[1],\n  [\n2]]\n¶+",
    "an entry in a string": (
        "[[tool.unbroken.accept]]\nreason = '''\n[[tool.unbroken.accept]]\n# '''\n¶+\n[x]\n"
    ),
    "dotted keys": "tool.unbroken.strict = true\n¶+",
}


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("name", PLACES)
def test_where_an_entry_comes(name, newline):
    place = PLACES[name]
    before = place.replace("¶", "").replace("+", "").replace("\n", newline)
    after = place.replace("¶", "\n").replace("+", ADDED)
    if newline in before:
        after = after.replace("\n", newline)
    assert with_entries(before, [FIRST], "x.toml") == after
    entries = tomli.loads(after)["tool"]["unbroken"]["accept"]
    assert entries[-1] == FIRST._asdict()
    # And out again: nothing but empty lines tells that it was there.
    left = without_entries(after, [len(entries) - 1], "x.toml")
    assert left.split() == before.split()


def test_several_entries():
    added = with_entries("[project]\n", [FIRST, SECOND], "x.toml")
    assert added == "[project]\n\n" + ADDED + "\n" + entry_text(SECOND)
    assert entry_text(SECOND) == (
        '[[tool.unbroken.accept]]\nobject = "pkg.g"\nrule = "function-removed"\nreason = "agreed"\n'
    )


def test_a_file_that_ends_in_the_middle_of_a_line():
    added = with_entries("[project]\nname = 'a'", [FIRST], "x.toml")
    assert added == f"[project]\nname = 'a'\n\n{ADDED}"


def test_entries_in_one_array():
    text = "[tool.unbroken]  # ours\naccept = [\n  {object = 'a'},  # why\n]\n[x]\n"
    added = with_entries(text, [SECOND], "x.toml")
    item = '{object = "pkg.g", rule = "function-removed", reason = "agreed"}'
    expected = text.replace("]\n[x]", f"  {item},\n]\n[x]")
    assert added == expected
    assert entry_lines(added) == [2, 2]
    assert without_entries(added, [1], "x.toml") == text


@pytest.mark.parametrize("text", ["", "[tool.unbroken]\naccept = []\n"])
def test_every_character_of_an_entry_can_be_seen(text):
    hostile = Acceptance("pkg.\x1b\u202e\u2028\U000e0001é", "attribute-removed", "a\tb\x7f'\"\\")
    added = with_entries(text, [hostile], "x.toml")
    assert all(line.isprintable() for line in added.split("\n"))
    assert "é" in added
    entry = tomli.loads(added)["tool"]["unbroken"]["accept"][0]
    assert (entry["object"], entry["reason"]) == (hostile.object, hostile.reason)


@pytest.mark.parametrize(
    "text", ["[tool]\nunbroken = {strict = true}\n", "tool = {unbroken = {strict = true}}\n"]
)
def test_a_table_that_cannot_be_added_to(text):
    with pytest.raises(ConfigError) as raised:
        with_entries(text, [FIRST], "x.toml")
    assert str(raised.value) == (
        "x.toml: entries cannot be added or removed without changing other parts of the file; "
        "write the table as [tool.unbroken], with [[tool.unbroken.accept]] below it"
    )


THREE = """\
# About a.
[[tool.unbroken.accept]]
object = "a"

# About b.
[[tool.unbroken.accept]]  # here
object = "b"
reason = '''
[[tool.unbroken.accept]]
'''
# The end of b.

# About x.
[tool.x]
y = 1

[[tool.unbroken.accept]]
object = "c"
"""


def test_lines():
    assert entry_lines(THREE) == [2, 6, 17]
    assert entry_lines("[tool.x]\n") == []
    assert entry_lines("[tool.unbroken]\nstrict = true\naccept = [{object = 'a'}]\n") == [3]


@pytest.mark.parametrize(
    ("positions", "left"),
    [
        ([0], THREE.replace('[[tool.unbroken.accept]]\nobject = "a"\n\n', "")),
        ([1], THREE[: THREE.index("[[tool.unbroken.accept]]  #")] + THREE[THREE.index("# The") :]),
        ([2], THREE[: THREE.index('\n[[tool.unbroken.accept]]\nobject = "c"')]),
        ([], THREE),
    ],
)
def test_what_is_left(positions, left):
    assert without_entries(THREE, positions, "x.toml") == left


def test_all_at_once():
    left = without_entries(THREE, [0, 1, 2], "x.toml")
    assert left == "# About a.\n# About b.\n# The end of b.\n\n# About x.\n[tool.x]\ny = 1\n"
