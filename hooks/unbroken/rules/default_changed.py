"""A parameter has another default, so that calls without it do something else.

Mention it in the release notes. To move users gently, warn for a release when the parameter is
left out, and change the default in the next release.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from unbroken.compare.pair import Pair
from unbroken.model.definitions import Attribute, Function
from unbroken.model.finding import Finding, Level
from unbroken.rules.base import Break, Code, Keep, PairRule, Remedy
from unbroken.rules.findings.code_text import code_at, header_lines, imports_of_warning, quoted
from unbroken.rules.findings.known_names import imports_for
from unbroken.rules.findings.parameters import Kept, kept_parameters, parameter_finding
from unbroken.rules.findings.signature_code import is_written, optional
from unbroken.semantics.literals import (
    both_shortened,
    is_class_constant,
    literal_key,
    meaning,
    value_key,
)
from unbroken.semantics.resolution import Definition
from unbroken.semantics.warned_parameters import warned_parameters

_DATACLASS = "from dataclasses import dataclass, field\n\n@dataclass\nclass A:\n"

BREAKS = (
    Break("def f(x, timeout=10): ...", "def f(x, timeout=20): ..."),
    Break("def f(*, strict=False): ...", "def f(*, strict=True): ..."),
    Break("def f(x=()): ...", "def f(x=None): ..."),
    Break("def f(x=1, /): ...", "def f(y=2, /): ..."),
    Break(
        "import logging\nlogger = logging.getLogger(__name__)\ndef f(x=1): ...",
        "import logging\nlogger = logging.getLogger(__name__)\ndef f(x=None):\n"
        "    if x is None:\n        logger.warning('no x')",
    ),
    Break("LIMIT = 1\ndef f(x=LIMIT): ...", "LIMIT = 1\ndef f(x=2): ..."),
    Break("LIMIT = 1\ndef f(x=LIMIT): ...", "LIMIT = 2\ndef f(x=LIMIT): ..."),
    Break("import lib\ndef f(x=lib.A): ...", "import lib\ndef f(x=lib.B): ...", level="note"),
    Break(
        "class M:\n    A = 1\n    B = 2\ndef f(x=M.A): ...",
        "class M:\n    A = 1\n    B = 2\ndef f(x=M.B): ...",
    ),
    Break(
        "class A:\n    def __init__(self, x=1): ...", "class A:\n    def __init__(self, x=2): ..."
    ),
    Break(_DATACLASS + "    x: int = 1", _DATACLASS + "    x: int = 2"),
    Break(
        "class A:\n    def __init__(self, x=1): ...\nclass B(A): ...",
        "class A:\n    def __init__(self, x=2): ...\nclass B(A): ...",
    ),
)

KEEPS = (
    Keep("def f(x=1_000): ...", "def f(x=1000): ...", "the same number"),
    Keep("def f(x=1e0): ...", "def f(x=1.0): ...", "the same number"),
    Keep("def f(x=1): ...", "def f(x=1.0): ...", "an equal number"),
    Keep("def f(x='a'): ...", 'def f(x="a"): ...', "the same string"),
    Keep("def f(x=1 << 10): ...", "def f(x=1024): ...", "the same number"),
    Keep("def f(x={}): ...", "def f(x=dict()): ...", "the same value"),
    Keep("LIMIT = 1\ndef f(x=1): ...", "LIMIT = 1\ndef f(x=LIMIT): ...", "the same value, named"),
    Keep(
        "import lib\ndef f(x=lib.A): ...",
        "from lib import A\ndef f(x=A): ...",
        "the same name, imported in another way",
    ),
    Keep("def f(x): ...", "def f(x=1): ...", "a default was added"),
    Keep(
        "def f(x=1): ...",
        "import warnings\ndef f(x=None):\n    if x is None:\n"
        "        warnings.warn('the default of x will change', FutureWarning, stacklevel=2)\n"
        "        x = 1",
        "it warns where `x` is left out",
    ),
    Keep(
        "def f(x=1): ...",
        "from warnings import warn\ndef f(x=None):\n    if x is not None:\n"
        "        warn('x is deprecated', DeprecationWarning, stacklevel=2)",
        "it warns where `x` is passed: what is left out is not used",
    ),
    Keep("LIMIT = 4\ndef f(x=LIMIT): ...", "LIMIT = 2 + 2\ndef f(x=LIMIT): ...", "the same value"),
    Keep(
        "import lib\nLIMIT = 1\ndef f(x=LIMIT): ...",
        "import lib\nLIMIT = lib.LIMIT\ndef f(x=LIMIT): ...",
        "the new value of the constant is not known",
    ),
    Keep(
        _DATACLASS + "    x: list = field(default_factory=list)",
        _DATACLASS + "    x: list = field(default_factory=lambda: [])",
        "the same value",
    ),
    Keep(
        "from dataclasses import dataclass\n@dataclass\nclass _C:\n    a: int = 1\nc = _C()",
        "from dataclasses import dataclass\n@dataclass\nclass _C:\n    a: int = 2\nc = _C()",
        "users have an instance, and do not call its class",
    ),
)

REMEDIES = (
    Remedy(
        "def f(x, timeout=10): return timeout",
        "import warnings\ndef f(x, timeout=None):\n    if timeout is None:\n"
        "        warnings.warn('it will be 20', FutureWarning, stacklevel=2)\n"
        "        timeout = 10\n    return timeout",
        "import warnings\nwith warnings.catch_warnings():\n    warnings.simplefilter('ignore')\n"
        "    assert f(1) == 10",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find parameters whose defaults mean something else."""
    for kept in kept_parameters(pair):
        level = _judged(pair, kept)
        if level is None or _is_announced(pair, kept) or _is_refused(pair, kept):
            continue
        was, now = both_shortened(*_shown(pair, kept))
        yield parameter_finding(
            RULE,
            pair,
            kept,
            f"default of '{kept.old.name}' changed from {was} to {now}",
            f"Keep {was}, or warn for a release when '{kept.old.name}' is left out.",
            level=level,
            code=_code(pair, kept),
        )


