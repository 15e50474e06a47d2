"""An `@overload` was removed, so that type checkers reject its calls or infer another result.

Keep the overload, or let another one accept its calls and return the same type.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from unbroken.compare.calls.compatibility import verdict
from unbroken.compare.calls.legacy_positional_only import normalised
from unbroken.compare.method_binding import binding_of
from unbroken.compare.pair import Pair
from unbroken.compare.types.annotation_changes import has_type_variable, related
from unbroken.model.definitions import Parameter, Signature
from unbroken.model.finding import Finding
from unbroken.model.signature_text import signature_text
from unbroken.rules.base import Break, Code, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.code_text import code_at, header_lines
from unbroken.rules.findings.known_names import imports_for
from unbroken.semantics.constructors.constructor import without_bound_parameter
from unbroken.semantics.decorators import decorator_targets
from unbroken.semantics.literals import shortened

_INT = "from typing import overload\n@overload\ndef f(x: int) -> int: ...\n"
_STR = "@overload\ndef f(x: str) -> str: ...\n"
_BYTES = "@overload\ndef f(x: bytes) -> bytes: ...\n"
_BODY = "def f(x): ..."
_BRANCHES = (
    "import sys\nfrom typing import overload\nif sys.version_info {}:\n    @overload\n"
    "    def f(x: {}) -> int: ...\n    @overload\n    def f(x: str) -> str: ...\nelse:\n"
    "    @overload\n    def f(x: {}) -> int: ...\n    @overload\n    def f(x: str) -> str: ...\n"
)

BREAKS = (
    Break(_INT + _STR + _BYTES + _BODY, _INT + _STR + _BODY),
    Break(_INT + _STR + _BODY, "def f(x: int | str) -> int | str: ..."),
    Break(_BRANCHES.format(">= (3, 10)", "bytes", "int") + _BODY, _INT + _STR + _BODY),
    Break(_BRANCHES.format("< (3, 10)", "int", "bytes") + _BODY, _INT + _STR + _BODY),
)

KEEPS = (
    Keep(_INT + _STR + _BODY, _INT + _STR + _BYTES + _BODY, "an overload was added"),
    Keep(
        _BRANCHES.format(">= (3, 10)", "int", "bytes") + _BODY,
        "import sys\n" + _INT + _STR + _BODY,
        "what was for old Pythons went",
    ),
    Keep(
        _BRANCHES.format("< (3, 10)", "bytes", "int") + _BODY,
        "import sys\n" + _INT + _STR + _BODY,
        "what was for old Pythons went",
    ),
    Keep(_INT + _STR + _BODY, _INT + _STR.replace("str)", "str | bytes)") + _BODY, "it takes more"),
    Keep(
        _INT + _STR + _BODY,
        "from typing import TypeVar\nT = TypeVar('T', int, str)\ndef f(x: T) -> T: ...",
        "a type variable says the same",
    ),
    Keep(
        "from typing import overload\nclass A:\n    @overload\n"
        "    def m(__self, __x: int) -> int: ...\n    @overload\n"
        "    def m(__self, __x: str) -> str: ...\n    def m(*args): ...",
        "from typing import overload\nclass A:\n    @overload\n"
        "    def m(self, x: int, /) -> int: ...\n    @overload\n"
        "    def m(self, y: str, /) -> str: ...\n    def m(*args): ...",
        "positional-only parameters, written in two ways",
    ),
    Keep("def f(x: int | str) -> int | str: ...", _INT + _STR + _BODY, "it says more"),
)

REMEDIES = (
    Remedy(
        "from typing import overload\n@overload\ndef f(x: int) -> int: ...\n@overload\n"
        "def f(x: bytes) -> bytes: ...\ndef f(x): return x",
        "from typing import overload\n@overload\ndef f(x: int) -> int: ...\n@overload\n"
        "def f(x: bytes | bytearray) -> bytes: ...\ndef f(x): return x",
        "f(b'')",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find overloads that nothing takes the place of."""
    if pair.functions is None:
        return
    old, new = pair.functions
    offered = new.overloads or (new.signature,)
    if old.overloads == new.overloads or (not new.overloads and _is_generic(new.signature)):
        return
    lost = [
        overload
        for overload in old.overloads
        # The same one first: most are still there.
        if not any(_serves(pair, overload, o) for o in sorted(offered, key=overload.__ne__))
    ]
    if lost:
        text = shortened(signature_text(lost[0]))
        more = f" (and {len(lost) - 1} more)" if len(lost) > 1 else ""
        yield finding(
            RULE,
            pair,
            f"overload {new.name}{text} was removed{more}",
            "Keep the overload, or let another one take its calls and give the same result.",
            old=f"def {new.name}{text}",
            code=_overloads_code(pair, lost),
        )


def _overloads_code(pair: Pair, lost: Sequence[Signature]) -> Code | None:
    """Return the lost overloads, for the place above the implementation.

    One that has none left gets back all that there were.
    """
    at, new = pair.new, pair.functions[1] if pair.functions is not None else None
    if at is None or new is None or new.alternatives or at.module.path.endswith(".pyi"):
        return None
    if not new.overloads:
        lost = pair.functions[0].overloads if pair.functions is not None else ()
    targets = (target.partition(".") for target in decorator_targets(pair.new_surface, at))
    binding = [f"@{name}" for source, _, name in targets if source == "builtins"]
    lines = []
    for signature in lost:
        shown = at._replace(member=replace(new, signature=signature))
        lines += ["@overload", *binding, *header_lines(shown, signature.parameters), "    ..."]
    annotations = [text for signature in lost for text in _annotations(signature)]
    imports = imports_for(pair, "overload", *annotations)
    return code_at(at, "above", lines, imports) if imports is not None else None


def _annotations(signature: Signature) -> Iterator[str | None]:
    yield signature.returns
    yield from (parameter.annotation for parameter in signature.parameters)


def _serves(pair: Pair, old: Signature, new: Signature) -> bool:
    """Return whether an overload takes the calls of another one and gives as much."""
    if verdict(_passed(pair, old), _passed(pair, new)) is not None:
        return False
    assert pair.new is not None
    generic = has_type_variable(pair.old_surface, pair.old, old.returns) or has_type_variable(
        pair.new_surface, pair.new, new.returns
    )
    if not generic and related(pair, old.returns, new.returns) in ("widened", "changed"):
        return False
    names = {parameter.name: parameter.annotation for parameter in new.parameters}
    return all(
        related(pair, parameter.annotation, names[parameter.name]) not in ("narrowed", "changed")
        for parameter in old.parameters
        if parameter.name in names
    )


def _passed(pair: Pair, signature: Signature) -> tuple[Parameter, ...]:
    """Return the parameters that callers pass."""
    binding = binding_of(pair.old_surface, pair.old)
    in_class = binding in ("instance", "class")
    parameters = without_bound_parameter(signature.parameters) if in_class else signature.parameters
    return normalised(Signature(parameters), in_class).parameters


def _is_generic(signature: Signature) -> bool:
    """Return whether a signature gives what it takes, by a type variable, or says nothing."""
    name = signature.returns
    if name is None:
        return True
    taken = {parameter.annotation for parameter in signature.parameters}
    return name in taken and name.isidentifier() and not hasattr(builtins, name)


RULE = PairRule(
    module=__name__,
    level="warning",
    typing=True,
    check=check,
    breaks=BREAKS,
    keeps=KEEPS,
    remedies=REMEDIES,
)
