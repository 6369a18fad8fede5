"""Persons and staff of several real services at once, and every step they can take."""

import itertools
import uuid

from changes.models import Change, ChangeCase
from chassis.service import rpc
from collection.domain.content import Content
from collection.domain.revisions import values_of
from collection.queries.records import find_record
from collection.queries.submissions import get_approved_submission
from collection_factories import Applicant
from collection_factories import Scenario as CollectionScenario
from collection_fakes import AUTHORITIES, BEIJING, CHAOYANG, HAIDIAN, FakeIdentity
from contracts.context import CallContext
from sqlalchemy import text
from support.staff import staff_answer

WORK = {
    "employer_name": "北京市朝阳区晨光科技有限公司",
    "uscc": "91110000600037341L",
    "industry": "I",
    "employer_address": "北京市朝阳区建国路1号",
    "employer_phone": "010-62345678",
    "start_date": "2026-09-01",
}
REASONS = {
    "change": [{"item": "change", "code": "other", "note": "不符"}],
    "credit": [{"item": "application", "code": "other", "note": "不符"}],
    "reward_penalty": [{"item": "entry", "code": "other", "note": "不符"}],
    "transfer": [{"item": "reason", "code": "authority_wrong"}],
}
OWNERS = dict.fromkeys(("change", "credit", "reward_penalty"), "changes")
OWNERS["collection"] = "collection"
TABLES = {
    "change": "change_cases",
    "credit": "credit_cases",
    "reward_penalty": "reward_penalty_cases",
    "transfer": "cases",
}
KINDS = tuple(TABLES)
OPEN = "('awaiting_release', 'submitted', 'under_review')"
PERIODS = (("2001-09", "2003-07"), ("2002-09", "2004-07"), ("2012-09", "2014-07"))
_numbers = itertools.count(1)


OFFICES = (HAIDIAN, CHAOYANG)


class Identity(FakeIdentity):
    """What all three services ask of identity."""

    name = "identity"

    @rpc
    def get_authority(self, authority_id):
        name, path, selectable, active = AUTHORITIES[authority_id]
        return {
            "authority_id": authority_id,
            "name": name,
            "path": path,
            "region_code": authority_id[3:],
            "is_leaf_selectable": selectable,
            "active": active,
        }

    @rpc
    def get_staff_me(self):
        return staff_answer(self.caller.actor_id)


class Person:
    """A person with an approved record, as every service knows them."""

    def __init__(self, services):
        self.services = services
        self.applicant = Applicant(services.collection)
        self.applicant.fill()
        case_id = self.applicant.submit()["review"]["case_id"]
        services.collection.reviewer().decide(case_id, "approve_review")
        self.first = self.content()

    @property
    def person_id(self):
        return self.applicant.person_id

    def content(self) -> Content:
        """Return the approved record as collection keeps it."""

        def read(session):
            record = find_record(session, self.person_id)
            return get_approved_submission(session, record).content

        return self.services.dbs["collection"].read(read)

    def call(self, service, method, **kwargs):
        context = CallContext(actor_id=self.person_id, actor_kind="person")
        return self.services.clients[service].call(method, context=context, **kwargs)

    def change(self, section, action, data=None, target=None):
        body = {"section": section, "action": action, "data": data, "target_id": target}
        present = {name: value for name, value in body.items() if value is not None}
        return self.call("changes", "submit_change", body=present)

    def basic(self, **changes):
        """Ask for a change of the basic section, of what is there now."""
        values = {k: v for k, v in values_of("basic", self.content().basic).items() if v}
        return self.change("basic", "modify", {**values, **changes})

    def _row(self, section, pick):
        rows = getattr(self.content(), f"{section}s")
        row = rows[pick % len(rows)]
        return getattr(row, f"{section}_id"), row

    def email(self, pick):
        self.basic(email=f"u{next(_numbers)}@example.com")

    def address(self, pick):
        self.basic(residence_region="110108", postal_address=f"北京市海淀区第{next(_numbers)}号院")

    def add_education(self, pick):
        start, end = PERIODS[pick % 3]
        row = self.applicant.education(start_month=start, end_month=end)
        self.change("education", "add", row)

    def modify_education(self, pick):
        self._revise_education(pick, major=f"会计学第{next(_numbers)}")

    def move_education(self, pick):
        """Try to give one education the months of another."""
        start, end = PERIODS[pick % 3]
        self._revise_education(pick, start_month=start, end_month=end)

    def _revise_education(self, pick, **changes):
        target, row = self._row("education", pick)
        values = values_of("education", row) | changes
        self.change("education", "modify", as_form(values), target)

    def delete_education(self, pick):
        self.change("education", "delete", target=self._row("education", pick)[0])

    def add_employment(self, pick):
        start, end = PERIODS[pick % 3]
        work = [{"start_month": start, "end_month": end, "posts": ["cashier"]}]
        row = self.applicant.employment(
            start_month=start, end_month=end, accounting_experiences=work
        )
        self.change("employment", "add", row)

    def delete_employment(self, pick):
        self.change("employment", "delete", target=self._row("employment", pick)[0])

    def credit(self, pick):
        body = {
            "year": 2026,
            "kind": "conference",
            "title": "全国会计学术年会",
            "achieved_on": "2026-05-18",
            "quantity": 1 + pick % 3,
            "proof_ids": [self.applicant.stage("credit_proof")],
        }
        self.call("changes", "submit_credit_application", body=body)

    def transfer(self, pick):
        body = {
            "reason": "work",
            "to_authority_id": OFFICES[pick % 2],
            "details": WORK,
            "proof_ids": [self.applicant.stage("employment_proof")],
        }
        self.call("transfer", "submit_transfer", body=body)

    def withdraw(self, pick):
        """Take back one of the own open applications."""
        kind, case_id, _ = self.services.pick_open(pick, self.person_id)
        if kind == "reward_penalty":  # not theirs to take back
            kind, case_id = "change", str(uuid.uuid4())
        names = {"change": "change", "credit": "credit_application", "transfer": "transfer"}
        name = names[kind]
        key = "application_id" if kind == "credit" else f"{name}_id"
        service = OWNERS.get(kind, "transfer")
        self.call(service, f"withdraw_{name}", **{key: case_id})


