"""Fill in templates: `{name}` and nothing else is a placeholder."""

import re
from collections.abc import Mapping
from typing import Any

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
SIGN = "会计人员服务平台"


class ParamsMissing(ValueError):
    """A template needs values that were not given; the text names them."""


def placeholders(text: str) -> list[str]:
    """Return the names that a template needs, in order of appearance."""
    return list(dict.fromkeys(_PLACEHOLDER.findall(text)))


def render(text: str, params: Mapping[str, Any]) -> str:
    """Return the text with its placeholders filled in; values are never templates themselves.

    Raises ParamsMissing naming what is absent.
    """
    missing = [name for name in placeholders(text) if params.get(name) is None]
    if missing:
        raise ParamsMissing(", ".join(missing))
    return _PLACEHOLDER.sub(lambda match: str(params[match[1]]), text)


def signed(text: str, sign: str = SIGN) -> str:
    """Return an SMS as it arrives: the registered sign stands before the text."""
    return f"【{sign}】{text}"
