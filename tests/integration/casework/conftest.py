"""A tiny owner of reviewed cases on a real database."""

import os
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import psycopg2
import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from casework import migrations as casework_tables
from casework.cases.kinds import Authority, ReviewKind
from casework.cases.models import (
    CaseCountMixin,
    CaseEventMixin,
    CaseMixin,
    DecisionCountMixin,
    RecordCustodianMixin,
)
from casework.cases.use_cases import RecordMove, follow_record, submit_case
from casework.domain.actors import Actor
from casework.domain.applicants import Applicant
from casework.domain.states import Action
from casework.quality.entrypoints import OversightEntrypoints
from casework.quality.models import CasePolicyMixin, SecondReviewMixin
from chassis.db import Database, open_database, service_metadata
from chassis.migrations import create_messaging_tables
from chassis.service import Service
from contracts.context import CallContext
from contracts.errors import NotFound
from sqlalchemy import Text, select, text
from sqlalchemy.orm import DeclarativeBase, mapped_column

EMPTIED = (
    *("sample_cases", "sample_case_events", "outbox_events", "idempotent_commands"),
    *("case_policies", "second_reviews", "record_custodians"),
)


class SampleBase(DeclarativeBase):
    metadata = service_metadata()


class SampleCaseCount(CaseCountMixin, SampleBase):
    __tablename__ = "sample_case_counts"


class SampleDecisionCount(DecisionCountMixin, SampleBase):
    __tablename__ = "sample_decision_counts"


class SampleRecordCustodian(RecordCustodianMixin, SampleBase):
    pass


class SampleCase(CaseMixin, SampleBase):
    __tablename__ = "sample_cases"
    count_model = SampleCaseCount
    decision_count_model = SampleDecisionCount

    outcome = mapped_column(Text)


class SampleCaseEvent(CaseEventMixin, SampleBase):
    __tablename__ = "sample_case_events"


class SamplePolicy(CasePolicyMixin, SampleBase):
    pass


class SampleSecondReview(SecondReviewMixin, SampleBase):
    pass


class SampleReview(ReviewKind):
    """A kind whose hook leaves a trace, so that a hook run twice is seen."""

    kind = "collection"
    case_model = SampleCase
    event_model = SampleCaseEvent
    policy_model = SamplePolicy
    second_review_model = SampleSecondReview
    event_names: Mapping[Action, str] = {
        Action.SUBMIT: "collection_submitted",
        Action.APPROVE: "collection_approved",
        Action.RETURN: "collection_returned",
        Action.FORWARD: "collection_forwarded",
    }

    def applicant_columns(self, applicant, employers):
        """Keep everything as the test gives it."""
        columns = {"masked_name": applicant.name, "employer_indexes": list(employers)}
        return {**columns, "person_index": applicant.id_number.encode()}

    def search_indexes(self, text):
        return {"person_index": [text.encode()]}

    def items(self, session, case):
        return {"basic.photo": "基本信息：标准证件照片", "authority": "会计管理部门"}

    def return_codes(self):
        return {"unclear": "不清晰", "other": "其他"}

    def data(self, session, case, facts):
        return {"outcome": case.outcome, **facts}

    def on_approved(self, uow, case):
        case.outcome = (case.outcome or "") + "approved;"

    def on_returned(self, uow, case):
        case.outcome = (case.outcome or "") + "returned;"


def applicant_of(person_id, name="张*"):
    fixed = {"gender": "female", "birth_date": "1949-12-31", "phone": "13800000000"}
    return Applicant(person_id, name, "resident_id_card", "11010519491231002X", **fixed)


class StaffMember:
    """A member of staff at work: their context, themselves, and the clock."""

    def __init__(self, scenario, staff_id, authority, roles=("reviewer",), **ties):
        self.scenario = scenario
        self.context = CallContext(
            actor_id=staff_id,
            actor_kind="staff",
            roles=tuple(roles),
            authority_id=authority.authority_id,
            authority_path=authority.path,
        )
        self.actor = Actor(self.context, f"审核员{staff_id}", **{"has_declared": True, **ties})

    def run(self, use_case, case_id, *args, **kwargs):
        return self.scenario.run(
            self.context, use_case, self.scenario.review, case_id, self.actor, *args, **kwargs
        )

    def read(self, query, *args, **kwargs):
        asked = (self.scenario.review, self.actor, self.scenario.now)
        return self.scenario.db.read(query, *asked, *args, **kwargs)


