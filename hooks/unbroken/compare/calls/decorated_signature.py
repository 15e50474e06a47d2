"""The signature of a function, with what its decorators and its body accept besides it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from unbroken.compare.calls.forwarded_arguments import positional_reach
from unbroken.compare.calls.shims import is_shim
from unbroken.model.definitions import Decorator, Function, Signature
from unbroken.semantics.resolution import Definition
from unbroken.semantics.surface import Surface
from unbroken.semantics.warned_parameters import warned_parameters
from unbroken.semantics.wrapped_signatures import with_converted_arguments
from unbroken.semantics.wrappers import outcomes


class DecoratedSignature(NamedTuple):
    """The signature of a `def`, and the decorators above it that accept other arguments.

    `reach` is how many positional arguments are made use of. `converting` is the signature with
    the arguments that decorators of the package convert, None where there are none. `warned` are
    the parameters of whose use the body warns. `has_body` is False where nothing is run that could
    treat a parameter in a special way: fields make the constructor.
    """

    signature: Signature
    decorators: Sequence[Decorator] = ()
    reach: int = 0
    converting: Signature | None = None
    warned: frozenset[str] = frozenset()
    has_body: bool = True

    @property
    def names(self) -> set[str]:
        """The parameters that can be passed by name."""
        return {parameter.name for parameter in self.signature.parameters}


def decorated_signature(
    signature: Signature,
    surface: Surface,
    provider: Definition | None,
    owner: Definition | None = None,
) -> DecoratedSignature:
    """Return a signature together with the shims of the definition that has it.

    `provider` is None where nobody wrote the signature. `owner` is the class through which a method
    is reached, if that is not the one that defines it.
    """
    member = provider.member if provider is not None else None
    if provider is None or not isinstance(member, Function):
        return DecoratedSignature(signature)
    decorators = [
        decorator
        for decorator, outcome in zip(
            member.decorators, reversed(outcomes(surface, provider)), strict=True
        )
        if is_shim(surface, provider, decorator, outcome)
    ]
    owner = owner or surface.owner(provider)
    converting = with_converted_arguments(signature, surface, provider)
    return DecoratedSignature(
        signature,
        decorators,
        positional_reach(surface, provider, owner, signature.parameters),
        None if converting is signature else converting,
        warned_parameters(surface, provider, missing=False),
    )
