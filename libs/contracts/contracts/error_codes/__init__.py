"""Error codes and their Chinese texts, one module an owner, each with a dict named CODES."""

import importlib
import pkgutil
from functools import cache


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


def text_of(code: str) -> str:
    """Return the Chinese text of a code, or a general sentence for an unknown one."""
    return catalogue().get(code, "操作未能完成，请稍后重试")
