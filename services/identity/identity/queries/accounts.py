"""Persons as they see themselves and as other services see them; staff likewise."""

from typing import Any

from chassis.clock import to_wire, utc_now
from contracts.context import CallContext
from contracts.errors import NotFound
from contracts.values.masking import mask_id_number, mask_name, mask_phone
from sqlalchemy import select
from sqlalchemy.orm import Session as DbSession

from identity.domain.corrections import Past
from identity.models import Account, Session, Staff
from identity.queries.consents import find_all_missing
from identity.queries.corrections import actions_of, find_past, find_pasts
from identity.queries.views import staff_view, staff_with_interests

_MOST_SESSIONS = 100
_MOST_ACCOUNTS = 1000


def get_me(session: DbSession, person_id: str) -> dict[str, Any]:
    """Return the person's own masked identity."""
    account = _get_account(session, person_id)
    return _own_view(account, find_past(session, account))


def list_me(session: DbSession, person_ids: list[str]) -> dict[str, Any]:
    """Return what each of these people sees of themselves; unknown ids are left out."""
    accounts = session.scalars(select(Account).where(Account.person_id.in_(person_ids))).all()
    pasts = find_pasts(session, accounts)
    own = {one.person_id: _own_view(one, pasts[one.person_id]) for one in accounts}
    return {"items": own}


def _own_view(account: Account, past: Past) -> dict[str, Any]:
    return {
        **_masked(account),
        "person_id": account.person_id,
        "id_type": account.id_type,
        "gender": account.gender,
        "birth_date": account.birth_date,
        "real_name_status": account.real_name_status,
        "created_at": to_wire(account.created_at),
        "missing_details": account.missing_details,
        "available_actions": actions_of(account, past),
        "version": account.version,
    }


def get_person(session: DbSession, person_id: str) -> dict[str, Any]:
    """Return all that is registered of a person, for other services."""
    account = _get_account(session, person_id)
    return {
        **_masked(account),
        "person_id": account.person_id,
        "name": account.name,
        "id_type": account.id_type,
        "id_number": account.id_number,
        "nationality": account.nationality,
        "gender": account.gender,
        "birth_date": account.birth_date,
        "phone": account.phone,
        "real_name_status": account.real_name_status,
        "missing_consents": find_all_missing(session, person_id),
    }


def get_contact(session: DbSession, person_id: str) -> dict[str, Any]:
    """Return where a person is reached, for notify."""
    phone = session.scalar(select(Account.phone).where(Account.person_id == person_id))
    # An empty one is somebody else's by now.
    if not phone:
        raise NotFound("identity.person_not_found")
    return {"phone": phone}


def find_person_by_phone(session: DbSession, phone: str) -> dict[str, Any]:
    """Return the id of the person registered with a mobile number; None if there is nobody."""
    found = select(Account.person_id).where(Account.phone_index == phone)
    return {"person_id": session.scalar(found)}


def list_sessions(session: DbSession, context: CallContext) -> dict[str, Any]:
    """Return where the caller is logged in, the latest used first."""
    rows = session.scalars(
        select(Session)
        .where(Session.subject_id == context.actor_id, Session.ended_at.is_(None))
        .where(Session.expires_at > utc_now())
        .order_by(Session.last_used_at.desc())
        .limit(_MOST_SESSIONS)
    )
    return {"items": [_session_view(row, context) for row in rows]}


def get_staff(session: DbSession, staff_id: str) -> dict[str, Any]:
    """Return a member of staff as they see themselves."""
    row = session.execute(staff_with_interests().where(Staff.staff_id == staff_id)).one_or_none()
    if row is None:
        raise NotFound("identity.staff_not_found")
    return staff_view(*row)


def list_own_accounts(session: DbSession, staff_id: str) -> list[str]:
    """Return the accounts that claim the certificate of a member of staff, verified or not."""
    claimed = (
        select(Account.person_id)
        .join(Staff, Staff.identity_index == Account.identity_index)
        .where(Staff.staff_id == staff_id)
        .limit(_MOST_ACCOUNTS)
    )
    return list(session.scalars(claimed))


def _get_account(session: DbSession, person_id: str) -> Account:
    account = session.get(Account, person_id)
    if account is None:
        raise NotFound("identity.person_not_found")
    return account


def _masked(account: Account) -> dict[str, Any]:
    return {
        "masked_name": mask_name(account.name),
        "masked_id_number": mask_id_number(account.id_number),
        "masked_phone": mask_phone(account.phone),
    }


def _session_view(row: Session, context: CallContext) -> dict[str, Any]:
    return {
        "session_id": row.session_id,
        "created_at": to_wire(row.created_at),
        "last_used_at": to_wire(row.last_used_at),
        "user_agent": row.user_agent,
        "client_ip": row.client_ip,
        "current": row.session_id == context.session_id,
    }
