"""Sessions of browsers: tokens in HttpOnly cookies, writes guarded against other sites."""

import hmac
import secrets
from typing import Any

from contracts.errors import Forbidden
from contracts.platform import API_PREFIX
from starlette.requests import Request
from starlette.responses import Response

ACCESS = "ausm_access"
REFRESH = "ausm_refresh"
CSRF = "ausm_csrf"
CSRF_HEADER = "X-CSRF-Token"
REFRESH_PATH = f"{API_PREFIX}/sessions"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def set_session(response: Response, session: dict[str, Any], *, secure: bool) -> str:
    """Put a session's tokens into cookies; return the CSRF token that writes must repeat."""
    csrf = secrets.token_urlsafe(24)
    flags: dict[str, Any] = {"secure": secure, "samesite": "strict"}
    life = session["refresh_expires_in"]
    response.set_cookie(
        ACCESS,
        session["access_token"],
        max_age=session["expires_in"],
        path=API_PREFIX,
        httponly=True,
        **flags,
    )
    response.set_cookie(
        REFRESH,
        session["refresh_token"],
        max_age=life,
        path=REFRESH_PATH,
        httponly=True,
        **flags,
    )
    # The page must be able to read this one to repeat it in the header.
    response.set_cookie(CSRF, csrf, max_age=life, path="/", httponly=False, **flags)
    return csrf


def clear_session(response: Response, *, secure: bool) -> None:
    """Remove all cookies of the session."""
    flags: dict[str, Any] = {"secure": secure, "samesite": "strict"}
    response.delete_cookie(ACCESS, path=API_PREFIX, httponly=True, **flags)
    response.delete_cookie(REFRESH, path=REFRESH_PATH, httponly=True, **flags)
    response.delete_cookie(CSRF, path="/", **flags)


def ensure_same_site(request: Request) -> None:
    """Refuse a write that carries cookies but cannot prove that our own page sent it."""
    if request.method in SAFE_METHODS:
        return
    cookie = request.cookies.get(CSRF, "")
    header = request.headers.get(CSRF_HEADER, "")
    same = hmac.compare_digest(cookie.encode(), header.encode())
    # Browsers that send Sec-Fetch-Site cannot be made to lie by a page.
    origin = request.headers.get("sec-fetch-site", "same-origin")
    if not cookie or not same or origin not in ("same-origin", "none"):
        raise Forbidden("gateway.csrf_failed")
