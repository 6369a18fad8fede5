"""Log in: captcha first, then the lock, then the password, which takes as long for anybody."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from chassis import passwords
from chassis.db import Db, UnitOfWork
from chassis.networks import network_of
from chassis.validation import raise_if
from contracts.errors import ServiceError, TooManyRequests, Unauthenticated
from contracts.values.text import compact
from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from identity.domain.login_locks import (
    LOCK_TIME,
    Failures,
    after_attempt,
    attempts_left,
    seconds_locked,
    seconds_slowed,
    since,
)
from identity.domain.login_names import read_login
from identity.models import Account, LoginLock, Staff
from identity.use_cases.captchas import consume_captcha
from identity.use_cases.known_devices import device_of, new_device_token
from identity.use_cases.log_in_audit import FAILED, LOCKED, LOGGED_IN, record_log_in
from identity.use_cases.sessions import find_subject, open_session
from identity.use_cases.tokens import AccessTokens


@dataclass(frozen=True, slots=True)
class Candidate:
    """An account that the log-in name may mean."""

    subject_id: str
    password_hash: str
    # Failures before it count no more.
    password_changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt, reserved; `refusal` is set when it may not go on."""

    lock_names: Sequence[str] = ()
    candidates: Sequence[Candidate] = ()
    attempts_left: int = 0
    refusal: ServiceError | None = None


@dataclass(frozen=True, slots=True)
class Sender:
    """Where an attempt comes from."""

    network: str
    device_token: str | None = None


# Whoever is not among the first of many claims to a number logs in by phone.
_MOST_CANDIDATES = 5
_MOST_LIKELY = (Account.verified_at.asc().nulls_last(), Account.created_at.desc())

Find = Callable[[UnitOfWork, str], tuple[str, Sequence[Candidate]]]


def log_in_person(
    db: Db, form: dict[str, Any], tokens: AccessTokens, user_agent: str | None
) -> dict[str, Any]:
    """Log a person in by certificate number or mobile number."""
    return _log_in(db, form, form["login"], "person", tokens, user_agent)


def log_in_staff(
    db: Db, form: dict[str, Any], tokens: AccessTokens, user_agent: str | None
) -> dict[str, Any]:
    """Log a member of staff in by username."""
    return _log_in(db, form, form["username"], "staff", tokens, user_agent)


def _log_in(
    db: Db,
    form: dict[str, Any],
    login: str,
    kind: str,
    tokens: AccessTokens,
    user_agent: str | None,
) -> dict[str, Any]:
    with db.unit_of_work() as uow:
        wrong_captcha = consume_captcha(uow, form["captcha_id"], form["captcha_text"])
        sender = Sender(network_of(uow.context.client_ip), form.get("device_token"))
        attempt = Attempt() if wrong_captcha else count_attempt(uow, login, _FINDERS[kind], sender)
    raise_if(wrong_captcha)
    candidate = _authenticate(db, kind, attempt, form["password"])
    fresh_hash = _fresh_hash(candidate, form["password"])
    with db.unit_of_work() as uow:
        subject = find_subject(uow, kind, candidate.subject_id)
        if subject is None or not _confirm_password(uow, kind, candidate, fresh_hash):
            raise _failed(attempt)
        forget_failures(uow, attempt.lock_names)
        if kind == "staff":
            record_log_in(uow, LOGGED_IN, candidate.subject_id)
        answer = open_session(uow, subject, tokens, user_agent)
    known = device_of(sender.device_token, (candidate.subject_id,))
    token = sender.device_token if known else new_device_token(candidate.subject_id)
    return {**answer, "device_token": token}


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


def count_attempt(uow: UnitOfWork, login: str, find: Find, sender: Sender) -> Attempt:
    """Find whom the name may mean and count an attempt, by the same steps for any name.

    Counted is the name as it was typed, so that nothing tells that a phone and a number are one
    person's: from the sender's network, which locks, and from everywhere, which slows down. A
    device that the account was logged in from counts by itself.
    """
    name, candidates = find(uow, login)
    device = device_of(sender.device_token, [one.subject_id for one in candidates])
    here = f"{name} {device or sender.network}"
    names = (here,) if device else (name, here)
    forgiven = candidates[0].password_changed_at if len(candidates) == 1 else None
    before = {each: since(lock_failures(uow, each), forgiven) for each in names}
    if seconds := seconds_locked(before[here], uow.now):
        return Attempt(names, candidates, refusal=locked(seconds))
    if not device and (seconds := seconds_slowed(before[name], uow.now)):
        return Attempt(names, candidates, refusal=_slowed(seconds))
    after = {each: after_attempt(failures, uow.now) for each, failures in before.items()}
    for each, failures in after.items():
        set_failures(uow, each, failures)
    return Attempt(names, candidates, attempts_left(after[here]))


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
    rows = uow.session.execute(
        select(Staff.staff_id, Staff.password_hash).where(Staff.username == username, Staff.active)
    ).all()
    return f"staff:{username}", [Candidate(*row) for row in rows]


_FINDERS: dict[str, Find] = {"person": _find_persons, "staff": _find_staff}


def lock_failures(uow: UnitOfWork, lock_name: str) -> Failures:
    """Return the failures so far, the row locked by an update that changes nothing."""
    row = uow.session.execute(
        insert(LoginLock)
        .values(subject=lock_name, failures=0, last_at=uow.now)
        .on_conflict_do_update(index_elements=["subject"], set_={"failures": LoginLock.failures})
        .returning(LoginLock.failures, LoginLock.last_at)
    ).one()
    return Failures(row.failures, row.last_at)


def set_failures(uow: UnitOfWork, lock_name: str, failures: Failures) -> None:
    """Store the failures of a name whose row is locked."""
    uow.session.execute(
        update(LoginLock)
        .where(LoginLock.subject == lock_name)
        .values(failures=failures.count, last_at=failures.last_at)
    )


def forget_failures(uow: UnitOfWork, lock_names: Sequence[str]) -> None:
    """Forgive all failures of some names after a right password."""
    for lock_name in lock_names:
        set_failures(uow, lock_name, Failures(0, uow.now))


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


def locked(seconds: int) -> TooManyRequests:
    """Return the refusal while a name is locked."""
    return TooManyRequests("identity.login_locked", details={"retry_after": seconds})


def _slowed(seconds: int) -> TooManyRequests:
    return TooManyRequests("identity.login_slowed", details={"retry_after": seconds})
