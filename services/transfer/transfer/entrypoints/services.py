"""What other services and the gateway ask: the state of a case, where a file lies."""

from collections.abc import Callable, Mapping
from typing import Any

from chassis.db import Db
from chassis.service import rpc
from chassis.storage.bucket import BucketStorage

from transfer import queries


class ServiceMethods:
    """Answers about cases, for collection, and about files."""

    db: Db
    storage: BucketStorage
    record_file_access: Callable[[Mapping[str, Any]], dict[str, Any]]  # of casework

    @rpc
    def find_case(self, case_id: str) -> dict[str, str]:
        """Return the state of a transfer, for services; raises NotFound where there is none."""
        self.db.context.require_service()
        return self.db.read(queries.get_state, queries.checked_id(case_id))

    @rpc
    def open_attachment(self, attachment_id: str) -> dict[str, Any]:
        """Return where a proof lies, if the caller may see it."""
        found = self.db.read(queries.get_file, attachment_id, self.db.context)
        return {"bucket": self.storage.bucket, **self.record_file_access(found)}
