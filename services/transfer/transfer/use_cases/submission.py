"""Ask for a transfer, and take the request back (R5.1, R5.2.2)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from casework.cases.kinds import Authority
from casework.cases.use_cases import submit_case, withdraw_case
from casework.domain.applicants import Applicant
from casework.domain.states import Action
from casework.reservations import Reservation
from chassis.db import UnitOfWork, violated_constraint
from chassis.storage.bucket import StagedFile
from contracts.case_kinds import TRANSFER
from contracts.errors import Conflict, NotFound
from sqlalchemy.exc import IntegrityError

from transfer.domain.authorities import RegionalAuthority
from transfer.domain.eligibility import SAME_AUTHORITY, Blocker, blocker_of
from transfer.domain.policies import OUT_THEN_IN
from transfer.models import ONE_OPEN_EACH, Proof, Transfer
from transfer.review_kinds import REVIEW, aim
from transfer.use_cases.policies import policy_in_force

# Collection may ask for the case as soon as the reservation has expired: by then it must be there.
COMMIT_MARGIN = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Application:
    """Everything that a transfer is made of, checked, and its reservation."""

    transfer_id: str
    applicant: Applicant
    reason: str
    details: Mapping[str, Any]
    remark: str | None
    origin: RegionalAuthority
    target: RegionalAuthority
    proofs: Sequence[StagedFile]
    reservation: Reservation


def submit_transfer(
    uow: UnitOfWork, transfer_id: str, application: Application | None
) -> dict[str, Any]:
    """Store a transfer and submit its case; None says that this has been done before.

    Raises Conflict when the reservation is about to expire, or when another transfer of the
    person is open after all.
    """
    if application is None:
        return {"transfer_id": transfer_id}
    if not application.reservation.lasts(uow.now, COMMIT_MARGIN):
        raise Conflict("transfer.hold_expired")
    if application.origin.authority_id == application.target.authority_id:
        raise refused([SAME_AUTHORITY])
    policy = policy_in_force(uow.session).policy
    uow.session.add(_transfer(uow, application, policy))
    uow.session.add_all(_proofs(uow, application))
    try:
        _submit_case(uow, application, policy)
        uow.session.flush()
    except IntegrityError as error:
        raise _refusal(error) from error
    return {"transfer_id": transfer_id}


def _submit_case(uow: UnitOfWork, application: Application, policy: str) -> None:
    first, action = application.target, Action.SUBMIT
    if policy == OUT_THEN_IN:
        first, action = application.origin, Action.ASK_ORIGIN_CONSENT
    authority = Authority(first.authority_id, first.name, first.path)
    submit_case(
        uow,
        REVIEW,
        application.transfer_id,
        application.applicant,
        authority,
        action=action,
        employers=application.reservation.employers,
    )


def _refusal(error: IntegrityError) -> Exception:
    if violated_constraint(error) != ONE_OPEN_EACH:
        return error
    return refused([blocker_of(TRANSFER)])


def refused(blockers: Sequence[Blocker]) -> Conflict:
    """Return the refusal that names what stands in the way."""
    details = {"blockers": [blocker.to_dict() for blocker in blockers]}
    return Conflict("transfer.not_eligible", details=details)


def _transfer(uow: UnitOfWork, application: Application, policy: str) -> Transfer:
    origin = application.origin
    transfer = Transfer(
        transfer_id=application.transfer_id,
        person_id=application.applicant.person_id,
        reason=application.reason,
        policy=policy,
        from_authority_id=origin.authority_id,
        from_authority_name=origin.name,
        from_authority_path=origin.path,
        from_region_code=origin.region_code,
        details=json.dumps(dict(application.details), ensure_ascii=False),
        remark=application.remark,
        submitted_at=uow.now,
    )
    aim(transfer, application.target)
    return transfer


def _proofs(uow: UnitOfWork, application: Application) -> list[Proof]:
    copied = ("attachment_id", "kind", "file_name", "media_type", "size", "sha256")
    return [
        Proof(
            transfer_id=application.transfer_id,
            place=place,
            person_id=application.applicant.person_id,
            claimed_at=uow.now,
            width=file.width,
            height=file.height,
            **{name: getattr(file, name) for name in copied},
        )
        for place, file in enumerate(application.proofs)
    ]


def withdraw_transfer(
    uow: UnitOfWork, transfer_id: str, person_id: str, expected_version: int | None
) -> dict[str, Any]:
    """Take a transfer back that no reviewer has claimed; a repeat changes nothing."""
    transfer = uow.session.get(Transfer, transfer_id)
    if transfer is None or transfer.person_id != person_id:
        raise NotFound("transfer.not_found")
    withdraw_case(uow, REVIEW, transfer_id, person_id, expected_version)
    return {"transfer_id": transfer_id}
