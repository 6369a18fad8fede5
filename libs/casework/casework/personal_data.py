"""What a service keeps of one person, page by page, for the person who asks for all of it."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from chassis.clock import to_wire
from chassis.db import Db, page
from chassis.service import rpc
from chassis.storage.bucket import BucketStorage
from contracts.errors import NotFound
from contracts.personal_data import PAGE
from contracts.reference.dictionaries import name_of
from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.attachments.access import FileAccess
from casework.cases.kinds import ReviewKind
from casework.cases.models import CaseEventMixin

# `(session, person's id, cursor)` → one page.
ListPart = Callable[[Session, str, str | None], dict[str, Any]]
_ACTORS = {"person": "本人", "staff": "会计管理部门", "service": "平台"}


class PersonalDataEntrypoints:
    """Mixed into a service that says in `personal_data` what it keeps, by the parts' codes."""

    db: Db
    personal_data: ClassVar[Mapping[str, ListPart]]

    @rpc
    def list_personal_data(
        self, person_id: str, part: str, cursor: str | None = None
    ) -> dict[str, Any]:
        """Return one page of a part of what is kept of a person, unmasked; for our services."""
        self.db.context.require_service()
        if part not in self.personal_data:
            raise NotFound()
        return self.db.read(self.personal_data[part], person_id, cursor)


class PersonalFileEntrypoints(PersonalDataEntrypoints):
    """Mixed into a service that has files, too."""

    file_access: ClassVar[FileAccess]
    storage: BucketStorage

    @rpc
    def list_personal_files(self, person_id: str, cursor: str | None = None) -> dict[str, Any]:
        """Return one page of a person's files and where they lie; for our services."""
        self.db.context.require_service()
        found = self.db.read(list_files, self.file_access, person_id, cursor)
        items = [{**item, "bucket": self.storage.bucket} for item in found["items"]]
        return {**found, "items": items}


def list_files(
    session: Session, access: FileAccess, person_id: str, cursor: str | None
) -> dict[str, Any]:
    """Return one page of a person's files; one that several cases show comes once for each."""
    statement = access.joined(select(*access.columns())).where(access.person_id == person_id)
    order = (access.table.attachment_id, access.case_id)
    return page(session, statement, order, cursor, PAGE, _file_view)


def steps_of(review: ReviewKind) -> ListPart:
    """Return the part that says what has happened to a person's cases of one kind."""
    event, case = review.event_model, review.case_model

    def list_steps(session: Session, person_id: str, cursor: str | None) -> dict[str, Any]:
        own = select(event).join(case, case.case_id == event.case_id)
        statement = own.where(case.person_id == person_id)
        return page(session, statement, (event.at, event.event_id), cursor, PAGE, _step_view)

    return list_steps


def _file_view(row: Any) -> dict[str, Any]:
    names = ("attachment_id", "key", "file_name", "media_type", "size", "sha256", "case_id")
    found = {name: row._mapping[name] for name in names}  # noqa: SLF001 - its public name
    return {**found, "kind": row._mapping["file_kind"]}  # noqa: SLF001


def _step_view(row: CaseEventMixin) -> dict[str, Any]:
    """Return a step without the names of staff: who they are is not the person's data."""
    return {
        "case_id": row.case_id,
        "round": row.round,
        "action": row.action,
        "state": row.state,
        "state_name": name_of("case_state", row.state),
        "actor": _ACTORS.get(row.actor_kind, "平台"),
        "authority_name": row.authority_name,
        "reasons": row.reasons,
        "note": row.note,
        "at": to_wire(row.at),
    }
