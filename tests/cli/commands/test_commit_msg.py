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
    "unbroken: pkg: {}; 1 file and {} public objects of the index compared with v1.0.0 "
    "(the latest release), changed files only (libcst); 0.00 s\n"
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


def test_a_break_that_the_message_does_not_tell(judge):
    said = judge(BREAK, "Tidy up\n")
    assert said.code == 1
    assert said.out == (
        "unbroken: this breaks the API of v1.0.0, and the message does not say so\n"
        "Say so in lines at its end, as Conventional Commits do:\n"
        "\n"
        "  BREAKING CHANGE: pkg.data.load: parameter 'limit' was removed\n"
        "\n" + CLOSING.format("1 error", 2)
    )


def test_a_type_gets_the_mark(judge):
    said = judge(BREAK, "fix(data): tidy up\n")
    assert said.code == 1
    assert said.out.startswith(
        "unbroken: this breaks the API of v1.0.0, and the message does not say so\n"
        "Say so in its first line or at its end, as Conventional Commits do:\n"
        "\n"
        "  fix(data)!: tidy up\n"
        "\n"
        "  BREAKING CHANGE: pkg.data.load: parameter 'limit' was removed\n"
        "\n"
    )


def test_what_it_proposes_passes(judge):
    proposed = judge(BREAK, "fix(data): tidy up\n").out.split("\n\n", 1)[1].rpartition("\n\n")[0]
    text = "".join(f"{each[2:]}\n" for each in proposed.splitlines())
    assert judge(BREAK, text).code == 0
    first, last = text.split("\n\n")
    assert judge(BREAK, first).code == 0
    assert judge(BREAK, f"fix(data): tidy up\n\n{last}").code == 0


@pytest.mark.parametrize("text", ["fix!: tidy up\n", "Tidy up\n\nBREAKING CHANGE: the limit\n"])
def test_a_message_that_says_so(judge, text):
    said = judge(BREAK, text)
    assert (said.code, said.out) == (0, CLOSING.format("1 error", 2))


@pytest.mark.parametrize(
    "files",
    [KEEP, {"README.md": "Read me.\n"}, {"pkg/data.py": "def load(path, limit=None): return 1\n"}],
)
def test_without_a_break_nothing_is_asked(judge, files):
    said = judge(files, "Tidy up\n")
    assert said.code == 0
    assert len(said.out.splitlines()) == 1


def test_a_break_that_is_none(judge):
    said = judge(KEEP, "fix!: tidy up\n")
    assert said.code == 0
    assert said.out.splitlines()[0] == (
        "unbroken: note: the message announces a break, but no change here is one"
    )


def test_a_warning_may_be_told_as_a_break(judge):
    said = judge({"pkg/data.py": "def load(path, limit=5): ...\n"}, "fix!: tidy up\n")
    assert (said.code, len(said.out.splitlines())) == (0, 1)


def test_accepting_a_break_does_not_tell_users(judge):
    assert judge({**BREAK, "pyproject.toml": ACCEPTED}, "Tidy up\n").code == 1
    assert judge({**BREAK, "pyproject.toml": ACCEPTED}, "fix!: tidy up\n").code == 0


def test_nor_does_a_major_release(judge):
    table = '[project]\nversion = "2.0.0"\n[tool.unbroken.versioning]\nscheme = "semver"\n'
    assert judge({**BREAK, "pyproject.toml": table}, "Tidy up\n").code == 1
    assert judge({**BREAK, "pyproject.toml": table}, "fix!: tidy up\n").code == 0


def test_what_was_broken_before_needs_no_word(library, judge):
    commit(library, BREAK)
    said = judge({"pkg/data.py": "def load(path): ...\ndef more(): ...\n"}, "Add more\n")
    assert (said.code, len(said.out.splitlines())) == (0, 1)


