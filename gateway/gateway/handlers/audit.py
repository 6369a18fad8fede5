"""The audit log for those who audit."""

from typing import Any

from gateway.routing.call import Call

PAGE = ("cursor", "limit")


async def list_audit(call: Call) -> Any:
    """Return one page of the log; every parameter but those of the page is a filter."""
    filters = {name: value for name, value in call.query.items() if name not in PAGE}
    page = {name: call.query[name] for name in PAGE}
    given = {name: value for name, value in filters.items() if value is not None}
    return await call.rpc("identity.list_audit", filters=given, **page)