def as_form(values):
    """Return the values of a row as a form sends them."""
    images = [{"kind": kind, "attachment_id": id_} for kind, id_ in values["attachments"].items()]
    return {k: v for k, v in values.items() if v is not None} | {"attachments": images}


class Staff:
    """A member of staff of an authority."""

    def __init__(self, services, name, authority, roles=("reviewer",)):
        self.services, self.authority = services, authority
        self.context = CallContext(
            actor_id=name,
            actor_kind="staff",
            roles=roles,
            authority_id=authority,
            authority_path=AUTHORITIES[authority][1],
        )

    def call(self, service, method, **kwargs):
        return self.services.clients[service].call(method, context=self.context, **kwargs)

    def on(self, case, method, **kwargs):
        kind, case_id, _ = case
        service = OWNERS.get(kind, "transfer")
        return self.call(service, f"{method}_review", kind=kind, case_id=case_id, **kwargs)

    def take(self, step, case):
        if step == "return":
            return self.on(case, step, body={"reasons": REASONS[case[0]]})
        if step == "forward":
            other = OFFICES[1 - OFFICES.index(self.authority)]
            return self.on(case, step, body={"authority_id": other, "note": "转"})
        return self.on(case, step)

    def record(self, person_id):
        body = {
            "person_id": person_id,
            "kind": "reward",
            "title": "先进会计工作者",
            "decided_by": "北京市财政局",
            "decided_on": "2026-03-12",
        }
        return self.call("changes", "record_reward_penalty", body=body)


class CrossService:
    """Collection, changes and transfer at work, and the people of one walk."""

    def __init__(self, clients, dbs, store):
        self.clients, self.dbs = clients, dbs
        self.collection = CollectionScenario(clients["collection"], store, dbs["collection"], None)
        self.people = []
        self.staff = [
            Staff(self, f"s{number}-{office}", office) for office in OFFICES for number in (1, 2)
        ]
        self.superior = Staff(self, "s9", BEIJING)

    def rows(self, service, sql, **values):
        with self.dbs[service].engine.connect() as connection:
            return connection.execute(text(sql), values).all()

    def execute(self, service, sql, **values):
        with self.dbs[service].engine.begin() as connection:
            connection.execute(text(sql), values)

    def open_cases(self, person_id):
        """Return `(kind, case_id, authority_id)` of what a person has open, as its owners say."""
        found = []
        for kind, table in TABLES.items():
            sql = f"SELECT case_id, authority_id FROM {table} WHERE state IN {OPEN}"
            rows = self.rows(
                OWNERS.get(kind, "transfer"), f"{sql} AND person_id = :id", id=person_id
            )
            found += [(kind, str(row.case_id), row.authority_id) for row in rows]
        return sorted(found)

    def pick_open(self, pick, *person_ids):
        """Return one of the open cases of the people; one that nobody knows where none is."""
        people = person_ids or [one.person_id for one in self.people]
        cases = [case for person_id in people for case in self.open_cases(person_id)]
        return cases[pick % len(cases)] if cases else ("change", str(uuid.uuid4()), HAIDIAN)

    def approved_changes(self, person_id):
        """Return what was approved of a person's changes: id → section, action, object, versions."""

        def read(session):
            rows = session.query(Change, ChangeCase).outerjoin(
                ChangeCase, ChangeCase.case_id == Change.change_id
            )
            return {
                change.change_id: (
                    change.section,
                    change.action,
                    change.object_id,
                    change.before.values,
                    change.after.values,
                )
                for change, case in rows.filter(Change.person_id == person_id)
                if (case.state if case else "approved") == "approved"
            }

        return self.dbs["changes"].read(read)
