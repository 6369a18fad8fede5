"""Error codes and their Chinese texts, one module an owner, each with a dict named CODES.

Where a text says how long to wait, it has `{wait}`.
"""

import importlib
import math
import pkgutil
from functools import cache

_MINUTE = 60


@cache
def catalogue() -> dict[str, str]:
    """Return every known error code with its Chinese text.

    Raises ValueError when two owners claim one code.
    """
    texts: dict[str, str] = {}
    for module_info in pkgutil.iter_modules(__path__):
        codes = importlib.import_module(f"{__name__}.{module_info.name}").CODES
        twice = texts.keys() & codes.keys()
        if twice:
            raise ValueError(f"error codes defined twice: {sorted(twice)}")
        texts.update(codes)
    return texts


def text_of(code: str, wait_seconds: float | None = None) -> str:
    """Return the Chinese text of a code, or a general sentence for an unknown one.

    A text that tells a wait says the time if it is given, else 稍后.
    """
    wait = "稍后" if wait_seconds is None else f"在 {wait_in_words(wait_seconds)}后"
    return catalogue().get(code, "操作未能完成，请稍后重试").replace("{wait}", wait)


def wait_in_words(seconds: float) -> str:
    """Return a wait as people say it, never shorter than it is: 30 秒, 3 分钟, 5 小时 20 分钟."""
    whole = max(1, math.ceil(seconds))
    if whole < _MINUTE:
        return f"{whole} 秒"
    hours, minutes = divmod(-(-whole // _MINUTE), _MINUTE)
    parts = [f"{hours} 小时"] * bool(hours) + [f"{minutes} 分钟"] * bool(minutes)
    return " ".join(parts)
