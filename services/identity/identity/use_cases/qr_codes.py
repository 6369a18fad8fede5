"""Addresses as something to scan or to open."""

from urllib.parse import quote

import eventlet.tpool
import segno

_APP = "alipays://platformapi/startapp?appId=20000067&url="
# The mask decides how the picture looks, not what it says; to find the best takes a quarter second.
_MASK = 3
_QUIET_ZONE = 4


def code_of(page_url: str) -> dict[str, str]:
    """Return what the person scans or opens, the picture drawn beside the event loop."""
    return {
        "qr_content": page_url,
        "qr_svg": picture_of(page_url),
        "open_url": _APP + quote(page_url, safe=""),
    }


def picture_of(text: str) -> str:
    """Return a text as a QR code, an SVG in a data URL."""
    picture: str = eventlet.tpool.execute(_draw, text)
    return picture


def _draw(text: str) -> str:
    code = segno.make(text, error="l", boost_error=False, micro=False, mask=_MASK)
    return code.svg_data_uri(
        light="#fff",
        border=_QUIET_ZONE,
        omitsize=True,
        encode_minimal=True,
        svgclass=None,
        lineclass=None,
    )
