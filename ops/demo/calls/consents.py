"""Calls about one's own consents."""

from typing import Any

from demo.transport import Answer, Transport, new_key


class ConsentCalls(Transport):
    """What a person calls to agree, and to think better of it."""

    async def consents(self) -> dict[str, Any]:
        """Return where one stands with each document, and what one has said of them."""
        return (await self.call("GET", "/me/consents")).data

    async def give_consent(self, kind: str, version: str) -> Answer:
        """Agree to one version of one document."""
        body = {"kind": kind, "version": version}
        return await self.call("POST", "/me/consents", json=body, key=new_key())

    async def withdraw_consent(self, kind: str, *, confirmed: bool = True) -> Answer:
        """Withdraw one agreement, having read what comes of it."""
        path, operation = f"/me/consents/{kind}/withdraw", "POST /me/consents/{id}/withdraw"
        body = {"confirmed": confirmed}
        return await self.call("POST", path, json=body, key=new_key(), operation=operation)
