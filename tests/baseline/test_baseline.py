"""Which revision is promised, and what is said when there is none."""

from __future__ import annotations

import subprocess

import pytest

from unbroken.baseline.baseline import Checked, find_baseline
from unbroken.baseline.releases import parse_tag, tag_version
from unbroken.config.config import Config, Settings
from unbroken.errors import BaselineError
from unbroken.model.versions import parse_version
from unbroken.sources.git.repository import Repository


def config(folder: str = "", name: str | None = None, **settings) -> Config:
    document = {"project": {"name": name}} if name else {}
    return Config(Settings(**settings), folder, "pyproject.toml", document)


def found(
    work,
    settings: Config | None = None,
    argument: str | None = None,
    head: str | None = None,
    is_checked: bool = False,
    range_start: str | None = None,
    version: str | None = None,
):
    """Return the baseline of HEAD, with `version` under development."""
    with work.unchanged():
        repository = work.open()
        checked = Checked(head or repository.head, is_checked, range_start)
        return find_baseline(
            repository,
            settings or config(),
            checked,
            argument,
            development_version=lambda: parse_version(version),
        )


def refused(*arguments, **options) -> str:
    """Return the message with which a baseline is refused."""
    with pytest.raises(BaselineError) as caught:
        found(*arguments, **options)
    assert caught.value.exit_code == 2
    return str(caught.value)


FETCH = (
    "Fetch the history and the tags:\n\n  git fetch --tags --unshallow\n\n"
    "In GitHub Actions, give actions/checkout `fetch-depth: 0`."
)


class TestOrder:
    def test_argument_wins_over_configuration_and_tags(self, work):
        first = work.commit("v1.0")
        work.commit("v1.1")
        baseline = found(work, config(baseline="v1.1"), "v1.0")
        assert baseline[:5] == ("argument", "v1.0", first, "1.0", "from --baseline")

    def test_configured_revision_wins_over_tags(self, work):
        first = work.commit("v1.0")
        work.commit("v1.1")
        baseline = found(work, config(baseline=first[:10]))
        assert baseline[:5] == ("config", first[:10], first, None, "as configured")

    def test_argument_may_be_latest_release(self, work):
        work.commit("v1.0")
        second = work.commit("v1.1")
        baseline = found(work, config(baseline="v1.0"), "latest-release")
        assert baseline[:5] == ("release", "v1.1", second, "1.1", "the latest release")

    def test_latest_release_is_the_default(self, work):
        commits = [work.commit(f"v1.{number}") for number in (2, 10, 9)]
        work.commit()
        baseline = found(work)
        assert baseline[:5] == ("release", "v1.10", commits[1], "1.10", "the latest release")

    def test_merge_base_with_fallback_without_releases(self, work):
        first = work.commit()
        work.git("checkout", "--quiet", "-b", "feature")
        work.commit(a="x = 1\n")
        work.git("checkout", "--quiet", "main")
        work.commit(b="x = 1\n")
        work.git("checkout", "--quiet", "feature")
        reason = "no release tag was found, so where it left main"
        assert found(work)[:5] == ("fallback", "main", first, None, reason)

    def test_commit_on_the_fallback_branch_is_not_said_to_have_left_it(
        self, work, make_work, tmp_path
    ):
        pushed = work.commit()
        reason = "no release tag was found, so the last commit of main"
        assert found(work)[:5] == ("fallback", "main", pushed, None, reason)
        subprocess.run(["git", "clone", "--quiet", work.root, tmp_path / "clone"], check=True)
        clone = make_work.adopt(tmp_path / "clone")
        clone.commit(a="x = 1\n")
        reason = "no release tag was found, so the last commit of main that was pushed"
        assert found(clone)[:5] == ("fallback", "main", pushed, None, reason)
        clone.git("checkout", "--quiet", "-b", "feature", pushed)
        work.commit(a="x = 1\n")
        clone.git("fetch", "--quiet")
        reason = "no release tag was found, so HEAD, a commit of main"
        assert found(clone)[:5] == ("fallback", "main", pushed, None, reason)

    def test_baseline_is_unborn_before_the_first_commit(self, work):
        assert found(work)[:5] == ("unborn", "HEAD", None, None, "nothing is committed yet")

    def test_head_may_be_another_commit(self, work):
        first = work.commit("v1.0")
        second = work.commit("v1.1")
        work.commit("v1.2")
        assert found(work, head=second).commit == second
        assert found(work, head=second, is_checked=True).commit == first


