"""The examples of docs/api.md, executed."""

from __future__ import annotations

import doctest
import re

from tests.checkout import ROOT, git, write

PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")


def test_examples_print_what_is_shown(library):
    write(
        library,
        {
            "pkg/data.py": "def load(path): ...\n",
            "old/pkg/__init__.py": "",
            "old/pkg/data.py": "def load(path): ...\n",
            "new/pkg/__init__.py": "",
            "new/pkg/data.py": "",
        },
    )
    git(library, "add", "pkg")
    examples = "\n".join(re.findall(r"^```pycon\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
    test = doctest.DocTestParser().get_doctest(examples, {}, "docs/api.md", None, 0)
    assert len(test.examples) > 10
    problems: list[str] = []
    results = doctest.DocTestRunner(verbose=False).run(test, out=problems.append)
    assert not results.failed, "".join(problems)
