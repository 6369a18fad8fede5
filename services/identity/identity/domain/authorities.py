"""Ids of authorities, and the platform's own place in their tree."""

import re

# The ministry stands above every authority: each path begins with its own. Nobody chooses it.
PLATFORM_ID = "au-000000"
PLATFORM_PATH = "/"

_ID = re.compile(r"[a-z0-9-]{1,64}")


def may_be_authority_id(text: str) -> bool:
    """Return whether a text has the form of an id; any other names nothing."""
    return _ID.fullmatch(text) is not None
