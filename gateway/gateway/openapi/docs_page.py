"""The API's documentation: the OpenAPI document and a page that shows it, all from local files."""

import importlib.util
from collections.abc import Awaitable, Callable
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from gateway.http.etag import is_unchanged
from gateway.openapi import build_document
from gateway.routes import endpoints_for
from gateway.routing.dispatch import prepare

Handler = Callable[[Request], Awaitable[Response]]

# The package is never imported: only the files of Swagger UI in it are served.
_CARRIER = "flask_swagger_ui"
_CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'"
)
_PAGE = """<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>接口文档</title>
<link rel="stylesheet" href="{docs}/files/swagger-ui.css">
</head>
<body>
<main id="documentation"></main>
<script src="{docs}/files/swagger-ui-bundle.js"></script>
<script src="{docs}/start.js"></script>
</body>
</html>
"""
_START = """SwaggerUIBundle({{
  url: "{document}",
  dom_id: "#documentation",
  deepLinking: true,
  validatorUrl: null,
}});
"""


def docs_routes(prefix: str, *, with_sandbox: bool) -> list[BaseRoute]:
    """Return the routes of the document and its page."""
    docs, document = f"{prefix}/docs", f"{prefix}/openapi.json"
    return [
        Route(document, _document(with_sandbox=with_sandbox)),
        Route(docs, _constant(_PAGE.format(docs=docs), "text/html")),
        Route(f"{docs}/start.js", _constant(_START.format(document=document), "text/javascript")),
        Mount(f"{docs}/files", StaticFiles(directory=swagger_files())),
    ]


def swagger_files() -> Path:
    """Return the folder with Swagger UI's own files."""
    found = importlib.util.find_spec(_CARRIER)
    if found is None or not found.submodule_search_locations:
        raise RuntimeError(f"{_CARRIER} is not installed")
    return Path(found.submodule_search_locations[0]) / "dist"


def _document(*, with_sandbox: bool) -> Handler:
    prepared = prepare(build_document(endpoints_for(with_sandbox=with_sandbox)), tagged=True)

    async def serve(request: Request) -> Response:
        request.state.operation = "get_openapi"
        headers = {"ETag": prepared.etag, "Cache-Control": "public, max-age=300"}
        if is_unchanged(request, prepared.etag):
            return Response(status_code=304, headers=headers)
        return Response(prepared.body, headers=headers, media_type="application/json")

    return serve


def _constant(text: str, media_type: str) -> Handler:
    headers = {"Content-Security-Policy": _CONTENT_POLICY, "Cache-Control": "public, max-age=300"}

    async def serve(request: Request) -> Response:
        request.state.operation = "get_docs"
        return Response(text, headers=headers, media_type=media_type)

    return serve
