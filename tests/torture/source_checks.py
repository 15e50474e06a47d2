"""What must hold for any source and for any change of one."""

from __future__ import annotations

import re
import signal
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tests.torture.limits import SECONDS
from unbroken.checks.compare_packages import ComparisonOptions, compare_whole
from unbroken.checks.escalation import Escalation
from unbroken.checks.incremental import compare_changed
from unbroken.checks.unchanged_shape import leaves_shape_alone
from unbroken.checks.versions import Version, Versions
from unbroken.config.config import Config
from unbroken.loading.loader import read_anyhow, read_changed
from unbroken.loading.module_files import Package, module_files
from unbroken.model.definitions import Module
from unbroken.model.finding import Finding
from unbroken.readers import griffe_reader, libcst_reader
from unbroken.readers.decoding import TOO_DEEP, UnreadableError
from unbroken.readers.griffe_reader import read_module_with_griffe
from unbroken.readers.libcst_reader import read_module
from unbroken.report.options import ReportOptions
from unbroken.report.text import SourceTexts, findings_text
from unbroken.search.text_search import TextSearch
from unbroken.sources.folder import FolderTree

Identity = tuple[str, str, "str | None"]
Files = dict[str, bytes]

OPTIONS = ComparisonOptions(Config(), ("pkg",), None)
PACKAGES = (Package("pkg", "pkg"),)
PATH = "pkg/mod.py"
OTHERS: Files = {
    "pkg/__init__.py": b"from .mod import *\nfrom .mod import a as a\nfrom .b import B\n",
    "pkg/b.py": b"from .mod import A\n\n\nclass B(A):\n    def f(self): ...\n",
}
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


class TooSlowError(BaseException):
    """A source took longer than anybody would wait; no handler of errors stops it."""


@contextmanager
def limited_time(seconds: int = SECONDS) -> Iterator[None]:
    """Raise TooSlowError when the block takes longer than some seconds."""

    def stop(number: int, frame: object) -> None:
        raise TooSlowError(f"took more than {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def compiles(source: bytes) -> bool:
    """Return whether the running Python accepts a source."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(source, PATH, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def check_source(source: bytes) -> None:
    """Read a source with every reader; raise AssertionError where an invariant does not hold."""
    readers = (
        libcst_reader.read_module,
        griffe_reader.read_module_with_griffe,
        read_changed,
        read_anyhow,
    )
    by_libcst, by_griffe, changed, anyhow = (_read(reader, source) for reader in readers)
    if compiles(source):
        is_read = by_griffe is not None or not _is_readable(source)
        assert is_read, "Python accepts it and griffe does not"
        assert changed == anyhow, "the incremental and the whole mode read it differently"
    else:
        assert by_griffe is None, "Python refuses it and griffe does not"
        assert changed == anyhow == by_libcst, "the modes differ for a source of a newer Python"
    if by_libcst is not None and by_griffe is not None:
        assert by_libcst == by_griffe, "the readers differ"
    if changed is not None:
        files = {**OTHERS, PATH: source}
        assert whole(files, files) == [], "findings without a change"


def check_change(old: bytes, new: bytes) -> int:
    """Compare two sources in both modes; return the number of findings."""
    before, after = {**OTHERS, PATH: old}, {**OTHERS, PATH: new}
    findings = whole(before, after)
    texts = SourceTexts(_decoded(before), _decoded(after))
    text = findings_text(findings, texts, ReportOptions(verbose=True))
    assert not _CONTROL.search(text), "a control character in the report"
    if _read(read_changed, new) is None:
        unreadable = [finding for finding in findings if finding.rule == "module-unreadable"]
        assert [finding.path for finding in unreadable] == [PATH], "a file was silently skipped"
    in_part = incremental(before, after)
    if in_part is not None and _read(read_changed, old) is not None:
        identities = {finding.identity for finding in findings}
        assert in_part == identities, f"modes differ: {sorted(in_part ^ identities, key=str)}"
    return len(findings)


@contextmanager
def reading_once() -> Iterator[None]:
    """Let each reader read a source once, because most of the time goes into parsing it again."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(libcst_reader, "read_module", _remembered(read_module))
        patch.setattr(
            griffe_reader, "read_module_with_griffe", _remembered(read_module_with_griffe)
        )
        yield


def _remembered(read: Callable[..., Module]) -> Callable[..., Module]:
    known: dict[tuple[bytes, str, str, bool], Module | UnreadableError] = {}

    def remembered(source: bytes, name: str, path: str, *, is_package: bool) -> Module:
        key = (source, name, path, is_package)
        if key not in known:
            try:
                known[key] = read(source, name, path, is_package=is_package)
            except UnreadableError as error:
                known[key] = error
        result = known[key]
        if isinstance(result, UnreadableError):
            raise result.with_traceback(None)
        return result

    return remembered


def _read(read: Callable[..., Module], source: bytes) -> Module | None:
    try:
        return read(source, "pkg.mod", PATH, is_package=False)
    except UnreadableError:
        return None


def _is_readable(source: bytes) -> bool:
    """Return whether a source can be read, where Python accepts it.

    The readers are recursive, so that very deep nesting is too much for them.
    """
    try:
        griffe_reader.read_module_with_griffe(source, "pkg.mod", PATH, is_package=False)
    except UnreadableError as error:
        return error.message != TOO_DEEP
    return True


def whole(old: Files, new: Files) -> list[Finding]:
    """Return the findings between two versions of the package, read as a whole."""
    comparison = compare_whole(
        FolderTree(old, "old"),
        FolderTree(new, "new"),
        module_files(PACKAGES, old),
        module_files(PACKAGES, new),
        OPTIONS,
    )
    assert comparison.crashes == (), comparison.crashes
    return comparison.findings


def incremental(old: Files, new: Files) -> set[Identity] | None:
    """Return the findings of a change, of which only what it concerns is read.

    None where the changed files alone do not decide.
    """
    search = TextSearch(lambda: old, lambda paths: {path: old[path] for path in paths})
    if leaves_shape_alone({PATH: old[PATH]}, {PATH: new[PATH]}, search):
        return set()
    before = _version(old)
    versions = Versions(baseline=before, before=before, new=_version(new))
    result = compare_changed(versions, [PATH], OPTIONS, search)
    if isinstance(result, Escalation):
        return None
    comparison, _ = result
    assert comparison.crashes == (), comparison.crashes
    return {finding.identity for finding in comparison.findings}


def _version(files: Files) -> Version:
    return Version(FolderTree(files, "memory"), module_files(PACKAGES, files))


def _decoded(files: Files) -> dict[str, str]:
    return {path: source.decode("utf-8", "replace") for path, source in files.items()}
