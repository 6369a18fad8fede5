"""Short ways through a lost phone."""

import json
from datetime import timedelta
from typing import Any

import eventlet
from chassis.crypto import cipher
from contracts.context import CallContext
from contracts.real_name import PHOTO_KINDS
from identity_factories import Scenario, new_phone, visitor

KIND = "phone_recovery"


def token_for(identity: Scenario, phone: str, **more: Any) -> str:
    """Prove a number and return the upload token."""
    body = {"phone": phone, "sms_code": identity.code_for(phone, KIND)}
    return identity.call("create_upload_token", body=body, **more)["upload_token"]


def photos_for(identity: Scenario, token: str) -> dict[str, str]:
    """Stage the three photos as the gateway does."""
    photos = {}
    for slot, kind in PHOTO_KINDS.items():
        owner = identity.call("count_upload", upload_token=token)["owner_id"]
        photos[slot] = identity.upload(owner, kind)
    return photos


def form_for(identity: Scenario, of: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Return a whole application for the account that was registered so."""
    token = changes.pop("upload_token", "") or token_for(
        identity, changes.pop("phone", None) or new_phone()
    )
    own = {name: of[name] for name in ("id_type", "id_number", "name")}
    body = {"upload_token": token, "authority_id": "au-110000", **own}
    return {**body, **photos_for(identity, token), **changes}


def apply(identity: Scenario, of: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Apply for a new number."""
    body = form_for(identity, of, **changes)
    return identity.call("apply_for_phone_recovery", visitor("198.51.100.7"), body=body)


def decide(identity: Scenario, recovery_id: str, step: str = "approve", **more: Any) -> CallContext:
    """Claim and decide an application at its authority."""
    reviewer = identity.employ("au-110000")
    for one, named in (("claim", {}), (step, more)):
        identity.call(f"{one}_review", reviewer, kind=KIND, case_id=recovery_id, **named)
    return reviewer


def state_of(identity: Scenario, made: dict[str, Any]) -> dict[str, Any]:
    """Return the state as the applicant reads it."""
    names = ("recovery_id", "recovery_token")
    return identity.call("get_phone_recovery", **{name: made[name] for name in names})


def sms_to(identity: Scenario, template: str) -> list[tuple[str, dict[str, str]]]:
    """Return the SMS of one template, waiting for the first: to whom, and with what."""
    for _ in range(100):
        sent = [event["data"] for event in identity.events.named("sms_requested")]
        if any(one["template"] == template for one in sent):
            break
        eventlet.sleep(0.05)
    opened = cipher().open
    return [
        (opened(one["phone_sealed"], "sms"), json.loads(opened(one["params_sealed"], "sms")))
        for one in sent
        if one["template"] == template
    ]


def objection_token(identity: Scenario) -> str:
    """Return the token of the link in the SMS to the old number."""
    _, said = sms_to(identity, "phone_recovery_notice_sms")[-1]
    return said["link"].rsplit("/", 1)[1]


def cool_off(identity: Scenario, recovery_id: str) -> None:
    """Let the cooling-off end."""
    identity.execute(
        "UPDATE phone_recovery_cases SET effective_at = effective_at - :life WHERE case_id = :case",
        life=timedelta(hours=25),
        case=recovery_id,
    )
