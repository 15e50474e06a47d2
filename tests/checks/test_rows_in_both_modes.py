"""Every example of every rule: the changed files alone give what the whole package gives."""

from __future__ import annotations

import pytest

from tests.both_modes import incremental, whole
from tests.rules.sources import Files, files_of
from tests.rules.split_rows import split_over_modules
from unbroken.rules.registry import pair_rules

EXAMPLES = {
    f"{rule.name}-{kind}-{number}": (example.old, example.new)
    for rule in pair_rules()
    for kind, examples in (("breaks", rule.breaks), ("keeps", rule.keeps))
    for number, example in enumerate(examples)
}
SPLIT = {
    name: files
    for name, (old, new) in EXAMPLES.items()
    if (files := split_over_modules(old, new)) is not None
}


def encoded(files: Files) -> dict[str, bytes]:
    return {path: text.encode() for path, text in files.items()}


@pytest.mark.parametrize("name", EXAMPLES)
def test_incremental_agrees_with_full_on_the_example(name):
    old, new = (encoded(files_of(source)) for source in EXAMPLES[name])
    alone = incremental(old, old, new)
    assert alone is None or alone == whole(old, new)


@pytest.mark.parametrize("name", SPLIT)
def test_incremental_agrees_with_full_when_the_example_is_split_over_modules(name):
    old, new = (encoded(files) for files in SPLIT[name])
    alone = incremental(old, old, new)
    assert alone is not None
    assert alone == whole(old, new)


@pytest.mark.parametrize(
    # Registrations are only known in the module of the generic function.
    "name",
    [name for name in SPLIT if not name.startswith("registration-removed")],
)
def test_the_same_rules_speak_when_the_example_is_split_over_modules(name):
    rules = [
        sorted({rule for rule, _, _ in whole(encoded(old), encoded(new))})
        for old, new in (map(files_of, EXAMPLES[name]), SPLIT[name])
    ]
    assert rules[0] == rules[1]


def test_many_examples_can_be_split():
    assert len(SPLIT) > 80
