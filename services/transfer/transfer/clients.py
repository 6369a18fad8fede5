"""Calls to collection, in the words of transfer."""

from typing import Any

from chassis.rpc import ServiceCalls

from transfer.domain.eligibility import Situation


def fetch_situation(collection: ServiceCalls, to_authority_id: str | None) -> Situation:
    """Return the asking person's situation; collection keeps the list of their open cases."""
    status: dict[str, Any] = collection.call("get_status")
    authority = status["authority"]
    return Situation(
        collection_status=status["collection_status"],
        authority_id=authority["authority_id"] if authority else None,
        # Absent as long as collection itself is the only owner of cases.
        open_kinds=frozenset(status.get("open_kinds", ())),
        to_authority_id=to_authority_id,
    )
