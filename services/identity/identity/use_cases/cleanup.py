"""Delete what has expired."""

from datetime import timedelta

from chassis.db import UnitOfWork
from sqlalchemy import delete

from identity.domain.login_locks import LOCK_TIME
from identity.models import (
    AlipayCertification,
    Captcha,
    LoginLock,
    PhoneRecoveryUpload,
    Session,
    SmsCode,
    StaffChallenge,
    UsageCount,
)

_KEEP_CODES = timedelta(days=1)
# As long as a command may be repeated.
_KEEP_UPLOADS = timedelta(days=2)
_KEEP_COUNTS = timedelta(days=2)
_KEEP_SESSIONS = timedelta(days=30)
_KEEP_CERTIFICATIONS = timedelta(days=90)


def delete_expired_captchas(uow: UnitOfWork) -> None:
    """Delete captchas that nobody answered in time."""
    uow.session.execute(delete(Captcha).where(Captcha.expires_at <= uow.now))


def delete_expired_codes(uow: UnitOfWork) -> None:
    """Delete SMS codes, counts and failures that no rule needs any more."""
    uow.session.execute(delete(SmsCode).where(SmsCode.sent_at < uow.now - _KEEP_CODES))
    uow.session.execute(delete(UsageCount).where(UsageCount.window_start < uow.now - _KEEP_COUNTS))
    uow.session.execute(delete(LoginLock).where(LoginLock.last_at < uow.now - LOCK_TIME))
    uow.session.execute(delete(StaffChallenge).where(StaffChallenge.expires_at <= uow.now))


def delete_expired_uploads(uow: UnitOfWork) -> None:
    """Delete upload tokens that nobody can use or repeat any more."""
    over = PhoneRecoveryUpload.expires_at < uow.now - _KEEP_UPLOADS
    uow.session.execute(delete(PhoneRecoveryUpload).where(over))


def delete_expired_sessions(uow: UnitOfWork) -> None:
    """Delete sessions that ran out long ago, with their tokens; ended ones run out in their time."""
    uow.session.execute(delete(Session).where(Session.expires_at < uow.now - _KEEP_SESSIONS))


def delete_old_certifications(uow: UnitOfWork) -> None:
    """Delete certifications by Alipay that did not pass; what passed is the proof."""
    uow.session.execute(
        delete(AlipayCertification).where(
            AlipayCertification.state.in_(("failed", "expired")),
            AlipayCertification.finished_at < uow.now - _KEEP_CERTIFICATIONS,
        )
    )
