"""Demo people of a sandbox: one of each role and state, with random passwords."""

import secrets
from dataclasses import dataclass
from datetime import date
from typing import Any

from chassis import passwords
from chassis.clock import to_wire
from chassis.db import Db, UnitOfWork
from contracts import consents
from contracts.certificate_types import CertificateType
from contracts.real_name import UNVERIFIED, VERIFIED
from contracts.values.id_numbers import check_character
from sqlalchemy import select

from identity.domain.authorities import PLATFORM_ID
from identity.domain.consent_documents import IN_FORCE
from identity.domain.registration import Registrant
from identity.domain.totp import new_secret
from identity.models import Persona, Staff
from identity.use_cases.registration import account_of, consents_of


@dataclass(frozen=True, slots=True)
class DemoStaff:
    """A member of staff to log in as."""

    login: str
    name: str
    description: str
    authority_id: str
    role: str


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A person to log in as; the login is the phone number."""

    login: str
    name: str
    description: str
    number_start: str
    birth_date: date
    gender: str
    real_name_status: str


STAFF = (
    DemoStaff("bj_reviewer", "王京审", "北京市财政局审核员", "au-110000", "reviewer"),
    DemoStaff("haidian_reviewer", "李海审", "北京市海淀区财政局审核员", "au-110108", "reviewer"),
    DemoStaff("hebei_reviewer", "赵冀审", "河北省财政厅审核员", "au-130000", "reviewer"),
    DemoStaff("shijiazhuang_reviewer", "孙石审", "石家庄市财政局审核员", "au-130100", "reviewer"),
    DemoStaff("changan_reviewer", "钱长审", "石家庄市长安区财政局审核员", "au-130102", "reviewer"),
    DemoStaff("bj_admin", "周京管", "北京市财政局机构管理员", "au-110000", "authority_admin"),
    DemoStaff("platform_admin", "吴平管", "平台管理员", PLATFORM_ID, "platform_admin"),
    DemoStaff("auditor", "郑审计", "平台审计员", PLATFORM_ID, "auditor"),
)
PERSONS = (
    DemoPerson(
        *("13900000001", "陈小明", "已注册、未实名认证的会计人员", "11010819900307001"),
        *(date(1990, 3, 7), "male", UNVERIFIED),
    ),
    DemoPerson(
        *("13900000002", "欧阳䶮", "已实名认证、未采集的会计人员", "11010819921118002"),
        *(date(1992, 11, 18), "female", VERIFIED),
    ),
)


def load_people(db: Db) -> int:
    """Add the demo people that are not there yet, and return how many were added.

    Those that are there keep their passwords.
    """
    known = set(db.read(lambda session: session.scalars(select(Persona.login)).all()))
    db.run(_give_second_factors)
    added = 0
    everybody: tuple[DemoStaff | DemoPerson, ...] = (*STAFF, *PERSONS)
    for position, one in enumerate(everybody):
        if one.login not in known:
            _add(db, one, position)
            added += 1
    return added


def _add(db: Db, one: DemoStaff | DemoPerson, position: int) -> None:
    password = f"Demo-{secrets.token_hex(5)}"
    hashed = passwords.hash(password)
    if isinstance(one, DemoStaff):
        db.run(_add_staff, one, position, password=password, password_hash=hashed)
    else:
        db.run(_add_person, one, position, password=password, password_hash=hashed)


def _add_staff(
    uow: UnitOfWork, one: DemoStaff, position: int, *, password: str, password_hash: str
) -> None:
    staff = Staff(
        staff_id=uow.new_id(),
        username=one.login,
        password_hash=password_hash,
        name=one.name,
        authority_id=one.authority_id,
        roles=[one.role],
        interests_declared_at=uow.now,
        created_at=uow.now,
    )
    persona = _persona(one, "staff", staff.staff_id, password, position)
    _give_second_factor(uow, staff, persona)
    uow.session.add_all([staff, persona])


def _give_second_factors(uow: UnitOfWork) -> None:
    """Give those of a sandbox from before second factors theirs."""
    without = select(Staff, Persona).join(Persona, Persona.subject_id == Staff.staff_id)
    for staff, persona in uow.session.execute(without.where(Persona.totp_secret.is_(None))):
        _give_second_factor(uow, staff, persona)


def _give_second_factor(uow: UnitOfWork, staff: Staff, persona: Persona) -> None:
    """Give a member of staff a second factor whose secret the sandbox shows."""
    staff.totp_secret = persona.totp_secret = new_secret()
    staff.totp_enrolled_at = uow.now


def _add_person(
    uow: UnitOfWork, one: DemoPerson, position: int, *, password: str, password_hash: str
) -> None:
    registrant = _registrant(one, password)
    account = account_of(uow, registrant, password_hash)
    person_id = account.person_id
    uow.session.add(account)
    uow.session.flush()
    uow.session.add_all(consents_of(uow, registrant, person_id))
    uow.session.add(_persona(one, "person", person_id, password, position))
    uow.publish("account_registered", {"person_id": person_id})
    if one.real_name_status == VERIFIED:
        account.real_name_status = VERIFIED
        account.real_name_method = "demo"
        account.verified_at = uow.now
        verified = {"person_id": person_id, "method": "demo", "verified_at": to_wire(uow.now)}
        uow.publish("identity_verified", verified)


def _registrant(one: DemoPerson, password: str) -> Registrant:
    return Registrant(
        id_type=CertificateType.RESIDENT_ID.value,
        id_number=one.number_start + check_character(one.number_start),
        name=one.name,
        nationality=None,
        gender=one.gender,
        birth_date=one.birth_date,
        phone=one.login,
        password=password,
        consents=tuple(
            (kind, IN_FORCE[kind].version) for kind in consents.NEEDED[consents.REGISTER]
        ),
    )


def _persona(
    one: DemoStaff | DemoPerson, kind: str, subject_id: str, password: str, position: int
) -> Persona:
    shown: dict[str, Any] = {"login": one.login, "name": one.name, "description": one.description}
    return Persona(**shown, kind=kind, subject_id=subject_id, password=password, position=position)
