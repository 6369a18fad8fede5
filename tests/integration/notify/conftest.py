"""Notify's tables, a clock that the test moves, and providers that do as the test scripts them."""

import json
import sys
import uuid
from datetime import UTC, datetime, timedelta
from itertools import zip_longest
from pathlib import Path

import pytest
from chassis.clock import to_wire
from chassis.crypto import cipher
from chassis.db import open_database
from chassis.messaging.events import Event
from contracts.context import CallContext
from contracts.errors import NotFound
from notify.domain.sending import SmsFailure
from notify.models import Delivery, SandboxSms
from notify.providers.fleet import Fleet, Member
from notify.providers.port import Receipt
from notify.providers.sandbox import SandboxProvider
from notify.use_cases import notices
from notify.use_cases.send_deliveries import Sender
from sqlalchemy import select

sys.path.insert(0, str(Path(__file__).parent))

from help_factories import Centre, fill

PERSON = "11111111-0000-4000-8000-000000000001"
PHONE = "13800138000"


class FakeIdentity:
    """What notify asks of identity."""

    def __init__(self):
        self.phones = {PERSON: PHONE}
        self.failure = None

    def call_as_service(self, method, person_id):
        assert method == "get_contact"
        if self.failure:
            raise self.failure
        if person_id not in self.phones:
            raise NotFound()
        return {"phone": self.phones[person_id]}


class ScriptedProvider:
    """Fails as the script says, then takes everything, once for each key."""

    needs_registration = False

    def __init__(self, name, *script, tells_repeats=True):
        self.name = name
        self.tells_repeats = tells_repeats
        self.script = list(script)
        self.calls = []
        self.taken = {}
        self.undelivered = set()

    def send(self, message):
        self.calls.append(message)
        step = self.script.pop(0) if self.script else None
        if step is None or step.maybe_sent:
            self.taken.setdefault(message.idempotency_key, f"{self.name}-{len(self.taken) + 1}")
        if step is not None:
            raise SmsFailure(step)
        return self.taken[message.idempotency_key]

    def receipts(self, request_ids):
        return [Receipt(each, each not in self.undelivered, "off") for each in request_ids]


class Office:
    """Everything that notify is made of, without broker and timers."""

    def __init__(self, db):
        self.db = db
        self.now = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
        self.identity = FakeIdentity()
        self.providers = [ScriptedProvider("only")]
        self.seconds = 0.0

    def passes(self, **time):
        self.now += timedelta(**time)

    def event(self, name, source="collection", **data):
        return Event(
            id=str(uuid.uuid4()),
            type=name,
            source=source,
            occurred_at=to_wire(self.now),
            context=CallContext(),
            data=data,
        )

    def case_event(self, name, **data):
        shape = {
            "case_id": str(uuid.uuid4()),
            "person_id": PERSON,
            "kind": "collection",
            "round": 1,
            "authority_id": "au-110108",
            "authority_name": "北京市海淀区财政局",
            "decided_at": None,
            "reasons": [],
            "note": None,
        }
        return self.event(name, **{**shape, **data})

    def sms_event(self, phone=PHONE, template="code_register", key=None, **params):
        params = params or {"code": "482913", "minutes": 3}
        return self.event(
            "sms_requested",
            "identity",
            delivery_key=key or f"key-{uuid.uuid4()}",
            template=template,
            phone_sealed=cipher().seal(phone, "sms"),
            params_sealed=self.seal(params),
        )

    def seal(self, params):
        return cipher().seal(json.dumps(params), "sms")

    def handle(self, event, template=None):
        if template:
            return self.db.run(notices.notify_case, event, template)
        return self.db.run(notices.queue_requested_sms, event)

    def sender(self):
        """Return a sender of a process that has just started: it remembers no failures."""
        return Sender(self.db, self.identity, self.fleet())

    def fleet(self, *weights):
        pairs = zip_longest(self.providers, weights)
        return Fleet([Member(each, weight) for each, weight in pairs], lambda: self.seconds)

    def use_sandboxes(self, *names):
        self.providers = [
            SandboxProvider(name, self.db, is_first=name == names[0]) for name in names
        ]

    def deliveries(self):
        return self._all(select(Delivery).order_by(Delivery.created_at, Delivery.delivery_id))

    def delivery(self):
        [delivery] = self.deliveries()
        return delivery

    def sandbox(self):
        return self._all(select(SandboxSms).order_by(SandboxSms.sent_at, SandboxSms.sms_id))

    def _all(self, statement):
        return self.db.read(lambda session: session.execute(statement).scalars().all())


@pytest.fixture
def office(service_database, monkeypatch):
    db = open_database(service_database("notify"), "notify")
    office = Office(db)
    monkeypatch.setattr("chassis.db.database.utc_now", lambda: office.now)
    yield office
    db.engine.dispose()


@pytest.fixture
def person_id():
    return PERSON


@pytest.fixture
def make_provider():
    return ScriptedProvider


@pytest.fixture
def centre(office):
    return Centre(office)


@pytest.fixture
def library(centre):
    fill(centre)
    return centre
