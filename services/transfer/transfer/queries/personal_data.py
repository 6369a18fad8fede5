"""What transfer keeps of a person: their transfers and what has happened to them."""

from typing import Any

from casework.personal_data import ListPart, steps_of
from chassis.clock import utc_now
from chassis.db import page
from contracts.personal_data import PAGE
from sqlalchemy import select
from sqlalchemy.orm import Session

from transfer.models import Case, Transfer
from transfer.queries import views
from transfer.queries.transfers import find_proofs
from transfer.review_kinds import REVIEW


def list_transfers(session: Session, person_id: str, cursor: str | None) -> dict[str, Any]:
    """Return one page of a person's transfers in full, the first one first."""
    own = select(Transfer, Case).join(Case, Case.case_id == Transfer.transfer_id)
    statement = own.where(Transfer.person_id == person_id)
    columns = (Transfer.submitted_at, Transfer.transfer_id)
    found = page(session, statement, columns, cursor, PAGE, lambda row: {"row": row})
    rows = [item["row"] for item in found["items"]]
    proofs = find_proofs(session, [row[0].transfer_id for row in rows])
    return {**found, "items": [_view(row[0], row[1], proofs[row[0].transfer_id]) for row in rows]}


def _view(transfer: Transfer, case: Case, proofs: list[Any]) -> dict[str, Any]:
    shown = {**views.item_view(transfer, case, proofs, utc_now()), **views.full_view(transfer)}
    return {name: value for name, value in shown.items() if name != "available_actions"}


PERSONAL_DATA: dict[str, ListPart] = {
    "transfers": list_transfers,
    "transfer_steps": steps_of(REVIEW),
}
