"""Which packages a project has without being told, and which module a file is."""

from __future__ import annotations

import pytest
import tomli

from unbroken.config.config import Config, Settings
from unbroken.errors import NothingToCheckError
from unbroken.loading.module_files import Package, module_files, module_of
from unbroken.project.packages import find_again, find_packages


def config(toml: str = "", folder: str = "", **settings) -> Config:
    return Config(Settings(**settings), folder, "pyproject.toml", tomli.loads(toml))


def found(paths: str, toml: str = "", folder: str = "", **settings) -> str:
    """Return what is found as text: `name:root`."""
    packages = find_packages(config(toml, folder, **settings), paths.split())
    return " ".join(f"{package.name}:{package.root}" for package in packages)


def named(name: str) -> str:
    return f'[project]\nname = "{name}"\n'


LAYOUTS = [
    ("flat", "pkg/__init__.py tests/__init__.py setup.py docs/conf.py", "", "pkg:pkg"),
    ("flat-named", "my_pkg/__init__.py other/__init__.py", named("My.Pkg"), "my_pkg:my_pkg"),
    ("flat-several", "a/__init__.py b/__init__.py tools/__init__.py", "", "a:a b:b"),
    ("flat-named-like-tools", "tools/__init__.py a/__init__.py", named("tools"), "tools:tools"),
    ("flat-stubs", "pkg/__init__.pyi", "", "pkg:pkg"),
    ("flat-private", "pkg/__init__.py _build/__init__.py .x/__init__.py", "", "pkg:pkg"),
    ("flat-support", "pkg/__init__.py _pkg/__init__.py _x/__init__.py", "", "pkg:pkg _pkg:_pkg"),
    ("flat-support-not", "a/__init__.py b/__init__.py a/_b/__init__.py _a.py", "", "a:a b:b"),
    ("src-support", "src/a/__init__.py src/_a/__init__.py", "", "a:src/a _a:src/_a"),
    ("flat-nested", "pkg/__init__.py pkg/a/__init__.py", "", "pkg:pkg"),
    ("src", "src/pkg/__init__.py setup.py tests/test_a.py", "", "pkg:src/pkg"),
    ("src-several", "src/a/__init__.py src/b/__init__.py", named("a"), "a:src/a b:src/b"),
    ("src-named-like-tools", "src/build/__init__.py", "", "build:src/build"),
    (
        "src-namespace",
        "src/a/b_c/__init__.py src/a/b_c/d/__init__.py",
        named("a-b-c"),
        "a.b_c:src/a/b_c",
    ),
    ("src-namespaces", "src/a/b/__init__.py src/a/c/__init__.py", "", "a.b:src/a/b a.c:src/a/c"),
    ("src-without-init", "src/pkg/a.py src/pkg/b/c.py", "", "pkg:src/pkg"),
    ("src-of-another-language", "src/build.py pkg/__init__.py", named("pkg"), "pkg:pkg"),
    ("src-is-the-package", "src/__init__.py src/a.py", "", "src:src"),
    ("a module and its test", "mod.py mod_test.py", "", "mod:mod.py"),
    ("module", "mod.py setup.py tests/test_mod.py conftest.py noxfile.py", "", "mod:mod.py"),
    ("module-named", "one.py two.py", named("two"), "two:two.py"),
    ("module-src", "src/mod.py setup.py", "", "mod:src/mod.py"),
    ("module-and-package", "pkg.py pkg/__init__.py", named("pkg"), "pkg:pkg"),
    ("namespace", "a/b/c/__init__.py samples/__init__.py", named("a-b-c"), "a.b.c:a/b/c"),
    ("namespace-mixed", "a/b_c/__init__.py", named("a.b-c"), "a.b_c:a/b_c"),
    ("module-stub", "rpds.pyi noxfile.py tests/__init__.py", named("rpds-py"), "rpds:rpds.pyi"),
    ("module-and-its-stub", "mod.py mod.pyi _ext.pyi", "", "mod:mod.py"),
    ("module-and-a-stub", "mod.py ext.pyi", "", "mod:mod.py"),
    ("package-in-a-package", "__init__.py pkg/__init__.py", named("pkg"), "pkg:pkg"),
    ("no-init-named", "pkg/a.py pkg/b.py", named("pkg"), "pkg:pkg"),
]


