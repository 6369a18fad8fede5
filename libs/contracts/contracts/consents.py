"""The words of consents: documents, what each is needed for, and the refusal without one (ADR 0086)."""

from collections.abc import Mapping, Sequence

from contracts.errors import Conflict

ACCOUNT_TERMS = "account_terms"
PRIVACY = "privacy"
# Asked for at registration before 2026-11-28; superseded by `certificate_images`.
SENSITIVE_INFO = "sensitive_info"
CERTIFICATE_IMAGES = "certificate_images"
FACE_VERIFICATION = "face_verification"
ALIPAY_PROVISION = "alipay_provision"
KINDS = (
    ACCOUNT_TERMS,
    PRIVACY,
    SENSITIVE_INFO,
    CERTIFICATE_IMAGES,
    FACE_VERIFICATION,
    ALIPAY_PROVISION,
)

REGISTER = "register_account"
SUBMIT_REAL_NAME = "submit_real_name"
START_ALIPAY = "start_alipay"
SUBMIT_COLLECTION = "submit_collection"
# Which documents an action needs agreement to, in the version in force.
NEEDED: Mapping[str, tuple[str, ...]] = {
    REGISTER: (ACCOUNT_TERMS, PRIVACY),
    SUBMIT_REAL_NAME: (PRIVACY, CERTIFICATE_IMAGES),
    START_ALIPAY: (PRIVACY, FACE_VERIFICATION, ALIPAY_PROVISION),
    SUBMIT_COLLECTION: (PRIVACY, CERTIFICATE_IMAGES),
}
ACTIONS = tuple(NEEDED)

# PIPL art. 28, 29 and 23: agreed to each by itself, never with the registration.
SEPARATE = (CERTIFICATE_IMAGES, FACE_VERIFICATION, ALIPAY_PROVISION)
# A contract, which ends with the account.
NOT_WITHDRAWABLE = (ACCOUNT_TERMS,)

GIVEN, WITHDRAWN = "given", "withdrawn"
RECORDED = (GIVEN, WITHDRAWN)
# Where a person stands with one document.
STATES = ("not_given", GIVEN, "outdated", WITHDRAWN)
# How an agreement was given: with the registration, or by itself.
BY_REGISTRATION, BY_ITSELF = "registration", "separate"
METHODS = (BY_REGISTRATION, BY_ITSELF)

# What PIPL art. 17, 23 and 30 have a document say.
ELEMENTS: Mapping[str, str] = {
    "handler": "谁处理您的信息",
    "information": "处理哪些信息",
    "purpose": "处理目的和方式",
    "necessity": "必要性和对您的影响",
    "retention": "保存期限和地点",
    "recipients": "提供给谁",
    "rights": "您的权利",
    "contact": "联系方式",
}
# Only documents on sensitive information explain why it is necessary.
FOR_SENSITIVE = ("necessity",)

PAGE = "/account/consents"
REQUIRED = "identity.consent_required"


def refuse_without(missing: Sequence[Mapping[str, str]]) -> None:
    """Raise Conflict naming each document, by kind and title, that is not agreed to."""
    if not missing:
        return
    blockers = [
        {
            "code": REQUIRED,
            "message": f"请阅读并同意《{one['title']}》",
            "link": PAGE,
            "field": one["kind"],
        }
        for one in missing
    ]
    titles = "".join(f"《{one['title']}》" for one in missing)
    message = f"请先分别阅读并同意{titles}；在本页面勾选，或到“账户安全—我的授权”办理后再提交"
    raise Conflict(REQUIRED, message, {"blockers": blockers})
