"""How a witness is written, what it proves, and legacy positional-only parameters."""

from __future__ import annotations

import pytest

from tests.compare.calls.signature_source import signature
from unbroken.compare.calls.bind import Bound, Callee, Rejected, bind
from unbroken.compare.calls.causes import breaks
from unbroken.compare.calls.compatibility import BreakingCall, verdict
from unbroken.compare.calls.legacy_positional_only import normalised
from unbroken.compare.calls.witness import prove
from unbroken.errors import InternalError
from unbroken.model.definitions import Signature

F = Callee("f", "f")


def witness_call(old: str, new: str, callee: Callee = F) -> str:
    (cause,) = breaks(signature(old), signature(new), callee)
    return cause.witness.call


@pytest.mark.parametrize(
    ("old", "new", "call"),
    [
        ("config, dataloader", "config", "f(config, dataloader)"),
        ("config, optimizer='adam'", "config", "f(config, optimizer='adam')"),
        ("a, rate=-1.5e-3", "a", "f(a, rate=-0.0015)"),
        ("a, flag=True", "a", "f(a, flag=True)"),
        ("a, none=None", "a", "f(a, none=None)"),
        ("a, items=()", "a", "f(a, items=())"),
        # What would have to be looked up, or is long, is not shown.
        ("a, device=torch.device('cpu')", "a", "f(a, device=device)"),
        ("a, limit=MAX", "a", "f(a, limit=limit)"),
        ("a, text='a rather long text'", "a", "f(a, text=text)"),
        ("a, n=1 + 2", "a", "f(a, n=n)"),
        ("a, *values", "a", "f(a, values0)"),
        ("a, **options", "a", "f(a, extra=extra)"),
        (
            "extra, *, extra2, **options",
            "extra, *, extra2",
            "f(extra, extra2=extra2, extra3=extra3)",
        ),
        ("_private, b", "_private", "f(private, b)"),
    ],
)
def test_arguments_read_as_someone_would_write_them(old: str, new: str, call: str) -> None:
    assert witness_call(old, new) == call


def test_the_callee_is_written_as_called_and_named_as_python_names_it() -> None:
    method = Callee("model.forward", "Model.forward", 1)
    (cause,) = breaks(signature("x, y=1"), signature("x"), method)
    assert cause.witness.call == "model.forward(x, y=1)"
    assert cause.witness.error == "Model.forward() got an unexpected keyword argument 'y'"
    (cause,) = breaks(signature("x, y"), signature("x"), method)
    assert cause.witness.error == "Model.forward() takes 2 positional arguments but 3 were given"
    (cause,) = breaks(signature("x"), signature(""), method)
    assert cause.witness.error == "Model.forward() takes 1 positional argument but 2 were given"


def test_a_witness_that_does_not_hold_is_a_bug_of_ours() -> None:
    a, ab = signature("a").parameters, signature("a, b").parameters
    with pytest.raises(InternalError, match=r"f\(\) should work .* missing 1 required"):
        prove(a, ab, 0, (), F)
    with pytest.raises(InternalError, match=r"f\(a\) should not work .* but it does"):
        prove(a, a, 1, (), F)


def test_a_wrong_verdict_never_becomes_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    alarm = BreakingCall(1, (), "rejected")
    monkeypatch.setattr("unbroken.compare.calls.causes.verdict", lambda old, new: alarm)
    monkeypatch.setattr("unbroken.compare.calls.causes._shared_breaks", lambda *_: [(1, ())])
    with pytest.raises(InternalError, match="bug in unbroken"):
        breaks(signature("a, b=1"), signature("a"), F)


