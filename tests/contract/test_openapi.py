"""R8.2: the OpenAPI document is valid, complete and current."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from gateway.openapi import build_document
from gateway.routes import endpoints_for
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate

ROOT = Path(__file__).parents[2]
ENDPOINTS = endpoints_for(with_sandbox=True)


@pytest.fixture(scope="module")
def document() -> dict:
    return build_document(ENDPOINTS)


def _operations(document: dict):
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield f"{method} {path}", operation


def test_R8_2_document_is_valid(document: dict) -> None:
    assert document["openapi"].startswith("3.1")
    validate(document)


def test_R8_2_committed_document_is_current() -> None:
    printed = subprocess.run(
        [sys.executable, "-m", "gateway.openapi"], check=True, capture_output=True, text=True
    ).stdout
    committed = (ROOT / "docs" / "openapi.json").read_text(encoding="utf-8")
    assert json.loads(printed) == json.loads(committed), (
        "run: python -m gateway.openapi > docs/openapi.json"
    )


def test_R8_2_every_endpoint_is_described_in_chinese(document: dict) -> None:
    operations = dict(_operations(document))
    assert len(operations) == len(ENDPOINTS)
    for name, operation in operations.items():
        assert re.search("[\u4e00-\u9fff]", operation["summary"]), name
        assert operation["tags"], name
    ids = [operation["operationId"] for operation in operations.values()]
    assert len(ids) == len(set(ids))


def test_R8_2_every_body_and_answer_has_an_example(document: dict) -> None:
    for name, operation in _operations(document):
        contents = [operation.get("requestBody", {}).get("content", {})]
        contents += [r.get("content", {}) for r in operation["responses"].values()]
        for content in contents:
            if "application/json" in content:
                assert content["application/json"]["example"] is not None, name


def test_R8_2_examples_fit_their_schemas(document: dict) -> None:
    for name, operation in _operations(document):
        for content in _json_contents(operation):
            schema = {**content["schema"], "components": document["components"]}
            errors = [e.message for e in OAS31Validator(schema).iter_errors(content["example"])]
            assert errors == [], name


def _json_contents(operation: dict):
    bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
    for body in bodies:
        if "application/json" in body.get("content", {}):
            yield body["content"]["application/json"]


def test_R8_2_sandbox_is_not_described_where_it_is_off() -> None:
    document = build_document(endpoints_for(with_sandbox=False))
    assert not [path for path in document["paths"] if path.startswith("/sandbox")]
