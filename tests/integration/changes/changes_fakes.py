"""Fakes of the services that changes asks.

The state keeps the contract of collection: reservations, one case an object, what is applied.
"""

import copy
import json
import uuid
from datetime import timedelta

from chassis.clock import from_wire, to_wire, utc_now
from chassis.crypto import cipher
from chassis.service import rpc
from contracts.errors import Conflict, NotFound, PreconditionFailed, ValidationFailed, Violation
from nameko.extensions import DependencyProvider
from support.staff import staff_answer

HAIDIAN, CHAOYANG, BEIJING = "au-110108", "au-110105", "au-110000"
AUTHORITIES = {
    BEIJING: ("北京市财政局", "/au-110000/"),
    HAIDIAN: ("北京市海淀区财政局", "/au-110000/au-110108/"),
    CHAOYANG: ("北京市朝阳区财政局", "/au-110000/au-110105/"),
}
IMAGES = {"photo_id": "photo", "id_portrait_id": "id_portrait"}
OPENS = {"change_submitted", "credit_submitted", "reward_penalty_submitted"}


class Caller(DependencyProvider):
    def get_dependency(self, worker_ctx):
        return worker_ctx.data["call_context"]


class FakeIdentity:
    name = "identity"
    caller = Caller()
    people: dict = {}  # noqa: RUF012 - one test's people
    staff_files: dict = {}  # noqa: RUF012
    staff_employers: dict = {}  # noqa: RUF012
    staff_facts: dict = {}  # noqa: RUF012

    @rpc
    def get_person(self, person_id):
        assert self.caller.actor_kind == "service"
        if person_id not in self.people:
            raise NotFound("identity.person_not_found")
        return self.people[person_id]

    @rpc
    def get_staff_me(self):
        staff_id = self.caller.actor_id
        ties = {
            "person_id": self.staff_files.get(staff_id),
            "employer_usccs": self.staff_employers.get(staff_id, []),
        }
        return staff_answer(staff_id, **ties, **self.staff_facts.get(staff_id, {}))

    @rpc
    def get_authority(self, authority_id):
        name, path = AUTHORITIES[authority_id]
        return {"authority_id": authority_id, "name": name, "path": path, "active": True}


def authority(authority_id=HAIDIAN):
    name, path = AUTHORITIES[authority_id]
    return {"authority_id": authority_id, "name": name, "path": path}


class CollectionState:
    """The records and the open cases, as collection keeps them."""

    def __init__(self):
        self.records, self.reservations, self.employers = {}, {}, []
        self.applied = {}
        self.reservation_seconds = 120

    def add(self, person_id, basic, education):
        record = {"version": 3, "basic": basic, "education": {}, "employment": {}}
        record["education"][str(uuid.uuid4())] = education
        self.records[person_id] = record
        return record

    def rows(self, person_id, section):
        record = self.records[person_id]
        return {None: record["basic"]} if section == "basic" else record[section]

    def check(self, person_id, section, action, object_id, data, expected_version):
        record = self.records.get(person_id)
        if record is None:
            raise Conflict("collection.not_approved")
        if expected_version not in (None, record["version"]):
            details = {"current_version": record["version"], "changed": []}
            raise PreconditionFailed(details=details)
        rows = self.rows(person_id, section)
        if action != "add" and object_id not in rows:
            raise NotFound("collection.education_not_found")
        before = None if action == "add" else rows[object_id]
        after = None if action == "delete" else plain(section, data)
        if after and section == "education":
            others = [row for key, row in rows.items() if key != object_id]
            ensure_apart(after, others)
        return {
            "record_version": record["version"],
            "authority": authority(),
            "before": before,
            "after": after,
            "files": [facts(*one) for one in images(section, before)],
            "new_files": new_files(section, before, after),
        }

    def reserve(self, person_id, kind, case_id, target):
        record = self.records.get(person_id)
        if record is None:
            raise Conflict("collection.case_blocked", details={"blockers": []})
        for other_id, reservation in self.reservations.items():
            if other_id != case_id and clashes(reservation, person_id, kind, target):
                blocker = {"code": "collection.change_pending", "message": "有审核中的变更"}
                details = {"blockers": [{**blocker, "link": "/changes"}]}
                raise Conflict("collection.case_blocked", details=details)
        reservation = {"person_id": person_id, "kind": kind, "target": target, "state": "reserved"}
        self.reservations.setdefault(case_id, reservation)
        return {
            "case_id": case_id,
            "expires_at": to_wire(utc_now() + timedelta(seconds=self.reservation_seconds)),
            "record_version": record["version"],
            "authority": authority(),
            "employers": self.employers,
        }

    def handle(self, event_type, data):
        """Do what collection does on an event of changes."""
        case_id = data["case_id"]
        if event_type in OPENS:
            self.reservations[case_id]["state"] = "open"
        elif not event_type.endswith("_forwarded"):
            if event_type == "change_approved":
                self.apply(data)
            self.reservations.pop(case_id, None)

    def apply(self, data):
        """Apply a change once, and close its case; return the version with it."""
        case_id = data["case_id"]
        if case_id not in self.applied:
            self._apply(data)
            self.applied[case_id] = self.records[data["person_id"]]["version"]
            del self.reservations[case_id]
        return self.applied[case_id]

    def _apply(self, data):
        content = json.loads(cipher().open(data["after_sealed"], "change"))
        record = self.records[data["person_id"]]
        rows = self.rows(data["person_id"], data["section"])
        assert (data["object_id"] in rows) is (data["action"] != "add")
        if data["section"] == "basic":
            record["basic"] = content["after"]
        elif data["action"] == "delete":
            del rows[data["object_id"]]
        else:
            rows[data["object_id"]] = content["after"]
        record["version"] += 1


