"""Writing the draft: values, files, versions, repeats, limits."""

import uuid

import pytest
from contracts.errors import (
    Conflict,
    Forbidden,
    NotFound,
    PreconditionFailed,
    Unauthenticated,
    ValidationFailed,
)
from contracts.schemas.collection import CollectionScopes


def refusal(call, *args, **kwargs):
    with pytest.raises(ValidationFailed) as refused:
        call(*args, **kwargs)
    errors = refused.value.details["errors"]
    assert all(entry["message"] for entry in errors)
    return sorted((entry["field"], entry["code"]) for entry in errors)


def test_R3_1_1_the_notice_page(scenario, person):
    answer = person.call("list_scopes")
    assert not CollectionScopes().validate(answer)
    assert [one["code"] for one in answer["items"]] == [
        "accountant",
        "qualified_not_working",
        "exam_candidate",
    ]
    kinds = {one["kind"] for one in answer["items"][1]["materials"]}
    assert {"photo", "residence_permit", "uscc_certificate"} <= kinds


def test_R3_2_3_all_invalid_values_are_reported_together(person):
    body = person.basic(
        ethnicity="77", email="nobody", postal_address="短", household_region="000000", nickname="x"
    )
    assert refusal(person.call, "save_basic", body=body) == [
        ("email", "value.email_at"),
        ("ethnicity", "common.invalid_choice"),
        ("household_region", "value.region"),
        ("nickname", "common.unknown_field"),
        ("postal_address", "common.too_short"),
    ]
    assert person.collection()["version"] == 0


def test_R3_6_2_a_draft_may_be_incomplete_and_is_replaced(person):
    person.call("save_basic", body=person.basic())
    answer = person.call("save_basic", body={"ethnicity": "02", "email": ""})
    assert answer["basic"]["ethnicity"] == "02"
    assert answer["basic"]["email"] is None
    assert answer["basic"]["photo_id"] is None
    assert answer["attachments"] == []


def test_R3_4_2_values_of_an_employment_are_tidied_and_judged(person):
    body = person.employment(
        start_month="2010-3",
        uscc="91110000600037341X",
        employer_phone="12",
        accounting_experiences=[{"start_month": "2010-03", "posts": ["king"]}],
    )
    assert refusal(person.call, "add_employment", body=body) == [
        ("accounting_experiences[0].posts[0]", "common.invalid_choice"),
        ("employer_phone", "value.employer_phone"),
        ("start_month", "value.month_format"),
        ("uscc", "value.uscc_check_digit"),
    ]
    tidy = person.call("add_employment", body=person.employment(uscc=" 9111 0000６00037341l "))
    assert tidy["employments"][0]["uscc"] == "91110000600037341L"
    assert tidy["employments"][0]["employer_type"] == "enterprise"


def test_R3_3_2_rows_are_judged_together_and_paths_are_the_forms(person):
    person.call("add_education", body=person.education())
    overlapping = person.education(start_month="2009-01", end_month="2030-01", major="x" * 101)
    assert refusal(person.call, "add_education", body=overlapping) == [
        ("end_month", "value.end_month_in_future"),
        ("major", "common.too_long"),
        ("start_month", "collection.education_overlap"),
    ]
    assert len(person.collection()["educations"]) == 1


def test_R3_3_2_an_updated_row_is_judged_against_the_others(person):
    first = person.call("add_education", body=person.education())["created_id"]
    later = person.education(start_month="2009-07", end_month="2012-06")
    person.call("add_education", body=later)
    wrong = person.education(end_month="2010-01")
    assert refusal(person.call, "update_education", education_id=first, body=wrong) == [
        ("start_month", "collection.education_overlap")
    ]
    moved = person.education(start_month="2004-09", end_month="2008-07")
    answer = person.call("update_education", education_id=first, body=moved)
    assert [row["start_month"] for row in answer["educations"]] == ["2004-09", "2009-07"]
    assert answer["educations"][0]["education_id"] == first


def test_R3_4_3_accounting_experiences_are_replaced_with_their_employment(person):
    added = person.call("add_employment", body=person.employment())
    parts = [
        {"start_month": "2010-03", "end_month": "2012-01", "posts": ["cashier"]},
        {"start_month": "2012-01", "end_month": None, "posts": ["reporting", "head"]},
    ]
    answer = person.call(
        "update_employment",
        employment_id=added["created_id"],
        body=person.employment(accounting_experiences=parts),
    )
    assert answer["employments"][0]["accounting_experiences"] == parts
    without = person.employment(has_accounting_experience=False, accounting_experiences=[])
    answer = person.call("update_employment", employment_id=added["created_id"], body=without)
    assert answer["employments"][0]["accounting_experiences"] == []


def test_R3_3_1_delete_and_what_is_not_there(person, scenario):
    added = person.call("add_education", body=person.education())
    answer = person.call("delete_education", education_id=added["created_id"])
    assert answer["educations"] == []
    assert answer["attachments"] == []
    other = scenario.person()
    foreign = other.call("add_employment", body=other.employment())["created_id"]
    for employment_id in (foreign, str(uuid.uuid4()), "no-uuid"):
        with pytest.raises(NotFound):
            person.call("delete_employment", employment_id=employment_id)
    assert len(other.collection()["employments"]) == 1


def test_R3_6_2_a_stale_write_is_refused_with_the_newer_content(person):
    version = person.call("save_scope", body={"scope": "accountant"})["version"]
    person.call("save_scope", body={"scope": "exam_candidate"}, expected_version=version)
    with pytest.raises(PreconditionFailed) as refused:
        person.call("add_education", body=person.education(), expected_version=version)
    details = refused.value.details
    assert details["current_version"] == version + 1 == details["current"]["version"]
    assert details["current"]["scope"] == "exam_candidate"
    assert details["current"]["educations"] == []


