"""The hook for deprecations, in real commits through real pre-commit."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.end_to_end

MARKS = "def deprecated(version, removal_version=None, alternative=None, reason=None): ...\n"
DATA = "from trainer.marks import deprecated\n\n\n{}def load(path, limit=None): ...\n"


def announced(removal: str) -> dict[str, str]:
    mark = f'@deprecated("1.1.0", "{removal}", reason="nobody reads files any more")\n'
    return {"trainer/data.py": DATA.format(mark)}


def test_a_timeline(make_project):
    files = {
        "pyproject.toml": '[project]\nname = "trainer"\nversion = "1.1.0"\n',
        "trainer/__init__.py": "",
        "trainer/marks.py": MARKS,
        "trainer/data.py": DATA.format(""),
    }
    project = make_project(files, "unbroken-deprecations")
    project.write(announced("1.2.0"))
    assert (
        "trainer/data.py:5:1: error[deprecation-malformed] trainer.data.load: deprecation of "
        "'load' announces its removal in 1.2.0, less than 2 minor versions after 1.1.0\n"
    ) in project.stopped("--all")
    project.write(announced("1.3.0"))
    assert "no problems found; 1 deprecation in 3 files of the index" in project.committed("--all")
    project.git("tag", "v1.1.0")
    project.write(
        {"trainer/data.py": announced("1.3.0")["trainer/data.py"].replace("1.3.0", "1.2.1")}
    )
    assert "error[deprecation-malformed] trainer.data.load: " in project.stopped("--all")
    project.write(announced("1.4.0"))
    project.committed("--all")
    version = '[project]\nname = "trainer"\nversion = "1.3.0"\n'
    project.write({"pyproject.toml": version, **announced("1.3.0")})
    said = project.committed("--all")
    assert "trainer: 1 warning; 1 deprecation in 3 files of the index compared with v1.1.0" in said
