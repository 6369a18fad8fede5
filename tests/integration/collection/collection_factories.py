"""Persons and staff of collection's tests, and the scenario that they act in."""

import io
import uuid

from chassis.storage.staging import StagedFile, stage
from collection_fakes import AUTHORITIES, HAIDIAN, FakeIdentity
from contracts.context import CallContext
from sqlalchemy import text


class Applicant:
    """A person who collects."""

    def __init__(self, scenario, **facts):
        self.scenario = scenario
        self.person_id = str(uuid.uuid4())
        self.facts = FakeIdentity.people[self.person_id] = {
            "person_id": self.person_id,
            "name": "𬸚三丰",
            "id_type": "resident_id",
            "id_number": "11010519491231002X",
            "gender": "female",
            "birth_date": "1949-12-31",
            "phone": "13800001234",
            "real_name_status": "verified",
            "nationality": None,
            **facts,
        }

    def call(self, method, *, key=None, request_hash="h", **kwargs):
        context = CallContext(
            actor_id=self.person_id,
            actor_kind="person",
            idempotency_key=key,
            request_hash=request_hash if key else None,
            client_ip="192.0.2.7",
        )
        return self.scenario.client.call(method, context=context, **kwargs)

    def stage(self, kind, owner_id=None):
        """Upload a file as the gateway does, and return its id."""
        file = StagedFile(
            attachment_id=str(uuid.uuid4()),
            owner_id=owner_id or self.person_id,
            kind=kind,
            file_name=f"{kind}.jpg",
            media_type="image/jpeg",
            size=4,
            sha256="0" * 64,
            width=413,
            height=579,
        )
        stage(self.scenario.store, file, io.BytesIO(b"jpeg"))
        return file.attachment_id

    def basic(self, **changes):
        return {
            "photo_id": self.stage("photo"),
            "id_portrait_id": self.stage("id_portrait"),
            "id_reverse_id": self.stage("id_reverse"),
            "ethnicity": "01",
            "political_status": "13",
            "email": "zhang@example.com",
            "postal_address": "北京市海淀区中关村大街1号",
            "household_region": "110108",
            "residence_region": "110105",
            **changes,
        }

    def education(self, *, kinds=("level_certificate", "degree_certificate"), **changes):
        return {
            "mode": "full_time",
            "school_name": "北京大学",
            "level": "21",
            "degree": "4",
            "major": "会计学",
            "start_month": "2005-09",
            "end_month": "2009-07",
            "level_certificate_no": "100011200905000001",
            "degree_certificate_no": "1000142009000001",
            "attachments": self.attached(*kinds),
            **changes,
        }

    def employment(self, *, kinds=("employment_proof", "uscc_certificate"), **changes):
        return {
            "start_month": "2010-03",
            "end_month": None,
            "employer_name": "北京某某科技有限公司",
            "uscc": "91110000600037341L",
            "industry": "I",
            "employer_address": "北京市海淀区学院路1号",
            "employer_phone": "010-62345678",
            "has_accounting_experience": True,
            "accounting_experiences": [
                {"start_month": "2010-03", "end_month": None, "posts": ["cashier", "audit"]}
            ],
            "attachments": self.attached(*kinds),
            **changes,
        }

    def attached(self, *kinds):
        return [{"kind": kind, "attachment_id": self.stage(kind)} for kind in kinds]

    def fill(self, authority=HAIDIAN):
        """Fill in everything that an accountant has to."""
        self.call("save_scope", body={"scope": "accountant"})
        self.call("save_basic", body=self.basic())
        self.call("add_education", body=self.education())
        self.call("add_employment", body=self.employment())
        return self.call("save_authority", body={"authority_id": authority})

    def submit(self, **kwargs):
        return self.call("submit_collection", body={"commitment": True}, **kwargs)

    def collection(self):
        return self.call("get_collection")


class Reviewer:
    """Staff of an authority."""

    def __init__(self, scenario, authority, roles=("reviewer",)):
        self.scenario = scenario
        self.context = CallContext(
            actor_id=f"staff-{authority}",
            actor_kind="staff",
            roles=roles,
            authority_id=authority,
            authority_path=AUTHORITIES[authority][1],
        )

    def call(self, method, **kwargs):
        return self.scenario.client.call(method, context=self.context, **kwargs)

    def on(self, case_id, method, **kwargs):
        return self.call(method, kind="collection", case_id=case_id, **kwargs)

    def decide(self, case_id, method, **kwargs):
        self.on(case_id, "claim_review")
        return self.on(case_id, method, **kwargs)


class Scenario:
    """The running service and what a test does with it."""

    authorities = AUTHORITIES
    identity = FakeIdentity

    def __init__(self, client, store, db, container):
        self.client, self.store, self.db, self.container = client, store, db, container

    def person(self, **facts):
        return Applicant(self, **facts)

    def reviewer(self, authority=HAIDIAN, **kwargs):
        return Reviewer(self, authority, **kwargs)

    def rows(self, statement, **values):
        with self.db.engine.connect() as connection:
            return connection.execute(text(statement), values).mappings().all()

    def execute(self, statement, **values):
        with self.db.engine.begin() as connection:
            connection.execute(text(statement), values)

    def log(self, action):
        """Return what was written into the audit log under an action, the oldest first."""
        rows = self.rows(
            "SELECT body->'data' AS act FROM outbox_events WHERE event_type = 'audit_recorded'"
            " AND body->'data'->>'action' = :action ORDER BY position",
            action=action,
        )
        return [row["act"] for row in rows]

    def object_keys(self):
        return {one.key for one in self.store.list("collection")}
