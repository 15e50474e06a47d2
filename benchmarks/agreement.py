"""Hold the incremental and the whole-package comparison together on a real history.

    python -m benchmarks.agreement CLONE PACKAGE [--commits N] [--path FOLDER] [--shard I/N]

Every one of the last N non-merge commits that touch the package is compared with its parent in
both ways; the same set of (rule, object, parameter) is expected. Prints what disagrees, then
counts; exits 1 when anything does. The clone is only read; the incremental comparison uses the
cache (UNBROKEN_CACHE_DIR), the other one reads every file.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections import Counter

from unbroken.cache.cache import find_cache
from unbroken.checks.compare_packages import ComparisonOptions, compare_whole
from unbroken.checks.outcome import raise_for_crashes
from unbroken.checks.request import Request
from unbroken.checks.run import run
from unbroken.config.config import Config, Settings
from unbroken.errors import UnbrokenError
from unbroken.loading.loader import Loader, read_anyhow
from unbroken.loading.module_files import module_files
from unbroken.project.packages import find_packages
from unbroken.sources.git.repository import Repository
from unbroken.sources.trees import commit_tree

Identity = tuple[str, str, "str | None"]


def main() -> int:
    """Compare the two ways on every commit; returns 1 when they disagree on any."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("clone")
    parser.add_argument("package")
    parser.add_argument("--path", help="the package's folder (default: from its name)")
    parser.add_argument("--commits", type=int, default=300)
    parser.add_argument("--start", default="HEAD")
    parser.add_argument("--shard", default="0/1", help="do every N-th commit from the I-th: I/N")
    arguments = parser.parse_args()
    folder = arguments.path or arguments.package.replace(".", "/")
    log = ["git", "-C", arguments.clone, "log", "--no-merges", "--format=%H %P"]
    log += [f"-{arguments.commits}", arguments.start, "--", folder]
    listed = subprocess.run(log, check=True, capture_output=True, text=True).stdout.split("\n")
    shard, shards = (int(number) for number in arguments.shard.split("/"))
    commits = [line.split() for line in listed if len(line.split()) == 2][shard::shards]
    return _agree(arguments.clone, arguments.package, os.path.dirname(folder), commits)


def _agree(clone: str, package: str, search_path: str, commits: list[list[str]]) -> int:
    counts: Counter[str] = Counter()
    loader = Loader(read_anyhow)
    root = search_path.removesuffix(package.rpartition(".")[0].replace(".", "/")).strip("/")
    config = Config(Settings(packages=(package,), search_paths=(root or ".",)))
    with Repository.discover(clone) as repository:
        for commit, parent in commits:
            try:
                whole = _whole(repository, config, parent, commit, loader)
                ours, how = _incremental(clone, config, parent, commit)
            except UnbrokenError as error:
                counts["could not check"] += 1
                print(f"{commit[:10]} could not check: {error}", flush=True)
                continue
            counts["commits"] += 1
            counts[how] += 1
            counts["with findings"] += bool(whole)
            counts["findings"] += len(whole)
            for title, missing in (("only full", whole - ours), ("only incremental", ours - whole)):
                for identity in sorted(missing, key=str):
                    print(f"{commit[:10]} {title}: {identity}", flush=True)
            counts["disagreeing"] += whole != ours
    print(", ".join(f"{name}: {count}" for name, count in counts.items()))
    return int(counts["disagreeing"] > 0)


def _whole(
    repository: Repository, config: Config, parent: str, commit: str, loader: Loader
) -> set[Identity]:
    everything = repository.tree(parent)
    packages = find_packages(config, everything)
    roots = [package.root for package in packages]
    old, new = commit_tree(repository, parent, roots), commit_tree(repository, commit, roots)
    task = ComparisonOptions(config, tuple(package.name for package in packages), None)
    compared = compare_whole(
        old,
        new,
        module_files(packages, old.files()),
        module_files(packages, new.files()),
        task,
        loader,
    )
    raise_for_crashes(compared.crashes)
    return {finding.identity for finding in compared.findings}


def _incremental(clone: str, config: Config, parent: str, commit: str) -> tuple[set[Identity], str]:
    environment = dict(os.environ, PRE_COMMIT_FROM_REF=parent, PRE_COMMIT_TO_REF=commit)
    request = Request(
        "incremental", clone, baseline=parent, environment=environment, cache=find_cache(os.environ)
    )
    (outcome,) = run(request._replace(settings=config))
    how = "by griffe, whole" if outcome.whole else ("by libcst" if outcome.objects else "by shape")
    return {finding.identity for finding in outcome.findings if finding.introduced}, how


if __name__ == "__main__":
    sys.exit(main())
