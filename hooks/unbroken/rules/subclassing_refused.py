"""Subclasses that users wrote fail: the class refuses them, or its class keywords changed.

Let `__init_subclass__` accept what it accepted, with a default for each new keyword.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from unbroken.compare.members import own_members
from unbroken.compare.pair import Pair
from unbroken.model.definitions import Function, Parameter, ParameterKind, Signature
from unbroken.model.finding import Finding
from unbroken.model.signature_text import parameter_texts
from unbroken.rules.base import Break, Code, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.code_text import (
    code_at,
    header_lines,
    imports_of_warning,
    warning,
)
from unbroken.rules.findings.head_code import is_one_statement
from unbroken.rules.findings.signature_code import optional
from unbroken.rules.findings.words import listed
from unbroken.semantics.decorators import decorators_of
from unbroken.semantics.mro import is_plain
from unbroken.semantics.resolution import Definition, External
from unbroken.semantics.surface import Surface

_HOOK = "class A:\n    def __init_subclass__(cls{}): {}\n"

BREAKS = (
    Break("class A: ...", _HOOK.format("", "raise TypeError('final')")),
    Break("class A: ...", _HOOK.format(", *, key", "...")),
    Break("class A: ...", _HOOK.format(", key, **more", "...")),
    Break(_HOOK.format(", *, key=None", "..."), "class A: ..."),
    Break(
        "class _B:\n    def __init_subclass__(cls, key=None): ...\nclass A(_B): ...", "class A: ..."
    ),
    Break(
        "class A:\n    def __init_subclass__(cls, **options): print(cls)",
        "class A: ...",
    ),
    Break(
        "class A:\n    def __init_subclass__(cls, *, key=None, **rest):\n"
        "        super().__init_subclass__(**rest)",
        "class A:\n    def __init_subclass__(cls, **rest):\n"
        "        super().__init_subclass__(**rest)",
    ),
)

KEEPS = (
    Keep(
        "class A:\n    def __init_subclass__(cls, **options):\n"
        "        super().__init_subclass__(**options)",
        "class A: ...",
        "`object` refused the keywords",
    ),
    Keep("class A: ...", _HOOK.format(", *, key=None", "..."), "the keyword has a default"),
    Keep("class A: ...", _HOOK.format(", **keywords", "..."), "it demands nothing"),
    Keep(_HOOK.format("", "..."), "class A: ...", "it took no keywords"),
    Keep(
        _HOOK.format(", *, key=None", "..."),
        "from lib import B\nclass A(B): ...",
        "the base may take the keyword",
    ),
    Keep(_HOOK.format("", "raise TypeError"), _HOOK.format("", "raise ValueError"), "as before"),
    Keep(
        "class A:\n    def __init_subclass__(cls, *, key=None, **rest):\n"
        "        super().__init_subclass__(**rest)",
        "class B:\n    def __init_subclass__(cls, *, key=None): ...\nclass A(B):\n"
        "    def __init_subclass__(cls, **rest):\n        super().__init_subclass__(**rest)",
        "a base takes it",
    ),
)

_NAMED = (ParameterKind.POSITIONAL_OR_KEYWORD, ParameterKind.KEYWORD_ONLY)

REMEDIES = (
    Remedy(
        "class A: ...",
        "class A:\n    def __init_subclass__(cls, *, key=None): ...",
        "class B(A): ...",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find classes that refuse the subclasses of users."""
    if pair.classes is None or pair.new is None:
        return
    old, new = _hook(pair.old_surface, pair.old), _hook(pair.new_surface, pair.new)
    if old is None or new is None:
        return
    name = pair.old.name
    if new.only_raises and not old.only_raises:
        yield finding(
            RULE,
            pair,
            f"'{name}' refuses subclasses: its '__init_subclass__' only raises an exception",
            f"Let '{name}' be subclassed, and warn in '__init_subclass__' for a release.",
            code=_warning_code(pair),
        )
        return
    demanded = [
        f"'{parameter.name}'"
        for parameter in _keywords(new)
        if parameter.default is None and parameter.name not in _names(old)
    ]
    if demanded:
        yield finding(
            RULE,
            pair,
            f"subclasses of '{name}' must pass {listed(demanded)}: `class B({name})` fails",
            f"Give {listed(demanded)} of '__init_subclass__' a default.",
            code=_optional_code(pair),
        )
        return
    yield from _lost_keywords(pair, old, new)


def _lost_keywords(pair: Pair, old: Function, new: Function) -> Iterator[Finding]:
    """Find class keywords that subclasses can no longer pass.

    Where both versions write the method, its calls are compared as those of any method.
    """
    assert pair.new is not None
    name = pair.old.name
    refused = new is _DEFAULT or _hands_on_to_object(pair.new_surface, pair.new, new)
    kept = _names(new)
    lost = [f"'{name}'" for name in _names(old) if name not in kept] if refused else []
    if lost:
        yield finding(
            RULE,
            pair,
            f"subclasses of '{name}' can no longer pass {listed(lost)} as class keywords",
            f"Keep {listed(lost)} as a parameter of '__init_subclass__'.",
            code=_accepting_code(pair, old),
        )
    elif new is _DEFAULT and _ignores_keywords(old):
        yield finding(
            RULE,
            pair,
            f"subclasses of '{name}' can no longer pass class keywords",
            "Keep '__init_subclass__' with its '**kwargs'.",
            code=_accepting_code(pair, old),
        )


