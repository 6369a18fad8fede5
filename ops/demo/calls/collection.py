"""Calls of a person about their collection and their approved record."""

from typing import Any

from demo.transport import Answer, Transport, new_key


class CollectionCalls(Transport):
    """What a person calls to fill in, submit and read their record.

    Every write names the version it builds on and answers with the whole collection.
    """

    async def collection(self) -> dict[str, Any]:
        """Return the whole draft or record."""
        return (await self.call("GET", "/me/collection")).data

    async def save_section(
        self, section: str, body: dict[str, Any], version: int | None = None
    ) -> dict[str, Any]:
        """Write `scope`, `basic` or `authority`."""
        path = f"/me/collection/{section}"
        return (await self.call("PUT", path, json=body, version=version, key=new_key())).data

    async def add_row(
        self,
        rows: str,
        body: dict[str, Any],
        version: int | None = None,
        key: str | None = None,
    ) -> Answer:
        """Add one of `educations` or `employments`."""
        path = f"/me/collection/{rows}"
        return await self.call("POST", path, json=body, version=version, key=key or new_key())

    async def update_row(
        self, rows: str, row_id: str, body: dict[str, Any], version: int | None = None
    ) -> dict[str, Any]:
        """Replace one row."""
        answer = await self.call(
            "PUT",
            f"/me/collection/{rows}/{row_id}",
            operation=f"PUT /me/collection/{rows}/{{id}}",
            json=body,
            version=version,
            key=new_key(),
        )
        return answer.data

    async def delete_row(self, rows: str, row_id: str, version: int | None = None) -> Answer:
        """Delete one row."""
        return await self.call(
            "DELETE",
            f"/me/collection/{rows}/{row_id}",
            operation=f"DELETE /me/collection/{rows}/{{id}}",
            version=version,
            key=new_key(),
        )

    async def authority_suggestions(self) -> list[dict[str, Any]]:
        """Return the authorities that the rule of jurisdiction points to."""
        return (await self.call("GET", "/me/collection/authority-suggestions")).rows

    async def submit(self, version: int | None = None, key: str | None = None) -> Answer:
        """Submit for review."""
        return await self.call(
            "POST",
            "/me/collection/submit",
            json={"commitment": True},
            version=version,
            key=key or new_key(),
        )

    async def withdraw(self) -> Answer:
        """Take a submission back that nobody has claimed."""
        return await self.call("POST", "/me/collection/withdraw", json={}, key=new_key())

    async def record(self) -> dict[str, Any]:
        """Return the approved record, masked."""
        return (await self.call("GET", "/me/record")).data

    async def reveal(self, fields: list[str]) -> dict[str, Any]:
        """Return the full values of some fields; the platform keeps a note of it."""
        return (await self.call("POST", "/me/record/reveal", json={"fields": fields})).data
