"""What modules import is the same, whether they were read before or not."""

from __future__ import annotations

import pytest

from unbroken.cache.cache import Cache
from unbroken.loading.import_cache import RememberedImports
from unbroken.loading.loader import Loader, read_anyhow
from unbroken.loading.module_files import ModuleFile
from unbroken.readers import import_reader
from unbroken.sources.folder import FolderTree

SOURCE = b"import pkg.a\nfrom . import b\nimport os\n"
FILES = {"pkg/__init__.py": SOURCE, "pkg/m.py": b"import pkg.c\n", "pkg/m.pyi": b"import pkg.d\n"}
PACKAGE = ModuleFile("pkg", "pkg/__init__.py", is_package=True)
WITH_STUB = ModuleFile("pkg.m", "pkg/m.py", is_package=False, stub="pkg/m.pyi")


@pytest.mark.parametrize("known", [False, True])
def test_imports_of_a_module_are_the_same_if_it_is_known(known, tmp_path):
    tree = FolderTree(FILES, "")
    cache = Cache(str(tmp_path / "cache"))
    if known:
        Loader(read_anyhow, cache).load(tree, [PACKAGE, WITH_STUB], ["pkg"])
    imports = RememberedImports(["pkg"], Loader(read_anyhow, cache))
    assert imports.of(PACKAGE, tree) == ("pkg.a", "pkg.b")
    assert imports.of(WITH_STUB, tree) == ("pkg.c",)


def test_module_that_is_known_is_not_read_again(tmp_path, monkeypatch):
    tree = FolderTree(FILES, "")
    cache = Cache(str(tmp_path / "cache"))
    Loader(read_anyhow, cache).load(tree, [PACKAGE], ["pkg"])
    monkeypatch.setattr(import_reader, "imports_of", None)
    imports = RememberedImports(["pkg"], Loader(read_anyhow, cache))
    assert imports.of(PACKAGE, tree) == ("pkg.a", "pkg.b")
    imports.keep()
    assert RememberedImports(["pkg"], Loader(read_anyhow, cache)).of(PACKAGE, tree) is not None
