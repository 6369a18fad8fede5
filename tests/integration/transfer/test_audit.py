"""R6.4: who looked and who decided is written down; nobody reviews themselves or a colleague."""

from typing import Any

import pytest
from contracts.errors import Forbidden
from transfer_factories import HAIDIAN, PUDONG, Stage, employ

EMPLOYER = "91110000600037341L"
REASON = {"item": "reason", "code": "other", "note": "x"}
ATTEMPTS: dict[str, dict[str, Any]] = {
    "claim": {},
    "release": {},
    "approve": {},
    "return": {"body": {"reasons": [REASON]}},
    "forward": {"body": {"authority_id": HAIDIAN, "note": "x"}},
}


def told(stage: Stage, action: str, count: int = 1) -> list[dict[str, Any]]:
    """Return what was told under an action, once it has been told so often."""

    def found() -> list[dict[str, Any]]:
        entries = [event["data"] for event in stage.events.named("audit_recorded")]
        return [entry for entry in entries if entry["action"] == action]

    stage.until(lambda: len(found()) >= count)
    return found()


def test_R6_4_every_step_is_in_the_log_with_who_and_whose(stage: Stage) -> None:
    person, staff = stage.settle(), employ(PUDONG)
    transfer_id = stage.submit(person)["transfer_id"]
    for step in ("get", "claim", "release", "claim", "approve"):
        stage.act(staff, step, transfer_id)
    for action in ("review_opened", "case_release", "case_approve"):
        [act] = told(stage, action)
        assert (act["person_id"], act["case_kind"]) == (person.actor_id, "transfer")
        assert (act["case_id"], act["actor_id"]) == (transfer_id, staff.actor_id)
        assert act["authority_path"] == staff.authority_path
    assert len(told(stage, "case_claim", 2)) == 2


def test_R6_4_a_release_by_the_first_authority_is_in_the_log(stage: Stage) -> None:
    stage.adopt_policy("out_then_in")
    [adopted] = told(stage, "transfer_policy_changed")
    assert adopted["details"] == {"before": "in_only", "after": "out_then_in", "version": 2}
    transfer_id = stage.submit(stage.settle())["transfer_id"]
    stage.act(employ(HAIDIAN), "approve", transfer_id)
    [released] = told(stage, "case_approve")
    assert released["details"]["state"] == "submitted"


def test_R6_4_nobody_handles_their_own_transfer_by_any_path(stage: Stage) -> None:
    person = stage.settle()
    answer = stage.submit(person)
    own = employ(PUDONG, person_id=person.actor_id)
    paths = {**ATTEMPTS, "get": {}}
    for step, more in paths.items():
        with pytest.raises(Forbidden) as refused:
            stage.act(own, step, answer["transfer_id"], **more)
        assert refused.value.code == "casework.own_file", step
    with pytest.raises(Forbidden):
        stage.call("open_attachment", own, attachment_id=answer["proofs"][0]["attachment_id"])
    assert len(told(stage, "review_refused", len(paths) + 1)) == len(paths) + 1
    [listed] = stage.call("list_reviews", own, kind="transfer")["items"]
    assert (listed["conflict"]["code"], listed["available_actions"]) == ("casework.own_file", [])


def test_R6_4_nobody_decides_about_a_colleague(stage: Stage) -> None:
    stage.arbiter.employers = [EMPLOYER]
    transfer_id = stage.submit(stage.settle())["transfer_id"]
    colleague = employ(PUDONG, employers=[EMPLOYER])
    assert stage.act(colleague, "get", transfer_id)["conflict"]["code"] == "casework.own_employer"
    for step, more in ATTEMPTS.items():
        with pytest.raises(Forbidden) as refused:
            stage.act(colleague, step, transfer_id, **more)
        assert refused.value.code == "casework.own_employer", step
    stage.decide(employ(PUDONG), "approve", transfer_id)


def test_R6_4_staff_opens_proofs_on_the_record(stage: Stage) -> None:
    person = stage.settle()
    answer = stage.submit(person)
    proof = answer["proofs"][0]["attachment_id"]
    stage.call("open_attachment", person, attachment_id=proof)
    found = stage.call("open_attachment", employ(PUDONG), attachment_id=proof)
    assert set(found) == {"bucket", "key", "media_type", "file_name", "size", "sha256"}
    [look] = told(stage, "attachment_opened")
    assert (look["case_id"], look["person_id"]) == (answer["transfer_id"], person.actor_id)
    assert look["details"] == {"attachment_id": proof, "kind": "employment_proof"}
