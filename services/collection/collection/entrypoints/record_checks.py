"""Methods by which other services ask about the approved record; for services only."""

from dataclasses import asdict
from typing import Any

from chassis.clock import utc_now
from chassis.db import Db
from chassis.service import rpc
from chassis.validation import load_lenient, raise_if
from contracts.errors import NotFound, PreconditionFailed, Violation
from contracts.record_fields import BASIC, EDUCATION, restore_masked
from contracts.schemas.collection import BasicBody, EducationBody, EmploymentBody
from contracts.tolerant_reader import from_known

from collection.domain import revisions
from collection.domain.change_actions import DELETE, MODIFY
from collection.domain.content import Basic, Education, Employment
from collection.domain.periods import month_of
from collection.domain.revisions import Part
from collection.domain.submissions import Files, Submission
from collection.queries.approved_record import get_changes_since, get_record_with_version
from collection.queries.statuses import get_record_status
from collection.use_cases.form_files import WantedFile, basic_files, check_duplicates, row_files

_BODIES = {"basic": BasicBody, "education": EducationBody, "employment": EmploymentBody}
# The row that an addition would make has no id yet.
_NEW_ROW_ID = ""


class RecordCheckMethods:
    """What changes asks before it opens a case."""

    db: Db

    @rpc(formerly="get_standing")
    def get_record_status(self, person_id: str) -> dict[str, Any]:
        """Return the status of a person's record and where it belongs."""
        self.db.context.require_service()
        return self.db.read(get_record_status, person_id=person_id, now=utc_now())

    @rpc
    def check_section(
        self,
        person_id: str,
        section: str,
        action: str,
        object_id: str | None = None,
        data: Any = None,
        expected_version: int | None = None,
    ) -> dict[str, Any]:
        """Return what a change would do to the approved record, without doing it.

        Raises ValidationFailed with everything wrong, by its path in `data`, and
        PreconditionFailed with what has changed since the version that the caller expects.
        """
        self.db.context.require_service()
        version, authority, approved = self.db.read(get_record_with_version, person_id=person_id)
        if expected_version not in (None, version):
            raise PreconditionFailed(
                "collection.record_changed",
                details=self.db.read(
                    get_changes_since, person_id=person_id, since=expected_version
                ),
            )
        before = _find_part(approved, section, action, object_id)
        after, new_files = _evaluate(approved, section, object_id, action, before, data)
        named = revisions.files_named(before) | revisions.files_named(after)
        return {
            "record_version": version,
            "authority": authority,
            "before": revisions.values_of(section, before),
            "after": revisions.values_of(section, after),
            "files": [asdict(one) for id_, one in approved.files.items() if id_ in named],
            "new_files": [asdict(one) for one in new_files],
        }


def _find_part(
    approved: Submission, section: str, action: str, object_id: str | None
) -> Part | None:
    if section != BASIC and action not in (MODIFY, DELETE):
        return None
    part = revisions.find_part(approved.content, section, object_id)
    if part is None:
        is_education = section == EDUCATION
        code = "education_not_found" if is_education else "employment_not_found"
        raise NotFound(f"collection.{code}")
    return part


def _evaluate(
    approved: Submission,
    section: str,
    object_id: str | None,
    action: str,
    before: Part | None,
    data: Any,
) -> tuple[Part | None, list[WantedFile]]:
    """Return the part as it would be, and the files that the record does not have yet."""
    after: Part | None = None
    wanted: list[WantedFile] = []
    violations: list[Violation] = []
    if action != DELETE:
        sent = restore_masked(section, data, revisions.values_of(section, before))
        values, violations = load_lenient(_BODIES[section], sent)
        wanted = list((basic_files if section == BASIC else row_files)(values))
        violations = [*violations, *check_duplicates(wanted)]
        after = _candidate(section, object_id, values, {one.kind: one for one in wanted})
    violations = [*violations, *_check_files(wanted, approved.files, before)]
    revised = revisions.revise(approved.content, section, object_id or _NEW_ROW_ID, after)
    month = month_of(utc_now())
    wrong = {one.field for one in violations}
    found = revisions.find_violations(revised, section, after, approved.person, month)
    raise_if([*violations, *(one for one in found if one.field not in wrong)])
    return after, [one for one in wanted if one.attachment_id not in approved.files]


def _candidate(
    section: str, object_id: str | None, values: dict[str, Any], wanted: dict[str, WantedFile]
) -> Part:
    if section == BASIC:
        return from_known(Basic, values)
    files = {kind: one.attachment_id for kind, one in wanted.items()}
    part = Education if section == EDUCATION else Employment
    return part.from_form(object_id or _NEW_ROW_ID, values, files)


def _check_files(wanted: list[WantedFile], known: Files, before: Part | None) -> list[Violation]:
    """Report files of the record that are of another kind, or belong to another place in it."""
    own, found = revisions.files_named(before), []
    for one in wanted:
        if one.attachment_id not in known:
            continue
        if known[one.attachment_id].kind != one.kind:
            found.append(Violation(one.field, "attachment.kind_mismatch"))
        elif one.attachment_id not in own:
            found.append(Violation(one.field, "collection.attachment_in_use"))
    return found
