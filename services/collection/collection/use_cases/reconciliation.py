"""Reservations that nobody confirmed in time: their owner is asked what became of the case."""

import logging
from collections.abc import Mapping, Sequence

from chassis.clock import utc_now
from chassis.db import Db
from chassis.rpc import ServiceCalls
from contracts.errors import DeadlineExceeded, NotFound, ServiceError, Unavailable

from collection.use_cases import reservations

_log = logging.getLogger(__name__)

# Over without effect on the record. What was approved is closed when its event has taken effect,
# and not before: until then no other case may change the object.
WITHOUT_EFFECT = frozenset({"returned", "withdrawn"})


def reconcile_reservations(db: Db, owners: Mapping[str, ServiceCalls]) -> None:
    """Expire, confirm or close each overdue reservation by its owner's word; `owners` are by kind.

    While an owner is away its reservations stay and are tried again; the others' are reconciled.
    """
    kinds_of: dict[int, list[str]] = {}
    for kind, owner in owners.items():
        kinds_of.setdefault(id(owner), []).append(kind)
    for kinds in kinds_of.values():
        _reconcile_owner(db, owners[kinds[0]], kinds)


def _reconcile_owner(db: Db, owner: ServiceCalls, kinds: Sequence[str]) -> None:
    for case_id in db.read(reservations.list_expired, kinds=kinds, now=utc_now()):
        try:
            _reconcile(db, owner, case_id)
        except (Unavailable, DeadlineExceeded) as error:
            _log.warning("reservations of %s stay: their owner answers %s", kinds, error.code)
            return
        except ServiceError as error:
            _log.warning("reservation of case %s stays: %s", case_id, error.code)


def _reconcile(db: Db, owner: ServiceCalls, case_id: str) -> None:
    try:
        state = owner.call_as_service("find_case", case_id=case_id)["state"]
    except NotFound:
        reconcile = reservations.expire_reservation
    else:
        is_over = state in WITHOUT_EFFECT
        reconcile = reservations.close_case if is_over else reservations.confirm_reservation
    with db.unit_of_work() as uow:
        reconcile(uow, case_id)
