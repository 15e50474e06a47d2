"""What is to be written instead of a removal: Python that runs, with the right versions."""

from __future__ import annotations

import re
import sys
import types
import warnings

import pytest

from tests.checkout import commit, git, write
from tests.policy.surfaces import surface_of
from unbroken.checks.compare_packages import ComparisonOptions, judge_surfaces
from unbroken.config.config import Config, DeprecationSettings, Settings

F = "def f(a): ...\n"
OWN = """\
import warnings
def deprecated(version, removal_version=None, alternative=None, reason=None):
    def mark(thing):
        def call(*args):
            warnings.warn(f"{version} {removal_version} {alternative} {reason}", stacklevel=2)
            return thing(*args)
        return call
    return mark
"""


def remedy(
    files: dict[str, str],
    old: str = F,
    new: str = "",
    version: str | None = "1.5.0",
    baseline: str | None = "1.4.0",
    python: str | None = None,
    **window: object,
) -> str:
    """Return the remedy of the one removal between two versions of `pkg.api`, as one line.

    The code to paste follows it: the decorator, and in parentheses what must be imported.
    """
    document: dict[str, object] = {"project": {"requires-python": python}} if python else {}
    config = Config(Settings(deprecation=DeprecationSettings(**window)), document=document)
    surfaces = [
        surface_of(
            {"pkg/__init__.py": "", **files, "pkg/api.py": files.get("pkg/api.py", "") + source}
        )
        for source in (old, new)
    ]
    task = ComparisonOptions(config, ("pkg",), version, baseline=baseline)
    (found,) = judge_surfaces(*surfaces, task)[0]
    imported, _, decorator = found.code.rpartition("\n\n")
    text = f"{found.remedy} {decorator}".strip()
    return f"{text} ({imported})" if imported else text


KEYWORDS = '@deprecated(version="1.5.0", removal_version="1.7.0", alternative="…")'
MARKERS = (
    "Keep 'f', deprecated (`unbroken init --markers pkg/_markers.py` writes the decorator): "
    f"{KEYWORDS} (from pkg._markers import deprecated)"
)
FAMILIES = [
    ({}, MARKERS),
    ({"pkg/utils.py": OWN}, f"Keep 'f', deprecated: {KEYWORDS} (from pkg.utils import deprecated)"),
    (
        {"pkg/utils.py": OWN, "pkg/api.py": "from pkg.utils import deprecated\n"},
        f"Keep 'f', deprecated: {KEYWORDS}",
    ),
    (
        {"pkg/utils.py": OWN, "pkg/api.py": "from pkg.utils import deprecated as old\n"},
        f"Keep 'f', deprecated: {KEYWORDS.replace('deprecated', 'old')}",
    ),
    (
        {
            "pkg/utils.py": OWN,
            "pkg/api.py": "from pkg import utils\nclass C:\n    @utils.deprecated('1', '2')\n"
            "    def m(self): ...\n",
        },
        f"Keep 'f', deprecated: {KEYWORDS.replace('deprecated', 'utils.deprecated')}",
    ),
    (
        {"pkg/utils.py": OWN, "pkg/other.py": "from pkg.utils import deprecated as old\n"},
        f"Keep 'f', deprecated: {KEYWORDS} (from pkg.utils import deprecated)",
    ),
    (
        {"pkg/other.py": "from typing_extensions import deprecated\n"},
        "Keep 'f', deprecated: "
        '@deprecated("f is deprecated since 1.5.0 and will be removed in 1.7.0; use …") '
        "(from typing_extensions import deprecated)",
    ),
    (
        {"pkg/api.py": "import warnings\n@warnings.deprecated('no')\ndef g(): ...\n"},
        "Keep 'f', deprecated: "
        '@warnings.deprecated("f is deprecated since 1.5.0 and will be removed in 1.7.0; use …")',
    ),
    (
        {"pkg/api.py": "from deprecated import deprecated\n"},
        "Keep 'f', deprecated: "
        '@deprecated(version="1.5.0", reason="will be removed in 1.7.0; use …")',
    ),
    (
        {"pkg/api.py": "import deprecation\n@deprecation.deprecated()\ndef g(): ...\n"},
        "Keep 'f', deprecated: "
        '@deprecation.deprecated(deprecated_in="1.5.0", removed_in="1.7.0", details="use …")',
    ),
    (
        {"pkg/utils.py": "class deprecated:\n    def __init__(self, reason, *, gone=None): ...\n"},
        "Keep 'f', deprecated: "
        '@deprecated(reason="will be removed in 1.7.0; use …") (from pkg.utils import deprecated)',
    ),
    ({"pkg/utils.py": "def deprecated(thing, x): ...\n"}, MARKERS),
    ({"pkg/utils.py": "def deprecated(version, /, reason): ...\n"}, MARKERS),
    ({"pkg/utils.py": "from unknown import deprecated\n"}, MARKERS),
    ({"pkg/utils.py": "def not_deprecated(version): ...\n"}, MARKERS),
]