class TestReleases:
    def test_release_commit_is_compared_with_the_release_before(self, work):
        first = work.commit("v1.0")
        head = work.commit("v1.1", "latest")
        reason = "the release before v1.1, which HEAD is"
        assert found(work, is_checked=True)[:5] == ("release", "v1.0", first, "1.0", reason)
        # What is changed on top of a release is compared with it.
        assert found(work).commit == head

    def test_first_release_is_compared_with_its_first_parent(self, work):
        first = work.commit()
        work.commit("v1.0")
        assert found(work, is_checked=True)[:5] == (
            "fallback",
            first[:12],
            first,
            None,
            "HEAD is the first release, v1.0, so the first parent of HEAD",
        )

    def test_nothing_is_promised_before_the_first_commit_that_is_a_release(self, work):
        work.commit("v1.0")
        reason = "HEAD is v1.0 itself, and the first commit"
        assert found(work, is_checked=True)[:5] == ("unborn", "HEAD", None, None, reason)

    def test_annotated_tag_is_its_commit(self, work):
        first = work.commit()
        work.git("tag", "-a", "-m", "one", "v1.0")
        work.commit()
        assert found(work).commit == first
        work.git("tag", "-a", "-m", "two", "v2.0")
        assert found(work, is_checked=True).ref == "v1.0"

    def test_pre_releases_count_only_if_configured(self, work):
        work.commit("v1.0")
        work.commit("v1.1rc1", "v1.1.dev3", "v1.0.1a2")
        assert found(work).ref == "v1.0"
        assert found(work, config(pre_releases=True)).ref == "v1.1rc1"

    def test_post_releases_count_and_local_versions_do_not(self, work):
        work.commit("v1.0", "v1.0+ubuntu1")
        work.commit("v1.0.post1", "v1.2+cu118")
        assert found(work).ref == "v1.0.post1"

    def test_release_of_another_branch_does_not_count(self, work):
        first = work.commit("v1.0")
        work.git("checkout", "--quiet", "-b", "next")
        work.commit("v2.0", a="x = 1\n")
        work.git("checkout", "--quiet", "main")
        work.commit(b="x = 1\n")
        assert found(work)[:3] == ("release", "v1.0", first)

    def test_latest_tag_if_all_releases_are_on_other_branches(self, work):
        work.commit()
        work.git("checkout", "--quiet", "-b", "r1")
        release = work.commit("core_v1.0", a="x = 1\n")
        work.git("checkout", "--quiet", "main")
        reason = "the latest release tag; HEAD descends from none of its series"
        baseline = found(work, config(tag_pattern="core_v*"))
        assert baseline[:5] == ("release", "core_v1.0", release, "1.0", reason)
        assert baseline.details == ()

    @pytest.mark.parametrize(
        ("version", "ref"), [("2.1", "v2.0"), (None, "v1.0"), ("1.1", "v1.0"), ("2.0", "v2.0")]
    )
    def test_latest_tag_if_only_an_earlier_major_version_is_reachable(self, work, version, ref):
        work.commit("v1.0")
        work.git("checkout", "--quiet", "-b", "r2")
        work.commit("v2.0", a="x = 1\n")
        work.git("checkout", "--quiet", "main")
        work.commit(b="x = 1\n")
        assert found(work, version=version).ref == ref

    @pytest.mark.parametrize(
        ("version", "ref"),
        [
            ("0.14.dev0", "0.13.4"),
            ("0.13.5", "0.13.4"),
            ("0.12.1", "0.12.0"),
            ("0.11.1", "0.11.0"),
            (None, "0.11.0"),
        ],
    )
    def test_latest_tag_if_only_an_earlier_series_is_reachable(self, work, version, ref):
        work.commit("0.11.0")
        for tag in ("0.12.0", "0.13.4"):
            work.git("checkout", "--quiet", "-b", f"release-{tag}", "main")
            work.commit(tag, a=f"x = {tag[2]}\n")
        work.git("checkout", "--quiet", "main")
        work.commit(b="x = 1\n")
        assert found(work, version=version).ref == ref

    @pytest.mark.parametrize(
        ("version", "ref"),
        [("2.1.0b4", "v2.0.52"), ("2.0.24", "v2.0.23"), ("2.0.53", "v2.0.23"), (None, "v2.0.23")],
    )
    def test_latest_patch_of_a_past_series_counts_wherever_it_was_made(self, work, version, ref):
        work.commit("v2.0.23")
        work.git("checkout", "--quiet", "-b", "2.0")
        work.commit("v2.0.52", a="x = 1\n")
        work.git("checkout", "--quiet", "main")
        work.commit(b="x = 1\n")
        baseline = found(work, version=version)
        assert baseline.ref == ref
        if ref == "v2.0.52":
            assert baseline.reason == "the latest release tag; HEAD does not descend from it"

    def test_tag_of_a_development_version_tells_the_series(self, work):
        work.commit("8.3.0")
        work.git("checkout", "--quiet", "-b", "8.4.x")
        work.commit("8.4.2", a="x = 1\n")
        work.git("checkout", "--quiet", "-b", "8.3.x", "8.3.0")
        work.commit("8.3.1", a="x = 2\n")
        work.commit(a="x = 3\n")
        assert found(work).ref == "8.3.1"  # a branch for an older release has no such tag
        work.git("checkout", "--quiet", "main")
        work.commit("8.5.0.dev0", b="x = 1\n")
        work.commit(b="x = 2\n")
        assert found(work)[1:5:3] == (
            "8.4.2",
            "the latest release tag; HEAD descends from none of its series",
        )

    def test_tag_pattern_without_match_is_an_error(self, work):
        work.commit("v1.0")
        work.commit()
        assert refused(work, config(tag_pattern="core_v*")) == (
            "no baseline: no tag matches tag-pattern = 'core_v*'. Fetch the tags with "
            "`git fetch --tags`, or correct the pattern"
        )

    def test_release_newer_than_the_version_under_development_is_an_error(self, work):
        work.commit("v2.0")
        work.commit()
        assert refused(work, version="1.9") == (
            "no baseline: v2.0, the latest release, is newer than 1.9, the version under "
            "development. Raise that version, or name the baseline or the tags of the project's "
            'releases in pyproject.toml:\n\n  [tool.unbroken]\n  baseline = "v2.0"'
        )
        assert found(work, config(baseline="v2.0"), version="1.9").ref == "v2.0"
        assert found(work, version="2.0").ref == "v2.0"
        # The version is often raised later than a patch release is made.
        work.commit("v2.0.1")
        work.commit()
        assert found(work, version="2.0").ref == "v2.0.1"

    def test_every_tag_has_a_verdict(self, work):
        first = work.commit("v1.0", "nightly")
        second = work.commit("v1.1", "v1.2rc1")
        work.git("checkout", "--quiet", "-b", "next")
        other = work.commit("v2.0", a="x = 1\n")
        work.git("checkout", "--quiet", "main")
        head = work.commit("v1.2", b="x = 1\n")
        assert found(work, is_checked=True).considered == (
            ("v2.0", other, "2.0", "HEAD does not descend from it"),
            ("v1.2", head, "1.2", "HEAD is this release"),
            ("v1.2rc1", second, "1.2rc1", "a pre-release"),
            ("v1.1", second, "1.1", "the baseline"),
            ("v1.0", first, "1.0", "older"),
        )

    def test_hostile_tags_are_no_releases(self, work):
        first = work.commit("v1.0")
        for name in ("-x", "--upload-pack=touch", "v9.0%00", "-v8.0", "v7.0'\"`$(touch)"):
            work.git("update-ref", f"refs/tags/{name}", first)
        assert found(work).ref == "v1.0"
        with pytest.raises(BaselineError):
            found(work, argument="-x")

    def test_own_tags_of_a_project_in_a_monorepo_win(self, work):
        first = work.commit("core-1.0")
        work.commit("v5.0", "other-7.0")
        settings = config("packages/core", "core")
        assert found(work, settings)[:3] == ("release", "core-1.0", first)
        assert found(work, config("packages/new", "new")).ref == "v5.0"

    def test_latest_release_takes_few_git_processes(self, work):
        for number in range(20):
            work.commit(f"v1.{number}")
        repository = work.open()
        find_baseline(repository, config(), Checked(repository.head))
        # Finding the repository, what reads objects, the list of tags; HEAD is the latest itself.
        assert repository.processes == 3
        work.commit()
        repository = work.open()
        find_baseline(repository, config(), Checked(repository.head))
        assert repository.processes == 4

    def test_unreachable_newest_releases_take_few_git_processes(self, work):
        for number in range(20):
            work.commit(f"v1.{number}")
        main = work.git("rev-parse", "HEAD")
        work.git("checkout", "--quiet", "--detach")
        for number in range(20):
            work.commit(f"v2.{number}")
            # After the newest the next eight are asked for, then all.
            repository = work.open()
            assert find_baseline(repository, config(), Checked(main)).ref == "v1.19"
            assert repository.processes == (5 if number < 8 else 6)


