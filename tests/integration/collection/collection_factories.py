"""Persons and staff of collection's tests, and the scenario that they act in."""

from collection_fakes import AUTHORITIES, HAIDIAN, FakeIdentity
from contracts.context import CallContext
from support.service_scenarios import ServicePerson, ServiceScenario, person_facts


class Applicant(ServicePerson):
    """A person who collects."""

    def __init__(self, scenario, **facts):
        super().__init__(scenario)
        self.facts = person_facts(self.person_id, **{"real_name_status": "verified", **facts})
        FakeIdentity.people[self.person_id] = self.facts

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


class Scenario(ServiceScenario):
    """The running service and what a test does with it."""

    authorities = AUTHORITIES
    identity = FakeIdentity

    def __init__(self, client, store, db, container):
        super().__init__(client, store, db)
        self.container = container

    def person(self, **facts):
        return Applicant(self, **facts)

    def reviewer(self, authority=HAIDIAN, **kwargs):
        return Reviewer(self, authority, **kwargs)

    def published(self, event_type):
        """Return the data of the events of a type, the oldest first."""
        rows = self.rows(
            "SELECT body->'data' AS data FROM outbox_events WHERE event_type = :event_type"
            " ORDER BY position",
            event_type=event_type,
        )
        return [row["data"] for row in rows]

    def object_keys(self):
        return {one.key for one in self.store.list("collection")}
