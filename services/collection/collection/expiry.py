"""Holds that nobody confirmed: their owner is asked what became of the case."""

import logging
from collections.abc import Mapping, Sequence

from chassis.clock import utc_now
from chassis.db import Db
from chassis.rpc import ServiceCalls
from contracts.errors import DeadlineExceeded, NotFound, ServiceError, Unavailable

from collection.use_cases import open_cases

_log = logging.getLogger(__name__)

# Closed without effect on the record. What was approved is let go when its event has taken
# effect, and not before: until then the object must stand still.
WITHOUT_EFFECT = frozenset({"returned", "withdrawn"})


def settle_holds(db: Db, owners: Mapping[str, ServiceCalls]) -> None:
    """Settle each expired hold by its owner's word; `owners` are by kind.

    While an owner is away its holds stay, and are tried again; those of the others are settled.
    """
    kinds_of: dict[int, list[str]] = {}
    for kind, owner in owners.items():
        kinds_of.setdefault(id(owner), []).append(kind)
    for kinds in kinds_of.values():
        _settle_owner(db, owners[kinds[0]], kinds)


def _settle_owner(db: Db, owner: ServiceCalls, kinds: Sequence[str]) -> None:
    for case_id in db.read(open_cases.list_expired, kinds=kinds, now=utc_now()):
        try:
            _settle(db, owner, case_id)
        except (Unavailable, DeadlineExceeded) as error:
            _log.warning("holds of %s stay: their owner answers %s", kinds, error.code)
            return
        except ServiceError as error:
            _log.warning("hold of case %s stays: %s", case_id, error.code)


def _settle(db: Db, owner: ServiceCalls, case_id: str) -> None:
    try:
        state = owner.call_as_service("find_case", case_id=case_id)["state"]
    except NotFound:
        settle = open_cases.expire_hold
    else:
        is_over = state in WITHOUT_EFFECT
        settle = open_cases.release_case if is_over else open_cases.confirm_case
    with db.unit_of_work() as uow:
        settle(uow, case_id)
