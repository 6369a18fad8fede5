"""Database access of a service."""

from chassis.db.database import Database, Db, open_database
from chassis.db.paging import page
from chassis.db.tables import declarative_base_for
from chassis.db.types import IdType, Instant, canonical_id
from chassis.db.unit_of_work import UnitOfWork

__all__ = [
    "Database",
    "Db",
    "IdType",
    "Instant",
    "UnitOfWork",
    "canonical_id",
    "declarative_base_for",
    "open_database",
    "page",
]
