"""Methods by which a person applies for credits, and a reviewer approves the application."""

from typing import Any

from casework.quality.entrypoints import OversightEntrypoints
from chassis.clock import utc_now
from chassis.service import rpc
from chassis.validation import load, load_lenient, raise_if
from contracts.case_kinds import CREDIT
from contracts.errors import Violation
from contracts.schemas.changes import CreditApplicationBody, CreditApproveBody

from changes.domain import credits as rules
from changes.entrypoints.base import Methods, today
from changes.queries import credits as queries
from changes.use_cases import credits as use_cases


class CreditMethods(Methods):
    """The person's own credit applications."""

    @rpc
    def submit_credit_application(self, body: Any) -> dict[str, Any]:
        """Apply for credits; they are computed by the table."""
        person_id = self.db.context.require_person()
        application_id = self._case_id("submit_credit_application")
        values = _checked(body)
        use_cases.submit_credit_application(self.ports, person_id, application_id, values)
        return self._application(application_id, person_id)

    @rpc
    def list_credit_applications(
        self, year: int | None = None, cursor: str | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Return one page of the person's applications and each year's credits."""
        return self.db.read(
            queries.list_credit_applications,
            self.db.context.require_person(),
            year,
            cursor,
            limit,
            utc_now(),
        )

    @rpc
    def get_credit_application(self, application_id: str) -> dict[str, Any]:
        """Return one application with its proofs."""
        return self._application(application_id, self.db.context.require_person())

    @rpc
    def withdraw_credit_application(self, application_id: str) -> dict[str, Any]:
        """Withdraw an application that no reviewer has claimed."""
        person_id = self.db.context.require_person()
        self.db.run(use_cases.withdraw_credit_application, application_id, person_id)
        return self._application(application_id, person_id)

    def _application(self, application_id: str, person_id: str) -> dict[str, Any]:
        return self.db.read(queries.get_credit_application, application_id, person_id, utc_now())


class CreditReviewMethods(OversightEntrypoints):
    """Reviewing as everywhere; the approval of an application may grant other credits."""

    @rpc
    def approve_review(
        self,
        kind: str,
        case_id: str,
        body: dict[str, Any] | None = None,
        expected_version: int | None = None,
    ) -> dict[str, Any]:
        """Approve a claimed case."""
        if kind != CREDIT:
            return super().approve_review(kind, case_id, body, expected_version)
        values = load(CreditApproveBody, body or {})
        return self._decide(
            use_cases.approve_credit,
            kind,
            case_id,
            granted=values["credits"],
            note=values["note"],
            expected_version=expected_version,
        )


def _checked(body: Any) -> dict[str, Any]:
    values, violations = load_lenient(CreditApplicationBody, body)
    violations = [*violations, *_check_twice(values.get("proof_ids") or [])]
    if {"kind", "year", "achieved_on"} <= values.keys():
        wrong = {one.field for one in violations}
        achievement = rules.Achievement.of(values)
        found = rules.check(achievement, today())
        violations += [one for one in found if one.field not in wrong]
    raise_if(violations)
    return values


def _check_twice(ids: list[str]) -> list[Violation]:
    return [
        Violation(f"proof_ids[{index}]", "changes.proof_twice")
        for index, one in enumerate(ids)
        if one in ids[:index]
    ]
