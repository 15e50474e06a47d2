"""`unbroken deprecations` on real repositories, and the timelines of two projects."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest

from tests.checkout import commit, git, repository, write

MARKS = "def deprecated(version, removal_version=None, alternative=None, reason=None): ...\n"
API = "from pkg.marks import deprecated\n\n\n{}def f(a, b=1): ...\n\n\ndef g(a): ...\n"
KEPT = API.format("")
GONE = API.replace("{}def f(a, b=1): ...\n\n\n", "")


def marked(version: str, removal: str | None, **more: str) -> str:
    given = {"version": version, "removal_version": removal, "alternative": "g", **more}
    arguments = ", ".join(f'{name}="{value}"' for name, value in given.items() if value)
    return API.format(f"@deprecated({arguments})\n")


class History:
    """A library on its way from release to release."""

    def __init__(self, folder, unbroken: Callable, table: str, tags: str) -> None:
        self.folder = repository(folder, {"pkg/__init__.py": "", "pkg/marks.py": MARKS})
        self.unbroken = unbroken
        self.table = table
        self.tags = tags

    def write(self, version: str, api: str) -> None:
        table = f'[project]\nname = "pkg"\nversion = "{version}"\n[tool.unbroken]\n{self.table}'
        write(self.folder, {"pkg/api.py": api, "pyproject.toml": table})
        git(self.folder, "add", "--all")

    def release(self, version: str, api: str) -> None:
        self.write(version, api)
        commit(self.folder, {}, self.tags.format(version))

    def next(self, version: str, api: str) -> list[str]:
        """Stage the next version, and give what the three commands say of it in short."""
        self.write(version, api)
        found: dict[str, None] = {}
        for command in ("check", "full", "deprecations"):
            result = self.unbroken(command)
            errors = re.findall(r"^\S+:\d+:\d+: (\w+\[\S+\]) pkg.api.f: ", result.out, re.MULTILINE)
            assert result.code == any(error.startswith("error") for error in errors)
            found |= dict.fromkeys(errors)
        git(self.folder, "reset", "--quiet", "--hard")
        return list(found)


EARLY = ["error[removed-too-early]"]
UNANNOUNCED = ["error[function-removed]"]
MALFORMED = ["error[deprecation-malformed]"]
SHORTENED = ["error[deprecation-shortened]"]
OVERDUE = ["warning[deprecation-overdue]"]
UNDATED = ["warning[function-removed]"]


@pytest.fixture
def history(tmp_path, monkeypatch, unbroken):
    def made(table: str, tags: str = "v{}") -> History:
        folder = tmp_path / "history"
        folder.mkdir()
        monkeypatch.chdir(folder)
        return History(folder, unbroken, table, tags)

    return made


def test_window_of_megatron_core(history):
    """Decorated in N, still there and warning in N+1, gone in N+2."""
    table = 'tag-pattern = "core_v*"\n[tool.unbroken.deprecation]\nwindow = 2\nunit = "minor"\n'
    core = history(table, "core_v{}")
    core.release("0.15.0", KEPT)
    assert core.next("0.16.0", GONE) == UNANNOUNCED
    assert core.next("0.16.0", marked("0.16", "0.17")) == MALFORMED
    assert core.next("0.16.0", marked("0.16", None)) == MALFORMED
    announced = marked("0.16", "0.18")
    assert core.next("0.16.0", announced) == []
    core.release("0.16.0", announced)
    assert core.next("0.16.1", GONE) == EARLY
    assert core.next("0.17.0", GONE) == EARLY
    assert core.next("0.17.0", marked("0.15", "0.17")) == OVERDUE + SHORTENED
    assert core.next("0.17.0", marked("0.16", "0.19")) == []
    assert core.next("0.17.0", announced) == []
    core.release("0.17.0", announced)
    assert core.next("0.18.0rc0", GONE) == []
    assert core.next("0.18.0", announced) == OVERDUE
    assert core.next("0.18.0", marked("0.16", "0.19")) == []
    assert core.next("0.18.0", GONE) == []
    core.release("0.18.0", announced)
    assert core.next("0.19.0", GONE) == []


def test_deprecation_without_a_release_is_removed_too_early(history):
    core = history("")
    core.release("0.15.0", KEPT)
    core.write("0.16.0", marked("0.16", "0.18"))
    commit(core.folder, {})
    assert core.next("0.18.0", GONE) == UNANNOUNCED


def directive(version: str, text: str) -> str:
    docstring = f'    """Do it.\n\n    .. deprecated:: {version}\n        {text}\n    """\n'
    return f"def f(a, b=1):\n{docstring}\n\ndef g(a): ...\n"


def test_window_of_fine_tuning_scheduler(history):
    """A deprecation starts in X with a directive, and the change comes in X+2 minor."""
    table = (
        'experimental-docstrings = [".. experimental::", ".. warning:: experimental", '
        '"Experimental:", "Beta:"]\n[tool.unbroken.deprecation]\nwindow = 2\nunit = "minor"\n'
    )
    scheduler = history(table)
    scheduler.release("2.9.0", KEPT)
    assert scheduler.next("2.10.0", GONE) == UNANNOUNCED
    assert scheduler.next("2.10.0", directive("2.10.0", "Will be removed in v2.11.0.")) == MALFORMED
    announced = directive("2.10.0", "Use g, f will be removed in v2.12.0.")
    assert scheduler.next("2.10.0", announced) == []
    scheduler.release("2.10.0", announced)
    assert scheduler.next("2.11.0", GONE) == EARLY
    assert scheduler.next("2.11.0", announced) == []
    later = directive("2.10.0", "Use g, f will be removed in v2.14.0.")
    assert scheduler.next("2.11.0", later) == []
    scheduler.release("2.11.0", announced)
    assert scheduler.next("2.12.0", GONE) == []
    assert scheduler.next("2.12.0", announced) == OVERDUE
    assert scheduler.next("2.12.0", announced.replace("(a, b=1)", "(a)")) == [
        "warning[deprecated-signature-changed]",
        *OVERDUE,
    ]


def test_window_applies_to_directives_without_a_removal_version(history):
    """Where the directive names no version of the removal, the window is what was announced."""
    scheduler = history('[tool.unbroken.deprecation]\nwindow = 2\nunit = "minor"\n')
    announced = directive("2.10.0", "Use g.")
    scheduler.release("2.10.0", announced)
    assert scheduler.next("2.11.0", GONE) == UNDATED
    assert scheduler.next("2.11.0", announced) == []
    scheduler.release("2.11.0", announced)
    assert scheduler.next("2.12.0", GONE) == []
    assert scheduler.next("2.12.0", announced) == []


def test_window_counts_releases(history):
    """Versions may jump: what counts is how many releases warned."""
    library = history('[tool.unbroken.deprecation]\nwindow = 2\nunit = "release"\n')
    library.release("1.0", KEPT)
    announced = marked("1.1", "2.0")
    library.release("1.1", announced)
    assert library.next("1.2", GONE) == EARLY
    assert library.next("2.0", GONE) == EARLY
    assert library.next("2.0", announced) == MALFORMED
    library.release("1.2", announced)
    assert library.next("2.0", GONE) == []
    assert library.next("2.0", announced) == OVERDUE
    assert library.next("1.3", GONE) == EARLY


def test_window_of_releases_applies_without_a_removal_version(history):
    library = history('[tool.unbroken.deprecation]\nwindow = 2\nunit = "release"\n')
    announced = marked("1.1", None, reason="slow").replace("from pkg.marks", "from elsewhere")
    library.release("1.1", announced)
    assert library.next("1.2", GONE) == UNDATED
    library.release("1.2", announced)
    assert library.next("1.3", GONE) == []


def test_removal_after_too_few_releases_names_them(history, unbroken):
    library = history('[tool.unbroken.deprecation]\nwindow = 3\nunit = "release"\n')
    library.release("1.1", marked("1.1", "2.0"))
    library.write("2.0", GONE)
    assert (
        "error[removed-too-early] pkg.api.f: 'f' was removed after 1 of the 3 releases that should "
        "warn about it (it was at v1.1:pkg/api.py:"
    ) in unbroken("check").out
    library.release("1.2", marked("1.1", "2.0"))
    library.write("2.0", GONE)
    result = unbroken("check").out
    assert "'f' was removed after 2 of the 3 releases that should warn about it (it" in result
    assert "  do:     Keep 'f' for one more release.\n" in result


def test_what_was_removed_too_early_is_put_back_as_it_was(history, unbroken):
    library = history("")
    library.release("1.1", marked("1.1", "2.0"))
    library.write("1.2", GONE)
    assert (
        "  do:     Keep 'f' until 2.0.\n"
        "  paste:  put back from v1.1:pkg/api.py:5\n"
        "            @deprecated(version='1.1', removal_version='2.0', alternative='g')\n"
        "            def f(a, b=1): ...\n"
    ) in unbroken("check").out


def test_overdue_deprecation_is_announced_again(history, unbroken):
    library = history("[tool.unbroken.deprecation]\nwindow = 2\n")
    library.release("1.1", marked("1.1", "1.3"))
    library.write("1.3", marked("1.1", "1.3"))
    assert (
        "  do:     Remove 'f', or announce a later version.\n"
        "  paste:  instead of the decorators and the header at pkg/api.py:5\n"
        "            @deprecated(version='1.1', removal_version=\"1.5\", alternative='g')\n"
        "            def f(a, b=1):\n"
    ) in unbroken("deprecations").out


BAD = "from warnings import deprecated\nfrom pkg.marks import deprecated as old\n"
RULE = "\n\n@old('1.0', '0.9', 'load')\ndef f(a): ...\n"


def test_project_without_deprecations_passes(library, unbroken):
    assert unbroken("deprecations") == (
        0,
        "unbroken: pkg: no problems found; 0 deprecations in 2 files of the working tree compared "
        "with nothing, because HEAD is v1.0.0 itself, and the first commit; 0.00 s\n",
        "",
    )


def test_index_is_checked(library, unbroken):
    files = {"pkg/marks.py": MARKS, "pkg/api.py": BAD + RULE}
    write(library, files)
    on_disk = unbroken("deprecations")
    assert on_disk.code == 1
    assert on_disk.closing == (
        "unbroken: pkg: 1 error; 1 deprecation in 4 files of the working tree compared with v1.0.0 "
        "(the latest release); 0.00 s"
    )
    git(library, "add", "pkg/marks.py")
    staged = unbroken("deprecations")
    assert staged.code == 0
    assert "in 3 files of the index compared" in staged.closing
    git(library, "add", "--all")
    assert unbroken("deprecations").out == (
        "pkg/api.py:6:1: error[deprecation-malformed] pkg.api.f: deprecation of 'f' announces its "
        "removal in 0.9, which does not come after 1.0\n"
        "  + @old('1.0', '0.9', 'load')\n"
        "  do:     Announce 1.2.\n"
        "\nunbroken: pkg: 1 error; 1 deprecation in 4 files of the index compared with v1.0.0 "
        "(the latest release); 0.00 s\n"
    )


def test_pre_existing_problems_do_not_fail_a_commit(library, unbroken):
    """Nor does it once it is released; but a run over everything does not pass it over."""
    commit(library, {"pkg/marks.py": MARKS, "pkg/api.py": BAD + RULE})
    assert unbroken("deprecations").code == 1
    write(library, {"pkg/data.py": "def load(path, limit=None, more=0): ...\n"})
    git(library, "add", "--all")
    result = unbroken("deprecations")
    assert result.code == 0
    assert "(pre-existing)" in result.out
    write(library, {"pkg/data.py": BAD + RULE.replace("def f", "def load")})
    git(library, "add", "--all")
    result = unbroken("deprecations")
    assert result.code == 1
    assert "pkg: 2 errors (1 pre-existing); 2 deprecations" in result.closing
    head = git(library, "rev-parse", "HEAD").strip()
    assert unbroken("deprecations", "--current", head).code == 1


def test_version_that_makes_a_deprecation_overdue_introduces_it(library, unbroken):
    old = "from pkg.marks import deprecated as old\n@old('1.0', '1.2', 'load')\ndef f(a): ...\n"
    commit(library, {"pkg/marks.py": MARKS, "pkg/api.py": old}, "v1.0.1")
    assert unbroken("deprecations").code == 0
    write(library, {"pyproject.toml": '[project]\nname = "pkg"\nversion = "1.2.0"\n'})
    git(library, "add", "--all")
    result = unbroken("deprecations", "--strict")
    assert result.out == (
        "pkg/api.py:3:1: warning[deprecation-overdue] pkg.api.f: 'f' was announced to be removed "
        "in 1.2, but 1.2.0 still has it\n"
        "  + @old('1.0', '1.2', 'load')\n"
        "  do:     Remove 'f', or announce a later version.\n"
        "\nunbroken: pkg: 1 warning; 1 deprecation in 4 files of the index compared with v1.0.1 "
        "(the latest release); 0.00 s\n"
    )
    assert result.code == 1
    assert unbroken("deprecations").code == 0


def test_range_of_commits_is_checked(library, unbroken, monkeypatch):
    first = git(library, "rev-parse", "HEAD").strip()
    commit(library, {"pkg/marks.py": MARKS, "pkg/api.py": BAD + RULE})
    second = git(library, "rev-parse", "HEAD").strip()
    commit(library, {"pkg/data.py": "def load(path, limit=None, more=0): ...\n"})
    for start, code in ((first, 1), (second, 0)):
        monkeypatch.setenv("PRE_COMMIT_FROM_REF", start)
        monkeypatch.setenv("PRE_COMMIT_TO_REF", "HEAD")
        assert unbroken("deprecations").code == code


def test_unborn_branch_is_checked(tmp_path, monkeypatch, unbroken):
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    write(tmp_path, {"pkg/__init__.py": "", "pkg/marks.py": MARKS, "pkg/api.py": BAD + RULE})
    monkeypatch.chdir(tmp_path)
    result = unbroken("deprecations")
    assert result.code == 1
    assert result.closing == (
        "unbroken: pkg: 1 error; 1 deprecation in 3 files of the working tree compared with "
        "nothing, because nothing is committed yet; 0.00 s"
    )


def test_withdrawn_deprecation_is_noted(library, unbroken):
    source = "from warnings import {}\n{}def f(a): ...\n"
    mark = source.format("deprecated", "@deprecated('Use load, f is removed in 2.0')\n")
    commit(library, {"pkg/api.py": mark}, "v1.0.1")
    write(library, {"pkg/api.py": source.format("warn", "")})
    git(library, "add", "--all")
    result = unbroken("deprecations", "--verbose")
    assert result.out == (
        "pkg/api.py:2:1: note[deprecation-withdrawn] pkg.api.f: 'f' is no longer deprecated; it "
        "was to be removed in 2.0 (it was at v1.0.1:pkg/api.py:3)\n"
        "  2 - @deprecated('Use load, f is removed in 2.0')\n"
        "  2   def f(a):\n"
        "  do:     Mention it in the release notes.\n"
        "\nunbroken: pkg: 1 note; 0 deprecations in 3 files of the index compared with v1.0.1 "
        "(the latest release); 0.00 s\n"
    )
    assert result.code == 0


def test_unpromised_objects_are_left_out(library, unbroken):
    table = '[tool.unbroken]\nexclude = ["pkg/legacy/"]\n'
    files = {
        "pyproject.toml": table,
        "pkg/marks.py": MARKS,
        "pkg/legacy/api.py": BAD + RULE,
        "pkg/tests/test_api.py": BAD + RULE,
        "pkg/_private.py": BAD + RULE,
        "pkg/api.py": f"from internal import internal_api\n{BAD}{RULE}".replace(
            "@old", "@internal_api\n@old"
        ),
    }
    write(library, files)
    assert unbroken("deprecations").code == 0
    write(library, {"pkg/__init__.py": "from pkg._private import f\n"})
    result = unbroken("deprecations")
    assert result.code == 1
    assert "pkg/_private.py:6:1: error[deprecation-malformed] pkg.f: " in result.out


def test_levels_and_acceptances_apply(library, unbroken):
    files = {"pkg/marks.py": MARKS, "pkg/api.py": BAD + RULE}
    write(library, files)
    write(
        library,
        {"pyproject.toml": '[tool.unbroken.rules]\ndeprecation-malformed = "warning"\n'},
    )
    assert unbroken("deprecations").code == 0
    accept = (
        '[[tool.unbroken.accept]]\nobject = "pkg.api.f"\nrule = "deprecation-malformed"\n'
        'reason = "agreed"\n'
    )
    write(library, {"pyproject.toml": accept})
    result = unbroken("deprecations", "--show-accepted")
    assert result.code == 0
    assert "(accepted: agreed)" in result.out


def test_json_has_the_findings(library, unbroken):
    write(library, {"pkg/marks.py": MARKS, "pkg/api.py": BAD + RULE})
    document = json.loads(unbroken("deprecations", "--format", "json").out)
    assert document["mode"] == "full"
    (found,) = document["findings"]
    assert (found["rule"], found["object"], found["level"], found["introduced"]) == (
        "deprecation-malformed",
        "pkg.api.f",
        "error",
        True,
    )
    assert document["summary"]["files"] == 4


def test_unparsable_file_fails(library, unbroken):
    write(library, {"pkg/api.py": "import deprecated\ndef f(:\n"})
    result = unbroken("deprecations")
    assert result.code == 1
    assert "pkg/api.py:2:7: error[module-unreadable] pkg.api: cannot be parsed: " in result.out


def test_hostile_text_is_escaped(library, unbroken):
    text = BAD + RULE.replace("'load'", "'lo\\x1b[31mad_it'")
    write(library, {"pkg/marks.py": MARKS, "pkg/api.py": text})
    result = unbroken("deprecations")
    assert result.code == 1
    assert "\x1b" not in result.out


def test_unknown_baseline_exits_2(library, unbroken):
    result = unbroken("deprecations", "--baseline", "v9")
    assert result.code == 2
    assert "there is no revision 'v9'" in result.err


def test_only_deprecations_are_reported(library, unbroken):
    released = '[project]\nname = "pkg"\nrequires-python = ">=3.9"\n'
    commit(library, {"pyproject.toml": released}, "v1.1.0")
    commit(library, {"pyproject.toml": released.replace("3.9", "3.11")})
    assert "requires-python-raised" in unbroken("full").out
    assert "requires-python-raised" not in unbroken("deprecations").out
