"""Health of the process and of what it stands on."""

from contracts.errors import Unavailable
from starlette.responses import Response

from gateway.routing.call import Call
from gateway.routing.dispatch import prepare

_ALIVE = Response(b'{"status":"ok"}', media_type="application/json")


async def liveness(call: Call) -> Response:
    """Answer that the process runs and will stay; touches nothing else."""
    if call.resources.draining:
        raise Unavailable("gateway.leaving")
    return _ALIVE


async def readiness(call: Call) -> Response:
    """Answer 200 when everything can be reached, else 503 with the same body."""
    report = await call.resources.readiness.report()
    status = 200 if report["status"] == "ok" else 503
    headers = {} if status == 200 else {"Retry-After": "2"}
    body = prepare(report, tagged=False).body
    return Response(body, status, headers, media_type="application/json")
