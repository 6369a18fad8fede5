"""Log in: captcha first, then the lock, then the password, which takes as long for anybody."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from chassis import passwords
from chassis.db import Db, UnitOfWork
from chassis.validation import raise_if
from contracts.errors import ServiceError, Unauthenticated
from contracts.values.text import compact
from sqlalchemy import ColumnElement, or_, select, update

from identity.domain.login_locks import LOCK_TIME
from identity.domain.login_names import read_login
from identity.domain.staff_accounts import NO_PASSWORD
from identity.models import Account, Staff
from identity.use_cases.attempts import (
    Attempt,
    Candidate,
    Find,
    count_attempt,
    forget_failures,
    locked,
    sender_of,
    with_device,
)
from identity.use_cases.captchas import consume_captcha
from identity.use_cases.log_in_audit import FAILED, LOCKED, record_log_in
from identity.use_cases.second_factors import admit_staff
from identity.use_cases.sessions import Subject, find_subject, open_session
from identity.use_cases.tokens import AccessTokens

# Whoever is not among the first of many claims to a number logs in by phone.
_MOST_CANDIDATES = 5
_MOST_LIKELY = (Account.verified_at.asc().nulls_last(), Account.created_at.desc())


def log_in_person(
    db: Db, form: dict[str, Any], tokens: AccessTokens, user_agent: str | None
) -> dict[str, Any]:
    """Log a person in by certificate number or mobile number."""

    def admit(uow: UnitOfWork, subject: Subject) -> dict[str, Any]:
        return open_session(uow, subject, tokens, user_agent)

    return _log_in(db, form, form["login"], "person", admit)


def log_in_staff(
    db: Db, form: dict[str, Any], tokens: AccessTokens, user_agent: str | None, *, totp: bool
) -> dict[str, Any]:
    """Log a member of staff in by username, or return the challenge of the second factor.

    `totp` says that those who have none must enrol.
    """

    def admit(uow: UnitOfWork, subject: Subject) -> dict[str, Any]:
        return admit_staff(uow, subject, tokens, user_agent, totp=totp)

    return _log_in(db, form, form["username"], "staff", admit)


def _log_in(
    db: Db,
    form: dict[str, Any],
    login: str,
    kind: str,
    admit: Callable[[UnitOfWork, Subject], dict[str, Any]],
) -> dict[str, Any]:
    with db.unit_of_work() as uow:
        wrong_captcha = consume_captcha(uow, form["captcha_id"], form["captcha_text"])
        sender = sender_of(uow, form)
        attempt = Attempt() if wrong_captcha else count_attempt(uow, login, _FINDERS[kind], sender)
    raise_if(wrong_captcha)
    candidate = _authenticate(db, kind, attempt, form["password"])
    fresh_hash = _fresh_hash(candidate, form["password"])
    with db.unit_of_work() as uow:
        subject = find_subject(uow, kind, candidate.subject_id)
        if subject is None or not _confirm_password(uow, kind, candidate, fresh_hash):
            raise _failed(attempt)
        forget_failures(uow, attempt.lock_names)
        answer = admit(uow, subject)
    return with_device(answer, sender, candidate.subject_id)


def _authenticate(db: Db, kind: str, attempt: Attempt, password: str) -> Candidate:
    """Return whose password it is; a refusal of staff is recorded before it is raised."""
    try:
        if attempt.refusal:
            raise attempt.refusal
        return verify_password(attempt, password)
    except ServiceError:
        if kind == "staff":
            tried = attempt.candidates[0].subject_id if attempt.candidates else None
            with db.unit_of_work() as uow:
                record_log_in(uow, LOCKED if attempt.refusal else FAILED, tried)
        raise


def verify_password(attempt: Attempt, password: str) -> Candidate:
    """Return whose password it is; raises the same refusal for any failure.

    An unknown name costs one comparison too, with a password that nobody has.
    """
    decoy = Candidate("", decoy_hash())
    for candidate in attempt.candidates or (decoy,):
        if passwords.verify(candidate.password_hash, password) and candidate is not decoy:
            return candidate
    raise _failed(attempt)


@cache
def decoy_hash() -> str:
    """Return a hash with today's costs that stands in for an unknown account."""
    return passwords.hash("nobody's password")


def _find_persons(uow: UnitOfWork, login: str) -> tuple[str, Sequence[Candidate]]:
    name = read_login(login)
    match: ColumnElement[bool] = Account.number_index.in_(name.numbers)
    if name.phone:
        # A phone that somebody else has proved still names its former account (ADR 0077).
        is_phone = or_(Account.phone_index == name.phone, Account.former_phone_index == name.phone)
        match = or_(match, is_phone)
    columns = (Account.person_id, Account.password_hash, Account.password_changed_at)
    meant = select(*columns).where(match).order_by(*_MOST_LIKELY).limit(_MOST_CANDIDATES)
    rows = uow.session.execute(meant).all()
    return f"login:{name.text}", [Candidate(*row) for row in rows]


def _find_staff(uow: UnitOfWork, login: str) -> tuple[str, Sequence[Candidate]]:
    username = compact(login).lower()
    columns = (Staff.staff_id, Staff.password_hash, Staff.password_changed_at)
    # Whoever has no password yet costs as much time as nobody.
    comes_in = (Staff.username == username, Staff.active, Staff.password_hash != NO_PASSWORD)
    rows = uow.session.execute(select(*columns).where(*comes_in)).all()
    return f"staff:{username}", [Candidate(*row) for row in rows]


_FINDERS: dict[str, Find] = {"person": _find_persons, "staff": _find_staff}


def _fresh_hash(candidate: Candidate, password: str) -> str | None:
    outdated = passwords.needs_rehash(candidate.password_hash)
    return passwords.hash(password) if outdated else None


def _confirm_password(
    uow: UnitOfWork, kind: str, candidate: Candidate, fresh_hash: str | None
) -> bool:
    """Return whether the password that was compared is still the password, and renew its hash.

    Without this a session opened by the old password could outlive a reset that ends them all.
    """
    owner: type[Account] | type[Staff] = Account if kind == "person" else Staff
    key = owner.__mapper__.primary_key[0]
    is_theirs = key == candidate.subject_id
    locked = select(owner.password_hash).where(is_theirs).with_for_update()
    if uow.session.scalar(locked) != candidate.password_hash:
        return False
    if fresh_hash:
        uow.session.execute(update(owner).where(is_theirs).values(password_hash=fresh_hash))
    return True


def _failed(attempt: Attempt) -> ServiceError:
    left = attempt.attempts_left
    if not left:
        return locked(int(LOCK_TIME.total_seconds()))
    text = f"账号或密码不正确，还可尝试 {left} 次"
    return Unauthenticated("identity.login_failed", text, {"trials_left": left})
