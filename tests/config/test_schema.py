"""`[tool.unbroken]`: what it may say, everything that is wrong with it at once, and where it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from unbroken.config.config import (
    Acceptance,
    Config,
    DeprecationSettings,
    Override,
    Settings,
    is_test,
)
from unbroken.config.config_file import parse_config
from unbroken.errors import ConfigError
from unbroken.rules.registry import rule_names

EVERYTHING = """
[project]
name = "megatron-core"
version = "0.19.0"
[tool.unbroken]
packages = ["megatron.core"]
search-paths = ["."]
baseline = "latest-release"
tag-pattern = "core_v*"
pre-releases = true
fallback = "main"
exclude = ["**/experimental/**", "!megatron/core/test/"]
exempt-decorators = ["internal_api", "megatron.core.utils.experimental_api"]
experimental-docstrings = [".. beta::", "Beta:"]
fail-on = "all"
typing = "strict"
strict = true
version = "1.0.0.dev0"
[tool.unbroken.rules]
parameter-removed = "warning"
[[tool.unbroken.overrides]]
objects = ["megatron.core.**.*Config"]
rules = { parameter-renamed = "off" }
[tool.unbroken.deprecation]
window = 3
unit = "release"
decorators = ["retired", "megatron.core.utils.phase_out"]
version-arguments = ["as_of"]
removal-arguments = ["gone_in"]
alternative-arguments = ["try_instead"]
reason-arguments = ["why"]
[tool.unbroken.versioning]
scheme = "calver"
[[tool.unbroken.accept]]
object = "pkg.mod.f"
rule = "parameter-removed"
parameter = "x"
since = "1.4.0"
reason = "security fix, announced in #123"
[[tool.unbroken.accept]]
object = "pkg.mod.g"
rule = "function-removed"
reason = "nobody used it"
"""


def read(toml: str) -> Config:
    found = parse_config(toml.encode(), "pyproject.toml", "", rule_names)
    assert found is not None
    return found


def test_every_key():
    config = read(EVERYTHING)
    assert config.settings == Settings(
        packages=("megatron.core",),
        search_paths=(".",),
        baseline="latest-release",
        tag_pattern="core_v*",
        pre_releases=True,
        fallback="main",
        exclude=("**/experimental/**", "!megatron/core/test/"),
        exempt_decorators=("internal_api", "megatron.core.utils.experimental_api"),
        experimental_docstrings=(".. beta::", "Beta:"),
        fail_on="all",
        typing="strict",
        strict=True,
        version="1.0.0.dev0",
        rules={"parameter-removed": "warning"},
        overrides=(Override(("megatron.core.**.*Config",), {"parameter-renamed": "off"}),),
        deprecation=DeprecationSettings(
            3,
            "release",
            ("retired", "megatron.core.utils.phase_out"),
            ("as_of",),
            ("gone_in",),
            ("try_instead",),
            ("why",),
        ),
        versioning="calver",
        accept=(
            Acceptance(
                "pkg.mod.f", "parameter-removed", "security fix, announced in #123", "x", "1.4.0"
            ),
            Acceptance("pkg.mod.g", "function-removed", "nobody used it"),
        ),
    )
    assert (config.source, config.folder) == ("pyproject.toml", "")
    assert config.project_name() == "megatron-core"


def test_defaults():
    assert read("[tool.unbroken]").settings == Settings()
    assert parse_config(b"[tool.other]\nx = 1\n", "pyproject.toml", "", rule_names) is None
    assert parse_config(b"", "pyproject.toml", "", rule_names) is None
    settings = Settings()
    assert (settings.baseline, settings.fallback, settings.tag_pattern) == (
        "latest-release",
        "main",
        None,
    )
    assert settings.exempt_decorators == ("internal_api", "experimental_api", "deprecated")
    assert (settings.fail_on, settings.typing, settings.strict) == (None, "lenient", False)
    assert (settings.deprecation, settings.versioning) == (DeprecationSettings(2, "minor"), None)


def bad_values():
    """The cases of config_errors.txt: a name, indented TOML, and the messages after `> `."""
    text = (Path(__file__).parent / "config_errors.txt").read_text()
    for block in text.split("\n\n")[1:]:
        name, *lines = block.strip().splitlines()
        toml = "\n".join(line[2:] for line in lines if line.startswith("  "))
        said = "\n".join(line[2:] for line in lines if line.startswith("> "))
        yield pytest.param(toml, said, id=name)


@pytest.mark.parametrize(("toml", "message"), list(bad_values()))
def test_bad_values(toml, message):
    with pytest.raises(ConfigError) as caught:
        read(f"[tool.unbroken]\n{toml}\n")
    assert caught.value.exit_code == 2
    assert str(caught.value) == message


def test_a_table_that_is_none():
    for value, what in {"5": "an integer", "[]": "an array"}.items():
        with pytest.raises(ConfigError) as caught:
            read(f"[tool]\nunbroken = {value}\n")
        assert (
            str(caught.value) == f"pyproject.toml: [tool] unbroken: expected a table, found {what}"
        )


def test_all_problems_at_once():
    with pytest.raises(ConfigError) as caught:
        read('[tool.unbroken]\npackges = []\nstrict = 0\n[tool.unbroken.rules]\nx = "of"\n')
    assert str(caught.value).splitlines() == [
        "pyproject.toml: [tool.unbroken] unknown key 'packges'; did you mean 'packages'?",
        "pyproject.toml: [tool.unbroken] strict: expected a boolean, found an integer",
        "pyproject.toml: [tool.unbroken.rules] unknown rule 'x'",
        "pyproject.toml: [tool.unbroken.rules] x: unknown value 'of'; did you mean 'off'?",
    ]


@pytest.mark.parametrize("rule", rule_names())
def test_every_rule_can_be_set(rule):
    assert read(f'[tool.unbroken.rules]\n{rule} = "note"\n').rules == {rule: "note"}


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        (
            b"[tool.unbroken\n",
            "1:15: not valid TOML: Expected ']' at the end of a table declaration",
        ),
        (b"a = 1\nb  1\n", "2:4: not valid TOML: Expected '=' after a key in a key/value pair"),
        (b"a = [", "1:6: not valid TOML: Invalid value"),
        (b"a = 1\na = 2\n", "2:6: not valid TOML: Cannot overwrite a value"),
        (
            b"a = 1\nb = '\xff'\n",
            "2:6: not valid TOML: not UTF-8, which TOML requires",
        ),
        (b"\xff\xfea\x00", "1:1: not valid TOML: not UTF-8, which TOML requires"),
    ],
)
def test_malformed_toml(toml, message):
    with pytest.raises(ConfigError) as caught:
        parse_config(toml, "pyproject.toml", "", rule_names)
    assert str(caught.value) == f"pyproject.toml:{message}"


class TestExclusion:
    @pytest.mark.parametrize(
        ("path", "expected"),
        [
            ("tests/a.py", True),
            ("pkg/tests/a.py", True),
            ("pkg/test/a.py", False),
            ("pkg/test_a.py", True),
            ("pkg/test_a.pyi", True),
            ("pkg/a_test.py", False),
            ("pkg/test/a_test.py", True),
            ("pkg/testing/b/a_test.py", True),
            ("pkg/test/latest.py", False),
            ("pkg/conftest.py", True),
            ("conftest.py", True),
            ("pkg/testing/a.py", False),
            ("pkg/test.py", False),
            ("pkg/tests.py", False),
            ("pkg/testing.py", False),
            ("pkg/latest.py", False),
            ("pkg/contest.py", False),
            ("pkg/attests/a.py", False),
            ("pkg/test_data/a.py", False),
            ("pkg/a.py", False),
        ],
    )
    def test_tests(self, path, expected):
        assert is_test(path) is expected
        assert Config().is_excluded(path) is expected
        # In a monorepo, only what is inside the project counts.
        assert Config(folder="tests/example").is_excluded(f"tests/example/{path}") is expected

    @pytest.mark.parametrize(
        ("patterns", "excluded", "kept"),
        [
            (["**/experimental/**"], ["a/experimental/b.py"], ["a/experimental.py", "a/b.py"]),
            (["legacy/"], ["legacy/a.py", "a/legacy/b.py"], ["legacy.py"]),
            (["/legacy/"], ["legacy/a.py"], ["a/legacy/b.py"]),
            (["*_pb2.py"], ["a/b_pb2.py"], ["a/b_pb2/c.py"]),
            (["a/*", "!a/b.py"], ["a/c.py", "a/x/y.py"], ["a/b.py"]),
            (["!pkg/tests/"], ["other/tests/a.py", "pkg/test_a.py"], ["pkg/tests/a.py"]),
            (["# a comment", ""], [], ["a.py"]),
        ],
    )
    def test_patterns(self, patterns, excluded, kept):
        for folder in ("", "packages/core"):
            config = Config(Settings(exclude=tuple(patterns)), folder)
            prefix = f"{folder}/" if folder else ""
            assert all(config.is_excluded(prefix + path) for path in excluded)
            assert not any(config.is_excluded(prefix + path) for path in kept)