class FakeCollection:
    name = "collection"
    caller = Caller()
    state = CollectionState()

    @rpc
    def check_section(self, person_id, section, action, object_id, data, expected_version=None):
        assert self.caller.actor_kind == "service"
        asked = (person_id, section, action, object_id, data, expected_version)
        return copy.deepcopy(self.state.check(*asked))

    @rpc
    def reserve_case(self, person_id, kind, case_id, target=None):
        assert self.caller.actor_kind == "service"
        return self.state.reserve(person_id, kind, case_id, target)

    @rpc
    def apply_change(self, change):
        assert self.caller.actor_kind == "service"
        return {"record_version": self.state.apply(change)}

    @rpc
    def cancel_reservation(self, case_id, expires_at):
        assert self.caller.actor_kind == "service"
        assert from_wire(expires_at) > utc_now()
        del self.state.reservations[case_id]

    @rpc
    def get_record_status(self, person_id):
        assert self.caller.actor_kind == "service"
        record = self.state.records.get(person_id)
        return {
            "collection_status": "approved" if record else "draft",
            "record_version": record["version"] if record else None,
            "authority": authority() if record else None,
            "open_kinds": [],
        }


def plain(section, data):
    """Return the values as the record keeps them."""
    if section == "basic":
        return dict(data)
    if not data.get("school_name"):
        raise ValidationFailed.of([Violation("school_name", "collection.required")])
    images = {one["kind"]: one["attachment_id"] for one in data["attachments"]}
    return {**data, "attachments": images}


def ensure_apart(row, others):
    for other in others:
        if row["start_month"] < other["end_month"] and other["start_month"] < row["end_month"]:
            raise ValidationFailed.of([Violation("start_month", "collection.education_overlap")])


def images(section, values):
    if values is None:
        return []
    if section == "basic":
        return [(kind, values[name]) for name, kind in IMAGES.items() if values.get(name)]
    return list(values["attachments"].items())


def new_files(section, before, after):
    known = {id_ for _, id_ in images(section, before)}
    return [
        {"field": field_of(section, kind), "kind": kind, "attachment_id": id_}
        for kind, id_ in images(section, after)
        if id_ not in known
    ]


def field_of(section, kind):
    if section == "basic":
        return next(name for name, of_kind in IMAGES.items() if of_kind == kind)
    return "attachments[0].attachment_id"


def facts(kind, attachment_id):
    return {
        "attachment_id": attachment_id,
        "kind": kind,
        "file_name": f"{kind}.jpg",
        "media_type": "image/jpeg",
        "size": 4,
        "width": 413,
        "height": 579,
    }


def clashes(reservation, person_id, kind, target):
    if (reservation["person_id"], reservation["kind"], kind) != (person_id, "change", "change"):
        return False
    one, other = reservation["target"], target
    if one["section"] != other["section"]:
        return False
    if other["section"] == "basic":
        return True
    if one["object_id"] is not None and one["object_id"] == other["object_id"]:
        return True
    if None in (one["start_month"], other["start_month"]):
        return False
    return one["start_month"] < other["end_month"] and other["start_month"] < one["end_month"]
