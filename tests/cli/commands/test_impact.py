"""`unbroken impact`: what it prints, its exit codes, and its rewrites."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.checkout import commit, git, write
from unbroken._version import __version__
from unbroken.cli.main import main

OLD = {
    "lib/__init__.py": "def f(a, b=1): ...\ndef g(a): ...\nX = 1\ndef h(a, *rest): ...\n"
    "def p(a, b=1): ...\n",
    "lib/old.py": "def moved(): ...\ndef stays(): ...\nclass Job:\n    def run(self): ...\n",
}
NEW = {
    "lib/__init__.py": "def f(a, c=1): ...\ndef g(a, b): ...\ndef h(a, b=None, *rest): ...\n"
    "def p(a, *, b=1): ...\n",
    "lib/old.py": "def stays(): ...\nclass Task:\n    def run(self): ...\n",
    "lib/new.py": "def moved(): ...\n",
}
APP = """\
import lib
from lib.old import Job, moved

lib.f(1, b=2)
lib.g(1)
try:
    lib.X
except AttributeError:
    pass
lib.h(1, 2)


def run(lib_object):
    return lib_object.f(1), lib_object.X
"""
TEXT = """\
app/main.py:2:21: breaks[import] lib.old.Job: ImportError: cannot import name 'Job' from 'lib.old'
  from lib.old import Job
app/main.py:2:26: breaks[import] lib.old.moved: ImportError: cannot import name 'moved' from \
'lib.old'
  from lib.old import moved
  rewrite: import moved from lib.new
app/main.py:4:1: breaks[call] lib.f: TypeError: f() got an unexpected keyword argument 'b'
  lib.f(1, b=2)
  before: 1 -> a
  rewrite: pass b= as c=
app/main.py:5:1: breaks[call] lib.g: TypeError: g() missing 1 required positional argument: 'b'
  lib.g(1)
  before: 1 -> a
unbroken: app (1 of 2 files uses it): 4 places break with new: 2 calls, 2 imports
unbroken: 1 more place may break (shown with -v)
unbroken: 1 argument that '*args' collected now goes to a parameter (shown with -v)
unbroken: 2 uses of a name that is broken somewhere have an unknown owner and cannot be decided
unbroken: 4 of the 7 breaks of the public API break code here
--- app/main.py
+++ app/main.py
@@ -1,7 +1,8 @@
 import lib
-from lib.old import Job, moved
+from lib.old import Job
+from lib.new import moved
\x20
-lib.f(1, b=2)
+lib.f(1, c=2)
 lib.g(1)
 try:
     lib.X
unbroken: 2 places can be rewritten like this: run it again with --write
"""
VERBOSE = """\
app/main.py:7:5: may break[attribute] lib.X: AttributeError: module 'lib' has no attribute 'X'
  lib.X
  not proven: an exception handler catches the error
app/main.py:10:1: note[call] lib.h: argument 2 was collected in '*rest' and is now 'b'
  lib.h(1, 2)
  before: 1 -> a, 2 -> rest