@pytest.mark.parametrize(
    ("paths", "toml", "expected"), [case[1:] for case in LAYOUTS], ids=[case[0] for case in LAYOUTS]
)
def test_packages_by_layout(paths, toml, expected):
    assert found(paths, toml) == expected
    # In a monorepo everything is the same one folder down.
    inner = " ".join(f"packages/one/{path}" for path in paths.split())
    moved = " ".join(place.replace(":", ":packages/one/") for place in expected.split())
    assert found(inner + " pkg/__init__.py", toml, "packages/one") == moved


BACKENDS = [
    (
        "hatch",
        '[tool.hatch.build.targets.wheel]\npackages = ["hooks/unbroken"]',
        "unbroken:hooks/unbroken",
    ),
    ("hatch-outer", '[tool.hatch.build.targets.wheel]\npackages = ["src/ns"]', "ns:src/ns"),
    ("setuptools-list", '[tool.setuptools]\npackages = ["lib", "lib.inner"]', "lib:lib"),
    (
        "setuptools-folder",
        '[tool.setuptools]\npackages = ["x"]\npackage-dir = {x = "lib"}',
        "x:lib",
    ),
    (
        "setuptools-base",
        '[tool.setuptools]\npackage-dir = {"" = "hooks"}',
        "unbroken:hooks/unbroken",
    ),
    ("setuptools-modules", '[tool.setuptools]\npy-modules = ["one"]', "one:one.py"),
    (
        "setuptools-find",
        '[tool.setuptools.packages.find]\nwhere = ["hooks"]',
        "unbroken:hooks/unbroken",
    ),
    (
        "setuptools-include",
        '[tool.setuptools.packages.find]\nwhere = ["."]\ninclude = ["li*"]',
        "lib:lib",
    ),
    (
        "poetry",
        '[tool.poetry]\npackages = [{include = "ns/pkg", from = "src"}, {include = "one.py"}]',
        "ns.pkg:src/ns/pkg one:one.py",
    ),
    ("poetry-name", '[tool.poetry]\nname = "lib"', "lib:lib"),
    ("flit", '[tool.flit.module]\nname = "lib"', "lib:lib"),
    ("uv", '[tool.uv.build-backend]\nmodule-name = "ns.pkg"', "ns.pkg:src/ns/pkg"),
    ("uv-root", '[tool.uv.build-backend]\nmodule-name = "lib"\nmodule-root = ""', "lib:lib"),
    ("pdm", '[tool.pdm.build]\nincludes = ["hooks/unbroken"]', "unbroken:hooks/unbroken"),
    (
        "pdm-source-folder",
        '[tool.pdm.build]\nincludes = ["hooks"]\npackage-dir = "hooks"',
        "unbroken:hooks/unbroken",
    ),
    ("pdm-folder", '[tool.pdm.build]\npackage-dir = "hooks"', "unbroken:hooks/unbroken"),
    (
        "scikit-build",
        '[tool.scikit-build]\nwheel.packages = ["hooks/unbroken"]',
        "unbroken:hooks/unbroken",
    ),
    ("maturin", '[tool.maturin]\npython-source = "hooks"', "unbroken:hooks/unbroken"),
    ("maturin-name", '[tool.maturin]\nmodule-name = "lib._native"', "lib:lib"),
    (
        "hatch-sources",
        '[tool.hatch.build.targets.wheel]\nsources = ["hooks"]',
        "unbroken:hooks/unbroken",
    ),
    (
        "hatch-renamed",
        '[tool.hatch.build.targets.wheel.sources]\n"hooks/unbroken" = "ns/unbroken"',
        "ns.unbroken:hooks/unbroken",
    ),
    ("hatch-only", '[tool.hatch.build.targets.wheel]\nonly-include = ["lib"]', "lib:lib"),
    (
        "hatch-only-sources",
        '[tool.hatch.build.targets.wheel]\nonly-include = ["hooks"]\nsources = ["hooks"]',
        "unbroken:hooks/unbroken",
    ),
    (
        "setuptools-exclude",
        '[tool.setuptools.packages.find]\nwhere = ["."]\nexclude = ["other*"]',
        "lib:lib",
    ),
    (
        "setuptools-src",
        '[build-system]\nbuild-backend = "setuptools.build_meta"',
        "ns.pkg:src/ns/pkg two:src/two.py",
    ),
    (
        "setuptools-src-named",
        '[build-system]\nbuild-backend = "setuptools.build_meta"\n'
        '[tool.setuptools]\npy-modules = ["one"]',
        "one:one.py",
    ),
    (
        "other-backend-src",
        '[build-system]\nbuild-backend = "hatchling.build"',
        "ns.pkg:src/ns/pkg",
    ),
    (
        "metadata-is-wrong",
        '[tool.hatch.build.targets.wheel]\npackages = ["lost"]',
        "ns.pkg:src/ns/pkg",
    ),
    (
        "metadata-is-strange",
        '[tool]\nhatch = 5\nsetuptools = []\npoetry.packages = "x"\n'
        "uv.build-backend.module-name = 1",
        "ns.pkg:src/ns/pkg",
    ),
]


