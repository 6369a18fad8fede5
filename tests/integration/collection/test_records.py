"""The approved record: masked, and in full only when it is written down."""

import pytest
from contracts.errors import Conflict, ValidationFailed
from contracts.schemas.collection import CollectionAnswer, Record, RevealedFields


@pytest.fixture
def approved(scenario, submitted):
    scenario.reviewer().decide(submitted.case_id, "approve_review")
    return submitted


def test_R4_1_2_before_the_approval_there_is_no_record(submitted):
    for call in (
        lambda: submitted.call("get_record"),
        lambda: submitted.call("reveal_record", body={"fields": ["person.phone"]}),
    ):
        with pytest.raises(Conflict) as refused:
            call()
        assert refused.value.code == "collection.not_approved"


def test_R4_1_2_the_record_is_masked(approved, body_text):
    record = approved.call("get_record")
    assert not Record().validate(record)
    assert record["person"]["masked_id_number"] == "110***********002X"
    assert record["basic"]["email"] == "z***@example.com"
    assert record["basic"]["postal_address"] == "北京市海淀区****"
    assert record["employments"][0]["employer_phone"] == "***-****5678"
    for full in ("13800001234", "11010519491231002X", "三丰", "中关村", "学院路"):
        assert full not in body_text(record)


def test_R4_1_2_full_values_are_recorded_in_the_access_log(scenario, approved):
    record = approved.call("get_record")
    employment = f"employments.{record['employments'][0]['employment_id']}.employer_address"
    assert employment in record["revealable"]
    paths = ["person.id_number", employment]
    answer = approved.call("reveal_record", body={"fields": paths}, key="look-1")
    assert not RevealedFields().validate(answer)
    assert answer["values"] == {
        "person.id_number": "11010519491231002X",
        employment: "北京市海淀区学院路1号",
    }
    approved.call("reveal_record", body={"fields": paths}, key="look-1")
    [look] = scenario.audit_entries("record_revealed")
    assert look["fields"] == paths
    assert (look["actor_kind"], look["client_ip"]) == ("person", "192.0.2.7")
    kept = [str(row["result"]) for row in scenario.rows("SELECT result FROM idempotent_commands")]
    assert not any("11010519491231002X" in result for result in kept)


def test_R4_1_2_unknown_fields_are_refused_and_not_recorded(scenario, approved):
    with pytest.raises(ValidationFailed) as refused:
        approved.call("reveal_record", body={"fields": ["person.phone", "person.password"]})
    assert [one["field"] for one in refused.value.details["errors"]] == ["fields[1]"]
    assert scenario.audit_entries("record_revealed") == []


def test_R4_1_2_the_record_is_what_was_approved(scenario, approved):
    scenario.execute("UPDATE records SET scope = 'exam_candidate'")
    assert approved.call("get_record")["scope"] == "accountant"


def test_R4_1_2_the_collection_is_masked_once_it_is_approved(approved, body_text):
    shown = approved.call("get_collection")
    assert not CollectionAnswer().validate(shown)
    record = approved.call("get_record")
    for part in ("basic", "educations", "employments", "person", "revealable"):
        assert shown[part] == record[part]
    for full in ("13800001234", "11010519491231002X", "三丰", "中关村", "学院路"):
        assert full not in body_text(shown)
    path = "basic.postal_address"
    assert path in shown["revealable"]
    assert "中关村" in approved.call("reveal_record", body={"fields": [path]})["values"][path]


def test_R6_1_who_does_not_review_sees_the_case_masked(scenario, submitted, body_text):
    full = {"13800001234", "11010519491231002X", "三丰", "中关村", "学院路"}
    for role in ("auditor", "platform_admin", "authority_admin"):
        shown = body_text(
            scenario.reviewer(roles=(role,)).call(
                "get_review", kind="collection", case_id=submitted.case_id
            )
        )
        assert not [one for one in full if one in shown], role
    seen = scenario.reviewer().call("get_review", kind="collection", case_id=submitted.case_id)
    assert "11010519491231002X" in body_text(seen)
