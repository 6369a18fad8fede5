"""Review queues: one address for all kinds, each kind answered by the service that owns it."""

import asyncio
from collections.abc import Mapping
from typing import Any

from contracts.case_kinds import CASE_KINDS, CASE_OWNERS
from contracts.errors import DeadlineExceeded, NotFound, Unavailable
from contracts.values.phones import clean_phone
from contracts.values.problem import ValueProblem

from gateway.routing.call import Call
from gateway.routing.endpoint import ServiceCall

Answer = asyncio.Task[dict[str, Any]]

_AWAY = (Unavailable, DeadlineExceeded)
_NONE: dict[str, Any] = {"items": []}
PHONE_SEARCH = "identity.find_person_by_phone"
LIST_FILTERS = ("kind", "status", "q", "authority_id", "assignee", "overdue", "cursor", "limit")


def owner_of(kind: str) -> str:
    """Return the service that owns cases of a kind."""
    try:
        return CASE_KINDS[kind].service
    except KeyError:
        raise NotFound("gateway.kind_not_available") from None


async def list_reviews(call: Call) -> Any:
    """Return one page of one kind's queue; a mobile number finds whoever has it now."""
    owner, filters = owner_of(call.query["kind"]), dict(call.query)
    phone = _phone_in(filters["q"])
    found = await call.rpc(PHONE_SEARCH, phone=phone) if phone else {"person_id": None}
    if found["person_id"]:
        filters |= {"q": None, "person_id": found["person_id"]}
    return await call.rpc(f"{owner}.list_reviews", **filters)


def _phone_in(text: str | None) -> str | None:
    try:
        return clean_phone(text) if text else None
    except ValueProblem:
        return None


async def summary(call: Call) -> dict[str, Any]:
    """Return the counts of every kind, from all owners at once."""
    return await from_all_owners(call, "summarise_reviews")


async def from_all_owners(call: Call, method: str) -> dict[str, Any]:
    """Return the items of every owner.

    An owner that does not answer soon, while others do, is named in `unavailable`: its queues
    cannot be worked on anyway.
    """
    answered = await ask_all_owners(call, method)
    return {
        "items": [item for owner in CASE_OWNERS for item in answered.get(owner, _NONE)["items"]],
        "unavailable": [owner for owner in CASE_OWNERS if owner not in answered],
    }


async def ask_all_owners(call: Call, method: str, **arguments: Any) -> dict[str, dict[str, Any]]:
    """Return the answers of the owners that answer soon, or of the first one to answer at all.

    Raises what an owner refuses, and what is wrong with them when none is there.
    """
    targets = {owner: f"{owner}.{method}" for owner in CASE_OWNERS}
    asked = {
        asyncio.create_task(call.rpc(target, **arguments)): owner
        for owner, target in targets.items()
    }
    answers = await _answers_soon(set(asked), call.resources.settings.optional_seconds)
    failed = [error for one in answers if (error := one.exception())]
    serious = [error for error in failed if not isinstance(error, _AWAY)]
    if serious or len(failed) == len(answers):
        raise (serious or failed)[0]
    return {asked[one]: one.result() for one in answers if not one.exception()}


async def _answers_soon(asked: set[Answer], seconds: float) -> set[Answer]:
    """Wait so long for all, longer only until one of them has answered well; drop the others."""
    try:
        done, waiting = await asyncio.wait(asked, timeout=seconds)
        while waiting and all(one.exception() for one in done):
            more, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            done |= more
    finally:
        for one in asked:
            one.cancel()
    return done


class OwnerCall(ServiceCall):
    """A call to the owner of the `kind` in path or query; its target is the method alone."""

    @property
    def targets(self) -> tuple[str, ...]:
        """Return the method on every owner."""
        return tuple(f"{owner}.{self.target}" for owner in CASE_OWNERS)

    async def __call__(self, call: Call) -> Any:
        """Run the call."""
        kind = call.request.path_params.get("kind") or call.query["kind"]
        target = f"{owner_of(kind)}.{self.target}"
        return await call.rpc(target, **call.arguments(self.takes))


def calls_of(method: str, *names: str) -> Mapping[str, tuple[str, ...]]:
    """Return the method with its arguments on every owner."""
    return {f"{owner}.{method}": names for owner in CASE_OWNERS}
