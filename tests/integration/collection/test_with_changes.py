"""Changes and collection together: asked, approved, applied, released (R4.3.1, R4.3.3)."""

import time

import pytest
from changes.service import ChangesService
from contracts.context import CallContext
from contracts.errors import Conflict, PreconditionFailed
from contracts.schemas.problem import ChangedMeanwhile


@pytest.fixture
def approved(scenario, submitted, run_service, rpc_client):
    run_service(ChangesService)
    scenario.reviewer().decide(submitted.case_id, "approve_review")
    changes = rpc_client("changes")

    def change(method="submit_change", **kwargs):
        context = CallContext(actor_id=submitted.person_id, actor_kind="person")
        return changes.call(method, context=context, **kwargs)

    submitted.change, submitted.changes = change, changes
    return submitted


def until(read, wanted, seconds=20):
    """Wait until what is read is as wanted: an event has to arrive."""
    end = time.monotonic() + seconds
    while (found := read()) != wanted and time.monotonic() < end:
        time.sleep(0.1)
    return found


def basic_change(person, **changes):
    basic = {**person.collection()["basic"], **changes}
    return {"section": "basic", "action": "modify", "data": basic}


def test_R4_3_2_an_automatic_change_is_in_the_record_and_the_next_may_follow(scenario, approved):
    version = approved.call("get_record")["version"]
    body = basic_change(approved, political_status="01")
    answer = approved.change(body=body, expected_version=version)
    assert answer["status"] == "approved"
    read = lambda: approved.call("get_record")["basic"]["political_status"]  # noqa: E731
    assert until(read, "01") == "01"
    with pytest.raises(PreconditionFailed):
        approved.change(body=basic_change(approved, ethnicity="02"), expected_version=version)
    again = approved.change(body=basic_change(approved, political_status="02"))
    assert again["status"] == "approved"
    assert until(read, "02") == "02"


def test_R4_3_2_two_automatic_changes_in_a_row_are_both_in_the_record(approved):
    """Nobody waits in between, and nobody names a version."""
    version = approved.call("get_record")["version"]
    answers = [
        approved.change(body=basic_change(approved, political_status=status))
        for status in ("01", "02")
    ]
    assert [one["record_version"] for one in answers] == [version + 1, version + 2]
    assert all(one["decided_at"] for one in answers)
    record = approved.call("get_record")
    assert (record["version"], record["basic"]["political_status"]) == (version + 2, "02")


def test_R4_3_1_an_approved_change_takes_its_file_into_the_record(scenario, approved):
    photo_id = approved.stage("photo")
    change_id = approved.change(body=basic_change(approved, photo_id=photo_id))["change_id"]
    with pytest.raises(Conflict) as caught:
        approved.change(body=basic_change(approved, political_status="01"))
    assert caught.value.code == "collection.case_blocked"
    reviewer = scenario.reviewer()
    for method in ("claim_review", "approve_review"):
        approved.changes.call(method, context=reviewer.context, kind="change", case_id=change_id)
    read = lambda: approved.call("get_record")["basic"]["photo_id"]  # noqa: E731
    assert until(read, photo_id) == photo_id
    found = approved.call("open_attachment", attachment_id=photo_id)
    assert found["bucket"] == "collection"
    assert scenario.store.get("collection", found["key"]) == b"jpeg"


def test_R4_3_3_a_stale_change_is_refused_with_what_changed_meanwhile(scenario, approved):
    """Two tabs: the second is shown what the first did, masked as the record is."""
    record = approved.call("get_record")
    first = {"political_status": "01", "postal_address": "北京市海淀区中关村大街1号院2号楼"}
    approved.change(body=basic_change(approved, **first), expected_version=record["version"])
    details = refused_as_stale(approved, record["version"])
    now, changed = approved.call("get_record")["basic"], {}
    for one in details["changed"]:
        changed[one["path"]] = (one["label"], one["before"], one["after"])
    former = record["basic"]
    assert changed == {
        "basic.political_status": ("政治面貌", former["political_status"], "01"),
        "basic.postal_address": ("通讯地址", former["postal_address"], now["postal_address"]),
    }
    assert "中关村大街1号" not in str(details)
    assert ChangedMeanwhile(many=True).validate(details["changed"]) == {}


def refused_as_stale(approved, version):
    """Wait for the version after this one; return what whoever still has this one is told."""
    read = lambda: approved.call("get_record")["version"]  # noqa: E731
    assert until(read, version + 1) == version + 1
    with pytest.raises(PreconditionFailed) as caught:
        approved.change(body=basic_change(approved, ethnicity="02"), expected_version=version)
    assert caught.value.code == "collection.record_changed"
    assert caught.value.details["current_version"] == version + 1
    return caught.value.details


def test_R4_3_3_an_added_row_is_among_what_changed_meanwhile(scenario, approved):
    record = approved.call("get_record")
    education = approved.education(start_month="2000-09", end_month="2004-07", level="61")
    education.update(degree=None, degree_certificate_no=None)
    education["attachments"] = approved.attached("level_certificate")
    body = {"section": "education", "action": "add", "data": education}
    change_id = approved.change(body=body)["change_id"]
    reviewer = scenario.reviewer()
    for method in ("claim_review", "approve_review"):
        approved.changes.call(method, context=reviewer.context, kind="change", case_id=change_id)
    (row,) = refused_as_stale(approved, record["version"])["changed"]
    shown = approved.call("get_record")["educations"][-1]
    assert row["path"] == f"educations.{shown['education_id']}"
    assert (row["change"], row["before"]) == ("added", None)
    assert row["after"]["level_certificate_no"] == shown["level_certificate_no"]
    assert "*" in row["after"]["level_certificate_no"]


def test_R4_3_1_the_next_change_begins_with_the_record_and_not_with_the_last_request(
    scenario, approved
):
    """Neither what was returned nor what was withdrawn is anywhere in what comes after it."""
    there = approved.collection()["basic"]["household_region"]
    reviewer = scenario.reviewer()
    returned = approved.change(body=basic_change(approved, household_region="310115"))
    case = {"kind": "change", "case_id": returned["change_id"], "context": reviewer.context}
    approved.changes.call("claim_review", **case)
    reasons = {"reasons": [{"item": "change", "code": "other", "note": "不符"}]}
    approved.changes.call("return_review", **case, body=reasons)
    read = lambda: approved.call("get_status")["open_kinds"]  # noqa: E731
    assert until(read, []) == []
    withdrawn = approved.change(body=basic_change(approved, household_region="130102"))
    approved.change("withdraw_change", change_id=withdrawn["change_id"])
    assert until(read, []) == []
    assert approved.call("get_record")["basic"]["household_region"] == there
    last = approved.change(body=basic_change(approved, residence_region="110101"))
    seen = approved.changes.call(
        "get_review", kind="change", case_id=last["change_id"], context=reviewer.context
    )
    assert [one["field"] for one in seen["data"]["diff"]] == ["residence_region"]
    shown = approved.change("reveal_change", change_id=last["change_id"])
    assert shown["before"]["household_region"] == there == shown["after"]["household_region"]
