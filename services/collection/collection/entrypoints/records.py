"""Methods about the approved record and about files."""

from typing import Any

from casework.attachments.entrypoints import AttachmentEntrypoints
from chassis.service import rpc
from chassis.validation import load_lenient
from contracts.errors import ValidationFailed, Violation
from contracts.schemas.collection import RevealBody

from collection.entrypoints.base import PersonMethods
from collection.queries.approved_record import get_full_values, get_record
from collection.queries.files import FILE_ACCESS
from collection.use_cases.record_reveals import record_reveal


class RecordMethods(PersonMethods, AttachmentEntrypoints):
    """The person's approved record, and files for whoever may see them."""

    file_access = FILE_ACCESS

    @rpc
    def get_record(self) -> dict[str, Any]:
        """Return the approved record, masked."""
        return self.db.read(get_record, person_id=self.db.context.require_person())

    @rpc
    def reveal_record(self, body: Any) -> dict[str, Any]:
        """Return full values of the approved record; the access is recorded first."""
        person_id = self.db.context.require_person()
        values, violations = load_lenient(RevealBody, body)
        full = self.db.read(get_full_values, person_id=person_id)
        paths = values.get("fields_") or []
        violations += [
            Violation(f"fields[{index}]", "collection.field_not_revealable")
            for index, path in enumerate(paths)
            if path not in full
        ]
        if violations:
            raise ValidationFailed.of(violations)
        noted = self.db.run(record_reveal, person_id=person_id, paths=paths)
        return {"values": {path: full[path] for path in paths}, **noted}
