"""Whether the public shape of the changed files is as it was: for most commits, that is all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from unbroken.model.docstring_labels import EXPERIMENTAL
from unbroken.model.projection import DEFAULT, Projection
from unbroken.readers.shape.skeleton import difference

if TYPE_CHECKING:
    from unbroken.search.exported_names import Search


def leaves_shape_alone(
    before: Mapping[str, bytes],
    new: Mapping[str, bytes],
    search: Search,
    projection: Projection = DEFAULT,
) -> bool:
    """Return whether a change to some files surely leaves their public shape alone.

    Both map paths to contents and have the same paths. `search` finds the files that contain
    one of some words: a private name that another file re-exports may be public. `projection` is
    what of a definition is compared. False only means that a closer look is needed.
    """
    if projection.labels != EXPERIMENTAL and any(
        _has_label(source, projection.labels) for source in (*before.values(), *new.values())
    ):
        return False
    private: set[str] = set()
    for path, old in before.items():
        names = difference(old, new[path], projection)
        if names is None or names.public:
            return False
        private |= names.private
    if not private:
        return True
    from unbroken.search.exported_names import GIVEN

    words = {word for name in private for word in (name, f"{name}{GIVEN}")}
    return all(path in new for path in search(words))


def _has_label(source: bytes, labels: tuple[str, ...]) -> bool:
    text = _plain(source.decode("utf-8", "replace"))
    return any(_plain(label) in text for label in labels)


def _plain(text: str) -> str:
    return " ".join(text.lower().split())
