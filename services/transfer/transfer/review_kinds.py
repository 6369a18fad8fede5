"""Transfer as a kind of reviewed case (审核)."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from casework.cases.applicant_indexes import ApplicantIndexes
from casework.cases.kinds import Authority, Case, IdentityCaller, ReviewKind
from casework.cases.views import event_data
from casework.domain.states import Action
from chassis.clock import to_wire
from chassis.db import UnitOfWork
from contracts.case_kinds import TRANSFER
from contracts.errors import ValidationFailed, Violation
from contracts.reference.authorities import find_authority
from contracts.reference.dictionaries import name_of
from sqlalchemy import select
from sqlalchemy.orm import Session

from transfer import models
from transfer.clients import fetch_person
from transfer.domain.authorities import RegionalAuthority
from transfer.domain.reasons import LABELS, find_items
from transfer.models import Proof, Transfer
from transfer.queries import views


class TransferReview(ReviewKind):
    """Binds the reviewed case to the transfer of the same id."""

    kind = TRANSFER
    case_model = models.Case
    event_model = models.CaseEvent
    policy_model = models.CasePolicy
    second_review_model = models.SecondReview
    event_names: ClassVar[Mapping[Action, str]] = {
        Action.SUBMIT: "transfer_submitted",
        Action.WITHDRAW: "transfer_withdrawn",
        Action.APPROVE: "transfer_approved",
        Action.RETURN: "transfer_returned",
        Action.FORWARD: "transfer_forwarded",
    }
    applicant_indexes = ApplicantIndexes("transfer.name", "transfer.id_number")

    def facts(self, service: IdentityCaller, case: dict[str, Any]) -> dict[str, Any]:
        """Return who the person is."""
        return {"person": fetch_person(service.identity_rpc, case["person_id"])}

    def items(self, session: Session, case: Case) -> dict[str, str]:
        """Return what can be objected to."""
        transfer = _transfer_of(session, case)
        proofs = {
            proof.attachment_id: name_of("attachment_kind", proof.kind)
            for proof in _proofs_of(session, case)
        }
        return find_items(transfer.reason, json.loads(transfer.details), proofs)

    def data(self, session: Session, case: Case, facts: dict[str, Any]) -> dict[str, Any]:
        """Return what the person asks for, with its proofs."""
        transfer = _transfer_of(session, case)
        return {
            **views.content_view(transfer, _proofs_of(session, case)),
            **views.full_view(transfer),
            "labels": LABELS[transfer.reason],
            "person": facts["person"],
        }

    def titles(self, session: Session, cases: Sequence[Case]) -> dict[str, str]:
        """Return where each transfer leads."""
        ids = [case.case_id for case in cases]
        found = session.scalars(select(Transfer).where(Transfer.transfer_id.in_(ids)))
        return {one.transfer_id: f"调往{one.target.to_dict()['full_name']}" for one in found}

    def event_facts(self, session: Session, case: Case) -> dict[str, Any]:
        """Return the reason and both ends of the transfer."""
        transfer = _transfer_of(session, case)
        ends = [f"{end}_authority_{p}" for end in ("from", "to") for p in ("id", "name", "path")]
        return {
            "reason": transfer.reason,
            "policy": transfer.policy,
            "submitted_at": to_wire(transfer.submitted_at),
            **{name: getattr(transfer, name) for name in ends},
        }

    def next_authority(self, session: Session, case: Case) -> Authority:
        """Return the authority that is to take the person in."""
        target = _transfer_of(session, case).target
        return Authority(target.authority_id, target.name, target.path)

    def on_origin_consented(self, uow: UnitOfWork, case: Case) -> None:
        """Publish that the present authority consents."""
        facts = self.event_facts(uow.session, case)
        uow.publish("transfer_released", event_data(case) | facts)

    def on_forwarded(self, uow: UnitOfWork, case: Case) -> None:
        """Make the authority that the case went to the target; raises ValidationFailed for the origin."""
        transfer = _transfer_of(uow.session, case)
        if case.authority_id == transfer.from_authority_id:
            raise ValidationFailed.of([Violation("authority_id", "transfer.same_authority")])
        transfer.lead_to(_authority_of(case))

    def on_approved(self, uow: UnitOfWork, case: Case) -> None:
        """Keep when the transfer took effect."""
        _transfer_of(uow.session, case).effective_at = uow.now


REVIEW = TransferReview()


def _authority_of(case: Case) -> RegionalAuthority:
    authority_id = case.authority_id or ""
    known = find_authority(authority_id)
    # One that was founded since has no region here and is shown by its name.
    region_code = known.region_code if known else None
    return RegionalAuthority(
        authority_id, case.authority_name or "", case.authority_path or "", region_code
    )


def _transfer_of(session: Session, case: Case) -> Transfer:
    return session.get_one(Transfer, case.case_id)


def _proofs_of(session: Session, case: Case) -> list[Proof]:
    statement = select(Proof).where(Proof.transfer_id == case.case_id).order_by(Proof.position)
    return list(session.scalars(statement))
