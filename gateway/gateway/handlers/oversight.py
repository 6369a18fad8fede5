"""Approvals in bulk over several services, and policies of review."""

import asyncio
from collections.abc import Sequence
from typing import Any

from chassis.validation import load_lenient, raise_if
from contracts.errors import DeadlineExceeded, ServiceError, Unavailable
from contracts.schemas.oversight import BulkApproveBody

from gateway.handlers.reviews import from_all_owners, owner_of
from gateway.routing.call import Call

Item = dict[str, Any]
_AWAY = (Unavailable, DeadlineExceeded)


async def list_policies(call: Call) -> dict[str, Any]:
    """Return the policies of every kind, from all owners at once."""
    return await from_all_owners(call, "list_case_policies")


async def bulk_approve(call: Call) -> dict[str, Any]:
    """Let each owner approve its cases, all owners at once; one outcome a case, in their order.

    Only the shape is looked at here, to part the cases by owner. Cases of an owner that is away,
    or that says nothing of them, are refused, the others are not; raises its error when all are.
    """
    values, violations = load_lenient(BulkApproveBody, call.body)
    raise_if(violations)
    parts: dict[str, list[Item]] = {}
    for item in values["items"]:
        parts.setdefault(owner_of(item["kind"]), []).append(item)
    answers = await asyncio.gather(
        *(_of_owner(call, owner, items, values["note"]) for owner, items in parts.items())
    )
    away = [answer for answer in answers if isinstance(answer, ServiceError)]
    if len(away) == len(answers):
        raise away[0]
    found = {}
    for items, answer in zip(parts.values(), answers, strict=True):
        for one in _outcomes(items, answer):
            found[one["kind"], one["case_id"]] = one
    outcomes = [
        found.get((item["kind"], item["case_id"])) or _refused(item, Unavailable())
        for item in values["items"]
    ]
    approved = sum(one["outcome"] == "approved" for one in outcomes)
    return {"items": outcomes, "approved": approved, "refused": len(outcomes) - approved}


async def _of_owner(
    call: Call, owner: str, items: Sequence[Item], note: str | None
) -> Item | ServiceError:
    """Return an owner's answer, or that it is away."""
    body = {"items": items, "note": note}
    try:
        answer: Item = await call.rpc(f"{owner}.approve_reviews_in_bulk", body=body)
    except _AWAY as error:
        return error
    return answer


def _outcomes(items: Sequence[Item], answer: Item | ServiceError) -> Sequence[Item]:
    if not isinstance(answer, ServiceError):
        outcomes: Sequence[Item] = answer["items"]
        return outcomes
    return [_refused(item, answer) for item in items]


def _refused(item: Item, error: ServiceError) -> Item:
    outcome = {"outcome": "refused", "case": None, "code": error.code, "message": error.message}
    return {"kind": item["kind"], "case_id": item["case_id"], **outcome}
