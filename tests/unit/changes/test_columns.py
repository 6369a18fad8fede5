"""Every field of a form has a column: none is dropped when the form is stored."""

from dataclasses import fields

import pytest
from changes.domain.credits import Achievement
from changes.domain.requests import ChangeRequest
from changes.models import Base, Change, CreditApplication, RewardPenalty
from contracts.schemas.changes import CreditApplicationBody, RewardPenaltyBody


def columns(table: type[Base]) -> set[str]:
    return set(table.__table__.columns.keys())


def test_R4_4_1_fields_of_a_credit_application_have_columns() -> None:
    # The proofs are rows of their own.
    assert set(CreditApplicationBody().fields) - {"proof_ids"} <= columns(CreditApplication)


def test_R4_4_1_fields_of_a_reward_or_penalty_have_columns() -> None:
    assert set(RewardPenaltyBody().fields) <= columns(RewardPenalty)


@pytest.mark.parametrize(
    ("domain", "table", "elsewhere"),
    [
        pytest.param(Achievement, CreditApplication, set(), id="R4.4.1-achievement"),
        # Collection makes the version `after` of the data.
        pytest.param(ChangeRequest, Change, {"data"}, id="R4.1.3-change-request"),
    ],
)
def test_fields_of_the_domain_have_columns(
    domain: type, table: type[Base], elsewhere: set[str]
) -> None:
    assert {field.name for field in fields(domain)} - elsewhere <= columns(table)
