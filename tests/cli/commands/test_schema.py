"""`unbroken schema`: what is published, and what it says of configurations."""

from __future__ import annotations

import json

import jsonschema
import pytest
import tomli

from tests.checkout import ROOT
from tests.test_documents import PAGES, blocks
from unbroken.config.config import DeprecationSettings, Settings
from unbroken.config.json_schema import config_schema
from unbroken.config.schema import read_settings
from unbroken.rules.registry import rule_names

SCHEMA = config_schema(rule_names())


@pytest.mark.parametrize(("name", "file"), [("json", "report-1.json"), ("config", "config.json")])
def test_schema_is_the_published_one(unbroken, name, file):
    """`unbroken schema NAME > docs/schemas/FILE` writes it."""
    published = (ROOT / "docs" / "schemas" / file).read_text(encoding="utf-8")
    assert unbroken("schema", name) == (0, published, "")


def test_both_schemas_are_valid():
    report = json.loads((ROOT / "docs" / "schemas" / "report-1.json").read_text())
    jsonschema.Draft202012Validator.check_schema(report)
    jsonschema.Draft7Validator.check_schema(SCHEMA)


def test_every_setting_is_in_the_schema():
    keys = {key.replace("_", "-") for key in Settings._fields}
    assert set(SCHEMA["properties"]) == keys
    deprecation = SCHEMA["properties"]["deprecation"]["properties"]
    assert set(deprecation) == {key.replace("_", "-") for key in DeprecationSettings._fields}


def test_defaults_are_those_of_the_settings():
    for key, schema in SCHEMA["properties"].items():
        if "default" in schema:
            default = getattr(Settings(), key.replace("-", "_"))
            assert schema["default"] == (list(default) if isinstance(default, tuple) else default)


TABLES = [
    tomli.loads(block).get("tool", {}).get("unbroken")
    for page in PAGES
    for block in blocks(page, "toml")
]


@pytest.mark.parametrize("table", [table for table in TABLES if table is not None])
def test_documented_tables_are_valid(table):
    jsonschema.validate(table, SCHEMA)


@pytest.mark.parametrize(
    "table",
    [
        {"packages": "pkg"},
        {"packages": [""]},
        {"strict": "yes"},
        {"fail-on": "some"},
        {"typing": "loose"},
        {"rules": {"no-such-rule": "error"}},
        {"rules": {"parameter-removed": "fatal"}},
        {"overrides": [{"objects": ["pkg.*"]}]},
        {"accept": [{"object": "pkg.f", "rule": "parameter-removed"}]},
        {"deprecation": {"window": -1}},
        {"deprecation": {"unit": "year"}},
        {"versioning": {"scheme": "date"}},
        {"unknown": 1},
    ],
)
def test_schema_rejects_what_unbroken_rejects(table):
    assert read_settings(table, rule_names)[1]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(table, SCHEMA)
