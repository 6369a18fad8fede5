"""Entrypoints of transfer."""

from typing import Any

from chassis.db import Database
from chassis.rpc import ServiceClient
from chassis.service import Service, rpc
from contracts.errors import Unauthenticated

from transfer.clients import fetch_situation
from transfer.domain.eligibility import list_blockers
from transfer.models import Base


class TransferService(Service):
    """Transfers of jurisdiction; for now who may ask for one."""

    name = "transfer"
    db = Database(Base.metadata)
    collection_rpc = ServiceClient("collection")

    @rpc
    def get_eligibility(self, to_authority_id: str | None = None) -> dict[str, Any]:
        """Return whether the person may ask for a transfer, and all that stands in the way."""
        if not self.db.context.is_person():
            raise Unauthenticated()
        blockers = list_blockers(fetch_situation(self.collection_rpc, to_authority_id))
        return {"eligible": not blockers, "blockers": [blocker.to_dict() for blocker in blockers]}
