"""The code to paste for decorators, and for the accessors of properties."""

from __future__ import annotations

from collections.abc import Sequence

from unbroken.compare.fields import class_now
from unbroken.compare.pair import Pair
from unbroken.model.definitions import Decorator
from unbroken.rules.base import Code
from unbroken.rules.findings.code_text import code_at, imports_of_warning, warning
from unbroken.semantics.resolution import External

_DELETER = "deleter"


def decorator_code(pair: Pair, target: str, decorator: Decorator | None = None) -> Code | None:
    """Return a decorator from outside the package, with its import where the module needs it.

    `decorator` has the arguments with which it was written (None: it has none).
    """
    if pair.new is None:
        return None
    module, _, name = target.rpartition(".")
    arguments = ""
    if decorator is not None and decorator.called:
        keywords = (f"{key}={value}" for key, value in decorator.keywords)
        arguments = f"({', '.join((*decorator.arguments, *keywords))})"
    written = decorator.path if decorator is not None else name
    if pair.new_surface.resolve_name(pair.new, written) == External(target):
        return code_at(pair.new, "above", [f"@{written}{arguments}"])
    if name in pair.new.module.members:
        return None
    return code_at(pair.new, "above", [f"@{name}{arguments}"], [f"from {module} import {name}"])


def accessor_code(pair: Pair, accessors: Sequence[str]) -> Code | None:
    """Return setters and deleters of a property that only warn."""
    owner = class_now(pair)
    if owner is None or pair.new is None or pair.new_surface.owner(pair.new) != owner:
        return None
    name = pair.old.name
    lines: list[str] = []
    for accessor in accessors:
        verb, value = ("deleted", "") if accessor == _DELETER else ("set", ", value")
        lines += [
            f"@{name}.{accessor}",
            f"def {name}(self{value}):",
            f"    {warning(f'{name!r} can no longer be {verb}')}",
            "",
        ]
    return code_at(owner, "class", lines[:-1], imports_of_warning(owner.module))
