"""R6.4: who looked and who decided is written down; nobody reviews themselves or a colleague."""

import pytest
from contracts.context import CallContext
from contracts.errors import Forbidden
from support.staff import UNDECLARED, withdrawn

STAFF = "staff-au-110108"
EMPLOYER = "91110000600037341L"
REASONS = [{"item": "basic.photo", "code": "other", "note": "请重拍"}]
ATTEMPTS = {
    "claim_review": {},
    "unclaim_review": {},
    "approve_review": {},
    "return_review": {"body": {"reasons": REASONS}},
    "forward_review": {"body": {"authority_id": "au-110105", "note": "转办"}},
}


@pytest.fixture
def staff_facts(scenario):
    """What identity knows of staff; empty again afterwards."""
    staff_facts = scenario.identity.staff_facts
    yield staff_facts
    staff_facts.clear()


def test_R6_4_every_step_is_in_the_log_with_who_and_whose(scenario, submitted):
    staff = scenario.reviewer()
    for step in ("get_review", "claim_review", "unclaim_review", "claim_review", "approve_review"):
        staff.on(submitted.case_id, step)
    for action in ("review_opened", "case_release", "case_approve"):
        [act] = scenario.audit_entries(action)
        assert (act["person_id"], act["case_kind"]) == (submitted.person_id, "collection")
        assert (act["case_id"], act["actor_id"]) == (submitted.case_id, STAFF)
    assert len(scenario.audit_entries("case_claim")) == 2
    assert scenario.audit_entries("case_approve")[0]["details"]["state"] == "approved"
    assert scenario.audit_entries("case_submit") == []


def test_R6_4_nobody_handles_their_own_collection_by_any_path(scenario, submitted, staff_facts):
    staff_facts[STAFF] = {"person_id": submitted.person_id}
    photo = submitted.collection()["basic"]["photo_id"]
    paths = {**ATTEMPTS, "get_review": {}}
    for method, more in paths.items():
        with pytest.raises(Forbidden) as refused:
            scenario.reviewer().on(submitted.case_id, method, **more)
        assert refused.value.code == "casework.own_file", method
    with pytest.raises(Forbidden):
        scenario.reviewer().call("open_attachment", attachment_id=photo)
    assert len(scenario.audit_entries("review_refused")) == len(paths) + 1
    [listed] = scenario.reviewer().call("list_reviews", kind="collection")["items"]
    assert (listed["conflict"]["code"], listed["available_actions"]) == ("casework.own_file", [])


def test_R6_4_nobody_decides_about_somebody_who_works_where_they_do(
    scenario, submitted, staff_facts
):
    staff_facts[STAFF] = {"employer_usccs": [EMPLOYER]}
    staff = scenario.reviewer()
    assert staff.on(submitted.case_id, "get_review")["available_actions"] == []
    for method, more in ATTEMPTS.items():
        with pytest.raises(Forbidden) as refused:
            staff.on(submitted.case_id, method, **more)
        assert refused.value.code == "casework.own_employer", method
    staff_facts[STAFF] = {"employer_usccs": ["12100000400002558M"]}
    staff.decide(submitted.case_id, "approve_review")


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        pytest.param(withdrawn(EMPLOYER), "casework.former_employer", id="R6.4-withdrawn-employer"),
        pytest.param(UNDECLARED, "casework.interests_undeclared", id="R6.4-undeclared"),
    ],
)
def test_what_keeps_staff_from_a_case_besides(scenario, submitted, staff_facts, facts, code):
    staff_facts[STAFF] = facts
    staff = scenario.reviewer()
    assert staff.on(submitted.case_id, "get_review")["available_actions"] == []
    for method, more in ATTEMPTS.items():
        with pytest.raises(Forbidden) as refused:
            staff.on(submitted.case_id, method, **more)
        assert refused.value.code == code, method
    assert len(scenario.audit_entries("review_refused")) == len(ATTEMPTS)
    del staff_facts[STAFF]
    staff.decide(submitted.case_id, "approve_review")


def test_R6_4_a_former_employer_does_not_count(scenario, staff_facts):
    person = scenario.person()
    person.fill()
    row = person.collection()["employments"][0]
    body = person.employment(end_month="2020-01", kinds=("employment_proof",))
    body["accounting_experiences"][0]["end_month"] = "2020-01"
    person.call("update_employment", employment_id=row["employment_id"], body=body)
    person.submit()
    staff_facts[STAFF] = {"employer_usccs": [EMPLOYER]}
    [listed] = scenario.reviewer().call("list_reviews", kind="collection")["items"]
    assert listed["conflict"] is None


def test_R6_4_staff_opens_files_on_the_record(scenario, submitted):
    photo = submitted.collection()["basic"]["photo_id"]
    submitted.call("open_attachment", attachment_id=photo)
    found = scenario.reviewer().call("open_attachment", attachment_id=photo)
    assert set(found) == {"bucket", "key", "media_type", "file_name", "size", "sha256"}
    [look] = scenario.audit_entries("attachment_opened")
    assert (look["person_id"], look["details"]["kind"]) == (submitted.person_id, "photo")


def test_R6_4_a_reservation_answers_the_present_employers(scenario, submitted):
    scenario.reviewer().decide(submitted.case_id, "approve_review")
    answer = scenario.client.call(
        "reserve_case",
        context=CallContext(actor_id="changes", actor_kind="service"),
        person_id=submitted.person_id,
        kind="credit",
        case_id="00000000-0000-4000-8000-000000000009",
    )
    assert answer["employers"] == [EMPLOYER]
