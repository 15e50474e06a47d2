"""Annotations that name another class of the same name, however each of the two is written."""

from __future__ import annotations

import pytest

from tests.both_modes import incremental, whole

FILES = {
    "pkg/__init__.py": b"",
    "pkg/a.py": b"class Config:\n    x = 1\n",
    "pkg/b.py": b"class Config:\n    y = 1\n",
    "pkg/sub.py": b"from pkg import a\nclass Config(a.Config): ...\n",
    "pkg/again.py": b"from pkg.a import Config\n",
}
IMPORTS = "from pkg import a, b, sub, again\nfrom pkg.b import Config as Other\n"
FORMS = {
    "function": "def f(x: {0}) -> {0}: ...\n",
    "method": "class f:\n    async def m(self, x: {0}) -> {0}: ...\n",
    "in a list": "def f(x: list[{0}]) -> list[{0}]: ...\n",
    "optional": "def f(x: {0} | None) -> {0} | None: ...\n",
}


def files(form: str, annotation: str) -> dict[str, bytes]:
    return {**FILES, "pkg/m.py": (IMPORTS + FORMS[form].format(annotation)).encode()}


def types_changed(old: dict[str, bytes], new: dict[str, bytes]) -> set[str]:
    found = whole(old, new)
    assert incremental(old, old, new) == found
    return {rule for rule, *_ in found}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("now", ["b.Config", "Other"])
def test_another_class_is_another_type(form: str, now: str) -> None:
    found = types_changed(files(form, "a.Config"), files(form, now))
    assert found == {"parameter-type-changed", "return-type-changed"}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("old", "new"), [("a.Config", "again.Config"), ("b.Config", "Other"), ("Other", "b.Config")]
)
def test_another_path_to_a_class_is_the_same_type(form: str, old: str, new: str) -> None:
    assert types_changed(files(form, old), files(form, new)) == set()


def test_subclass_is_returned_and_base_is_accepted() -> None:
    old, new = (
        {**FILES, "pkg/m.py": (IMPORTS + f"def f(x: {x}) -> {returned}: ...\n").encode()}
        for x, returned in (("sub.Config", "a.Config"), ("a.Config", "sub.Config"))
    )
    assert types_changed(old, new) == set()
