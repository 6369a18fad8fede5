"""The people of a test of changes: persons, staff, and the scenario they act in."""

from changes_fakes import AUTHORITIES, HAIDIAN, FakeCollection, FakeIdentity
from contracts.context import CallContext
from support.service_scenarios import ServicePerson, ServiceScenario, person_facts


class Person(ServicePerson):
    """A person with an approved record."""

    def __init__(self, scenario, *, approved=True, **given):
        super().__init__(scenario)
        FakeIdentity.people[self.person_id] = person_facts(self.person_id, **given)
        if approved:
            self.record = scenario.collection.add(
                self.person_id, self.basic(), self.stored_education()
            )

    def basic(self):
        return {
            "photo_id": "photo-1",
            "id_portrait_id": "portrait-1",
            "ethnicity": "01",
            "email": "zhang@example.com",
            "postal_address": "北京市海淀区中关村大街1号",
            "residence_region": "110105",
        }

    def stored_education(self):
        return {**self.education(), "attachments": {"level_certificate": "level-1"}}

    def education(self, start="2005-09", end="2009-07", **changes):
        return {
            "mode": "full_time",
            "school_name": "北京大学",
            "level": "21",
            "major": "会计学",
            "start_month": start,
            "end_month": end,
            "level_certificate_no": "100011200905000001",
            "attachments": [{"kind": "level_certificate", "attachment_id": "level-1"}],
            **changes,
        }

    @property
    def education_id(self):
        return next(iter(self.record["education"]))

    def change_basic(self, *, expected_version=None, key=None, **changes):
        body = {
            "section": "basic",
            "action": "modify",
            "data": {**self.record["basic"], **changes},
        }
        return self.call("submit_change", body=body, expected_version=expected_version, key=key)

    def change_education(self, action="modify", target=None, data=None):
        body = {"section": "education", "action": action}
        if action != "add":
            body["target_id"] = target or self.education_id
        if action != "delete":
            body["data"] = data or self.education(major="审计学")
        return self.call("submit_change", body=body)

    def credit(self, **changes):
        body = {
            "year": 2026,
            "kind": "conference",
            "title": "全国会计学术年会",
            "achieved_on": "2026-05-18",
            "quantity": 2,
            "proof_ids": [self.stage("credit_proof")],
            **changes,
        }
        return self.call("submit_credit_application", body=body)


class Staff:
    """A member of staff of an authority."""

    def __init__(self, scenario, staff_id="s1", authority_id=HAIDIAN, roles=("reviewer",)):
        self.scenario = scenario
        self.context = CallContext(
            actor_id=staff_id,
            actor_kind="staff",
            roles=roles,
            authority_id=authority_id,
            authority_path=AUTHORITIES[authority_id][1],
            client_ip="192.0.2.9",
        )

    def call(self, method, **kwargs):
        return self.scenario.client.call(method, context=self.context, **kwargs)

    def on(self, kind, case_id, method, **kwargs):
        return self.call(f"{method}_review", kind=kind, case_id=case_id, **kwargs)

    def decide(self, kind, case_id, method, **kwargs):
        self.on(kind, case_id, "claim")
        return self.on(kind, case_id, method, **kwargs)

    def record(self, person_id, **changes):
        body = {
            "person_id": person_id,
            "kind": "reward",
            "title": "先进会计工作者",
            "decided_by": "北京市财政局",
            "decided_on": "2026-03-12",
            **changes,
        }
        return self.call("record_reward_penalty", body=body)


class Scenario(ServiceScenario):
    """The running service, its fake collection, and what a test does with them."""

    def __init__(self, client, store, db):
        super().__init__(client, store, db)
        self.delivered = 0
        self.collection = FakeCollection.state

    def person(self, **given):
        return Person(self, **given)

    def staff(self, *args, **kwargs):
        return Staff(self, *args, **kwargs)

    def published(self):
        rows = self.rows(
            "SELECT event_type, body FROM outbox_events"
            " WHERE event_type <> 'audit_recorded' ORDER BY position"
        )
        return [(row["event_type"], row["body"]["data"]) for row in rows]

    def deliver(self):
        """Let the fake collection handle what was published since the last time."""
        events = self.published()
        for event_type, data in events[self.delivered :]:
            self.collection.handle(event_type, data)
        self.delivered = len(events)
