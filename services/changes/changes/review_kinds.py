"""What reviewers decide here: changes, credit applications, rewards and penalties."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from casework.cases.applicant_indexes import ApplicantIndexes
from casework.cases.kinds import Case, IdentityCaller, ReviewKind
from casework.cases.views import event_data
from casework.clients import fetch_applicant
from casework.domain.field_changes import FieldChange
from casework.domain.policies import CasePolicy, is_low_risk
from casework.domain.states import Action
from chassis.crypto import cipher
from chassis.db import UnitOfWork
from contracts import case_kinds
from contracts.record_fields import RECORD_FIELDS
from contracts.reference import name_of
from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from changes import models
from changes.domain.comparison import compare
from changes.domain.field_policies import LOW_RISK
from changes.domain.requests import MODIFY
from changes.queries import views
from changes.queries.files import file_view, list_files

SEALED_FOR = "change"
BUCKET = "changes"


class PersonReview(ReviewKind):
    """A kind whose reviewer compares the application with the person's registered data."""

    policy_model = models.CasePolicy
    second_review_model = models.SecondReview

    applicant_indexes = ApplicantIndexes("changes.name", "changes.id_number")

    def facts(self, service: IdentityCaller, case: dict[str, Any]) -> dict[str, Any]:
        """Fetch the person's registered data."""
        return {"person": fetch_applicant(service.identity_rpc, case["person_id"]).to_dict()}


class ChangeReview(PersonReview):
    """Binds the case to the change of the same id."""

    kind = case_kinds.CHANGE
    case_model = models.ChangeCase
    event_model = models.ChangeCaseEvent
    event_names: ClassVar[dict[Action, str]] = {
        Action.SUBMIT: "change_submitted",
        Action.RETURN: "change_returned",
        Action.FORWARD: "change_forwarded",
        Action.WITHDRAW: "change_withdrawn",
    }

    first_policy = CasePolicy(bulk_approve=True, bulk_fields=LOW_RISK)

    def titles(self, session: Session, cases: Sequence[Case]) -> dict[str, str]:
        """Return the page and the kind of each change."""
        table = models.Change
        statement = select(table.change_id, table.section, table.action)
        found = session.execute(statement.where(table.change_id.in_(ids_of(cases))))
        return {
            row.change_id: f"{views.section_name(row.section)}："
            f"{name_of('change_action', row.action)}"
            for row in found
        }

    def bulk_choices(self) -> dict[str, str]:
        """Return all fields but those that are always reviewed."""
        return {
            f"{section}.{field.name}": f"{views.section_name(section)}：{field.title}"
            for section, fields in RECORD_FIELDS.items()
            for field in fields.values()
            if not field.fixed
        }

    def find_bulk_obstacle(self, session: Session, case: Case, policy: CasePolicy) -> str | None:
        """Return what keeps a change from being approved unseen: a row that comes or goes, a risk."""
        change = session.get_one(models.Change, case.case_id)
        touched = frozenset(f"{change.section}.{one.field}" for one in _differences(change))
        harmless = change.action == MODIFY and is_low_risk(touched, policy)
        return None if harmless else "casework.bulk_not_low_risk"

    def items(self, session: Session, case: Case) -> dict[str, str]:
        """Return the change as a whole, and each field that it touches."""
        change = session.get_one(models.Change, case.case_id)
        found = _differences(change)
        whole = {"change": f"{views.section_name(change.section)}：整个申请"}
        return whole | {one.field: one.label for one in found}

    def data(self, session: Session, case: Case, facts: dict[str, Any]) -> dict[str, Any]:
        """Return before and after in full, field by field, with old and new files."""
        change = session.get_one(models.Change, case.case_id)
        return {**facts, **views.change_head(change), **views.change_content(change, masked=False)}

    def on_approved(self, uow: UnitOfWork, case: Case) -> None:
        """Hand the new values to the record."""
        change = uow.session.get_one(models.Change, case.case_id)
        publish_change_approved(uow, change, event_data(case))


