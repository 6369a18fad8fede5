"""The management API of the tests' broker."""

import base64
import json
import urllib.request
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from chassis.testing.servers import server


def manage(method: str, path: str, body: Any = None) -> Any:
    """Ask the broker's management API of the tests."""
    parts = urlsplit(server("AUSM_TEST_AMQP_API"))
    address = urlunsplit((parts.scheme, f"{parts.hostname}:{parts.port}", f"/api/{path}", "", ""))
    request = urllib.request.Request(  # noqa: S310 - the tests' own
        address,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={
            "Content-Type": "application/json",
            "Authorization": "Basic "
            + base64.b64encode(f"{parts.username}:{parts.password}".encode()).decode(),
        },
    )
    with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310 - the tests' own
        text = response.read()
    return json.loads(text) if text else None
