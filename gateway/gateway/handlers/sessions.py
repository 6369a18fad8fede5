"""Log-in, renewal and log-out, with tokens in the body or in cookies."""

import secrets
import time
from contextlib import suppress
from dataclasses import replace
from typing import Any

from contracts.errors import NotFound, ServiceError, Unauthenticated
from starlette.responses import JSONResponse, Response

from gateway.auth import cookies
from gateway.auth.identify import bearer_token
from gateway.http.problems import problem_response
from gateway.routing.call import Call

MODE_HEADER = "X-Auth-Mode"
LONGEST_TOKEN_SECONDS = 15 * 60
_SECRETS = ("access_token", "refresh_token", "device_token")


async def log_in(call: Call) -> Response:
    """Log a person in."""
    session = await call.rpc("identity.log_in", body=_form(call), user_agent=call.user_agent)
    return _answer(call, session, by_cookie=wants_cookies(call))


async def log_in_staff(call: Call) -> Response:
    """Log a member of staff in, or hand on what is to follow."""
    session = await call.rpc("identity.log_in_staff", body=_form(call), user_agent=call.user_agent)
    if session.get("challenge"):
        return JSONResponse({"challenge": session["challenge"]}, call.endpoint.status)
    return _answer(call, session, by_cookie=wants_cookies(call))


async def finish_staff_log_in(call: Call) -> Response:
    """Open the session of a member of staff who has passed the second step."""
    session = await call.rpc(
        "identity.finish_staff_log_in", body=_form(call), user_agent=call.user_agent
    )
    return _answer(call, session, by_cookie=wants_cookies(call))


async def refresh(call: Call) -> Response:
    """Renew the tokens of the body, or else of the cookie."""
    token = call.body.get("refresh_token")
    by_cookie = not token
    if by_cookie:
        token = cookies.refresh_token(call.request)
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
    """End the session of this request and forget its cookies, whatever its tokens are worth.

    Either token is enough, a broken one does no harm, and who has none is logged out already. No CSRF
    token is asked for: being unable to log out is worse than being logged out, and a browser
    says where the request comes from.
    """
    cookies.ensure_own_page(call.request)
    response = Response(status_code=204)
    try:
        await _end_presented(call)
    except ServiceError as error:
        response = problem_response(call.request, error)
    cookies.clear_session(response, cookies.jar_of(call.request))
    return response


async def _end_presented(call: Call) -> None:
    """End the sessions of all tokens that the request carries."""
    bearer = bearer_token(call.request)
    for token in (bearer, cookies.access_token(call.request)):
        caller = call.resources.verifier.signed_by_us(token) if token else None
        if caller:
            call.context = replace(
                call.context,
                actor_id=caller.actor_id,
                actor_kind=caller.kind,
                session_id=caller.session_id,
                idempotency_key=None,  # each token's session ends, though the request is one
            )
            with suppress(NotFound):  # it has ended already
                await _end(call, caller.session_id)
        elif token and token is bearer:
            await _end_by_refresh_token(call, token)
    for token in (call.body.get("refresh_token"), cookies.refresh_token(call.request)):
        if token:
            await _end_by_refresh_token(call, token)


async def _end_by_refresh_token(call: Call, token: Any) -> None:
    with suppress(Unauthenticated):  # it was never ours
        ended = await call.rpc("identity.end_session_by_token", refresh_token=token)
        if ended.get("session_id"):
            await _deny(call, ended["session_id"])


async def _end(call: Call, session_id: str) -> None:
    await call.rpc("identity.end_session", session_id=session_id)
    await _deny(call, session_id)


async def _deny(call: Call, session_id: str) -> None:
    # The event will say so too; until it comes, this replica must not let the token in.
    await call.resources.denylist.add(session_id, time.time() + LONGEST_TOKEN_SECONDS)


def _form(call: Call) -> dict[str, Any]:
    """Return the form, with the device that a browser is known by."""
    device = cookies.device_token(call.request)
    return {"device_token": device, **call.body} if device else call.body


def wants_cookies(call: Call) -> bool:
    """Return whether the client asked for cookies instead of tokens."""
    return call.request.headers.get(MODE_HEADER, "token").lower() == "cookie"


def _answer(call: Call, session: dict[str, Any], *, by_cookie: bool) -> Response:
    if not by_cookie:
        shown = {key: value for key, value in session.items() if key != "csrf_token"}
        return JSONResponse(shown, call.endpoint.status)
    # An identity of the version before does not give one.
    session = {"csrf_token": secrets.token_urlsafe(24), **session}
    shown = {key: value for key, value in session.items() if key not in _SECRETS}
    carrier = Response()
    cookies.set_session(carrier, session, cookies.jar_of(call.request))
    response = JSONResponse(shown, call.endpoint.status)
    response.raw_headers.extend(h for h in carrier.raw_headers if h[0] == b"set-cookie")
    return response
