"""Calls to identity that owners of cases have in common."""

from chassis.rpc import ServiceCalls

from casework.domain.applicants import Applicant


def fetch_applicant(identity: ServiceCalls, person_id: str) -> Applicant:
    """Return the fixed fields of a person, in full; raises NotFound."""
    return Applicant.from_dict(identity.call_as_service("get_person", person_id=person_id))
