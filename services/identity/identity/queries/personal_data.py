"""What identity keeps of a person, but for the audit log."""

import json
from datetime import datetime
from typing import Any

from casework.personal_data import ListPart, steps_of
from chassis.clock import to_wire
from chassis.crypto import BlindIndex
from chassis.db import page
from contracts.personal_data import PAGE
from contracts.reference.dictionaries import name_of
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from identity.models import (
    Account,
    AlipayCertification,
    Base,
    ConsentRecord,
    DataExport,
    IdentityCorrection,
)
from identity.models import Session as LogInSession
from identity.phone_recovery_kind import PHONE_RECOVERY
from identity.review_kinds import REAL_NAME

# The hash of a password says nothing to its person and something to whoever finds the archive.
_ACCOUNT = ("password_hash",)
_INTERNAL = ("turn_until", "questions", "asked_at", "data_key", "due_at", "attempts", "subject_id")


def get_account(session: Session, person_id: str, _cursor: str | None) -> dict[str, Any]:
    """Return the account, in full."""
    account = session.get(Account, person_id)
    if account is None:
        return {"items": [], "next_cursor": None}
    names = {"id_type_name": name_of("id_type", account.id_type)}
    return {"items": [{**row_view(account, _ACCOUNT), **names}], "next_cursor": None}


def list_corrections(session: Session, person_id: str, cursor: str | None) -> dict[str, Any]:
    """Return one page of what was mended of the registration."""
    table = IdentityCorrection
    statement = select(table).where(table.person_id == person_id)
    order = (table.corrected_at, table.correction_id)
    return page(session, statement, order, cursor, PAGE, _correction_view)


def list_sessions(session: Session, person_id: str, cursor: str | None) -> dict[str, Any]:
    """Return one page of where the person was logged in."""
    table = LogInSession
    statement = select(table).where(table.subject_id == person_id)
    return page(session, statement, (table.created_at, table.session_id), cursor, PAGE, row_view)


def _of(table: Any, *order: Any) -> ListPart:
    """Return the part that is a table's rows of one person."""

    def list_rows(session: Session, person_id: str, cursor: str | None) -> dict[str, Any]:
        statement = select(table).where(table.person_id == person_id)
        return page(session, statement, order, cursor, PAGE, row_view)

    return list_rows


def row_view(row: Base, without: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the columns of a row; indexes and what only programs need are left out."""
    columns = inspect(row).mapper.column_attrs
    told = [one.key for one in columns if not isinstance(one.columns[0].type, BlindIndex)]
    values = {name: getattr(row, name) for name in told}
    return {
        name: to_wire(value) if isinstance(value, datetime) else value
        for name, value in values.items()
        if name not in (*_INTERNAL, *without)
    }


def _correction_view(row: IdentityCorrection) -> dict[str, Any]:
    was = {name: json.loads(getattr(row, name)) for name in ("before", "after")}
    return {**row_view(row), **was}


PERSONAL_DATA: dict[str, ListPart] = {
    "account": get_account,
    "consents": _of(ConsentRecord, ConsentRecord.given_at, ConsentRecord.consent_id),
    "corrections": list_corrections,
    "real_name_steps": steps_of(REAL_NAME),
    "certifications": _of(
        AlipayCertification, AlipayCertification.created_at, AlipayCertification.certification_id
    ),
    "phone_recovery_steps": steps_of(PHONE_RECOVERY),
    "sessions": list_sessions,
    "exports": _of(DataExport, DataExport.requested_at, DataExport.export_id),
}
