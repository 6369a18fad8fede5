"""The RPC method by which the gateway serves files, the same in every service that owns cases."""

from typing import Any, ClassVar

from chassis.service import rpc
from chassis.storage.bucket import BucketStorage
from contracts.errors import NotFound

from casework.attachments.access import FileAccess, get_file, record_attachment_access
from casework.cases.entrypoints import ReviewEntrypoints


class AttachmentEntrypoints(ReviewEntrypoints):
    """Mixed into a service that has `storage` and says in `file_access` who may open its files.

    `other_file_access` is for files in further tables.
    """

    file_access: ClassVar[FileAccess]
    other_file_access: ClassVar[tuple[FileAccess, ...]] = ()
    storage: BucketStorage

    @rpc
    def open_attachment(self, attachment_id: str) -> dict[str, Any]:
        """Return where a file lies, if the caller may see it; staff's access is recorded first."""
        found = self._find_file(attachment_id)
        case = {name: found.pop(name) for name in ("kind", "case_id", "person_id")}
        attachment = {"attachment_id": found.pop("attachment_id"), "kind": found.pop("file_kind")}
        if self.db.context.is_staff():
            self._ensure_others_file(self.current_actor(), **case)
            self.db.run(record_attachment_access, **case, attachment=attachment)
        return {"bucket": self.storage.bucket, **found}

    def _find_file(self, attachment_id: str) -> dict[str, Any]:
        *first, last = (self.file_access, *self.other_file_access)
        for access in first:
            try:
                return self.db.read(get_file, access, attachment_id, self.db.context)
            except NotFound:
                continue
        return self.db.read(get_file, last, attachment_id, self.db.context)
