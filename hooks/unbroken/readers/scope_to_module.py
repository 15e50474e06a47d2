"""The module that both readers return, from the scope that they collected."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from unbroken.model.definitions import Module
from unbroken.readers.exports import read_exports
from unbroken.readers.imported_modules import shortest
from unbroken.readers.lazy.lazy_exports import with_lazy_exports
from unbroken.readers.scope import Scope


def module_from_scope(
    scope: Scope,
    exports: Sequence[ast.stmt],
    text: str,
    *,
    name: str,
    path: str,
    is_package: bool,
    docstring: str | None,
) -> Module:
    """Return the module with the definitions of a closed scope.

    `exports` are the statements that touch `__all__`, `text` is the source.
    """
    read = read_exports(exports, scope.members, text, name if is_package else "")
    if read is not None and not read.complete:
        scope.note_line(exports[0].lineno, "names in __all__ that are computed")
    module = Module(
        name=name,
        path=path,
        is_package=is_package,
        members=scope.members,
        stars=scope.stars,
        overridden_by_stars=scope.overridden_by_stars,
        submodules=tuple(sorted(scope.submodules)) if is_package else (),
        imports=shortest(scope.imports),
        calls=tuple(sorted(scope.calls)),
        passes_paths=tuple(sorted(scope.passes_paths)),
        sets_elsewhere=tuple(sorted(scope.sets_elsewhere)),
        registers=tuple(sorted(scope.registers)),
        raises_on_import=scope.raises_on_import,
        possible_names=tuple(sorted(scope.possible_names)),
        typing_imports=scope.typing_imports,
        typing_aliases=scope.typing_aliases,
        exports=read,
        docstring=docstring,
        not_understood=tuple(scope.not_understood),
        has_unknown_names=scope.has_unknown_names,
    )
    return with_lazy_exports(module, text)
