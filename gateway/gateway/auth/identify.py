"""Find out who sends a request."""

from contracts.errors import Unauthenticated
from starlette.requests import Request

from gateway.auth import cookies
from gateway.auth.tokens import Caller, TokenVerifier


def bearer_token(request: Request) -> str | None:
    """Return the token of the Authorization header, if there is one."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def identify(request: Request, verifier: TokenVerifier) -> Caller:
    """Return the caller by bearer token, else by cookie; raise when there is neither.

    A write that relies on the cookie must pass the CSRF check as well.
    """
    token = bearer_token(request)
    if token is not None:
        return verifier.verify(token)
    token = cookies.access_token(request)
    if not token:
        raise Unauthenticated
    caller = verifier.verify(token)
    cookies.ensure_same_site(request, caller.csrf)
    return caller