class TestTags:
    @pytest.mark.parametrize(
        ("tag", "version"),
        [
            ("v1.2.3", "1.2.3"),
            ("1.2.3", "1.2.3"),
            ("V1.2", "1.2"),
            ("v1", "1"),
            ("v1.2rc1", "1.2rc1"),
            ("v1!2.0", "1!2.0"),
            ("my-pkg-1.2", "1.2"),
            ("my_pkg-v1.2", "1.2"),
            ("My.Pkg@1.2", "1.2"),
            ("my-pkg/v1.2", "1.2"),
            ("my-pkg==1.2", "1.2"),
            ("release-1.2", "1.2"),
            ("rel_1.2", "1.2"),
            ("other-1.2", "1.2"),
            ("rel_2_0_52", "2.0.52"),
            ("rel_2_1_0b3", "2.1.0b3"),
            ("r1.2.3", "1.2.3"),
            ("v.1.2.3", "1.2.3"),
            ("v1.2.3-final", "1.2.3"),
            ("1.2.RELEASE", "1.2"),
            ("py-v1.2.3", "1.2.3"),
            ("h5py-3.1", "3.1"),
            ("v2.9.0-docs", None),
            ("nightly-2024-01-31", None),
            ("1_2_3", "1.2.3"),
            ("2024_01_31", None),
            ("2to3-1.0", "1.0"),
            ("20240131", None),
            ("2024-01-31", None),
            ("1234567", None),
            ("nightly", None),
            ("v1.2-broken", None),
            ("latest", None),
            ("-x", None),
            ("", None),
        ],
    )
    def test_version_of_a_tag_without_pattern(self, tag, version):
        assert str(tag_version(tag, config(name="my-pkg"))) == str(version)

    @pytest.mark.parametrize(
        ("pattern", "tag", "version"),
        [
            ("core_v*", "core_v0.18.0", "0.18.0"),
            ("core_v*", "v0.18.0", None),
            ("core_v*", "core_vnext", None),
            ("v[0-9]*", "v1.2", "1.2"),
            ("v?.?", "v1.2", "1.2"),
            ("v*.*.*", "v1.2.3", "1.2.3"),
            ("*-stable", "1.2-stable", "1.2"),
            ("release/*/v*", "release/north/v1.2", "1.2"),
            ("v*", "v1.2+local", "1.2+local"),
            ("v*", "core_v1.2", None),
            ("core_v1.2", "core_v1.2", "1.2"),
            ("core_v1.2", "core_v1.3", None),
            ("v(1|2)*", "v1.2", None),
        ],
    )
    def test_version_of_a_tag_with_pattern(self, pattern, tag, version):
        assert str(tag_version(tag, config(tag_pattern=pattern))) == str(version)

    @pytest.mark.parametrize(
        ("tag", "prefix"),
        [
            ("1.2", ""),
            ("v1.2", "v"),
            ("core_v1.2", "core_v"),
            ("core_r1.2", "core_r"),
            ("pkg-1.2", "pkg-"),
            ("release/1.2", "release/"),
            ("rel_2_0_52", "rel_"),
        ],
    )
    def test_prefix_of_a_tag(self, tag, prefix):
        assert parse_tag(tag)[0] == prefix


