"""Calls to identity that owners of cases have in common, and what it answers."""

from collections.abc import Mapping
from typing import Any

from chassis.rpc import ServiceCalls
from contracts.context import CallContext

from casework.domain.actors import Actor
from casework.domain.applicants import Applicant
from casework.employers import employer_indexes


def fetch_applicant(identity: ServiceCalls, person_id: str) -> Applicant:
    """Return the fixed fields of a person, in full; raises NotFound."""
    return Applicant.from_dict(identity.call_as_service("get_person", person_id=person_id))


def staff_actor(context: CallContext, staff: Mapping[str, Any]) -> Actor:
    """Return the member of staff who calls, as identity answers them."""
    withdrawn = staff.get("withdrawn_employers") or ()
    # An identity of the version before does not say; then nobody could declare anything either.
    declared = (
        staff["interests_declared_at"] is not None if "interests_declared_at" in staff else None
    )
    return Actor(
        context,
        staff["name"],
        staff.get("person_id"),
        employer_indexes(staff.get("employer_usccs") or ()),
        employer_indexes(one["uscc"] for one in withdrawn),
        declared,
    )
