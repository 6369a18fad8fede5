"""What proves each reason, and what a reviewer can object to: R5.1.3, R6.3."""

import pytest
from contracts.attachments import ATTACHMENT_RULES
from contracts.reference.dictionaries import codes
from contracts.schemas.transfer import DETAILS, POLICIES, SCOPES
from transfer.domain import authorities, policies
from transfer.domain.reasons import (
    ALL_PROOF_KINDS,
    LABELS,
    PROOF_KINDS,
    REASONS,
    find_items,
    proof_kinds,
)


def test_R5_1_1_one_set_of_reasons_everywhere() -> None:
    for known in (DETAILS, LABELS, PROOF_KINDS, codes("transfer_reason")):
        assert set(known) == set(REASONS)


@pytest.mark.parametrize("reason", [pytest.param(r, id=f"R5.1.1-{r}") for r in REASONS])
def test_every_field_of_a_reason_has_a_name(reason: str) -> None:
    assert list(LABELS[reason]) == list(DETAILS[reason]().fields)


def test_R5_2_2_one_set_of_policies_and_scopes_everywhere() -> None:
    assert policies.POLICIES == POLICIES
    assert set(POLICIES) == codes("transfer_policy")
    assert authorities.SCOPES == SCOPES
    assert set(SCOPES) == codes("transfer_scope")


@pytest.mark.parametrize(
    ("reason", "kind", "proves"),
    [
        pytest.param("work", "uscc_certificate", True, id="R5.1.3-uscc-certificate"),
        pytest.param("work", "employment_proof", True, id="R5.1.3-employers-certificate"),
        pytest.param("work", "student_status", False, id="R5.1.3-student-card-proves-no-work"),
        pytest.param("school", "student_status", True, id="R5.1.3-student-card"),
        pytest.param("school", "residence_permit", False, id="R5.1.3-permit-proves-no-school"),
        pytest.param("residence", "id_portrait", True, id="R5.1.3-id-card"),
        pytest.param("residence", "residence_permit", True, id="R5.1.3-residence-permit"),
        pytest.param("residence", "employment_proof", False, id="R5.1.3-work-proves-no-home"),
        pytest.param("work", "photo", False, id="R5.1.3-photo"),
    ],
)
def test_proof(reason: str, kind: str, proves: bool) -> None:
    assert (kind in proof_kinds(reason)) is proves


def test_R5_1_3_every_reason_takes_another_proof_too() -> None:
    assert all("transfer_proof" in kinds for kinds in PROOF_KINDS.values())
    assert set(ALL_PROOF_KINDS) <= set(ATTACHMENT_RULES)
    assert proof_kinds(None) == ALL_PROOF_KINDS


def test_R6_3_only_what_was_given_can_be_objected_to() -> None:
    details = {"school_name": "上海财经大学", "student_no": None}
    assert find_items("school", details, {"file-1": "学籍证明"}) == {
        "reason": "调转原因",
        "to_authority": "调入管理机构",
        "details.school_name": "学校名称",
        "proofs[file-1]": "证明材料：学籍证明",
    }
