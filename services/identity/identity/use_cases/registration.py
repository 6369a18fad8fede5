"""Register a person."""

from typing import Any

from chassis import passwords
from chassis.clock import utc_now
from chassis.db import Db, UnitOfWork, violated_constraint
from chassis.validation import load_lenient, raise_if
from contracts.consents import BY_REGISTRATION, GIVEN
from contracts.errors import ValidationFailed, Violation
from contracts.platform import local_date
from contracts.real_name import UNVERIFIED
from contracts.schemas.identity import Registration
from contracts.values.id_numbers import lasting_part
from contracts.values.masking import mask_name
from contracts.values.names import name_key
from contracts.values.phones import clean_phone
from contracts.values.problem import ValueProblem
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from identity.claims import find_taken, take_phone
from identity.domain.consents import registered_consents
from identity.domain.registration import Registrant, check_registration
from identity.models import Account, ConsentRecord
from identity.use_cases.sms_codes import (
    CodeCheck,
    consume_sms_code,
    count_failed_attempt,
    lock_latest_code,
    verify_sms_code,
)

_PURPOSE = "register"


def register(db: Db, body: dict[str, Any]) -> dict[str, Any]:
    """Register a person, or report everything that is wrong at once, the SMS code included.

    Takes the database: a wrong code costs an attempt even though the registration fails.
    """
    form, violations = load_lenient(Registration, body)
    registrant, violations = check_registration(form, violations, local_date(utc_now()))
    check = _verify_code(db, form, registrant if not violations else None)
    violations += check.violations
    password_hash = passwords.hash(registrant.password) if registrant and not violations else ""
    return db.run(
        register_account,
        registrant=registrant,
        password_hash=password_hash,
        sms_code_id=check.sms_code_id,
        violations=violations,
    )


def register_account(
    uow: UnitOfWork,
    *,
    registrant: Registrant | None,
    password_hash: str,
    sms_code_id: str | None,
    violations: list[Violation],
) -> dict[str, Any]:
    """Create the account and consume the code.

    The violations are raised in here so that a repeated command gets its first answer though
    its code is consumed by now. Only who has proved the phone learns that the certificate is
    registered already. The phone is taken from whoever has it: its code proves that it changed hands.
    """
    raise_if(violations)
    assert registrant is not None
    raise_if(_find_taken(uow, registrant))
    consume_sms_code(uow, sms_code_id)
    take_phone(uow, registrant.phone)
    account = _add_account(uow, account_of(uow, registrant, password_hash))
    uow.session.add_all(consents_of(uow, registrant, account.person_id))
    uow.publish("account_registered", {"person_id": account.person_id})
    return {"person_id": account.person_id, "masked_name": mask_name(registrant.name)}


def _verify_code(db: Db, form: dict[str, Any], registrant: Registrant | None) -> CodeCheck:
    """Verify the code; that somebody is registered already costs an attempt at it, too.

    Otherwise one code of one's own phone would ask about any number of certificates.
    """
    try:
        phone = clean_phone(form.get("phone") or "")
    except ValueProblem:
        return CodeCheck(None, [])
    if "sms_code" not in form:
        return CodeCheck(None, [])
    with db.unit_of_work() as uow:
        check = verify_sms_code(uow, _PURPOSE, phone, form["sms_code"], form)
        taken = _find_taken(uow, registrant) if registrant and check.sms_code_id else []
        code = lock_latest_code(uow, _PURPOSE, phone) if taken else None
        if code is not None:
            count_failed_attempt(code)
        return CodeCheck(check.sms_code_id, [*check.violations, *taken])


def _find_taken(uow: UnitOfWork, registrant: Registrant) -> list[Violation]:
    """Return the violation of a number that is somebody else's for certain, or this person's own.

    A claim that nobody has proved keeps no one from registering, and is not told of. Whoever agrees
    with it in number, phone and name can reset its password, and needs no other.
    """
    if taken := find_taken(uow, registrant.identity_key):
        return taken
    same = select(Account.name).where(
        Account.identity_index == registrant.identity_key, Account.phone_index == registrant.phone
    )
    known = uow.session.scalar(same)
    if known is not None and name_key(known) == name_key(registrant.name):
        return [Violation("id_number", "identity.id_number_registered")]
    return []


def _add_account(uow: UnitOfWork, account: Account) -> Account:
    uow.session.add(account)
    try:
        uow.session.flush()
    except IntegrityError as error:
        # Somebody else proved the same phone at this very moment.
        if violated_constraint(error) != "uq_accounts_phone_index":
            raise
        raise ValidationFailed.of([Violation("phone", "identity.phone_registered")]) from None
    return account


def account_of(uow: UnitOfWork, registrant: Registrant, password_hash: str) -> Account:
    """Return the new account of a registrant."""
    return Account(
        person_id=uow.new_id(),
        id_type=registrant.id_type,
        id_number=registrant.id_number,
        identity_index=registrant.identity_key,
        number_index=lasting_part(registrant.id_type, registrant.id_number),
        name=registrant.name,
        nationality=registrant.nationality,
        gender=registrant.gender,
        birth_date=registrant.birth_date.isoformat(),
        phone=registrant.phone,
        phone_index=registrant.phone,
        password_hash=password_hash,
        password_changed_at=uow.now,
        real_name_status=UNVERIFIED,
        created_at=uow.now,
    )


def consents_of(uow: UnitOfWork, registrant: Registrant, person_id: str) -> list[ConsentRecord]:
    """Return the records of what a registrant agreed to."""
    return [
        ConsentRecord(
            consent_id=uow.new_id(),
            person_id=person_id,
            kind=kind,
            document_version=version,
            action=GIVEN,
            method=BY_REGISTRATION,
            given_at=uow.now,
            client_ip=uow.context.client_ip,
        )
        for kind, version in registered_consents(registrant.consents)
    ]
