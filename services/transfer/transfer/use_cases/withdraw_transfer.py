"""Withdraw a transfer (R5.2.2)."""

from typing import Any

from casework.cases.use_cases import withdraw_case
from chassis.db import UnitOfWork
from contracts.errors import NotFound

from transfer.models import Transfer
from transfer.review_kinds import REVIEW


def withdraw_transfer(
    uow: UnitOfWork, transfer_id: str, person_id: str, expected_version: int | None
) -> dict[str, Any]:
    """Withdraw a transfer that no reviewer has claimed; a repeat changes nothing."""
    transfer = uow.session.get(Transfer, transfer_id)
    if transfer is None or transfer.person_id != person_id:
        raise NotFound("transfer.not_found")
    withdraw_case(uow, REVIEW, transfer_id, person_id, expected_version)
    return {"transfer_id": transfer_id}
