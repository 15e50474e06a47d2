"""What is new in the public API of a version, and what is newly deprecated."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from unbroken.checks.context import CheckContext
    from unbroken.config.config import Config
    from unbroken.semantics.surface import Surface
    from unbroken.sources.trees import GitTree


class PublicName(NamedTuple):
    """A public path, its definition as one line of source, and whether it is deprecated.

    Names with the same `origin` lead to the same object.
    """

    path: str
    text: str
    is_deprecated: bool = False
    origin: str = ""


class PublicChanges(NamedTuple):
    """The public names that were added, and those that were deprecated."""

    added: list[PublicName]
    deprecated: list[PublicName]


def public_changes(context: CheckContext, baseline: str) -> PublicChanges:
    """Compare the public names of the version that is checked with those of a commit.

    What is new or deprecated with its module or class is not listed again, nor is one object under
    several paths: it has the shortest one.
    """
    trees = (context.tree_at(baseline), context.new_tree())
    old, new = (public_names_of(_surface(context, tree), context.config) for tree in trees)
    added = {path for path in new if path not in old}
    deprecated = {
        path
        for path, name in new.items()
        if name.is_deprecated and path in old and not old[path].is_deprecated
    }
    return PublicChanges(
        added=_one_an_object(
            name for path, name in new.items() if path in added and _owner(path) not in added
        ),
        deprecated=_one_an_object(
            name
            for path, name in new.items()
            if path in deprecated and not (_owner(path) in new and new[_owner(path)].is_deprecated)
        ),
    )


def _one_an_object(names: Iterable[PublicName]) -> list[PublicName]:
    """Return the names without longer ones of the same objects."""
    shortest: dict[str, PublicName] = {}
    for name in names:
        known = shortest.setdefault(name.origin or name.path, name)
        if name.path.count(".") < known.path.count("."):
            shortest[name.origin or name.path] = name
    return list(shortest.values())


def _owner(path: str) -> str:
    return path.rpartition(".")[0]


def _surface(context: CheckContext, tree: GitTree) -> Surface:
    from unbroken.loading.loader import Loader, read_anyhow

    files = context.module_files(tree).values()
    loader = Loader(read_anyhow, context.request.cache)
    return loader.load(tree, files, context.package_names).surface


def public_names_of(surface: Surface, config: Config) -> dict[str, PublicName]:
    """Return the promised public names of a version, by path."""
    from unbroken.checks.compare_packages import with_exemptions
    from unbroken.compare.render import definition_text
    from unbroken.model.definitions import Class
    from unbroken.policy.deprecation.announcements import Announcements
    from unbroken.policy.stability import Marks
    from unbroken.semantics.public_api import public_members, public_modules, public_objects
    from unbroken.semantics.resolution import Definition

    marks = Marks(surface, config)
    announced = Announcements(marks, config)
    surface = with_exemptions(surface, config)
    names = {
        module.name: PublicName(module.name, f"module {module.name}")
        for module in public_modules(surface)
    }

    def add(path: str, definition: Definition, origin: str) -> None:
        is_deprecated = announced.of(definition) is not None
        names[path] = PublicName(path, definition_text(definition), is_deprecated, origin)

    for path, direct in public_objects(surface):
        if not isinstance(direct, Definition):
            names[path] = PublicName(path, "")
            continue
        if marks.stability(direct) is not None:
            continue
        origin = ".".join(direct.key)
        add(path, direct, origin)
        if isinstance(direct.member, Class):
            for name, member in public_members(surface, direct):
                if marks.stability(member) is None:
                    add(f"{path}.{name}", member, f"{origin}.{name}")
    return names
