"""Classes from outside the library whose instances pass a call on to a method."""

from __future__ import annotations

from unbroken.semantics.resolution import Definition, External
from unbroken.semantics.surface import Surface

# `torch.nn.Module.__call__` passes its arguments to `forward` (PyTorch documentation, "Module").
_FORWARDING = {
    "torch.nn.Module", "torch.nn.modules.Module", "torch.nn.modules.module.Module",
}  # fmt: skip


def forwards_calls(surface: Surface, owner: Definition) -> bool:
    """Return whether a call of an instance of a class is passed on to its `forward`."""
    return any(
        isinstance(part, External) and part.target in _FORWARDING for part in surface.mro(owner)
    )
