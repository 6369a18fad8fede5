"""What is open moves with the person, and a claim of the old authority lapses (R5.2.2)."""

import uuid
from datetime import timedelta
from functools import partial

import pytest
from casework.attachments.sweeping import find_referenced
from changes.models import Attachment
from changes.use_cases.transfers import follow_transfer
from changes_fakes import AUTHORITIES, CHAOYANG
from chassis.clock import utc_now
from chassis.storage.bucket import BucketStorage
from chassis.storage.sweeping import remove_orphans
from contracts.errors import NotFound


def test_R5_2_2_open_cases_follow_the_person(scenario, person):
    credit = person.credit()["application_id"]
    decided = person.change_education()["change_id"]
    other = scenario.person().credit()["application_id"]
    reviewer, at_new = scenario.staff(), scenario.staff("s9", CHAOYANG)
    reviewer.decide("change", decided, "approve")
    reviewer.on("credit", credit, "claim")
    name, path = AUTHORITIES[CHAOYANG]
    with scenario.db.unit_of_work() as uow:
        follow_transfer(uow, person.person_id, CHAOYANG, name, path)
    queue = at_new.call("list_reviews", kind="credit")["items"]
    assert [(one["case_id"], one["status"]) for one in queue] == [(credit, "submitted")]
    with pytest.raises(NotFound):
        reviewer.on("credit", credit, "approve")
    at_new.decide("credit", credit, "approve")
    left = [one["case_id"] for one in reviewer.call("list_reviews", kind="credit")["items"]]
    assert left == [other]
    assert at_new.call("list_reviews", kind="change", status="all")["items"] == []


def test_R4_3_1_files_that_no_case_names_are_swept(scenario, person):
    kept = person.stage("credit_proof")
    case = person.credit(proof_ids=[kept])
    left = str(uuid.uuid4())
    scenario.store.put("changes", left, b"jpeg", "image/jpeg")
    find_by_key = partial(find_referenced, key=Attachment.key)
    bucket = BucketStorage(scenario.store, "changes")
    remove_orphans(scenario.db, bucket, utc_now() - timedelta(hours=1), find_by_key)
    assert bucket.exists(left)
    remove_orphans(scenario.db, bucket, utc_now() + timedelta(hours=1), find_by_key)
    assert not bucket.exists(left)
    assert bucket.exists(kept)
    assert case["status"] == "submitted"
