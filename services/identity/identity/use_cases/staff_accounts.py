"""Invite staff, change their post, suspend them, reset what they have lost; by administrators (R6.6)."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from casework import audit
from chassis.db import UnitOfWork, violated_constraint
from chassis.validation import raise_if
from contracts.errors import (
    Conflict,
    Forbidden,
    NotFound,
    PreconditionFailed,
    ValidationFailed,
    Violation,
)
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from identity.domain.staff_accounts import (
    ADMINISTRATORS,
    NO_PASSWORD,
    PLATFORM_ADMIN,
    Post,
    find_forbidden_roles,
)
from identity.models import Authority, Staff
from identity.models.staff import has_role
from identity.session_end import end_all_sessions
from identity.use_cases.second_factors import end_challenges
from identity.use_cases.staff_codes import forget_factor
from identity.use_cases.staff_links import issue_link, void_link

# Whoever changes who the platform's administrators are waits for the others who do.
_ADMINISTRATORS_LOCK = 7_214_093_001


def invite(uow: UnitOfWork, username: str, post: Post) -> dict[str, Any]:
    """Make an account that has no password until its holder sets one by the link."""
    ensure_in_office(uow)
    raise_if(_find_bad_post(uow, (), post))
    return add_staff(uow, username, post)


def add_staff(uow: UnitOfWork, username: str, post: Post) -> dict[str, Any]:
    """Add an account and its link, whoever asks for it."""
    staff = Staff(
        staff_id=uow.new_id(),
        username=username,
        password_hash=NO_PASSWORD,
        created_at=uow.now,
        **{**asdict(post), "roles": list(post.roles)},
    )
    uow.session.add(staff)
    _flush(uow)
    _record(uow, "staff_invited", staff, username=username, **_facts(staff))
    return {"staff_id": staff.staff_id, "link": issue_link(uow, staff)}


def update(
    uow: UnitOfWork, staff_id: str, post: Post, expected_version: int | None
) -> dict[str, Any]:
    """Change where somebody works and as what; with other rights they log in anew."""
    staff = _take(uow, staff_id, expected_version)
    raise_if(_find_bad_post(uow, staff.roles, post))
    before = _facts(staff)
    staff.name, staff.phone = post.name, post.phone
    staff.roles, staff.authority_id = list(post.roles), post.authority_id
    _ensure_administered(uow, before["roles"])
    if _facts(staff) != before:
        _ensure_not_own(uow, staff)
        end_all_sessions(uow, staff_id, "rights_changed")
    return _changed(uow, staff, "staff_updated", before=before, after=_facts(staff))


def suspend(uow: UnitOfWork, staff_id: str, expected_version: int | None = None) -> dict[str, Any]:
    """Shut somebody out at once; repeated, it changes nothing."""
    staff = _take(uow, staff_id, expected_version)
    if not staff.active:
        return {"staff_id": staff_id}
    staff.active = False
    _ensure_administered(uow, staff.roles)
    _ensure_not_own(uow, staff)
    end_challenges(uow, staff_id)
    end_all_sessions(uow, staff_id, "suspended")
    void_link(uow, staff_id)
    return _changed(uow, staff, "staff_suspended")


def reinstate(
    uow: UnitOfWork, staff_id: str, expected_version: int | None = None
) -> dict[str, Any]:
    """Let somebody in again, with the password and the second factor that they had."""
    staff = _take(uow, staff_id, expected_version)
    if staff.active:
        return {"staff_id": staff_id}
    staff.active = True
    return _changed(uow, staff, "staff_reinstated")


def reissue_link(
    uow: UnitOfWork, staff_id: str, expected_version: int | None = None
) -> dict[str, Any]:
    """Invite somebody anew who has set no password yet; the former link is void."""
    staff = _take(uow, staff_id, expected_version)
    _ensure_active(staff)
    if staff.password_hash != NO_PASSWORD:
        raise Conflict("identity.staff_activated")
    return {**_changed(uow, staff, "staff_invited_again"), "link": issue_link(uow, staff)}


def reset_password(
    uow: UnitOfWork, staff_id: str, expected_version: int | None = None
) -> dict[str, Any]:
    """Make the password void; its holder sets another by a link, which nobody else has chosen."""
    staff = _take(uow, staff_id, expected_version)
    _ensure_active(staff)
    _ensure_not_own(uow, staff)
    return reset(uow, staff, "staff_password_reset", factor=False)


def reset(uow: UnitOfWork, staff: Staff, action: str, *, factor: bool) -> dict[str, Any]:
    """Void the password, and the second factor where it is lost too; returns the link."""
    if factor:
        forget_factor(uow, staff)
    staff.password_hash = NO_PASSWORD
    end_challenges(uow, staff.staff_id)
    end_all_sessions(uow, staff.staff_id, "password_reset")
    return {**_changed(uow, staff, action), "link": issue_link(uow, staff)}


def reset_totp(
    uow: UnitOfWork, staff_id: str, expected_version: int | None = None
) -> dict[str, Any]:
    """Take a lost second factor away; its holder enrols a new one at the next log-in."""
    staff = _take(uow, staff_id, expected_version)
    _ensure_not_own(uow, staff)
    forget_factor(uow, staff)
    end_challenges(uow, staff_id)
    end_all_sessions(uow, staff_id, "totp_reset")
    return _changed(uow, staff, "staff_totp_reset")


def ensure_in_office(uow: UnitOfWork) -> None:
    """Raise Forbidden when the caller has been suspended or demoted since their token was signed."""
    caller = uow.session.get(Staff, uow.context.require_staff(), with_for_update={"read": True})
    is_in_office = caller is not None and caller.active and caller.password_hash != NO_PASSWORD
    if caller is None or not is_in_office or not set(caller.roles) & set(ADMINISTRATORS):
        raise Forbidden("identity.staff_admins_only")


def _take(uow: UnitOfWork, staff_id: str, expected_version: int | None) -> Staff:
    """Return staff that the caller administers, locked.

    Raises NotFound for staff of others, PreconditionFailed for an account that has changed since.
    """
    uow.session.execute(select(func.pg_advisory_xact_lock(_ADMINISTRATORS_LOCK)))
    ensure_in_office(uow)
    here = Authority.path.startswith(uow.context.authority_path or "", autoescape=True)
    wanted = select(Staff).join(Authority).where(Staff.staff_id == staff_id, here)
    staff = uow.session.scalars(wanted.with_for_update(of=Staff)).one_or_none()
    if staff is None:
        raise NotFound("identity.staff_not_found")
    if PLATFORM_ADMIN in staff.roles and not uow.context.is_staff(PLATFORM_ADMIN):
        raise Forbidden("identity.role_not_yours")
    if expected_version not in (None, staff.version):
        raise PreconditionFailed(details={"current_version": staff.version})
    return staff


def _find_bad_post(uow: UnitOfWork, before: Sequence[str], post: Post) -> list[Violation]:
    violations = find_forbidden_roles(uow.context, before, post.roles)
    authority = uow.session.get(Authority, post.authority_id)
    within = authority is not None and uow.context.covers(authority.path)
    if authority is None or not authority.active or not within:
        violations.append(Violation("authority_id", "identity.authority_not_yours"))
    return violations


def _ensure_administered(uow: UnitOfWork, roles_before: Sequence[str]) -> None:
    """Raise Conflict when nobody would be left who administers the platform."""
    if PLATFORM_ADMIN not in roles_before:
        return
    uow.session.flush()
    left = select(func.count()).where(
        Staff.active, Staff.password_hash != NO_PASSWORD, has_role(PLATFORM_ADMIN)
    )
    if not uow.session.scalar(left):
        raise Conflict("identity.last_platform_admin")


def _ensure_not_own(uow: UnitOfWork, staff: Staff) -> None:
    if staff.staff_id == uow.context.actor_id:
        raise Conflict("identity.own_account")


def _ensure_active(staff: Staff) -> None:
    if not staff.active:
        raise Conflict("identity.staff_suspended")


def _changed(uow: UnitOfWork, staff: Staff, action: str, **details: Any) -> dict[str, Any]:
    staff.version += 1
    _record(uow, action, staff, **details)
    return {"staff_id": staff.staff_id}


def _record(uow: UnitOfWork, action: str, staff: Staff, **details: Any) -> None:
    audit.record(uow, audit.Act(action, details={"staff_id": staff.staff_id, **details}))


def _facts(staff: Staff) -> dict[str, Any]:
    return {"authority_id": staff.authority_id, "roles": list(staff.roles)}


def _flush(uow: UnitOfWork) -> None:
    try:
        uow.session.flush()
    except IntegrityError as error:
        if violated_constraint(error) != "uq_staff_username":
            raise
        raise ValidationFailed.of([Violation("username", "identity.username_taken")]) from None
