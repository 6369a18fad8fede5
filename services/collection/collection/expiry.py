"""Holds that nobody confirmed: their owner is asked what became of the case."""

import logging
from collections.abc import Mapping

from chassis.clock import utc_now
from chassis.db import Db
from chassis.rpc import ServiceCalls
from contracts.errors import NotFound, ServiceError

from collection.use_cases import open_cases

_log = logging.getLogger(__name__)

# Closed without effect on the record. What was approved is let go when its event has taken
# effect, and not before: until then the object must stand still.
WITHOUT_EFFECT = frozenset({"returned", "withdrawn"})


def settle_holds(db: Db, owners: Mapping[str, ServiceCalls]) -> None:
    """Settle each expired hold by its owner's word; `owners` are by kind.

    While an owner is away its holds stay, and are tried again.
    """
    for case_id, kind in db.read(open_cases.list_expired, now=utc_now()):
        try:
            _settle(db, owners[kind], case_id)
        except ServiceError as error:
            _log.warning("hold of case %s stays: its owner answers %s", case_id, error.code)


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
