"""Files to upload: good ones and attacks."""

import io
import random
import struct
import zlib
from functools import cache

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, StreamObject, TextStringObject


@cache
def photo(width: int = 413, height: int = 579, quality: int = 95) -> bytes:
    """Return a JPEG that is large enough to be a standard photo."""
    noise = random.Random(7).randbytes(width * height * 3)
    written = io.BytesIO()
    picture = Image.frombytes("RGB", (width, height), noise)
    picture.resize((width // 3, height // 3)).resize((width, height)).save(
        written, "JPEG", quality=quality
    )
    return written.getvalue()


def png(width: int, height: int, size: int = 30_000) -> bytes:
    written = io.BytesIO()
    Image.effect_noise((width, height), 90).save(written, "PNG")
    assert written.tell() > size
    return written.getvalue()


def bomb() -> bytes:
    """Return a small PNG that says it is 50,000 pixels wide and high."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    header = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 30_000_000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    )


def pdf(change=lambda writer: None) -> bytes:
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    # On the page, for nothing else is kept.
    drawing = StreamObject()
    drawing.set_data(b"0 0 100 100 re f\n" * 2000)
    page[NameObject("/Contents")] = writer._add_object(drawing)
    change(writer)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def add_script(writer: PdfWriter) -> None:
    action = {"/S": NameObject("/JavaScript"), "/JS": TextStringObject("app.alert(1)")}
    named = DictionaryObject({NameObject(k): v for k, v in action.items()})
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(named)


def rotated() -> bytes:
    """Return a photo that lies on its side and says so in EXIF, with a place in it."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    written = io.BytesIO()
    with Image.open(io.BytesIO(photo())) as upright:
        upright.transpose(Image.Transpose.ROTATE_90).save(written, "JPEG", exif=exif, quality=95)
    return written.getvalue()
