"""Canonical text is the same from every Python, and means what the source means."""

from __future__ import annotations

import ast

import pytest

from unbroken.readers.expressions import expression_text, parse

SPELLED = {
    "lambda: {}": "lambda: {}",
    "lambda x: x": "lambda x: x",
    "{v: k for k, v in a.items()}": "{v: k for k, v in a.items()}",
    "[a for (b, (c, d)), e in f for g in h]": "[a for (b, (c, d)), e in f for g in h]",
    "[[a for ((b,), c) in d] for e, in f]": "[[a for (b,), c in d] for e, in f]",
    "(a for b in (c) if d)": "(a for b in c if d)",
    "f'a'": "'a'",
    "f'a{{}}'": "'a{}'",
    "f'{a}'": "'{}'.format(a)",
    "f'{a!r:>{b}}c{{{d}'": "'{!r:>{}}c{{{}'.format(a, b, d)",
    "f'{a:%Y-%m}'": "'{:%Y-%m}'.format(a)",
    "f'{a=}'": "'a={!r}'.format(a)",
    """f"{'|'.join(a)}" f'{b["c"]}'""": "'{}{}'.format('|'.join(a), b['c'])",
    """[f"{f'{a}'}"]""": "['{}'.format('{}'.format(a))]",
    "'self' + 'f'": "'self' + 'f'",
}


@pytest.mark.parametrize("source", SPELLED)
def test_text_is_the_same_on_every_python(source):
    text = expression_text(ast.parse(source, mode="eval").body)
    assert text == SPELLED[source]
    again = parse(text)
    assert again is not None
    assert expression_text(again) == text
    # Shared nodes are left as they are.
    assert expression_text(parse(source)) == expression_text(parse(source)) == text


@pytest.mark.parametrize(
    "source", [source for source in SPELLED if source.startswith(("f'", 'f"'))]
)
def test_rewritten_f_string_has_the_same_value(source):
    import datetime

    for a in (["x", "y"], "x"):
        known = {"a": a, "b": {"c": "z"}, "d": 3}
        if "%Y" in source:
            known["a"] = datetime.date(2020, 2, 3)
        if ">{b}" in source:
            known["b"] = 9
        assert eval(source, dict(known)) == eval(SPELLED[source], dict(known))


def test_integer_with_too_many_digits_is_an_ellipsis():
    assert expression_text(ast.parse(f"0x{'f' * 5000}", mode="eval").body) == "..."
