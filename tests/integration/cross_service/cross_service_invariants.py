"""Invariants that hold at every moment, and those that hold once every event is handled."""

import json
import time
from itertools import pairwise

import eventlet
from casework.cases.counts import summarise_cases
from casework.cases.queries import COUNTED, list_cases
from casework.domain.actors import Actor
from casework.quality.queries import COUNTED as SECOND_COUNTED
from casework.quality.queries import count_second_reviews, list_second_reviews
from changes.review_kinds import CHANGE, CREDIT, REWARD_PENALTY
from chassis.clock import utc_now
from collection.domain.revisions import values_of
from collection.review_kinds import REVIEW as COLLECTION
from cross_service_actors import OWNERS
from sqlalchemy.orm import Session
from transfer.review_kinds import REVIEW as TRANSFER

REVIEWS = {"change": CHANGE, "credit": CREDIT, "reward_penalty": REWARD_PENALTY} | {
    "transfer": TRANSFER,
    "collection": COLLECTION,
}
LIVE = "state IN ('held', 'open')"
PAGE = 100


def check_invariants(services):
    """Check what nobody may ever see broken, whoever is in the middle of what."""
    for kind, review in REVIEWS.items():
        check_queues(services.dbs[OWNERS.get(kind, "transfer")], review, services)
    check_reservations(services)
    for person in services.people:
        check_exclusion(services, person.person_id)
        check_periods_of(person.content())


def check_queues(db, review, services):
    """Compare, in one snapshot, every count with the pages of its list, for each scope."""
    with (
        db.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection,
        Session(connection) as session,
    ):
        for staff in (*services.staff[::2], services.superior):
            asked = (Actor(staff.context), utc_now())
            counts = summarise_cases(session, review, *asked)
            for name, filters in COUNTED.items():
                shown = count_pages(list_cases, session, review, *asked, filters)
                assert counts[name] == shown, (review.kind, staff.authority, name, counts)
            again = count_second_reviews(session, review, *asked)
            for name, status in SECOND_COUNTED.items():
                shown = count_pages(list_second_reviews, session, review, *asked, status)
                assert again[name] == shown, (review.kind, staff.authority, name, again)


