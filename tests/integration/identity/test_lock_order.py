"""R8.1: what a verification and a change of phone lock, and in which order (ADR 0084)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import eventlet
import pytest
from contracts.context import CallContext
from contracts.errors import ServiceError
from identity_factories import PASSWORD, Scenario, person
from real_name_factories import act, submit
from sqlalchemy import text

CASE = "SELECT 1 FROM real_name_cases WHERE person_id = :id FOR UPDATE"
ACCOUNT = "SELECT 1 FROM accounts WHERE person_id = :id FOR UPDATE"
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"


@pytest.fixture
def retries(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The transactions that the database ended and that were run again."""
    from chassis.db import database

    seen: list[str] = []
    known = database.is_retryable

    def noted(error: Exception) -> bool:
        if known(error):
            seen.append(repr(error))
        return known(error)

    monkeypatch.setattr(database, "is_retryable", noted)
    return seen


@contextmanager
def held(identity: Scenario, statement: str, person_id: str) -> Iterator[None]:
    """Hold a lock on a row as a transaction of another's would."""
    with identity.db.engine.connect() as connection:
        connection.execute(text(statement), {"id": person_id})
        yield


def is_free(identity: Scenario, statement: str, person_id: str) -> bool:
    """Tell whether a row can be locked at once."""
    with identity.db.engine.connect() as connection:
        found = connection.execute(text(f"{statement} SKIP LOCKED"), {"id": person_id}).all()
        return bool(found)


def until_waiting(identity: Scenario) -> None:
    with eventlet.Timeout(20):
        while not identity.scalar(WAITING):
            eventlet.sleep(0.05)


def claimed(identity: Scenario, person_id: str, authority_id: str) -> Callable[[], str]:
    """Bring a person's verification to its approval and return what decides it."""
    case_id = submit(identity, person(person_id), authority_id=authority_id)["case_id"]
    reviewer = identity.employ(authority_id)
    act(identity, reviewer, "claim", case_id)

    def approve() -> str:
        try:
            act(identity, reviewer, "approve", case_id, timeout=30)
        except ServiceError as refusal:
            return refusal.code
        return "approved"

    return approve


def rivals(identity: Scenario) -> tuple[str, str]:
    """Return two people who registered one number."""
    older_id, older = identity.register()
    return older_id, identity.register(id_number=older["id_number"])[0]


def test_R8_1_an_approval_locks_all_cases_before_any_account(
    identity: Scenario, retries: list[str]
) -> None:
    older_id, newer_id = rivals(identity)
    approve = claimed(identity, newer_id, "au-110000")
    submit(identity, person(older_id), authority_id="au-130000")
    with held(identity, CASE, older_id):
        deciding = eventlet.spawn(approve)
        until_waiting(identity)
        # A submission that holds the older case comes to its account without waiting.
        assert is_free(identity, ACCOUNT, older_id)
        assert is_free(identity, ACCOUNT, newer_id)
    assert deciding.wait() == "approved"
    assert retries == []


@pytest.mark.parametrize("attempt", range(3))
def test_R8_1_two_approvals_of_one_number_wait_without_a_deadlock(
    identity: Scenario, retries: list[str], attempt: int
) -> None:
    pair = rivals(identity)
    approvals = [
        claimed(identity, p, a) for p, a in zip(pair, ("au-110000", "au-130000"), strict=True)
    ]
    if attempt % 2:
        approvals.reverse()
    answers = [thread.wait() for thread in [eventlet.spawn(one) for one in approvals]]
    assert answers.count("approved") == 1, answers
    assert retries == []


def test_R8_1_two_who_take_each_others_phone_wait_without_a_deadlock(
    identity: Scenario, retries: list[str]
) -> None:
    people = dict(sorted(identity.register() for _ in range(2)))
    (lower, lower_body), (higher, higher_body) = people.items()
    identity.execute("UPDATE sms_codes SET sent_at = sent_at - interval '4 minutes'")

    def change(person_id: str, phone: str, old: str) -> Callable[[], object]:
        body = {"phone": phone, "password": PASSWORD}
        body["sms_code"] = identity.code_for(phone, "phone_change_new")
        context = CallContext(actor_id=person_id, actor_kind="person")
        body["old_sms_code"] = identity.code_for(old, "phone_change_old")
        return lambda: identity.call("change_phone", context, body=body, timeout=30)

    taking = change(lower, higher_body["phone"], lower_body["phone"])
    with held(identity, ACCOUNT, lower):
        changing = eventlet.spawn(taking)
        until_waiting(identity)
        assert is_free(identity, ACCOUNT, higher)
    assert changing.wait()["person_id"] == lower
    kept = identity.scalar("SELECT count(*) FROM accounts WHERE former_phone_index IS NOT NULL")
    assert kept == 1
    assert retries == []
