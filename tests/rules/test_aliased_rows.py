"""Every example of every rule is judged the same, however its imports are written."""

from __future__ import annotations

import pytest

from tests.rules.aliased_rows import FORMS, aliased
from tests.rules.sources import Files, files_of, found_in
from unbroken.readers.libcst_reader import read_module
from unbroken.rules.registry import pair_rules

EXAMPLES = {
    f"{rule.name}-{kind}-{number}-{form}": (example.old, example.new, files)
    for rule in pair_rules()
    for kind, examples in (("breaks", rule.breaks), ("keeps", rule.keeps))
    for number, example in enumerate(examples)
    for form in FORMS
    if (files := aliased(example.old, example.new, form)) is not None
}


def rules_found(old: Files, new: Files) -> list[str]:
    return sorted({finding.rule for finding in found_in(old, new, read_module)})


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_same_rules_speak_with_other_imports(name):
    old, new, files = EXAMPLES[name]
    assert rules_found(*files) == rules_found(files_of(old), files_of(new))


def test_many_examples_have_imports():
    assert len(EXAMPLES) > 500
