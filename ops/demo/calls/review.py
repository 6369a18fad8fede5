"""Calls of a reviewer."""

from typing import Any

from demo.transport import Answer, Transport, new_key


class ReviewCalls(Transport):
    """What staff of an authority calls to work through its queues."""

    async def staff_me(self) -> dict[str, Any]:
        """Return who one is and of which authority."""
        return (await self.call("GET", "/staff/me")).data

    async def declare_interests(self, *usccs: str, **identity: Any) -> dict[str, Any]:
        """Declare what one must leave to others, nothing included; returns who one is."""
        body = {"employer_usccs": usccs, **identity}
        return (await self.call("PUT", "/staff/me/interests", json=body, key=new_key())).data

    async def review_summary(self) -> dict[str, Any]:
        """Return the counts by kind and state."""
        return (await self.call("GET", "/reviews/summary")).data

    async def reviews(self, kind: str, **filters: Any) -> dict[str, Any]:
        """Return one page of a queue."""
        params = {"kind": kind, "limit": 100} | filters
        return (await self.call("GET", "/reviews", params=params)).data

    async def find_review(self, kind: str, case_id: str, **filters: Any) -> dict[str, Any] | None:
        """Return the queue's row of a case, or None if the queue does not hold it."""
        cursor: str | None = None
        while True:
            page = await self.reviews(kind, **filters, **({"cursor": cursor} if cursor else {}))
            items: list[dict[str, Any]] = page["items"]
            for item in items:
                if item["case_id"] == case_id:
                    return item
            cursor = page.get("next_cursor")
            if not cursor:
                return None

    async def review(self, kind: str, case_id: str) -> dict[str, Any]:
        """Return a case with its data and documents."""
        path = f"/reviews/{kind}/{case_id}"
        return (await self.call("GET", path, operation=f"GET /reviews/{kind}/{{id}}")).data

    async def act(
        self,
        kind: str,
        case_id: str,
        action: str,
        body: dict[str, Any] | None = None,
        version: int | None = None,
        key: str | None = None,
    ) -> Answer:
        """Claim, release, approve, return or forward a case."""
        return await self.call(
            "POST",
            f"/reviews/{kind}/{case_id}/{action}",
            operation=f"POST /reviews/{kind}/{{id}}/{action}",
            json=body or {},
            version=version,
            key=key or new_key(),
        )
