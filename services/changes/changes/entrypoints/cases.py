"""Methods about cases of any kind: what collection asks, and what follows a transfer."""

from chassis.clock import utc_now
from chassis.db import UnitOfWork
from chassis.messaging.events import Event
from chassis.service import rpc, subscribe
from contracts.errors import NotFound

from changes.entrypoints.base import Methods
from changes.queries.cases import find_state
from changes.use_cases.transfers import follow_transfer


class CaseMethods(Methods):
    """The open cases of a person, as other services see and move them."""

    @rpc
    def find_case(self, case_id: str) -> dict[str, str]:
        """Return the state of a case, for collection; raises NotFound if it was never stored."""
        self.db.context.require_service()
        state = self.db.read(find_state, case_id, utc_now())
        if state is None:
            raise NotFound("casework.case_not_found")
        return {"state": state}

    @subscribe("collection", "record_transferred")
    def on_record_transferred(self, uow: UnitOfWork, event: Event) -> None:
        """Move open cases with the person."""
        data = event.data
        follow_transfer(
            uow,
            data["person_id"],
            data["authority_id"],
            data["authority_name"],
            data["authority_path"],
        )
