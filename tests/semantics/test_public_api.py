"""Which names are promised: by which paths users reach what."""

from __future__ import annotations

import pytest

from tests.rows import Row, both_readers, breaks, run

# An `__init__.py` with code of its own, which imports from elsewhere in the project.
CODE = "from p.urls import reverse\nfrom .models import Model\ndef ping(): return reverse()\n"
PARTS = {"p/__init__.py": "", "p/urls.py": "def reverse(): ...\n"}

ROWS = {
    "exported by a decorator": Row(
        {
            "m.py": "__all__ = []\ndef public(f):\n    __all__.append(f.__name__)\n    return f\n"
            "@public\ndef f(a): ...\n"
        },
        {
            "m.py": "__all__ = []\ndef public(f):\n    __all__.append(f.__name__)\n    return f\n"
            "@public\ndef f(): ...\n"
        },
        breaks(("parameter-removed", "m.f", "a")),
    ),
    "exported by a function, and by a list before": Row(
        {"m.py": "__all__ = ['f', 'g']\ndef f(): ...\ndef g(): ...\n"},
        {
            "m.py": "__all__ = ['f']\ndef f(): ...\ndef g(): ...\n"
            "def _more():\n    for name in globals():\n        __all__.append(name)\n_more()\n"
        },
    ),
    "a function that only looks at what is exported": Row(
        {"m.py": "__all__ = ['f']\ndef f(): return sorted(__all__)\ndef g(a): ...\n"},
        {"m.py": "__all__ = ['f']\ndef f(): return sorted(__all__)\ndef g(): ...\n"},
    ),
    "imported for its own use": Row(
        {**PARTS, "p/app/__init__.py": CODE, "p/app/models.py": "class Model: ...\n"},
        {"p/app/__init__.py": "def ping(): ...\nfrom .models import Model\n"},
    ),
    "imported from inside it": Row(
        {**PARTS, "p/app/__init__.py": CODE, "p/app/models.py": "class Model: ...\n"},
        {"p/app/__init__.py": "from p.urls import reverse\ndef ping(): ...\n"},
        breaks(("export-removed", "p.app.Model")),
    ),
    "imported only to be exported": Row(
        {**PARTS, "p/app/__init__.py": "from p.urls import reverse\n"},
        {"p/app/__init__.py": ""},
        breaks(("export-removed", "p.app.reverse")),
    ),
    "imported from a private place": Row(
        {
            **PARTS,
            "p/_urls.py": "def resolve(): ...\n",
            "p/app/__init__.py": "from p._urls import resolve\ndef ping(): ...\n",
        },
        {"p/app/__init__.py": "def ping(): ...\n"},
        breaks(("export-removed", "p.app.resolve")),
    ),
    "starred with an import for its own use": Row(
        {
            **PARTS,
            "p/app/__init__.py": CODE,
            "p/app/models.py": "class Model: ...\n",
            "p/all.py": "from p.app import *\n",
        },
        {"p/app/__init__.py": "from .models import Model\n"},
        breaks(("function-removed", "p.all.ping"), ("export-removed", "p.all.reverse")),
    ),
    "a private package beside a public one": Row(
        {
            "p/__init__.py": "from _p.config import Config, main\n__all__ = ['Config']\n",
            "_p/__init__.py": "",
            "_p/config.py": "class Config:\n    def get(self, a): ...\nclass Other: ...\n",
        },
        {"_p/config.py": "class Config:\n    def get(self, a, b): ...\n"},
        breaks(("parameter-added-required", "p.Config.get", "b")),
    ),
    "exported from a private package": Row(
        {
            "p/__init__.py": "from _p.config import Config\ndef f(): ...\n",
            "_p/__init__.py": "",
            "_p/config.py": "class Config: ...\n",
        },
        {"p/__init__.py": "def f(): ...\n"},
        breaks(("export-removed", "p.Config")),
    ),
    "only a private package": Row(
        {"_p/__init__.py": "def f(): ...\n"},
        {"_p/__init__.py": ""},
        breaks(("function-removed", "_p.f")),
    ),
    "packages with names that begin alike": Row(
        {
            "at/__init__.py": "from ._make import define\n",
            "at/_make.py": "def define(): ...\n",
            "attic/__init__.py": "from at import define\n__all__ = ['define']\n",
        },
        {"attic/__init__.py": "from at._make import define\n__all__ = ['define']\n"},
    ),
    "a folder without __init__.py": Row(
        {**PARTS, "p/more/deep/mod.py": "def f(): ...\n"},
        {"p/more/deep/mod.py": None},
        breaks(("module-removed", "p.more")),
    ),
    "a folder that keeps something": Row(
        {**PARTS, "p/more/one.py": "def f(): ...\n", "p/more/two.py": "def f(): ...\n"},
        {"p/more/two.py": None},
        breaks(("module-removed", "p.more.two")),
    ),
    "a folder with nothing to import": Row(
        {**PARTS, "p/more/_mod.py": "def f(): ...\n", "p/more/_deep/mod.py": "def f(): ...\n"},
        {"p/more/_mod.py": None, "p/more/_deep/mod.py": None},
    ),
}


@both_readers
@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS.keys())
def test_rows(reader, row: Row) -> None:
    run(row, reader)
