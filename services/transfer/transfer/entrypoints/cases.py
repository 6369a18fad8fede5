"""Methods about cases, for other services."""

from chassis.service import rpc

from transfer.entrypoints.base import Methods
from transfer.queries.transfers import checked_id, get_state


class CaseMethods(Methods):
    """The cases of transfers, as collection asks for them."""

    @rpc
    def find_case(self, case_id: str) -> dict[str, str]:
        """Return the state of a transfer, for services; raises NotFound where there is none."""
        self.db.context.require_service()
        return self.db.read(get_state, checked_id(case_id))
