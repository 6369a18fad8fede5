"""Draws the photos and documents that people upload; nothing is kept as a file."""

import io
import struct
import zlib
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

Picture = bytes


def portrait(owner: str, size: tuple[int, int] = (413, 579)) -> Picture:
    """Return a portrait in standard proportions, JPEG, well above 10 KB; unique to its owner."""
    return stamp_jpeg(_portrait(size), owner)


def document(title: str, owner: str) -> Picture:
    """Return a scanned page that bears the title, JPEG of 20 to 500 KB; unique to its owner."""
    return stamp_jpeg(_page(title, "JPEG"), owner)


def document_png(title: str, owner: str) -> Picture:
    """Return the same kind of page as PNG."""
    return stamp_png(_page(title, "PNG"), owner)


def small_portrait() -> Picture:
    """Return a portrait with fewer pixels than allowed."""
    return _portrait((200, 280))


def thin_portrait() -> Picture:
    """Return a portrait with enough pixels and too few bytes."""
    return _encode(Image.new("RGB", (295, 413), "white"), "JPEG")


@lru_cache(maxsize=8)
def _portrait(size: tuple[int, int]) -> Picture:
    width, height = size
    image = _paper(size, "#e8edf4", grain=24)
    draw = ImageDraw.Draw(image)
    draw.ellipse((width * 0.1, height * 0.72, width * 0.9, height * 1.4), fill="#2f3d55")
    draw.ellipse((width * 0.28, height * 0.16, width * 0.72, height * 0.72), fill="#e3b896")
    draw.pieslice((width * 0.26, height * 0.1, width * 0.74, height * 0.6), 180, 360, fill="#222")
    grain = Image.effect_noise(size, 30).convert("RGB")
    return _encode(Image.blend(image, grain, 0.12), "JPEG", quality=92)


@lru_cache(maxsize=64)
def _page(title: str, form: str) -> Picture:
    size = (800, 560) if form == "JPEG" else (420, 300)
    image = _paper(size, "#fbfaf5", grain=10)
    draw = ImageDraw.Draw(image)
    draw.rectangle((16, 16, size[0] - 16, size[1] - 16), outline="#8a1f1f", width=3)
    draw.text((40, 40), title, fill="#111", font=ImageFont.load_default(28))
    for line in range(6):
        draw.text((40, 100 + 28 * line), f"{line + 1}. {title} / AUSM", fill="#333")
    return _encode(image, form, quality=80)


def _paper(size: tuple[int, int], colour: str, grain: int) -> Image.Image:
    """Return a sheet with the grain of a scan, which gives files their usual weight."""
    noise = Image.effect_noise(size, grain).convert("RGB")
    return Image.blend(Image.new("RGB", size, colour), noise, 0.25)


def _encode(image: Image.Image, form: str, quality: int = 85) -> Picture:
    buffer = io.BytesIO()
    image.save(buffer, form, **({"quality": quality} if form == "JPEG" else {}))
    return buffer.getvalue()


def stamp_jpeg(picture: Picture, text: str) -> Picture:
    """Return the JPEG with a comment, so that each owner's file is a file of its own."""
    comment = text.encode()
    return picture[:2] + b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment + picture[2:]


def stamp_png(picture: Picture, text: str) -> Picture:
    """Return the PNG with a text chunk after its header."""
    data = b"tEXt" + b"Comment\0" + text.encode("latin-1", "replace")
    chunk = struct.pack(">I", len(data) - 4) + data + struct.pack(">I", zlib.crc32(data))
    header_end = 8 + 25
    return picture[:header_end] + chunk + picture[header_end:]
