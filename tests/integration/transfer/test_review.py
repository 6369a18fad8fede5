"""Review of transfers: R5.2.2, R6.1–R6.4."""

import pytest
from contracts.context import CallContext
from contracts.errors import Conflict, Forbidden, NotFound, ValidationFailed
from contracts.schemas.by_kind import TransferReview
from transfer_factories import HAIDIAN, PUDONG, XICHENG, Scenario, make_staff, refusals
from transfer_fakes import FakeIdentity

REASONS = {"reasons": [{"item": "to_authority", "code": "authority_wrong"}]}
SERVICE = CallContext(actor_id="collection", actor_kind="service")


def status(scenario: Scenario, person: CallContext, transfer_id: str) -> str:
    return scenario.call("get_transfer", person, transfer_id=transfer_id)["status"]


def test_R5_2_2_in_only_the_target_decides_and_the_record_moves_once(scenario: Scenario) -> None:
    person = scenario.add_person()
    transfer_id = scenario.submit(person)["transfer_id"]
    scenario.decide(make_staff(PUDONG), "approve", transfer_id)
    [event] = scenario.events.wait_for("transfer_approved")
    assert event["data"]["from_authority_id"] == HAIDIAN
    assert event["data"]["to_authority_path"] == "/au-310000/au-310115/"
    scenario.until(lambda: scenario.collection.moved)
    assert scenario.collection.moved == [(HAIDIAN, PUDONG)]
    shown = scenario.call("get_transfer", person, transfer_id=transfer_id)
    assert (shown["status_name"], shown["available_actions"]) == ("审核通过", [])
    assert shown["transferred_at"] == shown["effective_at"] == shown["review"]["decided_at"]


def test_R5_2_2_out_then_in_the_origin_consents_first(scenario: Scenario) -> None:
    scenario.adopt_policy("out_then_in")
    person = scenario.add_person()
    submitted = scenario.submit(person)
    transfer_id = submitted["transfer_id"]
    assert (submitted["status"], submitted["status_name"]) == ("awaiting_release", "待调出地审核")
    assert submitted["review"]["authority"]["authority_id"] == HAIDIAN
    here, there = make_staff(HAIDIAN), make_staff(PUDONG)
    with pytest.raises(NotFound):
        scenario.act(there, "claim", transfer_id)
    before = scenario.act(here, "get", transfer_id)
    assert before["available_actions"] == ["approve", "return"]
    scenario.act(here, "approve", transfer_id, body={"note": "无在途业务"})
    after = scenario.act(there, "get", transfer_id)
    clock = ("submitted_at", "due_at", "round")
    assert [after[name] for name in clock] == [before[name] for name in clock]
    assert after["history"][-1]["note"] == "北京市海淀区财政局同意调出：无在途业务"
    assert len(scenario.events.wait_for("transfer_released")) == 1
    assert scenario.events.named("transfer_approved") == []
    with pytest.raises(NotFound):
        scenario.act(here, "approve", transfer_id)
    scenario.decide(there, "approve", transfer_id)
    scenario.until(lambda: scenario.collection.moved == [(HAIDIAN, PUDONG)])
    assert status(scenario, person, transfer_id) == "approved"


def test_R6_4_who_has_declared_nothing_consents_to_nothing(scenario: Scenario) -> None:
    """The origin's consent needs no claim, and a declaration all the same."""
    scenario.adopt_policy("out_then_in")
    transfer_id = scenario.submit(scenario.add_person())["transfer_id"]
    here = make_staff(HAIDIAN)
    FakeIdentity.undeclared.add(here.actor_id or "")
    for step, more in (("approve", {}), ("return", {"body": REASONS})):
        with pytest.raises(Forbidden) as refusal:
            scenario.act(here, step, transfer_id, **more)
        assert refusal.value.code == "casework.interests_undeclared"
    shown = scenario.act(here, "get", transfer_id)
    assert (shown["conflict"]["code"], shown["available_actions"]) == (refusal.value.code, [])
    FakeIdentity.undeclared.clear()
    assert scenario.act(here, "approve", transfer_id)["status"] == "submitted"


@pytest.mark.parametrize(
    "step", [pytest.param(s, id=f"R5.2.2-{s}") for s in ("claim", "release", "forward")]
)
def test_a_case_awaiting_origin_consent_is_approved_or_returned_only(
    scenario: Scenario, step: str
) -> None:
    scenario.adopt_policy("out_then_in")
    transfer_id = scenario.submit(scenario.add_person())["transfer_id"]
    body = {"body": {"authority_id": XICHENG, "note": "转"}} if step == "forward" else {}
    with pytest.raises(Conflict) as refusal:
        scenario.act(make_staff(HAIDIAN), step, transfer_id, **body)
    assert refusal.value.code == "casework.action_not_allowed"


def test_R5_2_2_the_present_authority_may_refuse(scenario: Scenario) -> None:
    scenario.adopt_policy("out_then_in")
    person = scenario.add_person()
    transfer_id = scenario.submit(person)["transfer_id"]
    scenario.act(make_staff(HAIDIAN), "return", transfer_id, body=REASONS)
    shown = scenario.call("get_transfer", person, transfer_id=transfer_id)
    assert (shown["status"], shown["available_actions"]) == ("returned", [])
    assert shown["review"]["reasons"][0]["item_label"] == "调入管理机构"
    scenario.until(lambda: not scenario.collection.open[person.actor_id])
    assert scenario.collection.moved == []


def test_R5_2_2_the_policy_of_the_submission_holds_to_the_end(scenario: Scenario) -> None:
    person = scenario.add_person()
    transfer_id = scenario.submit(person)["transfer_id"]
    scenario.adopt_policy("out_then_in")
    scenario.decide(make_staff(PUDONG), "approve", transfer_id)
    assert status(scenario, person, transfer_id) == "approved"
    policy = scenario.call("get_transfer", person, transfer_id=transfer_id)["policy_name"]
    assert policy == "调入地审核"


