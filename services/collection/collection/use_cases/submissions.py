"""Submit for review, and take a submission back (R3.5.1, R3.6.2)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from casework.cases import use_cases as casework
from casework.cases.kinds import Authority as ReviewAuthority
from casework.cases.kinds import Case
from casework.cases.use_cases.steps import find_locked
from casework.domain.applicants import Applicant
from casework.domain.states import OPEN_STATES
from chassis.clock import to_wire
from chassis.db import UnitOfWork
from chassis.validation import raise_if
from contracts.consents import refuse_without
from contracts.errors import Conflict, Violation

from collection import models
from collection.domain import editing
from collection.domain.completeness import find_blocking
from collection.domain.content import Authority
from collection.domain.employers import present_employers
from collection.domain.periods import month_of
from collection.domain.submissions import Submission
from collection.queries import views
from collection.queries.drafts import load_draft
from collection.queries.records import find_record, lock_record
from collection.queries.submissions import find_return
from collection.review_kinds import REVIEW
from collection.use_cases.drafts import ensure_version
from collection.use_cases.record_versions import store_snapshot


def submit_collection(
    uow: UnitOfWork,
    applicant: Applicant,
    authority: Authority | None,
    violations: Sequence[Violation],
    expected_version: int | None,
    missing_consents: Sequence[Mapping[str, str]] = (),
) -> dict[str, Any]:
    """Submit the draft to its authority; a repeat while it is open changes nothing.

    `authority` is the chosen one, None if closed. Raises ValidationFailed naming all that is missing,
    Conflict naming what its person has to agree to.
    """
    record, case = _lock_case_and_record(uow, applicant.person_id)
    if case is not None and case.state in OPEN_STATES:
        return {}
    editing.ensure_editable(views.status_of(record, case, uow.now))
    ensure_version(views.version_of(record, case), expected_version)
    content, files = load_draft(uow.session, record)
    returned = find_return(uow.session, record)
    found = [
        one.to_violation() for one in find_blocking(content, applicant, returned, month_of(uow.now))
    ]
    raise_if([*found, *violations, *_check_authority(content.authority, authority)])
    refuse_without(missing_consents)
    record.commitment_at = record.updated_at = uow.now
    content = replace(content, authority=authority)
    _submit(uow, record, Submission(content, applicant, files, to_wire(uow.now)))
    return {}


def _lock_case_and_record(uow: UnitOfWork, person_id: str) -> tuple[models.Record, Case | None]:
    """Lock case and record, in the order in which a reviewer's decision locks them.

    A first submission makes the case before it locks the record: of two at once the second waits
    for the first one's case, and nobody holds the record meanwhile.
    """
    known = find_record(uow.session, person_id)
    if known is None:
        raise Conflict("collection.not_started")
    case = casework.find_or_create_locked(uow, REVIEW, known.record_id, person_id)
    record = lock_record(uow.session, known.record_id)
    return record, case if case.round else None


def _check_authority(chosen: Authority | None, known: Authority | None) -> list[Violation]:
    """Report a chosen authority that is closed, or that was exchanged in another tab just now."""
    if chosen is None or (known and known.authority_id == chosen.authority_id):
        return []
    return [Violation("authority", "collection.authority_not_selectable")]


def _submit(uow: UnitOfWork, record: models.Record, submission: Submission) -> None:
    authority = submission.content.authority
    if authority is None:  # a draft without one has been refused before
        raise Conflict("collection.not_submittable")
    case = casework.submit_case(
        uow,
        REVIEW,
        record.record_id,
        submission.person,
        ReviewAuthority(authority.authority_id, authority.name, authority.path),
        employers=present_employers(submission.content),
    )
    store_snapshot(uow, record, case.round, submission)


def withdraw_collection(uow: UnitOfWork, person_id: str) -> dict[str, Any]:
    """Take the submission back while no reviewer has claimed it; a repeat changes nothing."""
    record = find_record(uow.session, person_id)
    case = find_locked(uow, REVIEW, record.record_id) if record else None
    if record is None or case is None or case.state in editing.DECIDED:
        raise Conflict("collection.nothing_to_withdraw")
    casework.withdraw_case(uow, REVIEW, record.record_id, person_id)
    return {}
