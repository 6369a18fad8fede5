"""States of a person's real-name verification and what each allows."""

from contracts.certificate_types import find_certificate_rule
from contracts.errors import Conflict
from contracts.real_name import PHOTO_KINDS, RETURNED, UNDER_REVIEW, UNVERIFIED, VERIFIED

# What a reviewer may return.
RETURNABLE_ITEMS = (*PHOTO_KINDS, "authority")
REVERSE_SIDE = "reverse_side"
_REVIEWING_LEVELS = ("province", "city")

SUBMIT = "submit_real_name"
START_ALIPAY = "start_alipay"
# By a provider such as Alipay.
CERTIFY = "certify"
_NEXT: dict[tuple[str, str], str] = {
    (UNVERIFIED, SUBMIT): UNDER_REVIEW,
    (RETURNED, SUBMIT): UNDER_REVIEW,
    (UNDER_REVIEW, "approve"): VERIFIED,
    **{(status, CERTIFY): VERIFIED for status in (UNVERIFIED, RETURNED, UNDER_REVIEW)},
    (UNDER_REVIEW, "return"): RETURNED,
}
_REFUSALS = {
    VERIFIED: "identity.already_verified",
    UNDER_REVIEW: "identity.real_name_under_review",
}


def next_status(status: str, action: str) -> str:
    """Return the status after the action; raise Conflict where the status does not allow it."""
    try:
        return _NEXT[(status, action)]
    except KeyError:
        raise Conflict(_REFUSALS.get(status)) from None


def accepts_real_name(level: str, *, selectable: bool) -> bool:
    """Return whether persons may choose such an authority: provinces and cities review photos."""
    return selectable and level in _REVIEWING_LEVELS


def required_photos(id_type: str) -> list[str]:
    """Return which photos a certificate of this type needs: a passport has one page of data."""
    rule = find_certificate_rule(id_type)
    one_sided = rule is not None and not rule.has_reverse_side
    return [slot for slot in PHOTO_KINDS if slot != REVERSE_SIDE or not one_sided]


def available_actions(status: str) -> list[str]:
    """Return what the person can do now."""
    return [SUBMIT] if (status, SUBMIT) in _NEXT else []
