"""Which `pyproject.toml` counts: the nearest, the named one, or all those of a monorepo."""

from __future__ import annotations

import os

import pytest

from unbroken.config.config import Config
from unbroken.config.config_file import find_config, find_configs, load_config
from unbroken.errors import ConfigError
from unbroken.rules.registry import rule_names


def write(folder, toml: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pyproject.toml").write_text(toml)


def place(config: Config) -> tuple[str, str | None]:
    return config.folder, config.source


class TestFinding:
    def test_the_nearest_table(self, tmp_path):
        write(tmp_path, "[tool.unbroken]\n")
        write(tmp_path / "a", "[tool.unbroken]\n")
        write(tmp_path / "a/b", '[project]\nname = "b"\n')
        (tmp_path / "a/b/c").mkdir()
        root = str(tmp_path)
        assert place(find_config(root, root, None, rule_names)) == ("", "pyproject.toml")
        assert place(find_config(f"{root}/a", root, None, rule_names)) == ("a", "pyproject.toml")
        assert place(find_config(f"{root}/a/b/c", root, None, rule_names)) == (
            "a",
            "../../pyproject.toml",
        )

    def test_nothing_outside_the_repository(self, tmp_path):
        write(tmp_path, "[tool.unbroken]\n")
        (tmp_path / "repository/pkg").mkdir(parents=True)
        root = str(tmp_path / "repository")
        assert place(find_config(f"{root}/pkg", root, None, rule_names)) == ("", None)

    def test_metadata_without_a_table(self, tmp_path):
        write(tmp_path, '[project]\nname = "outer"\n')
        write(tmp_path / "inner", '[project]\nname = "inner"\n')
        config = find_config(str(tmp_path / "inner"), str(tmp_path), None, rule_names)
        assert (config.folder, config.source, config.project_name()) == ("inner", None, "inner")

    def test_a_file_that_is_named(self, tmp_path):
        write(tmp_path, "[tool.unbroken]\n")
        write(tmp_path / "a", '[tool.unbroken]\nbaseline = "v1"\n')
        config = find_config(str(tmp_path), str(tmp_path), "a/pyproject.toml", rule_names)
        assert (*place(config), config.settings.baseline) == ("a", "a/pyproject.toml", "v1")

    @pytest.mark.parametrize(
        ("file", "message"),
        [
            ("lost.toml", "lost.toml: cannot be read: No such file or directory"),
            ("a", "a: is not a regular file, so no settings can be read from it"),
            (
                "a/none.toml",
                "a/none.toml: has no [tool.unbroken] table; add one, or leave --config out",
            ),
        ],
    )
    def test_a_file_that_does_not_do(self, tmp_path, file, message):
        (tmp_path / "a").mkdir()
        (tmp_path / "a/none.toml").write_text("[tool.other]\n")
        with pytest.raises(ConfigError) as caught:
            find_config(str(tmp_path), str(tmp_path), file, rule_names)
        assert str(caught.value) == message

    def test_file_outside_the_repository_is_tried_out_on_the_project_around(self, tmp_path):
        write(tmp_path, "[tool.unbroken]\nstrict = true\n")
        write(tmp_path / "root/a", '[project]\nname = "a"\n[tool.unbroken]\n')
        root = tmp_path / "root"
        config = find_config(str(root / "a"), str(root), "../../pyproject.toml", rule_names)
        assert (config.folder, config.source) == ("a", "../../pyproject.toml")
        assert (config.settings.strict, config.project_name()) == (True, "a")

    def test_through_a_link(self, tmp_path):
        write(tmp_path / "real/a", "[tool.unbroken]\n")
        (tmp_path / "link").symlink_to("real")
        config = find_config(str(tmp_path / "link/a"), str(tmp_path / "real"), None, rule_names)
        assert place(config) == ("a", "pyproject.toml")

    def test_what_may_not_be_read(self, tmp_path):
        os.symlink("loop", tmp_path / "loop")
        with pytest.raises(ConfigError) as caught:
            load_config(str(tmp_path / "loop"), "pyproject.toml", "", rule_names)
        assert (
            str(caught.value) == "pyproject.toml: cannot be read: Too many levels of symbolic links"
        )


TWO = ("one", "two")


class TestMonorepo:
    @pytest.fixture
    def root(self, tmp_path):
        write(tmp_path / "one", '[project]\nname = "one"\n[tool.unbroken]\n')
        write(tmp_path / "two", '[project]\nname = "two"\n[tool.unbroken]\n')
        write(tmp_path / "none", '[project]\nname = "none"\n')
        write(tmp_path / "broken", "[project\n")
        write(tmp_path / "tests/data", "[tool.unbroken]\nbroken = true\n")
        return tmp_path

    FILES = (
        "tests/data/pyproject.toml", "two/pyproject.toml", "one/pyproject.toml",
        "none/pyproject.toml", "broken/pyproject.toml", "deleted/pyproject.toml", "pyproject.toml",
    )  # fmt: skip

    def found(self, cwd, root, file=None, changed=None):
        configs = find_configs(str(cwd), str(root), file, lambda: self.FILES, rule_names, changed)
        return [place(config) for config in configs]

    def test_every_project_with_a_table(self, root):
        expected = [("one", "one/pyproject.toml"), ("two", "two/pyproject.toml")]
        assert self.found(root, root) == expected
        write(root, "[tool.ruff]\n")
        assert self.found(root, root) == expected

    def test_root_with_a_table_is_checked_with_the_nested_projects(self, root):
        write(root, "[tool.unbroken]\n")
        expected = [("", "pyproject.toml"), *((name, f"{name}/pyproject.toml") for name in TWO)]
        assert self.found(root, root) == expected

    def test_nested_projects_around_a_change_are_checked_with_the_root(self, root):
        write(root, "[tool.unbroken]\n")
        changed = ["two/src/a.py", "docs/conf.py"]
        expected = [("", "pyproject.toml"), ("two", "two/pyproject.toml")]
        assert self.found(root, root, changed=changed) == expected
        assert self.found(root, root, changed=["pkg/a.py"]) == expected[:1]
        assert self.found(root, root, changed=[]) == expected[:1]

    @pytest.mark.parametrize(
        ("workspace", "expected"),
        [
            ('members = ["no*"]', [("none", None), "one", "two"]),
            ('members = ["*"]\nexclude = ["none"]', ["one", "two"]),
            ('members = ["none/*"]', ["one", "two"]),
            ("members = 1", ["one", "two"]),
        ],
    )
    def test_workspace_members_that_are_packages_need_no_table(self, root, workspace, expected):
        write(root, f"[tool.uv.workspace]\n{workspace}\n")
        (root / "broken/pyproject.toml").unlink()
        projects = [
            (item, f"{item}/pyproject.toml") if isinstance(item, str) else item for item in expected
        ]
        assert self.found(root, root) == [item for item in projects if item[0] != "none"]
        backend = '[build-system]\nbuild-backend = "hatchling.build"\n'
        write(root / "none", f'[project]\nname = "none"\n{backend}')
        assert self.found(root, root) == projects

    def test_root_that_is_built_is_checked_with_the_nested_projects(self, root):
        write(root, '[build-system]\nbuild-backend = "hatchling.build"\n')
        expected = [("", None), *((name, f"{name}/pyproject.toml") for name in TWO)]
        assert self.found(root, root) == expected

    @pytest.mark.parametrize(
        "table",
        [
            "[tool.uv]\npackage = false\n",
            "[tool.hatch.build.targets.wheel]\nbypass-selection = true\n",
        ],
    )
    def test_root_without_packages_of_its_own_is_left_out(self, root, table):
        write(root, f"[build-system]\n{table}")
        expected = [(name, f"{name}/pyproject.toml") for name in TWO]
        assert self.found(root, root) == expected

    def test_from_inside_one_of_them(self, root):
        assert self.found(root / "two", root) == [("two", "pyproject.toml")]
        assert self.found(root / "none", root) == [("none", None)]

    def test_a_file_that_is_named(self, root):
        assert self.found(root, root, "two/pyproject.toml") == [("two", "two/pyproject.toml")]

    def test_no_project_has_a_table(self, tmp_path):
        write(tmp_path / "none", '[project]\nname = "none"\n')
        assert self.found(tmp_path, tmp_path) == [("", None)]

    def test_messages_name_the_file(self, root):
        write(root / "two", "[tool.unbroken]\nstrict = 1\n")
        with pytest.raises(ConfigError) as caught:
            self.found(root, root)
        assert str(caught.value) == (
            "two/pyproject.toml: [tool.unbroken] strict: expected a boolean, found an integer"
        )