class TestFamilies:
    """Tags of several kinds in one repository; one kind is the project's."""

    @pytest.mark.parametrize(
        ("tags", "settings", "version", "ref"),
        [
            ("23.06 v2.6 v0.15.3 core_v0.18.0 core_v0.19.0", {}, "0.20.0", "core_v0.19.0"),
            ("23.06 v2.6 core_v0.19.0 core_r0.19.1", {}, "0.20.0", "core_r0.19.1"),
            ("23.06 v1.1", {}, "1.2", "v1.1"),
            ("23.06 v1.1", {}, "23.7", "23.06"),
            ("0.9 v1.0", {}, None, "v1.0"),
            ("0.9 v1.0", {}, "1.0", "v1.0"),
            ("rel_1_9 rel_2_0_52", {}, None, "rel_2_0_52"),
            ("v9.0 my-pkg-1.2", {"name": "my-pkg"}, "1.3", "my-pkg-1.2"),
            ("my_pkg-0.9 v1.2", {"name": "my-pkg"}, "1.3", "v1.2"),
            ("v9.0 my-pkg-1.2", {"name": "my-pkg"}, None, "my-pkg-1.2"),
            ("v9.0 my-pkg-1.2", {"name": "other"}, None, "v9.0"),
            ("rs-0.38 py-0.20", {"name": "polars"}, None, "py-0.20"),
            ("a-1.0 core-1.0", {"packages": ("megatron.core",)}, "1.1", "core-1.0"),
            ("v9.0 core-1.2", {"name": "my-core"}, None, "core-1.2"),
            ("a-1.0", {"name": "other"}, None, "a-1.0"),
            ("a-1.0 v1.0", {"name": "other"}, "1.1", "v1.0"),
            ("a-1.0 b-1.1", {"tag_pattern": "a-*"}, "1.2", "a-1.0"),
            ("v2.0rc1 b-1.1", {"name": "other"}, "2.0", "b-1.1"),
        ],
    )
    def test_family_of_the_project(self, work, tags, settings, version, ref):
        work.commit(*tags.split())
        work.commit()
        assert found(work, config(**settings), version=version).ref == ref

    def test_family_that_continues_the_one_with_the_name(self, work):
        work.commit("pkg_3.1.2")
        work.commit("3.3.2")
        work.commit()
        baseline = found(work, config(name="pkg"))
        assert baseline.ref == "3.3.2"
        assert baseline.details == (
            "of several kinds of release tags these count: its releases continue those with the "
            "name of the project; not pkg_* (pkg_3.1.2)",
        )

    @pytest.mark.parametrize(("first", "second"), [("v9.0", "pkg-1.0"), ("pkg-2.0", "v1.0")])
    def test_family_with_the_name_is_not_continued_by_what_is_older(self, work, first, second):
        work.commit(first)
        work.commit(second)
        work.commit()
        assert found(work, config(name="pkg")).ref.startswith("pkg-")

    def test_choice_among_families_is_explained(self, work):
        work.commit("23.06", "v2.6", "core_v0.18.0", "core_v0.19.0")
        work.commit()
        baseline = found(work, version="0.20.0")
        assert baseline.reason == "the latest release"
        assert baseline.details == (
            "of several kinds of release tags these count: its newest release is closest below "
            "0.20.0; not [0-9]* (23.06), v* (v2.6)",
        )

    @pytest.mark.parametrize("version", [None, "1.1", "0.9"])
    def test_undecided_families_are_an_error(self, work, version):
        work.commit("a-1.0", "b-1.0")
        work.commit()
        assert refused(work, config(name="other"), version=version) == (
            "no baseline: the release tags are of several kinds, and nothing says which are this "
            "project's: b-* (the latest is b-1.0), a-* (the latest is a-1.0). Name them in "
            'pyproject.toml:\n\n  [tool.unbroken]\n  tag-pattern = "b-*"'
        )


