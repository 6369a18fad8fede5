"""What the entrypoints share: the service's providers, and who calls."""

from casework.ports import Ports
from chassis.db import Db
from chassis.rpc import ServiceCalls
from chassis.storage.bucket import BucketStorage


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
