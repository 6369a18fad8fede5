"""What a gateway says of itself and of all that the platform stands on."""

import json
import urllib.error
import urllib.request
from typing import Any


def health_of(url: str) -> dict[str, Any]:
    """Return the health of everything behind a gateway's address; empty if it cannot be reached."""
    try:
        with urllib.request.urlopen(f"{url}/api/v1/health/ready", timeout=5) as answer:  # noqa: S310 - our own loopback url
            found: dict[str, Any] = json.load(answer)
    except urllib.error.HTTPError as error:
        found = _json_or_nothing(error.read())
    except (OSError, ValueError):
        return {}
    return found


def _json_or_nothing(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
