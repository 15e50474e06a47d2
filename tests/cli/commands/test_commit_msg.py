"""`unbroken commit-msg`: what it says of a message beside what is about to be committed."""

from __future__ import annotations

import pytest

from tests.checkout import commit, git, write

BREAK = {"pkg/data.py": "def load(path): ...\n"}
KEEP = {"pkg/data.py": "def load(path, limit=None, seed=0): ...\n"}
ACCEPTED = (
    '[project]\nname = "pkg"\n[[tool.unbroken.accept]]\nobject = "pkg.data.load"\n'
    'rule = "parameter-removed"\nreason = "agreed"\n'
)
CLOSING = (
    "unbroken: pkg: {}; 1 changed file of the index compared with v1.0.0 "
    "(the latest release); 0.00 s\n"
)


@pytest.fixture
def judge(library, unbroken, tmp_path, monkeypatch):
    """Stage some files and judge a message, as git has it done when it opens no editor."""

    def run(files, text, name="message"):
        write(library, files)
        git(library, "add", "--all")
        message = tmp_path / name
        message.write_bytes(text.encode() if isinstance(text, str) else text)
        monkeypatch.setenv("GIT_EDITOR", ":")
        return unbroken("commit-msg", str(message))

    return run


def test_unannounced_break_fails(judge):
    result = judge(BREAK, "Tidy up\n")
    assert result.code == 1
    assert result.out == (
        "unbroken: this breaks the API of v1.0.0, and the message does not say so\n"
        "Say so in lines at its end, as Conventional Commits do:\n"
        "\n"
        "  BREAKING CHANGE: pkg.data.load: parameter 'limit' was removed\n"
        "\n" + CLOSING.format("1 error")
    )


def test_proposal_marks_the_type_of_the_header(judge):
    result = judge(BREAK, "fix(data): tidy up\n")
    assert result.code == 1
    assert result.out.startswith(
        "unbroken: this breaks the API of v1.0.0, and the message does not say so\n"
        "Say so in its first line or at its end, as Conventional Commits do:\n"
        "\n"
        "  fix(data)!: tidy up\n"
        "\n"
        "  BREAKING CHANGE: pkg.data.load: parameter 'limit' was removed\n"
        "\n"
    )


def test_proposed_message_passes(judge):
    proposed = judge(BREAK, "fix(data): tidy up\n").out.split("\n\n", 1)[1].rpartition("\n\n")[0]
    text = "".join(f"{item[2:]}\n" for item in proposed.splitlines())
    assert judge(BREAK, text).code == 0
    first, last = text.split("\n\n")
    assert judge(BREAK, first).code == 0
    assert judge(BREAK, f"fix(data): tidy up\n\n{last}").code == 0


@pytest.mark.parametrize("text", ["fix!: tidy up\n", "Tidy up\n\nBREAKING CHANGE: the limit\n"])
def test_announced_break_passes(judge, text):
    result = judge(BREAK, text)
    assert (result.code, result.out) == (0, CLOSING.format("1 error"))


@pytest.mark.parametrize(
    "files",
    [KEEP, {"README.md": "Read me.\n"}, {"pkg/data.py": "def load(path, limit=None): return 1\n"}],
)
def test_change_without_a_break_passes(judge, files):
    result = judge(files, "Tidy up\n")
    assert result.code == 0
    assert len(result.out.splitlines()) == 1


def test_announcement_without_a_break_is_noted(judge):
    result = judge(KEEP, "fix!: tidy up\n")
    assert result.code == 0
    assert result.out.splitlines()[0] == (
        "unbroken: note: the message announces a break, but no change here is one"
    )


def test_announced_warning_is_not_noted(judge):
    result = judge({"pkg/data.py": "def load(path, limit=5): ...\n"}, "fix!: tidy up\n")
    assert (result.code, len(result.out.splitlines())) == (0, 1)


def test_accepted_break_must_be_announced(judge):
    assert judge({**BREAK, "pyproject.toml": ACCEPTED}, "Tidy up\n").code == 1
    assert judge({**BREAK, "pyproject.toml": ACCEPTED}, "fix!: tidy up\n").code == 0


def test_break_allowed_by_the_version_must_be_announced(judge):
    table = '[project]\nversion = "2.0.0"\n[tool.unbroken.versioning]\nscheme = "semver"\n'
    assert judge({**BREAK, "pyproject.toml": table}, "Tidy up\n").code == 1
    assert judge({**BREAK, "pyproject.toml": table}, "fix!: tidy up\n").code == 0


def test_pre_existing_break_needs_no_announcement(library, judge):
    commit(library, BREAK)
    result = judge({"pkg/data.py": "def load(path): ...\ndef more(): ...\n"}, "Add more\n")
    assert (result.code, len(result.out.splitlines())) == (0, 1)


def test_rule_that_is_off_needs_no_announcement(judge):
    table = '[project]\nname = "pkg"\n[tool.unbroken.rules]\nparameter-removed = "{}"\n'
    assert judge({**BREAK, "pyproject.toml": table.format("off")}, "Tidy up\n").code == 0
    assert judge({**BREAK, "pyproject.toml": table.format("warning")}, "Tidy up\n").code == 0
    assert judge({**BREAK, "pyproject.toml": table.format("error")}, "Tidy up\n").code == 1


