"""Each proven site fails when it is run, and compatible neighbours are silent and run."""

from __future__ import annotations

import importlib
import os
import re
import runpy
import sys
import traceback
from pathlib import Path

import pytest

from tests.checkout import write
from tests.impact.cases import BREAKS, DOUBTFUL, KEEPS, files_of
from unbroken.cache.cache import Cache
from unbroken.impact import analysis
from unbroken.impact.analysis import Impact, find_impact
from unbroken.impact.libraries import read_library, version_files
from unbroken.loading import processes
from unbroken.loading.loader import Loader, read_anyhow


@pytest.fixture(autouse=True)
def _folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)


def impact_of(old: str, new: str, app: str) -> Impact:
    write(Path("old"), files_of(old, "lib/__init__.py"))
    write(Path("new"), files_of(new, "lib/__init__.py"))
    write(Path("project"), files_of(app, "app.py"))
    loader = Loader(read_anyhow)
    library = read_library(version_files("old", None), version_files("new", None), ("lib",), loader)
    return find_impact(library, "project", loader)


def run(version: str, monkeypatch) -> Exception | None:
    """Run `app.py` with a version of the library; return what it raises."""
    inner = {path.stem for path in Path("project").glob("*.py")} | {"lib"}
    with monkeypatch.context() as patch:
        patch.syspath_prepend(str(Path(version).resolve()))
        patch.syspath_prepend(str(Path("project").resolve()))
        importlib.invalidate_caches()
        try:
            runpy.run_path("project/app.py")
        except Exception as error:  # noqa: BLE001
            return error
        finally:
            for name in [name for name in sys.modules if name.partition(".")[0] in inner]:
                del sys.modules[name]
    return None


# Python words these differently in its versions.
_WORDED_DIFFERENTLY = {
    "abstract method that came",
    "enum member",
    "field that now follows one with a default",
    "what a test patches",
}


@pytest.mark.parametrize("name", BREAKS)
def test_proven_site_works_with_old_and_fails_with_new(name, monkeypatch):
    case = BREAKS[name]
    impact = impact_of(case.old, case.new, case.app)
    (site,) = impact.proven
    assert (site.path, site.line, site.kind) == ("project/app.py", case.line, case.kind)
    assert (site.error, site.object) == (case.error, case.path)
    assert run("old", monkeypatch) is None
    error = run("new", monkeypatch)
    assert error is not None
    lines = [
        frame.lineno
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename.endswith("app.py")
    ]
    # The decorator of a class stands above it.
    assert site.line - (site.kind == "class") <= lines[-1] <= site.end_line
    said = re.sub(r" \(.*\)$| Did you mean.*", "", f"{type(error).__name__}: {error}")
    if name in _WORDED_DIFFERENTLY:
        assert said.partition(":")[0] == site.error.partition(":")[0]
    else:
        assert site.error == said.rstrip(".")


@pytest.mark.parametrize("name", KEEPS)
def test_compatible_use_is_silent_and_works_with_both(name, monkeypatch):
    case = KEEPS[name]
    assert impact_of(case.old, case.new, case.app).sites == ()
    assert run("old", monkeypatch) is None
    assert run("new", monkeypatch) is None


@pytest.mark.parametrize("name", DOUBTFUL)
def test_what_is_not_proven_is_reported_apart(name, monkeypatch):
    case = DOUBTFUL[name]
    (site,) = impact_of(case.old, case.new, case.app).sites
    assert (site.line, site.certainty, site.reason) == (case.line, case.certainty, case.reason)
    assert run("old", monkeypatch) is None


USES = (
    "import compat\ncompat.f()\n",
    "from compat import f\nf()\n",
    "import compat as c\nc.f()\n",
    "from compat import *\nf()\n",
    "from unittest import mock\nwith mock.patch('compat.f'): pass\n",
)


@pytest.mark.parametrize("use", USES)
def test_name_that_a_file_of_the_project_passes_on_is_one_site(use):
    app = f"import lib\n{use}# file: compat.py\nfrom lib import f\n"
    (site,) = impact_of("def f(): ...\n", "", app).sites
    assert (site.path, site.line) == ("project/compat.py", 1)


def test_uses_of_a_name_whose_import_fails_are_one_site():
    app = "from lib import f\nf()\nf(1)\nprint(f.x)\n"
    (site,) = impact_of("def f(): ...\n", "", app).sites
    assert site.line == 1


@pytest.mark.parametrize("name", BREAKS)
def test_version_does_not_break_itself(name):
    case = BREAKS[name]
    assert impact_of(case.old, case.old, case.app).sites == ()


