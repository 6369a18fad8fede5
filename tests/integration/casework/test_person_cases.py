"""R3.6.1, R4.3.1: what a person sees of their own cases: where they stand, what has happened."""

import uuid

import pytest
from casework.cases import use_cases
from casework.cases.person_cases import PersonList, get_person_case, list_person_cases
from contracts.context import CallContext
from contracts.errors import Forbidden, NotFound, Unauthenticated, ValidationFailed
from contracts.schemas.cases import PersonCase, PersonCaseDetail

PERSON = "11111111-0000-4000-8000-000000000001"
REASONS = [{"item": "basic.photo", "code": "unclear", "note": "请重拍"}]


def context_of(person_id=PERSON):
    return CallContext(actor_id=person_id, actor_kind="person")


def listed(scenario, **asked):
    asked = PersonList(PERSON, **asked)
    return scenario.db.read(list_person_cases, [scenario.review], asked, scenario.now)


def seen(scenario, case_id, person_id=PERSON):
    return scenario.db.read(get_person_case, scenario.review, person_id, case_id, scenario.now)


@pytest.fixture
def reviewer(scenario):
    return scenario.reviewer("s1", scenario.haidian)


def returned(scenario, reviewer, **place):
    case_id = scenario.submit(person_id=PERSON, **place)
    scenario.advance(hours=1)
    reviewer.run(use_cases.claim_case, case_id)
    scenario.advance(minutes=10)
    reviewer.run(use_cases.return_case, case_id, reasons=REASONS, note="请修改")
    return case_id


def test_R3_6_1_history_tells_who_did_what_when_without_naming_staff(scenario, reviewer):
    case_id = scenario.submit(scenario.xicheng, person_id=PERSON)
    first = scenario.reviewer("s2", scenario.xicheng)
    scenario.advance(hours=1)
    first.run(use_cases.forward_case, case_id, authority=scenario.haidian, note="内部说明")
    scenario.advance(hours=1)
    reviewer.run(use_cases.claim_case, case_id)
    reviewer.run(use_cases.return_case, case_id, reasons=REASONS, note="请修改")
    answer = seen(scenario, case_id)
    assert PersonCaseDetail().validate(answer) == {}
    told = [(one["text"], one["by"], one["authority_name"]) for one in answer["history"]]
    assert told == [
        ("提交申请", "person", None),
        (f"已转至{scenario.haidian.name}，提交时间不变", "authority", scenario.xicheng.name),
        ("审核人员已领取，开始审核", "authority", scenario.haidian.name),
        ("退回，请查看退回原因", "authority", scenario.haidian.name),
    ]
    assert [one["note"] for one in answer["history"]] == [None, None, None, "请修改"]
    assert [one["text"] for one in answer["history"][-1]["reasons"]] == ["不清晰"]
    for secret in ("审核员", "s1", "s2", "内部说明"):
        assert secret not in str(answer["history"])
    moments = [one["at"] for one in answer["history"]]
    assert moments == sorted(moments)


def test_R3_6_1_a_returned_case_says_what_to_do_next(scenario, reviewer):
    case_id = returned(scenario, reviewer)
    [item] = listed(scenario)["items"]
    assert PersonCase().validate({k: v for k, v in item.items() if k != "cursor"}) == {}
    assert (item["case_id"], item["status"], item["open"]) == (case_id, "returned", True)
    assert item["next_step"] == {
        "code": "resubmit",
        "text": "修改后重新提交",
        "link": "/collection",
    }
    assert item["available_actions"] == ["submit"]
    assert seen(scenario, case_id)["queue_position"] is None


def test_R3_6_1_an_open_case_waits_with_its_place_in_the_queue(scenario):
    other = scenario.submit()
    scenario.advance(minutes=1)
    case_id = scenario.submit(person_id=PERSON)
    assert other != case_id
    answer = seen(scenario, case_id)
    assert (answer["queue_position"], answer["next_step"]["code"]) == (2, "wait")
    assert answer["expected_at"]


def test_R3_6_1_a_claim_that_ran_out_is_a_place_in_the_queue(scenario, reviewer):
    case_id = scenario.submit(person_id=PERSON)
    reviewer.run(use_cases.claim_case, case_id)
    assert listed(scenario)["items"][0]["status"] == "under_review"
    scenario.advance(hours=1)
    assert listed(scenario)["items"][0]["status"] == "submitted"


def test_R3_6_1_open_and_closed_cases_are_told_apart(scenario, reviewer):
    approved = scenario.submit(person_id=PERSON)
    reviewer.run(use_cases.claim_case, approved)
    reviewer.run(use_cases.approve_case, approved, note="内部")
    scenario.advance(days=1)
    mended = returned(scenario, reviewer)
    assert [one["case_id"] for one in listed(scenario)["items"]] == [mended, approved]
    assert [one["case_id"] for one in listed(scenario, is_open=True)["items"]] == [mended]
    assert [one["case_id"] for one in listed(scenario, is_open=False)["items"]] == [approved]
    assert "内部" not in str(seen(scenario, approved))


def test_R8_2_cases_are_paged_by_their_own_cursors(scenario):
    made = []
    for _ in range(5):
        # Two at each moment: the id decides.
        made += [scenario.submit(person_id=PERSON), scenario.submit(person_id=PERSON)]
        scenario.advance(minutes=1)
    seen_ids, cursor = [], None
    while True:
        page = listed(scenario, cursor=cursor, limit=3)
        seen_ids += [one["case_id"] for one in page["items"]]
        if not page["more"]:
            break
        cursor = page["items"][-1]["cursor"]
    assert sorted(seen_ids) == sorted(made)
    assert seen_ids == [one["case_id"] for one in listed(scenario, limit=100)["items"]]
    with pytest.raises(ValidationFailed):
        listed(scenario, cursor="x")


def test_R8_4_anothers_case_is_not_there(scenario, call):
    case_id = scenario.submit(person_id=PERSON)
    for method in (
        lambda: call(
            "get_own_case", context_of(str(uuid.uuid4())), kind="collection", case_id=case_id
        ),
        lambda: call("get_own_case", context_of(), kind="collection", case_id="nothing"),
        lambda: call("get_own_case", context_of(), kind="shoe", case_id=case_id),
    ):
        with pytest.raises(NotFound):
            method()
    own = call("get_own_case", context_of(), kind="collection", case_id=case_id)
    assert own["history"][0]["text"] == "提交申请"
    assert call("list_own_cases", context_of(str(uuid.uuid4())))["items"] == []
    assert [one["case_id"] for one in call("list_own_cases", context_of())["items"]] == [case_id]
    with pytest.raises(Forbidden):
        call("list_own_cases")
    with pytest.raises(Unauthenticated):
        call("list_own_cases", CallContext())
