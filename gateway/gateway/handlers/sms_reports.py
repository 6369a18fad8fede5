"""What providers of SMS report of deliveries, in the form and with the answer that each wants."""

from typing import Any

from starlette.responses import JSONResponse, Response

from gateway.http.body import parse_list, read_bytes
from gateway.routing.call import Call


async def take_report(call: Call) -> Response:
    """Hand a report to notify; whatever is wrong with it, the provider sends it again."""
    entries = parse_list(await read_bytes(call.request))
    answer: dict[str, Any] = await call.rpc(
        "notify.take_sms_report", **call.request.path_params, **call.query, entries=entries
    )
    return JSONResponse(answer)
