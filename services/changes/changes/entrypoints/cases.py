"""Methods about cases of any kind: what collection asks, and what follows a transfer."""

from casework.cases.kinds import Authority
from casework.cases.use_cases import RecordMove, follow_record
from chassis.clock import utc_now
from chassis.db import UnitOfWork
from chassis.messaging.events import Event
from chassis.service import rpc, subscribe
from contracts.errors import NotFound

from changes.entrypoints.base import Methods
from changes.models import RecordCustodian
from changes.queries.cases import find_state
from changes.review_kinds import REVIEWS
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
        to = Authority(*(data[f"authority_{part}"] for part in ("id", "name", "path")))
        follow_transfer(uow, RecordMove.of(data), data["from_authority_id"], to)

    # A handler of its own: its queue is read by no replica of the version before, which would
    # leave the closed cases where they are.
    @subscribe("collection", "record_transferred")
    def on_record_moved(self, uow: UnitOfWork, event: Event) -> None:
        """Let the new authority keep the closed cases."""
        follow_record(uow, REVIEWS.values(), RecordCustodian, RecordMove.of(event.data))
