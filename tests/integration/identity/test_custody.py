"""The verification follows the record to the authority that took the person in: R5.2.2."""

from types import SimpleNamespace

import pytest
from contracts.context import CallContext
from contracts.errors import NotFound
from identity.service import IdentityService
from identity_factories import Scenario
from real_name_factories import act, submit


def arrived(identity: Scenario, person: CallContext, path: str, version: int) -> None:
    """Handle the event that a record has gone to an authority."""
    data = {"person_id": person.actor_id, "record_version": version, "authority_path": path}
    with identity.db.unit_of_work() as uow:
        IdentityService.on_record_moved(None, uow, SimpleNamespace(data=data))  # type: ignore[arg-type]


def found(identity: Scenario, staff: CallContext) -> list[str]:
    """Return the cases of the list of all."""
    items = identity.call("list_reviews", staff, kind="real_name", status="all")["items"]
    return [one["case_id"] for one in items]


def test_R5_2_2_the_former_authority_opens_no_photo(
    identity: Scenario, applicant: CallContext
) -> None:
    made = submit(identity, applicant)
    case_id, photo = made["case_id"], made["images"][0]["attachment_id"]
    former, present = identity.employ("au-110000"), identity.employ("au-130000")
    act(identity, former, "claim", case_id)
    act(identity, former, "approve", case_id)
    assert (found(identity, former), found(identity, present)) == ([case_id], [])
    arrived(identity, applicant, "/au-130000/au-130100/", 3)
    assert (found(identity, former), found(identity, present)) == ([], [case_id])
    arrived(identity, applicant, "/au-110000/", 2)
    assert identity.call("open_attachment", present, attachment_id=photo)["bucket"]
    assert act(identity, present, "reveal", case_id)["data"]["photos"]
    for step in ("get", "reveal"):
        with pytest.raises(NotFound):
            act(identity, former, step, case_id)
    with pytest.raises(NotFound):
        identity.call("open_attachment", former, attachment_id=photo)
    rows = identity.call("summarise_reviews", former)["items"]
    [row] = [one for one in rows if one["kind"] == "real_name"]
    assert (row["approved"], row["decided"]["approved"], row["decided"]["moved_away"]) == (0, 1, 1)
