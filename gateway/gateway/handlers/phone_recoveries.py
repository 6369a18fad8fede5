"""The endpoints of a lost phone that take a token from a header, so that no log has it."""

from typing import Any

from contracts.errors import ValidationFailed, Violation
from contracts.real_name import PHOTO_KINDS

from gateway.handlers.attachments import receive
from gateway.routing.call import Call

UPLOAD_HEADER = "X-Upload-Token"
RECOVERY_HEADER = "X-Recovery-Token"
_KINDS = frozenset(PHOTO_KINDS.values())


async def upload(call: Call) -> Any:
    """Stage a photo under the token's own id; identity counts it before a byte is read."""
    token = call.request.headers.get(UPLOAD_HEADER, "")
    found = await call.rpc("identity.count_upload", upload_token=token)
    return await receive(call, found["owner_id"], _ensure_photo)


async def get(call: Call) -> Any:
    """Return how far an application is."""
    return await call.rpc(
        "identity.get_phone_recovery",
        recovery_id=call.request.path_params["recovery_id"],
        recovery_token=call.request.headers.get(RECOVERY_HEADER, ""),
    )


def _ensure_photo(kind: str) -> None:
    if kind not in _KINDS:
        raise ValidationFailed.of([Violation("kind", "attachment.kind_mismatch")])
