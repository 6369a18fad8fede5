"""Every event that crosses a service boundary: its publisher, its schema, its consumers.

Sensitive values are sealed by the sender (names that end in `_sealed`), since events rest in
tables and queues.
"""

from dataclasses import dataclass, field
from typing import Any

from marshmallow import Schema, fields

from contracts.audit import entry_shape
from contracts.platform import CASE_SERVICES, SERVICES


@dataclass(frozen=True, slots=True)
class EventType:
    """One kind of event; `consumers` lists `(service, handler method)`.

    `broadcast` events are also read by every replica of the gateway.
    """

    source: str
    name: str
    schema: Schema
    consumers: tuple[tuple[str, str], ...] = ()
    broadcast: bool = False


# What the name in `name_key_changed` is sealed for.
NAME_PURPOSE = "events.name"

EVENTS: dict[tuple[str, str], EventType] = {}


@dataclass(slots=True)
class _Source:
    """Registers the events of one service."""

    service: str
    schemas: dict[str, type[Schema]] = field(default_factory=dict)

    def publishes(
        self,
        name: str,
        shape: dict[str, fields.Field[Any]],
        *consumers: tuple[str, str],
        broadcast: bool = False,
    ) -> None:
        schema = Schema.from_dict(shape, name=f"{self.service}_{name}")()
        event = EventType(self.service, name, schema, consumers, broadcast)
        EVENTS[(self.service, name)] = event


def _text() -> fields.Field[Any]:
    return fields.String(required=True)


def _optional_text() -> fields.Field[Any]:
    return fields.String(allow_none=True)


def _case_shape() -> dict[str, fields.Field[Any]]:
    """A decision on a reviewed case; `reasons` are the items to correct, in words for the person."""
    return {
        "case_id": _text(),
        "person_id": _text(),
        "kind": _text(),
        "round": fields.Integer(required=True),
        "authority_id": _text(),
        "authority_name": _text(),
        "decided_at": _optional_text(),
        "reasons": fields.List(fields.Dict(), load_default=list),
        "note": _optional_text(),
    }


_identity = _Source("identity")
_identity.publishes(
    "account_registered", {"person_id": _text()}, ("notify", "on_account_registered")
)
_identity.publishes(
    "sms_requested",
    {
        "delivery_key": _text(),
        "template": _text(),
        "phone_sealed": _text(),
        "params_sealed": _text(),
    },
    ("notify", "on_sms_requested"),
)
_identity.publishes("session_ended", {"session_id": _text(), "expires_at": _text()}, broadcast=True)
_identity.publishes("password_changed", {"person_id": _text()}, ("notify", "on_password_changed"))
# The account has its number, its phone, or both no longer: somebody else has proved them.
for _lost in ("identity_claim_lost", "phone_lost", "phone_changed"):
    _identity.publishes(_lost, {"person_id": _text()}, ("notify", f"on_{_lost}"))
_identity.publishes(
    "phone_recovery_approved",
    {"person_id": _text(), "masked_phone": _text(), "until": _text()},
    ("notify", "on_phone_recovery_approved"),
)
_identity.publishes(
    "phone_recovery_objected", {"person_id": _text()}, ("notify", "on_phone_recovery_objected")
)
_identity.publishes("real_name_submitted", _case_shape(), ("notify", "on_case_submitted"))
_identity.publishes(
    "identity_verified",
    {"person_id": _text(), "method": _text(), "verified_at": _text()},
    ("collection", "on_identity_verified"),
    ("notify", "on_identity_verified"),
)
# The open page of the person shows it.
_identity.publishes(
    "certification_changed",
    {"person_id": _text(), "certify_id": _text(), "status": _text(), "message": _text()},
    broadcast=True,
)
# An export of one's own data: the open page follows it, the message comes at its end.
_identity.publishes(
    "export_changed",
    {"person_id": _text(), "export_id": _text(), "status": _text(), "message": _text()},
    broadcast=True,
)
for _end in ("data_export_ready", "data_export_failed"):
    _identity.publishes(
        _end, {"person_id": _text(), "export_id": _text()}, ("notify", f"on_{_end}")
    )
_identity.publishes("real_name_returned", _case_shape(), ("notify", "on_case_returned"))
_identity.publishes("real_name_forwarded", _case_shape(), ("notify", "on_case_forwarded"))

# A name of an earlier version, whose cases are to be found by its key as well (ADR 0075).
_identity.publishes(
    "name_key_changed",
    {"person_id": _text(), "name_sealed": _text()},
    *((service, "on_name_key_changed") for service in CASE_SERVICES),
)

