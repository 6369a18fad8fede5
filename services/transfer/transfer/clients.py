"""Calls to collection and identity, in the words of transfer."""

from typing import Any

from casework import reservations
from casework.reservations import Reservation
from chassis.rpc import ServiceCalls
from contracts.case_kinds import TRANSFER
from contracts.errors import Conflict, NotFound
from contracts.tolerant_reader import from_known

from transfer.domain.authorities import RegionalAuthority
from transfer.domain.eligibility import EXCLUDED, NOT_APPROVED, RecordStatus, blocker_of

CASE_BLOCKED = "collection.case_blocked"
_OWN_BLOCKERS = {
    "collection.not_approved": NOT_APPROVED,
    **{f"collection.open_{kind}": blocker_of(kind) for kind in EXCLUDED},
}
_SHOWN = ("name", "id_type", "id_number", "gender", "birth_date", "phone")


def fetch_record_status(collection: ServiceCalls) -> RecordStatus:
    """Return the status of the asking person's record; collection lists their open cases."""
    status: dict[str, Any] = collection.call("get_status")
    authority = status["authority"]
    return RecordStatus(
        collection_status=status["collection_status"],
        authority_id=authority["authority_id"] if authority else None,
        open_kinds=frozenset(status.get("open_kinds", ())),
    )


def reserve_case(collection: ServiceCalls, person_id: str, transfer_id: str) -> Reservation:
    """Reserve the case of a transfer; safe to repeat.

    Raises Conflict with everything that stands in the way.
    """
    try:
        return reservations.reserve_case(collection, person_id, TRANSFER, transfer_id)
    except Conflict as refusal:
        if refusal.code != CASE_BLOCKED:
            raise
        blockers = [_translated(blocker) for blocker in refusal.details["blockers"]]
        raise Conflict("transfer.not_eligible", details={"blockers": blockers}) from None


def _translated(blocker: dict[str, Any]) -> dict[str, Any]:
    """Return collection's blocker as the eligibility page names it, so that the codes are one set."""
    own = _OWN_BLOCKERS.get(blocker["code"])
    return own.to_dict() if own else {**blocker, "field": None}


def get_authority(identity: ServiceCalls, authority_id: str) -> RegionalAuthority:
    """Return an authority, in service or not; raises NotFound."""
    return _authority(identity.call("get_authority", authority_id=authority_id))


def find_selectable_authority(
    identity: ServiceCalls, authority_id: str | None
) -> RegionalAuthority | None:
    """Return an authority that persons may choose, or None."""
    if not authority_id:
        return None
    try:
        answer = identity.call("get_authority", authority_id=authority_id)
    except NotFound:
        return None
    return _authority(answer) if answer["active"] and answer["is_leaf_selectable"] else None


def _authority(answer: dict[str, Any]) -> RegionalAuthority:
    return from_known(RegionalAuthority, answer)


def fetch_person(identity: ServiceCalls, person_id: str) -> dict[str, Any]:
    """Return the fixed fields of a person, in full."""
    answer: dict[str, Any] = identity.call_as_service("get_person", person_id=person_id)
    return {name: answer[name] for name in _SHOWN}
