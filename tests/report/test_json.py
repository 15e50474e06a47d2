"""The JSON of a run: every key is always there, and the types are those of schema 1."""

from __future__ import annotations

import json

import pytest

from tests.checkout import commit, git, write
from unbroken._version import __version__

FINDING = {
    "rule": str,
    "level": str,
    "object": str,
    "parameter": (str, type(None)),
    "path": str,
    "line": int,
    "column": int,
    "end_line": int,
    "message": str,
    "notes": list,
    "old": (str, type(None)),
    "new": (str, type(None)),
    "witness": (dict, type(None)),
    "introduced": bool,
    "accepted": bool,
    "reason": (str, type(None)),
    "remedy": str,
    "code": str,
    "code_place": (dict, type(None)),
    "affects": list,
    "baseline_path": (str, type(None)),
    "baseline_line": (int, type(None)),
}
WITNESS = {
    "call": str,
    "positional": int,
    "keywords": list,
    "effect": str,
    "error": str,
    "exception": str,
}
SUMMARY = {
    "errors": int,
    "warnings": int,
    "notes": int,
    "introduced": int,
    "blocking": int,
    "files": int,
    "objects": int,
    "packages": list,
    "reader": (str, type(None)),
    "unreadable_at_baseline": list,
    "not_understood": list,
    "crashes": list,
    "unchecked_projects": list,
    "fallback": (str, type(None)),
}


def matches(value: object, schema: dict[str, object]) -> bool:
    return (
        isinstance(value, dict)
        and list(value) == list(schema)
        and all(isinstance(value[key], kind) for key, kind in schema.items())
    )


@pytest.fixture
def document(library, unbroken):
    def run(files, *arguments, code=1):
        write(library, files)
        git(library, "add", "--all")
        result = unbroken(*(arguments or ("check",)), "--format", "json")
        assert (result.code, result.err) == (code, "")
        found = json.loads(result.out)
        keys = ["schema", "tool", "baseline", "mode", "findings", "projects", "summary"]
        assert list(found) == keys
        assert found["schema"] == 1
        assert found["tool"] == {"name": "unbroken", "version": __version__}
        assert all(matches(finding, FINDING) for finding in found["findings"])
        assert matches(found["summary"], SUMMARY)
        return found

    return run


CHANGES = {
    "a parameter": {"pkg/data.py": "def load(path): ...\n"},
    "a function": {"pkg/data.py": ""},
    "a module": {"pkg/data.py": None},
    "a file that does not parse": {"pkg/data.py": "def (\n"},
}


@pytest.mark.parametrize("mode", ["check", "full"])
@pytest.mark.parametrize("change", CHANGES)
def test_findings_have_all_fields(document, change, mode):
    (finding,) = document(CHANGES[change], mode)["findings"]
    assert finding["level"] == "error"
    if change == "a parameter":
        assert (finding["parameter"], finding["object"]) == ("limit", "pkg.data.load")
        assert matches(finding["witness"], WITNESS)
        assert finding["witness"]["effect"] == "rejected"
    else:
        assert finding["parameter"] is None


def test_document_of_a_run(document, library):
    found = document({"pkg/data.py": "def load(path): ...\n"})
    baseline = {
        "kind": "release",
        "ref": "v1.0.0",
        "commit": git(library, "rev-parse", "v1.0.0").strip(),
        "version": "1.0.0",
        "reason": "the latest release",
    }
    assert found == {
        "schema": 1,
        "tool": {"name": "unbroken", "version": __version__},
        "baseline": baseline,
        "mode": "incremental",
        "findings": [
            {
                "rule": "parameter-removed",
                "level": "error",
                "object": "pkg.data.load",
                "parameter": "limit",
                "path": "pkg/data.py",
                "line": 1,
                "column": 1,
                "end_line": 1,
                "message": "parameter 'limit' was removed",
                "notes": [],
                "old": "def load(path, limit=None)",
                "new": "def load(path)",
                "witness": {
                    "call": "load(path, limit=None)",
                    "positional": 1,
                    "keywords": ["limit"],
                    "effect": "rejected",
                    "error": "load() got an unexpected keyword argument 'limit'",
                    "exception": "TypeError",
                },
                "introduced": True,
                "accepted": False,
                "reason": None,
                "remedy": "Keep 'limit' with a default, warn when it is passed, and remove it in "
                "the next major release.",
                "code": "import warnings\n\ndef load(path, limit=None):\n"
                "    if limit is not None:\n"
                "        warnings.warn(\"'limit' is deprecated\", DeprecationWarning, "
                "stacklevel=2)",
                "code_place": {
                    "how": "header",
                    "path": "pkg/data.py",
                    "line": 1,
                    "new_path": "",
                    "new_line": 0,
                },
                "affects": [],
                "baseline_path": "pkg/data.py",
                "baseline_line": 1,
            }
        ],
        "projects": [{"folder": "", "packages": ["pkg"], "baseline": baseline, "findings": [0]}],
        "summary": {
            "errors": 1,
            "warnings": 0,
            "notes": 0,
            "introduced": 1,
            "blocking": 1,
            "files": 1,
            "objects": 2,
            "packages": ["pkg"],
            "reader": "libcst",
            "unreadable_at_baseline": [],
            "not_understood": [],
            "crashes": [],
            "unchecked_projects": [],
            "fallback": None,
        },
    }


def test_run_without_findings(document):
    found = document({"README.md": ""}, code=0)
    assert found["findings"] == []
    assert found["summary"]["reader"] is None
    found = document({"pkg/data.py": "def load(path, limit=None): return 1\n"}, code=0)
    assert found["summary"]["reader"] == "ast"
    found = document({}, "full", code=0)
    assert (found["mode"], found["summary"]["reader"]) == ("full", "griffe")


def test_fallback_says_why(document):
    found = document({"pkg/data.py": None})
    assert found["mode"] == "full"
    assert found["summary"]["fallback"] == "pkg/data.py was deleted or moved"


def test_warnings_block_when_strict(document):
    change = {"pkg/__init__.py": "def f(a, b=2): ...\n"}
    summary = document(change, code=0)["summary"]
    assert (summary["warnings"], summary["blocking"]) == (1, 0)
    summary = document(change, "check", "--strict")["summary"]
    assert (summary["warnings"], summary["blocking"]) == (1, 1)


def test_pre_existing_findings_are_not_introduced(document, library):
    commit(library, {"pkg/data.py": "def load(path): ...\n"})
    found = document({"pkg/__init__.py": ""}, "full")
    introduced = {finding["object"]: finding["introduced"] for finding in found["findings"]}
    assert introduced == {"pkg.f": True, "pkg.data.load": False}
    summary = found["summary"]
    assert (summary["errors"], summary["introduced"], summary["blocking"]) == (2, 1, 1)


def test_unparsable_file_of_the_baseline_is_listed(document, library):
    commit(library, {"pkg/data.py": "def (\n"}, "v1.1.0")
    found = document({"pkg/data.py": ""}, code=0)
    assert found["summary"]["unreadable_at_baseline"] == [
        {"path": "pkg/data.py", "line": 1, "column": 5, "message": "invalid syntax"}
    ]


def test_unborn_branch_has_no_baseline(tmp_path, unbroken, monkeypatch):
    git(tmp_path, "init", "--quiet")
    monkeypatch.chdir(tmp_path)
    result = unbroken("check", "--format=json")
    assert result.code == 0
    found = json.loads(result.out)
    assert found["baseline"] is None
    assert found["findings"] == []
    assert matches(found["summary"], SUMMARY)