@pytest.mark.parametrize(
    "compat",
    [
        "import lib\nclass Sub(lib.C): ...\n",
        "from lib import C\nclass Sub(C): ...\n",
        "from lib import C as Base\nSub = Base\n",
        "from lib import *\nSub = C\n",
        "import lib as library\nclass Sub(\n    library.C,  # the base\n): ...\n",
    ],
)
@pytest.mark.parametrize(
    "use", ["from compat import Sub\nSub().m(1)\n", "import compat as c\nc.Sub().m(1)\n"]
)
def test_method_of_a_class_that_another_file_derives_is_found(compat, use):
    old = "class C:\n    def m(self, a): ...\n"
    app = f"{use}# file: compat.py\n{compat}"
    (site,) = impact_of(old, "class C: ...\n", app).sites
    assert (site.path, site.line, site.object) == ("project/app.py", 2, "lib.C.m")


@pytest.mark.parametrize(
    ("call", "is_found"),
    [
        ("lib.f(1, b=2)", True),
        ("lib.f(1, **{'b': 2})", True),
        ("lib.f(1, 2)", True),
        ("import functools\nfunctools.partial(lib.f, 1)(2)", True),
        ("lib.f(1)", False),
    ],
)
def test_removed_parameter_is_found_however_it_is_passed(call, is_found):
    sites = impact_of("def f(a, b=1): ...\n", "def f(a): ...\n", f"import lib\n{call}\n").sites
    assert bool(sites) is is_found


@pytest.mark.parametrize(
    ("made", "use"),
    [
        ("def make() -> C: return C()\n", "make().m()\n"),
        ("class H:\n    def __init__(self): self.c = C()\n", "H().c.m()\n"),
        ("class H:\n    c: C = C()\n", "H().c.m()\n"),
        ("class H:\n    @property\n    def c(self) -> C: return C()\n", "H().c.m()\n"),
        ("class H:\n    def __init__(self, c: C): self.c = c\n", "H(1).c.m()\n"),
        ("held = C()\n", "held.m()\n"),
        ("class D(C): ...\n", "D().m()\n"),
    ],
)
def test_method_is_found_whatever_of_the_library_the_instance_comes_from(made, use):
    old = f"class C:\n    def m(self): ...\n{made}"
    (site,) = impact_of(old, f"class C: ...\n{made}", f"from lib import *\n{use}").sites
    assert (site.line, site.object) == (2, "lib.C.m")


@pytest.mark.parametrize(
    ("old", "new", "edits"),
    [
        ("a, limit=1", "a, most=1", [("rename-keyword", "limit", "most")]),
        ("a, limit", "a, most", [("rename-keyword", "limit", "most")]),
        ("a, limit=1, b=2", "a, max_limit=1", [("rename-keyword", "limit", "max_limit")]),
        ("a, share=True", "a, base=None", []),
        ("a, share=True", "a, base=True, other=1", []),
        ("a, limit=1, b=2", "a, most=1, c=3", []),
    ],
)
def test_keyword_is_only_rewritten_where_it_was_obviously_renamed(old, new, edits):
    keyword = old.split(", ")[1].partition("=")[0]
    sides = (f"def f({old}): ...\n", f"def f({new}): ...\n")
    (site,) = impact_of(*sides, f"import lib\nlib.f(0, {keyword}=5)\n").sites
    assert [(edit.kind, edit.old, edit.new) for edit in site.edits] == edits


def test_argument_whose_parameter_is_gone_is_not_passed_by_keyword():
    old, new = "def f(a, b=1): ...\n", "def f(c, **more): ...\n"
    (site,) = impact_of(old, new, "import lib\nlib.f(0, 5)\n").sites
    assert site.edits == ()


_BASE = "class C:\n    def run(self):{body}\n    def m(self, a): ...\n"
_GROWN = "class C:\n    def run(self):{body}\n    def m(self, a, b=1): ...\n"


def _override_of(app, *, body="\n        self.m(1, b=2)"):
    old = _BASE.format(body="\n        self.m(1)")
    (site,) = impact_of(old, _GROWN.format(body=body), f"from lib import C\n{app}").sites
    return site


def test_override_that_a_method_of_the_library_calls_in_a_new_way_breaks(monkeypatch):
    app = "class A(C):\n    def m(self, a): ...\nA().run()\n"
    site = _override_of(app)
    assert (site.line, site.kind, site.certainty) == (3, "override", "proven")
    assert site.error == "TypeError: A.m() got an unexpected keyword argument 'b'"
    assert (site.object, site.before, site.code) == (
        "lib.C.m",
        "called by lib.C.run",
        "def m(self, a)",
    )
    assert run("old", monkeypatch) is None
    assert f"TypeError: {run('new', monkeypatch)}" == site.error


