"""Images: decoded completely, turned upright, written anew without metadata."""

import io
from dataclasses import dataclass
from typing import Any

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
            written = _write(image, media_type)
    except ValueProblem:
        raise
    except MemoryError:
        raise ValueProblem("attachment.too_costly") from None
    except Exception:  # noqa: BLE001 - decoders raise nearly anything on hostile input
        raise ValueProblem("attachment.unreadable") from None
    return CleanFile(written, media_type, image.width, image.height)


def _ensure_bounded(image: Image.Image) -> None:
    if image.width * image.height > MAX_PIXELS:
        raise ValueProblem("attachment.unreadable")


def _write(image: Image.Image, media_type: str) -> bytes:
    options = _jpeg_options(image) if media_type == "image/jpeg" else {}
    # In place: a copy of the largest picture would take another 150 MB.
    ImageOps.exif_transpose(image, in_place=True)
    # `info` may hold comments, profiles and text chunks.
    image.info = {k: v for k, v in image.info.items() if k == "transparency"}
    bare = (
        image if media_type == "image/png" or image.mode in ("RGB", "L") else image.convert("RGB")
    )
    target = io.BytesIO()
    bare.save(target, _FORMATS[media_type], **options)
    return target.getvalue()


def _jpeg_options(image: Image.Image) -> dict[str, Any]:
    """Return the original's own tables, which keep size and quality what they were."""
    sampling = JpegImagePlugin.get_sampling(image)
    tables = getattr(image, "quantization", None)
    if tables and sampling >= 0 and image.mode in ("RGB", "L"):
        return {"qtables": tables, "subsampling": sampling}
    return {"quality": 92}
