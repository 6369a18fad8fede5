"""What the entrypoints share: who calls, repeats of a command, and the day."""

import uuid

from casework.ports import Ports
from chassis.clock import utc_now
from chassis.db import Db
from chassis.rpc import ServiceCalls
from chassis.storage.bucket import BucketStorage
from contracts.context import CallContext
from contracts.platform import local_date

# Ids of what a command with an idempotency key makes: a repeat makes the same id.
_COMMANDS = uuid.UUID("6f0e0f3a-5f0b-4b6e-9f55-6f2a1f0c7d11")


class Methods:
    """Base of the mixins of the service."""

    db: Db
    storage: BucketStorage
    identity_rpc: ServiceCalls
    collection_rpc: ServiceCalls

    @property
    def ports(self) -> Ports:
        """Return what a use case works with that spans services."""
        return Ports(self.db, self.storage, self.identity_rpc, self.collection_rpc)

    def _case_id(self, operation: str) -> str:
        """Return the id of the case that this command opens.

        A command that is repeated names the same case, so collection reserves one case and not two.
        """
        return command_id(self.db.context, operation) or str(uuid.uuid4())


def command_id(context: CallContext, operation: str) -> str | None:
    """Return the id that belongs to a command with an idempotency key."""
    if not context.idempotency_key:
        return None
    parts = (context.actor_kind, context.actor_id, operation, context.idempotency_key)
    return str(uuid.uuid5(_COMMANDS, ":".join(map(str, (*parts, context.request_hash)))))


def today() -> str:
    """Return the day in China, `YYYY-MM-DD`."""
    return local_date(utc_now()).isoformat()
