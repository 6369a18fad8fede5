"""A field that would be dropped on its way between form and table fails at import."""

import subprocess
import sys
from dataclasses import make_dataclass

import pytest
from collection.domain import content
from collection.models import field_check
from contracts.schemas import collection as schemas
from marshmallow import fields

PARTS = ("Basic", "Education", "Employment", "AccountingExperience")
IMPORT = """
from dataclasses import make_dataclass
from collection.domain import content
content.{part} = make_dataclass(
    "{part}", [("unmapped", "str | None", None)], bases=(content.{part},), frozen=True
)
import collection.service
"""


def with_unmapped(part):
    extra = [("unmapped", "str | None", None)]
    return make_dataclass(part.__name__, extra, bases=(part,), frozen=True)


def test_R8_2_the_present_fields_are_the_same_everywhere():
    field_check.check_all()


def test_R8_2_a_field_of_the_rules_alone_fails_at_import():
    program = IMPORT.format(part="Education")
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "FieldMismatch" in done.stderr
    assert "unmapped" in done.stderr


@pytest.mark.parametrize("name", PARTS[1:])
def test_R8_2_a_field_without_a_column_is_found(monkeypatch, name):
    monkeypatch.setattr(content, name, with_unmapped(getattr(content, name)))
    with pytest.raises(field_check.FieldMismatch, match="unmapped"):
        field_check.check_tables()


def test_R8_2_a_detail_without_a_column_is_found(monkeypatch):
    monkeypatch.setattr(content, "DETAIL_FIELDS", (*content.DETAIL_FIELDS, "unmapped"))
    with pytest.raises(field_check.FieldMismatch, match="records and the rules differ in unmapped"):
        field_check.check_tables()


class BodyWithUnmapped(schemas.EducationBody):
    unmapped = fields.String()


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        pytest.param(schemas.EducationBody, None, id="R8.2-body"),
        pytest.param(BodyWithUnmapped, schemas.EducationAnswer, id="R8.2-answer"),
    ],
)
def test_a_field_without_a_place_in_a_schema_is_found(body, answer):
    part = with_unmapped(content.Education)
    with pytest.raises(field_check.FieldMismatch, match=f"{(answer or body).__name__}.*unmapped"):
        field_check.check_part(part, "education_id", body, answer)