def test_proposal_for_many_breaks_is_cut(library, judge):
    names = [f"f{number}" for number in range(12)]
    commit(library, {"pkg/data.py": "".join(f"def {name}(a): ...\n" for name in names)})
    git(library, "tag", "--force", "v1.0.0")
    result = judge({"pkg/data.py": "".join(f"def {name}(): ...\n" for name in names)}, "Tidy up\n")
    lines = [item for item in result.out.splitlines() if "BREAKING" in item]
    assert len(lines) == 8
    assert lines[0] == "  BREAKING CHANGE: pkg.data.f0: parameter 'a' was removed"
    assert lines[-1] == "  BREAKING CHANGE: and 5 more"


PATTERN = "[project]\nname = \"pkg\"\n[tool.unbroken]\nbreaking-message = '{}'\n"


def test_configured_pattern_is_searched_for(judge):
    table = {"pyproject.toml": PATTERN.format(r"^\[API\] ")}
    result = judge({**BREAK, **table}, "fix!: tidy up\n")
    assert result.code == 1
    assert result.out.startswith(
        "unbroken: this breaks the API of v1.0.0, and the message does not say so\n"
        "It must match breaking-message in [tool.unbroken]: ^\\[API\\] \n"
        "What breaks:\n"
        "\n"
        "  pkg.data.load: parameter 'limit' was removed\n"
        "\n"
    )
    assert judge({**BREAK, **table}, "Tidy up\n\n[API] the limit\n").code == 0
    # What would do is proposed.
    table = {"pyproject.toml": PATTERN.format("^BREAKING")}
    result = judge({**BREAK, **table}, "fix!: tidy up\n")
    assert "  BREAKING CHANGE: pkg.data.load: parameter 'limit' was removed\n" in result.out
    assert "What breaks" not in result.out


def test_pattern_that_takes_too_long_exits_2(judge):
    table = {"pyproject.toml": PATTERN.format("^(a+)+$")}
    result = judge({**BREAK, **table}, "a" * 80 + "!\n")
    assert result.code == 2
    assert result.err.startswith("unbroken: [tool.unbroken] breaking-message: searching for")


@pytest.mark.parametrize("text", ["", "\n\n"])
def test_empty_message_is_left_to_git(judge, text):
    result = judge(BREAK, text)
    assert (result.code, result.out, result.err) == (0, "", "")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("fixup! feat!: x\n", 0),
        ("squash! feat!: x\n", 0),
        ("amend! feat: x\n\nfeat!: x\n", 0),
        ("fixup! feat: x\n", 1),
        ("amend! feat!: x\n\nfeat: x\n", 1),
        ('Revert "feat!: x"\n', 1),
        ('Revert "feat: x"\n\nBREAKING CHANGE: x is gone\n', 0),
        ("feat!: x\r\n\r\nwith CRLF\r\n", 0),
        ("fix: x\r\n\r\nBREAKING CHANGE: gone\r\n", 0),
        (b"fix: M\xfcller\n\nBREAKING CHANGE: gone\n", 0),
        (b"fix: M\xfcller\n", 1),
        ("# feat!: x\n", 1),  # no editor was open: git keeps the line
    ],
)
def test_conventional_commits_are_recognised(judge, text, code):
    assert judge(BREAK, text).code == code


def test_comments_follow_the_configuration_of_git(library, judge, unbroken, monkeypatch):
    text = "Tidy up\n; BREAKING CHANGE: a comment\n# BREAKING CHANGE: a comment\n"
    assert judge(BREAK, text).code == 1
    message = str(library.parent / "message")
    monkeypatch.setenv("GIT_EDITOR", "vi")
    assert unbroken("commit-msg", message).code == 1
    git(library, "config", "core.commentChar", ";")
    write(library.parent, {"message": "Tidy up\n#\n; BREAKING CHANGE: a comment\n"})
    assert unbroken("commit-msg", message).code == 1
    git(library, "config", "core.commentChar", "%")
    write(library.parent, {"message": "% no\nfeat!: tidy up\n"})
    assert unbroken("commit-msg", message).code == 0
    git(library, "config", "commit.cleanup", "verbatim")
    assert unbroken("commit-msg", message).code == 1


def test_kept_message_can_be_used_again(library, judge):
    result = judge(BREAK, "Tidy up\n", "COMMIT_EDITMSG")
    path = library.parent / "COMMIT_EDITMSG"
    kept = f"The message is kept: add --edit --file={path} to git commit.\n"
    assert result.code == 1
    assert kept in result.out


def test_unreadable_message_exits_2(library, unbroken):
    result = unbroken("commit-msg", "nowhere")
    assert (result.code, result.out) == (2, "")
    assert result.err == (
        "unbroken: nowhere: the message cannot be read: No such file or directory\n"
    )
    assert unbroken("commit-msg", ".").err == (
        "unbroken: .: the message cannot be read: Is a directory\n"
    )


def test_nothing_staged_needs_no_announcement(library, judge):
    commit(library, BREAK)
    result = judge({}, "Tidy up\n")
    assert result.code == 0


def test_unborn_branch_needs_no_announcement(tmp_path, monkeypatch, unbroken):
    folder = tmp_path / "new"
    write(folder, {"pkg/__init__.py": "", "message": "feat!: begin\n"})
    git(folder, "init", "--quiet")
    git(folder, "add", "pkg")
    monkeypatch.chdir(folder)
    result = unbroken("commit-msg", "message")
    assert (result.code, result.out) == (
        0,
        "unbroken: nothing is committed yet, so there is nothing to compare with; 0.00 s\n",
    )


def test_hostile_names_are_escaped(library, judge):
    result = judge(BREAK, "fix: \x1b[31mred\n")
    assert "\x1b" not in result.out
    assert "  fix!: \\x1b[31mred\n" in result.out
