"""Tables of identity but for the audit log's; personal values are encrypted and found by blind indexes."""

from identity.models.accounts import Account, ConsentRecord, IdentityCorrection, LoginLock
from identity.models.authorities import Authority
from identity.models.base import Base
from identity.models.certifications import AlipayCertification
from identity.models.codes import Captcha, SmsCode, UsageCount
from identity.models.exports import DataExport
from identity.models.phone_recoveries import (
    PhoneRecoveryCase,
    PhoneRecoveryCaseEvent,
    PhoneRecoveryPhoto,
    PhoneRecoveryUpload,
)
from identity.models.real_name import (
    CasePolicy,
    RealNameCase,
    RealNameCaseEvent,
    RealNamePhoto,
    RecordCustodian,
    SecondReview,
)
from identity.models.sessions import RefreshToken, Session
from identity.models.staff import Persona, RecoveryCode, Staff, StaffChallenge, StaffLink

__all__ = [
    "Account",
    "AlipayCertification",
    "Authority",
    "Base",
    "Captcha",
    "CasePolicy",
    "ConsentRecord",
    "DataExport",
    "IdentityCorrection",
    "LoginLock",
    "Persona",
    "PhoneRecoveryCase",
    "PhoneRecoveryCaseEvent",
    "PhoneRecoveryPhoto",
    "PhoneRecoveryUpload",
    "RealNameCase",
    "RealNameCaseEvent",
    "RealNamePhoto",
    "RecordCustodian",
    "RecoveryCode",
    "RefreshToken",
    "SecondReview",
    "Session",
    "SmsCode",
    "Staff",
    "StaffChallenge",
    "StaffLink",
    "UsageCount",
]
