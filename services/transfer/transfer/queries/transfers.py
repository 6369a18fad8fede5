"""What persons and other services are answered about transfers."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from casework.cases.person_queries import get_person_review
from casework.domain.states import OPEN_STATES_WITH_ORIGIN_CONSENT
from chassis.db import page
from contracts.errors import NotFound
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from transfer.models import Case, Proof, Transfer
from transfer.queries import views
from transfer.review_kinds import REVIEW

_with_case = select(Transfer, Case).join(Case, Case.case_id == Transfer.transfer_id)


def is_stored(session: Session, transfer_id: str) -> bool:
    """Tell whether a transfer of this id has been stored."""
    return session.get(Transfer, transfer_id) is not None


def has_open(session: Session, person_id: str) -> bool:
    """Tell whether a person has a transfer that waits for a decision."""
    states = [state.value for state in OPEN_STATES_WITH_ORIGIN_CONSENT]
    is_open = exists().where(Case.person_id == person_id, Case.state.in_(states))
    return bool(session.execute(select(is_open)).scalar_one())


def list_transfers(
    session: Session, person_id: str, now: datetime, cursor: str | None, limit: int | None
) -> dict[str, Any]:
    """Return one page of a person's transfers, the latest first."""
    columns = (Transfer.submitted_at.desc(), Transfer.transfer_id.desc())
    own = _with_case.where(Transfer.person_id == person_id)
    found = page(session, own, columns, cursor, limit, lambda row: {"row": row})
    rows = [item["row"] for item in found["items"]]
    proofs = find_proofs(session, [row[0].transfer_id for row in rows])
    items = [views.item_view(t, case, proofs[t.transfer_id], now) for t, case, *_ in rows]
    return {"items": items, "next_cursor": found["next_cursor"]}


def get_transfer(
    session: Session, person_id: str, transfer_id: str, now: datetime
) -> dict[str, Any]:
    """Return one of a person's transfers in full; raises NotFound for another's."""
    transfer, case = _get_own(session, person_id, transfer_id)
    proofs = find_proofs(session, [transfer_id])[transfer_id]
    review = get_person_review(session, REVIEW, case, now)
    return {
        **views.item_view(transfer, case, proofs, now),
        **views.full_view(transfer),
        "version": case.version,
        "review": views.review_view(review),
    }


def _get_own(session: Session, person_id: str, transfer_id: str) -> tuple[Transfer, Case]:
    own = _with_case.where(Transfer.transfer_id == transfer_id, Transfer.person_id == person_id)
    found = session.execute(own).one_or_none()
    if found is None:
        raise NotFound("transfer.not_found")
    return found


def find_proofs(session: Session, transfer_ids: Sequence[str]) -> dict[str, list[Proof]]:
    """Return the proofs of each transfer, in the order in which they were sent."""
    proofs: dict[str, list[Proof]] = {transfer_id: [] for transfer_id in transfer_ids}
    statement = select(Proof).where(Proof.transfer_id.in_(transfer_ids)).order_by(Proof.position)
    for proof in session.scalars(statement):
        proofs[proof.transfer_id].append(proof)
    return proofs


def get_state(session: Session, case_id: str) -> dict[str, str]:
    """Return the state of a transfer, for collection; raises NotFound."""
    case = session.get(Case, case_id)
    if case is None:
        raise NotFound("transfer.not_found")
    return views.state_view(case)


def checked_id(text: str) -> str:
    """Return an id that can be looked for; what is no id names nothing, so raises NotFound."""
    try:
        return str(uuid.UUID(text))
    except ValueError:
        raise NotFound("transfer.not_found") from None
