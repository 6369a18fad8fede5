"""Methods about cases, for other services, and what follows a transfer."""

from casework.cases.use_cases import RecordMove, follow_record
from chassis.db import UnitOfWork
from chassis.messaging.events import Event
from chassis.service import rpc, subscribe

from transfer.entrypoints.base import Methods
from transfer.models import RecordCustodian
from transfer.queries.transfers import checked_id, get_state
from transfer.review_kinds import REVIEW


class CaseMethods(Methods):
    """The cases of transfers, as collection asks for them."""

    @rpc
    def find_case(self, case_id: str) -> dict[str, str]:
        """Return the state of a transfer, for services; raises NotFound where there is none."""
        self.db.context.require_service()
        return self.db.read(get_state, checked_id(case_id))

    @subscribe("collection", "record_transferred")
    def on_record_moved(self, uow: UnitOfWork, event: Event) -> None:
        """Let the new authority keep the person's earlier transfers."""
        follow_record(uow, [REVIEW], RecordCustodian, RecordMove.of(event.data))
