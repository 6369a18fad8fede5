"""The registry of a record's fields agrees with forms, dictionaries and the first policies."""

import importlib.util
from pathlib import Path

import pytest
from contracts import reference
from contracts.attachments import ATTACHMENT_RULES
from contracts.record_fields import (
    AUTOMATIC,
    BASIC_ATTACHMENTS,
    MANUAL,
    RECORD_FIELDS,
    ROW_ATTACHMENTS,
    SECTION_TITLES,
    mask_values,
    restore_masked,
    title_of_field,
)
from contracts.schemas.collection import BasicBody, EducationBody, EmploymentBody
from contracts.schemas.transfer import ResidenceDetails, WorkDetails

MIGRATION = "services/changes/migrations/versions/0001_create_tables.py"


def first_policies():
    """Return the fields that the first migration of changes gives each review mode."""
    path = Path(__file__).parents[3] / MIGRATION
    spec = importlib.util.spec_from_file_location("first_tables", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return {"automatic": module._AUTOMATIC, "manual": module._MANUAL}


@pytest.mark.parametrize("section", RECORD_FIELDS)
def test_R4_3_2_the_first_policies_are_those_of_the_registry(section):
    stored = {
        field: mode for mode, sections in first_policies().items() for field in sections[section]
    }
    assert stored == {field.name: field.review for field in RECORD_FIELDS[section].values()}


def test_R4_3_2_a_fixed_field_is_reviewed():
    fields = [field for section in RECORD_FIELDS.values() for field in section.values()]
    assert {field.review for field in fields if field.fixed} == {"manual"}
    assert not [field.name for field in fields if field.fixed and field.low_risk]


@pytest.mark.parametrize("section", SECTION_TITLES)
def test_R4_3_1_sections_are_called_as_in_the_dictionary(section):
    assert reference.name_of("change_section", section) == SECTION_TITLES[section]


def test_R3_2_1_files_are_of_known_kinds():
    kinds = {*BASIC_ATTACHMENTS.values(), *(k for row in ROW_ATTACHMENTS.values() for k in row)}
    assert kinds <= set(ATTACHMENT_RULES)


@pytest.mark.parametrize(
    ("section", "field", "title"),
    [
        ("education", "start_month", "入学时间"),
        ("employment", "start_month", "工作开始时间"),
        ("education", "attachments.level_certificate", "学历证明"),
        ("basic", "id_portrait_id", "证件人像面"),
        ("basic", "unheard_of", "unheard_of"),
    ],
)
def test_R4_3_1_one_name_wherever_a_field_is_shown(section, field, title):
    assert title_of_field(section, field) == title


def test_R4_1_2_sensitive_values_are_masked_and_others_are_not():
    shown = mask_values("employment", {"employer_phone": "01062345678", "uscc": "9111"})
    assert shown == {"employer_phone": "*******5678", "uscc": "9111"}
    assert mask_values("employment", {"employer_phone": None}) == {"employer_phone": None}


def test_R4_1_2_the_mask_of_todays_value_comes_back_as_that_value():
    present = {"email": "z@example.com", "postal_address": "北京市海淀区中关村大街1号"}
    sent = {**mask_values("basic", present), "ethnicity": "01"}
    assert restore_masked("basic", sent, present) == {**present, "ethnicity": "01"}


def test_R4_1_2_another_mask_and_what_is_no_object_stay_as_sent():
    sent = {"email": "x***@example.com", "postal_address": None}
    present = {"email": "z@example.com", "postal_address": None}
    assert restore_masked("basic", sent, present) == sent
    assert restore_masked("education", {"level_certificate_no": "10***34"}, None)
    for no_object in (None, [], "basic", 1):
        assert restore_masked("basic", no_object, present) == no_object


@pytest.mark.parametrize("sent", ["z***@intern.local", "z@intern.local"])
def test_R4_1_2_what_is_kept_and_comes_back_is_not_judged_anew(sent):
    restored = restore_masked("basic", {"email": sent}, {"email": "z@intern.local"})
    assert BasicBody().load(restored)["email"] == "z@intern.local"
    assert BasicBody().validate({"email": "z@intern.local"}) == {"email": ["value.email_domain"]}


@pytest.mark.parametrize(
    ("schema", "field"), [(EmploymentBody, "employer_phone"), (WorkDetails, "employer_phone")]
)
def test_R3_4_2_every_form_keeps_employer_phones_in_one_form(schema, field):
    loaded = schema(partial=True).load({field: "+86 (0)10 6234 5678 转 802"})
    assert loaded[field] == "010-62345678-802"


@pytest.mark.parametrize(
    ("schema", "field", "value"),
    [
        (BasicBody, "postal_address", "北京市海淀区****"),
        (BasicBody, "postal_address", "北京市海淀区＊＊＊＊"),
        (BasicBody, "email", "z***@example.com"),
        (EducationBody, "level_certificate_no", "100***********1234"),
        (EducationBody, "degree_certificate_no", "10************34"),
        (EmploymentBody, "employer_address", "北京市海淀区****"),
        (EmploymentBody, "employer_phone", "***-****5678"),
        (WorkDetails, "employer_address", "上海市浦东新****"),
        (WorkDetails, "employer_phone", "********5678"),
        (ResidenceDetails, "address", "上海市浦东新****"),
    ],
)
def test_R4_1_2_no_form_takes_a_mask_for_a_value(schema, field, value):
    assert schema().validate({field: value})[field] == ["value.masked"]


def test_R4_3_2_what_changes_at_once_needs_no_proof() -> None:
    fields = [field for section in RECORD_FIELDS.values() for field in section.values()]
    assert [one.name for one in fields if one.review == AUTOMATIC and one.proofs] == []
    assert {kind for one in fields for kind in one.proofs} <= ATTACHMENT_RULES.keys()
    # An industry and the region of the household register are compared with what is there.
    unproved = {one.name for one in fields if one.review == MANUAL and not one.proofs}
    assert unproved == {"household_region", "industry", "attachments"}
