"""The run itself: which versions to compare, file by file or as a whole, project by project."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from holdfast.incremental import Escalation, Version, Versions, leaves_shape_alone

if TYPE_CHECKING:
    from holdfast.config import Config
    from holdfast.finding import Finding
    from holdfast.source.baseline import Baseline
    from holdfast.source.git import Repository

Mode = Literal["check", "incremental", "full"]


class Request(NamedTuple):
    """What the command line asks for; None and () where it says nothing."""

    mode: Mode
    cwd: str
    files: tuple[str, ...] = ()
    baseline: str | None = None
    current: str | None = None
    config: str | None = None
    environment: Mapping[str, str] = os.environ


class Outcome(NamedTuple):
    """What came of one project."""

    config: Config
    findings: list[Finding]
    baseline: Baseline | None
    new: str
    mode: str
    how: str
    files: int
    objects: int
    whole: bool
    note: str
    seconds: float


