"""Earlier transfers follow the person, and what the origin consented to is counted: R5.2.2."""

from types import SimpleNamespace
from typing import Any

import pytest
from contracts.context import CallContext
from contracts.errors import NotFound
from contracts.reference.authorities import find_authority
from transfer.entrypoints.cases import CaseMethods
from transfer_factories import HAIDIAN, PUDONG, WORK, Scenario, make_staff

REASONS = {"reasons": [{"item": "details.employer_name", "code": "other", "note": "不符"}]}


def arrived(scenario: Scenario, person: CallContext, authority_id: str, version: int) -> None:
    """Handle the event that a record has gone to an authority."""
    authority = find_authority(authority_id)
    assert authority is not None
    data = {
        "person_id": person.actor_id,
        "record_version": version,
        "authority_path": authority.path,
    }
    with scenario.db.unit_of_work() as uow:
        CaseMethods.on_record_moved(None, uow, SimpleNamespace(data=data))  # type: ignore[arg-type]


def decided(scenario: Scenario, staff: CallContext) -> dict[str, int]:
    """Return what an authority decided."""
    [row] = scenario.call("summarise_reviews", staff)["items"]
    found: dict[str, int] = row["decided"]
    return found


def listed(scenario: Scenario, staff: CallContext) -> list[str]:
    """Return all cases in an authority's list."""
    found = scenario.call("list_reviews", staff, kind="transfer", status="all")["items"]
    return [one["case_id"] for one in found]


@pytest.fixture
def moved(scenario: Scenario) -> tuple[CallContext, list[dict[str, Any]]]:
    """A person whose first transfer the origin refused, and the second it consented to."""
    scenario.adopt_policy("out_then_in")
    person, origin = scenario.add_person(), make_staff(HAIDIAN)
    refused = scenario.submit(person, details=WORK)
    scenario.act(origin, "return", refused["transfer_id"], body=REASONS)
    scenario.until(lambda: not scenario.collection.open.get(person.actor_id))
    consented = scenario.submit(person)
    scenario.act(origin, "approve", consented["transfer_id"])
    scenario.decide(make_staff(PUDONG), "approve", consented["transfer_id"])
    return person, [refused, consented]


def test_R5_2_2_earlier_transfers_and_their_proofs_follow(scenario: Scenario, moved: Any) -> None:
    person, transfers = moved
    origin, target = make_staff(HAIDIAN), make_staff(PUDONG)
    assert listed(scenario, origin) == [transfers[0]["transfer_id"]]
    for version in (2, 2, 1):
        arrived(scenario, person, PUDONG if version == 2 else HAIDIAN, version)
    assert listed(scenario, origin) == []
    assert set(listed(scenario, target)) == {one["transfer_id"] for one in transfers}
    for one in transfers:
        calls = (
            ("get_review", {"kind": "transfer", "case_id": one["transfer_id"]}),
            ("open_attachment", {"attachment_id": one["proofs"][0]["attachment_id"]}),
        )
        for method, asked in calls:
            assert scenario.call(method, target, **asked)
            with pytest.raises(NotFound):
                scenario.call(method, origin, **asked)


def test_R5_2_2_a_consent_counts_for_who_gave_it(scenario: Scenario, moved: Any) -> None:
    origin, target = make_staff(HAIDIAN), make_staff(PUDONG)
    given = {"approved": 0, "returned": 1, "released": 1, "moved_away": 0}
    assert decided(scenario, origin) == given
    arrived(scenario, moved[0], PUDONG, 2)
    assert decided(scenario, origin) == given | {"moved_away": 1}
    assert decided(scenario, target) == dict.fromkeys(given, 0) | {"approved": 1}