def _warning_code(pair: Pair) -> Code | None:
    """Return a hook that accepts subclasses with a warning."""
    written = _own_hook(pair)
    if written is None or not is_one_statement(written) or decorators_of(written):
        return None
    lines = [
        f"def {_NAME}(cls, **kwargs):",
        f"    super().{_NAME}(**kwargs)",
        f"    {warning(f'{pair.old.name!r} will refuse subclasses')}",
    ]
    return code_at(written, "statement", lines, imports_of_warning(written.module))


def _optional_code(pair: Pair) -> Code | None:
    """Return the header of the hook with a default for each of its keywords."""
    written = _own_hook(pair)
    if written is None or not is_one_statement(written):
        return None
    assert isinstance(written.member, Function)
    first, *others = written.member.signature.parameters
    with_default = [
        optional(replace(parameter, default="None"))
        if parameter.kind in _NAMED and parameter.default is None
        else parameter
        for parameter in others
    ]
    return code_at(written, "header", [*header_lines(written, [first, *with_default])])


def _accepting_code(pair: Pair, old: Function) -> Code | None:
    """Return a hook that accepts the class keywords of the old one, and ignores them."""
    assert pair.new is not None
    ignored = [replace(parameter, default="None", annotation=None) for parameter in _keywords(old)]
    written = _own_hook(pair)
    if written is not None:
        return _header_accepting(written, ignored)
    receiver = Parameter("cls", ParameterKind.POSITIONAL_OR_KEYWORD)
    more = Parameter("kwargs", ParameterKind.VAR_KEYWORD)
    handed_on = "" if _ignores_keywords(old) else "**kwargs"
    lines = [
        f"def {_NAME}({', '.join(parameter_texts([receiver, *ignored, more]))}):",
        f"    super().{_NAME}({handed_on})",
    ]
    return code_at(pair.new, "class", lines)


def _header_accepting(written: Definition, ignored: Sequence[Parameter]) -> Code | None:
    """Return the header of a hook with more keywords."""
    assert isinstance(written.member, Function)
    parameters = written.member.signature.parameters
    names = {parameter.name for parameter in parameters}
    lost = [
        replace(parameter, kind=ParameterKind.KEYWORD_ONLY)
        for parameter in ignored
        if parameter.name not in names
    ]
    if not is_one_statement(written):
        return None
    accepted = sorted([*parameters, *lost], key=lambda parameter: parameter.kind)
    return code_at(written, "header", [*header_lines(written, accepted)])


def _own_hook(pair: Pair) -> Definition | None:
    """Return the hook that the class of the new version writes itself."""
    assert pair.new is not None
    member = own_members(pair.new).get(_NAME)
    if not isinstance(member, Function):
        return None
    return Definition(pair.new.module, f"{pair.new.qualname}.{_NAME}", member)


_NAME = "__init_subclass__"
_DEFAULT = Function(name=_NAME, line=1, column=1, end_line=1, signature=Signature())
"""What `object` has: it takes no keywords."""


def _hook(surface: Surface, owner: Definition) -> Function | None:
    """Return the `__init_subclass__` of a class; None if it is not known."""
    for ancestor in surface.marked_mro(owner):
        if isinstance(ancestor, External):
            if not is_plain(ancestor):
                return None
            continue
        member = own_members(ancestor).get(_NAME)
        if member is not None:
            return member if isinstance(member, Function) else None
    return _DEFAULT


def _hands_on_to_object(surface: Surface, owner: Definition, hook: Function) -> bool:
    """Return whether a hook passes all other keywords to that of `object`, which refuses them."""
    hands_on = any(call.callee == f"super().{_NAME}" and call.kwargs for call in hook.forwards)
    ancestors = surface.marked_mro(owner)
    return hands_on and all(
        is_plain(part)
        if isinstance(part, External)
        else own_members(part).get(_NAME) in (None, hook)
        for part in ancestors
    )


def _keywords(hook: Function) -> list[Parameter]:
    """Return the parameters that a class statement can pass; the first one is the class."""
    parameters = [parameter for parameter in hook.signature.parameters if parameter.kind in _NAMED]
    is_bound = bool(parameters) and parameters[0].kind is ParameterKind.POSITIONAL_OR_KEYWORD
    return parameters[1:] if is_bound else parameters


def _ignores_keywords(hook: Function) -> bool:
    """Return whether a hook takes any keywords and does not hand them on to one that refuses."""
    kinds = {parameter.kind for parameter in hook.signature.parameters}
    is_handed_on = hook.forwards or hook.inspects or hook.calls_super
    return ParameterKind.VAR_KEYWORD in kinds and not is_handed_on


def _names(hook: Function) -> list[str]:
    return [parameter.name for parameter in _keywords(hook)]


RULE = PairRule(
    module=__name__,
    concerns_instances=False,
    level="error",
    check=check,
    breaks=BREAKS,
    keeps=KEEPS,
    remedies=REMEDIES,
)
