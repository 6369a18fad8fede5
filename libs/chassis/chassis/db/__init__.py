"""Database access of a service."""

from chassis.db.database import Database, Db, open_database
from chassis.db.engine import violated_constraint
from chassis.db.idempotency import operation
from chassis.db.paging import page
from chassis.db.tables import service_metadata
from chassis.db.types import IdType, Instant, canonical_id
from chassis.db.unit_of_work import UnitOfWork

__all__ = [
    "Database",
    "Db",
    "IdType",
    "Instant",
    "UnitOfWork",
    "canonical_id",
    "open_database",
    "operation",
    "page",
    "service_metadata",
    "violated_constraint",
]
