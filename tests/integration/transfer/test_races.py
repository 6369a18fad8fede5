"""What went wrong with transfers elsewhere (GAIA) cannot happen here; each guard by itself."""

import uuid

import pytest
from contracts.errors import Conflict
from contracts.reference.authorities import find_authority
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from transfer_factories import (
    HAIDIAN,
    PUDONG,
    XICHENG,
    Scenario,
    blockers,
    concurrently,
    make_staff,
)

REASONS = {"reasons": [{"item": "reason", "code": "other", "note": "材料不符"}]}
OPEN = "SELECT count(*) FROM cases WHERE state IN ('awaiting_release', 'submitted', 'under_review')"


def codes(answers: list) -> list[str]:
    return sorted(
        getattr(a, "code", "") if isinstance(a, Exception) else a["status"] for a in answers
    )


def test_R5_2_2_of_ten_applications_at_once_one_is_opened(scenario: Scenario) -> None:
    person = scenario.add_person()
    bodies = [scenario.body(person) for _ in range(10)]
    calls = [lambda b=body: scenario.call("submit_transfer", person, body=b) for body in bodies]
    with concurrently(*calls) as answers:
        assert codes(answers) == ["submitted"] + ["transfer.not_eligible"] * 9
    for refusal in answers:
        if isinstance(refusal, Conflict):
            [blocker] = refusal.details["blockers"]
            assert blocker["code"] == "transfer.transfer_pending"
    assert scenario.scalar(OPEN) == 1
    assert len(scenario.events.wait_for("transfer_submitted")) == 1


def test_R5_2_2_the_same_form_sent_many_times_is_refused_for_the_open_transfer(
    scenario: Scenario,
) -> None:
    """The first request takes the proof over; the others must not be told that it is missing."""
    person = scenario.add_person()
    body = scenario.body(person)
    with concurrently(
        *[lambda: scenario.call("submit_transfer", person, body=body)] * 8
    ) as answers:
        assert codes(answers) == ["submitted"] + ["transfer.not_eligible"] * 7
    with pytest.raises(Conflict):
        scenario.call("submit_transfer", person, body=body | {"proof_ids": ["gone"]})


def test_R5_2_2_one_open_transfer_even_if_collection_reserves_every_one(scenario: Scenario) -> None:
    person = scenario.add_person()
    scenario.collection.other_open_kinds = lambda *_: []  # type: ignore[method-assign]
    bodies = [scenario.body(person) for _ in range(4)]
    calls = [lambda b=body: scenario.call("submit_transfer", person, body=b) for body in bodies]
    with concurrently(*calls) as answers:
        assert codes(answers) == ["submitted"] + ["transfer.not_eligible"] * 3
    assert scenario.scalar(OPEN) == 1
    with pytest.raises(Conflict) as refusal:
        scenario.submit(person)
    assert blockers(refusal) == ["transfer.transfer_pending"]


def test_R5_2_2_the_database_itself_refuses_a_second_open_transfer(scenario: Scenario) -> None:
    scenario.submit(scenario.add_person())
    columns = "kind, person_id, masked_name, state, round, reasons, version"
    copy = f"INSERT INTO cases (case_id, {columns}) SELECT :id, {columns} FROM cases"
    with (
        pytest.raises(IntegrityError, match="uq_cases_open_person"),
        scenario.db.unit_of_work() as uow,
    ):
        uow.session.execute(text(copy), {"id": str(uuid.uuid4())})


def test_R5_2_2_a_refusal_is_final(scenario: Scenario) -> None:
    person, reviewer = scenario.add_person(), make_staff(PUDONG)
    transfer_id = scenario.submit(person)["transfer_id"]
    scenario.decide(reviewer, "return", transfer_id, body=REASONS)
    for step, more in (
        ("claim", {}),
        ("approve", {}),
        ("forward", {"body": {"authority_id": XICHENG, "note": "转"}}),
    ):
        with pytest.raises(Conflict):
            scenario.act(reviewer, step, transfer_id, **more)
    with pytest.raises(Conflict):
        scenario.call("withdraw_transfer", person, transfer_id=transfer_id)
    shown = scenario.call("get_transfer", person, transfer_id=transfer_id)
    assert (shown["status"], shown["available_actions"]) == ("returned", [])
    scenario.until(lambda: not scenario.collection.open[person.actor_id])
    assert scenario.submit(person)["transfer_id"] != transfer_id


def test_R5_2_2_what_was_withdrawn_is_never_approved(scenario: Scenario) -> None:
    reviewer = make_staff(PUDONG)
    for _ in range(4):
        person = scenario.add_person()
        transfer_id = scenario.submit(person)["transfer_id"]
        with concurrently(
            lambda p=person, t=transfer_id: scenario.call("withdraw_transfer", p, transfer_id=t),
            lambda t=transfer_id: scenario.decide(reviewer, "approve", t),
        ) as (withdrawn, approved):
            assert isinstance(withdrawn, Exception) != isinstance(approved, Exception)
        actions = scenario.scalar(
            "SELECT string_agg(action, ' ' ORDER BY version) FROM case_events WHERE case_id = :id",
            id=transfer_id,
        )
        assert ("withdraw" in actions) != ("approve" in actions)


