"""Functions that decorators make commands, fixtures or tests of: nobody calls them by their `def`.

What they take is given by the library that the decorator comes from (the options of a command
line, other fixtures), so that their parameters are no promise to callers.
"""

from __future__ import annotations

from unbroken.model.definitions import Function
from unbroken.semantics.resolution import Definition, External
from unbroken.semantics.surface import Surface

# The dotted paths of such decorators; of a whole library, where all of its decorators are.
_MAKERS = (
    "asyncclick", "click", "cloup", "hydra.main", "hypothesis.given", "pytest.fixture",
    "pytest_asyncio.fixture", "rich_click",
)  # fmt: skip


def is_made_command(surface: Surface, definition: Definition) -> bool:
    """Return whether a decorator gives a function what it takes."""
    if not isinstance(definition.member, Function):
        return False
    targets = (
        surface.resolve_name(definition, decorator.path)
        for decorator in definition.member.decorators
        if decorator.path
    )
    return any(
        isinstance(target, External)
        and any(
            target.target == maker or target.target.startswith(f"{maker}.") for maker in _MAKERS
        )
        for target in targets
    )
