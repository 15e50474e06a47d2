"""What values lead to in other modules: the changed file alone shows what the package shows."""

from __future__ import annotations

import pytest

from tests.both_modes import incremental, whole

IMPORTS = ("from pkg._m import _g as {name}", "from pkg._m import _g", "from pkg import _m")
VALUES = {
    "choice": "f = {g} if make() else None",
    "or": "f = None or {g}",
    "dictionary": "T = {{'a': {g}}}",
    "list over lines": "T = [\n    1,\n    {g},\n]",
    "in a class": "class C:\n    T = {{\n        'a': {g},\n    }}",
    "choice in a class": "class C:\n    f = {g} if make() else None",
    "partial": "import functools\nf = functools.partial({g}) or None",
    "passed on": "f = lambda *a, **k: {g}(*a, **k)",
    "table": "_T = {{'a': {g}}}\nf = _T['a']",
    "bound by hand": "import types\nf = types.MethodType({g}, 1)",
    "by its name": "globals()['f'] = {g}",
    "in a loop": "for _n in ('f', 'h'): globals()[_n] = {g}",
    "in a loop over pairs": "for _n, _f in (('f', {g}),):\n    globals()[_n] = _f",
    "in a loop over lines": "for _n, _f in {{\n    'f': {g},\n}}.items():\n    globals()[_n] = _f",
    "update": "globals().update(f={g})",
    "update with a dictionary": "vars().update({{'f': {g}}})",
    "setattr of the module": "import sys\nsetattr(sys.modules[__name__], 'f', {g})",
    "setattr": "class C: ...\nsetattr(C, 'f', staticmethod({g}))",
    "setattr in a loop": "class C: ...\nfor _n in ('f',): setattr(C, _n, staticmethod({g}))",
    "setattr in a loop over pairs": (
        "class C: ...\nfor _n, _f in (('f', {g}),):\n    setattr(C, _n, staticmethod(_f))"
    ),
}


@pytest.mark.parametrize("form", VALUES)
@pytest.mark.parametrize("line", IMPORTS)
@pytest.mark.parametrize("holder", ["pkg/__init__.py", "pkg/api.py"])
def test_modes_agree_on_what_values_lead_to(form, line, holder):
    name = {"from pkg import _m": "_m._g", IMPORTS[0]: "_h"}.get(line, "_g")
    source = f"{line.format(name='_h')}\n{VALUES[form].format(g=name)}\n"
    old = {"pkg/__init__.py": b"", holder: source.encode(), "pkg/_m.py": b"def _g(a, b=1): ...\n"}
    new = {**old, "pkg/_m.py": b"def _g(a): ...\n"}
    found = whole(old, new)
    assert [(rule, parameter) for rule, _, parameter in found] == [("parameter-removed", "b")]
    assert incremental(old, old, new) == found
