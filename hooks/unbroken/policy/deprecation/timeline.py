"""How long something deprecated stays: the window between its warning and its removal."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from unbroken.model.versions import parse_version
from unbroken.policy.semver import following

if TYPE_CHECKING:
    from packaging.version import Version

    from unbroken.policy.deprecation.announcements import Deprecation

_PARTS = ("major", "minor", "patch")


class Timeline(NamedTuple):
    """The window, and where a package stands in it.

    `version` is the one under development (None: not known); `releases` are those before it,
    which only the unit "release" asks for; `baseline` is the one that is compared with.
    """

    window: int
    unit: str
    version: Version | None = None
    releases: tuple[Version, ...] = ()
    baseline: Version | None = None

    def after(self, text: str | None) -> str | None:
        """Give the first version in which something deprecated in another one may be gone.

        None when that is no version, and for the unit "release": releases to come have no
        numbers yet. It has as many parts as the text, and those that the unit needs.
        """
        version = parse_version(text)
        if version is None or self.unit not in _PARTS:
            return None
        place = _PARTS.index(self.unit)
        parts = [*version.release, 0, 0][: max(len(version.release), place + 1)]
        parts[place] += self.window
        parts[place + 1 :] = [0] * len(parts[place + 1 :])
        epoch = f"{version.epoch}!" if version.epoch else ""
        return epoch + ".".join(map(str, parts))

    def starting_now(self) -> tuple[str, str] | None:
        """Give the versions of a deprecation that is written now: its first one, and the removal.

        That is the release to come, and its window. None when nothing says which that is.
        """
        coming = parse_version(self.version.base_version) if self.version is not None else None
        if self.baseline is not None and (coming is None or coming <= self.baseline):
            # Nobody has raised the version since the release.
            coming = following(self.baseline, "patch" if self.unit == "patch" else "minor")
        if coming is None:
            return None
        # Releases to come have no numbers yet: most are minor ones.
        timeline = self if self.unit in _PARTS else self._replace(unit="minor")
        removal = timeline.after(str(coming))
        return (str(coming), removal) if removal is not None else None

    def carried(self, text: str | None) -> int | None:
        """Count the releases since a version: those that warned. None when it is no version."""
        since = parse_version(text)
        if since is None:
            return None
        first = parse_version(since.base_version)
        return len({e for e in self.releases if first is not None and e >= first and self._past(e)})

    def _past(self, release: Version) -> bool:
        return self.version is None or release < self.version

    def missing(self, announced: Deprecation) -> int:
        """Count the releases that have still to warn, where the window counts releases."""
        carried = self.carried(announced.version) if self.unit == "release" else None
        return 0 if carried is None else max(self.window - carried, 0)

    def is_over(self, announced: Deprecation) -> bool:
        """Tell whether what announces no version of removal was there for the whole window."""
        if self.unit == "release":
            carried = self.carried(announced.version)
            return carried is not None and carried >= self.window
        due = parse_version(self.after(announced.version))
        current = parse_version(self.version.base_version) if self.version is not None else None
        return due is not None and current is not None and current >= due