@pytest.mark.parametrize(
    ("app", "body"),
    [
        ("class A(C):\n    def m(self, a): ...\n", "\n        self.m(1)"),
        (
            "class A(C):\n    def m(self, a): ...\n    def run(self): ...\n",
            "\n        self.m(1, b=2)",
        ),
        ("class A(C):\n    def m(self, a): ...\n", "\n        self.m(1, **self.more)"),
        (
            "class A(C):\n    def m(self, a): ...\n",
            "\n        try: self.m(1, b=2)\n        except TypeError: self.m(1)",
        ),
    ],
)
def test_override_that_the_library_may_call_in_a_new_way_is_not_proven(app, body):
    assert _override_of(app, body=body).certainty == "possible"


def test_override_that_never_took_all_calls_is_reported_only_where_the_library_makes_new_ones():
    old = "class C:\n    def run(self):\n        self.m(1)\n    def m(self, a, b=1): ...\n"
    grown = "class C:\n    def run(self):\n        self.m(1{})\n    def m(self, a, b=1, c=2): ...\n"
    app = "from lib import C\nclass A(C):\n    def m(self, a): ...\n"
    (site,) = impact_of(old, grown.format(", c=2"), app).sites
    assert (site.certainty, site.line) == ("proven", 3)
    assert site.error == "TypeError: A.m() got an unexpected keyword argument 'c'"
    assert impact_of(old, grown.format(""), app).sites == ()


def test_override_is_proven_where_the_method_that_calls_it_is_extended():
    app = "class A(C):\n    def m(self, a): ...\n    def run(self): super().run()\n"
    assert _override_of(app).certainty == "proven"


@pytest.mark.parametrize("caught", ["ImportError or ModuleNotFoundError", "(ImportError,)", ""])
def test_import_whose_error_is_caught_is_not_proven(caught, monkeypatch):
    app = f"try:\n    from lib.a import f\nexcept {caught}:\n    f = None\n"
    (site,) = impact_of("# file: lib/a.py\ndef f(): ...\n", "", app).sites
    assert (site.certainty, site.reason) == ("possible", "an exception handler catches the error")
    assert run("new", monkeypatch) is None


LOOKED_UP = (
    "import lib\nlib.sub.f()\n",
    "import lib.sub\nlib.sub.f()\n",
    "import lib.sub as s\ns.f()\n",
    "from lib import sub\nsub.f()\n",
    "from lib import (sub,  # (it)\n)\nsub.f()\n",
    "from lib import (other,  # 1) first\n    sub as s)\ns.f()\n",
    "from lib import alias\nalias.f()\n",
    "import lib\nlib.starred.f()\n",
    "import lib as library\nlibrary.alias.f()\n",
    "from lib import *\nsub.f()\n",
    "from lib.sub import f\n",
    "from lib.sub import \\\n    f as g\n",
    "if True: from lib.sub import f\n",
    "import importlib\nimportlib.import_module('lib.sub').f()\n",
    "from passed import sub\nsub.f()\n# file: passed.py\nfrom lib import sub\n",
    "import passed\npassed.s.f()\n# file: passed.py\nimport lib\ns = lib.sub\n",
    "from passed import s\ns.f()\n# file: passed.py\nimport lib as library\ns = library.sub\n",
    "from passed import *\nsub.f()\n# file: passed.py\nfrom lib import *\n",
    "from passed import s\ns.sub.f()\n# file: passed.py\nimport lib\ns = lib\n",
)


@pytest.mark.parametrize("app", LOOKED_UP)
def test_name_is_found_however_its_module_is_reached(app, monkeypatch):
    library = (
        "import lib.other\nfrom lib import sub\nalias = sub\nfrom lib.other import *\n"
        "# file: lib/other.py\nfrom lib import sub as starred\n"
    )
    old = f"{library}# file: lib/sub.py\ndef f(): ...\n"
    (site,) = impact_of(old, f"{library}# file: lib/sub.py\n", app).sites
    assert (site.certainty, site.object) == ("proven", "lib.sub.f")
    assert run("old", monkeypatch) is None
    assert run("new", monkeypatch) is not None


