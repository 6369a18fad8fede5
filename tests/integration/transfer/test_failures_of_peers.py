"""What went wrong with transfers elsewhere (GAIA) cannot happen here; each guard by itself."""

import uuid

import pytest
from contracts.errors import Conflict
from contracts.reference.authorities import find_authority
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from transfer_factories import HAIDIAN, PUDONG, XICHENG, Stage, at_once, blockers, employ

REASONS = {"reasons": [{"item": "reason", "code": "other", "note": "材料不符"}]}
OPEN = "SELECT count(*) FROM cases WHERE state IN ('awaiting_release', 'submitted', 'under_review')"


def codes(answers: list) -> list[str]:
    return sorted(
        getattr(a, "code", "") if isinstance(a, Exception) else a["status"] for a in answers
    )


def test_R5_2_2_of_ten_applications_at_once_one_is_opened(stage: Stage) -> None:
    person = stage.settle()
    bodies = [stage.body(person) for _ in range(10)]
    calls = [lambda b=body: stage.call("submit_transfer", person, body=b) for body in bodies]
    with at_once(*calls) as answers:
        assert codes(answers) == ["submitted"] + ["transfer.not_eligible"] * 9
    for refusal in answers:
        if isinstance(refusal, Conflict):
            [blocker] = refusal.details["blockers"]
            assert blocker["code"] == "transfer.transfer_pending"
    assert stage.scalar(OPEN) == 1
    assert len(stage.events.wait_for("transfer_submitted")) == 1


def test_R5_2_2_the_same_form_sent_many_times_is_refused_for_the_open_transfer(
    stage: Stage,
) -> None:
    """The first request takes the proof over; the others must not be told that it is missing."""
    person = stage.settle()
    body = stage.body(person)
    with at_once(*[lambda: stage.call("submit_transfer", person, body=body)] * 8) as answers:
        assert codes(answers) == ["submitted"] + ["transfer.not_eligible"] * 7
    with pytest.raises(Conflict):
        stage.call("submit_transfer", person, body=body | {"proof_ids": ["gone"]})


def test_R5_2_2_one_open_transfer_even_if_the_arbiter_grants_every_one(stage: Stage) -> None:
    person = stage.settle()
    stage.arbiter.others = lambda *_: []  # type: ignore[method-assign]
    bodies = [stage.body(person) for _ in range(4)]
    calls = [lambda b=body: stage.call("submit_transfer", person, body=b) for body in bodies]
    with at_once(*calls) as answers:
        assert codes(answers) == ["submitted"] + ["transfer.not_eligible"] * 3
    assert stage.scalar(OPEN) == 1
    with pytest.raises(Conflict) as refusal:
        stage.submit(person)
    assert blockers(refusal) == ["transfer.transfer_pending"]


def test_R5_2_2_the_database_itself_refuses_a_second_open_transfer(stage: Stage) -> None:
    stage.submit(stage.settle())
    columns = "kind, person_id, masked_name, state, round, reasons, version"
    copy = f"INSERT INTO cases (case_id, {columns}) SELECT :id, {columns} FROM cases"
    with (
        pytest.raises(IntegrityError, match="uq_cases_open_person"),
        stage.db.unit_of_work() as uow,
    ):
        uow.session.execute(text(copy), {"id": str(uuid.uuid4())})


def test_R5_2_2_a_refusal_is_final(stage: Stage) -> None:
    person, reviewer = stage.settle(), employ(PUDONG)
    transfer_id = stage.submit(person)["transfer_id"]
    stage.decide(reviewer, "return", transfer_id, body=REASONS)
    for step, more in (
        ("claim", {}),
        ("approve", {}),
        ("forward", {"body": {"authority_id": XICHENG, "note": "转"}}),
    ):
        with pytest.raises(Conflict):
            stage.act(reviewer, step, transfer_id, **more)
    with pytest.raises(Conflict):
        stage.call("withdraw_transfer", person, transfer_id=transfer_id)
    shown = stage.call("get_transfer", person, transfer_id=transfer_id)
    assert (shown["status"], shown["available_actions"]) == ("returned", [])
    stage.until(lambda: not stage.arbiter.open[person.actor_id])
    assert stage.submit(person)["transfer_id"] != transfer_id


def test_R5_2_2_what_was_withdrawn_is_never_approved(stage: Stage) -> None:
    reviewer = employ(PUDONG)
    for _ in range(4):
        person = stage.settle()
        transfer_id = stage.submit(person)["transfer_id"]
        with at_once(
            lambda p=person, t=transfer_id: stage.call("withdraw_transfer", p, transfer_id=t),
            lambda t=transfer_id: stage.decide(reviewer, "approve", t),
        ) as (withdrawn, approved):
            assert isinstance(withdrawn, Exception) != isinstance(approved, Exception)
        actions = stage.scalar(
            "SELECT string_agg(action, ' ' ORDER BY version) FROM case_events WHERE case_id = :id",
            id=transfer_id,
        )
        assert ("withdraw" in actions) != ("approve" in actions)