def test_R8_2_the_same_command_twice_is_done_once(person, scenario, body_text):
    body, key = person.education(), "key-1"
    first = person.call("add_education", body=body, key=key)
    again = person.call("add_education", body=body, key=key)
    assert first["created_id"] == again["created_id"]
    assert len(again["educations"]) == 1
    with pytest.raises(Conflict) as refused:
        person.call("add_education", body=body, key=key, request_hash="other")
    assert refused.value.code == "common.idempotency_key_reused"
    person.call("save_basic", body=person.basic(), key="key-2")
    kept = body_text([dict(row) for row in scenario.rows("SELECT result FROM idempotent_commands")])
    assert "中关村" not in kept


@pytest.mark.parametrize(
    ("method", "limit", "code"),
    [
        pytest.param("add_education", 20, "collection.too_many_educations", id="R3.3.1-20"),
        pytest.param("add_employment", 40, "collection.too_many_employments", id="R3.4.1-40"),
    ],
)
def test_the_number_of_rows_is_bounded(person, method, limit, code):
    for year in range(1950, 1950 + limit):
        person.call(method, body={"start_month": f"{year}-01", "end_month": f"{year}-06"})
    with pytest.raises(Conflict) as refused:
        person.call(method, body={"start_month": "2021-01", "end_month": "2021-06"})
    assert refused.value.code == code


def test_R3_4_1_an_employment_is_deleted_with_its_accounting_work(scenario, person):
    added = person.call("add_employment", body=person.employment())
    answer = person.call("delete_employment", employment_id=added["created_id"])
    assert (answer["employments"], answer["attachments"]) == ([], [])
    assert scenario.rows("SELECT * FROM accounting_experiences") == []


@pytest.mark.parametrize(
    ("authority_id", "code"),
    [
        pytest.param("au-999999", "collection.authority_unknown", id="R3.5.1-unknown"),
        pytest.param("au-110101", "collection.authority_unknown", id="R3.5.1-closed"),
        pytest.param(
            "au-110000", "collection.authority_not_selectable", id="R3.5.1-has-counties-below"
        ),
    ],
)
def test_authority(person, authority_id, code):
    body = {"authority_id": authority_id}
    assert refusal(person.call, "save_authority", body=body) == [("authority_id", code)]


def test_R3_5_1_submitting_lists_everything_missing_by_section(person):
    person.call("save_scope", body={"scope": "accountant"})
    person.call("add_education", body={"school_name": "北京大学", "level": "21"})
    missing = refusal(person.call, "submit_collection", body={"commitment": False, "surprise": 1})
    expected = {
        ("basic.photo_id", "collection.attachment_required"),
        ("basic.ethnicity", "collection.required"),
        ("educations[0].mode", "collection.required"),
        ("educations[0].attachments.level_certificate", "collection.attachment_required"),
        ("employments", "collection.accounting_work_required"),
        ("authority", "collection.required"),
        ("commitment", "collection.commitment_required"),
        ("surprise", "common.unknown_field"),
    }
    assert expected <= set(missing)
    assert person.collection()["status"] == "draft"


def test_R3_5_1_an_authority_that_closed_meanwhile_is_chosen_anew(scenario, person, monkeypatch):
    person.fill(authority="au-110105")
    closed = (*scenario.authorities["au-110105"][:3], False)
    monkeypatch.setitem(scenario.authorities, "au-110105", closed)
    assert refusal(person.call, "submit_collection", body={"commitment": True}) == [
        ("authority", "collection.authority_not_selectable")
    ]
    person.call("save_authority", body={"authority_id": "au-110108"})
    assert person.submit()["status"] == "submitted"


def test_R3_5_1_a_collection_that_was_not_started_cannot_be_submitted(person):
    with pytest.raises(Conflict) as refused:
        person.submit()
    assert refused.value.code == "collection.not_started"
    with pytest.raises(Conflict) as refused:
        person.call("withdraw_collection")
    assert refused.value.code == "collection.nothing_to_withdraw"


def test_R2_3_1_collection_waits_for_the_real_name(scenario):
    stranger = scenario.person(real_name_status="under_review")
    for method, kwargs in (
        ("get_collection", {}),
        ("save_scope", {"body": {"scope": "accountant"}}),
        ("add_education", {"body": {}}),
        ("submit_collection", {"body": {"commitment": True}}),
        ("suggest_authority", {}),
    ):
        with pytest.raises(Forbidden) as refused:
            stranger.call(method, **kwargs)
        assert refused.value.code == "collection.real_name_required"
    assert stranger.call("get_status")["collection_status"] == "not_started"


def test_R6_1_staff_and_anonymous_callers_have_no_collection(scenario):
    with pytest.raises(Forbidden) as refused:
        scenario.reviewer().call("get_collection")
    assert refused.value.code == "common.persons_only"
    with pytest.raises(Unauthenticated):
        scenario.client.call("get_collection")


def test_R4_1_2_a_mask_in_a_draft_is_the_saved_value_or_refused(person):
    basic = {**person.basic(), "postal_address": "北京市海淀区中关村大街1号"}
    person.call("save_basic", body=basic)
    again = person.call("save_basic", body={**basic, "postal_address": "北京市海淀区****"})
    assert again["basic"]["postal_address"] == "北京市海淀区中关村大街1号"
    with pytest.raises(ValidationFailed) as refused:
        person.call("save_basic", body={**basic, "postal_address": "上海市浦东新****"})
    [error] = refused.value.details["errors"]
    assert (error["field"], error["code"]) == ("postal_address", "value.masked")
