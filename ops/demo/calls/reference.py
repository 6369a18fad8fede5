"""Calls for what everybody may look up, and for the sandbox."""

from typing import Any

from demo.transport import Transport


class ReferenceCalls(Transport):
    """Dictionaries, authorities, and the sandbox's inbox and personas."""

    async def dictionaries(self) -> dict[str, Any]:
        """Return all option lists."""
        return (await self.call("GET", "/reference/dictionaries")).data

    async def authorities(self, parent: str | None = None) -> list[dict[str, Any]]:
        """Return the authorities below one, or those at the top."""
        params = {"parent": parent} if parent else {}
        return (await self.call("GET", "/reference/authorities", params=params)).rows

    async def sandbox_sms(self, phone: str) -> list[dict[str, Any]]:
        """Return the SMS sent to a number, newest first."""
        return (await self.call("GET", "/sandbox/sms", params={"phone": phone})).rows

    async def authority(self, authority_id: str) -> dict[str, Any]:
        """Return one authority."""
        path = f"/reference/authorities/{authority_id}"
        return (await self.call("GET", path, operation="GET /reference/authorities/{id}")).data

    async def personas(self) -> list[dict[str, Any]]:
        """Return the demo people and staff."""
        return (await self.call("GET", "/sandbox/personas")).rows
