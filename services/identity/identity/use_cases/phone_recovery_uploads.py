"""Upload tokens: whoever has proved a number uploads photos and makes one application with it."""

from typing import Any

from chassis.db import Db, UnitOfWork
from chassis.networks import network_of
from chassis.storage.staging import BEFORE_LOG_IN
from chassis.validation import load_lenient, raise_if
from contracts.errors import Conflict, ValidationFailed, Violation
from contracts.phone_recovery import MOST_UPLOADS
from contracts.schemas.identity import UploadTokenRequest
from contracts.values.masking import mask_phone
from contracts.values.phones import clean_phone

from identity.derived_tokens import upload_id_of, upload_token_of
from identity.domain.phone_recoveries import TOKEN_LIFE
from identity.domain.quotas import Quota
from identity.domain.registration import Findings
from identity.models import PhoneRecoveryUpload
from identity.use_cases.quotas import use_quotas
from identity.use_cases.sms_codes import CodeCheck, consume_sms_code, verify_sms_code

_PURPOSE = "phone_recovery"


def create_token(db: Db, body: dict[str, Any], quotas: tuple[Quota, ...]) -> dict[str, Any]:
    """Give a token to who has proved a number.

    Takes the database: what an attempt costs stays spent though it fails.
    """
    form, violations = load_lenient(UploadTokenRequest, body)
    findings = Findings(violations)
    phone = findings.clean("phone", clean_phone, form.get("phone"))
    raise_if(findings.violations)
    assert phone is not None
    with db.unit_of_work() as uow:
        check = verify_sms_code(uow, _PURPOSE, phone, form["sms_code"], form)
    found = db.run(open_upload, phone=phone, check=check, quotas=quotas)
    token = upload_token_of(found["upload_id"])
    return {
        "upload_token": token,
        "masked_phone": mask_phone(phone),
        "expires_in": int(TOKEN_LIFE.total_seconds()),
        "uploads_left": MOST_UPLOADS,
    }


def open_upload(
    uow: UnitOfWork, *, phone: str, check: CodeCheck, quotas: tuple[Quota, ...]
) -> dict[str, Any]:
    """Note that a number was proved, and use up its code."""
    raise_if(check.violations)
    # Codes before counts, as a reset locks them.
    consume_sms_code(uow, check.sms_code_id)
    network = network_of(uow.context.client_ip)
    use_quotas(uow, quotas, {"recovery_phone": phone, "recovery_ip": network})
    upload = PhoneRecoveryUpload(
        upload_id=uow.new_id(),
        phone=phone,
        uploads=0,
        created_at=uow.now,
        expires_at=uow.now + TOKEN_LIFE,
    )
    uow.session.add(upload)
    return {"upload_id": upload.upload_id}


def count_upload(uow: UnitOfWork, token: str) -> dict[str, Any]:
    """Return under whose id a file is staged; each file counts, whatever becomes of it."""
    upload = lock_upload(uow, token)
    if upload is None or upload.used_by is not None or upload.expires_at <= uow.now:
        raise ValidationFailed.of(wrong_token())
    if upload.uploads >= MOST_UPLOADS:
        raise Conflict("identity.uploads_used_up")
    upload.uploads += 1
    return {"owner_id": owner_of(upload.upload_id)}


def owner_of(upload_id: str) -> str:
    """Return under whose id the files of a token are staged."""
    return f"{BEFORE_LOG_IN}{upload_id}"


def lock_upload(uow: UnitOfWork, token: str) -> PhoneRecoveryUpload | None:
    """Return what a token stands for, locked, be it used or over."""
    upload_id = upload_id_of(token)
    if upload_id is None:
        return None
    return uow.session.get(PhoneRecoveryUpload, upload_id, with_for_update=True)


def wrong_token() -> list[Violation]:
    """Return what is said of a token that is not ours, used, or over."""
    return [Violation("upload_token", "identity.upload_token_invalid")]
