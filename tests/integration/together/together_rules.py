"""What holds at every moment, and what holds once all that was told has been heard."""

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
from collection.review import REVIEW as COLLECTION
from sqlalchemy.orm import Session
from together_cast import OWNERS
from transfer.review_kinds import REVIEW as TRANSFER

REVIEWS = {"change": CHANGE, "credit": CREDIT, "reward_penalty": REWARD_PENALTY} | {
    "transfer": TRANSFER,
    "collection": COLLECTION,
}
LIVE = "state IN ('held', 'open')"
PAGE = 100


def check_moment(world):
    """Check what nobody may ever see broken, whoever is in the middle of what."""
    for kind, review in REVIEWS.items():
        check_queues(world.dbs[OWNERS.get(kind, "transfer")], review, world)
    check_holds(world)
    for person in world.people:
        check_exclusion(world, person.person_id)
        check_periods_of(person.content())


def check_queues(db, review, world):
    """Compare, in one snapshot, every count with the pages of its list, for each scope."""
    with (
        db.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection,
        Session(connection) as session,
    ):
        for staff in (*world.staff[::2], world.superior):
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


def check_holds(world):
    """A transfer is alone among what the arbiter holds for a person."""
    beside = (
        f"SELECT record_id FROM open_cases WHERE {LIVE} GROUP BY record_id"
        " HAVING bool_or(kind = 'transfer') AND count(*) > 1"
    )
    assert world.rows("collection", beside) == []


def check_exclusion(world, person_id):
    """No transfer is open beside another matter, by the word of those who own them.

    Two databases have no common moment: what is open before and after the other was read was open
    when it was read.
    """
    before = world.open_cases(person_id)
    after = set(world.open_cases(person_id))
    standing = [case for case in before if case in after]
    transfers = [case for case in standing if case[0] == "transfer"]
    assert len(transfers) <= 1
    assert not transfers or len(standing) == 1, standing


def settle(world, seconds=120):
    """Wait until everything told has been heard."""
    end = time.monotonic() + seconds
    while not (quiet := is_quiet(world)) and time.monotonic() < end:
        eventlet.sleep(0.1)
    waiting = "SELECT handler, last_error FROM inbox_events WHERE state <> 'handled'"
    assert quiet, {service: world.rows(service, waiting) for service in world.dbs}


def is_quiet(world):
    told = {}
    for service in world.dbs:
        rows = world.rows(service, "SELECT event_id, published_at FROM outbox_events")
        if any(row.published_at is None for row in rows):
            return False
        told[service] = {row.event_id for row in rows}
        if world.rows(service, "SELECT 1 FROM inbox_events WHERE state <> 'handled' LIMIT 1"):
            return False
    heard = {row.event_id for row in world.rows("collection", "SELECT event_id FROM inbox_events")}
    moved = "SELECT event_id FROM outbox_events WHERE event_type = 'record_transferred'"
    followed = {row.event_id for row in world.rows("changes", "SELECT event_id FROM inbox_events")}
    of_collection = {row.event_id for row in world.rows("collection", moved)}
    # The arbiter does not listen to what leaves its list as it is.
    quiet_ones = "SELECT event_id FROM outbox_events WHERE event_type ~ '(forwarded|released|audit_recorded)$'"
    unheard = {row.event_id for s in ("changes", "transfer") for row in world.rows(s, quiet_ones)}
    return told["changes"] | told["transfer"] <= heard | unheard and of_collection <= followed


def check_settled(world):
    """Check the record of each person, and that the arbiter holds what is open and no more."""
    for person in world.people:
        held = world.rows(
            "collection",
            f"SELECT o.kind, o.case_id, o.state FROM open_cases o JOIN records USING (record_id)"
            f" WHERE person_id = :id AND o.{LIVE}",
            id=person.person_id,
        )
        is_open = {(kind, case_id) for kind, case_id, _ in world.open_cases(person.person_id)}
        assert {(row.kind, str(row.case_id)) for row in held} == is_open, (held, is_open)
        check_record(world, person)


def check_record(world, person):
    """The record is its first version and each approved matter once, in the order of versions."""
    versions = world.rows(
        "collection",
        "SELECT v.version, v.case_id, v.kind FROM record_versions v JOIN records USING (record_id)"
        " WHERE person_id = :id AND v.version > 1 ORDER BY v.version",
        id=person.person_id,
    )
    changes = world.approved_changes(person.person_id)
    transfers = approved_transfers(world, person.person_id)
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


def approved_transfers(world, person_id):
    rows = world.rows(
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
