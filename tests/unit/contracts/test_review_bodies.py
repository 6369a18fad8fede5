"""R6.3: what a reviewer forgot or mistyped is named by codes, like everything else."""

from typing import Any

import pytest
from chassis.validation import load_lenient
from contracts.schemas.reviews import ApproveBody, ForwardBody, ReturnBody
from marshmallow import Schema

REASON = {"item": "basic.photo", "code": "other", "note": "请重拍"}


@pytest.mark.parametrize(
    ("schema", "body", "expected"),
    [
        pytest.param(ReturnBody, {}, {"reasons": "common.required"}, id="R6.3-no-reasons"),
        pytest.param(
            ReturnBody, {"reasons": None}, {"reasons": "common.required"}, id="R6.3-null-reasons"
        ),
        pytest.param(
            ReturnBody,
            {"reasons": [{"item": "scope"}]},
            {"reasons[0].code": "common.required"},
            id="R6.3-reason-without-code",
        ),
        pytest.param(
            ReturnBody,
            {"reasons": [REASON], "colour": "red"},
            {"colour": "common.unknown_field"},
            id="R6.3-unknown-field",
        ),
        pytest.param(
            ForwardBody,
            {},
            {"authority_id": "common.required", "note": "common.required"},
            id="R6.3-forward-without-anything",
        ),
        pytest.param(
            ForwardBody,
            {"authority_id": 5, "note": "x"},
            {"authority_id": "common.invalid"},
            id="R6.3-forward-to-a-number",
        ),
        pytest.param(ApproveBody, {"note": 5}, {"note": "common.invalid"}, id="R6.3-note"),
        pytest.param(ApproveBody, {}, {}, id="R6.3-approve-without-words"),
        pytest.param(ReturnBody, {"reasons": [REASON]}, {}, id="R6.3-good-reasons"),
    ],
)
def test_review_body(schema: type[Schema], body: dict[str, Any], expected: dict[str, str]) -> None:
    _, violations = load_lenient(schema, body)
    assert {one.field: one.code for one in violations} == expected


def test_R6_3_no_reasons_at_all_are_refused_in_words() -> None:
    _, [violation] = load_lenient(ReturnBody, {"reasons": []})
    assert violation.field == "reasons"
    assert "至少选择一项" in violation.message
