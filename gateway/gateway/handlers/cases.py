"""A person's own cases: one list out of all services that own some."""

from datetime import datetime
from typing import Any

from contracts.case_kinds import CASE_KINDS, CASE_OWNERS

from gateway.handlers.reviews import ask_all_owners
from gateway.routing.call import Call

LIST = "list_own_cases"
LIST_ARGUMENTS = ("is_open", "cursor", "limit")


async def list_cases(call: Call) -> dict[str, Any]:
    """Return one page of the caller's cases of every kind, the newest first.

    All services are read on from the same place. One that does not answer soon is named in
    `unavailable` with its kinds, which this page does not show.
    """
    answers = await ask_all_owners(call, LIST, **call.query)
    items = [item for answer in answers.values() for item in answer["items"]]
    items.sort(key=_newest_first, reverse=True)
    limit = call.query["limit"]
    shown = items[:limit]
    has_more = len(items) > limit or any(answer["more"] for answer in answers.values())
    return {
        "items": [_without_cursor(item) for item in shown],
        "next_cursor": shown[-1]["cursor"] if shown and has_more else None,
        "unavailable": [owner for owner in CASE_OWNERS if owner not in answers],
        "unavailable_kinds": [
            kind.code for kind in CASE_KINDS.values() if kind.service not in answers
        ],
    }


def _newest_first(item: dict[str, Any]) -> tuple[datetime, str]:
    return datetime.fromisoformat(item["submitted_at"]), item["case_id"]


def _without_cursor(item: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if name != "cursor"}
