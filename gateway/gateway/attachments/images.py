"""Images: decoded completely, turned upright, written anew without metadata."""

import io
from dataclasses import dataclass

from contracts.values import ValueProblem
from PIL import Image, ImageOps, JpegImagePlugin

# 50 million pixels is beyond any phone's scan of a page and within 200 MB when decoded.
MAX_PIXELS = 50_000_000
Image.MAX_IMAGE_PIXELS = MAX_PIXELS

_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG"}


@dataclass(frozen=True, slots=True)
class CleanFile:
    """A file as it is stored."""

    content: bytes
    media_type: str
    width: int | None = None
    height: int | None = None


def clean_image(content: bytes, media_type: str) -> CleanFile:
    """Return the image upright and without anything but its pixels.

    What is hidden behind or inside the pixels (EXIF with places, a second file after the first)
    is gone. Raises ValueProblem for what does not decode to its end.
    """
    try:
        with Image.open(io.BytesIO(content), formats=[_FORMATS[media_type]]) as image:
            _ensure_bounded(image)
            image.load()
            upright = ImageOps.exif_transpose(image)
            written = _write(upright, image, media_type)
    except ValueProblem:
        raise
    except Exception:  # noqa: BLE001 - decoders raise nearly anything on hostile input
        raise ValueProblem("attachment.unreadable") from None
    return CleanFile(written, media_type, upright.width, upright.height)


def _ensure_bounded(image: Image.Image) -> None:
    if image.width * image.height > MAX_PIXELS:
        raise ValueProblem("attachment.unreadable")


def _write(upright: Image.Image, original: Image.Image, media_type: str) -> bytes:
    # A bare copy of the pixels: `info` may hold comments, profiles and text chunks.
    bare = upright.copy()
    bare.info = {k: v for k, v in upright.info.items() if k == "transparency"}
    target = io.BytesIO()
    if media_type == "image/png":
        bare.save(target, "PNG")
    else:
        _write_jpeg(bare, original, target)
    return target.getvalue()


def _write_jpeg(bare: Image.Image, original: Image.Image, target: io.BytesIO) -> None:
    if bare.mode not in ("RGB", "L"):
        bare.convert("RGB").save(target, "JPEG", quality=92)
        return
    # The original's own tables keep size and quality what they were.
    sampling = JpegImagePlugin.get_sampling(original)
    tables = getattr(original, "quantization", None)
    if tables and sampling >= 0:
        bare.save(target, "JPEG", qtables=tables, subsampling=sampling)
    else:
        bare.save(target, "JPEG", quality=92)
