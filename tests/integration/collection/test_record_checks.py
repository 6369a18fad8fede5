"""What changes learns of the approved record before it opens a case (R4.2.1, R4.3.3)."""

import pytest
from contracts.context import CallContext
from contracts.errors import Conflict, Forbidden, NotFound, PreconditionFailed, ValidationFailed

SERVICE = CallContext(actor_id="changes", actor_kind="service")


@pytest.fixture
def approved(scenario, submitted):
    scenario.reviewer().decide(submitted.case_id, "approve_review")
    record = submitted.call("get_record")
    submitted.education_id = record["educations"][0]["education_id"]
    submitted.employment_id = record["employments"][0]["employment_id"]
    return submitted


@pytest.fixture
def check(scenario, approved):
    def ask(section, action, object_id=None, data=None, **more):
        return scenario.client.call(
            "check_section",
            context=SERVICE,
            person_id=approved.person_id,
            section=section,
            action=action,
            object_id=object_id,
            data=data,
            **more,
        )

    return ask


def codes(caught):
    return {(one["field"], one["code"]) for one in caught.value.details["errors"]}


def as_data(row):
    """Return a row of an answer as a form sends it."""
    images = [{"kind": kind, "attachment_id": id_} for kind, id_ in row["attachments"].items()]
    return {**row, "attachments": images}


def test_R4_3_1_both_versions_and_the_new_files_are_answered(check, approved):
    new_id = approved.stage("level_certificate")
    data = approved.education(major="审计学", kinds=())
    data["attachments"] = [
        {"kind": "level_certificate", "attachment_id": new_id},
        {"kind": "degree_certificate", "attachment_id": approved.stage("degree_certificate")},
    ]
    answer = check("education", "modify", approved.education_id, data)
    before, after = answer["before"], answer["after"]
    assert (before["major"], after["major"]) == ("会计学", "审计学")
    assert after["attachments"]["level_certificate"] == new_id
    assert "education_id" not in before
    assert [one["kind"] for one in answer["new_files"]] == [
        "level_certificate",
        "degree_certificate",
    ]
    assert answer["new_files"][0]["field"] == "attachments[0].attachment_id"
    named = {one["attachment_id"] for one in answer["files"]}
    assert named == set(before["attachments"].values())
    assert answer["authority"]["path"] == "/au-110000/au-110108/"


def test_R4_3_1_files_of_the_record_are_not_new(check, approved):
    data = approved.education(kinds=())
    data["attachments"] = as_data(check_row(check, approved))["attachments"]
    answer = check("education", "modify", approved.education_id, {**data, "major": "审计学"})
    assert answer["new_files"] == []
    assert {one["kind"] for one in answer["files"]} == {"level_certificate", "degree_certificate"}


def check_row(check, approved):
    data = approved.education()
    return check("education", "modify", approved.education_id, data)["before"]


def test_R4_2_1_a_new_period_does_not_cross_an_old_one(check, approved):
    data = approved.education(start_month="2008-09", end_month="2011-07")
    with pytest.raises(ValidationFailed) as caught:
        check("education", "add", None, data)
    assert ("start_month", "collection.education_overlap") in codes(caught)


def test_R4_2_1_a_period_may_follow_at_once_and_replace_itself(check, approved):
    data = approved.education(start_month="2009-07", end_month="2012-06")
    assert check("education", "add", None, data)["before"] is None
    moved = approved.education(start_month="2005-08", end_month="2009-06")
    assert check("education", "modify", approved.education_id, moved)["after"]


def test_R4_2_1_what_is_required_is_required_again(check, approved):
    data = approved.education(school_name=None, kinds=("level_certificate",))
    with pytest.raises(ValidationFailed) as caught:
        check("education", "modify", approved.education_id, data)
    assert codes(caught) == {
        ("school_name", "collection.required"),
        ("attachments.degree_certificate", "collection.attachment_required"),
    }


def test_R4_2_1_an_invalid_value_is_reported_once(check, approved):
    with pytest.raises(ValidationFailed) as caught:
        check("education", "modify", approved.education_id, approved.education(start_month="x"))
    assert [field for field, _ in codes(caught)] == ["start_month"]