def count_pages(listing, session, review, actor, now, wanted):
    """Return how many cases the pages of a list show, each once."""
    seen, cursor = [], None
    while True:
        page = listing(session, review, actor, now, wanted, cursor=cursor, limit=PAGE)
        seen += [item["case_id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            assert len(set(seen)) == len(seen)
            return len(seen)


def check_reservations(services):
    """A transfer is alone among what is reserved for a person."""
    beside = (
        f"SELECT record_id FROM open_cases WHERE {LIVE} GROUP BY record_id"
        " HAVING bool_or(kind = 'transfer') AND count(*) > 1"
    )
    assert services.rows("collection", beside) == []


def check_exclusion(services, person_id):
    """No transfer is open beside another application, as the owning services say.

    Two databases have no common moment: what is open before and after the other was read was open
    when it was read.
    """
    before = services.open_cases(person_id)
    after = set(services.open_cases(person_id))
    open_all_along = [case for case in before if case in after]
    transfers = [case for case in open_all_along if case[0] == "transfer"]
    assert len(transfers) <= 1
    assert not transfers or len(open_all_along) == 1, open_all_along


def wait_until_handled(services, seconds=120):
    """Wait until every event is published and handled."""
    end = time.monotonic() + seconds
    while not (quiet := is_quiet(services)) and time.monotonic() < end:
        eventlet.sleep(0.1)
    waiting = "SELECT handler, last_error FROM inbox_events WHERE state <> 'handled'"
    assert quiet, {service: services.rows(service, waiting) for service in services.dbs}


def is_quiet(services):
    published = {}
    for service in services.dbs:
        rows = services.rows(service, "SELECT event_id, published_at FROM outbox_events")
        if any(row.published_at is None for row in rows):
            return False
        published[service] = {row.event_id for row in rows}
        if services.rows(service, "SELECT 1 FROM inbox_events WHERE state <> 'handled' LIMIT 1"):
            return False
    handled = {
        row.event_id for row in services.rows("collection", "SELECT event_id FROM inbox_events")
    }
    moved = "SELECT event_id FROM outbox_events WHERE event_type = 'record_transferred'"
    followed = {
        row.event_id for row in services.rows("changes", "SELECT event_id FROM inbox_events")
    }
    of_collection = {row.event_id for row in services.rows("collection", moved)}
    # Collection subscribes to no event that leaves its reservations as they are.
    ignored = "SELECT event_id FROM outbox_events WHERE event_type ~ '(forwarded|released|audit_recorded)$'"
    unsubscribed = {
        row.event_id for s in ("changes", "transfer") for row in services.rows(s, ignored)
    }
    return (
        published["changes"] | published["transfer"] <= handled | unsubscribed
        and of_collection <= followed
    )


def check_final_state(services):
    """Check the record of each person, and that what is reserved is what is open and no more."""
    for person in services.people:
        reserved = services.rows(
            "collection",
            f"SELECT o.kind, o.case_id, o.state FROM open_cases o JOIN records USING (record_id)"
            f" WHERE person_id = :id AND o.{LIVE}",
            id=person.person_id,
        )
        is_open = {(kind, case_id) for kind, case_id, _ in services.open_cases(person.person_id)}
        assert {(row.kind, str(row.case_id)) for row in reserved} == is_open, (reserved, is_open)
        check_record(services, person)


def check_record(services, person):
    """The record is its first version and each approved application once, in the order of versions."""
    versions = services.rows(
        "collection",
        "SELECT v.version, v.case_id, v.kind FROM record_versions v JOIN records USING (record_id)"
        " WHERE person_id = :id AND v.version > 1 ORDER BY v.version",
        id=person.person_id,
    )
    changes = services.approved_changes(person.person_id)
    transfers = approved_transfers(services, person.person_id)
    assert sorted(row.case_id for row in versions) == sorted([*changes, *transfers])
    assert [row.version for row in versions] == list(range(2, len(versions) + 2))
    expected = as_plain(person.first)
    for row in versions:
        if row.kind == "transfer":
            expected["authority"] = transfers[row.case_id]
        else:
            replay(expected, changes[row.case_id])
        for section in ("education", "employment"):
            check_periods([months_of(one) for one in expected[section].values()])
    assert as_plain(person.content()) == expected


def approved_transfers(services, person_id):
    rows = services.rows(
        "transfer",
        "SELECT case_id, to_authority_id FROM cases JOIN transfers ON transfer_id = case_id"
        " WHERE cases.person_id = :id AND state = 'approved'",
        id=person_id,
    )
    return {str(row.case_id): row.to_authority_id for row in rows}


def as_plain(content):
    """Return a record as the replay builds it: each object by its id."""
    found = {"authority": content.authority.authority_id}
    found["basic"] = plain(values_of("basic", content.basic))
    for section in ("education", "employment"):
        rows = getattr(content, f"{section}s")
        found[section] = {
            getattr(row, f"{section}_id"): plain(values_of(section, row)) for row in rows
        }
    return found


def replay(record, change):
    """Apply one approved change to the expected record; it begins with what is there."""
    section, action, object_id, before, after = change
    if section == "basic":
        assert record["basic"] == before
        record["basic"] = after
        return
    rows = record[section]
    assert rows.get(object_id) == before, (section, action)
    if after is None:
        del rows[object_id]
    else:
        rows[object_id] = after


def check_periods_of(content):
    """What stands in the record now overlaps nowhere."""
    for rows in (content.educations, content.employments):
        check_periods([(row.start_month, row.end_month) for row in rows])


def months_of(values):
    return values["start_month"], values["end_month"]


def check_periods(periods):
    """Sort by beginning: each begins no earlier than the one before it ends."""
    months = sorted((start, end or "9999-12") for start, end in periods)
    assert all(one[1] <= other[0] for one, other in pairwise(months)), months


def plain(value):
    """Return a value as JSON has it, so that tuples and lists compare."""
    return json.loads(json.dumps(value, ensure_ascii=False))
