"""What is open moves with the person, and a claim of the old authority lapses (R5.2.2)."""

import uuid
from datetime import timedelta
from functools import partial
from types import SimpleNamespace

import pytest
from casework.attachments.sweeping import find_referenced
from changes.entrypoints.cases import CaseMethods
from changes.models import Attachment
from changes_fakes import AUTHORITIES, CHAOYANG, HAIDIAN
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
    transferred(scenario, person, HAIDIAN, CHAOYANG)
    queue = at_new.call("list_reviews", kind="credit")["items"]
    assert [(one["case_id"], one["status"]) for one in queue] == [(credit, "submitted")]
    with pytest.raises(NotFound):
        reviewer.on("credit", credit, "approve")
    at_new.decide("credit", credit, "approve")
    left = [one["case_id"] for one in reviewer.call("list_reviews", kind="credit")["items"]]
    assert left == [other]
    assert ids(at_new, "change") == [decided]
    assert ids(reviewer, "change") == []


def event(person, left, reached, version=2):
    """Return what collection publishes when a record has gone from one authority to another."""
    sides = (("", reached), ("from_", left))
    names = {
        f"{side}authority_{part}": value
        for side, one in sides
        for part, value in zip(("id", "name", "path"), (one, *AUTHORITIES[one]), strict=True)
    }
    return {"person_id": person.person_id, "case_id": "c", "record_version": version, **names}


def transferred(scenario, person, left, reached, version=2):
    """Let both handlers have the event, as their queues do."""
    handled = SimpleNamespace(data=event(person, left, reached, version))
    for handler in (CaseMethods.on_record_transferred, CaseMethods.on_record_moved):
        with scenario.db.unit_of_work() as uow:
            handler(None, uow, handled)


def ids(staff, kind):
    return [one["case_id"] for one in staff.call("list_reviews", kind=kind, status="all")["items"]]


def opens(staff, method, **kwargs):
    try:
        staff.call(method, **kwargs)
    except NotFound:
        return False
    return True


@pytest.fixture
def decided(scenario, person):
    """A case of each kind that Haidian has approved, and the files of two."""
    proof, photo = person.stage("credit_proof"), person.stage("photo")
    cases = {
        "change": person.change_basic(photo_id=photo)["change_id"],
        "credit": person.credit(proof_ids=[proof])["application_id"],
        "reward_penalty": scenario.staff("s2").record(person.person_id)["entry_id"],
    }
    for kind, case_id in cases.items():
        scenario.staff().decide(kind, case_id, "approve")
    return cases, (proof, photo)


def test_R5_2_2_closed_cases_files_and_entries_follow_the_person(scenario, person, decided):
    """Every kind, with its file: the former authority opens nothing, the new one all."""
    cases, files = decided
    transferred(scenario, person, HAIDIAN, CHAOYANG)
    calls = [("open_attachment", {"attachment_id": file}) for file in files]
    for kind, case_id in cases.items():
        asked = {"kind": kind, "case_id": case_id}
        calls += [(method, asked) for method in ("get_review", "reveal_review")]
    for staff, sees in ((scenario.staff(), False), (scenario.staff("s9", CHAOYANG), True)):
        assert [opens(staff, method, **asked) for method, asked in calls] == [sees] * 8
        assert [ids(staff, kind) for kind in cases] == [[one] * sees for one in cases.values()]
        entries = staff.call("list_recorded_rewards_penalties")["items"]
        assert [one["entry_id"] for one in entries] == [cases["reward_penalty"]] * sees


def test_R5_2_2_who_decided_is_who_decided(scenario, person, decided):
    """In the numbers of the former authority, and in what the person reads."""
    former = scenario.staff()
    before = former.call("summarise_reviews")["items"]
    transferred(scenario, person, HAIDIAN, CHAOYANG)
    after = former.call("summarise_reviews")["items"]
    for counts in (before, after):
        assert [one["decided"]["approved"] for one in counts] == [1, 1, 1]
    assert [(one["approved"], one["decided"]["moved_away"]) for one in after] == [(0, 1)] * 3
    shown = person.call("get_change", change_id=decided[0]["change"])
    assert shown["review"]["authority"]["authority_id"] == HAIDIAN


def test_R5_2_2_an_event_that_comes_late_moves_nothing(scenario, person):
    """There and back again; the first event is handled last, when a new case is open."""
    transferred(scenario, person, CHAOYANG, HAIDIAN, version=3)
    waiting = person.credit()["application_id"]
    transferred(scenario, person, HAIDIAN, CHAOYANG, version=2)
    reviewer = scenario.staff()
    assert ids(reviewer, "credit") == [waiting]
    reviewer.decide("credit", waiting, "approve")
    transferred(scenario, person, HAIDIAN, CHAOYANG, version=2)
    assert ids(reviewer, "credit") == [waiting]


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
