"""The files of cases, and who may open one."""

from dataclasses import asdict
from typing import Any

from casework.attachments.access import FileAccess, case_is_visible
from casework.attachments.claiming import facts_of
from contracts.case_kinds import CHANGE, CREDIT
from sqlalchemy import case as choose
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from changes.models import Attachment, ChangeCase, CreditCase

FILE_ACCESS = FileAccess(
    table=Attachment,
    key=Attachment.key,
    kind=choose((exists().where(ChangeCase.case_id == Attachment.case_id), CHANGE), else_=CREDIT),
    case_id=Attachment.case_id,
    person_id=Attachment.person_id,
    file_kind=Attachment.kind,
    visible_to_staff=lambda is_below: case_is_visible(
        is_below, Attachment.case_id, ChangeCase, CreditCase
    ),
    order=(Attachment.claimed_at.desc(), Attachment.case_id),
)


def list_files(session: Session, case_id: str) -> list[Attachment]:
    """Return the files of a case."""
    of_case = select(Attachment).where(Attachment.case_id == case_id)
    return list(session.scalars(of_case.order_by(Attachment.kind, Attachment.attachment_id)))


def file_view(file: Attachment) -> dict[str, Any]:
    """Return a file as it is answered."""
    return asdict(facts_of(file))
