"""Reservations of cases: read tolerantly, cancelled after a refusal, left alone after a fault."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from casework.cases.kinds import Authority
from casework.reservations import Reservation, cancelled_when_refused, reserve_case
from chassis.clock import to_wire
from contracts.errors import Conflict, DeadlineExceeded, ServiceError, Unavailable

NOW = datetime(2026, 11, 27, 8, tzinfo=UTC)
ANSWER = {
    "expires_at": to_wire(NOW),
    "record_version": 3,
    "authority": {"authority_id": "au-1", "name": "财政局", "path": "/au-1/"},
}
RESERVATION = Reservation("case-1", NOW, 3, Authority("au-1", "财政局", "/au-1/"))


class FakeCollection:
    """Answers every call alike and keeps what was asked."""

    def __init__(self, answer: Any = None, error: ServiceError | None = None) -> None:
        self.answer, self.error = answer, error
        self.calls: list[dict[str, Any]] = []

    def call_as_service(self, _method: str, /, **values: Any) -> Any:
        self.calls.append(values)
        if self.error:
            raise self.error
        return self.answer


def reserve(answer: dict[str, Any]) -> Reservation:
    return reserve_case(FakeCollection(answer), "person-1", "credit", "case-1")  # type: ignore[arg-type]


def test_an_answer_of_an_older_collection_has_no_employers() -> None:
    assert reserve(ANSWER) == RESERVATION


def test_keys_of_a_newer_collection_are_ignored() -> None:
    newer = {**ANSWER, "coming": 1, "authority": {**ANSWER["authority"], "coming": 1}}  # type: ignore[dict-item]
    assert reserve({**newer, "employers": ["1"]}).employers == ("1",)


@pytest.mark.parametrize(("seconds", "lasts"), [(30, False), (31, True)])
def test_a_commit_must_end_before_the_reservation(seconds: int, lasts: bool) -> None:
    now = NOW - timedelta(seconds=seconds)
    assert RESERVATION.lasts(now, timedelta(seconds=30)) is lasts


def run(collection: FakeCollection, error: Exception) -> None:
    with pytest.raises(type(error)), cancelled_when_refused(collection, RESERVATION):  # type: ignore[arg-type]
        raise error


def test_a_refusal_cancels_the_reservation_it_was_given() -> None:
    collection = FakeCollection()
    run(collection, Conflict("changes.hold_expired"))
    assert collection.calls == [{"case_id": "case-1", "expires_at": to_wire(NOW)}]


def test_after_a_fault_the_case_may_be_stored_so_the_reservation_stays() -> None:
    collection = FakeCollection()
    run(collection, DeadlineExceeded())
    assert collection.calls == []


def test_a_collection_that_is_away_does_not_hide_the_refusal() -> None:
    collection = FakeCollection(error=Unavailable())
    run(collection, Conflict("changes.hold_expired"))
    assert len(collection.calls) == 1
