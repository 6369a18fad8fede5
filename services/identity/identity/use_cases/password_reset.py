"""Set a new password for somebody who forgot the old one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chassis import passwords
from chassis.db import Db, UnitOfWork
from chassis.networks import network_of
from chassis.validation import load_lenient, raise_if
from contracts.errors import ValidationFailed, Violation
from contracts.schemas.identity import PasswordReset
from sqlalchemy import select

from identity.domain.password_reset import Claim, agrees, check_reset
from identity.domain.quotas import Quota
from identity.models import Account
from identity.session_end import end_all_sessions
from identity.use_cases.quotas import use_quotas
from identity.use_cases.sms_codes import (
    consume_sms_code,
    count_failed_attempt,
    lock_latest_code,
    verify_sms_code,
)

_PURPOSE = "password_reset"


@dataclass(frozen=True, slots=True)
class Proof:
    """The result of comparing a claim with the accounts."""

    person_id: str | None = None
    sms_code_id: str | None = None
    violations: tuple[Violation, ...] = ()
    disagrees: bool = False


def reset_forgotten_password(
    db: Db, body: dict[str, Any], quotas: tuple[Quota, ...]
) -> dict[str, Any]:
    """Reset the password if everything agrees with the registration.

    Takes the database: what an attempt costs stays spent though it fails. Says only that the
    details do not agree; the SMS code has a refusal of its own, since it reveals nothing of an account.
    """
    form, shape_violations = load_lenient(PasswordReset, body)
    claim, violations = check_reset(form, shape_violations)
    raise_if(violations)
    assert claim is not None
    with db.unit_of_work() as uow:
        proof = prove_claim(uow, claim, form, quotas)
    new_hash = passwords.hash(claim.new_password) if proof.person_id else ""
    return db.run(reset_password, proof=proof, password_hash=new_hash)


def prove_claim(
    uow: UnitOfWork, claim: Claim, form: Mapping[str, Any], quotas: tuple[Quota, ...]
) -> Proof:
    """Compare a claim with the accounts; must be committed whatever follows.

    Only who has proved the phone by its code uses up the limits, so that nobody uses up
    another's. Details that do not agree cost an attempt on the code, like a wrong code.
    """
    check = verify_sms_code(uow, _PURPOSE, claim.phone, form["sms_code"], form)
    if check.sms_code_id is None:
        return Proof(violations=tuple(check.violations))
    use_quotas(uow, quotas, _subjects(uow, claim))
    candidates = uow.session.scalars(
        select(Account).where(Account.number_index.in_(claim.login.numbers))
    )
    for account in candidates:
        if agrees(claim, account.name, account.phone):
            return Proof(account.person_id, check.sms_code_id)
    code = lock_latest_code(uow, _PURPOSE, claim.phone)
    if code is not None:
        count_failed_attempt(code)
    return Proof(disagrees=True)


def reset_password(uow: UnitOfWork, *, proof: Proof, password_hash: str) -> dict[str, Any]:
    """Set the new password, consume the code, end every session of the person.

    A refusal is raised in here so that a repeated command gets its first answer.
    """
    raise_if(proof.violations)
    if proof.disagrees or proof.person_id is None:
        raise ValidationFailed("identity.reset_mismatch")
    consume_sms_code(uow, proof.sms_code_id)
    account = uow.session.get_one(Account, proof.person_id, with_for_update=True)
    account.password_hash = password_hash
    account.password_changed_at = uow.now
    account.version += 1
    end_all_sessions(uow, account.person_id, "password_changed")
    uow.publish("password_changed", {"person_id": account.person_id})
    return {}


def _subjects(uow: UnitOfWork, claim: Claim) -> dict[str, str | None]:
    return {
        "reset_id_number": f"{claim.login.text} {claim.phone}",
        "reset_phone": claim.phone,
        "reset_ip": network_of(uow.context.client_ip),
    }
