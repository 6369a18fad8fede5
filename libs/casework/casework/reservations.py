"""Collection's reservations of cases, as the owners of cases use them (ADR 0037, 0067).

An owner reserves a case last of all, since a reservation expires, and stores the case at once. What
it then refuses it cancels, so that the person need not wait until the reservation has expired.
"""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from chassis.clock import from_wire, to_wire
from chassis.rpc import ServiceCalls
from contracts.errors import (
    Conflict,
    NotFound,
    PreconditionFailed,
    ServiceError,
    ValidationFailed,
)

from casework.cases.kinds import Authority

_log = logging.getLogger(__name__)

# After these nothing is stored; what else goes wrong may have been stored all the same.
REFUSALS = (Conflict, NotFound, PreconditionFailed, ValidationFailed)


@dataclass(frozen=True, slots=True)
class Reservation:
    """A case that its person may have; it expires unless the case is stored in time."""

    case_id: str
    expires_at: datetime
    record_version: int
    authority: Authority
    employers: tuple[str, ...] = ()

    def lasts(self, now: datetime, margin: timedelta) -> bool:
        """Tell whether a commit that takes as long as the margin comes in time."""
        return now + margin < self.expires_at


def reserve_case(
    collection: ServiceCalls,
    person_id: str,
    kind: str,
    case_id: str,
    target: Mapping[str, Any] | None = None,
) -> Reservation:
    """Reserve a case, or renew its reservation; raises Conflict with all blockers.

    `target` says what the case is about, where not every case of the kind excludes every other.
    """
    answer = collection.call_as_service(
        "reserve_case", person_id=person_id, kind=kind, case_id=case_id, target=target
    )
    return Reservation(
        case_id=case_id,
        expires_at=from_wire(answer["expires_at"]),
        record_version=answer["record_version"],
        authority=_authority(answer["authority"]),
        employers=tuple(answer.get("employers", ())),
    )


def _authority(answer: Mapping[str, str]) -> Authority:
    return Authority(answer["authority_id"], answer["name"], answer["path"])


@contextmanager
def cancelled_when_refused(collection: ServiceCalls, reservation: Reservation) -> Iterator[None]:
    """Cancel the reservation when what is done under it is refused, and raise the refusal."""
    try:
        yield
    except REFUSALS:
        cancel_reservation(collection, reservation)
        raise


def cancel_reservation(collection: ServiceCalls, reservation: Reservation) -> None:
    """Cancel a reservation; one that was renewed meanwhile stays, by its `expires_at`.

    Where collection does not answer, the reservation expires by itself.
    """
    case_id = reservation.case_id
    try:
        collection.call_as_service(
            "cancel_reservation", case_id=case_id, expires_at=to_wire(reservation.expires_at)
        )
    except ServiceError as error:
        _log.warning("reservation of case %s not cancelled: %s", case_id, error.code)