@pytest.mark.parametrize(
    ("toml", "expected"), [case[1:] for case in BACKENDS], ids=[case[0] for case in BACKENDS]
)
def test_packages_by_metadata(toml, expected):
    paths = (
        "hooks/unbroken/__init__.py lib/__init__.py lib/inner/__init__.py src/ns/pkg/__init__.py "
        "other/__init__.py one.py src/two.py"
    )
    assert found(paths, toml) == expected


NAMED = '[project]\nname = "my-pkg"'


class TestConfigured:
    def test_configured_namespace_package(self):
        paths = "megatron/core/__init__.py megatron/training/__init__.py"
        assert found(paths, packages=("megatron.core",)) == "megatron.core:megatron/core"

    def test_several_configured_packages(self):
        paths = "src/a/__init__.py src/b.py c/x.pyi"
        assert found(paths, packages=("b", "c", "a")) == "b:src/b.py c:c a:src/a"

    def test_package_configured_twice_counts_once(self):
        assert found("a/__init__.py", packages=("a", "a")) == "a:a"

    @pytest.mark.parametrize("folder", ["lib", "./lib", "lib/", "./lib/"])
    def test_search_paths_find_packages(self, folder):
        paths = "lib/a/__init__.py lib/b/__init__.py a/__init__.py"
        assert found(paths, search_paths=(folder,)) == "a:lib/a b:lib/b"
        assert found(paths, search_paths=(folder,), packages=("a",)) == "a:lib/a"
        assert found(paths, search_paths=(".", folder), packages=("a",)) == "a:a"

    def test_search_paths_win_over_metadata(self):
        toml = '[tool.hatch.build.targets.wheel]\npackages = ["hooks/a"]'
        assert (
            found("hooks/a/__init__.py lib/a/__init__.py", toml, search_paths=("lib",)) == "a:lib/a"
        )


def refused(paths: str, toml: str = "", folder: str = "", **settings) -> str:
    with pytest.raises(NothingToCheckError) as caught:
        found(paths, toml, folder, **settings)
    assert caught.value.exit_code == 2
    return str(caught.value)


ADVICE = (
    "so nothing would be checked. Name it in pyproject.toml:\n\n"
    '  [tool.unbroken]\n  packages = ["your_package"]\n  search-paths = ["src"]'
)