class TestNeverItself:
    """The baseline is never the commit under check."""

    def test_clean_main_without_tags_is_compared_with_its_first_parent(self, work):
        work.commit()
        second = work.commit(a="x = 1\n")
        work.commit(a="x = 2\n")
        assert found(work, is_checked=True)[:5] == (
            "fallback",
            second[:12],
            second,
            None,
            "no release tag was found, so the first parent of HEAD",
        )
        # What is staged on top of it is compared with it.
        assert found(work).commit == work.git("rev-parse", "HEAD")

    def test_first_commit_has_nothing_to_be_compared_with(self, work):
        work.commit()
        reason = "HEAD is the first commit"
        assert found(work, is_checked=True)[:5] == ("unborn", "HEAD", None, None, reason)

    def test_range_without_tags_is_compared_with_its_start(self, work):
        first = work.commit()
        work.commit(a="x = 1\n")
        head = work.commit(a="x = 2\n")
        baseline = found(work, head=head, is_checked=True, range_start=first)
        assert baseline[:5] == (
            "fallback",
            first[:12],
            first,
            None,
            "no release tag was found, so the start of the range",
        )


class TestLatestTag:
    """Projects that release from branches of their own, as Megatron Core does."""

    @pytest.fixture
    def branches(self, work):
        """1.0 and 1.0.1 are released from one branch, 1.1 from another; main goes on."""
        work.commit(a="x = 1\n")
        for branch, tags in (("r1.0", ("v1.0", "v1.0.1")), ("r1.1", ("v1.1rc0", "v1.1"))):
            work.git("checkout", "--quiet", "-b", branch)
            for tag in tags:
                work.commit(tag, **{branch.replace(".", "_"): f"x = '{tag}'\n"})
            work.git("checkout", "--quiet", "main")
            work.commit(a=f"x = '{branch}'\n")
        return work

    def test_latest_tag_needs_no_ancestry(self, branches):
        baseline = found(branches, config(baseline="latest-tag"))
        assert baseline[:2] == ("release", "v1.1")
        assert baseline[3:5] == ("1.1", "the latest release tag")
        assert [tag[::3] for tag in baseline.considered] == [
            ("v1.1", "the baseline"),
            ("v1.1rc0", "a pre-release"),
            ("v1.0.1", "older"),
            ("v1.0", "older"),
        ]
        assert found(branches, argument="latest-tag").ref == "v1.1"
        assert found(branches)[:2] == ("release", "v1.1")

    @pytest.mark.parametrize(
        ("development_version", "ref"),
        [
            ("1.2.0", "v1.1"),
            ("1.1", "v1.1"),
            # The main branch may go by the number of a release that was cut from its branch.
            ("1.1.0rc0", "v1.1"),
            ("1.0.0.dev1", "v1.0.1"),
            ("1.0.2", "v1.0.1"),
            ("1.0", "v1.0.1"),
            ("1!0.1", "v1.1"),
        ],
    )
    def test_releases_of_later_series_do_not_count(self, branches, development_version, ref):
        settings = config(baseline="latest-tag")
        assert found(branches, settings, version=development_version).ref == ref

    def test_verdict_of_a_release_of_a_later_series(self, branches):
        settings = config(baseline="latest-tag")
        baseline = found(branches, settings, version="1.0.2")
        assert [tag[::3] for tag in baseline.considered] == [
            ("v1.1", "newer than 1.0.2, which is under development"),
            ("v1.1rc0", "a pre-release"),
            ("v1.0.1", "the baseline"),
            ("v1.0", "older"),
        ]
        assert refused(branches, settings, version="0.9") == (
            "no baseline: every release tag is newer than 0.9, the version under development (the "
            "latest is v1.1). Raise that version, or name the baseline or the tags of the "
            'project\'s releases in pyproject.toml:\n\n  [tool.unbroken]\n  baseline = "v1.1"'
        )

    def test_latest_tag_of_a_release_commit_is_the_release_before(self, branches):
        branches.git("checkout", "--quiet", "r1.0")
        settings = config(baseline="latest-tag")
        baseline = found(
            branches,
            settings,
            is_checked=True,
            version="1.0.1",
        )
        assert baseline[:2] == ("release", "v1.0")
        assert baseline.reason == "the release before v1.0.1, which HEAD is"
        # That 1.1 came later does not make it the promise of 1.0.1, whatever the version says.
        baseline = found(branches, settings, is_checked=True)
        assert [tag[::3] for tag in baseline.considered] == [
            ("v1.1", "newer than v1.0.1, which HEAD is"),
            ("v1.1rc0", "a pre-release"),
            ("v1.0.1", "HEAD is this release"),
            ("v1.0", "the baseline"),
        ]

    def test_first_release_commit_is_compared_with_its_first_parent(self, work):
        first = work.commit()
        work.commit("v1.0")
        baseline = found(work, config(baseline="latest-tag"), is_checked=True)
        assert (baseline.kind, baseline.commit) == ("fallback", first)

    def test_latest_tag_without_tags(self, work):
        work.commit("nightly")
        reason = "no release tag was found, so the last commit of main"
        assert found(work, config(baseline="latest-tag")).reason == reason


