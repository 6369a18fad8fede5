"""Mend what was registered, before the verification (ADR 0077)."""

import json
from dataclasses import asdict
from typing import Any

from casework import audit
from chassis.db import Db, UnitOfWork
from chassis.validation import load_lenient, raise_if
from contracts.errors import NotFound, PreconditionFailed, Violation
from contracts.platform import local_date
from contracts.schemas.identity import IdentityCorrection as Form
from contracts.values.id_numbers import lasting_part
from contracts.values.masking import looks_masked
from contracts.values.text import code_text
from sqlalchemy import select

from identity.claims import find_taken
from identity.domain.corrections import ASKED, Identity, check_correction, reason_for
from identity.domain.quotas import CORRECTION
from identity.models import Account, IdentityCorrection, RealNameCase
from identity.queries.corrections import find_past, get_identity, identity_of
from identity.use_cases.quotas import use_quotas


def correct(
    db: Db, person_id: str, body: dict[str, Any], expected_version: int | None
) -> dict[str, Any]:
    """Mend what was registered and return it as it is now.

    Takes the database: that somebody asks about another number counts though it is refused.
    """
    form, violations = load_lenient(Form, body)
    with db.unit_of_work() as uow:
        _count_number(uow, person_id, form.get("id_number"))
    db.run(correct_identity, person_id, form, violations, expected_version)
    return db.read(get_identity, person_id)


def correct_identity(
    uow: UnitOfWork,
    person_id: str,
    form: dict[str, Any],
    violations: list[Violation],
    expected_version: int | None = None,
) -> dict[str, Any]:
    """Store a correction; what is sent as it is changes nothing and does not count.

    Raises ValidationFailed with all that is wrong, Conflict where nothing may be mended any more.
    """
    account = _lock(uow, person_id)
    if expected_version is not None and expected_version != account.version:
        raise PreconditionFailed(details={"current_version": account.version})
    present, past = identity_of(account), find_past(uow.session, account)
    wanted, violations = check_correction(form, violations, present, local_date(uow.now))
    changed = wanted.differences(present) if wanted else ()
    if wanted is None or changed:
        reason = reason_for(changed, present, past)
        raise_if(violations)
        assert wanted is not None  # else there were violations
        raise_if(find_taken(uow, wanted.identity_key, person_id))
        _store(uow, account, present, wanted, reason)
        _record(uow, person_id, changed, reason)
    return {}


def _store(
    uow: UnitOfWork, account: Account, present: Identity, wanted: Identity, reason: str
) -> None:
    uow.session.add(
        IdentityCorrection(
            correction_id=uow.new_id(),
            person_id=account.person_id,
            reason=reason,
            asked_round=_round_of(uow, account) if reason == ASKED else None,
            before=json.dumps(asdict(present), ensure_ascii=False),
            after=json.dumps(asdict(wanted), ensure_ascii=False),
            corrected_at=uow.now,
        )
    )
    for name, value in asdict(wanted).items():
        setattr(account, name, value)
    account.identity_index = wanted.identity_key  # type: ignore[assignment]
    account.number_index = lasting_part(wanted.id_type, wanted.id_number)  # type: ignore[assignment]
    account.version += 1


def _record(uow: UnitOfWork, person_id: str, changed: tuple[str, ...], reason: str) -> None:
    act = audit.Act("identity_corrected", person_id, fields=changed, details={"reason": reason})
    audit.record(uow, act)


def _lock(uow: UnitOfWork, person_id: str) -> Account:
    account = uow.session.get(Account, person_id, with_for_update=True)
    if account is None:
        raise NotFound("identity.person_not_found")
    return account


def _round_of(uow: UnitOfWork, account: Account) -> int | None:
    of_person = RealNameCase.person_id == account.person_id
    return uow.session.scalar(select(RealNameCase.round).where(of_person))


def _count_number(uow: UnitOfWork, person_id: str, number: str | None) -> None:
    """Count another number than one's own: the answer says whether its owner is verified."""
    account = uow.session.get(Account, person_id)
    if account is None or not number or looks_masked(number):
        return
    if code_text(number) != account.id_number:
        use_quotas(uow, (CORRECTION,), {CORRECTION.scope: person_id})
