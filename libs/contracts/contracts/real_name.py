"""The words of real-name verification: its statuses, and the photos that it asks for."""

from collections.abc import Mapping

UNVERIFIED = "unverified"
UNDER_REVIEW = "under_review"
RETURNED = "returned"
VERIFIED = "verified"
STATUSES = (UNVERIFIED, UNDER_REVIEW, RETURNED, VERIFIED)

MANUAL = "manual"
ALIPAY = "alipay"

# States of a certification by Alipay.
CERTIFICATION_STATES = ("waiting", "scanned", "passed", "failed", "expired")

# Slot of the form → kind of attachment, in the order of the page.
PHOTO_KINDS: Mapping[str, str] = {
    "portrait_side": "id_portrait",
    "reverse_side": "id_reverse",
    "holding": "id_holding",
}
