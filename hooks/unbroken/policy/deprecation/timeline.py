"""The window between a deprecation and its removal."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from unbroken.model.versions import parse_version, raise_version
from unbroken.policy.semver import next_release

if TYPE_CHECKING:
    from packaging.version import Version

    from unbroken.policy.deprecation.announcements import Deprecation


class Timeline(NamedTuple):
    """The window, and the versions of the package that are measured by it.

    `version` is the version under development (None: not known), `releases` are the versions
    released before it, which only the unit "release" needs, and `baseline` is the version of the
    baseline.
    """

    window: int
    unit: str
    version: Version | None = None
    releases: tuple[Version, ...] = ()
    baseline: Version | None = None

    def after(self, text: str | None) -> str | None:
        """Return the first version that may be without something deprecated in version `text`.

        None when the text is not a version, and for the unit "release": future releases have no
        numbers yet.
        """
        version = parse_version(text)
        if version is None or self.unit == "release":
            return None
        return str(raise_version(version, self.unit, self.window))

    def starting_now(self) -> tuple[str, str] | None:
        """Return the versions of a deprecation that is written now: its first, and the removal.

        The first is the next release; the window leads from it to the removal. None when the next
        release is not known.
        """
        coming = parse_version(self.version.base_version) if self.version is not None else None
        if self.baseline is not None and (coming is None or coming <= self.baseline):
            # The version was not raised since the release.
            coming = next_release(self.baseline, "patch" if self.unit == "patch" else "minor")
        if coming is None:
            return None
        # Future releases have no numbers yet; most are minor ones.
        timeline = self._replace(unit="minor") if self.unit == "release" else self
        removal = timeline.after(str(coming))
        return (str(coming), removal) if removal is not None else None

    def releases_since(self, text: str | None) -> int | None:
        """Return how many releases warned since a version; None when `text` is not a version."""
        since = parse_version(text)
        if since is None:
            return None
        first = parse_version(since.base_version)
        return len(
            {
                release
                for release in self.releases
                if first is not None and release >= first and self._is_before_this(release)
            }
        )

    def _is_before_this(self, release: Version) -> bool:
        return self.version is None or release < self.version

    def missing_releases(self, announced: Deprecation) -> int:
        """Return how many releases must still warn, where the window counts releases."""
        warned = self.releases_since(announced.version) if self.unit == "release" else None
        return 0 if warned is None else max(self.window - warned, 0)

    def is_over(self, announced: Deprecation) -> bool:
        """Return whether the window has passed for a deprecation without a removal version."""
        if self.unit == "release":
            warned = self.releases_since(announced.version)
            return warned is not None and warned >= self.window
        due = parse_version(self.after(announced.version))
        current = parse_version(self.version.base_version) if self.version is not None else None
        return due is not None and current is not None and current >= due