_collection = _Source("collection")
_collection.publishes("collection_submitted", _case_shape(), ("notify", "on_case_submitted"))
_collection.publishes("collection_approved", _case_shape(), ("notify", "on_case_approved"))
_collection.publishes("collection_returned", _case_shape(), ("notify", "on_case_returned"))
_collection.publishes("collection_forwarded", _case_shape(), ("notify", "on_case_forwarded"))
_collection.publishes(
    "record_transferred",
    {
        "person_id": _text(),
        "case_id": _text(),
        "record_version": fields.Integer(required=True),
        **{
            f"{side}authority_{part}": _text()
            for side in ("", "from_")
            for part in ("id", "name", "path")
        },
    },
    ("changes", "on_record_transferred"),
    *((service, "on_record_moved") for service in ("identity", "changes", "transfer")),
)

_changes = _Source("changes")
_changes.publishes(
    "change_submitted",
    _case_shape(),
    ("notify", "on_case_submitted"),
    ("collection", "on_case_opened"),
)
_changes.publishes(
    "change_approved",
    {
        **_case_shape(),
        "section": _text(),
        "action": _text(),
        "object_id": _optional_text(),
        "base_version": fields.Integer(required=True),
        "mode": _text(),
        # The new values and the files to take over, as JSON.
        "after_sealed": _text(),
    },
    ("notify", "on_change_approved"),
    ("collection", "on_change_approved"),
)
_changes.publishes(
    "change_returned",
    _case_shape(),
    ("notify", "on_case_returned"),
    ("collection", "on_case_closed"),
)
_changes.publishes("change_forwarded", _case_shape(), ("notify", "on_case_forwarded"))
_changes.publishes(
    "change_withdrawn",
    _case_shape(),
    ("notify", "on_case_withdrawn"),
    ("collection", "on_case_closed"),
)
_changes.publishes(
    "credit_submitted",
    _case_shape(),
    ("notify", "on_case_submitted"),
    ("collection", "on_case_opened"),
)
_changes.publishes(
    "credit_approved",
    {
        **_case_shape(),
        "year": fields.Integer(required=True),
        "granted_credits": fields.Integer(required=True),
    },
    ("notify", "on_credit_approved"),
    ("collection", "on_case_closed"),
)
_changes.publishes(
    "credit_returned",
    _case_shape(),
    ("notify", "on_case_returned"),
    ("collection", "on_case_closed"),
)
_changes.publishes("credit_forwarded", _case_shape(), ("notify", "on_case_forwarded"))
_changes.publishes(
    "credit_withdrawn",
    _case_shape(),
    ("notify", "on_case_withdrawn"),
    ("collection", "on_case_closed"),
)
_changes.publishes(
    "reward_penalty_submitted",
    _case_shape(),
    ("notify", "on_entry_recorded"),
    ("collection", "on_case_opened"),
)
_changes.publishes(
    "reward_penalty_approved",
    _case_shape(),
    ("notify", "on_entry_approved"),
    ("collection", "on_case_closed"),
)
_changes.publishes(
    "reward_penalty_returned",
    _case_shape(),
    ("notify", "on_entry_returned"),
    ("collection", "on_case_closed"),
)


def _transfer_shape() -> dict[str, fields.Field[Any]]:
    """A transfer's case; `to_*` is the authority that decides about taking the person in."""
    return {
        **_case_shape(),
        "reason": _text(),
        "policy": _text(),
        "submitted_at": _text(),
        **{
            f"{side}_authority_{part}": _text()
            for side in ("from", "to")
            for part in ("id", "name", "path")
        },
    }


_transfer = _Source("transfer")
_transfer.publishes(
    "transfer_submitted",
    _transfer_shape(),
    ("notify", "on_transfer_submitted"),
    ("collection", "on_case_opened"),
)
_transfer.publishes("transfer_released", _transfer_shape(), ("notify", "on_transfer_released"))
_transfer.publishes("transfer_forwarded", _transfer_shape(), ("notify", "on_case_forwarded"))
_transfer.publishes(
    "transfer_approved",
    _transfer_shape(),
    ("notify", "on_transfer_approved"),
    ("collection", "on_transfer_approved"),
)
_transfer.publishes(
    "transfer_returned",
    _transfer_shape(),
    ("notify", "on_transfer_returned"),
    ("collection", "on_case_closed"),
)
_transfer.publishes(
    "transfer_withdrawn",
    _transfer_shape(),
    ("notify", "on_transfer_withdrawn"),
    ("collection", "on_case_closed"),
)

_notify = _Source("notify")
_notify.publishes(
    "message_created",
    {"message_id": _text(), "person_id": _text(), "kind": _text(), "title": _text()},
    broadcast=True,
)

# Each writes to the audit log in the transaction of the act.
for _source in SERVICES:
    _Source(_source).publishes("audit_recorded", entry_shape(), ("identity", "on_audit_recorded"))


def queue_name(event: EventType, consumer: str, handler: str) -> str:
    """Return the name that Nameko gives to the queue of one consumer's handler."""
    return f"evt-{event.source}-{event.name}--{consumer}.{handler}"
