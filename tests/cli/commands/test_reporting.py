"""Where the report of a run goes: the terminal, files, GitHub Actions."""

from __future__ import annotations

import json

import pytest

from tests.checkout import stage

LOST = "pkg/data.py:1:1: error[parameter-removed] pkg.data.load: parameter 'limit' was removed\n"


@pytest.fixture
def run(broken, capsys):
    """Run a command that may write files; return its code, output and errors."""
    from unbroken.cli.main import main

    def command(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(arguments)
        output = capsys.readouterr()
        return code, output.out, output.err

    return command


def test_several_outputs_are_written_beside_the_text(broken, run):
    code, out, err = run(
        "check", "--output", "sarif=report.txt", "--output=a.json", "--output=full.log"
    )
    assert (code, err) == (1, "")
    assert out.startswith(LOST)
    assert json.loads((broken / "report.txt").read_text())["version"] == "2.1.0"
    assert json.loads((broken / "a.json").read_text())["summary"]["errors"] == 1
    assert (broken / "full.log").read_text().startswith(LOST)


@pytest.mark.parametrize(
    ("name", "beginning"),
    [("a.sarif", '{\n  "$schema"'), ("a.xml", "<?xml"), ("a.md", "### API breaks in pkg")],
)
def test_ending_of_the_file_is_the_format(broken, run, name, beginning):
    run("check", "--output", name)
    assert (broken / name).read_text().startswith(beginning)


def test_name_with_an_equals_sign_that_is_no_format_is_a_file(broken, run):
    run("check", "--output", "a=b.md")
    assert (broken / "a=b.md").read_text().startswith("### API breaks")


def test_file_that_cannot_be_written_exits_2(run):
    assert run("check", "--output", "missing/a.json") == (
        2,
        "",
        "unbroken: --output: missing/a.json: cannot be written: No such file or directory\n",
    )


def test_failed_output_leaves_no_file_behind(broken, run):
    (broken / "folder.json").mkdir()
    assert run("check", "--output", "folder.json")[0] == 2
    assert not list(broken.glob("tmp*"))


def test_github_actions_gets_annotations_and_a_summary(broken, run, monkeypatch, tmp_path):
    summary = tmp_path / "summary.md"
    summary.write_text("# Before\n")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    code, out, _ = run("check")
    assert code == 1
    assert out.startswith(LOST)
    assert "\n::error file=pkg/data.py,line=1,endLine=1,col=1," in out
    assert summary.read_text().startswith("# Before\n### API breaks in pkg\n")


@pytest.mark.parametrize("form", ["full", "concise", "markdown"])
def test_source_gives_github_actions_no_command(broken, run, monkeypatch, form):
    stage(broken, {"pkg/__init__.py": "def f(a, b='##[stop-commands]x'): ...\n"})
    arguments = ("check", "--verbose", "--format", form)
    assert "##[stop-commands]" in run(*arguments)[1].replace("\\", "")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert "##[" not in run(*arguments)[1]


def test_github_actions_changes_no_format_that_is_asked_for(broken, run, monkeypatch, tmp_path):
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    assert "::error" not in run("check", "--format", "full")[1]
    assert json.loads(run("check", "--format", "json")[1])["mode"] == "incremental"
    assert not (tmp_path / "summary.md").exists()


@pytest.mark.parametrize(
    ("arguments", "environment", "is_coloured"),
    [
        ([], {}, False),
        ([], {"FORCE_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ([], {"FORCE_COLOR": ""}, False),
        (["--color", "always"], {}, True),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colour(run, monkeypatch, arguments, environment, is_coloured):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert ("\x1b[" in run("check", *arguments)[1]) is is_coloured


def test_terminal_has_colour_unless_it_is_dumb(run, monkeypatch):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    assert "\x1b[" in run("check")[1]
    monkeypatch.setenv("TERM", "dumb")
    assert "\x1b[" not in run("check")[1]


def test_quiet_and_verbose_exclude_each_other(run, capsys):
    with pytest.raises(SystemExit) as raised:
        run("check", "--quiet", "--verbose")
    assert raised.value.code == 2
    assert "not allowed with argument" in capsys.readouterr().err


def test_quiet_passes_in_silence(library, unbroken):
    assert unbroken("check", "--quiet") == (0, "", "")


def test_quiet_shows_only_what_fails(broken, unbroken):
    assert unbroken("check", "--quiet", "--format", "concise") == (1, LOST, "")
