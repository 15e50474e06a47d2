"""Levels, overrides, strictness and what runs fail on: by real commits, in both directions."""

from __future__ import annotations

import pytest

from tests.policy.committed import Hooked, hooked

API = """\
def plain(a, b=1) -> int: ...


class TrainConfig:
    def __init__(self, a=1, b=2): ...

    def check(self, deep=False): ...


class Model:
    def __init__(self, a=1, b=2): ...
"""
INSERTED = API.replace(
    "class Model:\n    def __init__(self, a=1,", "class Model:\n    def __init__(self, a=1, x=0,"
)
CONFIG_INSERTED = API.replace("__init__(self, a=1,", "__init__(self, a=1, x=0,", 1)
LOST = API.replace("plain(a, b=1)", "plain(a)")
DEFAULT = API.replace("plain(a, b=1)", "plain(a, b=2)")
RETURN = API.replace("-> int", "-> str")
OVERRIDE = """
[[tool.unbroken.overrides]]
objects = ["pkg.**.*Config"]
rules = { parameter-inserted = "off" }
"""


@pytest.fixture(params=["check", "full"])
def released(tmp_path, request):
    """Make a library that was released with a table, whose commits are checked in both ways."""

    def make(table: str = "") -> Hooked:
        project = '[project]\nname = "pkg"\nversion = "1.1.0"\n\n[tool.unbroken]\n'
        files = {
            "pyproject.toml": project + table,
            "pkg/__init__.py": "",
            "pkg/api.py": API,
            "pkg/other.py": "def other(a, b=1): ...\n",
        }
        return hooked(tmp_path / "library", files, "v1.0.0", command=request.param)

    return make


def api(text: str) -> dict[str, str]:
    assert text != API
    return {"pkg/api.py": text}


class TestLevels:
    @pytest.mark.parametrize(
        ("level", "shown"),
        [("warning", "warning[parameter-removed]"), ("note", "1 note"), ("off", "")],
    )
    def test_lowered_error_does_not_block(self, released, level, shown):
        library = released(f"[tool.unbroken.rules]\nparameter-removed = '{level}'\n")
        said = library.commits(api(LOST))
        assert shown in said
        assert ("[parameter-removed]" in said) == (level == "warning")
        assert "error[parameter-inserted]" in library.is_stopped(api(INSERTED))

    def test_raised_warning_blocks(self, released):
        library = released("[tool.unbroken.rules]\ndefault-changed = 'error'\n")
        assert "error[default-changed] pkg.api.plain: " in library.is_stopped(api(DEFAULT))

    def test_warning_does_not_block(self, released):
        assert "warning[default-changed] pkg.api.plain: " in released().commits(api(DEFAULT))


class TestOverrides:
    def test_overridden_object_may_break(self, released):
        library = released(OVERRIDE)
        assert "no breaks" in library.commits(api(CONFIG_INSERTED))

    def test_break_without_override_blocks(self, released):
        said = released().is_stopped(api(CONFIG_INSERTED))
        assert "error[parameter-inserted] pkg.api.TrainConfig: " in said

    def test_override_does_not_excuse_other_objects(self, released):
        library = released(OVERRIDE)
        assert "error[parameter-inserted] pkg.api.Model: " in library.is_stopped(api(INSERTED))
        lost = API.replace("__init__(self, a=1, b=2)", "__init__(self, a=1)", 1)
        said = library.is_stopped(api(lost))
        assert "error[parameter-removed] pkg.api.TrainConfig: " in said
        inserted = API.replace("check(self, deep", "check(self, fast=False, deep")
        said = library.is_stopped(api(inserted))
        assert "error[parameter-inserted] pkg.api.TrainConfig.check: " in said

    def test_last_matching_override_wins(self, released):
        again = OVERRIDE.replace('"pkg.**.*Config"', '"pkg.api.T*"').replace("off", "error")
        said = released(OVERRIDE + again).is_stopped(api(CONFIG_INSERTED))
        assert "error[parameter-inserted] pkg.api.TrainConfig: " in said

    def test_last_matching_override_wins_in_the_other_order(self, released):
        again = OVERRIDE.replace('"pkg.**.*Config"', '"pkg.api.T*"').replace("off", "error")
        assert "no breaks" in released(again + OVERRIDE).commits(api(CONFIG_INSERTED))

    def test_override_wins_over_the_rules_table(self, released):
        table = "[tool.unbroken.rules]\nparameter-inserted = 'off'\n"
        raised = OVERRIDE.replace("off", "error")
        said = released(table + raised).is_stopped(api(CONFIG_INSERTED))
        assert "error[parameter-inserted] pkg.api.TrainConfig: " in said

    def test_rules_table_applies_without_an_override(self, released):
        table = "[tool.unbroken.rules]\nparameter-inserted = 'off'\n"
        raised = OVERRIDE.replace("off", "error")
        assert "no breaks" in released(table + raised).commits(api(INSERTED))


