"""What persons, reviewers and other services are answered with."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from casework.cases.person_queries import get_person_review
from casework.domain.states import OPEN_STATES_WITH_ORIGIN_CONSENT
from chassis.db import page
from contracts.context import CallContext
from contracts.errors import NotFound
from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from transfer import views
from transfer.models import Case, Proof, ReviewPolicy, Transfer
from transfer.review_kinds import REVIEW

FILE_READERS = ("reviewer", "authority_admin", "auditor")
POLICY_HISTORY = 50

_together = select(Transfer, Case).join(Case, Case.case_id == Transfer.transfer_id)


def is_known(session: Session, transfer_id: str) -> bool:
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
    own = _together.where(Transfer.person_id == person_id)
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
    own = _together.where(Transfer.transfer_id == transfer_id, Transfer.person_id == person_id)
    found = session.execute(own).one_or_none()
    if found is None:
        raise NotFound("transfer.not_found")
    return found


def find_proofs(session: Session, transfer_ids: Sequence[str]) -> dict[str, list[Proof]]:
    """Return the proofs of each transfer, in the order in which they were sent."""
    proofs: dict[str, list[Proof]] = {transfer_id: [] for transfer_id in transfer_ids}
    statement = select(Proof).where(Proof.transfer_id.in_(transfer_ids)).order_by(Proof.place)
    for proof in session.scalars(statement):
        proofs[proof.transfer_id].append(proof)
    return proofs


def find_earlier_proofs(
    session: Session, person_id: str, attachment_ids: Collection[str]
) -> dict[str, Proof]:
    """Return those of the files that a person has used in a transfer before, by id."""
    statement = select(Proof).where(
        Proof.person_id == person_id, Proof.attachment_id.in_(attachment_ids)
    )
    return {proof.attachment_id: proof for proof in session.scalars(statement)}


def get_state(session: Session, case_id: str) -> dict[str, str]:
    """Return the state of a transfer, for collection; raises NotFound."""
    case = session.get(Case, case_id)
    if case is None:
        raise NotFound("transfer.not_found")
    return views.state_view(case)


def get_file(session: Session, attachment_id: str, context: CallContext) -> dict[str, Any]:
    """Return a proof that the caller may see: the person their own, staff those of their cases.

    Raises NotFound for all others, as for a file that is not there.
    """
    statement = select(Proof).where(Proof.attachment_id == attachment_id, _may_see(context))
    proof = session.scalars(statement.limit(1)).one_or_none()
    if proof is None:
        raise NotFound("attachment.not_found")
    facts = ("media_type", "file_name", "size", "sha256")
    return {
        "key": proof.attachment_id,
        **{name: getattr(proof, name) for name in facts},
        "kind": REVIEW.kind,
        "case_id": proof.transfer_id,
        "person_id": proof.person_id,
        "attachment_id": proof.attachment_id,
        "file_kind": proof.kind,
    }


def _may_see(context: CallContext) -> ColumnElement[bool]:
    if context.is_person():
        return Proof.person_id == context.actor_id
    if not (context.is_staff(*FILE_READERS) and context.authority_path):
        raise NotFound("attachment.not_found")
    path = Case.authority_path.startswith(context.authority_path, autoescape=True, escape="|")
    return exists().where(Case.case_id == Proof.transfer_id, path)


def get_policy(session: Session) -> dict[str, Any]:
    """Return the policy in force, and the latest decisions that led to it."""
    latest = select(ReviewPolicy).order_by(ReviewPolicy.version.desc()).limit(POLICY_HISTORY)
    history = [views.policy_view(policy) for policy in session.scalars(latest)]
    return {**history[0], "history": history}


def checked_id(text: str) -> str:
    """Return an id that can be looked for; what is no id names nothing, so raises NotFound."""
    try:
        return str(uuid.UUID(text))
    except ValueError:
        raise NotFound("transfer.not_found") from None
