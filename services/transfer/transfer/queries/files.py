"""Who may open a proof."""

from casework.attachments.access import FileAccess, case_is_visible
from contracts.case_kinds import TRANSFER
from sqlalchemy import literal

from transfer.models import Case, Proof

FILE_ACCESS = FileAccess(
    table=Proof,
    key=Proof.attachment_id,
    kind=literal(TRANSFER),
    case_id=Proof.transfer_id,
    person_id=Proof.person_id,
    file_kind=Proof.kind,
    visible_to_staff=lambda is_below: case_is_visible(is_below, Proof.transfer_id, Case),
)
