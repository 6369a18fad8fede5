"""How files are called inside an export."""

import re

_UNSAFE = re.compile(r'[\x00-\x1f\x7f\\/:*?"<>|]')
_LONGEST = 80


def safe_name(file_name: str) -> str:
    """Return a name that every system can unpack, and that stays in its folder."""
    name = _UNSAFE.sub("_", file_name).strip(" .")
    stem, dot, ending = name.rpartition(".")
    if dot and len(name) > _LONGEST:
        name = f"{stem[: _LONGEST - len(ending) - 1]}.{ending}"
    return name[:_LONGEST] or "文件"


def path_of(service: str, attachment_id: str, file_name: str) -> str:
    """Return where a file lies in the archive; the id keeps equal names apart."""
    return f"files/{service}/{safe_name(attachment_id)}-{safe_name(file_name)}"
