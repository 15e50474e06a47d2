"""`[tool.unbroken]` in `pyproject.toml`, as data."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from unbroken.model.docstring_labels import EXPERIMENTAL

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pathspec import GitIgnoreSpec

    from unbroken.model.finding import Level

SNAPSHOT_PATH = "api-baseline.txt"
ACCEPTED_FILE = "unbroken-accepted.toml"
"""The file beside `pyproject.toml` for accepted breaks, when there are many."""
EXEMPT_DECORATORS = ("internal_api", "experimental_api", "deprecated")


class Override(NamedTuple):
    """Levels for the objects that match one of some globs."""

    objects: tuple[str, ...]
    rules: dict[str, Level]


class Acceptance(NamedTuple):
    """A break made on purpose; `since` is the baseline against which it was accepted."""

    object: str
    rule: str
    reason: str
    parameter: str | None = None
    since: str | None = None


class DeprecationSettings(NamedTuple):
    """How long a deprecated object stays: `window` releases of one `unit`.

    `decorators` are decorators of the project that deprecate, the `…_arguments` the names of
    their arguments; both extend the known ones.
    """

    window: int = 2
    unit: str = "minor"
    decorators: tuple[str, ...] = ()
    version_arguments: tuple[str, ...] = ()
    removal_arguments: tuple[str, ...] = ()
    alternative_arguments: tuple[str, ...] = ()
    reason_arguments: tuple[str, ...] = ()


class Settings(NamedTuple):
    """The values of the table; None or () stands for a key that was left out."""

    packages: tuple[str, ...] = ()
    search_paths: tuple[str, ...] = ()
    baseline: str = "latest-release"
    tag_pattern: str | None = None
    pre_releases: bool = False
    fallback: str = "main"
    snapshot: str | None = None
    exclude: tuple[str, ...] = ()
    exempt_decorators: tuple[str, ...] = EXEMPT_DECORATORS
    experimental_docstrings: tuple[str, ...] = EXPERIMENTAL
    fail_on: str | None = None
    typing: str = "lenient"
    strict: bool = False
    version: str | None = None
    rules: dict[str, Level] = {}  # noqa: RUF012  # never changed
    overrides: tuple[Override, ...] = ()
    deprecation: DeprecationSettings = DeprecationSettings()
    versioning: str | None = None
    accept: tuple[Acceptance, ...] = ()
    breaking_message: str | None = None
    downstream: tuple[str, ...] = ()


class Config:
    """The settings of one project, and the file that they come from.

    `folder` is the folder of the project relative to the repository, with slashes ("" for the
    root). `source` is the file with the table, None when there is no table. `document` is the
    whole file as data, `text` the whole file as text. `test_packages` are the folders (or files) of
    packages that look like tests by their names and are not. `accepted_text` is the text of the
    file with accepted breaks, whose entries come after those of the table.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        folder: str = "",
        source: str | None = None,
        document: dict[str, object] | None = None,
        text: str = "",
        test_packages: tuple[str, ...] = (),
        accepted_text: str = "",
    ) -> None:
        self.settings = settings or Settings()
        self.folder = folder
        self.source = source
        self.document = document or {}
        self.text = text
        self.test_packages = test_packages
        self.accepted_text = accepted_text

    @property
    def rules(self) -> dict[str, Level]:
        """Levels by rule."""
        return self.settings.rules

    @property
    def overrides(self) -> tuple[Override, ...]:
        """Levels for some objects; later ones win."""
        return self.settings.overrides

    @property
    def typing(self) -> str:
        """Either "strict" (breaks of type checking are errors) or "lenient"."""
        return self.settings.typing

    @property
    def exempt_decorators(self) -> tuple[str, ...]:
        """The decorators that mark objects as not part of the promised API."""
        return self.settings.exempt_decorators

    @property
    def judging(self) -> tuple[object, ...]:
        """The settings by which breaks count, but for those about files."""
        settings = self.settings
        return (
            settings.rules,
            settings.overrides,
            settings.typing,
            settings.exempt_decorators,
            settings.experimental_docstrings,
            settings.deprecation,
        )

    @property
    def file(self) -> str:
        """The path in the repository of the project's `pyproject.toml`, which need not exist."""
        return f"{self.folder}/pyproject.toml" if self.folder else "pyproject.toml"

    def snapshot_path(self) -> str:
        """Return the path in the repository of the snapshot of the baseline."""
        path = self.settings.snapshot or SNAPSHOT_PATH
        return f"{self.folder}/{path}" if self.folder else path

    def without_snapshot(self) -> Config:
        """Return the same settings without a configured snapshot."""
        return self.with_settings(self.settings._replace(snapshot=None))

    def without_places(self) -> Config:
        """Return the same settings without what they say of where the packages are."""
        default = Settings()
        return self.with_settings(
            self.settings._replace(packages=default.packages, search_paths=default.search_paths)
        )

    def with_settings(self, settings: Settings) -> Config:
        """Return a configuration of the same file with other settings."""
        return self._changed(settings, self.test_packages)

    def with_test_packages(self, roots: tuple[str, ...]) -> Config:
        """Return the same settings for a project whose packages in some places look like tests."""
        return self._changed(self.settings, roots)

    def _changed(self, settings: Settings, test_packages: tuple[str, ...]) -> Config:
        return Config(
            settings=settings,
            folder=self.folder,
            source=self.source,
            document=self.document,
            text=self.text,
            test_packages=test_packages,
            accepted_text=self.accepted_text,
        )

    def project_name(self) -> str | None:
        """Return `[project] name` (or Poetry's name), None if the file has neither."""
        return _text_at(self.document, "project", "name") or _text_at(
            self.document, "tool", "poetry", "name"
        )

    def requires_python(self) -> str | None:
        """Return `[project] requires-python`, None if the file does not have it."""
        return _text_at(self.document, "project", "requires-python")

    @cached_property
    def _excluded(self) -> GitIgnoreSpec | None:
        if not self.settings.exclude:
            return None
        from pathspec import GitIgnoreSpec

        return GitIgnoreSpec.from_lines(self.settings.exclude)

    def without_tests(self, paths: Iterable[str]) -> list[str]:
        """Return the paths without those of tests, which define nothing that is promised."""
        return [path for path in paths if not self.is_skipped_test(path)]

    def is_skipped_test(self, path: str) -> bool:
        """Return whether a file is a test that need not be read."""
        return self._looks_like_test(path) and self.is_excluded(path)

    def is_excluded(self, path: str) -> bool:
        """Return whether a file (its path in the repository) is not part of the promised API.

        Tests are not. `exclude` lists more files with the patterns of gitignore(5), relative to
        the folder of the table; a file that it re-includes (`!pkg/tests/`) is promised even if it
        looks like a test.
        """
        if self._excluded is not None:
            matched = self._excluded.check_file(self.inner_path(path)).include
            if matched is not None:
                return matched
        return self._looks_like_test(path)

    def inner_path(self, path: str) -> str:
        """Return a path in the repository relative to the folder of the project."""
        prefix = f"{self.folder}/" if self.folder else ""
        return path.removeprefix(prefix)

    def _looks_like_test(self, path: str) -> bool:
        for root in self.test_packages:
            if path == root or path.startswith(f"{root}/"):
                return path != root and is_test(path[len(root) + 1 :])
        return is_test(self.inner_path(path))


def is_test(path: str) -> bool:
    """Return whether a file is a test by its name or folder, as pytest finds them.

    Folders named `test` or `testing` do not count: packages keep helpers for the tests of their
    users there (`django.test`, `numpy.testing`). Files named `a_test.py` count only inside them.
    """
    *folders, name = path.split("/")
    stem, _, ending = name.rpartition(".")
    return (
        "tests" in folders
        or name == "conftest.py"
        or (ending in ("py", "pyi") and stem.startswith("test_"))
        or (stem.endswith("_test") and not {"test", "testing"}.isdisjoint(folders))
    )


def _text_at(document: dict[str, object], *keys: str) -> str | None:
    value: object = document
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, str) else None
