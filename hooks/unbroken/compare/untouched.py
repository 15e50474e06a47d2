"""Pairs that no rule can find anything in: most of them, in most runs."""

from __future__ import annotations

from unbroken.compare.pair import Pair
from unbroken.model.definitions import Attribute, Function, Parameter
from unbroken.model.projection import DEFAULT, Projection, looks_same
from unbroken.semantics.resolution import is_dotted

_CONSTANTS = ("None", "True", "False")


def is_untouched(pair: Pair, projection: Projection = DEFAULT) -> bool:
    """Return whether both versions look the same to users, wherever they are defined.

    Classes never count as untouched, because their bases matter. Neither do values that are
    computed from something else, as `partial(f)` is from `f`, nor functions whose parameters
    refer to something else: a default that is a name, or the keys of a TypedDict.
    """
    new = pair.new
    if new is None or not looks_same(pair.old.member, new.member, projection):
        return False
    if isinstance(pair.old.member, Function):
        is_method = "." in pair.old.qualname
        parameters = pair.old.member.signature.parameters
        return is_method == ("." in new.qualname) and not any(map(_refers_elsewhere, parameters))
    return isinstance(pair.old.member, Attribute) and "(" not in (pair.old.member.value or "")


def _refers_elsewhere(parameter: Parameter) -> bool:
    """Return whether a parameter may mean something else although its text is the same."""
    default, annotation = parameter.default, parameter.annotation
    is_named = default is not None and default not in _CONSTANTS and is_dotted(default)
    return is_named or (annotation is not None and "Unpack" in annotation)
