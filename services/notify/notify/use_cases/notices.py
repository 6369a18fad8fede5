"""Notify a person: a message in the box and an SMS on its way, in one transaction."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from chassis.clock import from_wire
from chassis.crypto import cipher
from chassis.db import UnitOfWork
from chassis.messaging.events import Event
from contracts.case_kinds import link_of_kind
from sqlalchemy.dialects.postgresql import insert

from notify.domain import wording
from notify.domain.rendering import render
from notify.domain.sending import QUEUED
from notify.models import SMS_PURPOSE, Delivery, Mailbox, Message, Template
from notify.queries.templates import find_template


class UnknownTemplate(LookupError):
    """An event asks for a text that nobody has written."""


def notify_registered(uow: UnitOfWork, event: Event) -> None:
    """Welcome a person who has registered."""
    _notify(uow, event, "account_registered", {}, "/real-name")


def notify_password_changed(uow: UnitOfWork, event: Event) -> None:
    """Let a person know that their password is a new one."""
    _notify(uow, event, "password_changed", {}, None)


def notify_account(uow: UnitOfWork, event: Event, link: str | None) -> None:
    """Let a person know what has become of their account; the text has the event's name."""
    _notify(uow, event, event.type, {}, link)


def notify_phone_recovery(uow: UnitOfWork, event: Event) -> None:
    """Let a person know that their phone is to change, for who can still object."""
    said = {name: event.data[name] for name in ("masked_phone", "until")}
    _notify(uow, event, event.type, said, "/account/phone")


def notify_verified(uow: UnitOfWork, event: Event) -> None:
    """Let a person know that their identity is verified."""
    method = wording.METHODS.get(event.data["method"], "实名认证")
    _notify(uow, event, "identity_verified", {"method": method}, "/collection")


def notify_case(uow: UnitOfWork, event: Event, template_id: str) -> None:
    """Let a person know what has become of their case."""
    data = event.data
    _notify(uow, event, template_id, wording.case_variables(data), link_of_kind(data["kind"]))


def notify_credits(uow: UnitOfWork, event: Event) -> None:
    """Let a person know what their application for credits has brought."""
    data = event.data
    link = link_of_kind(data["kind"])
    _notify(uow, event, "credit_approved", wording.credit_variables(data), link)


def notify_transfer(uow: UnitOfWork, event: Event, template_id: str) -> None:
    """Let a person know what has become of their transfer, from where to where."""
    data = event.data
    _notify(uow, event, template_id, wording.transfer_variables(data), link_of_kind(data["kind"]))


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


def _notify(
    uow: UnitOfWork, event: Event, template_id: str, params: Mapping[str, Any], link: str | None
) -> None:
    template = _template(uow, template_id)
    person_id = event.data["person_id"]
    if template.title and template.body:
        title = render(template.title, params)
        _store_message(uow, event, template_id, (title, render(template.body, params)), link)
    if template.sms_text:
        # All values, since the text may be another one by the time it is sent.
        _queue(
            uow,
            template,
            delivery_key=f"event-{event.id}",
            asked_at=from_wire(event.occurred_at),
            person_id=person_id,
            params_sealed=cipher().seal(json.dumps(dict(params)), SMS_PURPOSE),
        )


def _template(uow: UnitOfWork, template_id: str) -> Template:
    template = find_template(uow.session, template_id)
    if template is None:
        raise UnknownTemplate(template_id)
    return template


def _store_message(
    uow: UnitOfWork, event: Event, kind: str, texts: tuple[str, str], link: str | None
) -> None:
    title, body = texts
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
    shown = {"message_id": message.message_id, "person_id": person_id}
    uow.publish("message_created", {**shown, "kind": kind, "title": title})


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
