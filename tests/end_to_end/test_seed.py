"""What Megatron Core's checker documents holds here as well, in real commits."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.end_to_end

MARKS = """\
def internal_api(function): return function


def deprecated(version, removal_version, alternative):
    return lambda function: function
"""
PLAIN = "def train_model(config, dataloader): ...\n"
ADAM = 'def train_model(config, dataloader, optimizer="adam"): ...\n'
INTERNAL = f"from trainer._marks import internal_api\n\n\n@internal_api\n{ADAM}"
ANNOUNCED = f"""\
from trainer._marks import deprecated


@deprecated(version="1.0.0", removal_version="2.0.0", alternative="train_model_v2")
{PLAIN}

def train_model_v2(config): ...
"""
GONE = "def train_model_v2(config): ...\n"


@pytest.fixture
def released(make_project):
    def make(train: str, version: str = "1.1.0"):
        return make_project(
            {
                "pyproject.toml": f'[project]\nname = "trainer"\nversion = "{version}"\n',
                "trainer/__init__.py": "",
                "trainer/_marks.py": MARKS,
                "trainer/train.py": train,
            }
        )

    return make


def test_a_parameter_with_a_default_may_come(released):
    project = released(PLAIN)
    project.write({"trainer/train.py": ADAM})
    assert "no breaks" in project.committed("--all")


def test_a_parameter_may_not_go(released):
    project = released(ADAM)
    project.write({"trainer/train.py": PLAIN})
    said = project.stopped("--all")
    assert (
        "trainer/train.py:1:1: error[parameter-removed] trainer.train.train_model: "
        "parameter 'optimizer' was removed\n"
    ) in said


@pytest.mark.parametrize(
    ("new", "found"), [(PLAIN, "1 note"), ("x = 1\n", "no breaks"), ("", "no breaks")]
)
def test_what_was_internal_may_change(released, new, found):
    project = released(INTERNAL)
    project.write({"trainer/train.py": new})
    assert f"trainer: {found}; " in project.committed("--all")


def test_what_was_deprecated_may_go_on_schedule(released):
    project = released(ANNOUNCED, "2.0.0")
    project.write({"trainer/train.py": GONE})
    assert "no breaks" in project.committed("--all")


def test_what_was_deprecated_may_not_go_before(released):
    project = released(ANNOUNCED, "1.5.0")
    project.write({"trainer/train.py": GONE})
    said = project.stopped("--all")
    assert "error[removed-too-early] trainer.train.train_model: " in said
    assert said.count("error[") == 1
    assert "2.0.0" in said


def test_the_release_itself_may_say_that_it_is_time(released):
    project = released(ANNOUNCED, "1.5.0")
    project.write(
        {
            "trainer/train.py": GONE,
            "pyproject.toml": '[project]\nname = "trainer"\nversion = "2.0.0"\n',
        }
    )
    assert "no breaks" in project.committed("--all")