@pytest.mark.parametrize(("files", "expected"), FAMILIES)
def test_remedy_uses_the_decorator_of_the_package(files, expected):
    assert remedy(files) == expected


@pytest.mark.parametrize(
    ("python", "is_new"),
    [(">=3.13", True), (">= 3.14,<4", True), (">=3.12", False), ("~=3.9", False)],
)
def test_remedy_uses_warnings_deprecated_from_python_3_13_on(python, is_new):
    text = "f is deprecated since 1.5.0 and will be removed in 1.7.0; use …"
    new = f"Keep 'f', deprecated: @deprecated(\"{text}\") (from warnings import deprecated)"
    assert remedy({}, python=python) == (new if is_new else MARKERS)


@pytest.mark.parametrize(
    ("version", "baseline", "window", "versions"),
    [
        ("1.5.0", "1.4.0", {}, ("1.5.0", "1.7.0")),
        ("1.5.0rc1", "1.4.0", {}, ("1.5.0", "1.7.0")),
        ("1.5.0.dev3+g12", "1.4.0", {}, ("1.5.0", "1.7.0")),
        ("0.16", "0.15.0", {}, ("0.16", "0.18")),
        ("1.4.0", "1.4.0", {}, ("1.5.0", "1.7.0")),
        ("1.3", "1.4.0", {}, ("1.5.0", "1.7.0")),
        (None, "1.4.0", {}, ("1.5.0", "1.7.0")),
        ("1.5.0", None, {}, ("1.5.0", "1.7.0")),
        ("1.5.0", "1.4.0", {"window": 1, "unit": "major"}, ("1.5.0", "2.0.0")),
        ("1.5.0", "1.4.0", {"window": 3, "unit": "patch"}, ("1.5.0", "1.5.3")),
        ("1.4.0", "1.4.0", {"window": 3, "unit": "patch"}, ("1.4.1", "1.4.4")),
        ("1.5.0", "1.4.0", {"window": 3, "unit": "release"}, ("1.5.0", "1.8.0")),
    ],
)
def test_versions_in_the_remedy(version, baseline, window, versions):
    files = {"pkg/api.py": "from unbroken.markers import deprecated\n"}
    since, removal = versions
    assert remedy(files, version=version, baseline=baseline, **window) == (
        f'Keep \'f\', deprecated: @deprecated(version="{since}", removal_version="{removal}", '
        'alternative="…")'
    )


def test_remedy_names_the_modules_that_exported_it():
    init = {"pkg/__init__.py": "from pkg.api import f\n"}
    surfaces = [
        surface_of({**init, "pkg/api.py": F}),
        surface_of({"pkg/__init__.py": "", "pkg/api.py": ""}),
    ]
    task = ComparisonOptions(Config(Settings()), ("pkg",), "1.5.0", baseline="1.4.0")
    (found,) = judge_surfaces(*surfaces, task)[0]
    assert found.remedy == (
        "Keep 'f', deprecated (`unbroken init --markers pkg/_markers.py` writes the decorator), "
        "and import it again in 'pkg' (`from pkg.api import f`):"
    )


