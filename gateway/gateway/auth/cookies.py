"""Sessions of browsers: tokens in HttpOnly cookies, writes guarded against other sites (ADR 0072)."""

import hmac
from dataclasses import dataclass
from typing import Any

from contracts.errors import Forbidden
from contracts.platform import API_PREFIX
from starlette.requests import Request
from starlette.responses import Response

CSRF_HEADER = "X-CSRF-Token"
_DEVICE_SECONDS = 365 * 24 * 3600
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Cookie:
    """Name and path of one cookie."""

    name: str
    path: str
    httponly: bool = True


@dataclass(frozen=True, slots=True)
class Jar:
    """The cookies of a session."""

    access: Cookie
    refresh: Cookie
    csrf: Cookie
    device: Cookie
    secure: bool


# The page must be able to read the CSRF token to repeat it in the header.
_PLAIN = Jar(
    Cookie("ausm_access", API_PREFIX),
    Cookie("ausm_refresh", f"{API_PREFIX}/sessions"),
    Cookie("ausm_csrf", "/", httponly=False),
    Cookie("ausm_device", API_PREFIX),
    secure=False,
)
# No other host of the domain can plant cookies of this prefix; browsers demand https and path / for it.
_HOST = Jar(
    Cookie("__Host-ausm_access", "/"),
    Cookie("__Host-ausm_refresh", "/"),
    Cookie("__Host-ausm_csrf", "/", httponly=False),
    Cookie("__Host-ausm_device", "/"),
    secure=True,
)


def jar_of(request: Request) -> Jar:
    """Return the cookies that this gateway gives: with the prefix wherever there is https."""
    return _HOST if request.app.state.resources.settings.secure_cookies else _PLAIN


def access_token(request: Request) -> str | None:
    """Return the access token of the cookie, if there is one."""
    return request.cookies.get(jar_of(request).access.name) or None


def refresh_token(request: Request) -> str | None:
    """Return the refresh token of the cookie, if there is one."""
    return request.cookies.get(jar_of(request).refresh.name) or None


def device_token(request: Request) -> str | None:
    """Return by what a browser that logged in before is known, if it is."""
    return request.cookies.get(jar_of(request).device.name) or None


def set_session(response: Response, session: dict[str, Any], jar: Jar) -> None:
    """Put a session's tokens into cookies, and the CSRF token that writes must repeat."""
    life = session["refresh_expires_in"]
    _set(response, jar, jar.access, session["access_token"], session["expires_in"])
    _set(response, jar, jar.refresh, session["refresh_token"], life)
    _set(response, jar, jar.csrf, session["csrf_token"], life)
    if device := session.get("device_token"):
        _set(response, jar, jar.device, device, _DEVICE_SECONDS)


def _set(response: Response, jar: Jar, cookie: Cookie, value: str, life: int) -> None:
    response.set_cookie(
        cookie.name,
        value,
        max_age=life,
        path=cookie.path,
        httponly=cookie.httponly,
        secure=jar.secure,
        samesite="strict",
    )


def clear_session(response: Response, jar: Jar) -> None:
    """Remove all cookies of the session, those of an earlier version without the prefix too.

    The device stays known: it opens nothing.
    """
    for each in {jar.secure: jar, False: _PLAIN}.values():
        for cookie in (each.access, each.refresh, each.csrf):
            response.delete_cookie(
                cookie.name,
                path=cookie.path,
                httponly=cookie.httponly,
                secure=jar.secure,
                samesite="strict",
            )


def ensure_own_page(request: Request) -> None:
    """Refuse a write that a browser says comes from another site; no page can make it lie."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise Forbidden("gateway.csrf_failed")


def ensure_same_site(request: Request, expected: str | None = None) -> None:
    """Refuse a write that carries cookies but cannot prove that our own page sent it.

    `expected` is the session's own CSRF token; where it is not known the cookie stands for it.
    """
    if request.method in SAFE_METHODS:
        return
    wanted = expected or request.cookies.get(jar_of(request).csrf.name, "")
    header = request.headers.get(CSRF_HEADER, "")
    if not wanted or not hmac.compare_digest(wanted.encode(), header.encode()):
        raise Forbidden("gateway.csrf_failed")
    ensure_own_page(request)
