"""What git keeps of a message, and what in it says that the commit breaks something."""

from __future__ import annotations

import pytest

from unbroken.policy.commit_message import Message, announces_break, message_of, with_break_mark

SCISSORS = " ------------------------ >8 ------------------------"
VERBOSE = f"""\
Take it away

# Please enter the commit message for your changes.
#{SCISSORS}
# Do not modify or remove the line above.
diff --git a/x b/x
+BREAKING CHANGE: a line of the file
"""


def kept(text, edited=True, **settings):
    names = {
        "comment": "core.commentchar",
        "string": "core.commentstring",
        "mode": "commit.cleanup",
    }
    data = text.encode() if isinstance(text, str) else text
    found = message_of(data, {names[k]: v for k, v in settings.items()}, edited=edited)
    return found.text if found is not None else None


@pytest.mark.parametrize(
    ("text", "settings", "expected"),
    [
        ("One\n", {}, "One"),
        ("\n\nOne  \n\ntwo\t\n\n", {}, "One\n\ntwo"),
        ("One\r\n\r\ntwo\r\n", {}, "One\n\ntwo"),
        ("\ufeffOne\n", {}, "One"),
        ("Müller\n".encode("latin-1"), {}, "M\ufffdller"),
        ("One\n# BREAKING CHANGE: no\n", {}, "One"),
        ("One\n; no\n# yes\n", {"comment": ";"}, "One\n# yes"),
        ("One\n// no\n# yes\n", {"string": "//", "comment": "#"}, "One\n# yes"),
        ("One\n# yes\n; no\n", {"comment": "auto"}, "One\n# yes"),
        ("One\n# no\n", {"comment": "auto"}, "One"),
        ("One\n", {"comment": "auto"}, "One"),
        (VERBOSE, {}, "Take it away"),
        (VERBOSE.replace("#", ";"), {"comment": ";"}, "Take it away"),
        (VERBOSE.replace("#", "%"), {"comment": "auto"}, "Take it away"),
        (VERBOSE, {"mode": "scissors"}, VERBOSE.partition(f"\n#{SCISSORS}")[0]),
        ("One\n# kept\n", {"mode": "whitespace"}, "One\n# kept"),
        ("One\n# kept\n", {"mode": "verbatim"}, "One\n# kept"),
        ("One\n# kept\n", {"edited": False}, "One\n# kept"),
        ("One\n# no\n", {"edited": False, "mode": "strip"}, "One"),
        ("fixup! feat!: One\n", {}, "feat!: One"),
        ("fixup! squash! fixup! One\n\nbody\n", {}, "One\n\nbody"),
        ("amend! One\n\nfeat!: One\n\nbody\n", {}, "feat!: One\n\nbody"),
        ("amend! fixup! One\n\nfeat!: One\n", {}, "feat!: One"),
        ("The fixup! One\n", {}, "The fixup! One"),
    ],
)
def test_message_is_what_git_keeps(text, settings, expected):
    assert kept(text, **settings) == expected


@pytest.mark.parametrize("text", ["", "\n \n", "# only\n# comments\n", f"#{SCISSORS}\nfeat!: x\n"])
def test_empty_message_is_none(text):
    assert kept(text) is None


def says(text, pattern=None):
    return announces_break(Message(text.partition("\n")[0], text), pattern)


@pytest.mark.parametrize(
    "text",
    [
        "feat!: drop it",
        "feat(api)!: drop it",
        "feat(the api, too)!: drop it",
        "refactor-all!:\tdrop it",
        "FIX!: drop it",
        "fix: drop it\n\nBREAKING CHANGE: it is gone",
        "fix: drop it\n\nBREAKING-CHANGE: it is gone",
        "fix: drop it\n\nBREAKING CHANGE #12",
        "fix: drop it\n\nBREAKING CHANGE:\n  it is gone",
        "BREAKING CHANGE: it is gone",
        "Drop it\n\nSigned-off-by: Me\nBREAKING CHANGE: it is gone",
    ],
)
def test_message_announces_a_break(text):
    assert says(text)


@pytest.mark.parametrize(
    "text",
    [
        "feat: keep it",
        "feat(api): keep it",
        "Wow! keep it",
        "Wow!",
        "feat !: keep it",
        "feat!",
        "feat!:",
        "fix: keep it\n\nfeat!: in the body",
        "fix: keep it\n\nbreaking change: in small letters",
        "fix: keep it\n\nThis is no BREAKING CHANGE: at all",
        "fix: keep it\n\n  BREAKING CHANGE: quoted",
        "fix: keep it\n\nBREAKING CHANGES: none",
        "fix: keep it\n\nBREAKING CHANGE:",
        'Revert "feat!: drop it"\n\nThis reverts commit 1234.',
        "Merge branch 'feat!: x'",
        "Squashed commit of the following:\n\n    feat!: drop it\n\n    BREAKING CHANGE: gone",
    ],
)
def test_message_does_not_announce_a_break(text):
    assert not says(text)


def test_configured_pattern_replaces_the_convention():
    assert says("One\n\nAPI-BREAK: yes", "^API-BREAK: .")
    assert says("[breaking] One", r"^\[breaking\]")
    assert not says("One [breaking]", r"^\[breaking\]")
    # It stands for what is known otherwise.
    assert not says("feat!: One", "^API-BREAK: .")


def test_endless_pattern_times_out():
    with pytest.raises(TimeoutError):
        says("a" * 80 + "!", "^(a+)+$")
    assert says("a" * 80, "^(a+)+$")


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("fix: drop it", "fix!: drop it"),
        ("fix(api): drop it: all", "fix(api)!: drop it: all"),
        ("fix!: drop it", "fix!: drop it"),
        ("Drop it", None),
        ("Drop it: all of it", None),
        ("fix:", None),
    ],
)
def test_header_gets_the_mark(header, expected):
    assert with_break_mark(header) == expected
