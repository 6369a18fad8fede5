"""The client with all calls of the story."""

from demo.calls.access import AccessCalls
from demo.calls.collection import CollectionCalls
from demo.calls.consents import ConsentCalls
from demo.calls.person import PersonCalls
from demo.calls.reference import ReferenceCalls
from demo.calls.review import ReviewCalls


class AusmClient(
    AccessCalls, PersonCalls, ConsentCalls, CollectionCalls, ReviewCalls, ReferenceCalls
):
    """One client of the platform: a person, a member of staff, or somebody not logged in."""