def test_R6_2_a_case_awaiting_origin_consent_counts_as_open_and_unassigned(
    scenario: Scenario,
) -> None:
    scenario.adopt_policy("out_then_in")
    transfer_id = scenario.submit(scenario.add_person())["transfer_id"]
    here = make_staff(HAIDIAN)
    [counts] = scenario.call("summarise_reviews", here)["items"]
    counted = {name for name, count in counts.items() if count == 1}
    assert counted == {"open", "awaiting_release", "unassigned"}
    for query in ({}, {"status": "awaiting_release"}, {"assignee": "none"}):
        [item] = scenario.call("list_reviews", here, kind="transfer", **query)["items"]
        assert item["case_id"] == transfer_id
    assert scenario.call("list_reviews", here, kind="transfer", status="submitted")["items"] == []


def test_R6_3_the_reviewer_sees_the_reason_and_its_proofs(scenario: Scenario) -> None:
    person = scenario.add_person()
    submitted = scenario.submit(person)
    detail = scenario.act(make_staff(PUDONG), "get", submitted["transfer_id"])
    data = detail["data"]
    assert TransferReview().validate(detail) == {}
    assert (data["person"]["name"], data["from"]["full_name"]) == ("欧阳䶮", "北京市海淀区")
    assert data["labels"]["start_date"] == "到岗时间"
    proof_id = submitted["proofs"][0]["attachment_id"]
    items = {item["item"]: item["label"] for item in detail["items"]}
    assert items[f"proofs[{proof_id}]"] == "证明材料：工作证明"
    assert items["details.uscc"] == "统一社会信用代码"
    [entry] = scenario.events.wait_for("audit_recorded")
    assert (entry["data"]["action"], entry["data"]["case_id"]) == (
        "review_opened",
        submitted["transfer_id"],
    )


def test_R6_3_forwarded_to_the_right_authority_which_takes_the_person_in(
    scenario: Scenario,
) -> None:
    person = scenario.add_person()
    transfer_id = scenario.submit(person)["transfer_id"]
    back = {"authority_id": HAIDIAN, "note": "转"}
    with pytest.raises(ValidationFailed) as refusal:
        scenario.act(make_staff(PUDONG), "forward", transfer_id, body=back)
    assert refusals(refusal) == {"authority_id": "transfer.same_authority"}
    right = {"authority_id": XICHENG, "note": "单位在西城"}
    scenario.act(make_staff(PUDONG), "forward", transfer_id, body=right)
    scenario.decide(make_staff(XICHENG), "approve", transfer_id)
    scenario.until(lambda: scenario.collection.moved == [(HAIDIAN, XICHENG)])
    shown = scenario.call("get_transfer", person, transfer_id=transfer_id)
    assert (shown["to"]["full_name"], shown["scope_name"]) == ("北京市西城区", "省内")


def test_R6_2_found_by_full_name_or_number(scenario: Scenario) -> None:
    person = scenario.add_person()
    scenario.submit(person)
    number = f"id{(person.actor_id or '')[-12:]}"
    for text, count in (("欧阳䶮", 1), (number, 1), ("李明", 0)):
        found = scenario.call("list_reviews", make_staff(PUDONG), kind="transfer", q=text)["items"]
        assert len(found) == count, text


def test_R6_4_nobody_reviews_their_own_transfer(scenario: Scenario) -> None:
    scenario.adopt_policy("out_then_in")
    person = scenario.add_person()
    transfer_id = scenario.submit(person)["transfer_id"]
    own = make_staff(HAIDIAN, person_id=person.actor_id)
    with pytest.raises(Forbidden) as refusal:
        scenario.act(own, "approve", transfer_id)
    assert refusal.value.code == "casework.own_file"


@pytest.mark.parametrize(
    ("authority_id", "role", "allowed"),
    [
        pytest.param(PUDONG, "reviewer", True, id="R6.1-target"),
        pytest.param("au-310000", "auditor", True, id="R6.1-above-the-target"),
        pytest.param(HAIDIAN, "reviewer", False, id="R6.1-present-authority"),
        pytest.param(PUDONG, "platform_admin", False, id="R6.1-no-reader"),
    ],
)
def test_who_may_see_a_proof(
    scenario: Scenario, authority_id: str, role: str, allowed: bool
) -> None:
    proof_id = scenario.submit(scenario.add_person())["proofs"][0]["attachment_id"]
    staff = make_staff(authority_id, role)
    if allowed:
        assert scenario.call("open_attachment", staff, attachment_id=proof_id)["size"] > 0
        return
    with pytest.raises(NotFound):
        scenario.call("open_attachment", staff, attachment_id=proof_id)


def test_R6_1_no_stranger_sees_a_proof(scenario: Scenario) -> None:
    proof_id = scenario.submit(scenario.add_person())["proofs"][0]["attachment_id"]
    for stranger in (CallContext(), scenario.add_person()):
        with pytest.raises(NotFound):
            scenario.call("open_attachment", stranger, attachment_id=proof_id)


def test_R8_1_collection_can_ask_for_the_state_of_a_case(scenario: Scenario) -> None:
    person = scenario.add_person()
    transfer_id = scenario.submit(person)["transfer_id"]
    found = scenario.call("find_case", SERVICE, case_id=transfer_id)
    assert found == {"state": "submitted", "person_id": person.actor_id}
    for unknown in (person.actor_id, "no-id"):
        with pytest.raises(NotFound):
            scenario.call("find_case", SERVICE, case_id=unknown)
    with pytest.raises(Forbidden):
        scenario.call("find_case", person, case_id=transfer_id)
