"""Asking for a transfer: R5.1.1–R5.1.3, R5.2.1, R8.2."""

from dataclasses import replace
from datetime import timedelta

import pytest
from chassis.testing.waiting import wait_until
from contracts.errors import Conflict, DeadlineExceeded, Forbidden, NotFound, ValidationFailed
from contracts.schemas.transfer import Transfer, TransferList
from transfer_factories import (
    HAIDIAN,
    PUDONG,
    RESIDENCE,
    SCHOOL,
    WORK,
    Scenario,
    blockers,
    concurrently,
    refusals,
)


@pytest.mark.parametrize(
    ("reason", "details", "kind"),
    [
        pytest.param("work", WORK, "uscc_certificate", id="R5.1.1-work"),
        pytest.param("school", SCHOOL, "student_status", id="R5.1.1-school"),
        pytest.param("residence", RESIDENCE, "residence_permit", id="R5.1.1-residence"),
    ],
)
def test_each_reason_has_its_own_fields_and_proofs(
    scenario: Scenario, reason: str, details: dict, kind: str
) -> None:
    person = scenario.add_person()
    proof_id = scenario.upload(person, kind)
    answer = scenario.submit(person, reason=reason, details=details, proof_ids=[proof_id])
    assert Transfer().validate(answer) == {}
    assert answer["details"].items() >= details.items()
    assert answer["proofs"][0]["attachment_id"] == proof_id
    assert (answer["status"], answer["review"]["queue_position"]) == ("submitted", 1)
    assert answer["review"]["authority"]["authority_id"] == PUDONG


def test_R5_2_1_the_list_has_the_columns_of_the_guide(scenario: Scenario) -> None:
    person = scenario.add_person()
    submitted = scenario.submit(person)
    listed = scenario.call("list_transfers", person)
    assert TransferList().validate(listed) == {}
    [item] = listed["items"]
    assert item["reason_name"] == "工作单位所在地变动"
    assert (item["from"]["full_name"], item["to"]["full_name"]) == (
        "北京市海淀区",
        "上海市浦东新区",
    )
    assert (item["to"]["province"], item["to"]["county"]) == ("上海市", "浦东新区")
    assert (item["scope_name"], item["status_name"]) == ("跨省", "待审核")
    assert item["transferred_at"] == submitted["submitted_at"]
    assert item["proofs"][0]["kind_name"] == "工作证明"
    assert item["available_actions"] == ["withdraw"]


def test_R5_2_1_pages_of_the_list(scenario: Scenario) -> None:
    person = scenario.add_person()
    ids = []
    for _ in range(3):
        ids.insert(0, scenario.submit(person)["transfer_id"])
        scenario.call("withdraw_transfer", person, transfer_id=ids[0])
        scenario.until(lambda: not scenario.collection.open[person.actor_id])
    first = scenario.call("list_transfers", person, limit=2)
    rest = scenario.call("list_transfers", person, limit=2, cursor=first["next_cursor"])
    assert [one["transfer_id"] for one in first["items"] + rest["items"]] == ids
    assert rest["next_cursor"] is None


def test_R5_1_3_all_violations_are_reported_at_once(scenario: Scenario) -> None:
    person, stranger = scenario.add_person(), scenario.add_person()
    details = WORK | {"uscc": "91110000600037341X", "start_date": "2999-01-01", "start_month": "x"}
    files = [scenario.upload(person, "photo"), scenario.upload(stranger)]
    with pytest.raises(ValidationFailed) as refusal:
        scenario.submit(person, details=details, proof_ids=files, to_authority_id="au-nowhere")
    assert refusals(refusal) == {
        "details.uscc": "value.uscc_check_digit",
        "details.start_month": "common.unknown_field",
        "details.start_date": "transfer.start_date_in_future",
        "proof_ids[0]": "attachment.kind_mismatch",
        "proof_ids[1]": "attachment.not_found",
        "to_authority_id": "transfer.authority_not_selectable",
    }
    assert scenario.collection.open == {}


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        pytest.param({"proof_ids": []}, "proof_ids", "transfer.proof_count", id="R5.1.3-no-proof"),
        pytest.param({"reason": "whim"}, "reason", "common.invalid_choice", id="R5.1.1-reason"),
        pytest.param(
            {"reason": "school"}, "details.school_name", "common.required", id="R5.1.1-other-fields"
        ),
        pytest.param({"details": None}, "details", "common.required", id="R5.1.1-no-details"),
        pytest.param({"details": [1]}, "details", "common.invalid", id="R5.1.1-no-object"),
        pytest.param(
            {"to_authority_id": "au-440000"},
            "to_authority_id",
            "transfer.authority_not_selectable",
            id="R5.1.1-not-for-persons",
        ),
    ],
)
def test_form_refused(scenario: Scenario, changes: dict, field: str, code: str) -> None:
    with pytest.raises(ValidationFailed) as refusal:
        scenario.submit(scenario.add_person(), **changes)
    assert refusals(refusal)[field] == code


def test_R5_1_3_each_file_is_checked_by_its_path(scenario: Scenario) -> None:
    person = scenario.add_person()
    files = ["../x", f" {scenario.upload(person)} ", scenario.upload(person, "photo"), 7]
    with pytest.raises(ValidationFailed) as refusal:
        scenario.submit(person, proof_ids=files)
    assert refusals(refusal) == {
        "proof_ids[0]": "common.invalid",
        "proof_ids[2]": "attachment.kind_mismatch",
        "proof_ids[3]": "common.invalid",
    }


