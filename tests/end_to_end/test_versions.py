"""What the version under development changes for commits, run by real pre-commit."""

from __future__ import annotations

import pytest

from tests.end_to_end.project import BREAK, KEEP, LIBRARY

pytestmark = pytest.mark.end_to_end

TABLE = '[tool.unbroken.versioning]\nscheme = "semver"\n'


def project_file(version, more=""):
    name = f'[project]\nname = "trainer"\nversion = "{version}"\n'
    return {"pyproject.toml": f"{name}{TABLE}{more}"}


@pytest.fixture
def project(make_project):
    return make_project({**LIBRARY, **project_file("1.1.0")})


def test_breaks_wait_for_a_major_release(project):
    project.write(BREAK)
    said = project.stopped("--all")
    assert "error[parameter-removed] trainer.data.load: parameter 'limit' was removed\n" in said
    project.write(project_file("2.0.0.dev0"))
    said = project.committed("--all")
    assert "was removed (accepted: 2.0.0 is a major release after 1.0.0)\n" in said


def test_the_bump_must_be_in_the_commit(project):
    project.write({**BREAK, **project_file("2.0.0.dev0")})
    project.git("add", "trainer")
    project.stopped()
    project.git("add", "pyproject.toml")
    project.committed()


def test_a_release_that_says_too_little_is_stopped(make_project):
    accept = (
        '[[tool.unbroken.accept]]\nobject = "trainer.data.load"\nrule = "parameter-removed"\n'
        'reason = "agreed"\n'
    )
    project = make_project({**LIBRARY, **project_file("1.1.0.dev0", accept)}, hook="unbroken-full")
    project.write(BREAK)
    assert "version-bump-insufficient" not in project.committed("--all")
    project.write(project_file("1.1.0", accept))
    said = project.stopped("--all")
    assert (
        "pyproject.toml:3:1: error[version-bump-insufficient] trainer: 1.1.0 says less than the "
        "break since 1.0.0 (trainer.data.load): it takes 2.0.0\n"
        "  do:     Make the version 2.0.0, or take back what breaks.\n"
        "  paste:  instead of pyproject.toml:3\n"
        '            version = "2.0.0"\n'
    ) in said
    project.write(project_file("2.0.0", accept))
    project.committed("--all")
    # CI runs the hooks on the tag.
    project.git("tag", "v2.0.0")
    project.passes("pre-commit", "run", "--all-files", "unbroken-full")


def test_a_release_whose_tag_says_too_little(make_project):
    dynamic = f'[project]\nname = "trainer"\ndynamic = ["version"]\n{TABLE}'
    project = make_project({**LIBRARY, "pyproject.toml": dynamic}, hook="unbroken-full")
    accept = (
        '[[tool.unbroken.accept]]\nobject = "trainer.data.load"\nrule = "parameter-removed"\n'
        'reason = "agreed"\n'
    )
    project.write({**BREAK, "pyproject.toml": dynamic + accept})
    project.committed("--all")
    project.git("tag", "v1.1.0")
    said = project.fails("pre-commit", "run", "--all-files", "unbroken-full")
    assert "error[version-bump-insufficient] trainer: 1.1.0 says less than" in said
    project.git("tag", "--delete", "v1.1.0")
    project.git("tag", "v2.0.0")
    project.passes("pre-commit", "run", "--all-files", "unbroken-full")


def test_what_keeps_the_promise_needs_no_version(project):
    project.write(KEEP)
    assert "accepted" not in project.committed("--all")