class TestFallback:
    @pytest.mark.parametrize(
        ("branch", "settings"),
        [("main", {}), ("master", {}), ("develop", {"fallback": "develop"})],
    )
    def test_fallback_branch_by_configuration(self, work, branch, settings):
        first = work.commit()
        work.git("branch", "--move", branch)
        work.git("checkout", "--quiet", "-b", "feature")
        work.commit(a="x = 1\n")
        baseline = found(work, config(**settings))
        assert (baseline.ref, baseline.commit) == (branch, first)

    def test_remote_fallback_branch_wins_over_the_local_one(self, work, make_work, tmp_path):
        pushed = work.commit()
        subprocess.run(["git", "clone", "--quiet", work.root, tmp_path / "clone"], check=True)
        clone = make_work.adopt(tmp_path / "clone")
        clone.commit(a="x = 1\n")
        assert found(clone).commit == pushed
        clone.git("checkout", "--quiet", "--detach")
        clone.git("branch", "--quiet", "-D", "main")
        assert found(clone).commit == pushed

    def test_unrelated_fallback_branch_does_not_count(self, work):
        work.commit()
        work.git("checkout", "--quiet", "--orphan", "alone")
        work.commit(a="x = 1\n")
        assert refused(work).startswith("no baseline: no release tag was found")


