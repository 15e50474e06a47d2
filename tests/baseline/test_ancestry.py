"""What is remembered of which releases a commit descends from is what git says."""

from __future__ import annotations

import itertools
import random

import pytest

from unbroken.baseline.ancestry import merge_base, reachable_releases
from unbroken.baseline.releases import find_releases
from unbroken.cache.cache import Cache
from unbroken.config.config import Config, Settings


def asked(repository, cache):
    """Return the newest release that HEAD descends from, and how many git processes that took."""
    releases = find_releases(repository, Config(Settings())).releases
    before = repository.processes
    found = reachable_releases(repository, releases, repository.head, cache)
    return (found[0].tag if found else None), repository.processes - before


@pytest.fixture
def commit(work):
    """Make a commit like no other one."""
    numbers = itertools.count()
    return lambda *tags: work.commit(*tags, a=f"x = {next(numbers)}\n")


@pytest.fixture
def cache(tmp_path):
    return Cache(str(tmp_path / "cache"))


def test_commits_after_the_cached_one_need_no_process(work, cache, commit):
    commit()
    commit("v1.0")
    for _ in range(3):
        commit()
    work.git("branch", "other", "HEAD~4")
    assert asked(work.open(), cache) == ("v1.0", 1)
    for _ in range(20):
        commit()
        assert asked(work.open(), cache) == ("v1.0", 0)
    assert asked(work.open(), None) == ("v1.0", 1)


def test_another_branch_asks_git(work, cache, commit):
    commit()
    work.git("branch", "other")
    commit("v1.0")
    assert asked(work.open(), cache)[0] == "v1.0"
    work.git("checkout", "--quiet", "other")
    commit()
    assert asked(work.open(), cache)[0] is None


def test_new_tag_is_found(work, cache, commit):
    commit()
    commit("v1.0")
    commit()
    assert asked(work.open(), cache) == ("v1.0", 1)
    commit("v2.0")
    commit()
    assert asked(work.open(), cache)[0] == "v2.0"


def test_merged_release_is_found(work, cache, commit):
    commit()
    commit("v1.0")
    work.git("checkout", "--quiet", "-b", "release")
    commit("v2.0")
    work.git("checkout", "--quiet", "-")
    commit()
    assert asked(work.open(), cache)[0] == "v1.0"
    work.git("merge", "--quiet", "-X", "ours", "--no-edit", "release")
    assert asked(work.open(), cache)[0] == "v2.0"
    assert asked(work.open(), None)[0] == "v2.0"


@pytest.mark.parametrize("damage", [b"", b"\xff\0", b"nothing\nv9.9", b"0" * 40 + b"\nv1.0"])
def test_damaged_cache_entry_is_replaced(work, damage, tmp_path, commit):
    class Damaged(Cache):
        def get(self, key):
            return damage

    commit()
    commit("v1.0")
    work.git("checkout", "--quiet", "HEAD~1")
    commit()
    assert asked(work.open(), Damaged(str(tmp_path / "cache")))[0] is None


def test_random_histories_agree_with_git(work, cache, commit):
    random_ = random.Random(1)
    heads = [commit()]
    for number in range(30):
        work.git("checkout", "--quiet", "--detach", random_.choice(heads))
        if random_.random() < 0.3 and len(heads) > 1:
            work.git("merge", "--quiet", "-X", "ours", "--no-edit", random_.choice(heads))
        tags = [f"v0.{number}"] if random_.random() < 0.3 else []
        heads.append(commit(*tags))
    for head in random_.choices(heads, k=40):
        work.git("checkout", "--quiet", "--detach", head)
        assert asked(work.open(), cache)[0] == asked(work.open(), None)[0]


def based(repository, cache):
    """Return the merge base of main and HEAD, and how many git processes that took."""
    tip = repository.resolve("refs/heads/main")
    before = repository.processes
    return merge_base(repository, tip, repository.head, cache), repository.processes - before


def test_history_that_is_fetched_later_counts(work, cache, commit, make_work, tmp_path):
    commit()
    commit()
    commit("v1.0")
    for _ in range(6):
        commit()
    source = f"file://{work.root}"
    work.git("clone", "--quiet", "--depth=1", source, str(tmp_path / "clone"))
    clone = make_work.adopt(tmp_path / "clone")
    clone.git("fetch", "--quiet", "--depth=1", "origin", "refs/tags/v1.0:refs/tags/v1.0")
    assert asked(clone.open(), cache)[0] is None
    clone.git("fetch", "--quiet", "--deepen=2")
    assert asked(clone.open(), cache)[0] is None
    clone.git("fetch", "--quiet", "--deepen=4")
    assert asked(clone.open(), cache)[0] == "v1.0"
    assert clone.open().is_shallow
    clone.git("fetch", "--quiet", "--unshallow", "--tags")
    assert asked(clone.open(), cache)[0] == "v1.0"


def test_merge_base_of_a_topic_is_cached(work, cache, commit):
    commit()
    work.git("branch", "--move", "main")
    base = commit()
    work.git("checkout", "--quiet", "-b", "topic")
    commit()
    assert based(work.open(), cache) == (base, 1)
    for _ in range(3):
        commit()
        assert based(work.open(), cache) == (base, 0)
    work.git("checkout", "--quiet", "main")
    tip = commit()
    work.git("checkout", "--quiet", "topic")
    # The branch has moved, and may have taken anything.
    assert based(work.open(), cache) == (base, 1)
    work.git("merge", "--quiet", "-X", "ours", "--no-edit", "main")
    assert based(work.open(), cache)[0] == tip
    commit()
    assert based(work.open(), cache) == (tip, 0)


def test_commits_of_main_ask_git(work, cache, commit):
    first = commit()
    work.git("branch", "--move", "main")
    commits = [commit() for _ in range(4)]
    for commit_id in (first, *commits):
        work.git("checkout", "--quiet", "--detach", commit_id)
        assert based(work.open(), cache)[0] == commit_id
        assert based(work.open(), cache) == (commit_id, 0)


@pytest.mark.parametrize("damage", [b"", b"\xff\0", b"a\nb\nc", b"0" * 40 + b"\n" + b"1" * 40])
def test_damaged_merge_base_is_replaced(work, damage, tmp_path, commit):
    class Damaged(Cache):
        def get(self, key):
            return damage

    base = commit()
    work.git("branch", "--move", "main")
    work.git("checkout", "--quiet", "-b", "topic")
    commit()
    assert based(work.open(), Damaged(str(tmp_path / "cache")))[0] == base
    assert based(work.open(), None) == (base, 1)
