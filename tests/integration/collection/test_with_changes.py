"""Changes and collection together: asked, approved, applied, released (R4.3.1, R4.3.3)."""

import time

import pytest
from changes.service import ChangesService
from contracts.context import CallContext
from contracts.errors import Conflict, PreconditionFailed


@pytest.fixture
def approved(world, submitted, run_service, rpc_client):
    run_service(ChangesService)
    world.reviewer().decide(submitted.case_id, "approve_review")
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


def test_R4_3_2_an_automatic_change_is_in_the_record_and_the_next_may_follow(world, approved):
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


def test_R4_3_1_an_approved_change_takes_its_file_into_the_record(world, approved):
    photo_id = approved.stage("photo")
    change_id = approved.change(body=basic_change(approved, photo_id=photo_id))["change_id"]
    with pytest.raises(Conflict) as caught:
        approved.change(body=basic_change(approved, political_status="01"))
    assert caught.value.code == "collection.case_blocked"
    reviewer = world.reviewer()
    for method in ("claim_review", "approve_review"):
        approved.changes.call(method, context=reviewer.context, kind="change", case_id=change_id)
    read = lambda: approved.call("get_record")["basic"]["photo_id"]  # noqa: E731
    assert until(read, photo_id) == photo_id
    found = approved.call("open_attachment", attachment_id=photo_id)
    assert found["bucket"] == "collection"
    assert world.store.get("collection", found["key"]) == b"jpeg"
