"""The letters of captcha pictures: strokes of our own, drawn a little differently each time."""

import math
from collections.abc import Sequence
from random import Random

Point = tuple[float, float]
Stroke = Sequence[Point]

# In a box of 4 by 6, y downwards. A stroke of more than two points is a curve through them.
# Left out is what looks like another when bent: 0 O D Q, 1 I L, 2 Z, 5 S, 6 G, 8 B, U V Y.
STROKES: dict[str, Sequence[Stroke]] = {
    "A": (((0, 6), (2, 0)), ((2, 0), (4, 6)), ((0.8, 4), (3.2, 4))),
    "C": (((4, 1), (2.6, 0), (0.9, 0.7), (0, 3), (0.9, 5.3), (2.6, 6), (4, 5)),),
    "E": (((0, 0), (0, 6)), ((0, 0), (3.6, 0)), ((0, 3), (3, 3)), ((0, 6), (3.6, 6))),
    "F": (((0, 0), (0, 6)), ((0, 0), (3.6, 0)), ((0, 3), (3, 3))),
    "H": (((0, 0), (0, 6)), ((4, 0), (4, 6)), ((0, 3), (4, 3))),
    "J": (((1, 0), (4, 0)), ((3.4, 0), (3.4, 4), (2.6, 5.8), (1.2, 5.9), (0.2, 4.6))),
    "K": (((0, 0), (0, 6)), ((3.8, 0), (0, 3.4)), ((1.2, 2.6), (4, 6))),
    "M": (((0, 6), (0.3, 0)), ((0.3, 0), (2, 3.8)), ((2, 3.8), (3.7, 0)), ((3.7, 0), (4, 6))),
    "N": (((0, 6), (0, 0)), ((0, 0), (4, 6)), ((4, 6), (4, 0))),
    "P": (((0, 0), (0, 6)), ((0, 0), (2.6, 0.1), (3.7, 1.6), (2.6, 3.2), (0, 3.4))),
    "R": (
        ((0, 0), (0, 6)),
        ((0, 0), (2.6, 0.1), (3.7, 1.6), (2.6, 3.1), (0, 3.3)),
        ((1.6, 3.3), (3.9, 6)),
    ),
    "T": (((0, 0), (4, 0)), ((2, 0), (2, 6))),
    "W": (((0, 0), (0.9, 6)), ((0.9, 6), (2, 1.6)), ((2, 1.6), (3.1, 6)), ((3.1, 6), (4, 0))),
    "X": (((0, 0), (4, 6)), ((4, 0), (0, 6))),
    "Y": (((0, 0), (2, 3)), ((4, 0), (2, 3)), ((2, 3), (2, 6))),
    "3": (
        ((0.2, 0.9), (1.8, 0), (3.4, 1.3), (1.5, 2.9)),
        ((1.5, 2.9), (3.8, 4.2), (2.1, 6), (0, 5.1)),
    ),
    "4": (((2.8, 0), (0, 4.2)), ((0, 4.2), (4, 4.2)), ((2.9, 0), (2.9, 6))),
    "7": (((0, 0), (3.8, 0)), ((3.8, 0), (1.4, 6))),
    "9": (
        ((3.6, 1.8), (2, 0), (0.3, 1.8), (1.8, 3.4), (3.6, 1.8)),
        ((3.6, 1.6), (3.3, 4.2), (1.4, 6)),
    ),
}
LETTERS = "".join(STROKES)
WIDTH, HEIGHT = 4.0, 6.0
_STEPS = 8


def letter_strokes(letter: str, chance: Random, unevenness: float) -> list[list[Point]]:
    """Return the lines of a letter, turned, leant, stretched and with every point moved a little."""
    turn, lean = chance.uniform(-0.45, 0.45), chance.uniform(-0.35, 0.35)
    wide, tall = chance.uniform(0.8, 1.15), chance.uniform(0.8, 1.15)
    cosine, sine = math.cos(turn * unevenness), math.sin(turn * unevenness)

    def place(point: Point) -> Point:
        x = (point[0] - WIDTH / 2) * wide + chance.gauss(0, 0.14) * unevenness
        y = (point[1] - HEIGHT / 2) * tall + chance.gauss(0, 0.14) * unevenness
        x += lean * unevenness * y
        return (x * cosine - y * sine, x * sine + y * cosine)

    return [curve_through([place(point) for point in stroke]) for stroke in STROKES[letter]]


def curve_through(points: Sequence[Point]) -> list[Point]:
    """Return a smooth line (Catmull-Rom) through the points."""
    if len(points) == 2:
        points = (points[0], _middle(*points), points[1])
    padded = [points[0], *points, points[-1]]
    line = [
        _between(padded[place : place + 4], step / _STEPS)
        for place in range(len(padded) - 3)
        for step in range(_STEPS)
    ]
    return [*line, points[-1]]


def _between(points: Sequence[Point], part: float) -> Point:
    before, first, second, after = points

    def blend(axis: int) -> float:
        a, b, c, d = before[axis], first[axis], second[axis], after[axis]
        return 0.5 * (
            2 * b
            + (c - a) * part
            + (2 * a - 5 * b + 4 * c - d) * part**2
            + (3 * b - a - 3 * c + d) * part**3
        )

    return (blend(0), blend(1))


def _middle(first: Point, second: Point) -> Point:
    return ((first[0] + second[0]) / 2, (first[1] + second[1]) / 2)
