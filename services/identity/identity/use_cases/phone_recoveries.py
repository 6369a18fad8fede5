"""Apply for another number without logging in (R2.2.2, ADR 0098)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casework.cases.kinds import Authority as ReviewAuthority
from casework.cases.use_cases import submit_case
from casework.domain.applicants import Applicant
from chassis.clock import utc_now
from chassis.db import Db, UnitOfWork
from chassis.networks import network_of
from chassis.storage.bucket import BucketStorage, Wanted
from chassis.storage.staging import StagedFile
from chassis.validation import load_lenient, raise_if
from contracts.errors import Violation
from contracts.platform import local_date
from contracts.real_name import PHOTO_KINDS
from contracts.schemas.identity import PhoneRecoveryApplication
from sqlalchemy import select
from sqlalchemy.orm import Session

from identity.clients import RecordAuthority
from identity.domain.phone_recoveries import Claim, check_claim
from identity.domain.quotas import RECOVERY_NUMBER
from identity.domain.real_name import required_photos
from identity.models import Account, Authority, PhoneRecoveryCase, PhoneRecoveryPhoto
from identity.phone_recovery_kind import PHONE_RECOVERY
from identity.queries.phone_recoveries import find_claimed, find_upload
from identity.use_cases.phone_recovery_uploads import lock_upload, owner_of, wrong_token
from identity.use_cases.photos import repeated
from identity.use_cases.quotas import use_quotas
from identity.use_cases.real_name import authority_violations


@dataclass(frozen=True, slots=True)
class Application:
    """An application whose form is right."""

    token: str
    claim: Claim
    photos: Mapping[str, str]
    authority_id: str
    # The account that the details fit, if there is one; else an id of nobody's.
    account_id: str | None
    person_id: str


def apply(
    db: Db, storage: BucketStorage, find_authority: RecordAuthority, body: dict[str, Any]
) -> str:
    """Apply for another number and return the id of the application.

    The way is the same whether or not the details fit an account, and so is the answer.
    """
    form, violations = load_lenient(PhoneRecoveryApplication, body)
    claim, violations = check_claim(form, violations, local_date(utc_now()))
    violations += _missing_photos(form, violations)
    upload = db.read(find_upload, form.get("upload_token") or "")
    violations += [] if upload else wrong_token()
    violations += _wrong_authority(db, form.get("authority_id"))
    raise_if(violations)
    assert claim is not None
    assert upload is not None
    _count(db, claim, used=upload.used)
    account_id, person_id = db.read(find_claimed, claim)
    authority_id = find_authority(person_id) or form["authority_id"]
    photos = {slot: form[slot] for slot in PHOTO_KINDS if form.get(slot)}
    token = form["upload_token"]
    application = Application(token, claim, photos, authority_id, account_id, person_id)
    owner = owner_of(upload.upload_id)
    # Those of a used token are in the bucket: the repeat of a command gets its first answer.
    wanted = [] if upload.used else photos.items()
    files, refused = storage.claim_many(
        owner, [Wanted(file_id, [PHOTO_KINDS[slot]], slot) for slot, file_id in wanted]
    )
    done = db.run(submit_phone_recovery, application, files, refused, form["authority_id"])
    storage.discard_later(owner, files)
    recovery_id: str = done["recovery_id"]
    return recovery_id


def submit_phone_recovery(
    uow: UnitOfWork,
    application: Application,
    files: Mapping[str, StagedFile],
    violations: list[Violation],
    chosen_authority_id: str,
) -> dict[str, Any]:
    """Use the token up, keep the photos, and submit the case."""
    upload = lock_upload(uow, application.token)
    if upload is None or upload.used_by is not None or upload.expires_at <= uow.now:
        raise_if(wrong_token())
    assert upload is not None
    case_id = uow.new_id()
    photos = _new_photos(uow, case_id, application.photos, files)
    raise_if([*violations, *repeated(photos)])
    authority = uow.session.get(Authority, application.authority_id)
    authority = authority or uow.session.get_one(Authority, chosen_authority_id)
    uow.session.add(_new_case(uow, case_id, application, upload.phone))
    uow.session.flush()
    reviewing = ReviewAuthority(authority.authority_id, authority.name, authority.path)
    submit_case(uow, PHONE_RECOVERY, case_id, _applicant(application, upload.phone), reviewing)
    uow.session.add_all(photos)
    upload.used_by = case_id
    return {"recovery_id": case_id}


def _new_case(
    uow: UnitOfWork, case_id: str, application: Application, phone: str
) -> PhoneRecoveryCase:
    claim = application.claim
    holder = uow.session.scalar(select(Account.person_id).where(Account.phone_index == phone))
    photos = {f"{slot}_id": application.photos.get(slot) for slot in PHOTO_KINDS}
    return PhoneRecoveryCase(
        case_id=case_id,
        kind=PHONE_RECOVERY.kind,
        person_id=application.person_id,
        account_id=application.account_id,
        id_type=claim.id_type,
        id_number=claim.id_number,
        nationality=claim.nationality,
        name=claim.name,
        new_phone=phone,
        new_phone_holder=holder,
        state="draft",
        round=0,
        version=0,
        reasons=[],
        **photos,
    )


def _new_photos(
    uow: UnitOfWork, case_id: str, named: Mapping[str, str], files: Mapping[str, StagedFile]
) -> list[PhoneRecoveryPhoto]:
    return [
        PhoneRecoveryPhoto(
            attachment_id=file_id,
            case_id=case_id,
            slot=slot,
            object_key=file_id,
            file_name=files[file_id].file_name,
            media_type=files[file_id].media_type,
            size=files[file_id].size,
            sha256=files[file_id].sha256,
            submitted_at=uow.now,
        )
        for slot, file_id in named.items()
        if file_id in files
    ]


def _applicant(application: Application, phone: str) -> Applicant:
    """Return what the lists of reviewers need; gender and birth date are on the photos."""
    claim = application.claim
    return Applicant(
        person_id=application.person_id,
        name=claim.name,
        id_type=claim.id_type,
        id_number=claim.id_number,
        gender="",
        birth_date="",
        phone=phone,
        nationality=claim.nationality,
    )


def _missing_photos(form: Mapping[str, Any], found: list[Violation]) -> list[Violation]:
    id_type, wrong = form.get("id_type"), {one.field for one in found}
    slots = required_photos(id_type) if id_type else []
    missing = [slot for slot in slots if not form.get(slot) and slot not in wrong]
    return [Violation(slot, "common.required") for slot in missing]


def _count(db: Db, claim: Claim, *, used: bool) -> None:
    """Count tries with one certificate from one network, which is how accounts would be looked for."""
    if used:
        return
    with db.unit_of_work() as uow:
        network = network_of(uow.context.client_ip)
        subjects = {RECOVERY_NUMBER.scope: f"{claim.identity_key} {network}"}
        use_quotas(uow, (RECOVERY_NUMBER,), subjects)


def _wrong_authority(db: Db, chosen: str | None) -> list[Violation]:
    return authority_violations(db.read(_find_authority, chosen)) if chosen else []


def _find_authority(session: Session, authority_id: str) -> Authority | None:
    return session.get(Authority, authority_id)
