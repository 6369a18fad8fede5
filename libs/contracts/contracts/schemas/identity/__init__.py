"""Bodies and answers of identity: shapes only, the rules on values are in its domain."""

from contracts.schemas.identity.accounts import (
    AccountCreated,
    Consent,
    ConsentDocument,
    ConsentDocumentList,
    IdentityCorrection,
    Me,
    OwnIdentity,
    PasswordReset,
    PhoneChange,
    Registration,
)
from contracts.schemas.identity.alipay import (
    AlipayCertification,
    AlipayOffer,
    AlipayScan,
    AlipayStart,
)
from contracts.schemas.identity.audit import (
    AccessLog,
    AuditList,
    AuditSearch,
    AuditVerification,
)
from contracts.schemas.identity.authorities import (
    Authority,
    AuthorityBrief,
    AuthorityContact,
    AuthorityContactBody,
    AuthorityList,
)
from contracts.schemas.identity.captchas import (
    Captcha,
    CaptchaProof,
    CaptchaRequest,
    SmsCodeAccepted,
    SmsCodeRequest,
    SmsCodeState,
)
from contracts.schemas.identity.real_name import (
    RealName,
    RealNameImage,
    RealNameManual,
)
from contracts.schemas.identity.sandbox import Persona, PersonaList, SandboxCaptcha
from contracts.schemas.identity.sessions import (
    LogIn,
    RefreshRequest,
    Session,
    SessionEnded,
    SessionEntry,
    SessionList,
    SessionPerson,
    StaffLogIn,
)
from contracts.schemas.identity.staff import (
    StaffDeclaration,
    StaffDeclarationList,
    StaffInterests,
    StaffMe,
)

__all__ = [
    "AccessLog",
    "AccountCreated",
    "AlipayCertification",
    "AlipayOffer",
    "AlipayScan",
    "AlipayStart",
    "AuditList",
    "AuditSearch",
    "AuditVerification",
    "Authority",
    "AuthorityBrief",
    "AuthorityContact",
    "AuthorityContactBody",
    "AuthorityList",
    "Captcha",
    "CaptchaProof",
    "CaptchaRequest",
    "Consent",
    "ConsentDocument",
    "ConsentDocumentList",
    "IdentityCorrection",
    "LogIn",
    "Me",
    "OwnIdentity",
    "PasswordReset",
    "Persona",
    "PersonaList",
    "PhoneChange",
    "RealName",
    "RealNameImage",
    "RealNameManual",
    "RefreshRequest",
    "Registration",
    "SandboxCaptcha",
    "Session",
    "SessionEnded",
    "SessionEntry",
    "SessionList",
    "SessionPerson",
    "SmsCodeAccepted",
    "SmsCodeRequest",
    "SmsCodeState",
    "StaffDeclaration",
    "StaffDeclarationList",
    "StaffInterests",
    "StaffLogIn",
    "StaffMe",
]
