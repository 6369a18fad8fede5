"""R6.4: who looked and who decided is written down; nobody reviews themselves or a colleague."""

from typing import Any

import pytest
from contracts.errors import Forbidden
from transfer_factories import HAIDIAN, PUDONG, Scenario, make_staff

EMPLOYER = "91110000600037341L"
REASON = {"item": "reason", "code": "other", "note": "x"}
ATTEMPTS: dict[str, dict[str, Any]] = {
    "claim": {},
    "release": {},
    "approve": {},
    "return": {"body": {"reasons": [REASON]}},
    "forward": {"body": {"authority_id": HAIDIAN, "note": "x"}},
}


def audit_entries(scenario: Scenario, action: str, count: int = 1) -> list[dict[str, Any]]:
    """Return what was recorded under an action, once there are so many."""

    def found() -> list[dict[str, Any]]:
        entries = [event["data"] for event in scenario.events.named("audit_recorded")]
        return [entry for entry in entries if entry["action"] == action]

    scenario.until(lambda: len(found()) >= count)
    return found()


def test_R6_4_every_step_is_in_the_log_with_who_and_whose(scenario: Scenario) -> None:
    person, staff = scenario.add_person(), make_staff(PUDONG)
    transfer_id = scenario.submit(person)["transfer_id"]
    for step in ("get", "claim", "release", "claim", "approve"):
        scenario.act(staff, step, transfer_id)
    for action in ("review_opened", "case_release", "case_approve"):
        [act] = audit_entries(scenario, action)
        assert (act["person_id"], act["case_kind"]) == (person.actor_id, "transfer")
        assert (act["case_id"], act["actor_id"]) == (transfer_id, staff.actor_id)
        assert act["authority_path"] == staff.authority_path
    assert len(audit_entries(scenario, "case_claim", 2)) == 2


def test_R6_4_the_origins_consent_is_in_the_log(scenario: Scenario) -> None:
    scenario.adopt_policy("out_then_in")
    [adopted] = audit_entries(scenario, "transfer_policy_changed")
    assert adopted["details"] == {"before": "in_only", "after": "out_then_in", "version": 2}
    transfer_id = scenario.submit(scenario.add_person())["transfer_id"]
    scenario.act(make_staff(HAIDIAN), "approve", transfer_id)
    [consent] = audit_entries(scenario, "case_approve")
    assert consent["details"]["state"] == "submitted"


def test_R6_4_nobody_handles_their_own_transfer_by_any_path(scenario: Scenario) -> None:
    person = scenario.add_person()
    answer = scenario.submit(person)
    own = make_staff(PUDONG, person_id=person.actor_id)
    paths = {**ATTEMPTS, "get": {}}
    for step, more in paths.items():
        with pytest.raises(Forbidden) as refused:
            scenario.act(own, step, answer["transfer_id"], **more)
        assert refused.value.code == "casework.own_file", step
    with pytest.raises(Forbidden):
        scenario.call("open_attachment", own, attachment_id=answer["proofs"][0]["attachment_id"])
    assert len(audit_entries(scenario, "review_refused", len(paths) + 1)) == len(paths) + 1
    [listed] = scenario.call("list_reviews", own, kind="transfer")["items"]
    assert (listed["conflict"]["code"], listed["available_actions"]) == ("casework.own_file", [])


def test_R6_4_nobody_decides_about_a_colleague(scenario: Scenario) -> None:
    scenario.collection.employers = [EMPLOYER]
    transfer_id = scenario.submit(scenario.add_person())["transfer_id"]
    colleague = make_staff(PUDONG, employers=[EMPLOYER])
    assert (
        scenario.act(colleague, "get", transfer_id)["conflict"]["code"] == "casework.own_employer"
    )
    for step, more in ATTEMPTS.items():
        with pytest.raises(Forbidden) as refused:
            scenario.act(colleague, step, transfer_id, **more)
        assert refused.value.code == "casework.own_employer", step
    scenario.decide(make_staff(PUDONG), "approve", transfer_id)


def test_R6_4_staff_opens_proofs_on_the_record(scenario: Scenario) -> None:
    person = scenario.add_person()
    answer = scenario.submit(person)
    proof = answer["proofs"][0]["attachment_id"]
    scenario.call("open_attachment", person, attachment_id=proof)
    found = scenario.call("open_attachment", make_staff(PUDONG), attachment_id=proof)
    assert set(found) == {"bucket", "key", "media_type", "file_name", "size", "sha256"}
    [entry] = audit_entries(scenario, "attachment_opened")
    assert (entry["case_id"], entry["person_id"]) == (answer["transfer_id"], person.actor_id)
    assert entry["details"] == {"attachment_id": proof, "kind": "employment_proof"}
