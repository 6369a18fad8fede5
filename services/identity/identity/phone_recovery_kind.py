"""What casework needs to know of the kind `phone_recovery`."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from casework.cases.applicant_indexes import ApplicantIndexes
from casework.cases.kinds import Case, ReviewKind
from chassis.clock import to_wire
from chassis.db import UnitOfWork
from contracts import case_kinds
from contracts.attachments import ATTACHMENT_RULES
from contracts.phone_recovery import COOLING_OFF
from contracts.real_name import PHOTO_KINDS
from contracts.values.id_numbers import number_core
from contracts.values.masking import mask_phone
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from identity.claims import send_sms
from identity.derived_tokens import OBJECTION, token_of
from identity.domain.corrections import items_of
from identity.domain.phone_recoveries import (
    COOLING_OFF_LASTS,
    Claim,
    Registered,
    ensure_approvable,
    in_words,
)
from identity.domain.real_name import required_photos
from identity.models import (
    Account,
    CasePolicy,
    PhoneRecoveryCase,
    PhoneRecoveryCaseEvent,
    SecondReview,
)

# The details fit no account, or another than the photos show.
ACCOUNT_ITEM = "account"
_CORRECTED_ITEMS = ("person.name", "person.id_type", "person.id_number", "person.nationality")
_NAMED_IN_SMS = 2


@dataclass(slots=True)
class Terms:
    """What the operator has set: the cooling-off, and where the pages are."""

    cooling_off: timedelta = COOLING_OFF_LASTS
    site_address: str = ""


class PhoneRecoveryReview(ReviewKind):
    """Another number for an account, proved by photos; an approval begins the cooling-off."""

    kind = case_kinds.PHONE_RECOVERY
    case_model = PhoneRecoveryCase
    event_model = PhoneRecoveryCaseEvent
    policy_model = CasePolicy
    second_review_model = SecondReview
    is_persons_own = False
    applicant_indexes = ApplicantIndexes(
        "identity.case_name",
        "identity.case_number",
        stored_number=number_core,
        searched_number=number_core,
    )

    def __init__(self) -> None:
        self.terms = Terms()

    def items(self, session: Session, case: Case) -> dict[str, str]:  # noqa: ARG002
        """Return what can be returned: what was filled in, the photos, the account."""
        assert isinstance(case, PhoneRecoveryCase)
        of_form = {
            item: title
            for item, title in items_of(case.id_type).items()
            if item in _CORRECTED_ITEMS
        }
        shown = {*required_photos(case.id_type), *case.photo_ids()}
        photos = {
            slot: ATTACHMENT_RULES[k].title for slot, k in PHOTO_KINDS.items() if slot in shown
        }
        return {**of_form, **photos, ACCOUNT_ITEM: "平台账号"}

    def data(self, session: Session, case: Case, facts: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG002
        """Return what the applicant filled in, the photos, and the account that it fits.

        The number is shown in full: comparing it with the photographed one is the review.
        """
        assert isinstance(case, PhoneRecoveryCase)
        return {
            "person": {
                "name": case.name,
                "id_type": case.id_type,
                "id_number": case.id_number,
                "nationality": case.nationality,
                "phone": mask_phone(case.new_phone),
            },
            "account": _account_view(find_account(session, case)),
            "photos": [
                {"slot": slot, "kind": PHOTO_KINDS[slot], "attachment_id": attachment_id}
                for slot, attachment_id in case.photo_ids().items()
            ],
            "change": {
                "status": case.phase,
                "effective_at": to_wire(case.effective_at) if case.effective_at else None,
            },
        }

    def on_approved(self, uow: UnitOfWork, case: Case) -> None:
        """Begin the cooling-off, and tell the account, its number and the new one."""
        assert isinstance(case, PhoneRecoveryCase)
        account = lock_account(uow, case)
        pending = exists().where(
            PhoneRecoveryCase.account_id == case.account_id,
            PhoneRecoveryCase.phase == COOLING_OFF,
        )
        has_pending = bool(uow.session.scalar(select(pending)))
        claim = claim_of(case)
        ensure_approvable(claim, registered(account), case.new_phone, has_pending=has_pending)
        case.phase = COOLING_OFF
        case.effective_at = uow.now + self.terms.cooling_off
        assert account is not None
        self._announce(uow, case, account)

    def on_returned(self, uow: UnitOfWork, case: Case) -> None:
        """Tell the applicant, who has nothing but the new number."""
        assert isinstance(case, PhoneRecoveryCase)
        labels = list(dict.fromkeys(one["item_label"] for one in case.reasons))
        items = "、".join(labels[:_NAMED_IN_SMS])
        send_sms(uow, "phone_recovery_returned_sms", case.new_phone, items=items)

    def _announce(self, uow: UnitOfWork, case: PhoneRecoveryCase, account: Account) -> None:
        assert case.effective_at is not None
        until = in_words(case.effective_at)
        if account.phone:
            token = token_of(case.case_id, OBJECTION)
            link = f"{self.terms.site_address}/recover-phone/objections/{case.case_id}/{token}"
            notice = {"tail": case.new_phone[-4:], "until": until, "link": link}
            send_sms(uow, "phone_recovery_notice_sms", account.phone, **notice)
        send_sms(uow, "phone_recovery_approved_sms", case.new_phone, until=until)
        told = {"person_id": account.person_id, "until": until}
        uow.publish("phone_recovery_approved", told | {"masked_phone": mask_phone(case.new_phone)})


PHONE_RECOVERY = PhoneRecoveryReview()


def claim_of(case: PhoneRecoveryCase) -> Claim:
    """Return whom the applicant named."""
    return Claim(case.id_type, case.id_number, case.nationality, case.name)


def registered(account: Account | None) -> Registered | None:
    """Return what an account has now, with an empty key where its number was lost."""
    if account is None:
        return None
    of_account = Claim(account.id_type, account.id_number, account.nationality, account.name)
    key = of_account.identity_key if account.id_number else ""
    return Registered(key, account.name, account.phone)


def lock_account(uow: UnitOfWork, case: PhoneRecoveryCase) -> Account | None:
    """Return the account that the details fitted, locked."""
    if case.account_id is None:
        return None
    return uow.session.get(Account, case.account_id, with_for_update=True, populate_existing=True)


def find_account(session: Session, case: PhoneRecoveryCase) -> Account | None:
    """Return the account that the details fitted."""
    return session.get(Account, case.account_id) if case.account_id else None


def _account_view(account: Account | None) -> dict[str, Any] | None:
    if account is None:
        return None
    return {
        "real_name_status": account.real_name_status,
        "registered_at": to_wire(account.created_at),
        "verified_at": to_wire(account.verified_at) if account.verified_at else None,
        "masked_phone": mask_phone(account.phone),
    }
