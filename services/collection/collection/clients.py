"""Calls to identity, in the words of collection."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casework.domain.applicants import Applicant
from chassis.rpc import ServiceCalls
from contracts.consents import SUBMIT_COLLECTION
from contracts.errors import NotFound
from contracts.real_name import VERIFIED

from collection.domain.content import Authority


@dataclass(frozen=True, slots=True)
class VerifiedPerson:
    """A person whose identity is verified, and what a submission lacks their consent to."""

    applicant: Applicant
    missing_consents: Sequence[Mapping[str, str]] = ()


def fetch_verified_person(identity: ServiceCalls, person_id: str) -> VerifiedPerson | None:
    """Return a person as identity knows them, or None while their identity is not verified."""
    answer: dict[str, Any] = identity.call_as_service("get_person", person_id=person_id)
    if answer["real_name_status"] != VERIFIED:
        return None
    # An identity of the version before asks for no consent but that of the registration.
    missing = answer.get("missing_consents") or {}
    return VerifiedPerson(Applicant.from_dict(answer), missing.get(SUBMIT_COLLECTION) or ())


def find_open_authority(identity: ServiceCalls, authority_id: str) -> tuple[Authority, bool] | None:
    """Return an authority that is in service, and whether a person may choose it.

    Returns None for one that does not exist or is closed.
    """
    try:
        answer: dict[str, Any] = identity.call("get_authority", authority_id=authority_id)
    except NotFound:
        return None
    if not answer["active"]:
        return None
    authority = Authority(answer["authority_id"], answer["name"], answer["path"])
    return authority, bool(answer["is_leaf_selectable"])