def test_files_that_were_looked_at_before_are_not_confused(tmp_path):
    write(Path("old"), {"lib.py": "def f(): ...\ndef g(a, b): ...\n"})
    write(Path("new"), {"lib.py": "def g(a): ...\n"})
    said = []
    for app in ("import lib\n", "import lib\nlib.g(1, 2)\n", "from lib import f\n", "import lib\n"):
        write(Path("project"), {"app.py": app, "other.py": "import lib\nlib.g(1)\n"})
        loader = Loader(read_anyhow, Cache(str(tmp_path / "cache")))
        versions = (version_files("old", None), version_files("new", None))
        impact = find_impact(read_library(*versions, ("lib",), loader), "project", loader)
        said.append([(site.path, site.object) for site in impact.sites])
    path = "project/app.py"
    assert said == [[], [(path, "lib.g")], [(path, "lib.f")], []]


def test_versions_that_were_compared_before_are_not_confused(tmp_path):
    write(Path("old"), {"lib.py": "def f(): ...\ndef g(a, b): ...\n"})
    write(Path("project"), {"app.py": "import lib\nlib.f()\nlib.g(1, 2)\n"})
    both = "def f(): ...\ndef g(a, b): ...\n"
    said = []
    for new in (both, "def f(): ...\ndef g(a): ...\n", "def g(a, b): ...\n", both):
        write(Path("new"), {"lib.py": new})
        loader = Loader(read_anyhow, Cache(str(tmp_path / "cache")))
        versions = (version_files("old", None), version_files("new", None))
        impact = find_impact(read_library(*versions, ("lib",), loader), "project", loader)
        said.append([site.object for site in impact.sites])
    assert said == [[], ["lib.g"], ["lib.f"], []]


def test_project_that_was_looked_at_before_is_not_looked_at_again(tmp_path, monkeypatch):
    write(Path("old"), {"lib.py": "def f(a, b): ...\n"})
    write(Path("new"), {"lib.py": "def f(a): ...\n"})
    write(Path("project"), {"app.py": "import lib\nlib.f(1, 2)\n"})

    def look_at(path: str) -> Impact:
        loader = Loader(read_anyhow, Cache(str(tmp_path / "cache")))
        versions = (version_files("old", None), version_files("new", None))
        return find_impact(read_library(*versions, ("lib",), loader), path, loader)

    known = look_at("project")
    with monkeypatch.context() as patch:
        patch.setattr(analysis, "find_impact_in", lambda *_: pytest.fail("it is looked at"))
        assert look_at("project") == known
    (site,) = look_at(str(Path("project").resolve())).sites
    assert site.path == str(Path("project/app.py").resolve())


def test_several_processes_find_what_one_finds(tmp_path, monkeypatch):
    write(Path("old"), {"lib.py": "class A:\n    def m(self, a): ...\ndef f(): ...\n"})
    write(Path("new"), {"lib.py": "class A:\n    def m(self): ...\n"})
    files = {f"app{number}.py": "import lib\nlib.A().m(1)\n" for number in range(9)}
    files |= {"base.py": "import lib\nclass B(lib.A): ...\n", "broken.py": "import lib lib.f(\n"}
    files |= {"made.py": "from base import B\nB().m(1)\n", "star.py": "from lib import *\nf()\n"}
    # The name of a file need not be text.
    files |= {os.fsdecode(b"\xff.py"): "from lib import *\nimport lib\nlib.f()\n"}
    write(Path("project"), files)
    versions = (version_files("old", None), version_files("new", None))
    impacts = []
    for least in (1 << 30, 0):
        monkeypatch.setattr(processes, "LEAST_BYTES", least)
        loader = Loader(read_anyhow, Cache(str(tmp_path / f"cache{least}")))
        impacts.append(find_impact(read_library(*versions, ("lib",), loader), "project", loader))
    assert impacts[0] == impacts[1]
    assert len(impacts[0].sites) == 12
    assert impacts[0].unreadable == ("project/broken.py",)


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("a, b", "b, a", "argument 1 was 'a' and is now 'b'"),
        ("a=1, b=2", "b=2", "argument 1 was 'a' and is now 'b'"),
        ("a=1, b=2", "c=1, b=2", None),
        ("a, b=2, /", "b, c=2, /", None),
        ("a, *b", "a, b=2", None),
    ],
)
def test_argument_that_arrives_at_another_parameter_is_found(old, new, error):
    signatures = (f"def f({parameters}): ...\n" for parameters in (old, new))
    call = "lib.f(1, 2)" if "b" in old.split(", ") else "lib.f(1)"
    impact = impact_of(*signatures, f"import lib\n{call}\n")
    assert [site.error for site in impact.proven] == ([] if error is None else [error])
    assert all(site.is_rebound for site in impact.proven)