class TestRefused:
    def test_unknown_ref_is_an_error_with_a_proposal(self, work):
        work.commit("v1.9", "v0.9")
        assert refused(work, argument="v9") == (
            "--baseline: there is no revision 'v9'; did you mean 'v1.9' or 'v0.9'?"
        )

    def test_unknown_ref_without_similar_ones_is_an_error(self, work):
        work.commit("v1.9")
        assert refused(work, config(baseline="stable")) == (
            "pyproject.toml: [tool.unbroken] baseline: there is no revision 'stable'; "
            "fetch it with `git fetch --tags`, or name another"
        )

    def test_words_that_name_no_revision_are_proposed(self, work):
        work.commit("v1.9")
        assert refused(work, config(baseline="latest")) == (
            "pyproject.toml: [tool.unbroken] baseline: there is no revision 'latest'; "
            "did you mean 'latest-tag' or 'latest-release'?"
        )
        assert refused(work, argument="latest").endswith("or name another")

    @pytest.mark.parametrize("ref", ["-x", "--all", "", "v1.9\nHEAD"])
    def test_ref_like_an_option_is_refused(self, work, ref):
        work.commit("v1.9")
        assert refused(work, argument=ref).startswith(f"--baseline: there is no revision {ref!r}; ")

    def test_neither_release_nor_branch_is_an_error(self, work):
        work.commit()
        work.git("branch", "--move", "topic")
        assert refused(work) == (
            "no baseline: no release tag was found (looked for tags like 'v1.2.3') "
            "and there is no branch 'main'. Tag the last release, fetch its tag with "
            "`git fetch --tags`, or name the revision that users rely on with --baseline or in "
            'pyproject.toml:\n\n  [tool.unbroken]\n  baseline = "<revision>"'
        )
        settings = config(tag_pattern="core_v*", fallback="stable")
        assert refused(work, settings).startswith(
            "no baseline: no tag matches tag-pattern = 'core_v*'."
        )
        work.git("tag", "core_v1.0rc1")
        assert refused(work, settings).startswith(
            "no baseline: no release tag was found (looked for tags like 'core_v*') "
            "and there is no branch 'stable'."
        )

    def test_tag_like_an_option_is_not_proposed(self, work):
        work.write(".git/refs/tags/--h", work.commit("v1.9"))
        assert refused(work, argument="--h") == (
            "--baseline: there is no revision '--h'; fetch it with `git fetch --tags`, or name "
            "another"
        )


