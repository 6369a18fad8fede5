"""Calls to collection and identity, in the words of transfer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casework.cases.kinds import Applicant
from casework.employers import employer_indexes
from chassis.clock import from_wire
from chassis.crypto import cipher
from chassis.rpc import ServiceCalls
from contracts.case_kinds import TRANSFER
from contracts.errors import Conflict, NotFound
from contracts.values.masking import mask_name

from transfer.domain.authorities import RegionalAuthority
from transfer.domain.eligibility import EXCLUDED, NOT_APPROVED, Situation, blocker_of

NAME_INDEX = "transfer.name"
ID_NUMBER_INDEX = "transfer.id_number"
CASE_BLOCKED = "collection.case_blocked"
_OWN_WORDS = {
    "collection.not_approved": NOT_APPROVED,
    **{f"collection.open_{kind}": blocker_of(kind) for kind in EXCLUDED},
}
_SHOWN = ("name", "id_type", "id_number", "gender", "birth_date", "phone")


@dataclass(frozen=True, slots=True)
class Hold:
    """Leave of the arbiter to open a case; it lapses unless the case is stored in time."""

    expires_at: datetime
    authority_id: str
    employers: tuple[str, ...] = ()


def fetch_situation(
    collection: ServiceCalls, to_authority_id: str | None, target: RegionalAuthority | None
) -> Situation:
    """Return the asking person's situation; collection keeps the list of their open cases.

    `target` is the authority of that id, None where it cannot be chosen.
    """
    status: dict[str, Any] = collection.call("get_status")
    authority = status["authority"]
    return Situation(
        collection_status=status["collection_status"],
        authority_id=authority["authority_id"] if authority else None,
        open_kinds=frozenset(status.get("open_kinds", ())),
        to_authority_id=to_authority_id,
        target_accepts=target is not None,
    )


def open_case(collection: ServiceCalls, person_id: str, transfer_id: str) -> Hold:
    """Ask the arbiter for leave to open a transfer; safe to repeat.

    Raises Conflict with everything that stands in the way.
    """
    try:
        answer = collection.call_as_service(
            "reserve_case", person_id=person_id, kind=TRANSFER, case_id=transfer_id
        )
    except Conflict as refusal:
        if refusal.code != CASE_BLOCKED:
            raise
        told = [_in_own_words(blocker) for blocker in refusal.details["blockers"]]
        raise Conflict("transfer.not_eligible", details={"blockers": told}) from None
    employers = tuple(answer.get("employers", ()))
    return Hold(from_wire(answer["expires_at"]), answer["authority"]["authority_id"], employers)


def _in_own_words(blocker: dict[str, Any]) -> dict[str, Any]:
    """Return what the arbiter says as the eligibility page says it, so that the codes are one set."""
    own = _OWN_WORDS.get(blocker["code"])
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
    return RegionalAuthority(
        answer["authority_id"], answer["name"], answer["path"], answer["region_code"]
    )


def fetch_person(identity: ServiceCalls, person_id: str) -> dict[str, Any]:
    """Return the fixed fields of a person, in full."""
    answer: dict[str, Any] = identity.call_as_service("get_person", person_id=person_id)
    return {name: answer[name] for name in _SHOWN}


def applicant_of(person_id: str, person: dict[str, Any], hold: Hold) -> Applicant:
    """Return the person as a case keeps them: masked, and found by exact name or number."""
    return Applicant(
        person_id=person_id,
        masked_name=mask_name(person["name"]),
        employer_indexes=employer_indexes(hold.employers),
        **indexes_of(person["name"], person["id_number"]),
    )


def indexes_of(name: str, id_number: str) -> dict[str, bytes]:
    """Return the blind indexes by which a reviewer finds a case."""
    return {
        "name_index": cipher().blind_index(name, NAME_INDEX),
        "person_index": cipher().blind_index(id_number, ID_NUMBER_INDEX),
    }
