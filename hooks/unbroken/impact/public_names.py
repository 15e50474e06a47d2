"""The public paths of what sites use: a definition in a private module may have one."""

from __future__ import annotations

import msgspec

from unbroken.impact.site import Site
from unbroken.model.identifiers import is_private
from unbroken.semantics.public_api import public_paths
from unbroken.semantics.resolution import Definition
from unbroken.semantics.surface import Surface


def with_public_name(site: Site, surface: Surface) -> Site:
    """Return a site that names its object as users reach it in the old library, if they can."""
    if not site.is_private:
        return site
    parts = site.object.split(".")
    for end in range(len(parts), 0, -1):
        if any(map(is_private, parts[end:])):
            break
        target = surface.resolve(".".join(parts[:end]))
        paths = public_paths(surface, target) if isinstance(target, Definition) else ()
        if paths:
            shortest = min(paths, key=lambda path: (path.count("."), len(path), path))
            name = ".".join((shortest, *parts[end:]))
            return msgspec.structs.replace(site, object=name, is_private=False)
    return site
