"""What casework needs to know of the kind `real_name`."""

from collections.abc import Mapping
from typing import Any, ClassVar

from casework.cases.applicant_indexes import ApplicantIndexes
from casework.cases.kinds import Case, ReviewKind
from casework.domain.states import Action
from chassis.clock import to_wire
from chassis.db import UnitOfWork
from contracts import case_kinds
from contracts.attachments import ATTACHMENT_RULES
from contracts.real_name import MANUAL, PHOTO_KINDS
from contracts.values.id_numbers import number_core
from sqlalchemy import select
from sqlalchemy.orm import Session

from identity.claims import Claims, lock_claims, lock_number_and_cases, take_number
from identity.domain.corrections import items_of
from identity.domain.real_name import next_status, required_photos
from identity.models import (
    Account,
    CasePolicy,
    RealNameCase,
    RealNameCaseEvent,
    SecondReview,
)
from identity.queries.corrections import list_corrections

_LABELS = {
    **{photo: ATTACHMENT_RULES[kind].title for photo, kind in PHOTO_KINDS.items()},
    "authority": "会计管理部门",
}


class RealNameReview(ReviewKind):
    """Real-name verification by photos, reviewed by the authority that the person chose."""

    kind = case_kinds.REAL_NAME
    case_model = RealNameCase
    event_model = RealNameCaseEvent
    policy_model = CasePolicy
    second_review_model = SecondReview
    applicant_indexes = ApplicantIndexes(
        "identity.case_name",
        "identity.case_number",
        stored_number=number_core,
        searched_number=number_core,
    )
    event_names: ClassVar[Mapping[Action, str]] = {
        Action.SUBMIT: "real_name_submitted",
        Action.RETURN: "real_name_returned",
        Action.FORWARD: "real_name_forwarded",
    }

    def items(self, session: Session, case: Case) -> dict[str, str]:
        """Return what can be returned: what is registered, the photos of it, and the authority."""
        assert isinstance(case, RealNameCase)
        account = session.get_one(Account, case.person_id)
        shown = {*required_photos(account.id_type), *case.photo_ids(), "authority"}
        photos = {item: label for item, label in _LABELS.items() if item in shown}
        return {**items_of(account.id_type), **photos}

    def data(self, session: Session, case: Case, facts: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG002
        """Return the registered identity beside the photos.

        The number is shown in full: comparing it with the photographed one is the review.
        """
        assert isinstance(case, RealNameCase)
        account = session.get_one(Account, case.person_id)
        return {
            "person": {
                "name": account.name,
                "id_type": account.id_type,
                "id_number": account.id_number,
                "gender": account.gender,
                "birth_date": account.birth_date,
                "nationality": account.nationality,
                "registered_at": to_wire(account.created_at),
            },
            "corrections": list_corrections(session, account.person_id),
            "photos": [
                {"slot": slot, "kind": PHOTO_KINDS[slot], "attachment_id": attachment_id}
                for slot, attachment_id in case.photo_ids().items()
            ],
        }

    def lock_for_approval(self, uow: UnitOfWork, case_id: str) -> None:
        """Lock the number and the cases of all who claim it: an approval closes the others'."""
        of_case = select(RealNameCase.person_id).where(RealNameCase.case_id == case_id)
        person_id = uow.session.scalar(of_case)
        if person_id is not None:
            lock_number_and_cases(uow, person_id)

    def on_approved(self, uow: UnitOfWork, case: Case) -> None:
        """Set the account verified and publish it."""
        set_verified(uow, lock_claims(uow, case.person_id), MANUAL, "approve")

    def on_returned(self, uow: UnitOfWork, case: Case) -> None:
        """Let the person submit again."""
        account = uow.session.get_one(Account, case.person_id, with_for_update=True)
        account.real_name_status = next_status(account.real_name_status, "return")
        account.version += 1


REAL_NAME = RealNameReview()


def set_verified(uow: UnitOfWork, claims: Claims, method: str, action: str) -> None:
    """Set an account verified and publish it: the one place, whoever has verified it.

    Other accounts that claim the number lose it. Raises Conflict where another was faster.
    """
    account = claims.account
    verified_status = next_status(account.real_name_status, action)
    take_number(uow, REAL_NAME, claims)
    account.real_name_status = verified_status
    account.real_name_method = method
    account.verified_at = uow.now
    account.version += 1
    verified = {"person_id": account.person_id, "method": method}
    uow.publish("identity_verified", verified | {"verified_at": to_wire(uow.now)})
