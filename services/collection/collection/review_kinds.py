"""Collection as a kind of reviewed case (审核)."""

from typing import Any, ClassVar

from casework.cases.applicant_indexes import ApplicantIndexes
from casework.cases.kinds import Case, ReviewKind
from casework.domain.policies import CasePolicy
from casework.domain.states import Action
from chassis.db import UnitOfWork
from contracts import case_kinds
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from collection import models
from collection.domain.content_view import content_view, files_view
from collection.domain.diff import compare
from collection.domain.items import list_items
from collection.domain.submissions import Submission
from collection.domain.warnings import find_warnings
from collection.models.snapshots import find_submissions


class CollectionReview(ReviewKind):
    """Binds the reviewed case to the record of the same id."""

    kind = case_kinds.COLLECTION
    case_model = models.Case
    event_model = models.CaseEvent
    policy_model = models.CasePolicy
    second_review_model = models.SecondReview
    applicant_indexes = ApplicantIndexes("collection.name", "collection.id_number")
    event_names: ClassVar[dict[Action, str]] = {
        Action.SUBMIT: "collection_submitted",
        Action.APPROVE: "collection_approved",
        Action.RETURN: "collection_returned",
        Action.FORWARD: "collection_forwarded",
    }

    def find_bulk_obstacle(self, session: Session, case: Case, policy: CasePolicy) -> str | None:  # noqa: ARG002
        """Return what keeps a case from being approved unseen: any warning."""
        submission = _submission(session, case)
        found = find_warnings(submission.content, submission.person, submission.files)
        return "casework.bulk_has_warnings" if found else None

    def items(self, session: Session, case: Case) -> dict[str, str]:
        """Return the items of the round under review."""
        submission = _submission(session, case)
        return {item.key: item.label for item in list_items(submission.content)}

    def data(
        self,
        session: Session,
        case: Case,
        facts: dict[str, Any],  # noqa: ARG002 - the snapshot holds all
    ) -> dict[str, Any]:
        """Return the round under review in full, with what differs from the one before."""
        rounds = find_submissions(session, case.case_id, (case.round, case.round - 1))
        submission, before = rounds[case.round], rounds.get(case.round - 1)
        diff = compare(before.content, submission.content) if before else []
        warnings = find_warnings(submission.content, submission.person, submission.files)
        return {
            **content_view(submission.content, submission.files),
            "person": submission.person.to_dict(),
            "commitment_at": submission.commitment_at,
            "warnings": [one.to_dict() for one in warnings],
            "previous_round": case.round - 1 if before else None,
            "previous_attachments": _files_of(before),
            "diff": [change.to_dict() for change in diff],
        }

    def on_approved(self, uow: UnitOfWork, case: Case) -> None:
        """Make the round under review the approved record."""
        snapshots = models.Snapshot
        approved = select(snapshots.snapshot_id).where(
            snapshots.record_id == case.case_id, snapshots.round == case.round
        )
        values = {
            "approved_snapshot_id": approved.scalar_subquery(),
            "approved_at": uow.now,
            "record_version": 1,
            "returned_round": None,
            "returned_reasons": [],
            "returned_note": None,
        }
        _update_record(uow, case, values)
        uow.session.add(
            models.RecordVersion(
                record_id=case.case_id,
                version=1,
                snapshot_id=uow.session.execute(approved).scalar_one(),
                case_id=case.case_id,
                kind=self.kind,
                created_at=uow.now,
            )
        )

    def on_returned(self, uow: UnitOfWork, case: Case) -> None:
        """Keep what is to be mended until it is."""
        values = {
            "returned_round": case.round,
            "returned_reasons": case.reasons,
            "returned_note": case.note,
        }
        _update_record(uow, case, values)

    def on_forwarded(self, uow: UnitOfWork, case: Case) -> None:
        """Let the record follow, so that a resubmission reaches the authority in charge."""
        values = {
            name: getattr(case, name)
            for name in ("authority_id", "authority_name", "authority_path")
        }
        _update_record(uow, case, values)


REVIEW = CollectionReview()


def _submission(session: Session, case: Case) -> Submission:
    return find_submissions(session, case.case_id, [case.round])[case.round]


def _files_of(submission: Submission | None) -> list[dict[str, Any]]:
    return files_view(submission.files) if submission else []


def _update_record(uow: UnitOfWork, case: Case, values: dict[str, Any]) -> None:
    table = models.Record
    uow.session.execute(
        update(table).where(table.record_id == case.case_id).values(updated_at=uow.now, **values)
    )
