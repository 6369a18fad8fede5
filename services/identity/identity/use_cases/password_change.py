"""Use another password (R2.1.3): proved by the old one, ends all other sessions."""

from dataclasses import dataclass, field
from typing import Any

from casework import audit
from chassis import passwords
from chassis.db import Db, UnitOfWork
from chassis.validation import load_lenient, raise_if
from contracts.errors import NotFound, ServiceError, TooManyRequests, ValidationFailed, Violation
from contracts.schemas.identity import PasswordChange
from sqlalchemy import select
from sqlalchemy.orm import Session as DbSession

from identity.domain.password_change import check_change
from identity.models import Account
from identity.session_end import end_other_sessions
from identity.use_cases.password_confirmation import confirm_password


@dataclass(frozen=True, slots=True)
class Proof:
    """The password that was compared with the old one, the new one, or why there is none."""

    old_hash: str = field(default="", repr=False)
    new_hash: str = field(default="", repr=False)
    refusal: ServiceError | None = None


def change(db: Db, person_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Change a person's password; the session that asks stays, all others end.

    Takes the database: an attempt stays counted though it fails, and passwords are compared
    outside any transaction.
    """
    form, violations = load_lenient(PasswordChange, body)
    raise_if(check_change(form, violations, db.read(_own_numbers, person_id)))
    proof = _prove(db, person_id, form["old_password"], form["new_password"])
    return db.run(change_password, person_id=person_id, proof=proof)


def change_password(uow: UnitOfWork, *, person_id: str, proof: Proof) -> dict[str, Any]:
    """Set the new password, end the other sessions, tell the person.

    A refusal is raised in here so that a repeated command, whose old password is old by then,
    gets its first answer.
    """
    if proof.refusal:
        raise proof.refusal
    account = uow.session.get_one(Account, person_id, with_for_update=True)
    if account.password_hash != proof.old_hash:
        raise _wrong()  # another change or a reset was faster
    ended = end_other_sessions(uow, "password_changed")
    account.password_hash = proof.new_hash
    account.password_changed_at = uow.now
    account.version += 1
    uow.publish("password_changed", {"person_id": person_id})
    act = audit.Act("password_changed", person_id, fields=["password"], details={"ended": ended})
    audit.record(uow, act)
    return {"ended_sessions": ended}


def _own_numbers(session: DbSession, person_id: str) -> tuple[str, str]:
    """Return what the password must not contain. Raises NotFound."""
    own = select(Account.id_number, Account.phone).where(Account.person_id == person_id)
    row = session.execute(own).one_or_none()
    if row is None:
        raise NotFound("identity.person_not_found")
    return row.id_number, row.phone


def _prove(db: Db, person_id: str, old_password: str, new_password: str) -> Proof:
    old_hash = db.read(_password_hash, person_id)
    try:
        confirm_password(db, person_id, old_password)
    except TooManyRequests as locked:
        return Proof(refusal=locked)
    except ValidationFailed:
        return Proof(refusal=_wrong())
    return Proof(old_hash, passwords.hash(new_password))


def _password_hash(session: DbSession, person_id: str) -> str:
    return session.scalars(
        select(Account.password_hash).where(Account.person_id == person_id)
    ).one()


def _wrong() -> ServiceError:
    return ValidationFailed.of([Violation("old_password", "identity.password_wrong")])
