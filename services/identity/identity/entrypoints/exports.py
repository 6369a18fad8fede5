"""Exports of a person's own data, and the jobs that make and remove them."""

from typing import Any

from casework.personal_data import PersonalFileEntrypoints
from chassis.rpc import ServiceCalls
from chassis.service import every, rpc
from chassis.validation import load
from contracts.schemas.identity import DataExportRequest

from identity.entrypoints.options import Options
from identity.queries import exports as queries
from identity.use_cases import exports
from identity.use_cases.export_worker import Ports, make_next, remove_expired
from identity.use_cases.password_confirmation import confirm_password

_SECONDS = 2
_HOUR = 3600
# In one run, so that the job says from time to time that it is well.
_BATCH = 5


class ExportEntrypoints(PersonalFileEntrypoints):
    """Identity knows the person and their password, so it gathers what the others keep."""

    options: Options
    collection_rpc: ServiceCalls
    changes_rpc: ServiceCalls
    transfer_rpc: ServiceCalls
    notify_rpc: ServiceCalls

    @rpc
    def request_export(self, body: dict[str, Any]) -> dict[str, Any]:
        """Ask for all that is kept of the caller, proved by the password."""
        person_id = self.db.context.require_person()
        confirm_password(self.db, person_id, load(DataExportRequest, body)["password"])
        stored = self.db.run(exports.request_export, person_id, self.options.daily_exports)
        return self.db.read(queries.get_export, person_id, stored["export_id"])

    @rpc
    def list_exports(self, cursor: str | None = None, limit: int | None = None) -> dict[str, Any]:
        """Return one page of the caller's exports, the latest first."""
        return self.db.read(queries.list_exports, self.db.context.require_person(), cursor, limit)

    @rpc
    def get_export(self, export_id: str) -> dict[str, Any]:
        """Return how far one of the caller's exports is."""
        return self.db.read(queries.get_export, self.db.context.require_person(), export_id)

    @rpc
    def open_export(self, export_id: str) -> dict[str, Any]:
        """Return where the archive of one of the caller's exports lies; it is recorded first."""
        person_id = self.db.context.require_person()
        found = self.db.run(exports.open_export, person_id, export_id)
        return {"bucket": self.storage.bucket, **found}

    @every(_SECONDS, "identity.make_exports")
    def make_exports(self) -> None:
        """Make the archives that are due."""
        ports = self._export_ports()
        for _ in range(_BATCH):
            if not make_next(ports):
                break

    @every(_HOUR, "identity.sweep_exports")
    def sweep_exports(self) -> None:
        """Remove archives whose days are over."""
        remove_expired(self.db, self.storage)

    def _export_ports(self) -> Ports:
        owners = {
            "collection": self.collection_rpc,
            "changes": self.changes_rpc,
            "transfer": self.transfer_rpc,
            "notify": self.notify_rpc,
        }
        return Ports(self.db, self.storage, self._own_items, self._own_files, owners)

    def _own_items(self, person_id: str, part: str, cursor: str | None) -> dict[str, Any]:
        return self.db.read(self.personal_data[part], person_id, cursor)

    def _own_files(self, person_id: str, cursor: str | None) -> dict[str, Any]:
        return self.list_personal_files(person_id, cursor)
