"""Count attempts to log in, by name and by where they come from, before anything is compared."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chassis.db import UnitOfWork
from chassis.networks import network_of
from contracts.errors import ServiceError, TooManyRequests
from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from identity.domain.login_locks import (
    Failures,
    after_attempt,
    attempts_left,
    seconds_locked,
    seconds_slowed,
    since,
)
from identity.models import LoginLock
from identity.use_cases.known_devices import device_of, new_device_token


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


Find = Callable[[UnitOfWork, str], tuple[str, Sequence[Candidate]]]


def sender_of(uow: UnitOfWork, form: dict[str, Any]) -> Sender:
    """Return where the form of an attempt comes from."""
    return Sender(network_of(uow.context.client_ip), form.get("device_token"))


def with_device(answer: dict[str, Any], sender: Sender, subject_id: str) -> dict[str, Any]:
    """Return the answer with what the device is known by from now on, if a session was opened."""
    if "session_id" not in answer:
        return answer
    known = device_of(sender.device_token, (subject_id,))
    token = sender.device_token if known else new_device_token(subject_id)
    return {**answer, "device_token": token}


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


def locked(seconds: int) -> TooManyRequests:
    """Return the refusal while a name is locked."""
    return TooManyRequests("identity.login_locked", details={"retry_after": seconds})


def _slowed(seconds: int) -> TooManyRequests:
    return TooManyRequests("identity.login_slowed", details={"retry_after": seconds})
