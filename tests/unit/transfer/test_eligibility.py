"""The six blockers, alone and together."""

from dataclasses import replace

import pytest
from contracts.error_codes import catalogue
from transfer.domain.eligibility import Blocker, RecordStatus, list_blockers

HOME, AWAY = "au-110108", "au-310115"
CLEAR = RecordStatus(collection_status="approved", authority_id=HOME)


def codes(
    status: RecordStatus, to_authority_id: str | None = AWAY, *, is_selectable: bool = True
) -> list[str]:
    blockers = list_blockers(status, to_authority_id, is_selectable=is_selectable)
    return [blocker.code for blocker in blockers]


def test_R5_1_2_nothing_in_the_way() -> None:
    assert codes(CLEAR) == []


@pytest.mark.parametrize(
    "status", ["not_started", "draft", "submitted", "under_review", "returned", "something_new"]
)
def test_R5_1_2_collection_not_approved(status: str) -> None:
    assert codes(replace(CLEAR, collection_status=status)) == ["transfer.collection_not_approved"]


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        pytest.param("change", "transfer.change_pending", id="R5.1.2-change"),
        pytest.param("transfer", "transfer.transfer_pending", id="R5.1.2-transfer"),
        pytest.param("reward_penalty", "transfer.reward_penalty_pending", id="R5.1.2-reward"),
        pytest.param("credit", "transfer.credit_pending", id="R5.1.2-credit"),
    ],
)
def test_open_case(kind: str, code: str) -> None:
    assert codes(replace(CLEAR, open_kinds=frozenset({kind}))) == [code]


def test_R5_1_2_same_authority() -> None:
    assert codes(CLEAR, HOME) == ["transfer.same_authority"]


def test_R5_1_2_before_an_authority_is_chosen() -> None:
    assert codes(RecordStatus(collection_status="approved"), None) == []


def test_R5_1_2_real_name_review_does_not_block() -> None:
    assert codes(replace(CLEAR, open_kinds=frozenset({"real_name"}))) == []


def test_R5_1_2_all_six_at_once_in_the_order_of_the_guide() -> None:
    kinds = frozenset({"credit", "transfer", "change", "reward_penalty"})
    assert codes(RecordStatus("returned", HOME, kinds), HOME) == [
        "transfer.collection_not_approved",
        "transfer.change_pending",
        "transfer.transfer_pending",
        "transfer.reward_penalty_pending",
        "transfer.credit_pending",
        "transfer.same_authority",
    ]


def test_R5_1_2_each_blocker_says_why_and_leads_on() -> None:
    answer = Blocker("transfer.change_pending", "/changes").to_dict()
    assert answer == {
        "code": "transfer.change_pending",
        "message": catalogue()["transfer.change_pending"],
        "link": "/changes",
        "field": None,
    }


def test_R5_1_2_an_unselectable_target_is_a_blocker_with_its_field() -> None:
    [blocker] = list_blockers(CLEAR, AWAY, is_selectable=False)
    answer = blocker.to_dict()
    assert (answer["code"], answer["field"]) == (
        "transfer.authority_not_selectable",
        "to_authority_id",
    )
    assert "重新选择" in answer["message"]
    assert codes(RecordStatus("approved"), None, is_selectable=False) == []


def test_R5_1_2_a_target_is_checked_beside_everything_else() -> None:
    draft = RecordStatus("draft", HOME, frozenset({"change"}))
    assert codes(draft, HOME, is_selectable=False) == [
        "transfer.collection_not_approved",
        "transfer.change_pending",
        "transfer.same_authority",
        "transfer.authority_not_selectable",
    ]