@pytest.mark.parametrize(
    ("section", "code"),
    [
        pytest.param("education", "collection.required", id="R3.3.1-the-last-education"),
        pytest.param(
            "employment", "collection.accounting_work_required", id="R3.4.3-the-accounting-work"
        ),
    ],
)
def test_the_last_of_what_a_record_needs_is_not_deleted(check, approved, section, code):
    with pytest.raises(ValidationFailed) as caught:
        check(section, "delete", getattr(approved, f"{section}_id"))
    assert codes(caught) == {("", code)}


def test_R4_1_3_basic_is_checked_as_a_whole(check, approved):
    basic = approved.collection()["basic"]
    answer = check("basic", "modify", None, {**basic, "email": "other@example.com"})
    assert answer["before"]["email"] == "zhang@example.com"
    assert answer["after"]["email"] == "other@example.com"
    with pytest.raises(ValidationFailed) as caught:
        check("basic", "modify", None, {**basic, "postal_address": None, "photo_id": None})
    assert codes(caught) == {
        ("postal_address", "collection.required"),
        ("photo_id", "collection.attachment_required"),
    }


def test_R4_3_1_a_file_belongs_to_one_object(check, approved):
    photo_id = approved.collection()["basic"]["photo_id"]
    data = approved.education(kinds=("degree_certificate",))
    data["attachments"].append({"kind": "level_certificate", "attachment_id": photo_id})
    with pytest.raises(ValidationFailed) as caught:
        check("education", "modify", approved.education_id, data)
    assert codes(caught) == {("attachments[1].attachment_id", "attachment.kind_mismatch")}


def test_R4_3_3_a_stale_version_is_refused(check, approved):
    version = approved.call("get_record")["version"]
    data = approved.education(major="审计学")
    answer = check("education", "modify", approved.education_id, data, expected_version=version)
    assert answer["record_version"] == version
    with pytest.raises(PreconditionFailed) as caught:
        check("education", "modify", approved.education_id, data, expected_version=version - 1)
    # There has been no version before the first, so nothing is said to have changed since.
    assert caught.value.details == {"current_version": version, "changed": []}


def test_R4_2_1_a_row_of_another_person_is_not_found(check, approved):
    with pytest.raises(NotFound) as caught:
        check("education", "delete", approved.employment_id)
    assert caught.value.code == "collection.education_not_found"


def test_R4_1_1_before_the_approval_nothing_is_checked(scenario, submitted):
    with pytest.raises(Conflict) as caught:
        scenario.client.call(
            "check_section",
            context=SERVICE,
            person_id=submitted.person_id,
            section="basic",
            action="modify",
            data={},
        )
    assert caught.value.code == "collection.not_approved"


def test_R4_4_1_the_record_status_is_for_services_only(scenario, approved):
    status = scenario.client.call(
        "get_record_status", context=SERVICE, person_id=approved.person_id
    )
    assert (status["collection_status"], status["authority"]["authority_id"]) == (
        "approved",
        "au-110108",
    )
    basic = {"section": "basic", "action": "modify"}
    for method, more in (("get_record_status", {}), ("check_section", basic)):
        with pytest.raises(Forbidden) as caught:
            approved.call(method, person_id=approved.person_id, **more)
        assert caught.value.code == "common.internal_only"


def test_R4_1_2_a_masked_record_sent_back_is_no_change(check, approved):
    shown = approved.call("get_record")["basic"]
    assert "*" in shown["postal_address"]
    answer = check("basic", "modify", data=shown)
    assert answer["after"] == answer["before"]
    row = approved.call("get_record")["employments"][0]
    data = {**approved.employment(kinds=()), "employer_address": row["employer_address"]}
    data |= {"employer_phone": row["employer_phone"]}
    data["attachments"] = [
        {"kind": one["kind"], "attachment_id": one["attachment_id"]} for one in row["attachments"]
    ]
    answer = check("employment", "modify", approved.employment_id, data)
    assert "*" not in str(answer["after"])


def test_R4_1_2_any_other_mask_is_refused(check, approved):
    shown = approved.call("get_record")["basic"]
    for wrong in ("上海市浦东新****", "北京市海淀区***", "北京市海淀区＊＊＊＊"):
        with pytest.raises(ValidationFailed) as refused:
            check("basic", "modify", data={**shown, "postal_address": wrong})
        assert codes(refused) == {("postal_address", "value.masked")}
    data = approved.education(level_certificate_no="100***********1234")
    with pytest.raises(ValidationFailed) as refused:
        check("education", "add", data=data)
    assert ("level_certificate_no", "value.masked") in codes(refused)
