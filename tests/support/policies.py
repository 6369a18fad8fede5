"""Policies that hold for as long as a block lasts."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from support.scenarios import Scenarios

_CHANGES = "/admin/policies/review/change"


@asynccontextmanager
async def sampling(scenarios: Scenarios, per_mille: int) -> AsyncIterator[None]:
    """Let the platform's administrator choose a share for as long as the block lasts."""
    client = await scenarios.staff("platform_admin")
    before = (await client.call("GET", _CHANGES)).data
    body = {name: before[name] for name in ("bulk_approve", "bulk_fields")}
    await client.call("PUT", _CHANGES, json={**body, "second_review_per_mille": per_mille})
    yield
    share = before["second_review_per_mille"]
    await client.call("PUT", _CHANGES, json={**body, "second_review_per_mille": share})
    await client.close()