@pytest.mark.parametrize(
    "let_go_first",
    [pytest.param(True, id="R5.2.2-let-go"), pytest.param(False, id="R5.2.2-not-yet")],
)
def test_what_was_withdrawn_goes_no_further(stage: Stage, let_go_first: bool) -> None:
    stage.adopt_policy("out_then_in")
    person, here, there = stage.settle(), employ(HAIDIAN), employ(PUDONG)
    transfer_id = stage.submit(person)["transfer_id"]
    if let_go_first:
        stage.act(here, "approve", transfer_id)
    stage.call("withdraw_transfer", person, transfer_id=transfer_id)
    reviewer = there if let_go_first else here
    for step in ("claim", "approve"):
        with pytest.raises(Conflict):
            stage.act(reviewer, step, transfer_id)


def test_R5_2_2_a_withdrawn_transfer_can_be_neither_claimed_nor_approved(stage: Stage) -> None:
    person, reviewer = stage.settle(), employ(PUDONG)
    transfer_id = stage.submit(person)["transfer_id"]
    stage.call("withdraw_transfer", person, transfer_id=transfer_id)
    for step in ("claim", "approve"):
        with pytest.raises(Conflict):
            stage.act(reviewer, step, transfer_id)
    stage.until(lambda: not stage.arbiter.open[person.actor_id])
    assert stage.events.named("transfer_approved") == []
    assert stage.arbiter.moved == []


def test_R3_6_2_no_withdrawal_once_a_reviewer_holds_it_until_the_claim_expires(
    stage: Stage,
) -> None:
    person = stage.settle()
    transfer_id = stage.submit(person)["transfer_id"]
    stage.act(employ(PUDONG), "claim", transfer_id)
    assert stage.call("list_transfers", person)["items"][0]["available_actions"] == []
    with pytest.raises(Conflict) as refusal:
        stage.call("withdraw_transfer", person, transfer_id=transfer_id)
    assert refusal.value.code == "casework.being_reviewed"
    stage.execute("UPDATE cases SET claim_expires_at = :past", past="2026-01-01T00:00:00Z")
    assert stage.call("withdraw_transfer", person, transfer_id=transfer_id)["status"] == "withdrawn"
    assert stage.call("withdraw_transfer", person, transfer_id=transfer_id)["status"] == "withdrawn"
    assert len(stage.events.wait_for("transfer_withdrawn")) == 1


def test_R5_1_2_an_ended_belonging_does_not_count(stage: Stage) -> None:
    """Whoever left an authority may come back to it: only the present one is refused."""
    person = stage.settle()
    for target, reviewer in ((PUDONG, employ(PUDONG)), (HAIDIAN, employ(HAIDIAN))):
        transfer_id = stage.submit(person, to_authority_id=target)["transfer_id"]
        stage.decide(reviewer, "approve", transfer_id)
        stage.until(lambda: not stage.arbiter.open[person.actor_id])
    assert stage.arbiter.moved == [(HAIDIAN, PUDONG), (PUDONG, HAIDIAN)]
    with pytest.raises(Conflict) as refusal:
        stage.submit(person, to_authority_id=HAIDIAN)
    assert blockers(refusal) == ["transfer.same_authority"]


@pytest.mark.parametrize("policy", ["in_only", "out_then_in"])
def test_R6_2_the_office_in_charge_sees_it_at_once_and_no_other(stage: Stage, policy: str) -> None:
    stage.adopt_policy(policy)
    transfer_id = stage.submit(stage.settle())["transfer_id"]
    in_charge = {"in_only": PUDONG, "out_then_in": HAIDIAN}[policy]
    for authority_id in (HAIDIAN, PUDONG, XICHENG, "au-110000", "au-310000"):
        found = find_authority(authority_id)
        shown = stage.call("list_reviews", employ(authority_id), kind="transfer")["items"]
        charge = find_authority(in_charge)
        assert found is not None
        assert charge is not None
        expected = [transfer_id] if charge.path.startswith(found.path) else []
        assert [item["case_id"] for item in shown] == expected, authority_id


def test_R6_2_of_many_reviewers_one_decides_and_the_move_is_told_once(stage: Stage) -> None:
    person = stage.settle()
    transfer_id = stage.submit(person)["transfer_id"]
    reviewers = [employ(PUDONG) for _ in range(6)]
    with at_once(
        *(lambda r=r: stage.decide(r, "approve", transfer_id) for r in reviewers)
    ) as answers:
        assert sum(not isinstance(answer, Exception) for answer in answers) == 1
    winner = next(r for r, a in zip(reviewers, answers, strict=True) if isinstance(a, dict))
    assert stage.act(winner, "approve", transfer_id)["status"] == "approved"
    stage.until(lambda: stage.arbiter.moved)
    assert len(stage.events.named("transfer_approved")) == 1
    assert stage.scalar("SELECT count(*) FROM case_events WHERE action = 'approve'") == 1


def test_R5_2_2_the_present_authority_lets_go_once(stage: Stage) -> None:
    stage.adopt_policy("out_then_in")
    transfer_id = stage.submit(stage.settle())["transfer_id"]
    reviewers = [employ(HAIDIAN) for _ in range(5)]
    with at_once(*(lambda r=r: stage.act(r, "approve", transfer_id) for r in reviewers)) as answers:
        assert sum(isinstance(answer, dict) for answer in answers) == 1
    assert len(stage.events.wait_for("transfer_released")) == 1