def test_R5_1_3_the_same_file_twice_is_one_proof(scenario: Scenario) -> None:
    person = scenario.add_person()
    file_id = scenario.upload(person)
    with pytest.raises(ValidationFailed) as refusal:
        scenario.submit(person, proof_ids=[file_id, file_id])
    assert refusals(refusal) == {"proof_ids[1]": "transfer.proof_twice"}


def test_R5_1_2_all_blockers_at_once_before_the_form_is_judged(scenario: Scenario) -> None:
    person = scenario.add_person(status="returned")
    scenario.collection.open[person.actor_id] = {"case-1": "change", "case-2": "credit"}
    with pytest.raises(Conflict) as refusal:
        scenario.call("submit_transfer", person, body={"to_authority_id": HAIDIAN})
    assert refusal.value.code == "transfer.not_eligible"
    assert blockers(refusal) == [
        "transfer.collection_not_approved",
        "transfer.change_pending",
        "transfer.credit_pending",
        "transfer.same_authority",
    ]


def test_R5_1_3_the_proof_moves_to_the_services_own_bucket(scenario: Scenario) -> None:
    person = scenario.add_person()
    proof_id = scenario.submit(person)["proofs"][0]["attachment_id"]
    found = scenario.call("open_attachment", person, attachment_id=proof_id)
    assert (found["bucket"], found["file_name"]) == ("transfer", "证明.jpg")
    assert len(scenario.store.get(found["bucket"], found["key"])) == found["size"]
    wait_until(lambda: not scenario.store.list("staging", f"{person.actor_id}/{proof_id}"))


def test_R5_1_3_a_proof_may_serve_again_after_a_withdrawal(scenario: Scenario) -> None:
    person = scenario.add_person()
    first = scenario.submit(person)
    scenario.call("withdraw_transfer", person, transfer_id=first["transfer_id"])
    scenario.until(lambda: not scenario.collection.open[person.actor_id])
    proof_ids = [proof["attachment_id"] for proof in first["proofs"]]
    again = scenario.submit(person, proof_ids=proof_ids)
    assert again["proofs"] == first["proofs"]
    assert again["transfer_id"] != first["transfer_id"]


def test_R8_2_a_repeat_with_the_same_key_is_the_same_transfer(scenario: Scenario) -> None:
    person = scenario.add_person()
    key = replace(person, idempotency_key="k", request_hash="h")
    body = scenario.body(person)
    calls = [lambda: scenario.call("submit_transfer", key, body=body)] * 3
    with concurrently(*calls) as answers:
        assert {answer["transfer_id"] for answer in answers} == {answers[0]["transfer_id"]}
    assert scenario.call("submit_transfer", key, body=body) == answers[0]
    assert len(scenario.events.wait_for("transfer_submitted")) == 1
    with pytest.raises(Conflict) as refusal:
        scenario.call("submit_transfer", replace(key, request_hash="other"), body=body)
    assert refusal.value.code == "common.idempotency_key_reused"


def test_R8_2_a_lost_reservation_does_not_block_the_repeat(scenario: Scenario) -> None:
    person = scenario.add_person()
    key = replace(person, idempotency_key="k", request_hash="h")
    body = scenario.body(person)
    scenario.collection.answers_late = True
    with pytest.raises(DeadlineExceeded):
        scenario.call("submit_transfer", key, body=body)
    scenario.collection.answers_late = False
    [case_id] = scenario.collection.open[person.actor_id]
    blocked = scenario.call("get_eligibility", person)["blockers"]
    assert [blocker["code"] for blocker in blocked] == ["transfer.transfer_pending"]
    assert scenario.call("submit_transfer", key, body=body)["transfer_id"] == case_id


def test_R5_2_2_nothing_is_stored_once_the_reservation_expires(scenario: Scenario) -> None:
    person = scenario.add_person()
    scenario.collection.reservation_lasts = timedelta(seconds=3)
    with pytest.raises(Conflict) as refusal:
        scenario.submit(person)
    assert refusal.value.code == "transfer.hold_expired"
    assert scenario.collection.open == {person.actor_id: {}}
    assert scenario.scalar("SELECT count(*) FROM cases") == 0


def test_R5_1_2_collections_refusal_names_its_blockers(scenario: Scenario) -> None:
    person = scenario.add_person()
    scenario.collection.other_open_kinds = lambda *_: []  # type: ignore[method-assign]
    ask = scenario.collection.reserve
    refused = Conflict(
        "collection.case_blocked",
        details={"blockers": [{"code": "c", "message": "m", "link": "/"}]},
    )

    def refuse(*_: object) -> None:
        raise refused

    scenario.collection.reserve = refuse  # type: ignore[assignment,method-assign]
    with pytest.raises(Conflict) as refusal:
        scenario.submit(person)
    assert (refusal.value.code, blockers(refusal)) == ("transfer.not_eligible", ["c"])
    scenario.collection.reserve = ask  # type: ignore[method-assign]
    assert scenario.submit(person)["status"] == "submitted"


def test_R6_1_persons_only_and_each_their_own(scenario: Scenario) -> None:
    person, stranger = scenario.add_person(), scenario.add_person()
    transfer_id = scenario.submit(person)["transfer_id"]
    for method in ("get_transfer", "withdraw_transfer"):
        for asked in (transfer_id, "no-id"):
            with pytest.raises(NotFound):
                scenario.call(method, stranger, transfer_id=asked)
    assert scenario.call("list_transfers", stranger)["items"] == []
    with pytest.raises(Forbidden):
        scenario.call("list_transfers", replace(person, actor_kind="staff"))


def test_R8_4_details_are_stored_encrypted(scenario: Scenario) -> None:
    scenario.submit(scenario.add_person(), remark="因工作调动")
    stored = scenario.scalar("SELECT details || remark FROM transfers")
    assert "世纪大道" not in stored
    assert "工作调动" not in stored
