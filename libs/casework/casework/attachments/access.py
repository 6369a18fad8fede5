"""Who may open a file: the person their own, staff those of the cases that they see."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from chassis.db import UnitOfWork
from contracts.context import CallContext
from contracts.errors import NotFound
from sqlalchemy import Select, exists, false, or_, select
from sqlalchemy.orm import Session

from casework import audit
from casework.attachments.models import StoredFileMixin
from casework.cases.access import Condition, access_path
from casework.cases.models import CaseMixin

READERS = ("reviewer", "authority_admin", "auditor")

IsBelow = Callable[[Any], Condition]


@dataclass(frozen=True, slots=True)
class FileAccess:
    """What one owner answers of a file, as expressions over its tables, and to whom.

    `visible_to_staff` gets a function that makes the condition that a path is the caller's
    authority's or lies below it. `joined` adds the tables that the expressions need; of several
    rows the first by `order` counts. `persons_own` says that people may open their own.
    """

    table: type[StoredFileMixin]
    key: Any
    kind: Any
    case_id: Any
    person_id: Any
    file_kind: Any
    visible_to_staff: Callable[[IsBelow], Condition]
    joined: Callable[[Select[Any]], Select[Any]] = lambda statement: statement
    order: Sequence[Any] = ()
    persons_own: bool = True
    readers: Sequence[str] = READERS
    not_found: str = "attachment.not_found"

    def columns(self) -> tuple[Any, ...]:
        """Return what is answered."""
        table = self.table
        named = ("key", "kind", "case_id", "person_id", "file_kind")
        return (
            *(getattr(self, name).label(name) for name in named),
            *(table.attachment_id, table.media_type, table.file_name, table.size, table.sha256),
        )


def get_file(
    session: Session, access: FileAccess, attachment_id: str, context: CallContext
) -> dict[str, Any]:
    """Return where a file lies and whose it is, if the caller may see it.

    Raises NotFound for all others, as for a file that is not there.
    """
    statement = (
        access.joined(select(*access.columns()))
        .where(access.table.attachment_id == attachment_id, _may_see(access, context))
        .order_by(*access.order)
    )
    found = session.execute(statement.limit(1)).mappings().one_or_none()
    if found is None:
        raise NotFound(access.not_found)
    return dict(found)


def _may_see(access: FileAccess, context: CallContext) -> Condition:
    if context.is_person():
        own: Condition = access.person_id == context.actor_id
        return own if access.persons_own else false()
    if not (context.is_staff(*access.readers) and context.authority_path):
        raise NotFound(access.not_found)
    prefix = context.authority_path
    return access.visible_to_staff(
        lambda path: path.startswith(prefix, autoescape=True, escape="|")
    )


def case_is_visible(is_below: IsBelow, case_id: Any, *cases: type[CaseMixin]) -> Condition:
    """Return the condition that the file's case, in one of the tables, is of a path below."""
    return or_(
        *(exists().where(case.case_id == case_id, is_below(access_path(case))) for case in cases)
    )


def record_attachment_access(
    uow: UnitOfWork, kind: str, case_id: str, person_id: str, attachment: dict[str, str]
) -> None:
    """Write into the audit log that staff opens a file; `attachment` has its id and kind."""
    act = audit.Act("attachment_opened", person_id, kind, case_id, details=attachment)
    audit.record(uow, act)
