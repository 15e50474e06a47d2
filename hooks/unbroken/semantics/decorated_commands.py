"""Functions that decorators make commands, fixtures or tests of: nobody calls them by their `def`.

What they take is given by the library that the decorator comes from (the options of a command
line, other fixtures), so that their parameters are no promise to callers.
"""

from __future__ import annotations

from unbroken.model.definitions import Function
from unbroken.semantics.decorators import decorator_targets
from unbroken.semantics.resolution import Definition
from unbroken.semantics.surface import Surface

# The dotted paths of such decorators; of a whole library, where all of its decorators are.
_MAKERS = (
    "asyncclick", "click", "cloup", "hydra.main", "hypothesis.given", "pytest.fixture",
    "pytest_asyncio.fixture", "rich_click",
)  # fmt: skip


def is_made_command(surface: Surface, definition: Definition) -> bool:
    """Return whether a decorator gives a function what it takes."""
    return isinstance(definition.member, Function) and any(
        not surface.inside(target)
        and any(target == maker or target.startswith(f"{maker}.") for maker in _MAKERS)
        for target in decorator_targets(surface, definition)
    )