def test_remedy_without_a_known_version():
    assert remedy({}, version=None, baseline=None) == (
        "Keep 'f', mark it @deprecated, and remove it in the release that the deprecation "
        "announces."
    )


OBJECTS = [
    ("class C: ...\n", "", "C", "…"),
    ("class C:\n    def m(self): ...\n", "class C: ...\n", "m", "…"),
    ("class C:\n    @property\n    def p(self): ...\n", "class C: ...\n", "p", "…"),
    ("class C:\n    @classmethod\n    def m(cls): ...\n", "class C: ...\n", "m", "…"),
    ("async def h(): ...\n", "", "h", "…"),
]


@pytest.mark.parametrize(("old", "new", "name", "instead"), OBJECTS)
def test_remedy_of_functions_classes_and_methods(old, new, name, instead):
    files = {"pkg/api.py": "from unbroken.markers import deprecated\n"}
    assert remedy(files, old, new) == (
        f"Keep '{name}', deprecated: "
        f'@deprecated(version="1.5.0", removal_version="1.7.0", alternative="{instead}")'
    )


RENAMED = [
    (
        "def load_model(a, *rest, b=1): ...\n",
        "def load_models(a, *rest, b=1): ...\n",
        "load_model",
        "load_models",
        "def load_model(a, *rest, b=1):\n    return load_models(a, *rest, b=b)",
    ),
    (
        "async def load_model(a, **rest): ...\n",
        "async def load_models(a, **rest): ...\n",
        "load_model",
        "load_models",
        "async def load_model(a, **rest):\n    return await load_models(a, **rest)",
    ),
    (
        "class C:\n    def load_it(self, a, b): ...\n",
        "class C:\n    def load_its(self, a, b): ...\n",
        "load_it",
        "load_its",
        "def load_it(self, a, b):\n    return self.load_its(a, b)",
    ),
]


@pytest.mark.parametrize(("old", "new", "name", "instead", "shim"), RENAMED)
def test_remedy_of_a_renamed_function_calls_the_new_one(old, new, name, instead, shim):
    files = {"pkg/api.py": "from unbroken.markers import deprecated\n"}
    decorator = f'@deprecated(version="1.5.0", removal_version="1.7.0", alternative="{instead}")'
    assert remedy(files, old, new) == f"Keep '{name}', deprecated: {decorator}\n{shim}"


@pytest.mark.parametrize(
    ("old", "new", "name", "alias"),
    [
        (
            "class Optimiser:\n    def m(self, a): ...\n",
            "class Optimizer:\n    def m(self, a): ...\n",
            "Optimiser",
            "Optimizer",
        ),
        (
            "class C:\n    @classmethod\n    def load_it(cls, a): ...\n",
            "class C:\n    @classmethod\n    def load_its(cls, a): ...\n",
            "load_it",
            "load_its",
        ),
    ],
)
def test_remedy_of_what_cannot_be_called_through_is_an_alias(old, new, name, alias):
    assert remedy({}, old, new) == (
        f"Keep '{name}' as a deprecated alias of '{alias}' until the release that the deprecation "
        f"announces. {name} = {alias}"
    )


def test_remedy_names_all_where_the_module_lists_its_names():
    files = {"pkg/api.py": "from unbroken.markers import deprecated\n"}
    assert remedy(files, "__all__ = ['f', 'g']\n" + F, "__all__ = ['g']\ng = 1\n").startswith(
        "Keep 'f' and in '__all__', deprecated: @deprecated("
    )


@pytest.mark.parametrize(
    ("old", "new", "files", "expected"),
    [
        (
            "X = 1\n",
            "",
            {},
            "Keep 'X' for a while: the module's __getattr__ can warn and still return the value. "
            "def __getattr__(name):\n"
            '    if name == "X":\n'
            "        warnings.warn(\"'X' is deprecated\", DeprecationWarning, stacklevel=2)\n"
            "        return 1\n"
            '    raise AttributeError(f"module {__name__!r} has no attribute {name!r}") '
            "(import warnings)",
        ),
        (
            "class C:\n    x = 1\n",
            "class C: ...\n",
            {},
            "Keep 'x' for a while, and document that it is deprecated. x = 1",
        ),
    ],
)
def test_remedy_of_definitions_without_decorators(old, new, files, expected):
    assert remedy(files, old, new) == expected


