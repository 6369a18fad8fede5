"""Entrypoints of changes."""

from typing import Any

from chassis.db import Database
from chassis.service import Service, rpc
from contracts.errors import Forbidden

from changes import queries
from changes.models import Base


class ChangesService(Service):
    """Changes of approved records; for now the policies that decide how they are reviewed."""

    name = "changes"
    db = Database(Base.metadata)

    @rpc
    def list_field_policies(self) -> dict[str, Any]:
        """Return each field's review mode, for those who run or audit the platform."""
        if not self.db.context.is_staff("platform_admin", "auditor"):
            raise Forbidden("changes.platform_staff_only")
        return self.db.read(queries.list_field_policies)