class TestShallow:
    @pytest.fixture
    def shallow(self, work, make_work, tmp_path):
        work.commit("v1.0", a="x = 1\n")
        work.commit(a="x = 2\n")

        def clone(*options: str):
            source = f"file://{work.root}"
            command = ["git", "clone", "--quiet", "--depth=1", *options, source]
            subprocess.run([*command, tmp_path / "shallow"], check=True)
            return make_work.adopt(tmp_path / "shallow")

        return clone

    def test_shallow_clone_without_tags_is_an_error(self, shallow):
        assert refused(shallow("--no-tags")) == (
            f"no baseline: no release tag was found in this shallow clone. {FETCH}"
        )

    def test_ref_outside_of_a_shallow_clone_is_an_error(self, shallow):
        assert refused(shallow("--no-tags"), argument="v1.0") == (
            f"--baseline: there is no revision 'v1.0' in this shallow clone. {FETCH}"
        )

    def test_tag_without_common_history_is_an_error(self, shallow):
        clone = shallow()
        clone.git("fetch", "--quiet", "--depth=1", "origin", "refs/tags/v1.0:refs/tags/v1.0")
        assert refused(clone) == (
            "no baseline: HEAD does not descend from the only release tag (the latest is v1.0) "
            f"in this shallow clone. {FETCH}"
        )
        # It can still be named.
        assert found(clone, argument="v1.0").version == "1.0"

    def test_advice_for_shallow_clones_works(self, shallow):
        clone = shallow("--no-tags")
        clone.git("fetch", "--quiet", "--tags", "--unshallow")
        assert found(clone).ref == "v1.0"

    def test_oldest_release_of_a_shallow_clone_is_not_taken_for_the_first(self, shallow, work):
        work.git("tag", "v1.1")
        clone = shallow()
        assert refused(clone, is_checked=True) == (
            "no baseline: no release before v1.1, which HEAD is, is reachable in this shallow "
            f"clone. {FETCH}"
        )
        assert found(clone).ref == "v1.1"

    def test_latest_tag_works_in_a_shallow_clone(self, shallow):
        clone = shallow()
        clone.git("fetch", "--quiet", "--depth=1", "origin", "refs/tags/v1.0:refs/tags/v1.0")
        assert found(clone, config(baseline="latest-tag"))[:2] == ("release", "v1.0")

    def test_release_inside_a_shallow_clone_is_found(self, shallow, work):
        work.git("tag", "v1.1")
        assert found(shallow()).ref == "v1.1"


def test_bare_repository_has_a_baseline(work, make_work):
    first = work.commit("v1.0")
    work.commit()
    bare = make_work("bare", "--bare")
    work.git("push", "--quiet", str(bare.root), "main", "v1.0")
    with Repository.discover(str(bare.root)) as repository:
        assert find_baseline(repository, config(), Checked(repository.head)).commit == first
