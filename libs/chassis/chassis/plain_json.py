"""Plain JSON, as it is stored and sent."""

import json
from typing import Any


def dumps(value: Any) -> str:
    """Return plain JSON; unlike kombu's serializer it knows no typed values."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def loads(text: str | bytes) -> Any:
    """Return what plain JSON says; nothing a user sends is revived into an object."""
    return json.loads(text)
