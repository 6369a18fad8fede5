"""One-time links by which staff set their password: the first one, or one in place of a lost one."""

from typing import Any

from chassis import passwords
from chassis.clock import to_wire
from chassis.db import Db, UnitOfWork
from chassis.validation import load_lenient, raise_if
from contracts.errors import NotFound
from contracts.schemas.identity import StaffActivation
from sqlalchemy import delete, select

from identity.domain.registration import Findings, check_new_password
from identity.domain.staff_accounts import LINK_LIFE, is_good_link
from identity.models import Authority, Staff, StaffLink
from identity.session_end import end_all_sessions
from identity.use_cases.second_factors import end_challenges
from identity.use_cases.staff_codes import record_own
from identity.use_cases.tokens import link_token_of

PAGE = "/staff/activate"


def issue_link(uow: UnitOfWork, staff: Staff) -> dict[str, Any]:
    """Make the link of somebody, so that any before it is void; what is returned holds no secret."""
    uow.session.execute(delete(StaffLink).where(StaffLink.staff_id == staff.staff_id))
    link_id, until = uow.new_id(), uow.now + LINK_LIFE
    uow.session.add(
        StaffLink(
            staff_id=staff.staff_id,
            link_id=link_id,
            token_index=link_token_of(link_id),
            created_at=uow.now,
            expires_at=until,
        )
    )
    return {"link_id": link_id, "expires_at": to_wire(until)}


def shown_link(issued: dict[str, Any]) -> dict[str, Any]:
    """Return a link as whoever made it passes it on; the token stays out of servers' logs."""
    token = link_token_of(issued["link_id"])
    path = f"{PAGE}#{token}"
    return {"token": token, "path": path, "expires_at": issued["expires_at"]}


def void_link(uow: UnitOfWork, staff_id: str) -> None:
    """Let the link of somebody open nothing any more."""
    uow.session.execute(delete(StaffLink).where(StaffLink.staff_id == staff_id))


def activate(db: Db, body: dict[str, Any]) -> dict[str, Any]:
    """Set the password that the holder of a link chooses; the link is used up.

    The hash is made outside the transaction. Raises NotFound for a link that is used, void or out
    of date, all alike.
    """
    form, violations = load_lenient(StaffActivation, body)
    raise_if(violations)
    staff, _ = db.read(_find, form["token"])
    findings = Findings([])
    own = (staff.username, staff.phone)
    check_new_password(form, ("password", "password_confirmation"), own, findings)
    raise_if(findings.violations)
    hashed = passwords.hash(form["password"])
    return db.run(set_first_password, form["token"], hashed)


def set_first_password(uow: UnitOfWork, token: str, password_hash: str) -> dict[str, Any]:
    """Store the password and use up the link."""
    of_token = select(StaffLink).where(StaffLink.token_index == token)
    link = uow.session.scalars(of_token).one_or_none()
    if link is None:
        raise NotFound("identity.link_invalid")
    # Whoever uses or makes a link has the lock of its staff first.
    staff = uow.session.get_one(Staff, link.staff_id, with_for_update=True)
    link = uow.session.scalars(of_token.execution_options(populate_existing=True)).one_or_none()
    if link is None or not is_good_link(link.expires_at, uow.now) or not staff.active:
        raise NotFound("identity.link_invalid")
    change_password(uow, staff, password_hash)
    void_link(uow, staff.staff_id)
    record_own(uow, "staff_password_set", staff.staff_id)
    authority = uow.session.get_one(Authority, staff.authority_id)
    return {
        "username": staff.username,
        "name": staff.name,
        "authority": {"authority_id": authority.authority_id, "name": authority.name},
    }


def change_password(
    uow: UnitOfWork, staff: Staff, password_hash: str, *, keep: str | None = None
) -> None:
    """Store another hash; all sessions end but the one to keep, and log-ins that are half done."""
    staff.password_hash = password_hash
    staff.password_changed_at = uow.now
    end_challenges(uow, staff.staff_id)
    end_all_sessions(uow, staff.staff_id, "password_changed", keep=keep)


def _find(session: Any, token: str) -> Any:
    wanted = (
        select(Staff, StaffLink)
        .join(StaffLink, StaffLink.staff_id == Staff.staff_id)
        .where(StaffLink.token_index == token, Staff.active)
    )
    found = session.execute(wanted).one_or_none()
    if found is None:
        raise NotFound("identity.link_invalid")
    return found