class TestRefused:
    @pytest.mark.parametrize(
        "paths", ["", "README.md", "docs/conf.py setup.py", "one.py two.py", "a/b.py"]
    )
    def test_no_package_is_an_error(self, paths):
        assert refused(paths) == (
            f"no package was found in the repository (looked in src, .), {ADVICE}"
        )

    def test_no_package_in_search_paths_is_an_error(self):
        assert refused("pkg/__init__.py", folder="packages/one", search_paths=("lib",)) == (
            f"no package was found in packages/one (looked in lib), {ADVICE}"
        )

    @pytest.mark.parametrize(
        ("name", "advice"),
        [
            ("megatron.cor", "; did you mean 'megatron.core'?"),
            ("megatrn", "; did you mean 'megatron'?"),
            ("zzz", "; valid ones are megatron, one"),
        ],
    )
    def test_missing_package_is_an_error_with_a_proposal(self, name, advice):
        paths = "megatron/core/__init__.py megatron/core/a.py one.py a-b/c.py"
        assert refused(paths, packages=("megatron.core", name)) == (
            f"pyproject.toml: [tool.unbroken] packages: there is no '{name}' in src, .{advice}"
        )

    def test_folder_that_is_searched_is_no_package(self):
        assert refused("src/pkg/__init__.py conftest.py", packages=("nosuch",)) == (
            "pyproject.toml: [tool.unbroken] packages: there is no 'nosuch' in src, .; valid ones "
            "are conftest, pkg"
        )

    def test_empty_project_has_no_proposal(self):
        assert refused("", packages=("pkg",)) == (
            "pyproject.toml: [tool.unbroken] packages: there is no 'pkg' in src, ."
        )


def test_package_beside_the_files_of_another_is_an_error():
    with pytest.raises(NothingToCheckError) as caught:
        found("__init__.py main.py clibz/__init__.py setup.py", named("ruamel.yaml"))
    assert str(caught.value) == (
        "the project's folder is a package itself (it has an __init__.py), and nothing says "
        "whether the project ships that or clibz. A package needs a folder of its own to be "
        "compared. If the project ships something else, name it in pyproject.toml:\n\n"
        '  [tool.unbroken]\n  packages = ["clibz"]'
    )


class TestStrayModules:
    """A script beside a package in an unusual folder is not taken for the package."""

    def test_module_that_is_not_named_after_the_project_is_an_error(self):
        with pytest.raises(NothingToCheckError) as caught:
            found("versioning.py lib/sqlalchemy/__init__.py tests/a/__init__.py", NAMED)
        assert str(caught.value) == (
            "nothing says which packages my-pkg ships: versioning.py is not named after it, and "
            "there are packages in lib/sqlalchemy. Name them in pyproject.toml:\n\n"
            '  [tool.unbroken]\n  packages = ["sqlalchemy"]\n  search-paths = ["lib"]'
        )

    @pytest.mark.parametrize(
        ("paths", "toml", "expected"),
        [
            ("my_pkg.py lib/other/__init__.py", NAMED, "my_pkg:my_pkg.py"),
            ("one.py tests/a/__init__.py docs/b/__init__.py", NAMED, "one:one.py"),
            ("one.py lib/other/__init__.py", "", "one:one.py"),
            (
                "one.py lib/other/__init__.py",
                f'{NAMED}\n[tool.setuptools]\npy-modules = ["one"]',
                "one:one.py",
            ),
        ],
    )
    def test_module_of_the_project_is_found(self, paths, toml, expected):
        assert found(paths, toml) == expected


