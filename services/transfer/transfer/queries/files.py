"""The proofs of transfers: those of a person, and who may see one."""

from collections.abc import Collection, Sequence
from typing import Any

from contracts.case_kinds import TRANSFER
from contracts.context import CallContext
from contracts.errors import NotFound
from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from transfer.models import Case, Proof

FILE_READERS = ("reviewer", "authority_admin", "auditor")


def find_referenced(session: Session, keys: Sequence[str]) -> set[str]:
    """Return those of the keys that a transfer names."""
    return set(session.scalars(select(Proof.attachment_id).where(Proof.attachment_id.in_(keys))))


def find_earlier_proofs(
    session: Session, person_id: str, attachment_ids: Collection[str]
) -> dict[str, Proof]:
    """Return those of the files that a person has used in a transfer before, by id."""
    statement = select(Proof).where(
        Proof.person_id == person_id, Proof.attachment_id.in_(attachment_ids)
    )
    return {proof.attachment_id: proof for proof in session.scalars(statement)}


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
        "kind": TRANSFER,
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
