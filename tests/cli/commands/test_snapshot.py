"""Snapshots: written where the release is, used where it is not, and held against it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.checkout import commit, git, repository, write
from unbroken.baseline.snapshot_file import Origin, snapshot_text
from unbroken.cli.main import main

FILE = "api-baseline.txt"
TABLE = '[project]\nname = "pkg"\nversion = "1.1.0"\n[tool.unbroken]\n'
CONFIGURED = f'{TABLE}snapshot = "{FILE}"\n'
ONLY = f'{TABLE}baseline = "snapshot"\n'
HEAD = """\
# unbroken snapshot, format 1: the API of pkg in v1.0.0
#
# Written by `unbroken snapshot`; run it again after each release.
# A snapshot that was edited by hand is refused.
#
# packages: pkg
# ref: v1.0.0
# commit: {commit}
# version: 1.0.0
"""
BODY = """\

# module pkg  pkg/__init__.py
def f(a, b=1): ...

# module pkg.data  pkg/data.py
def load(path, limit=None): ...
"""


def run(capsys, *arguments: str) -> tuple[int, str, str]:
    """Run a command that may write."""
    capsys.readouterr()
    code = main(arguments)
    result = capsys.readouterr()
    return code, result.out, result.err


@pytest.fixture
def snapped(library, capsys):
    """The library has a snapshot of v1.0.0, which is used where no tag can be reached."""
    assert run(capsys, "snapshot")[0] == 0
    commit(library, {"pyproject.toml": CONFIGURED})
    return library


@pytest.fixture
def shallow(snapped, tmp_path, monkeypatch):
    """A clone of the library without history and tags; it is the current folder."""
    git(tmp_path, "clone", "--quiet", "--depth=1", "--no-tags", snapped.as_uri(), "shallow")
    monkeypatch.chdir(tmp_path / "shallow")
    return tmp_path / "shallow"


def signed(library: Path, **changes: str) -> str:
    """Write a snapshot as `unbroken snapshot` would, but for some sections."""
    sections = {
        "pkg/__init__.py": ("pkg", "def f(a, b=1): ...\n"),
        "pkg/data.py": ("pkg.data", "def load(path, limit=None): ...\n"),
    }
    for name, text in changes.items():
        sections[f"pkg/{name}.py"] = (f"pkg.{name}", text)
    made = Origin(("pkg",), "v1.0.0", git(library, "rev-parse", "v1.0.0").strip(), "1.0.0")
    return snapshot_text(made, sections)


class TestWriting:
    def test_snapshot_is_written(self, library, capsys):
        write(library, {"tests/test_it.py": "def test(): ...\n"})
        commit(library, {"pkg/data.py": "def load(path): ...\n"})
        code, out, err = run(capsys, "snapshot")
        text = (library / FILE).read_text()
        assert (code, err) == (0, "")
        assert out == (
            f"unbroken: {FILE} has the public API of v1.0.0 (the latest release): 2 modules, "
            f"{len(text)} bytes\n"
            "unbroken: to use it where no release tag can be reached, commit it and set "
            "in pyproject.toml\n\n"
            f'  [tool.unbroken]\n  snapshot = "{FILE}"\n\n'
        )
        head, mark, body = text.partition("# sha256: ")
        assert head == HEAD.format(commit=git(library, "rev-parse", "v1.0.0").strip())
        assert mark
        assert body[64:] == f"\n{BODY}"

    def test_current_snapshot_is_not_rewritten(self, snapped, capsys):
        before = (snapped / FILE).stat()
        code, out, err = run(capsys, "snapshot")
        size = before.st_size
        assert (code, err) == (0, "")
        assert out == (
            f"unbroken: {FILE} already has the public API of v1.0.0 (the latest release): "
            f"2 modules, {size} bytes\n"
        )
        assert (snapped / FILE).stat() == before

    def test_release_at_head_is_used(self, library, capsys):
        """It is written right after the release was tagged."""
        commit(library, {"pkg/data.py": "def load(path, limit=None, more=1): ...\n"}, "v1.1.0")
        assert "the public API of v1.1.0 (the latest release)" in run(capsys, "snapshot")[1]

    def test_snapshot_is_written_elsewhere(self, snapped, capsys, tmp_path):
        place = tmp_path / "other.txt"
        code, out, _ = run(capsys, "snapshot", "--output", str(place), "--baseline", "HEAD")
        assert code == 0
        assert "has the public API of HEAD (from --baseline)" in out
        assert "# ref: HEAD\n" in place.read_text()
        assert "# version:" not in place.read_text()

    def test_snapshot_is_never_made_from_a_snapshot(self, snapped, capsys):
        write(snapped, {"pyproject.toml": ONLY})
        git(snapped, "tag", "--delete", "v1.0.0")
        code, out, _ = run(capsys, "snapshot")
        assert code == 0
        assert (
            "the public API of main (no release tag was found, so the last commit of main)" in out
        )

    def test_unparsable_file_is_a_warning(self, library, capsys):
        commit(library, {"pkg/bad.py": "def ("}, "v1.1.0")
        code, out, err = run(capsys, "snapshot")
        assert (code, err) == (0, "")
        assert out.startswith("unbroken: pkg/bad.py:1:5: warning: it does not parse at v1.1.0 (")
        assert "), so nothing in it is in the snapshot\n" in out
        commit(library, {"pyproject.toml": ONLY, "pkg/bad.py": "x = 1\n"})
        code, out, err = run(capsys, "full")
        assert (code, err) == (0, "")
        assert ": warning: it does not parse at v1.1.0 (" in out

    def test_hint_is_relative_to_the_table(self, library, monkeypatch, capsys):
        table = '[project]\nname = "one"\n[tool.unbroken]\n'
        write(library, {"libs/one/pyproject.toml": table, "libs/one/one.py": ""})
        commit(library, {}, "one-v1.0")
        for at, shown in ((".", "libs/one/pyproject.toml"), ("libs", "one/pyproject.toml")):
            monkeypatch.chdir(library / at)
            options = ["--config", shown, "--output", str(library / "libs/one/it.txt")]
            out = run(capsys, "snapshot", *options)[1]
            assert out.endswith(f'set in {shown}\n\n  [tool.unbroken]\n  snapshot = "it.txt"\n\n')
        write(library, {"libs/one/pyproject.toml": f'{table}snapshot = "it.txt"\n'})
        options = ["--config", "one/pyproject.toml", "--baseline", "snapshot"]
        assert run(capsys, "baseline", *options)[0] == 0

    def test_each_project_of_a_monorepo_has_its_snapshot(self, tmp_path, monkeypatch, capsys):
        table = '[project]\nname = "{0}"\n[tool.unbroken]\nbaseline = "snapshot"\n'
        files = {f"{item}/pyproject.toml": table.format(item) for item in ("alpha", "beta")}
        files |= {f"{item}/{item}.py": "def f(a): ...\n" for item in ("alpha", "beta")}
        folder = repository(tmp_path / "mono", files, "alpha-v1.0", "beta-v2.0")
        monkeypatch.chdir(folder)
        out = run(capsys, "snapshot")[1]
        assert f"unbroken: alpha/{FILE} has the public API of alpha-v1.0 " in out
        assert f"unbroken: beta/{FILE} has the public API of beta-v2.0 " in out
        assert "# module beta  beta/beta.py\n" in (folder / "beta" / FILE).read_text()
        write(folder, {"beta/beta.py": "def f(b): ...\n"})
        git(folder, "add", "--all")
        code, out, _ = run(capsys, "check")
        assert code == 1
        assert "error[parameter-renamed] beta.f:" in out
        assert f"beta-v2.0 (the snapshot beta/{FILE}); " in out
        assert run(capsys, "snapshot", "--output", "x.txt") == (
            2,
            "",
            "unbroken: --output: several projects have a snapshot each; name one: --config\n",
        )

    @pytest.mark.parametrize(
        ("options", "result"),
        [
            (
                ["--baseline", "snapshot"],
                "--baseline: a snapshot is made from a revision, not from itself",
            ),
            (
                ["--output", "no/such/folder.txt"],
                "no/such/folder.txt: cannot be written: No such file or directory",
            ),
            (
                ["--baseline", "nope"],
                "--baseline: there is no revision 'nope'; fetch it with `git fetch --tags`, or "
                "name another",
            ),
        ],
    )
    def test_invalid_arguments_exit_2(self, library, unbroken, options, result):
        assert unbroken("snapshot", *options) == (2, "", f"unbroken: {result}\n")

    def test_unborn_branch_exits_2(self, tmp_path, monkeypatch, unbroken):
        git(tmp_path, "init", "--quiet")
        monkeypatch.chdir(tmp_path)
        result = "unbroken: nothing is committed yet, so there is nothing to write down\n"
        assert unbroken("snapshot") == (2, "", result)


WHY = f"the snapshot {FILE}, because no release tag was found"


class TestUse:
    def test_commit_in_a_shallow_clone_is_compared(self, shallow, unbroken):
        write(shallow, {"pkg/data.py": "def load(path): ...\n"})
        git(shallow, "add", "--all")
        code, out, err = unbroken("check")
        assert (code, err) == (1, "")
        assert out.startswith(
            "pkg/data.py:1:1: error[parameter-removed] pkg.data.load: parameter 'limit' was "
            "removed\n  - def load(path, limit=None)\n                 ^^^^^^^^^^^^\n"
            "  + def load(path)\n"
        )
        assert out.endswith(
            "unbroken: pkg: 1 error; 1 changed file of the index compared with "
            f"v1.0.0 ({WHY}); 0.00 s\n"
        )
        finding = json.loads(unbroken("check", "--format=json").out)["findings"][0]
        assert (finding["baseline_path"], finding["baseline_line"]) == ("pkg/data.py", None)

    def test_compatible_commit_in_a_shallow_clone_passes(self, shallow, unbroken):
        write(shallow, {"pkg/data.py": "def load(path, limit=None, more=1): ...\n"})
        git(shallow, "add", "--all")
        assert unbroken("check") == (
            0,
            "unbroken: pkg: no breaks; 1 changed file of the index compared with "
            f"v1.0.0 ({WHY}); 0.00 s\n",
            "",
        )
        write(shallow, {"pkg/data.py": "def load(path, limit=None): return _x\n_x = 1\n"})
        git(shallow, "add", "--all")
        assert unbroken("check") == (
            0,
            "unbroken: pkg: no new breaks, because the public shape of pkg/data.py is as it was "
            f"(ast); baseline v1.0.0 ({WHY}); 0.00 s\n",
            "",
        )

    def test_whole_package_in_a_shallow_clone_is_compared(self, shallow, unbroken):
        assert unbroken("full") == (
            0,
            "unbroken: pkg: no breaks; the whole package (2 files) of the working tree compared "
            f"with v1.0.0 ({WHY}); 0.00 s\n",
            "",
        )
        write(shallow, {"pkg/data.py": None})
        code, out, _ = unbroken("full")
        assert code == 1
        assert out.startswith("pkg/data.py:1:1: error[module-removed] pkg.data: ")

    def test_baseline_command_names_the_snapshot(self, shallow, unbroken):
        result = unbroken("baseline")
        made = (shallow / FILE).read_text().partition("# commit: ")[2][:40]
        assert result.out == (
            f"unbroken: pkg: compared with v1.0.0 ({WHY}); commit {made[:12]}, version 1.0.0\n"
        )
        found = json.loads(unbroken("baseline", "--format=json").out)["projects"][0]["baseline"]
        assert (found["kind"], found["commit"]) == ("snapshot", made)

    def test_range_of_commits_is_compared(self, shallow, unbroken, monkeypatch):
        first = git(shallow, "rev-parse", "HEAD").strip()
        last = commit(shallow, {"pkg/data.py": "def load(path): ...\n"})
        monkeypatch.setenv("PRE_COMMIT_FROM_REF", first)
        monkeypatch.setenv("PRE_COMMIT_TO_REF", last)
        assert "error[parameter-removed] pkg.data.load:" in unbroken("check").out

    def test_merge_does_not_introduce_breaks_of_the_main_branch(
        self, shallow, unbroken, monkeypatch
    ):
        """What the main branch broke is not counted against who merges it."""
        git(shallow, "checkout", "--quiet", "-b", "feature")
        commit(shallow, {"pkg/more.py": "x = 1\n"})
        git(shallow, "checkout", "--quiet", "main")
        commit(shallow, {"pkg/data.py": "def load(path): ...\n"})
        git(shallow, "checkout", "--quiet", "feature")
        git(shallow, "merge", "--quiet", "--no-commit", "--no-ff", "main")
        code, out, err = unbroken("check")
        assert (code, err) == (0, "")
        assert "1 error (1 pre-existing)" in out

    def test_tag_is_used_where_it_exists(self, snapped, unbroken):
        assert "compared with v1.0.0 (the latest release); " in unbroken("full").out
        write(snapped, {"pyproject.toml": ONLY})
        assert f"compared with v1.0.0 (the snapshot {FILE}); " in unbroken("full").out

    def test_repository_without_history_is_compared(self, snapped, tmp_path, monkeypatch, unbroken):
        """An archive that was unpacked, and made a repository to have the hooks run."""
        folder = tmp_path / "archive"
        shutil.copytree(snapped, folder, ignore=shutil.ignore_patterns(".git"))
        git(folder, "init", "--quiet")
        monkeypatch.chdir(folder)
        why = f"the snapshot {FILE}, because nothing is committed yet"
        assert f"compared with v1.0.0 ({why}); " in unbroken("check").out
        write(folder, {"pkg/data.py": "def load(path): ...\n"})
        assert "error[parameter-removed] pkg.data.load:" in unbroken("check").out

    def test_bases_and_exports_of_other_files_are_found(
        self, library, capsys, monkeypatch, tmp_path
    ):
        """What one changed file does not decide is found in the snapshot, too."""
        files = {
            "pyproject.toml": CONFIGURED,
            "pkg/_impl.py": "class _Base:\n    def m(self, a): ...\n    def n(self): ...\n",
            "pkg/api.py": "from pkg._impl import _Base\nclass Api(_Base): ...\n",
        }
        commit(library, files, "v1.1.0")
        assert run(capsys, "snapshot")[0] == 0
        commit(library, {})
        git(tmp_path, "clone", "--quiet", "--depth=1", "--no-tags", library.as_uri(), "clone")
        monkeypatch.chdir(tmp_path / "clone")
        write(Path.cwd(), {"pkg/_impl.py": "class _Base:\n    def m(self): ...\n"})
        git(Path.cwd(), "add", "--all")
        code, out, err = run(capsys, "check")
        assert (code, err) == (1, "")
        assert "error[method-removed] pkg.api.Api.n:" in out
        assert "error[parameter-removed] pkg.api.Api.m:" in out
        assert "changed file" in out

    def test_exemptions_and_deprecations_are_kept(self, library, capsys):
        files = {
            "pyproject.toml": ONLY,
            "pkg/data.py": (
                "from unbroken.markers import deprecated, internal_api\n"
                "@internal_api\ndef load(path): ...\n"
                'def save(path):\n    """Save.\n\n    Experimental: may change.\n    """\n'
                '@deprecated(version="1.0.0", removal_version="2.0.0")\ndef old(): ...\n'
            ),
        }
        commit(library, files, "v1.1.0")
        assert run(capsys, "snapshot")[0] == 0
        commit(library, {"pkg/data.py": "x = 1\n"})
        code, out, _ = run(capsys, "full")
        assert code == 1
        assert "error[removed-too-early] pkg.data.old:" in out
        assert "pkg.data.load" not in out
        assert "pkg.data.save" not in out


class TestVerified:
    """Where the release is there, the snapshot must say what it says."""

    def finding(self, line: int, text: str) -> str:
        return (
            f"{FILE}:{line}:1: error[snapshot-outdated] pkg: {text}\n"
            f"  do:     Write it again with `unbroken snapshot`, and commit {FILE}.\n"
        )

    @pytest.mark.parametrize("table", [CONFIGURED, ONLY], ids=["beside the tag", "instead of it"])
    @pytest.mark.parametrize(
        ("changes", "line", "text"),
        [
            ({"data": "def load(path): ...\n"}, 15, "pkg/data.py is not as it was there"),
            ({"new": "x = 1\n"}, 18, "pkg/new.py was not there"),
            ({"data": "", "new": ""}, 15, "pkg/data.py is not as it was there, and 1 more"),
        ],
    )
    def test_snapshot_that_differs_from_its_release_is_outdated(
        self, snapped, unbroken, table, changes, line, text
    ):
        write(snapped, {"pyproject.toml": table, FILE: signed(snapped, **changes)})
        code, out, err = unbroken("full")
        assert (code, err) == (1, "")
        result = f"differs from v1.0.0, its source: {text}"
        assert self.finding(line, result) in out

    def test_snapshot_without_a_file_is_outdated(self, snapped, unbroken):
        commit(snapped, {"pkg/more.py": "x = 1\n"})
        git(snapped, "tag", "--force", "v1.0.0")
        write(snapped, {FILE: signed(snapped)})
        code, out, _ = unbroken("full")
        result = "differs from v1.0.0, its source: pkg/more.py is missing"
        assert (code, out.startswith(self.finding(1, result))) == (1, True)

    def test_spelling_of_expressions_does_not_matter(self, snapped, unbroken):
        """Python does not write every expression as its other versions do."""
        write(snapped, {FILE: signed(snapped, data="def load(path, limit = (None)):\n  ...\n")})
        assert unbroken("full").code == 0

    def test_snapshot_of_a_moved_tag_is_outdated(self, snapped, unbroken):
        was = git(snapped, "rev-parse", "v1.0.0").strip()
        commit(snapped, {"pkg/more.py": "x = 1\n"})
        git(snapped, "tag", "--force", "v1.0.0")
        now = git(snapped, "rev-parse", "v1.0.0").strip()
        result = f"is of v1.0.0 at {was[:12]}, which is now at {now[:12]}"
        code, out, _ = unbroken("full")
        assert (code, out.startswith(self.finding(1, result))) == (1, True)

    @pytest.mark.parametrize("table", [CONFIGURED, ONLY], ids=["beside the tag", "instead of it"])
    def test_snapshot_before_a_later_release_is_outdated(self, snapped, capsys, table):
        commit(snapped, {"pyproject.toml": table}, "v1.1.0")
        # While that is cut, the one before is what counts.
        assert run(capsys, "full")[0] == 0
        commit(snapped, {"README.md": "Read me.\n"})
        code, out, _ = run(capsys, "full")
        result = "is of v1.0.0, but v1.1.0 is the latest release"
        assert (code, out.startswith(self.finding(1, result))) == (1, True)
        assert run(capsys, "snapshot")[0] == 0
        assert run(capsys, "full")[0] == 0

    def test_missing_snapshot_is_reported(self, snapped, unbroken):
        write(snapped, {FILE: None})
        result = "there is no such file, though it is configured"
        assert unbroken("full").out.startswith(self.finding(1, result))
        # A commit is checked as ever: only where the release is missing it takes the file.
        write(snapped, {"pkg/data.py": "def load(path, limit=None, more=1): ...\n"})
        git(snapped, "add", "pkg")
        assert unbroken("check").code == 0

    def test_other_baseline_needs_no_other_snapshot(self, snapped, unbroken):
        commit(snapped, {}, "v1.1.0")
        commit(snapped, {})
        assert unbroken("full", "--baseline", "v1.0.0").code == 0

    def test_level_is_configurable(self, snapped, unbroken):
        table = f'{CONFIGURED}[tool.unbroken.rules]\nsnapshot-outdated = "warning"\n'
        write(snapped, {"pyproject.toml": table, FILE: signed(snapped, data="")})
        code, out, _ = unbroken("full")
        assert code == 0
        assert f"{FILE}:15:1: warning[snapshot-outdated] pkg: differs from v1.0.0" in out


class TestRefused:
    def refused(self, unbroken) -> str:
        code, out, err = unbroken("check")
        assert (code, out) == (2, "")
        return str(err.removeprefix("unbroken: ").rstrip("\n"))

    def test_missing_snapshot_is_reported(self, shallow, unbroken):
        write(shallow, {FILE: None})
        advice = "write it with `unbroken snapshot` where the release tags are, and commit it"
        assert self.refused(unbroken) == (
            f"{FILE}: there is no such file, from which the baseline would be read, because no "
            f"release tag was found; {advice}"
        )
        write(shallow, {"pyproject.toml": ONLY})
        assert self.refused(unbroken) == (
            f"{FILE}: there is no such file, from which the baseline would be read; {advice}"
        )

    @pytest.mark.parametrize(
        "change",
        [
            lambda text: text.replace("limit=None", "limit=0"),
            lambda text: text[: len(text) // 2],
            lambda text: text.replace("\n\n# module pkg.data  pkg/data.py", "", 1),
            lambda text: text + "\n# module pkg.x  pkg/x.py\n",
            lambda text: text.replace("# sha256: ", "# sha512: "),
            lambda text: text.replace("# version: 1.0.0", "# version: 0.9.0"),
            lambda text: text.replace("# commit: ", "# commit: --output="),
            lambda text: text.partition("\n\n")[0],
        ],
    )
    def test_changed_snapshot_exits_2(self, shallow, unbroken, change):
        write(shallow, {FILE: change((shallow / FILE).read_text())})
        assert self.refused(unbroken) == (
            f"{FILE}: differs from what `unbroken snapshot` wrote; restore it, or run that again"
        )

    @pytest.mark.parametrize(
        ("path", "source"),
        [
            ("../../etc/x.py", ""),
            ("/etc/x.py", ""),
            ("pkg//x.py", ""),
            ("pkg/x.txt", ""),
            ("pkg/x.py", "# module pkg.y  ../y.py\n"),
            ("pkg/x.py", "# module pkg.x  pkg/x.py\n"),
            ("pkg/x.py", "# module \\x\n"),
        ],
    )
    def test_hostile_snapshot_exits_2(self, shallow, unbroken, path, source):
        made = Origin(("pkg",), "v1.0.0", "0" * 40, None)
        write(shallow, {FILE: snapshot_text(made, {path: ("pkg.x", source)})})
        assert self.refused(unbroken).startswith(f"{FILE}: differs from what")

    @pytest.mark.parametrize("commit", ["HEAD", "--all", "0" * 39, "0" * 41, "G" * 40])
    def test_commit_must_be_an_id(self, shallow, unbroken, commit):
        made = Origin(("pkg",), "v1.0.0", commit, None)
        write(shallow, {FILE: snapshot_text(made, {})})
        assert self.refused(unbroken).startswith(f"{FILE}: differs from what")

    def test_names_are_escaped(self, shallow, unbroken):
        made = Origin(("pkg",), "v1\x1b[31m\n# ref: v9", "0" * 40, None)
        write(shallow, {FILE: snapshot_text(made, {"pkg/\x1b.py": ("x", "x = 1\n")})})
        result = unbroken("full")
        assert "\x1b" not in result.out + result.err
        assert "v1\\x1b[31m\\n# ref: v9" in result.out

    @pytest.mark.parametrize("data", [b"", b"\xff", b"\0" * 100, b"x = 1\n", b"# unbroken\n"])
    def test_other_file_exits_2(self, shallow, unbroken, data):
        (shallow / FILE).write_bytes(data)
        assert self.refused(unbroken) == (
            f"{FILE}: is not a snapshot; write one with `unbroken snapshot`"
        )

    def test_other_format_exits_2(self, shallow, unbroken):
        text = (shallow / FILE).read_text()
        write(shallow, {FILE: text.replace("format 1", "format 2")})
        assert self.refused(unbroken) == (
            f"{FILE}: is a snapshot of format 2, and this unbroken reads format 1; run "
            "`unbroken snapshot` again"
        )

    def test_link_out_of_the_repository_exits_2(self, shallow, unbroken, tmp_path):
        """A link out of the repository is no file of it."""
        shutil.move(shallow / FILE, tmp_path / FILE)
        (shallow / FILE).symlink_to(tmp_path / FILE)
        assert self.refused(unbroken).startswith(f"{FILE}: there is no such file, ")

    def test_line_ends_do_not_matter(self, shallow, unbroken):
        text = (shallow / FILE).read_bytes()
        (shallow / FILE).write_bytes(text.replace(b"\n", b"\r\n"))
        assert unbroken("check").code == 0

    @pytest.mark.parametrize(
        ("value", "result"),
        [
            ('"../x.txt"', "'../x.txt' is not a file inside the project (such as '{}')"),
            ('"/x.txt"', "'/x.txt' is not a file inside the project (such as '{}')"),
            ('"x/"', "'x/' is not a file inside the project (such as '{}')"),
            ('"a\\\\b"', "'a\\\\b' is not a file inside the project (such as '{}')"),
            ('""', "expected a non-empty string"),
            ("true", "expected a string, found a boolean"),
        ],
    )
    def test_invalid_setting_exits_2(self, library, unbroken, value, result):
        write(library, {"pyproject.toml": f"{TABLE}snapshot = {value}\n"})
        text = result.format(FILE).replace("\\\\", "\\")
        error = f"unbroken: pyproject.toml: [tool.unbroken] snapshot: {text}\n"
        assert unbroken("check") == (2, "", error)
