"""The arbiter's leave to open a case, as owners of cases handle it (ADR 0067)."""

import logging
from datetime import datetime

from chassis.clock import to_wire
from chassis.rpc import ServiceCalls
from contracts.errors import ServiceError

_log = logging.getLogger(__name__)


def give_back(collection: ServiceCalls, case_id: str, expires_at: datetime) -> None:
    """Let the leave go for a case that was refused after all; `expires_at` says which leave.

    Otherwise the person would wait for it to lapse; where the arbiter does not answer, they do.
    """
    try:
        collection.call_as_service(
            "cancel_reservation", case_id=case_id, expires_at=to_wire(expires_at)
        )
    except ServiceError as error:
        _log.warning("leave for case %s not given back: %s", case_id, error.code)
