"""Hold `unbroken impact` against PCBench, whose files were labelled by running them.

    python -m benchmarks.pcbench CLONE [LIBRARY …] [--pairs N]

CLONE is a clone of PCART-tools/PCBench; without libraries, all are taken. The two versions of each
pair come from the package index and are kept in the cache; UNBROKEN_CACHE_DIR should name one for
this. With --pairs, only the pairs of each library with the most files are taken. Prints a line for
each library: the files that fail with the new version and those that are proven to, the files in
which something else changes and those that are proven, the compatible files and those with a place
that is proven to break, which is wrong. Exits 1 when there is one of these.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from packaging.version import InvalidVersion, Version

from unbroken.baseline.fetched_files import fetched_sources
from unbroken.baseline.package_index import IndexFile, files_on_index, index_url, newest_file
from unbroken.cache.cache import find_cache
from unbroken.errors import PackageIndexError, UnbrokenError
from unbroken.impact.analysis import find_impact_in
from unbroken.impact.libraries import VersionFiles, read_library
from unbroken.loading.loader import Loader, read_anyhow
from unbroken.sources.folder import FolderTree

DISTRIBUTIONS = {"PIL": "pillow", "sklearn": "scikit-learn"}
LABEL = re.compile(r"#\d+([YN]{2})/")
"""Behind the number of a file: whether it is compatible, and whether it runs."""
HEADER = ("library", "pairs", "failing", "proven", "changed", "proven", "compatible", "false")


class Pair(NamedTuple):
    """Two versions of a library, and the files that use it, by their paths."""

    library: str
    old: str
    new: str
    files: dict[str, Path]


def pairs_of(clone: Path, library: str) -> list[Pair]:
    files: dict[str, dict[str, Path]] = defaultdict(dict)
    folder = clone / "Benchmark" / library
    for path in folder.rglob("*.py"):
        inner = path.relative_to(folder)
        files[inner.parts[0].rpartition("@")[2]][f"cases/{inner.as_posix()}"] = path
    pairs = (Pair(library, *versions.split("-", 1), own) for versions, own in files.items())
    return sorted(pairs, key=lambda pair: (-len(pair.files), pair.old))


class Releases:
    """The releases of one library on the package index."""

    def __init__(self, library: str) -> None:
        self._name = DISTRIBUTIONS.get(library, library)
        self._files: list[IndexFile] = files_on_index(self._name, index_url(os.environ))
        self.cache = find_cache(os.environ)

    def read(self, version: str) -> VersionFiles:
        """Return the files of a version, which are fetched where they are not cached."""
        file = newest_file(file for file in self._files if file.version == Version(version))
        if file is None:
            raise PackageIndexError(f"{self._name} {version} is not on the package index")
        return VersionFiles(FolderTree(fetched_sources(file, self.cache), file.name), file.name)


def outcomes(pair: Pair, releases: Releases) -> Iterator[tuple[str, bool]]:
    """Yield the label of each file, and whether a place in it is proven to break."""
    loader = Loader(read_anyhow, releases.cache)
    library = read_library(releases.read(pair.old), releases.read(pair.new), (), loader)
    tree = FolderTree({name: path.read_bytes() for name, path in pair.files.items()}, "")
    proven = {site.path for site in find_impact_in(library, tree, "", loader).proven}
    for name in pair.files:
        label = LABEL.search(name)
        if label is not None:
            yield label[1], name in proven


def line_of(counts: Counter[tuple[str, bool]]) -> list[int]:
    columns: list[int] = []
    for label in ("NN", "NY", "YY"):
        columns += [counts[label, True] + counts[label, False], counts[label, True]]
    return columns


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pcbench")
    parser.add_argument("clone", type=Path)
    parser.add_argument("libraries", nargs="*")
    parser.add_argument("--pairs", type=int)
    arguments = parser.parse_args()
    libraries = arguments.libraries or sorted(
        path.name for path in (arguments.clone / "Benchmark").iterdir() if path.is_dir()
    )
    total: Counter[tuple[str, bool]] = Counter()
    print(f"| {' | '.join(HEADER)} |")
    for library in libraries:
        counts: Counter[tuple[str, bool]] = Counter()
        compared = 0
        releases = Releases(library)
        for pair in pairs_of(arguments.clone, library)[: arguments.pairs]:
            try:
                counts.update(outcomes(pair, releases))
                compared += 1
            except (UnbrokenError, InvalidVersion) as error:
                print(f"{library} {pair.old} {pair.new}: {error}", file=sys.stderr)
        print(f"| {library} | {compared} | {' | '.join(map(str, line_of(counts)))} |", flush=True)
        total += counts
    print(f"| together | | {' | '.join(map(str, line_of(total)))} |")
    return int(total["YY", True] > 0)


if __name__ == "__main__":
    raise SystemExit(main())