class CreditReview(PersonReview):
    """Binds the case to the credit application; `granted` replaces the computed credits."""

    kind = case_kinds.CREDIT
    case_model = models.CreditCase
    event_model = models.CreditCaseEvent
    event_names: ClassVar[dict[Action, str]] = {
        Action.SUBMIT: "credit_submitted",
        Action.RETURN: "credit_returned",
        Action.FORWARD: "credit_forwarded",
        Action.WITHDRAW: "credit_withdrawn",
    }

    def titles(self, session: Session, cases: Sequence[Case]) -> dict[str, str]:
        """Return what the credits are for."""
        table = models.CreditApplication
        return _titles_in(session, table.application_id, table.title, cases)

    def __init__(self, granted: int | None = None) -> None:
        self.granted = granted

    def items(self, session: Session, case: Case) -> dict[str, str]:  # noqa: ARG002
        """Return what an application consists of."""
        return {
            "application": "整个申请",
            "details": "事项名称、日期和身份或数量",
            "proofs": "证明材料",
        }

    def data(self, session: Session, case: Case, facts: dict[str, Any]) -> dict[str, Any]:
        """Return the application with its proofs and the credits by the table."""
        row = session.get_one(models.CreditApplication, case.case_id)
        files = list_files(session, case.case_id)
        return {**facts, **views.credit_content(row), "proofs": [file_view(one) for one in files]}

    def on_approved(self, uow: UnitOfWork, case: Case) -> None:
        """Grant the credits."""
        row = uow.session.get_one(models.CreditApplication, case.case_id)
        row.granted_credits = self.granted or row.computed_credits
        details = {"year": row.year, "granted_credits": row.granted_credits}
        uow.publish("credit_approved", {**event_data(case), **details})


class RewardPenaltyReview(PersonReview):
    """Binds the case to the entry that other staff recorded."""

    kind = case_kinds.REWARD_PENALTY
    case_model = models.RewardPenaltyCase
    event_model = models.RewardPenaltyCaseEvent
    event_names: ClassVar[dict[Action, str]] = {
        Action.SUBMIT: "reward_penalty_submitted",
        Action.APPROVE: "reward_penalty_approved",
        Action.RETURN: "reward_penalty_returned",
    }

    def titles(self, session: Session, cases: Sequence[Case]) -> dict[str, str]:
        """Return what the reward or penalty is called."""
        table = models.RewardPenalty
        return _titles_in(session, table.entry_id, table.title, cases)

    def items(self, session: Session, case: Case) -> dict[str, str]:  # noqa: ARG002
        """Return what an entry consists of."""
        return {"entry": "整条登记", "person": "登记对象", "decision": "名称、依据、日期和决定机关"}

    def data(self, session: Session, case: Case, facts: dict[str, Any]) -> dict[str, Any]:
        """Return the entry as it was recorded."""
        row = session.get_one(models.RewardPenalty, case.case_id)
        return {**facts, **views.entry_content(row), "recorded_by_name": row.recorded_by_name}


CHANGE = ChangeReview()
CREDIT = CreditReview()
REWARD_PENALTY = RewardPenaltyReview()
REVIEWS: Mapping[str, ReviewKind] = {one.kind: one for one in (CHANGE, CREDIT, REWARD_PENALTY)}


def ids_of(cases: Sequence[Case]) -> list[str]:
    """Return the ids of cases, which are those of what they are about."""
    return [case.case_id for case in cases]


def _titles_in(
    session: Session,
    key: InstrumentedAttribute[str],
    title: InstrumentedAttribute[str],
    cases: Sequence[Case],
) -> dict[str, str]:
    found = session.execute(select(key, title).where(key.in_(ids_of(cases))))
    return dict(found.tuples().all())


def _differences(change: models.Change) -> list[FieldChange]:
    return compare(change.section, change.object_id, change.before, change.after)


def publish_change_approved(uow: UnitOfWork, change: models.Change, case: dict[str, Any]) -> None:
    """Publish the new values, and which files collection takes over; they travel sealed."""
    details = {**effect_of(uow.session, change), "mode": change.review_mode}
    uow.publish("change_approved", {**case, **details})


def effect_of(session: Session, change: models.Change) -> dict[str, Any]:
    """Return what an approved change does to the record, the values sealed."""
    files = [
        {**file_view(row), "key": row.key, "sha256": row.sha256}
        for row in list_files(session, change.change_id)
    ]
    content = {"after": change.after.values, "new_files": files, "bucket": BUCKET}
    return {
        "section": change.section,
        "action": change.action,
        "object_id": change.object_id,
        "base_version": change.base_version,
        "after_sealed": cipher().seal(json.dumps(content, ensure_ascii=False), SEALED_FOR),
    }