ERRORS = [
    ("a", 0, (), "missing 1 required positional argument: 'a'"),
    ("a, b", 0, (), "missing 2 required positional arguments: 'a' and 'b'"),
    ("a, b, c", 0, (), "missing 3 required positional arguments: 'a', 'b', and 'c'"),
    ("*, a", 0, (), "missing 1 required keyword-only argument: 'a'"),
    ("*, a, b, c, d", 0, ("b",), "missing 3 required keyword-only arguments: 'a', 'c', and 'd'"),
    ("a, *, k", 0, (), "missing 1 required positional argument: 'a'"),
    ("", 1, (), "takes 0 positional arguments but 1 was given"),
    ("a", 2, (), "takes 1 positional argument but 2 were given"),
    ("a=1", 2, (), "takes from 0 to 1 positional arguments but 2 were given"),
    ("a, b=1", 3, (), "takes from 1 to 2 positional arguments but 3 were given"),
    (
        "*, k",
        1,
        ("k",),
        "takes 0 positional arguments but 1 positional argument (and 1 keyword-only argument) "
        "were given",
    ),
    (
        "a, *, j, k",
        2,
        ("k", "j"),
        "takes 1 positional argument but 2 positional arguments (and 2 keyword-only arguments) "
        "were given",
    ),
    ("a", 1, ("a",), "got multiple values for argument 'a'"),
    ("a", 1, ("b",), "got an unexpected keyword argument 'b'"),
    # Keywords are looked at before anything else, in the order of the call.
    ("a", 5, ("y", "x"), "got an unexpected keyword argument 'y'"),
    ("a", 1, ("x", "a"), "got an unexpected keyword argument 'x'"),
    ("a, /", 0, ("a",), "got some positional-only arguments passed as keyword arguments: 'a'"),
    (
        "a, b, /",
        0,
        ("x", "b", "a"),
        "got some positional-only arguments passed as keyword arguments: 'a, b'",
    ),
]


@pytest.mark.parametrize(("source", "n", "keywords", "error"), ERRORS)
def test_refusals_are_worded_as_python_words_them(
    source: str, n: int, keywords: tuple[str, ...], error: str
) -> None:
    bound = bind(signature(source).parameters, n, keywords, F)
    assert isinstance(bound, Rejected)
    assert bound.error == f"f() {error}"
    scope: dict[str, object] = {}
    exec(f"def f({source}): pass", scope)
    with pytest.raises(TypeError) as raised:
        scope["f"](*range(n), **dict.fromkeys(keywords))
    assert str(raised.value).startswith(f"f() {error}")


def test_a_keyword_may_have_the_name_of_a_filled_positional_only_parameter() -> None:
    # `inspect.Signature.bind` of Python 3.11 refuses this call, Python takes it.
    bound = bind(signature("a=1, /, **kwargs").parameters, 0, ("a",), F)
    assert bound == Bound({"a": "kwargs"})


@pytest.mark.parametrize(
    ("source", "in_class", "expected"),
    [
        ("__x, y", False, "__x, /, y"),
        ("__x: int = 1, *args", False, "__x: int = 1, /, *args"),
        ("x, /, __y", False, "x, __y, /"),
        ("__x__, y", False, "__x__, y"),
        ("_x, y", False, "_x, y"),
        # A keyword parameter precedes it: at module level its name is as good as any.
        ("x, __y", False, "x, __y"),
        ("*, __x", False, "*, __x"),
        ("*__args, **__kwargs", True, "*__args, **__kwargs"),
        ("__x, y", True, "__x, /, y"),
    ],
)
def test_legacy_positional_only(source: str, in_class: bool, expected: str) -> None:
    assert normalised(signature(source), in_class) == signature(expected)


def test_in_a_class_the_name_is_mangled_wherever_the_parameter_stands() -> None:
    old = normalised(signature("x, __y"), in_class=True)
    new = normalised(signature("x, __z"), in_class=True)
    assert breaks(old, new, F) == ()


def test_a_legacy_positional_only_parameter_may_be_renamed() -> None:
    def verdict_of(old: str, new: str) -> BreakingCall | None:
        before, after = (normalised(signature(source), False) for source in (old, new))
        return verdict(before.parameters, after.parameters)

    assert verdict_of("__x", "__y") is None
    assert verdict_of("__x", "y, /") is None
    assert verdict_of("__x", "y") is None
    assert verdict_of("x, /", "__x") is None
    assert verdict_of("x", "__x") == BreakingCall(0, ("x",), "rejected")


def test_return_annotations_are_kept() -> None:
    old = Signature(signature("__x").parameters, "int")
    assert normalised(old, False).returns == "int"