class TestOtherVersion:
    """The same packages in another version of the project, where they may lie elsewhere."""

    @pytest.mark.parametrize(
        ("package", "paths", "expected"),
        [
            (("pkg", "pkg", False), "pkg/a.py", ("pkg", "pkg", False)),
            (("pkg", "pkg", False), "src/pkg/a.py", ("pkg", "src/pkg", False)),
            (("pkg", "src/pkg", False), "pkg/a.py", ("pkg", "pkg", False)),
            (("pkg", "pkg", False), "pkg/a.py src/pkg/a.py", ("pkg", "pkg", False)),
            (("pkg", "hooks/pkg", False), "hooks/pkg/a.py pkg/a.py", ("pkg", "hooks/pkg", False)),
            (("a.b", "a/b", False), "src/a/b/__init__.py", ("a.b", "src/a/b", False)),
            (("mod", "mod.py", True), "mod/__init__.py", ("mod", "mod", False)),
            (("mod", "mod", False), "mod.py", ("mod", "mod.py", True)),
            (("mod", "mod.py", True), "src/mod.py", ("mod", "src/mod.py", True)),
            (("pkg", "pkg", False), "other/a.py", ("pkg", "pkg", False)),
        ],
    )
    def test_package_is_found_again_where_it_moved(self, package, paths, expected):
        assert find_again(config(), [Package(*package)], paths.split()) == (Package(*expected),)
        name, root, is_module = package
        inner = [f"in/{path}" for path in paths.split()]
        again = find_again(config(folder="in"), [Package(name, f"in/{root}", is_module)], inner)
        assert again == (Package(expected[0], f"in/{expected[1]}", expected[2]),)


class TestModules:
    @pytest.mark.parametrize(
        ("path", "expected"),
        [
            ("src/pkg/__init__.py", ("pkg", True)),
            ("src/pkg/__init__.pyi", ("pkg", True)),
            ("src/pkg/a.py", ("pkg.a", False)),
            ("src/pkg/a/__init__.py", ("pkg.a", True)),
            ("src/pkg/a/b/c.pyi", ("pkg.a.b.c", False)),
            ("src/pkg/__main__.py", ("pkg.__main__", False)),
            ("src/pkg/ünïcode.py", ("pkg.ünïcode", False)),
            ("src/pkg/a-b.py", None),
            ("src/pkg/a-b/c.py", None),
            ("src/pkg/a.b.py", None),
            ("src/pkg/.hidden/a.py", None),
            ("src/pkg/py.typed", None),
            ("src/pkg/data.json", None),
            ("src/pkg", None),
            ("src/pkg2/a.py", None),
            ("src/pkg.py", None),
            ("pkg/a.py", None),
        ],
    )
    def test_module_name_of_a_file(self, path, expected):
        assert module_of(Package("pkg", "src/pkg"), path) == expected

    def test_single_module_project(self):
        package = Package("mod", "src/mod.py", True)
        assert module_of(package, "src/mod.py") == ("mod", False)
        assert module_of(package, "src/mod.pyi") == ("mod", False)
        assert module_of(package, "src/mod/a.py") is None

    def test_files_of_modules(self):
        paths = [
            "pkg/__init__.py",
            "pkg/a.py",
            "pkg/a.pyi",
            "pkg/b.pyi",
            "pkg/x/y.py",
            "README.md",
            "o.py",
        ]
        files = module_files([Package("pkg", "pkg")], paths)
        assert {name: (file.path, file.is_package) for name, file in files.items()} == {
            "pkg": ("pkg/__init__.py", True),
            "pkg.a": ("pkg/a.py", False),
            "pkg.b": ("pkg/b.pyi", False),
            "pkg.x.y": ("pkg/x/y.py", False),
        }

    @pytest.mark.parametrize(
        ("paths", "expected"),
        [
            ("pkg/a.py pkg/a/__init__.py", "pkg/a/__init__.py"),
            ("pkg/a.py pkg/a/__init__.pyi", "pkg/a.py"),
            ("pkg/a.pyi pkg/a/__init__.py", "pkg/a/__init__.py"),
            ("pkg/a.pyi pkg/a.py", "pkg/a.py"),
        ],
    )
    def test_file_that_an_import_takes(self, paths, expected):
        assert module_files([Package("pkg", "pkg")], paths.split())["pkg.a"].path == expected

    def test_overlapping_packages_share_their_modules(self):
        packages = [Package("pkg", "pkg"), Package("pkg.core", "pkg/core")]
        files = module_files(packages, ["pkg/core/a.py"])
        assert {name: file.path for name, file in files.items()} == {"pkg.core.a": "pkg/core/a.py"}
