"""What the use cases of an owner of cases work with when they span services."""

from dataclasses import dataclass

from chassis.db import Db
from chassis.rpc import ServiceCalls
from chassis.storage.bucket import BucketStorage


@dataclass(frozen=True, slots=True)
class Ports:
    """The service's database and bucket, and the services that it calls, for one caller."""

    db: Db
    storage: BucketStorage
    identity: ServiceCalls
    collection: ServiceCalls
