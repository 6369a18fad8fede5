"""R8.2: the OpenAPI document is valid, complete and current."""

import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from contracts.record_fields import RECORD_FIELDS
from gateway.openapi import build_document
from gateway.openapi.descriptions import ANSWERS, OPERATIONS
from gateway.openapi.enumerations import NamedEnumerations
from gateway.openapi.schemas import example_of
from gateway.routes import endpoints_for
from identity.domain.registration import check_registration
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


def _with_examples(part, place=""):
    """Yield every schema within a part of the document that has an example of its own."""
    if isinstance(part, dict):
        if "example" in part and ("type" in part or "$ref" in part or "anyOf" in part):
            yield place, part
        for name, inner in part.items():
            if name != "example":
                yield from _with_examples(inner, f"{place}/{name}")


def test_R8_2_examples_of_single_fields_fit_their_schemas(document: dict) -> None:
    wrong = []
    for place, schema in _with_examples(document["components"]["schemas"]):
        validator = OAS31Validator({**schema, "components": document["components"]})
        wrong += [f"{place}: {e.message}" for e in validator.iter_errors(schema["example"])]
    assert wrong == []


@pytest.mark.parametrize("endpoint", [e for e in ENDPOINTS if e.body], ids=lambda one: one.name)
def test_R8_2_examples_of_bodies_pass_their_own_rules(endpoint) -> None:
    """What the document shows as an example is taken as it stands."""
    assert endpoint.body().validate(example_of(endpoint.body)) == {}


def test_R1_1_1_example_of_a_registration_breaks_no_rule() -> None:
    body = next(e.body for e in ENDPOINTS if e.name == "register_account")
    form = body().load(example_of(body))
    assert check_registration(form, [], date(2026, 11, 28))[1] == []


def test_R8_2_operations_tags_and_special_answers_are_described(document: dict) -> None:
    operations = dict(_operations(document))
    assert [name for name, one in operations.items() if not one.get("description")] == []
    assert [tag["name"] for tag in document["tags"] if not tag.get("description")] == []
    by_name = {one["operationId"]: one["responses"] for one in operations.values()}
    assert OPERATIONS.keys() <= by_name.keys()
    assert {e.name for e in ENDPOINTS if e.description} & OPERATIONS.keys() == set()
    for (name, status), text in ANSWERS.items():
        assert by_name[name][str(status)]["description"] == text
    known = document["components"]["schemas"]["Problem"]["properties"]
    for member in ("blockers", "limited_until", "trials_left"):
        assert known[member]["description"]


def test_R8_2_enumerations_are_schemas_of_their_own(document: dict) -> None:
    schemas = document["components"]["schemas"]
    assert schemas["TransferProcess"]["enum"] == ["in_only", "out_then_in"]
    assert schemas["Transfer"]["properties"]["policy"]["$ref"].endswith("/TransferProcess")
    properties = json.dumps([one.get("properties", {}) for one in schemas.values()])
    # A single value is a constant of its place.
    assert re.findall(r'"enum": \[[^\]]*,[^\]]*\]', properties) == []
    assert "\\\\Z" not in properties, "a pattern in the dialect of Python alone"


def test_R8_2_one_name_for_two_enumerations_is_refused() -> None:
    schemas = {"X": {"properties": {"y": {"type": "string", "enum": ["a", "b"]}}}, "XY": {}}
    document = {"components": {"schemas": schemas}, "paths": {}}
    with pytest.raises(LookupError):
        NamedEnumerations(document)
    with pytest.raises(ValueError, match=r"XY at X\.y"):
        NamedEnumerations(document, {}).extract()


def _json_contents(operation: dict):
    bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
    for body in bodies:
        if "application/json" in body.get("content", {}):
            yield body["content"]["application/json"]


def test_R8_2_sandbox_is_not_described_where_it_is_off() -> None:
    document = build_document(endpoints_for(with_sandbox=False))
    assert not [path for path in document["paths"] if path.startswith("/sandbox")]


def test_R6_3_a_case_under_review_is_typed_by_its_kind(document: dict) -> None:
    schemas = document["components"]["schemas"]
    detail = schemas["ReviewDetail"]
    assert detail["discriminator"]["propertyName"] == "kind"
    assert list(detail["discriminator"]["mapping"]) == schemas["CaseKind"]["enum"]
    for kind, reference in detail["discriminator"]["mapping"].items():
        typed = schemas[reference.rpartition("/")[2]]
        assert typed["properties"]["kind"]["enum"] == [kind]
        assert {"kind", "data"} <= set(typed["required"])
        assert "$ref" in str(typed["properties"]["data"])
    answers = document["paths"]["/reviews/{kind}/{case_id}"]["get"]["responses"]["200"]
    assert answers["content"]["application/json"]["schema"]["$ref"].endswith("/ReviewDetail")


@pytest.mark.parametrize("name", ["ChangesChangeAnswer", "ChangesChangeReviewData"])
def test_R4_3_1_a_change_is_typed_by_its_page(document: dict, name: str) -> None:
    schemas = document["components"]["schemas"]
    choice = schemas[name]
    assert choice["discriminator"]["propertyName"] == "section"
    assert list(choice["discriminator"]["mapping"]) == list(RECORD_FIELDS)
    for section, reference in choice["discriminator"]["mapping"].items():
        typed = schemas[reference.rpartition("/")[2]]
        assert typed["properties"]["section"]["enum"] == [section]
        values = schemas[typed["properties"]["after"]["anyOf"][0]["$ref"].rpartition("/")[2]]
        # Names of the person are no part of a change's form.
        known = {field for field in RECORD_FIELDS[section] if field not in ("name", "id_number")}
        assert known <= set(values["properties"])


def test_R6_3_typed_answers_are_refused_with_anothers_content(document: dict) -> None:
    components = document["components"]
    reference = {"$ref": "#/components/schemas/ReviewDetail", "components": components}
    answers = document["paths"]["/reviews/{kind}/{case_id}"]["get"]["responses"]["200"]
    example = answers["content"]["application/json"]["example"]
    assert list(OAS31Validator(reference).iter_errors(example)) == []
    assert list(OAS31Validator(reference).iter_errors({**example, "kind": "transfer"})) != []
