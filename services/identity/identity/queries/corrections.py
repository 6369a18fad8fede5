"""What is registered of a person before the verification, and how it was mended."""

import json
from collections.abc import Sequence
from typing import Any

from chassis.clock import to_wire
from contracts.errors import NotFound
from contracts.real_name import RETURNED, UNVERIFIED
from contracts.record_fields import PERSON_TITLES
from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from identity.domain.corrections import (
    ASKED,
    CORRECTABLE,
    OWN,
    Identity,
    Past,
    asked_fields,
    may_correct,
)
from identity.domain.real_name import available_actions
from identity.models import Account, IdentityCorrection, RealNameCase

# Each return brings one more; a page shows no more of them.
_MOST_SHOWN = 50


def get_identity(session: Session, person_id: str) -> dict[str, Any]:
    """Return what is registered of a person, masked, with all corrections."""
    account = session.get(Account, person_id)
    if account is None:
        raise NotFound("identity.person_not_found")
    identity, past = identity_of(account), find_past(session, account)
    masked = identity.masked(CORRECTABLE)
    return {
        **{name: masked[name] for name in ("id_type", "nationality", "gender", "birth_date")},
        "masked_name": masked["name"],
        "masked_id_number": masked["id_number"],
        "real_name_status": account.real_name_status,
        "corrections_left": past.left,
        "to_correct": list(past.asked),
        "missing_details": account.missing_details,
        "corrections": list_corrections(session, person_id),
        "available_actions": actions_of(account, past),
        "version": account.version,
    }


def identity_of(account: Account) -> Identity:
    """Return who a person is by what was registered."""
    return Identity(**{name: getattr(account, name) for name in CORRECTABLE})


def find_past(session: Session, account: Account) -> Past:
    """Return what has been mended so far and what the last return asks for."""
    return find_pasts(session, [account])[account.person_id]


def find_pasts(session: Session, accounts: Sequence[Account]) -> dict[str, Past]:
    """Return of each account what has been mended so far and what the last return asks for."""
    open_ones = [one for one in accounts if one.real_name_status in (UNVERIFIED, RETURNED)]
    own = _count_own(session, [one.person_id for one in open_ones])
    returned = [one.person_id for one in open_ones if one.real_name_status == RETURNED]
    asked = _find_asked(session, returned) if returned else {}
    return {
        one.person_id: Past(
            one.real_name_status, own.get(one.person_id, 0), asked.get(one.person_id, ())
        )
        for one in accounts
    }


def _count_own(session: Session, person_ids: Sequence[str]) -> dict[str, int]:
    if not person_ids:
        return {}
    counted = (
        select(IdentityCorrection.person_id, func.count().label("own"))
        .where(IdentityCorrection.person_id.in_(person_ids), IdentityCorrection.reason == OWN)
        .group_by(IdentityCorrection.person_id)
    )
    return {row.person_id: row.own for row in session.execute(counted)}


def _find_asked(session: Session, person_ids: Sequence[str]) -> dict[str, list[str]]:
    """Return what the last returns ask for and has not been mended since."""
    is_done = exists().where(
        IdentityCorrection.person_id == RealNameCase.person_id,
        IdentityCorrection.reason == ASKED,
        IdentityCorrection.asked_round == RealNameCase.round,
    )
    reasons = select(RealNameCase.person_id, RealNameCase.reasons).where(
        RealNameCase.person_id.in_(person_ids), ~is_done
    )
    return {person_id: asked_fields(found) for person_id, found in session.execute(reasons)}


def actions_of(account: Account, past: Past) -> list[str]:
    """Return what a person can do about their own identity now, the most urgent first."""
    correct = ["correct_identity"] if may_correct(identity_of(account), past) else []
    submit = available_actions(account.real_name_status) if not account.missing_details else []
    comes_first = bool(past.asked)
    ordered = [*correct, *submit] if comes_first else [*submit, *correct]
    return [*ordered, "change_phone"]


def list_corrections(session: Session, person_id: str) -> list[dict[str, Any]]:
    """Return a person's corrections, masked, the first one first."""
    rows = session.scalars(
        select(IdentityCorrection)
        .where(IdentityCorrection.person_id == person_id)
        .order_by(IdentityCorrection.corrected_at, IdentityCorrection.correction_id)
        .limit(_MOST_SHOWN)
    )
    return [_correction_view(row) for row in rows]


def _correction_view(row: IdentityCorrection) -> dict[str, Any]:
    before, after = (Identity(**json.loads(text)) for text in (row.before, row.after))
    changed = after.differences(before)
    was, now = before.masked(changed), after.masked(changed)
    return {
        "corrected_at": to_wire(row.corrected_at),
        "reason": row.reason,
        "fields": [
            {
                "field": name,
                "title": PERSON_TITLES[name],
                "before": was[name],
                "after": now[name],
            }
            for name in changed
        ],
    }
