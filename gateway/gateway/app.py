"""The ASGI application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from contracts.errors import NotFound, ServiceError
from contracts.platform import API_PREFIX
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response

from gateway.http.envelope import Envelope
from gateway.http.problems import BadRequest, MethodNotAllowed, problem_response
from gateway.openapi.docs_page import docs_routes
from gateway.resources import Resources
from gateway.routes import endpoints_for
from gateway.routing.dispatch import routes_of
from gateway.routing.static_paths import StaticPaths
from gateway.settings import Settings


def create_app(settings: Settings) -> Starlette:
    """Return the application; its resources open with the ASGI lifespan."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        app.state.resources = Resources(settings)
        await app.state.resources.open()
        yield
        await app.state.resources.close()

    endpoints = endpoints_for(with_sandbox=settings.sandbox)
    app = Starlette(
        routes=[
            *routes_of(endpoints, API_PREFIX),
            *docs_routes(API_PREFIX, with_sandbox=settings.sandbox),
        ],
        middleware=[
            Middleware(Envelope, strict_transport=settings.secure_cookies),
            Middleware(StaticPaths, endpoints=endpoints, prefix=API_PREFIX),
        ],
        exception_handlers={ServiceError: _on_service_error, HTTPException: _on_http_exception},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    return app


async def _on_service_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, ServiceError):
        raise error
    return problem_response(request, error)


async def _on_http_exception(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    if error.status_code == 404:
        return problem_response(request, NotFound("gateway.not_found"))
    if error.status_code == 405:
        allow = (error.headers or {}).get("Allow", "")
        return problem_response(request, MethodNotAllowed(details={"allow": allow}))
    return problem_response(request, BadRequest())