def _is_refused(pair: Pair, kept: Kept) -> bool:
    """Return whether nothing else can be passed any more, which is a finding of its own."""
    return pair.functions is not None and kept.new.name in pair.functions[1].refuses


def _is_announced(pair: Pair, kept: Kept) -> bool:
    """Return whether the body warns of the parameter, or of calls that leave it out."""
    target = _function(pair, kept)
    return target is not None and any(
        kept.new.name in warned_parameters(pair.new_surface, target[0], missing=missing)
        for missing in (True, False)
    )


def _function(pair: Pair, kept: Kept) -> tuple[Definition, Function] | None:
    """Return the function of the new version that has a parameter, if it is written."""
    at = kept.scopes[1] if pair.classes is not None else pair.new
    member = at.member if at is not None else None
    return (at, member) if at is not None and isinstance(member, Function) else None


def _code(pair: Pair, kept: Kept) -> Code | None:
    """Return a header with the former default, and a warning of the new one where that can be."""
    target = _function(pair, kept)
    was, now = _former_default(pair, kept), kept.new.default
    if kept.field and was is not None:
        return _field_code(kept, was)
    if target is None or was is None or now is None or not is_written(target[0]):
        return None
    at, function = target
    name, default, lines = kept.new.name, was, list[str]()
    is_literal = literal_key(was) is not None and literal_key(now) is not None
    if "None" not in (was, now) and is_literal:
        default = "None"
        text = f"the default of {name!r} will change from {was} to {now}"
        lines = [
            f"    if {name} is None:",
            f"        warnings.warn({quoted(text)}, FutureWarning, stacklevel=2)",
            f"        {name} = {was}",
        ]
    parameters = [
        optional(replace(parameter, default=default)) if parameter.name == name else parameter
        for parameter in function.signature.parameters
    ]
    imports = imports_of_warning(at.module) if lines else []
    return code_at(at, "header", [*header_lines(at, parameters), *lines], imports)


def _former_default(pair: Pair, kept: Kept) -> str | None:
    """Return an expression that still has the value of before; None if there may be none."""
    was, now = kept.old.default, kept.new.default
    if was is None or literal_key(was) is not None:
        return was
    if was == now:
        values = _named_values(pair, kept)
        return values[0] if values is not None and literal_key(values[0]) is not None else None
    is_known = value_key(pair.old_surface, kept.scopes[0], was) is not None or is_class_constant(
        pair.old_surface, kept.scopes[0], was
    )
    return was if is_known and imports_for(pair, was) == [] else None


def _field_code(kept: Kept, was: str) -> Code | None:
    """Return the field of a dataclass with the former default."""
    at, annotation = kept.at, kept.new.annotation
    field = at.member if at is not None else None
    if at is None or annotation is None or not isinstance(field, Attribute):
        return None
    if field.value != kept.new.default:
        return None  # It is written as a call of `field`, which has more in it.
    return code_at(at, "statement", [f"{field.name}: {annotation} = {was}"])


def _judged(pair: Pair, kept: Kept) -> Level | None:
    """Return how much a changed default weighs; None where nothing changed.

    A name or call that is not known to be something else may well have the same value.
    """
    old, new = kept.old.default, kept.new.default
    if old is None or new is None or "..." in (old, new):
        return None
    if old == new:
        values = _named_values(pair, kept)
        return RULE.level if values is not None and values[0] != values[1] else None
    was = meaning(pair.old_surface, kept.scopes[0], old)
    now = meaning(pair.new_surface, kept.scopes[1], new)
    if was == now:
        return None
    known = literal_key(old) is not None or (was != old and literal_key(was) is not None)
    if is_class_constant(pair.old_surface, kept.scopes[0], old):
        known = known or is_class_constant(pair.new_surface, kept.scopes[1], new)
    return RULE.level if known else "note"


def _named_values(pair: Pair, kept: Kept) -> tuple[str, str] | None:
    """Return the old and new value of the constant that is the default; None if not known."""
    if literal_key(kept.old.default) is not None:
        return None
    was = value_key(pair.old_surface, kept.scopes[0], str(kept.old.default))
    now = value_key(pair.new_surface, kept.scopes[1], str(kept.new.default))
    return (was, now) if was is not None and now is not None else None


def _shown(pair: Pair, kept: Kept) -> tuple[str, str]:
    """Return both defaults as text: as written, or the values of a constant that changed."""
    old, new = str(kept.old.default), str(kept.new.default)
    if old == new:
        return _named_values(pair, kept) or (old, new)
    return old, new


RULE = PairRule(
    module=__name__,
    level="warning",
    bump="minor",
    check=check,
    breaks=BREAKS,
    keeps=KEEPS,
    remedies=REMEDIES,
)
