"""A number or phone belongs to whoever proves it: what becomes of other accounts' claims (ADR 0077)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from casework import audit
from casework.cases.kinds import ReviewKind
from casework.cases.use_cases import withdraw_for_system
from casework.domain.actors import SYSTEM
from chassis.crypto import cipher
from chassis.db import UnitOfWork, violated_constraint
from contracts.errors import Conflict, NotFound, ValidationFailed, Violation
from contracts.real_name import UNVERIFIED, VERIFIED
from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.exc import IntegrityError

from identity.models import Account, RealNameCase
from identity.session_end import end_all_sessions

_SEAL_PURPOSE = "sms"
_CLOSED = "该证件号码已由另一账号通过实名认证"
# No transaction without a bound; each claim needs a phone of its own. Those beyond can still not be
# verified, since a number is unique among the verified.
_MOST_CLAIMS = 500


@dataclass(frozen=True, slots=True)
class Claims:
    """A person's account, locked, and the others that claim its number."""

    account: Account
    others: Sequence[Account]


def nobodys(person_id: str) -> str:
    """Return what is indexed of an account in place of a number or phone that it has lost."""
    return f"lost:{person_id}"


def is_verified_elsewhere(uow: UnitOfWork, identity_key: str | bytes, person_id: str = "") -> bool:
    """Return whether another account has been verified with a certificate."""
    found = exists().where(
        Account.identity_index == identity_key, Account.real_name_status == VERIFIED
    )
    if person_id:
        found = found.where(Account.person_id != person_id)
    return bool(uow.session.scalar(select(found)))


def find_taken(uow: UnitOfWork, identity_key: str | bytes, person_id: str = "") -> list[Violation]:
    """Return the violation of a number that another account has been verified with."""
    if is_verified_elsewhere(uow, identity_key, person_id):
        return [Violation("id_number", "identity.id_number_registered")]
    return []


def lock_number_and_cases(uow: UnitOfWork, person_id: str) -> list[str]:
    """Lock a person's number, then the cases of all who claim it, and return who they are.

    Those who decide on one number wait for each other here, holding nothing (ADR 0084).
    """
    own = select(Account.identity_index).where(Account.person_id == person_id)
    index = uow.session.scalar(own)
    if index is None:
        raise NotFound("identity.person_not_found")
    key = int.from_bytes(bytes(index)[:8], signed=True)
    uow.session.execute(select(func.pg_advisory_xact_lock(key)))
    others = select(Account.person_id).where(
        Account.identity_index == index, Account.person_id != person_id
    )
    claiming = [person_id, *uow.session.scalars(others.limit(_MOST_CLAIMS))]
    cases = select(RealNameCase.case_id).where(RealNameCase.person_id.in_(claiming))
    uow.session.execute(cases.order_by(RealNameCase.case_id).with_for_update())
    return claiming


def lock_claims(uow: UnitOfWork, person_id: str) -> Claims:
    """Lock what a verification touches, in the one order: the number, the cases, the accounts.

    Who claims the number was read before their accounts were locked, and is looked at again.
    """
    claiming = lock_number_and_cases(uow, person_id)
    locked = uow.session.scalars(_locked(Account.person_id.in_(claiming))).all()
    by_id = {account.person_id: account for account in locked}
    account = by_id.pop(person_id)
    index = bytes(account.identity_index)
    return Claims(account, [one for one in by_id.values() if bytes(one.identity_index) == index])


def take_number(uow: UnitOfWork, review: ReviewKind, claims: Claims) -> None:
    """Make a number the verified account's alone: the other claims to it lose number and phone.

    Raises Conflict where the account has no number, or another was faster.
    """
    account = claims.account
    index = bytes(account.identity_index)
    if not account.id_number or is_verified_elsewhere(uow, index, account.person_id):
        raise Conflict("identity.claim_lost")
    for other in claims.others:
        _close_case(uow, review, other)
        _lose_number(uow, other)
        end_all_sessions(uow, other.person_id, "claim_lost")


def take_phone(uow: UnitOfWork, phone: str, person_id: str = "") -> None:
    """Take a phone, proved by a code, from the account that has it; that one keeps all else.

    Locks the account of `person_id`, who is to have it, at the same time: two people who take
    each other's phones lock both accounts in one order.
    """
    concerned = Account.phone_index == phone
    if person_id:
        concerned = or_(concerned, Account.person_id == person_id)
    locked = uow.session.scalars(_locked(concerned)).all()
    for holder in (one for one in locked if one.person_id != person_id):
        _lose_phone(holder)
        holder.version += 1
        # Before the phone is another's: it is unique.
        uow.session.flush()
        _notify(uow, "phone_lost", holder.person_id, ["phone"])


def give_phone(uow: UnitOfWork, account: Account, phone: str) -> None:
    """Give a locked account a phone that nobody has; the former one opens it no more."""
    account.phone = phone
    account.phone_index = phone  # type: ignore[assignment]
    account.former_phone_index = None
    account.version += 1
    try:
        uow.session.flush()
    except IntegrityError as error:
        # Somebody else proved the same phone at this very moment.
        if violated_constraint(error) != "uq_accounts_phone_index":
            raise
        raise ValidationFailed.of([Violation("phone", "identity.phone_registered")]) from None


def send_sms(uow: UnitOfWork, template: str, phone: str, **params: str) -> None:
    """Send a phone what its owner must know, whether or not it is an account's."""
    uow.publish(
        "sms_requested",
        {
            "delivery_key": f"{template}-{uow.new_id()}",
            "template": template,
            "phone_sealed": cipher().seal(phone, _SEAL_PURPOSE),
            "params_sealed": cipher().seal(json.dumps(params), _SEAL_PURPOSE),
        },
    )


def _locked(*conditions: ColumnElement[bool]) -> Select[Account]:
    """Return the query of accounts that are locked, always in one order."""
    statement = select(Account).where(*conditions).order_by(Account.person_id).with_for_update()
    return statement.execution_options(populate_existing=True)


def _lose_number(uow: UnitOfWork, account: Account) -> None:
    phone = account.phone
    account.id_number = ""
    account.identity_index = account.number_index = nobodys(account.person_id)  # type: ignore[assignment]
    account.real_name_status = UNVERIFIED
    _lose_phone(account)
    account.version += 1
    if phone:
        send_sms(uow, "identity_claim_lost_sms", phone)
    _notify(uow, "identity_claim_lost", account.person_id, ["id_number", "phone"])


def _lose_phone(account: Account) -> None:
    if account.phone:
        account.former_phone_index = account.phone_index
        account.phone = ""
        account.phone_index = nobodys(account.person_id)  # type: ignore[assignment]


def _close_case(uow: UnitOfWork, review: ReviewKind, account: Account) -> None:
    of_account = select(RealNameCase.case_id).where(RealNameCase.person_id == account.person_id)
    case_id = uow.session.scalar(of_account)
    if case_id:
        withdraw_for_system(uow, review, case_id, _CLOSED)


def _notify(uow: UnitOfWork, event: str, person_id: str, lost: list[str]) -> None:
    """Tell the person, and the audit log; neither says who has it now."""
    uow.publish(event, {"person_id": person_id})
    system = replace(SYSTEM.context, request_id=uow.context.request_id)
    audit.record(uow, audit.Act(event, person_id, fields=lost), system)