def test_remedy_of_a_move_is_an_import(library, unbroken):
    write(library, {"pkg/__init__.py": "", "pkg/new.py": "def f(a, b=1): ...\n"})
    git(library, "add", "--all")
    assert "Import 'f' from 'pkg.new' where it was, so that both paths lead to it.\n" in (
        unbroken("check").out
    )


STUBS = {
    "deprecated": "def deprecated(reason='', version=''): return lambda thing: thing\n",
    "deprecation": "def deprecated(deprecated_in=None, removed_in=None, current_version=None, "
    "details=''): return lambda thing: thing\n",
    "pkg.utils": OWN,
}


@pytest.mark.parametrize(("files", "expected"), FAMILIES)
def test_pasted_remedy_runs(files, expected, monkeypatch):
    text = remedy(files)
    found = re.fullmatch(r"Keep 'f', deprecated(?: \(`.*\))?: (@.*?\))(?: \((from .*)\))?", text)
    assert found is not None
    imported = (found[2] or "").replace("pkg._markers", "unbroken.markers")
    lines = [imported, files.get("pkg/api.py", ""), found[1], "def f(a):\n    return a\n"]
    monkeypatch.setitem(sys.modules, "unknown", types.SimpleNamespace(deprecated=None))
    for name, source in {**STUBS, "pkg.utils": files.get("pkg/utils.py", OWN)}.items():
        module = types.ModuleType(name)
        if name == "pkg.utils" and "class" in source:
            source += "    def __call__(self, thing): return thing\n"
        exec(source, module.__dict__)
        monkeypatch.setitem(sys.modules, name, module)
    package = types.ModuleType("pkg")
    package.utils = sys.modules["pkg.utils"]
    monkeypatch.setitem(sys.modules, "pkg", package)
    if not hasattr(warnings, "deprecated"):
        from typing_extensions import deprecated

        monkeypatch.setattr(warnings, "deprecated", deprecated, raising=False)
    namespace: dict[str, object] = {}
    source = "\n".join(lines).replace("@deprecation.deprecated()\ndef g(): ...\n", "")
    exec(compile(source, "pasted", "exec"), namespace)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert namespace["f"](5) == 5


@pytest.mark.parametrize("command", ["check", "incremental", "full"])
def test_every_command_gives_the_same_remedy(library, unbroken, command):
    """Also where only the changed files are read: the decorator is in a file of its own."""
    commit(library, {"pkg/deep/marks.py": OWN, "pkg/deep/__init__.py": ""}, "v1.0.1")
    write(library, {"pkg/data.py": ""})
    git(library, "add", "--all")
    said = unbroken(command)
    assert said.out.startswith(
        "pkg/data.py:1:1: error[function-removed] pkg.data.load: function 'load' was removed "
        "(it was at v1.0.1:pkg/data.py:1)\n"
        "  1 - def load(path, limit=None):\n"
        "  do:     Keep 'load', deprecated:\n"
        "  paste:  among the imports of pkg/data.py\n"
        "            from pkg.deep.marks import deprecated\n"
        "          above 'load', put back from v1.0.1:pkg/data.py:1\n"
        '            @deprecated(version="1.1.0", removal_version="1.3.0", alternative="…")\n'
    )
    kept = (
        "from pkg.deep.marks import deprecated\n"
        '@deprecated(version="1.1.0", removal_version="1.3.0", alternative="pkg.f")\n'
        "def load(path, limit=None): ...\n"
    )
    write(library, {"pkg/data.py": kept})
    git(library, "add", "--all")
    assert unbroken(command).code == unbroken("deprecations").code == 0