def test_rules_that_are_off_ask_for_nothing(judge):
    table = '[project]\nname = "pkg"\n[tool.unbroken.rules]\nparameter-removed = "{}"\n'
    assert judge({**BREAK, "pyproject.toml": table.format("off")}, "Tidy up\n").code == 0
    assert judge({**BREAK, "pyproject.toml": table.format("warning")}, "Tidy up\n").code == 0
    assert judge({**BREAK, "pyproject.toml": table.format("error")}, "Tidy up\n").code == 1


def test_many_breaks(library, judge):
    names = [f"f{number}" for number in range(12)]
    commit(library, {"pkg/data.py": "".join(f"def {each}(a): ...\n" for each in names)})
    git(library, "tag", "--force", "v1.0.0")
    said = judge({"pkg/data.py": "".join(f"def {each}(): ...\n" for each in names)}, "Tidy up\n")
    lines = [each for each in said.out.splitlines() if "BREAKING" in each]
    assert len(lines) == 8
    assert lines[0] == "  BREAKING CHANGE: pkg.data.f0: parameter 'a' was removed"
    assert lines[-1] == "  BREAKING CHANGE: and 5 more"


PATTERN = "[project]\nname = \"pkg\"\n[tool.unbroken]\nbreaking-message = '{}'\n"


def test_a_pattern_of_ones_own(judge):
    table = {"pyproject.toml": PATTERN.format(r"^\[API\] ")}
    said = judge({**BREAK, **table}, "fix!: tidy up\n")
    assert said.code == 1
    assert said.out.startswith(
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
    said = judge({**BREAK, **table}, "fix!: tidy up\n")
    assert "  BREAKING CHANGE: pkg.data.load: parameter 'limit' was removed\n" in said.out
    assert "What breaks" not in said.out


def test_a_pattern_that_never_ends(judge):
    table = {"pyproject.toml": PATTERN.format("^(a+)+$")}
    said = judge({**BREAK, **table}, "a" * 80 + "!\n")
    assert said.code == 2
    assert said.err.startswith("unbroken: [tool.unbroken] breaking-message: searching for")


@pytest.mark.parametrize("text", ["", "\n\n"])
def test_an_empty_message_is_left_to_git(judge, text):
    said = judge(BREAK, text)
    assert (said.code, said.out, said.err) == (0, "", "")


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
def test_messages_of_all_kinds(judge, text, code):
    assert judge(BREAK, text).code == code


def test_comments_as_git_is_configured(library, judge, unbroken, monkeypatch):
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


def test_the_message_is_typed_once(library, judge):
    said = judge(BREAK, "Tidy up\n", "COMMIT_EDITMSG")
    path = library.parent / "COMMIT_EDITMSG"
    kept = f"The message is kept: add --edit --file={path} to git commit.\n"
    assert said.code == 1
    assert kept in said.out


def test_a_message_that_cannot_be_read(library, unbroken):
    said = unbroken("commit-msg", "nowhere")
    assert (said.code, said.out) == (2, "")
    assert said.err == (
        "unbroken: nowhere: the message cannot be read: No such file or directory\n"
    )
    assert unbroken("commit-msg", ".").err == (
        "unbroken: .: the message cannot be read: Is a directory\n"
    )


def test_with_nothing_staged_nothing_is_judged(library, judge):
    commit(library, BREAK)
    said = judge({}, "Tidy up\n")
    assert said.code == 0


def test_before_the_first_commit(tmp_path, monkeypatch, unbroken):
    folder = tmp_path / "new"
    write(folder, {"pkg/__init__.py": "", "message": "feat!: begin\n"})
    git(folder, "init", "--quiet")
    git(folder, "add", "pkg")
    monkeypatch.chdir(folder)
    said = unbroken("commit-msg", "message")
    assert (said.code, said.out) == (
        0,
        "unbroken: nothing is committed yet, so there is nothing to compare with; 0.00 s\n",
    )


def test_names_do_nothing_to_the_terminal(library, judge):
    said = judge(BREAK, "fix: \x1b[31mred\n")
    assert "\x1b" not in said.out
    assert "  fix!: \\x1b[31mred\n" in said.out
