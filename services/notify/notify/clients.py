"""Calls to identity, in the words of notify."""

from chassis.rpc import ServiceCalls
from contracts.errors import NotFound, ServiceError

from notify.domain.sending import Failure, SmsFailure


def fetch_phone(identity: ServiceCalls, person_id: str) -> str:
    """Return the person's present number; raises SmsFailure when there is none to be had."""
    try:
        phone: str = identity.call_as_service("get_contact", person_id=person_id)["phone"]
    except NotFound as error:
        raise SmsFailure(Failure("person_unknown", permanent=True)) from error
    except ServiceError as error:
        raise SmsFailure(Failure("contact_unavailable", elsewhere=False)) from error
    return phone
