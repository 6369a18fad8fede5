"""Entrypoints of the probe, and of a second service that asks it."""

import time

import eventlet
from chassis.db import Database
from chassis.rpc import ServiceClient
from chassis.service import Service, every, rpc, subscribe
from contracts.errors import Conflict, Forbidden, ValidationFailed, Violation
from contracts.events import EVENTS, EventType
from marshmallow import Schema, fields
from sqlalchemy import func, select, text

from probe.models import Base, Sighting, Thing


def _announce(name: str, *consumers: tuple[str, str]) -> None:
    schema = Schema.from_dict({"thing_id": fields.String(required=True)}, name=f"probe_{name}")()
    EVENTS[("probe", name)] = EventType("probe", name, schema, consumers)


_announce("thing_made", ("probe", "on_thing_made"))
_announce("thing_seen")

# What the tests turn to make a part fail; each test sets it anew.
faults: dict[str, object] = {}


def make_thing(uow, title, phone=None):
    if faults.get("slow_make"):
        time.sleep(faults["slow_make"])
    thing = Thing(
        thing_id=uow.new_id(), title=title, phone=phone, phone_index=phone, made_at=uow.now
    )
    uow.session.add(thing)
    uow.publish("thing_made", {"thing_id": thing.thing_id})
    if title == "refused":
        raise Conflict("probe.refused", "不行", {"why": ["refused"]})
    return {"thing_id": thing.thing_id, "title": title}


def count_things(session):
    return session.scalar(select(func.count()).select_from(Thing))


class ProbeService(Service):
    name = "probe"
    db = Database(Base.metadata)

    @rpc
    def make_thing(self, title, phone=None):
        return self.db.run(make_thing, title=title, phone=phone)

    @rpc
    def count_things(self):
        return self.db.read(count_things)

    @rpc(formerly=("repeat", "mirror"))
    def echo(self, value):
        return value

    @rpc
    def who(self):
        context = self.db.context
        return {
            "actor_id": context.actor_id,
            "actor_kind": context.actor_kind,
            "roles": list(context.roles),
            "request_id": context.request_id,
            "idempotency_key": context.idempotency_key,
            "remaining": context.deadline - time.monotonic(),
        }

    @rpc
    def nap(self, seconds):
        faults["naps"] = faults.get("naps", 0) + 1
        time.sleep(seconds)
        return "awake"

    @rpc
    def refuse(self, kind):
        if kind == "forbidden":
            raise Forbidden()
        if kind == "validation":
            raise ValidationFailed.of([Violation("a[0].b", "common.required")])
        raise RuntimeError("secret internals")

    @rpc
    def answer_oddly(self):
        return {"at": object()}

    @subscribe("probe", "thing_made")
    def on_thing_made(self, uow, event):
        faults["handled"] = faults.get("handled", 0) + 1
        uow.session.add(
            Sighting(
                sighting_id=uow.new_id(),
                thing_id=event.data["thing_id"],
                actor_id=uow.context.actor_id,
                request_id=uow.context.request_id,
            )
        )
        uow.session.flush()
        failures = faults.get("fail_times", 0)
        if failures:
            faults["fail_times"] = failures - 1
            raise RuntimeError("the handler stumbles")
        deadlocks = faults.get("deadlocks", 0)
        if deadlocks:
            faults["deadlocks"] = deadlocks - 1
            uow.session.execute(text("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE='40P01'; END $$"))
        if faults.get("cut_database"):
            uow.session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        uow.publish("thing_seen", {"thing_id": event.data["thing_id"]})

    @every(0.2, "probe.tick")
    def tick(self):
        faults["ticking"] = faults.get("ticking", 0) + 1
        faults["most_ticking"] = max(faults.get("most_ticking", 0), faults["ticking"])
        eventlet.sleep(0.1)
        faults["ticking"] -= 1
        faults["ticks"] = faults.get("ticks", 0) + 1


class AskerService(Service):
    name = "asker"
    db = Database(Base.metadata)
    probe_rpc = ServiceClient("probe", timeout=20.0)
    nobody_rpc = ServiceClient("nobody", timeout=20.0)

    @rpc
    def ask(self, method, arguments, target="probe", as_service=False):
        calls = self.nobody_rpc if target == "nobody" else self.probe_rpc
        call = calls.call_as_service if as_service else calls.call
        return call(method, **arguments)
