"""Log-in, renewal and log-out, with tokens in the body or in cookies."""

import time
from typing import Any

from contracts.errors import Unauthenticated
from starlette.responses import JSONResponse, Response

from gateway.auth import cookies
from gateway.routing.call import Call

MODE_HEADER = "X-Auth-Mode"
LONGEST_TOKEN_SECONDS = 15 * 60
_SECRETS = ("access_token", "refresh_token")


async def log_in(call: Call) -> Response:
    """Log a person in."""
    session = await call.rpc("identity.log_in", body=call.body, user_agent=call.user_agent)
    return _answer(call, session, by_cookie=wants_cookies(call))


async def log_in_staff(call: Call) -> Response:
    """Log a member of staff in."""
    session = await call.rpc("identity.log_in_staff", body=call.body, user_agent=call.user_agent)
    return _answer(call, session, by_cookie=wants_cookies(call))


async def refresh(call: Call) -> Response:
    """Renew the tokens of the body, or else of the cookie."""
    token = call.body.get("refresh_token")
    by_cookie = not token
    if by_cookie:
        token = call.request.cookies.get(cookies.REFRESH)
        if not token:
            raise Unauthenticated
        cookies.ensure_same_site(call.request)
    session = await call.rpc(
        "identity.refresh_session", refresh_token=token, user_agent=call.user_agent
    )
    return _answer(call, session, by_cookie=by_cookie)


async def end(call: Call) -> None:
    """End one of the caller's sessions."""
    await _end(call, call.request.path_params["session_id"])


async def end_current(call: Call) -> Response:
    """End the session of this request and forget its cookies."""
    if call.caller:
        await _end(call, call.caller.session_id)
    response = Response(status_code=204)
    cookies.clear_session(response, secure=call.resources.settings.secure_cookies)
    return response


async def _end(call: Call, session_id: str) -> None:
    await call.rpc("identity.end_session", session_id=session_id)
    # The event will say so too; until it comes, this replica must not let the token in.
    await call.resources.denylist.add(session_id, time.time() + LONGEST_TOKEN_SECONDS)


def wants_cookies(call: Call) -> bool:
    """Return whether the client asked for cookies instead of tokens."""
    return call.request.headers.get(MODE_HEADER, "token").lower() == "cookie"


def _answer(call: Call, session: dict[str, Any], *, by_cookie: bool) -> Response:
    if not by_cookie:
        return JSONResponse(session, call.endpoint.status)
    shown = {key: value for key, value in session.items() if key not in _SECRETS}
    carrier = Response()
    secure = call.resources.settings.secure_cookies
    shown["csrf_token"] = cookies.set_session(carrier, session, secure=secure)
    response = JSONResponse(shown, call.endpoint.status)
    response.raw_headers.extend(h for h in carrier.raw_headers if h[0] == b"set-cookie")
    return response