class TestStrict:
    def test_strict_warning_blocks(self, released):
        library = released("strict = true\n")
        assert library.run("git", "commit", "--allow-empty", "-m", "x").returncode == 0
        library.write(api(DEFAULT))
        done = library.run("git", "commit", "--message", "x")
        assert done.returncode == 1
        assert "warning[default-changed] pkg.api.plain: " in library.words

    def test_strict_pre_existing_warning_does_not_block(self, released):
        library = released("strict = true\n")
        library.unchecked(api(DEFAULT))
        library.commits({"pkg/other.py": "def other(a, b=1, c=2): ...\n"})

    def test_strict_note_does_not_block(self, released):
        library = released("strict = true\n[tool.unbroken.rules]\ndefault-changed = 'note'\n")
        assert "1 note" in library.commits(api(DEFAULT))


class TestTyping:
    def test_typing_break_is_a_warning(self, released):
        assert "warning[return-type-changed] pkg.api.plain: " in released().commits(api(RETURN))

    def test_typing_break_blocks_under_strict_typing(self, released):
        said = released('typing = "strict"\n').is_stopped(api(RETURN))
        assert "error[return-type-changed] pkg.api.plain: " in said

    def test_other_warning_does_not_block_under_strict_typing(self, released):
        said = released('typing = "strict"\n').commits(api(DEFAULT))
        assert "warning[default-changed] pkg.api.plain: " in said

    def test_rules_table_wins_over_strict_typing(self, released):
        table = 'typing = "strict"\n[tool.unbroken.rules]\nreturn-type-changed = "warning"\n'
        assert "warning[return-type-changed] pkg.api.plain: " in released(table).commits(
            api(RETURN)
        )


ALL, INTRODUCED = 'fail-on = "all"\n', 'fail-on = "introduced"\n'
HARMLESS = {"pkg/other.py": "def other(a, b=1, c=2): ...\n"}
LOST_LINE = "error[parameter-removed] pkg.api.plain: parameter 'b' was removed"


class TestFailOn:
    def test_fail_on_all_blocks_pre_existing_breaks(self, released):
        library = released(ALL)
        library.unchecked(api(LOST))
        said = library.is_stopped(HARMLESS)
        assert f"{LOST_LINE} (pre-existing)\n" in said
        assert library.is_stopped({"README.md": "Read me.\n"})
        library.commits(api(API.replace("plain(a, b=1)", "plain(a, b=1, c=2)")))

    @pytest.mark.parametrize("table", ["", INTRODUCED])
    def test_pre_existing_break_does_not_block_otherwise(self, released, table):
        library = released(table)
        library.unchecked(api(LOST))
        library.commits(HARMLESS)
        assert LOST_LINE.replace("plain", "other").replace(".api", ".other") in library.is_stopped(
            {"pkg/other.py": "def other(a): ...\n"}
        )

    @pytest.mark.parametrize("command", ["check", "full", "incremental"])
    @pytest.mark.parametrize(("table", "code"), [("", 1), (ALL, 1), (INTRODUCED, 0)])
    def test_fail_on_without_changes_in_flight(self, released, command, table, code):
        library = released(table)
        library.unchecked(api(LOST))
        done = library.run("unbroken", command)
        assert done.returncode == code
        assert LOST_LINE in library.words

    def test_fail_on_introduced_counts_uncommitted_breaks(self, released):
        library = released(INTRODUCED)
        library.unchecked(api(LOST))
        (library.folder / "pkg/other.py").write_text("def other(a): ...\n")
        assert library.run("unbroken", "full").returncode == 1
        assert f"{LOST_LINE} (pre-existing)\n" in library.words
        # What another revision broke is asked about as a whole.
        assert library.run("unbroken", "full", "--current", "HEAD").returncode == 1
        assert f"{LOST_LINE}\n" in library.words

    @pytest.mark.parametrize("command", ["check", "full", "incremental"])
    @pytest.mark.parametrize(("table", "code"), [("", 0), (ALL, 1), (INTRODUCED, 0)])
    def test_range_starts_at_the_merge_base(self, released, command, table, code):
        library = released(table)
        start = library.unchecked(api(LOST))
        library.git("checkout", "--quiet", "-b", "topic")
        end = library.unchecked(HARMLESS)
        library.git("checkout", "--quiet", "main")
        # The main branch mends it and goes on: nothing of that was undone by the topic.
        first = library.unchecked({**api(API + "\n\ndef late(): ...\n")})
        library.git("checkout", "--quiet", "topic")
        refs = {"PRE_COMMIT_FROM_REF": first, "PRE_COMMIT_TO_REF": end}
        assert library.run("unbroken", command, **refs).returncode == code, library.words
        library.unchecked({"pkg/other.py": "def other(a): ...\n"})
        refs = {"PRE_COMMIT_FROM_REF": first, "PRE_COMMIT_TO_REF": "HEAD"}
        assert library.run("unbroken", command, **refs).returncode == 1
        assert start in library.git("merge-base", first, end)