class Scenario:
    """The database, the kind, four authorities, and a clock that the test moves."""

    beijing = Authority("au-110000", "北京市财政局", "/au-110000/")
    haidian = Authority("au-110108", "北京市海淀区财政局", "/au-110000/au-110108/")
    xicheng = Authority("au-110102", "北京市西城区财政局", "/au-110000/au-110102/")
    hebei = Authority("au-130000", "河北省财政厅", "/au-130000/")

    def __init__(self, db):
        self.db = db
        self.review = SampleReview()
        # Whose file is whose, by the member of staff.
        self.own_files = {}
        self.undeclared = set()
        self.now = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)

    def run(self, context, use_case, *args, **kwargs):
        self.db.context = context
        with self.db.unit_of_work() as uow:
            uow.now = self.now
            return use_case(uow, *args, **kwargs)

    def reviewer(self, staff_id, authority, **kwargs):
        return StaffMember(self, staff_id, authority, **kwargs)

    def submit(self, authority=haidian, case_id=None, person_id=None, name="张*", employers=()):
        case_id, person_id = case_id or str(uuid.uuid4()), person_id or str(uuid.uuid4())
        applicant = applicant_of(person_id, name)
        context = CallContext(actor_id=person_id, actor_kind="person")
        self.run(
            context, submit_case, self.review, case_id, applicant, authority, employers=employers
        )
        return case_id

    def follow(self, person_id, authority, version=2):
        """Handle the event that a person's record has gone to an authority."""
        move = RecordMove(person_id, version, authority.path)
        context = CallContext(actor_kind="service")
        self.run(context, follow_record, [self.review], SampleRecordCustodian, move)

    def advance(self, **time):
        self.now += timedelta(**time)

    def case(self, case_id):
        return self.db.read(
            lambda session: session.execute(
                select(SampleCase).where(SampleCase.case_id == case_id)
            ).scalar_one()
        )

    def history(self, case_id):
        statement = (
            select(SampleCaseEvent)
            .where(SampleCaseEvent.case_id == case_id)
            .order_by(SampleCaseEvent.version)
        )
        return self.db.read(lambda session: session.execute(statement).scalars().all())

    def events(self):
        return [event for event in self._outbox() if event[0] != "audit_recorded"]

    def log(self):
        return [data for name, data in self._outbox() if name == "audit_recorded"]

    def _outbox(self):
        statement = text("SELECT event_type, body FROM outbox_events ORDER BY position")
        rows = self.db.read(lambda session: session.execute(statement).all())
        return [(row.event_type, row.body["data"]) for row in rows]


@pytest.fixture(scope="session")
def sample_database():
    server = os.environ["AUSM_TEST_PG"]
    name = f"test_casework_{uuid.uuid4().hex[:8]}"
    connection = psycopg2.connect(server)
    connection.autocommit = True
    connection.cursor().execute(f"CREATE DATABASE {name}")
    db = open_database(f"{server.rpartition('/')[0]}/{name}", "collection")
    with db.engine.begin() as engine_connection:
        operations = Operations(MigrationContext.configure(engine_connection))
        create_messaging_tables(operations)
        casework_tables.create_case_tables(operations, "sample_")
        casework_tables.create_oversight_tables(operations)
        casework_tables.keep_counts(operations, "sample_")
        casework_tables.index_long_lists(operations, "sample_")
        casework_tables.add_employers(operations, "sample_")
        casework_tables.index_claimed(operations, "sample_")
        casework_tables.keep_custody(operations, "sample_")
        casework_tables.keep_custody_of_second_reviews(operations)
        casework_tables.create_custodians(operations)
        operations.execute("ALTER TABLE sample_cases ADD outcome TEXT")
    yield db
    db.engine.dispose()
    connection.cursor().execute(f"DROP DATABASE {name} WITH (FORCE)")
    connection.close()


@pytest.fixture
def clean(sample_database):
    """Return a function that empties the tables."""

    def empty():
        with sample_database.engine.begin() as connection:
            connection.execute(text(f"TRUNCATE {', '.join(EMPTIED)}"))

    return empty


@pytest.fixture
def scenario(sample_database, clean):
    clean()
    sample_database.context = CallContext()
    return Scenario(sample_database)


@pytest.fixture
def service_class(scenario):
    authorities = {place.authority_id: place for place in (scenario.haidian, scenario.xicheng)}

    class SampleService(Service, OversightEntrypoints):
        name = "collection"
        db = Database(type(scenario.review).case_model.metadata)
        reviews = {"collection": scenario.review}  # noqa: RUF012

        def current_actor(self, *, optional=False):
            staff_id = self.db.context.actor_id
            own_file = scenario.own_files.get(staff_id)
            has_declared = staff_id not in scenario.undeclared
            return Actor(self.db.context, "审核员甲", own_file, has_declared=has_declared)

        def find_authority(self, authority_id):
            if authority_id not in authorities:
                raise NotFound()
            return authorities[authority_id]

    return SampleService


@pytest.fixture
def call(scenario, service_class, run_service, rpc_client):
    url = scenario.db.engine.url.render_as_string(hide_password=False)
    run_service(service_class, AUSM_DATABASE_URL=url)
    client = rpc_client("collection")

    def call(method, context=None, **kwargs):
        context = context or scenario.reviewer("s1", scenario.haidian).context
        return client.call(method, context=context, **kwargs)

    return call
