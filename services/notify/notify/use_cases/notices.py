"""Tell a person something: a message in the box and an SMS on its way, in one transaction."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from chassis.clock import from_wire
from chassis.crypto import cipher
from chassis.db import UnitOfWork
from chassis.messaging.events import Event
from contracts.case_kinds import link_of_kind, name_of_kind
from sqlalchemy.dialects.postgresql import insert

from notify.domain import wording
from notify.domain.rendering import placeholders, render
from notify.domain.sending import QUEUED
from notify.models import SMS_PURPOSE, Delivery, Mailbox, Message, Template


class UnknownTemplate(LookupError):
    """An event asks for words that nobody has written."""


def tell_registered(uow: UnitOfWork, event: Event) -> None:
    """Welcome a person who has registered."""
    _tell(uow, event, "account_registered", {}, "/real-name")


def tell_password_changed(uow: UnitOfWork, event: Event) -> None:
    """Let a person know that their password is a new one."""
    _tell(uow, event, "password_changed", {}, None)


def tell_verified(uow: UnitOfWork, event: Event) -> None:
    """Let a person know that their identity is verified."""
    method = wording.METHODS.get(event.data["method"], "实名认证")
    _tell(uow, event, "identity_verified", {"method": method}, "/collection")


def tell_case(uow: UnitOfWork, event: Event, template_id: str) -> None:
    """Let a person know what has become of their case."""
    data = event.data
    _tell(uow, event, template_id, _case_params(data), link_of_kind(data["kind"]))


def tell_credits(uow: UnitOfWork, event: Event) -> None:
    """Let a person know what their application for credits has brought."""
    data = event.data
    granted = {"year": str(data["year"]), "credits": str(data["granted_credits"])}
    link = link_of_kind(data["kind"])
    _tell(uow, event, "credit_approved", _case_params(data) | granted, link)


def tell_transfer(uow: UnitOfWork, event: Event, template_id: str) -> None:
    """Let a person know what has become of their transfer, from where to where."""
    data = event.data
    ends = {f"{end}_authority": data[f"{end}_authority_name"] for end in ("from", "to")}
    _tell(uow, event, template_id, _case_params(data) | ends, link_of_kind(data["kind"]))


def _case_params(data: Mapping[str, Any]) -> dict[str, str]:
    note, reasons = data.get("note"), data.get("reasons") or []
    return {
        "case_name": name_of_kind(data["kind"]),
        "authority_name": data["authority_name"],
        "reasons": wording.reasons_text(reasons, note),
        "items": wording.items_text(reasons),
        "remark": f"说明：{note}" if note else "",
    }


def queue_requested_sms(uow: UnitOfWork, event: Event) -> None:
    """Put an SMS on its way whose number and values the sender has sealed."""
    data = event.data
    template = _template(uow, data["template"])
    _queue(
        uow,
        template,
        delivery_key=data["delivery_key"],
        asked_at=from_wire(event.occurred_at),
        phone_sealed=data["phone_sealed"],
        params_sealed=data["params_sealed"],
    )


def _tell(
    uow: UnitOfWork, event: Event, template_id: str, params: Mapping[str, Any], link: str | None
) -> None:
    template = _template(uow, template_id)
    person_id = event.data["person_id"]
    if template.title and template.body:
        title = render(template.title, params)
        _store_message(uow, event, template_id, (title, render(template.body, params)), link)
    if template.sms_text:
        needed = {name: params[name] for name in placeholders(template.sms_text)}
        _queue(
            uow,
            template,
            delivery_key=f"event-{event.id}",
            asked_at=from_wire(event.occurred_at),
            person_id=person_id,
            params_sealed=cipher().seal(json.dumps(needed), SMS_PURPOSE),
        )


def _template(uow: UnitOfWork, template_id: str) -> Template:
    template = uow.session.get(Template, template_id)
    if template is None:
        raise UnknownTemplate(template_id)
    return template


def _store_message(
    uow: UnitOfWork, event: Event, kind: str, words: tuple[str, str], link: str | None
) -> None:
    title, body = words
    person_id = event.data["person_id"]
    message = Message(
        message_id=uow.new_id(),
        event_id=event.id,
        person_id=person_id,
        kind=kind,
        title=title,
        body=body,
        link=link,
        created_at=uow.now,
    )
    uow.session.add(message)
    _count_unread(uow, person_id)
    told = {"message_id": message.message_id, "person_id": person_id}
    uow.publish("message_created", {**told, "kind": kind, "title": title})


def _count_unread(uow: UnitOfWork, person_id: str) -> None:
    added = insert(Mailbox).values(person_id=person_id, unread=1)
    uow.session.execute(
        added.on_conflict_do_update(
            index_elements=[Mailbox.person_id], set_={"unread": Mailbox.unread + 1}
        )
    )


def _queue(
    uow: UnitOfWork,
    template: Template,
    *,
    delivery_key: str,
    asked_at: datetime,
    **values: str | None,
) -> None:
    """Put a delivery into the queue, unless one with this key is there."""
    life = template.sms_expires_after
    row = {
        "delivery_id": uow.new_id(),
        "delivery_key": delivery_key,
        "template_id": template.template_id,
        "status": QUEUED,
        "attempts": 0,
        "tries_there": 0,
        "maybe_sent": False,
        "next_attempt_at": uow.now,
        "expires_at": asked_at + timedelta(seconds=life) if life else None,
        "created_at": uow.now,
        **values,
    }
    uow.session.execute(insert(Delivery).values(**row).on_conflict_do_nothing())
