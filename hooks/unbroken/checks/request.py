"""What a run is asked to do."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from unbroken.cache.cache import Cache
    from unbroken.config.config import Config

Mode = Literal["check", "incremental", "full", "deprecations"]


class Request(NamedTuple):
    """What the command line asks for; None and () where it says nothing."""

    mode: Mode
    cwd: str
    files: tuple[str, ...] = ()
    baseline: str | None = None
    current: str | None = None
    config: str | None = None
    packages: tuple[str, ...] = ()
    environment: Mapping[str, str] = os.environ
    progress: Callable[[int, int], None] | None = None
    cache: Cache | None = None
    is_config_on_disk: bool = False
    """Whether the configuration on disk counts, also where another version is checked."""
    verbose: bool = False
    """Whether each finding says which of the project's own files it breaks, which takes longer."""
    settings: Config | None = None
    """Used instead of what the files say."""
