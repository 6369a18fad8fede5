"""Draw captcha pictures: letters that touch, bent, with light and dark changing places.

What makes machines fail is not noise but that no threshold separates letters from ground, and no
gap one letter from the next (ADR 0071).
"""

import io
import math
import secrets
from collections.abc import Sequence
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from identity.domain.captcha_letters import HEIGHT, LETTERS, Point, curve_through, letter_strokes

LENGTH = 5
SIZE = (240, 90)
_SCALE = 2  # drawn larger, then reduced: smooth edges
_BIG = (SIZE[0] * _SCALE, SIZE[1] * _SCALE)
_CELL = 22  # pixels between two mesh points
_COLOURS = 24


def random_text() -> str:
    """Return a text that suits the letters."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def draw(text: str, chance: Random | None = None) -> bytes:
    """Return a PNG that shows the text."""
    chance = chance or secrets.SystemRandom()
    shape = _letters(text, chance)
    shape = ImageChops.difference(shape, _patches(chance))
    shape = ImageChops.difference(shape, _curves(chance))
    shape = _bent(shape, chance).resize(SIZE, Image.Resampling.BOX)
    picture = _coloured(shape, chance).quantize(_COLOURS, dither=Image.Dither.NONE)
    content = io.BytesIO()
    picture.save(content, "PNG")
    return content.getvalue()


def _letters(text: str, chance: Random) -> Image.Image:
    """Return the letters, each a little into the one before."""
    image = Image.new("L", _BIG)
    pen = ImageDraw.Draw(image)
    unit = _BIG[1] / (HEIGHT * 1.7)
    advance = _BIG[0] / (len(text) + 0.9)
    for place, letter in enumerate(text):
        x = advance * (place + 0.95) + chance.uniform(-3, 3) * _SCALE
        y = _BIG[1] / 2 + chance.uniform(-7, 7) * _SCALE
        thick = chance.uniform(5.0, 6.4) * _SCALE
        wide = unit * chance.uniform(0.98, 1.12)
        for stroke in letter_strokes(letter, chance, 1.0):
            _trace(pen, [(x + p[0] * wide, y + p[1] * unit) for p in stroke], thick)
    return image


def _patches(chance: Random) -> Image.Image:
    """Return broad areas in which light and dark change places."""
    image = Image.new("L", _BIG)
    pen = ImageDraw.Draw(image)
    count = 5
    for place in range(count):
        middle = _BIG[0] * (place + chance.uniform(0.2, 0.8)) / count
        centre = (middle, _BIG[1] * chance.uniform(0.15, 0.85))
        radius = chance.uniform(0.2, 0.42) * _BIG[1]
        pen.polygon(_blob(centre, radius, chance), fill=255)
    return image


def _blob(centre: Point, radius: float, chance: Random) -> list[Point]:
    corners = 7
    around = []
    for corner in range(corners):
        far = radius * chance.uniform(0.6, 1.5)
        angle = 2 * math.pi * corner / corners
        around.append((centre[0] + far * math.cos(angle), centre[1] + far * math.sin(angle)))
    return curve_through([*around, around[0]])


def _curves(chance: Random) -> Image.Image:
    """Return lines across all letters, which join them and cut them."""
    image = Image.new("L", _BIG)
    pen = ImageDraw.Draw(image)
    for _ in range(2):
        points = [(_BIG[0] * part / 5, _BIG[1] * chance.uniform(0.1, 0.9)) for part in range(-1, 7)]
        _trace(pen, curve_through(points), chance.uniform(1.2, 1.8) * _SCALE)
    return image


def _trace(pen: ImageDraw.ImageDraw, line: Sequence[Point], thick: float) -> None:
    pen.line(list(line), fill=255, width=round(thick), joint="curve")
    radius = thick / 2
    for x, y in (line[0], line[-1]):
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)


def _bent(image: Image.Image, chance: Random) -> Image.Image:
    """Return the image drawn through a net whose knots have moved."""
    step = _CELL * _SCALE
    columns, rows = -(-_BIG[0] // step), -(-_BIG[1] // step)
    reach = step * 0.13
    knots = {
        (column, row): (
            column * step + chance.uniform(-reach, reach),
            row * step + chance.uniform(-reach, reach),
        )
        for column in range(columns + 1)
        for row in range(rows + 1)
    }
    mesh = []
    for column in range(columns):
        for row in range(rows):
            box = (column * step, row * step, (column + 1) * step, (row + 1) * step)
            corners = ((column, row), (column, row + 1), (column + 1, row + 1), (column + 1, row))
            mesh.append((box, tuple(v for corner in corners for v in knots[corner])))
    return image.transform(_BIG, Image.Transform.MESH, mesh, resample=Image.Resampling.BILINEAR)


def _coloured(shape: Image.Image, chance: Random) -> Image.Image:
    """Return the shape in two tones that drift over the picture, with a grain."""
    dark = _tones(chance, 20, 95)
    light = _tones(chance, 165, 250)
    picture = Image.composite(dark, light, shape)
    grain = Image.effect_noise(SIZE, chance.uniform(22, 32)).convert("RGB")
    return Image.blend(picture, grain, 0.16)


def _tones(chance: Random, low: int, high: int) -> Image.Image:
    small = Image.new("RGB", (5, 3))
    for x in range(5):
        for y in range(3):
            red, green, blue = (chance.randint(low, high) for _ in range(3))
            small.putpixel((x, y), (red, green, blue))
    return small.resize(SIZE, Image.Resampling.BICUBIC).filter(ImageFilter.SMOOTH)
