"""Values that are known from the source, and whether two of them are equal."""

from __future__ import annotations

from unbroken.model.definitions import Attribute
from unbroken.readers.constant_folding import NotConstantError, fold
from unbroken.readers.expressions import parsed
from unbroken.semantics.resolution import Definition, External, is_dotted
from unbroken.semantics.surface import Surface

_LONGEST = 60


def literal_key(text: str | None) -> str | None:
    """Return a text that equal literals share (`1_000` and `1000`); None for anything else."""
    node = parsed(text) if text is not None and text != "..." else None
    if node is None:
        return None
    try:
        return _key(fold(node))
    except (NotConstantError, TypeError, ValueError, RecursionError):
        return None


def _key(value: object) -> str:
    if isinstance(value, (set, frozenset)):
        return f"{type(value).__name__}({sorted(map(_key, value))})"
    if isinstance(value, dict):
        return f"dict({sorted((_key(name), _key(item)) for name, item in value.items())})"
    if isinstance(value, (list, tuple)):
        return f"{type(value).__name__}({[_key(item) for item in value]})"
    if isinstance(value, float) and value.is_integer():
        return repr(int(value))
    return repr(value)


def value_key(surface: Surface, at: Definition, text: str) -> str | None:
    """Return the key of a literal, or of the literal that a constant of the package stands for."""
    key = literal_key(text)
    if key is not None or not is_dotted(text):
        return key
    target = surface.resolve_name(at, text)
    constant = target.member if isinstance(target, Definition) else None
    if isinstance(constant, Attribute) and constant.scope == "module":
        return literal_key(constant.value)
    return None


def is_class_constant(surface: Surface, at: Definition, text: str) -> bool:
    """Return whether an expression names a constant of a class (`Mode.FAST`)."""
    target = surface.resolve_name(at, text) if is_dotted(text) else None
    constant = target.member if isinstance(target, Definition) else None
    return isinstance(constant, Attribute) and constant.scope == "class"


def meaning(surface: Surface, at: Definition, text: str) -> str:
    """Return a text that expressions of the same meaning share, as far as the source shows it."""
    key = value_key(surface, at, text)
    if key is not None or not is_dotted(text):
        return key or text
    target = surface.resolve_name(at, text)
    if isinstance(target, External):
        return target.target
    return target.path if isinstance(target, Definition) else text


def shortened(text: str) -> str:
    """Shorten a long value for a message."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def both_shortened(old: str, new: str) -> tuple[str, str]:
    """Shorten two values so that their first difference is still visible."""
    was, now = shortened(old), shortened(new)
    if was != now or old == new:
        return was, now
    same = next(i for i, (a, b) in enumerate(zip(f"{old}\0", f"{new}\0", strict=False)) if a != b)
    near = range(same - _LONGEST // 2, same)
    start = next((i for i in near if not old[i].isalnum() and old[i] not in "._"), near[0])
    return shortened(f"…{old[start:]}"), shortened(f"…{new[start:]}")
