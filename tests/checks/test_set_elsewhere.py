"""What modules set on others, or put into `sys.modules`, stands in for what is gone there."""

from __future__ import annotations

import pytest

from tests.both_modes import incremental, introduced, whole

BASELINE = {
    "pkg/__init__.py": "",
    "pkg/a.py": "def f(): ...\ndef g(): ...\n",
    "pkg/_b.py": "def f(): ...\n",
    "pkg/_set.py": "",
}
FORMS = (
    "import pkg.a\npkg.a.f = print\n",
    "from . import a, _b\na.f = _b.f\n",
    "from pkg import a as m\nif m:\n    m.f, m.h = print, 1\n",
    "from pkg import a\na.f: object = print\n",
    "from pkg import a\nx = a.f = print\n",
    "import sys\nfrom . import a\na.f = sys.exit; a.h = 2\n",
)


def encoded(files: dict[str, str]) -> dict[str, bytes]:
    """Return the texts of some files as bytes, beside those of the baseline."""
    return {path: text.encode() for path, text in {**BASELINE, **files}.items()}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("package", ["", "from . import _set\n"])
def test_both_modes_find_who_sets_a_name(form: str, package: str) -> None:
    old = encoded({})
    new = encoded({"pkg/__init__.py": package, "pkg/a.py": "def g(): ...\n", "pkg/_set.py": form})
    found = whole(old, new)
    assert found == (set() if package else {("function-removed", "pkg.a.f", None)})
    before = {**new, "pkg/a.py": old["pkg/a.py"]}
    assert incremental(old, before, new) == introduced(old, before, new) == found


ENTRIES = (
    "import sys\nfrom . import _b\nsys.modules['pkg.a'] = _b\n",
    "import sys as s\nfrom . import _b\ns.modules [f'pkg.a'] = _b\n",
    "from sys import modules as m\nfrom . import _b\nm['pkg.a'] = _b\n",
    "from sys import path, modules\nfrom . import _b\nmodules['pkg.a'] = _b\n",
    "import sys\nfrom . import _b\nsys.modules.setdefault('pkg.a', _b)\n",
    "import sys\nfrom . import _b\nsys.modules.update({'pkg.a': _b})\n",
)


@pytest.mark.parametrize("entry", ENTRIES)
@pytest.mark.parametrize("package", ["", "from . import _set\n"])
def test_both_modes_find_who_puts_a_module_into_sys_modules(entry: str, package: str) -> None:
    other = "from . import a\ng = a.g\n"
    old = encoded({"pkg/c.py": other})
    before = encoded({"pkg/c.py": other, "pkg/__init__.py": package, "pkg/_set.py": entry})
    del before["pkg/a.py"]
    new = {**before, "pkg/c.py": b"g = 1\n"}
    assert incremental(old, before, new) == introduced(old, before, new)
    gone = {found for found in whole(old, new) if found[0] == "module-removed"}
    assert gone == (set() if package else {("module-removed", "pkg.a", None)})


def test_name_that_is_no_longer_set_is_missed_in_both_modes() -> None:
    old = encoded({})
    before = encoded(
        {
            "pkg/__init__.py": "from . import _set\n",
            "pkg/a.py": "def g(): ...\n",
            "pkg/_set.py": FORMS[0],
        }
    )
    new = {**before, "pkg/_set.py": b"import pkg.a\n"}
    assert len(introduced(old, before, new)) == 1
    # The changed file does not say what it means for others: everything is read.
    assert incremental(old, before, new) is None


def test_module_that_is_no_longer_put_into_sys_modules_is_missed_in_both_modes() -> None:
    old = encoded({})
    before = encoded(
        {
            "pkg/__init__.py": "from . import _set\n",
            "pkg/_set.py": "import sys\nfrom . import _b\nsys.modules['pkg.a'] = _b\n",
        }
    )
    del before["pkg/a.py"]
    new = {**before, "pkg/_set.py": b""}
    assert len(introduced(old, before, new)) == 1
    assert incremental(old, before, new) is None
