"""States of real-name verification: R2.3.1, R2.3.3."""

import pytest
from contracts.errors import Conflict
from identity.domain.real_name import available_actions, next_status


@pytest.mark.parametrize(
    ("status", "action", "after"),
    [
        pytest.param("unverified", "submit_real_name", "under_review", id="R2.3.3-submit"),
        pytest.param("returned", "submit_real_name", "under_review", id="R2.3.3-resubmit"),
        pytest.param("under_review", "approve", "verified", id="R2.3.3-approve"),
        pytest.param("under_review", "return", "returned", id="R2.3.3-return"),
    ],
)
def test_allowed_steps(status: str, action: str, after: str) -> None:
    assert next_status(status, action) == after


@pytest.mark.parametrize(
    ("status", "action", "code"),
    [
        pytest.param("verified", "submit_real_name", "identity.already_verified", id="R2.3.3-done"),
        pytest.param(
            "under_review", "submit_real_name", "identity.real_name_under_review", id="R2.3.3-twice"
        ),
        pytest.param("returned", "approve", "common.conflict", id="R2.3.3-approve-returned"),
        pytest.param("unverified", "return", "common.conflict", id="R2.3.3-return-nothing"),
    ],
)
def test_refused_steps(status: str, action: str, code: str) -> None:
    with pytest.raises(Conflict) as refusal:
        next_status(status, action)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("status", "actions"),
    [
        pytest.param("unverified", ["submit_real_name"], id="R2.3.1-unverified"),
        pytest.param("returned", ["submit_real_name"], id="R2.3.3-returned"),
        pytest.param("under_review", [], id="R2.3.3-under-review"),
        pytest.param("verified", [], id="R2.3.1-verified"),
    ],
)
def test_available_actions(status: str, actions: list[str]) -> None:
    assert available_actions(status) == actions