@pytest.mark.parametrize(
    "let_go_first",
    [pytest.param(True, id="R5.2.2-let-go"), pytest.param(False, id="R5.2.2-not-yet")],
)
def test_what_was_withdrawn_goes_no_further(scenario: Scenario, let_go_first: bool) -> None:
    scenario.adopt_policy("out_then_in")
    person, here, there = scenario.add_person(), make_staff(HAIDIAN), make_staff(PUDONG)
    transfer_id = scenario.submit(person)["transfer_id"]
    if let_go_first:
        scenario.act(here, "approve", transfer_id)
    scenario.call("withdraw_transfer", person, transfer_id=transfer_id)
    reviewer = there if let_go_first else here
    for step in ("claim", "approve"):
        with pytest.raises(Conflict):
            scenario.act(reviewer, step, transfer_id)


def test_R5_2_2_a_withdrawn_transfer_can_be_neither_claimed_nor_approved(
    scenario: Scenario,
) -> None:
    person, reviewer = scenario.add_person(), make_staff(PUDONG)
    transfer_id = scenario.submit(person)["transfer_id"]
    scenario.call("withdraw_transfer", person, transfer_id=transfer_id)
    for step in ("claim", "approve"):
        with pytest.raises(Conflict):
            scenario.act(reviewer, step, transfer_id)
    scenario.until(lambda: not scenario.collection.open[person.actor_id])
    assert scenario.events.named("transfer_approved") == []
    assert scenario.collection.moved == []


def test_R3_6_2_no_withdrawal_while_claimed(
    scenario: Scenario,
) -> None:
    person = scenario.add_person()
    transfer_id = scenario.submit(person)["transfer_id"]
    scenario.act(make_staff(PUDONG), "claim", transfer_id)
    assert scenario.call("list_transfers", person)["items"][0]["available_actions"] == []
    with pytest.raises(Conflict) as refusal:
        scenario.call("withdraw_transfer", person, transfer_id=transfer_id)
    assert refusal.value.code == "casework.being_reviewed"
    scenario.execute("UPDATE cases SET claim_expires_at = :past", past="2026-01-01T00:00:00Z")
    assert (
        scenario.call("withdraw_transfer", person, transfer_id=transfer_id)["status"] == "withdrawn"
    )
    assert (
        scenario.call("withdraw_transfer", person, transfer_id=transfer_id)["status"] == "withdrawn"
    )
    assert len(scenario.events.wait_for("transfer_withdrawn")) == 1


def test_R5_1_2_a_former_authority_can_be_the_target(scenario: Scenario) -> None:
    """Whoever left an authority may come back to it: only the present one is refused."""
    person = scenario.add_person()
    for target, reviewer in ((PUDONG, make_staff(PUDONG)), (HAIDIAN, make_staff(HAIDIAN))):
        transfer_id = scenario.submit(person, to_authority_id=target)["transfer_id"]
        scenario.decide(reviewer, "approve", transfer_id)
        scenario.until(lambda: not scenario.collection.open[person.actor_id])
    assert scenario.collection.moved == [(HAIDIAN, PUDONG), (PUDONG, HAIDIAN)]
    with pytest.raises(Conflict) as refusal:
        scenario.submit(person, to_authority_id=HAIDIAN)
    assert blockers(refusal) == ["transfer.same_authority"]


@pytest.mark.parametrize("policy", ["in_only", "out_then_in"])
def test_R6_2_only_the_authority_in_charge_lists_it(scenario: Scenario, policy: str) -> None:
    scenario.adopt_policy(policy)
    transfer_id = scenario.submit(scenario.add_person())["transfer_id"]
    in_charge = {"in_only": PUDONG, "out_then_in": HAIDIAN}[policy]
    for authority_id in (HAIDIAN, PUDONG, XICHENG, "au-110000", "au-310000"):
        found = find_authority(authority_id)
        shown = scenario.call("list_reviews", make_staff(authority_id), kind="transfer")["items"]
        charge = find_authority(in_charge)
        assert found is not None
        assert charge is not None
        expected = [transfer_id] if charge.path.startswith(found.path) else []
        assert [item["case_id"] for item in shown] == expected, authority_id


def test_R6_2_of_many_reviewers_one_decides_and_the_move_is_published_once(
    scenario: Scenario,
) -> None:
    person = scenario.add_person()
    transfer_id = scenario.submit(person)["transfer_id"]
    reviewers = [make_staff(PUDONG) for _ in range(6)]
    with concurrently(
        *(lambda r=r: scenario.decide(r, "approve", transfer_id) for r in reviewers)
    ) as answers:
        assert sum(not isinstance(answer, Exception) for answer in answers) == 1
    winner = next(r for r, a in zip(reviewers, answers, strict=True) if isinstance(a, dict))
    assert scenario.act(winner, "approve", transfer_id)["status"] == "approved"
    scenario.until(lambda: scenario.collection.moved)
    assert len(scenario.events.named("transfer_approved")) == 1
    assert scenario.scalar("SELECT count(*) FROM case_events WHERE action = 'approve'") == 1


def test_R5_2_2_the_origin_consents_once(scenario: Scenario) -> None:
    scenario.adopt_policy("out_then_in")
    transfer_id = scenario.submit(scenario.add_person())["transfer_id"]
    reviewers = [make_staff(HAIDIAN) for _ in range(5)]
    with concurrently(
        *(lambda r=r: scenario.act(r, "approve", transfer_id) for r in reviewers)
    ) as answers:
        assert sum(isinstance(answer, dict) for answer in answers) == 1
    assert len(scenario.events.wait_for("transfer_released")) == 1
