"""A machine that reads captcha pictures: it knows our letters, cuts a picture up and compares.

It reads letters that stand apart on an even ground nearly always; the pictures that we show must
defeat it. `tests/load/captcha_bench.py` adds stock OCR.
"""

import io
from collections.abc import Iterable, Iterator
from functools import cache
from random import Random

from identity.domain.captcha_letters import LETTERS, letter_strokes
from identity.use_cases.captcha_pictures import LENGTH
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps, ImageStat

_CELL = (20, 28)
_UNIT = 4


def readings(png: bytes) -> Iterator[str]:
    """Return what the picture may say: either tone as ink, by gaps and by equal parts."""
    grey = Image.open(io.BytesIO(png)).convert("L").filter(ImageFilter.MedianFilter(5))
    ink = grey.point([255 if value < _threshold(grey) else 0 for value in range(256)])
    for mask in (ink, ImageOps.invert(ink)):
        for parts in (_by_gaps(mask), _by_equal_parts(mask)):
            letters = [_most_alike(part) for part in parts]
            if len(letters) == LENGTH:
                yield "".join(letters)


def plain_picture(text: str) -> bytes:
    """Return the text as the solver likes it: straight letters that stand apart."""
    image = Image.new("L", (44 * len(text) + 20, 80), 255)
    for place, letter in enumerate(text):
        image.paste(ImageOps.invert(_template(letter)), (20 + 44 * place, 26))
    content = io.BytesIO()
    image.save(content, "PNG")
    return content.getvalue()


def _threshold(grey: Image.Image) -> int:
    """Return the tone that parts light and dark best (Otsu)."""
    histogram = grey.histogram()
    total, weighted = sum(histogram), sum(tone * count for tone, count in enumerate(histogram))
    best, answer, below, below_weighted = -1.0, 128, 0, 0
    for tone, count in enumerate(histogram):
        below, below_weighted = below + count, below_weighted + tone * count
        if not 0 < below < total:
            continue
        apart = below_weighted / below - (weighted - below_weighted) / (total - below)
        if (spread := below * (total - below) * apart**2) > best:
            best, answer = spread, tone + 1
    return answer


def _by_gaps(mask: Image.Image) -> list[Image.Image]:
    """Return the pieces between columns without ink."""
    inked = [bool(mask.crop((x, 0, x + 1, mask.height)).getbbox()) for x in range(mask.width)]
    starts = [x for x in range(mask.width) if inked[x] and (x == 0 or not inked[x - 1])]
    ends = [x for x in range(1, mask.width + 1) if inked[x - 1] and not any(inked[x : x + 1])]
    pieces = zip(starts, ends, strict=True)
    return [mask.crop((a, 0, b, mask.height)) for a, b in pieces if b - a > 5]


def _by_equal_parts(mask: Image.Image) -> Iterable[Image.Image]:
    left, _, right, _ = mask.getbbox() or (0, 0, mask.width, mask.height)
    step = (right - left) / LENGTH
    for place in range(LENGTH):
        yield mask.crop((int(left + place * step), 0, int(left + (place + 1) * step), mask.height))


def _most_alike(piece: Image.Image) -> str:
    cell = _fitted(piece)
    return min(LETTERS, key=lambda letter: _distance(cell, _template(letter)))


def _distance(one: Image.Image, other: Image.Image) -> float:
    return ImageStat.Stat(ImageChops.difference(one, other)).sum[0]


def _fitted(piece: Image.Image) -> Image.Image:
    return piece.crop(piece.getbbox() or (0, 0, 1, 1)).resize(_CELL)


@cache
def _template(letter: str) -> Image.Image:
    image = Image.new("L", (12 * _UNIT, 14 * _UNIT))
    pen = ImageDraw.Draw(image)
    for stroke in letter_strokes(letter, Random(1), 0.0):
        points = [(6 * _UNIT + x * _UNIT, 7 * _UNIT + y * _UNIT) for x, y in stroke]
        pen.line(points, fill=255, width=4, joint="curve")
    return _fitted(image)
