"""Use another mobile number (R2.2.2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casework import audit
from chassis.db import Db, UnitOfWork
from chassis.validation import load_lenient, raise_if
from contracts.errors import NotFound, Violation
from contracts.schemas.identity import PhoneChange
from contracts.values.phones import clean_phone

from identity.claims import give_phone, send_sms, take_phone
from identity.domain.registration import Findings
from identity.models import Account
from identity.queries.accounts import get_me
from identity.use_cases.password_confirmation import confirm_password
from identity.use_cases.phone_recovery_settling import stop_for_phone_change
from identity.use_cases.sms_codes import consume_sms_code, verify_sms_code

OLD_PHONE, NEW_PHONE = "phone_change_old", "phone_change_new"


@dataclass(frozen=True, slots=True)
class Proof:
    """The codes that were right, and what was wrong."""

    phone: str
    sms_code_ids: Sequence[str] = ()
    violations: Sequence[Violation] = ()


def change(db: Db, person_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Change a person's phone, proved by the password and a code to the new and the old one.

    Takes the database: what an attempt costs stays spent though it fails. A phone that was lost
    to who proved it is replaced without its code.
    """
    form, violations = load_lenient(PhoneChange, body)
    findings = Findings(violations)
    phone = findings.clean("phone", clean_phone, form.get("phone"))
    raise_if(findings.violations)
    assert phone is not None
    confirm_password(db, person_id, form["password"])
    with db.unit_of_work() as uow:
        proof = _prove(uow, _get(uow, person_id), phone, form)
    db.run(change_phone, person_id=person_id, proof=proof)
    return db.read(get_me, person_id)


def change_phone(uow: UnitOfWork, *, person_id: str, proof: Proof) -> dict[str, Any]:
    """Give the phone to the person, take it from whoever has it, and tell the old phone."""
    raise_if(proof.violations)
    # In the order in which all take them: the codes, the cases, the accounts.
    for sms_code_id in proof.sms_code_ids:
        consume_sms_code(uow, sms_code_id)
    stop_for_phone_change(uow, person_id)
    take_phone(uow, proof.phone, person_id)
    account = _get(uow, person_id, lock=True)
    former = account.phone
    give_phone(uow, account, proof.phone)
    if former:
        send_sms(uow, "phone_changed_sms", former)
    uow.publish("phone_changed", {"person_id": person_id})
    audit.record(uow, audit.Act("phone_changed", person_id, fields=["phone"]))
    return {}


def _prove(uow: UnitOfWork, account: Account, phone: str, form: Mapping[str, Any]) -> Proof:
    if phone == account.phone:
        return Proof(phone, (), [Violation("phone", "identity.phone_same")])
    if account.phone and not form.get("old_sms_code"):
        return Proof(phone, (), [Violation("old_sms_code", "common.required")])
    check = verify_sms_code(uow, NEW_PHONE, phone, form["sms_code"], form)
    checks = [check]
    violations = list(check.violations)
    if account.phone and check.sms_code_id:
        old = verify_sms_code(uow, OLD_PHONE, account.phone, form["old_sms_code"], form)
        checks.append(old)
        # The names of the code's own fields are those of the new phone's.
        violations += [
            Violation("old_sms_code" if one.field == "sms_code" else one.field, one.code)
            for one in old.violations
        ]
    return Proof(phone, [one.sms_code_id for one in checks if one.sms_code_id], violations)


def _get(uow: UnitOfWork, person_id: str, *, lock: bool = False) -> Account:
    account = uow.session.get(Account, person_id, with_for_update=lock)
    if account is None:
        raise NotFound("identity.person_not_found")
    return account
