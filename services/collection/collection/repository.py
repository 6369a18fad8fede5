"""From tables to content: the draft of a record, and what was submitted of it.

Reading a whole draft takes the same number of statements however many rows it has.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any, TypeVar

from contracts.errors import Conflict
from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from collection import models
from collection.domain import content as domain
from collection.domain.content import BASIC_ATTACHMENTS, Content, attachment_ids
from collection.domain.items import DETAIL_FIELDS
from collection.domain.rework import Return
from collection.domain.submissions import FileFacts, Files, Submission

Part = TypeVar(
    "Part",
    models.Attachment,
    models.Education,
    models.Employment,
    models.AccountingExperience,
)
Places = Mapping[str | None, dict[str, str]]
NO_PLACES: Places = {}
RecordStatus = tuple[models.Record | None, models.Case | None, list[str]]
NO_RECORD: RecordStatus = (None, None, [])

# A draft is read again and again while its person fills it in: building a statement takes as long as
# asking it, so each is built once.
_RECORD_AND_CASE = (
    select(models.Record, models.Case)
    .outerjoin(models.Case, models.Case.case_id == models.Record.record_id)
    .where(models.Record.person_id == bindparam("person_id"))
)


def _of_record(table: type[Part], *order: InstrumentedAttribute[Any]) -> Select[Part]:
    return select(table).where(table.record_id == bindparam("record_id")).order_by(*order)


_ATTACHED = _of_record(
    models.Attachment, models.Attachment.kind, models.Attachment.attachment_id
).where(models.Attachment.detached_at.is_(None))
_EDUCATIONS = _of_record(
    models.Education, models.Education.created_at, models.Education.education_id
)
_EMPLOYMENTS = _of_record(
    models.Employment, models.Employment.created_at, models.Employment.employment_id
)
_EXPERIENCES = _of_record(
    models.AccountingExperience,
    models.AccountingExperience.employment_id,
    models.AccountingExperience.position,
)


def find_record(session: Session, person_id: str, *, lock: bool = False) -> models.Record | None:
    """Return the person's record; with `lock` it is held until the transaction ends."""
    statement = select(models.Record).where(models.Record.person_id == person_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return session.execute(statement).scalar_one_or_none()


def lock_record(session: Session, record_id: str) -> models.Record:
    """Return a record that is there, held until the transaction ends."""
    return session.get_one(models.Record, record_id, with_for_update=True, populate_existing=True)


def find_record_and_case(
    session: Session, person_id: str
) -> tuple[models.Record | None, models.Case | None]:
    """Return the person's record and its review case, as far as there are any."""
    found = session.execute(_RECORD_AND_CASE, {"person_id": person_id}).one_or_none()
    return (found[0], found[1]) if found else (None, None)


def find_record_statuses(session: Session, person_ids: Sequence[str]) -> dict[str, RecordStatus]:
    """Return record, review case and kinds of open cases of those who have any, by person."""
    cases = models.Reservation
    kinds = (
        select(func.array_agg(cases.kind.distinct()))
        .where(cases.record_id == models.Record.record_id, cases.state.in_(("held", "open")))
        .scalar_subquery()
    )
    statement = (
        select(models.Record, models.Case, kinds)
        .outerjoin(models.Case, models.Case.case_id == models.Record.record_id)
        .where(models.Record.person_id.in_(person_ids))
    )
    return {
        record.person_id: (record, case, sorted(found or ()))
        for record, case, found in session.execute(statement)
    }


def find_case(session: Session, record_id: str) -> models.Case | None:
    """Return the review case of a record, if it was ever submitted."""
    return session.get(models.Case, record_id)


def load_draft(session: Session, record: models.Record) -> tuple[Content, Files]:
    """Return the draft of a record and the files that it names."""
    attached = _attached(session, record.record_id)
    places = _by_place(attached)
    content = Content(
        scope=record.scope,
        basic=_basic(record, places.get(None, {})),
        educations=load_educations(session, record.record_id, places),
        employments=load_employments(session, record.record_id, places),
        authority=authority_of(record),
    )
    return content, {row.attachment_id: file_facts(row) for row in attached}


def _attached(session: Session, record_id: str) -> list[models.Attachment]:
    return list(session.execute(_ATTACHED, {"record_id": record_id}).scalars())


def _by_place(attached: Iterable[models.Attachment]) -> Places:
    places: dict[str | None, dict[str, str]] = defaultdict(dict)
    for row in attached:
        places[row.row_id][row.kind] = row.attachment_id
    return places


def file_facts(row: models.Attachment) -> FileFacts:
    """Return what a page needs to know of an attachment."""
    return FileFacts(**{item.name: getattr(row, item.name) for item in fields(FileFacts)})


def _basic(record: models.Record, images: Mapping[str, str]) -> domain.Basic:
    ids = {name: images.get(kind) for name, kind in BASIC_ATTACHMENTS.items()}
    return domain.Basic(**ids, **{name: getattr(record, name) for name in DETAIL_FIELDS})


def authority_of(record: models.Record) -> domain.Authority | None:
    """Return the authority that the record goes to, or belongs to."""
    authority_id, name, path = record.authority_id, record.authority_name, record.authority_path
    if authority_id is None or name is None or path is None:  # all three are set at once
        return None
    return domain.Authority(authority_id, name, path)


def settled_authority(record: models.Record) -> domain.Authority:
    """Return the authority that an approved record belongs to."""
    authority = authority_of(record)
    if authority is None:
        raise Conflict("collection.not_approved")
    return authority


def load_educations(
    session: Session, record_id: str, places: Places = NO_PLACES
) -> tuple[domain.Education, ...]:
    """Return the educations of a draft, with the files of `places` only."""
    return tuple(
        domain.Education(
            **_shared_values(domain.Education, row), attachments=places.get(row.education_id, {})
        )
        for row in session.scalars(_EDUCATIONS, {"record_id": record_id})
    )


def load_employments(
    session: Session, record_id: str, places: Places = NO_PLACES
) -> tuple[domain.Employment, ...]:
    """Return the employments of a draft, with the files of `places` only."""
    experiences = _experiences(session, record_id)
    return tuple(
        domain.Employment(
            **_shared_values(domain.Employment, row),
            accounting_experiences=tuple(experiences[row.employment_id]),
            attachments=places.get(row.employment_id, {}),
        )
        for row in session.scalars(_EMPLOYMENTS, {"record_id": record_id})
    )


def _shared_values(target: type, row: models.Education | models.Employment) -> dict[str, Any]:
    """Return the columns of a row that the value has a field of the same name for."""
    columns = row.__table__.columns.keys()
    return {item.name: getattr(row, item.name) for item in fields(target) if item.name in columns}


def _experiences(session: Session, record_id: str) -> dict[str, list[domain.AccountingExperience]]:
    found: dict[str, list[domain.AccountingExperience]] = defaultdict(list)
    for row in session.scalars(_EXPERIENCES, {"record_id": record_id}):
        part = domain.AccountingExperience(row.start_month, row.end_month, tuple(row.posts))
        found[row.employment_id].append(part)
    return found


def find_submissions(
    session: Session, record_id: str, rounds: Iterable[int]
) -> dict[int, Submission]:
    """Return what was sent in these rounds, by round."""
    table = models.Snapshot
    statement = select(table).where(table.record_id == record_id, table.round.in_(list(rounds)))
    rows = session.execute(statement).scalars()
    return {row.round: Submission.from_text(row.content) for row in rows if row.round is not None}


def approved_submission(session: Session, record: models.Record) -> Submission:
    """Return the present version of the approved record; raises Conflict before the approval."""
    if record.approved_snapshot_id is None:
        raise Conflict("collection.not_approved")
    snapshot = session.get_one(models.Snapshot, record.approved_snapshot_id)
    return Submission.from_text(snapshot.content)


def find_version(session: Session, record: models.Record, version: int) -> Submission | None:
    """Return a version of the approved record, if there has been one of this number."""
    found = session.get(models.RecordVersion, (record.record_id, version))
    if found is None:
        return None
    return Submission.from_text(session.get_one(models.Snapshot, found.snapshot_id).content)


def files_named(session: Session, content: Content) -> Files:
    """Return what is known of the files that the content names."""
    table = models.Attachment
    statement = select(table).where(table.attachment_id.in_(attachment_ids(content)))
    rows = session.execute(statement.order_by(table.kind, table.attachment_id)).scalars()
    return {row.attachment_id: file_facts(row) for row in rows}


def find_return(session: Session, record: models.Record | None) -> Return | None:
    """Return what the last return asked for, unless that is settled."""
    if record is None or record.returned_round is None:
        return None
    found = find_submissions(session, record.record_id, [record.returned_round])
    items = tuple(reason["item"] for reason in record.returned_reasons)
    return Return(items, found[record.returned_round].content)