"""


@pytest.fixture(autouse=True)
def _folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(Path("old"), OLD)
    write(Path("new"), NEW)
    write(Path("app"), {"main.py": APP, "other.py": "import json\n"})


def test_text_lists_proven_sites_counts_others_and_shows_the_rewrites(capsys):
    assert main(["impact", "old", "new", "--in", "app"]) == 1
    assert capsys.readouterr().out == TEXT


def test_verbose_text_lists_what_is_not_proven(capsys):
    assert main(["impact", "old", "new", "--in", "app", "-v"]) == 1
    said = capsys.readouterr().out
    assert VERBOSE in said
    assert "unbroken: 1 more place may break\n" in said


def test_nothing_proven_is_no_failure(capsys):
    assert main(["impact", "old", "old", "--in", "app"]) == 0
    said = capsys.readouterr().out
    assert said == "unbroken: app (1 of 2 files uses it): no place is proven to break with old\n"


def test_private_names_are_marked(capsys):
    write(Path("old"), {"lib/_impl.py": "def f(): ...\n"})
    write(Path("app"), {"main.py": "from lib._impl import f\n"})
    assert main(["impact", "old", "new", "--in", "app"]) == 1
    assert capsys.readouterr().out.splitlines()[0] == (
        "app/main.py:1:1: breaks[import] lib._impl (private): ModuleNotFoundError: No module "
        "named 'lib._impl'"
    )


def test_unreadable_file_is_named(capsys):
    write(Path("app"), {"main.py": "import lib\nlib.X\nprint 'hello'\n"})
    assert main(["impact", "old", "new", "--in", "app"]) == 0
    assert capsys.readouterr().out == (
        "unbroken: app/main.py: cannot be read to its end, so not all of it was checked\n"
        "unbroken: app (1 of 2 files uses it): no place is proven to break with new\n"
        "unbroken: none of the 7 breaks of the public API breaks code here\n"
    )


def test_file_that_nests_too_deep_is_named(capsys):
    deep = "+".join(["lib.X"] * 20_000)
    write(Path("app"), {"main.py": f"import lib\nx = {deep}\n"})
    assert main(["impact", "old", "new", "--in", "app"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == (
        "unbroken: app/main.py: cannot be read to its end, so not all of it was checked"
    )


@pytest.mark.parametrize("file", ["README.md", "lib/main.py"])
def test_project_without_files_is_an_error(capsys, file):
    write(Path("empty"), {file: ""})
    assert main(["impact", "old", "new", "--in", "empty"]) == 2
    assert capsys.readouterr().err == (
        "unbroken: empty: has no Python file but those of lib, so nothing would be checked\n"
    )


def test_project_that_does_not_use_the_package_says_so(capsys):
    write(Path("other"), {"main.py": "import json\n"})
    assert main(["impact", "old", "new", "--in", "other"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == (
        "unbroken: other (0 of 1 file use it): no place is proven to break with new"
    )


def test_json_has_every_site(capsys):
    assert main(["impact", "old", "new", "--in", "app", "--format", "json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["summary"] == {"proven": 4, "possible": 1, "notes": 1, "unresolved": 2}
    assert (document["schema"], document["packages"]) == (1, ["lib"])
    assert document["tool"] == {"name": "unbroken", "version": __version__}
    (downstream,) = document["downstream"]
    assert (downstream["downstream"], downstream["files"], downstream["read"]) == ("app", 2, 1)
    place = {"line": 4, "column": 1, "end_line": 4}
    assert downstream["sites"][2] == {
        "path": "app/main.py",
        **place,
        "kind": "call",
        "certainty": "proven",
        "object": "lib.f",
        "code": "lib.f(1, b=2)",
        "before": "1 -> a",
        "error": "TypeError: f() got an unexpected keyword argument 'b'",
        "reason": None,
        "is_private": False,
        "is_rebound": False,
        "edits": [
            {
                "kind": "rename-keyword",
                **place,
                "end_column": 14,
                "old": "b",
                "new": "c",
                "position": 0,
                "new_module": "",
            }
        ],
    }


def test_several_projects_are_reported_one_after_the_other(capsys):
    write(Path("second"), {"main.py": "from lib import X\n"})
    assert main(["impact", "old", "new", "--in", "second", "app"]) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[:3] == [
        "second/main.py:1:17: breaks[import] lib.X: ImportError: cannot import name 'X' from 'lib'",
        "  from lib import X",
        "unbroken: second (1 of 1 file uses it): 1 place breaks with new: 1 import",
    ]


def test_revisions_of_the_repository_are_versions(capsys):
    git(Path(), "init", "--quiet")
    commit(Path(), {"lib/__init__.py": "X = 1\n"})
    git(Path(), "tag", "v1")
    commit(Path(), {"lib/__init__.py": "Y = 1\n"})
    write(Path("app"), {"main.py": "from lib import X\n"})
    assert main(["impact", "v1", "HEAD", "--in", "app", "--package", "lib"]) == 1
    assert "app/main.py:1:17: breaks[import] lib.X" in capsys.readouterr().out


def test_version_that_is_nothing_is_an_error(capsys):
    assert main(["impact", "gone", "new", "--in", "app"]) == 2
    assert capsys.readouterr().err == (
        "unbroken: gone: neither a folder or archive nor a revision of this repository\n"
    )


def test_project_that_is_nothing_is_an_error(capsys):
    assert main(["impact", "old", "new", "--in", "gone"]) == 2
    assert capsys.readouterr().err == "unbroken: gone: there is no such folder or file\n"


def test_version_without_a_package_is_an_error(capsys):
    write(Path("empty"), {"README.md": ""})
    assert main(["impact", "empty", "new", "--in", "app"]) == 2
    assert capsys.readouterr().err == (
        "unbroken: empty: no package was found in it, so nothing would be compared; name it with "
        "--package NAME\n"
    )


def test_new_version_without_the_package_is_an_error(capsys):
    write(Path("other"), {"another/__init__.py": ""})
    assert main(["impact", "old", "other", "--in", "app"]) == 2
    assert capsys.readouterr().err == (
        "unbroken: other: has no module of lib, so nothing would be compared\n"
    )


# One site each: what is written, and what the file becomes.
REWRITES = {
    "keyword": ("import lib\nlib.f( 1,  b = 2 ) # why\n", "import lib\nlib.f( 1,  c = 2 ) # why\n"),
    "keyword of a call around others": (
        "import lib\nx = lib.f(abs(lib.f(1)), b=max(1, 2)).y\n",
        "import lib\nx = lib.f(abs(lib.f(1)), c=max(1, 2)).y\n",
    ),
    "positional argument": ("import lib\nlib.p(1, 2)\n", "import lib\nlib.p(1, b=2)\n"),
    "positional argument behind other letters": (
        "import lib\nx = 'ä→'; lib.p(1, 2)\n",
        "import lib\nx = 'ä→'; lib.p(1, b=2)\n",
    ),
    "moved import": (
        "from lib.old import moved\nmoved()\n",
        "from lib.new import moved\nmoved()\n",
    ),
    "moved import over several lines": (
        "from lib.old import (\n    moved as m,  # here\n)\nm()\n",
        "from lib.new import (\n    moved as m,  # here\n)\nm()\n",
    ),
    "moved import beside another": (
        "if True:\n    from lib.old import moved, stays  # both\n    moved()\n",
        "if True:\n    from lib.old import stays  # both\n    from lib.new import moved\n"
        "    moved()\n",
    ),
    "moved import in lines with carriage returns": (
        "from lib.old import moved\r\nmoved()\r\n",
        "from lib.new import moved\r\nmoved()\r\n",
    ),
}


@pytest.mark.parametrize("name", REWRITES)
def test_rewrite_keeps_the_formatting_and_leaves_nothing_to_find(name, capsys):
    before, after = REWRITES[name]
    Path("app/main.py").write_bytes(before.encode())
    assert main(["impact", "old", "new", "--in", "app", "--write"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "unbroken: rewrote 1 place in 1 file"
    assert Path("app/main.py").read_bytes().decode() == after
    assert main(["impact", "old", "new", "--in", "app"]) == 0


def test_renamed_import_keeps_the_name_that_the_file_uses():
    write(
        Path("new"),
        {"lib/old.py": "class Jobs:\n    def run(self): ...\n    def stop(self): ...\n"},
    )
    write(
        Path("old"), {"lib/old.py": "class Job:\n    def run(self): ...\n    def stop(self): ...\n"}
    )
    write(Path("app"), {"main.py": "from lib.old import Job\nJob().run()\n"})
    assert main(["impact", "old", "new", "--in", "app", "--write"]) == 0
    assert Path("app/main.py").read_text() == "from lib.old import Jobs as Job\nJob().run()\n"


def test_run_that_leaves_places_unwritten_still_fails(capsys):
    assert main(["impact", "old", "new", "--in", "app", "--write"]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "unbroken: rewrote 2 places in 1 file"


def test_nothing_is_written_without_being_asked():
    assert main(["impact", "old", "new", "--in", "app"]) == 1
    assert Path("app/main.py").read_text() == APP


def test_two_names_for_one_argument_are_not_rewritten(capsys):
    write(Path("app"), {"main.py": "import lib\nlib.g(1)\n"})
    assert main(["impact", "old", "new", "--in", "app", "--write"]) == 1
    assert "rewrote" not in capsys.readouterr().out


def test_reports_are_written_to_files_in_their_formats(capsys):
    outputs = ["--output", "out.sarif", "--output", "markdown=out.txt", "--output", "out.json"]
    assert main(["impact", "old", "new", "--in", "app", "--format", "concise", *outputs]) == 1
    shown = capsys.readouterr().out
    assert shown.splitlines()[0] == TEXT.splitlines()[0]
    assert not any(line.startswith(("  ", "---")) for line in shown.splitlines())
    assert json.loads(Path("out.sarif").read_text())["version"] == "2.1.0"
    assert Path("out.txt").read_text().startswith("### Places that break in app\n")
    assert json.loads(Path("out.json").read_text())["summary"]["proven"] == 4


def test_annotations_follow_the_text_on_github(monkeypatch, capsys):
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(Path("summary.md").resolve()))
    assert main(["impact", "old", "new", "--in", "app"]) == 1
    assert capsys.readouterr().out.count("::error file=app/main.py,line=") == 4
    assert Path("summary.md").read_text().startswith("### Places that break in app\n")


def test_output_that_cannot_be_written_is_an_error(capsys):
    assert main(["impact", "old", "new", "--in", "app", "--output", "none/out.md"]) == 2
    assert capsys.readouterr().err == (
        "unbroken: --output: none/out.md: cannot be written: No such file or directory\n"
    )
