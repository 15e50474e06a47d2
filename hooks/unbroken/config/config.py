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
EXEMPT_DECORATORS = ("internal_api", "experimental_api", "deprecated")


class Override(NamedTuple):
    """Levels for the objects that match one of some globs."""

    objects: tuple[str, ...]
    rules: dict[str, Level]


class Acceptance(NamedTuple):
    """A break made on purpose; `since` is the baseline that it was accepted against."""

    object: str
    rule: str
    reason: str
    parameter: str | None = None
    since: str | None = None


class DeprecationSettings(NamedTuple):
    """How long something stays after it was deprecated: `window` releases of one `unit`.

    `decorators` are more decorators that deprecate, the `arguments` more names that theirs have.
    """

    window: int = 2
    unit: str = "minor"
    decorators: tuple[str, ...] = ()
    version_arguments: tuple[str, ...] = ()
    removal_arguments: tuple[str, ...] = ()
    alternative_arguments: tuple[str, ...] = ()
    reason_arguments: tuple[str, ...] = ()


class Settings(NamedTuple):
    """The values of the table; what is None or empty was left out and is found."""

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


class Config:
    """The settings of one project: what its table says, and where it stands.

    `folder` is where the project is, relative to the repository, with slashes ("" for the root);
    `source` is the file that the table was read from, None when there is no table. `project` is
    what the rest of the file tells: its `[project]` name, and more; `text` is all of it.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        folder: str = "",
        source: str | None = None,
        document: dict[str, object] | None = None,
        text: str = "",
    ) -> None:
        self.settings = settings or Settings()
        self.folder = folder
        self.source = source
        self.document = document or {}
        self.text = text

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
        """The decorators of what is not promised."""
        return self.settings.exempt_decorators

    @property
    def file(self) -> str:
        """The path in the repository of the project's `pyproject.toml`, there or not."""
        return f"{self.folder}/pyproject.toml" if self.folder else "pyproject.toml"

    def snapshot_path(self) -> str:
        """Give where the snapshot of the baseline is (its path in the repository)."""
        path = self.settings.snapshot or SNAPSHOT_PATH
        return f"{self.folder}/{path}" if self.folder else path

    def without_snapshot(self) -> Config:
        """Give the same settings as if no snapshot was configured."""
        settings = self.settings._replace(snapshot=None)
        return Config(settings, self.folder, self.source, self.document)

    def project_name(self) -> str | None:
        """Give `[project] name` (or Poetry's), if the file has it."""
        return _text_at(self.document, "project", "name") or _text_at(
            self.document, "tool", "poetry", "name"
        )

    def requires_python(self) -> str | None:
        """Give the Pythons that the project is for, if the file says so."""
        return _text_at(self.document, "project", "requires-python")

    @cached_property
    def _excluded(self) -> GitIgnoreSpec | None:
        if not self.settings.exclude:
            return None
        from pathspec import GitIgnoreSpec

        return GitIgnoreSpec.from_lines(self.settings.exclude)

    def without_tests(self, paths: Iterable[str]) -> list[str]:
        """Leave out the tests, which need not be read: nothing that is promised is in them."""
        return [each for each in paths if not self.is_skipped_test(each)]

    def is_skipped_test(self, path: str) -> bool:
        """Tell whether a file is a test that need not be read."""
        prefix = len(self.folder) + 1 if self.folder else 0
        return is_test(path[prefix:]) and self.is_excluded(path)

    def is_excluded(self, path: str) -> bool:
        """Tell whether a file (its path in the repository) is no promise.

        Tests are none. `exclude` lists more, in the form of gitignore(5) and relative to the
        table; what it takes back (`!pkg/tests/`) is promised even if it looks like a test.
        """
        inner = path
        if self.folder and path.startswith(f"{self.folder}/"):
            inner = path[len(self.folder) + 1 :]
        listed = self._excluded.check_file(inner).include if self._excluded is not None else None
        return is_test(inner) if listed is None else listed


def is_test(path: str) -> bool:
    """Tell whether a file is a test by its name or folder, as pytest finds them.

    Folders named `test` or `testing` are none: packages keep there what helps users to test
    (`django.test`, `numpy.testing`). Only in them is `a_test.py` one for certain.
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
    found: object = document
    for key in keys:
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, str) else None
