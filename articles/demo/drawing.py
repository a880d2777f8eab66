"""A small drawing board on Pillow: flat shapes, gradients, soft light and a little paper grain.

Coordinates are those of the finished picture, 1600 by 1000. Everything is drawn at twice the size
and scaled down at the end, which is what smooths the edges.
"""

import math
import random
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1600, 1000
SCALE = 2
BLUR_STEP = 8  # soft shapes are blurred at an eighth of the size: no eye sees it, and it is fast

Point = tuple[float, float]
Colour = str


def rgb(colour: Colour) -> tuple[int, int, int]:
    return ImageColor.getcolor(colour, "RGB")


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """The colour that lies `share` of the way from one to the other."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(rgb(one), rgb(other), strict=True))
    return f"#{red:02x}{green:02x}{blue:02x}"


def curve(points: Sequence[Point], steps: int = 24) -> list[Point]:
    """A smooth line through the points (Catmull–Rom)."""
    padded = [points[0], *points, points[-1]]
    line = []
    for before, start, end, after in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        for step in range(steps):
            t = step / steps
            line.append(
                tuple(
                    0.5
                    * (
                        2 * b
                        + (c - a) * t
                        + (2 * a - 5 * b + 4 * c - d) * t**2
                        + (3 * b - a - 3 * c + d) * t**3
                    )
                    for a, b, c, d in zip(before, start, end, after, strict=True)
                )
            )
    return [*line, points[-1]]


def ridge(rng: random.Random, heights: Sequence[float], roughness: float) -> list[Point]:
    """A skyline across the whole picture: the given heights, with ever finer breaks between them."""
    line = list(heights)
    while len(line) < 200:
        finer = [line[0]]
        for left, right in pairwise(line):
            finer += [(left + right) / 2 + rng.uniform(-roughness, roughness), right]
        line, roughness = finer, roughness * 0.52
    span = WIDTH / (len(line) - 1)
    return [(number * span, y) for number, y in enumerate(line)]


def ground(line: Iterable[Point], bottom: float = HEIGHT) -> list[Point]:
    """The area under a skyline."""
    return [*line, (WIDTH, bottom), (0, bottom)]


def box(left: float, top: float, right: float, bottom: float) -> list[Point]:
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def height_at(line: Sequence[Point], x: float) -> float:
    return min(line, key=lambda point: abs(point[0] - x))[1]


class Board:
    def __init__(self, top: Colour, bottom: Colour, *, seed: int):
        # Seeded: the same picture every time.
        self.rng = random.Random(seed)  # noqa: S311
        self.image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE))
        self.pen = ImageDraw.Draw(self.image, "RGBA")
        self.fade([(0, 0), (WIDTH, 0), (WIDTH, HEIGHT), (0, HEIGHT)], top, bottom)

    # Flat shapes

    def polygon(self, points: Iterable[Point], colour: Colour, alpha: float = 1) -> None:
        self.pen.polygon(self._scaled(points), fill=self._ink(colour, alpha))

    def box(
        self,
        left: float,
        top: float,
        right: float,
        bottom: float,
        colour: Colour,
        *,
        radius: float = 0,
        alpha: float = 1,
    ) -> None:
        self.pen.rounded_rectangle(
            self._scaled([(left, top), (right, bottom)]),
            radius * SCALE,
            fill=self._ink(colour, alpha),
        )

    def disc(
        self,
        x: float,
        y: float,
        radius: float,
        colour: Colour,
        *,
        tall: float = 1,
        alpha: float = 1,
    ) -> None:
        """A filled circle; `tall` makes it an ellipse."""
        reach = radius * tall
        corners = self._scaled([(x - radius, y - reach), (x + radius, y + reach)])
        self.pen.ellipse(corners, fill=self._ink(colour, alpha))

    def ring(self, x: float, y: float, radius: float, colour: Colour, width: float) -> None:
        corners = self._scaled([(x - radius, y - radius), (x + radius, y + radius)])
        self.pen.ellipse(corners, outline=self._ink(colour, 1), width=round(width * SCALE))

    def line(self, points: Iterable[Point], colour: Colour, width: float, *, alpha: float = 1) -> None:
        self.pen.line(
            self._scaled(points),
            fill=self._ink(colour, alpha),
            width=max(1, round(width * SCALE)),
            joint="curve",
        )

    def beam(self, start: Point, end: Point, colour: Colour, width: float) -> None:
        """A thick line with round ends."""
        self.line([start, end], colour, width)
        for x, y in (start, end):
            self.disc(x, y, width / 2, colour)

    # Gradients and light

    def fade(self, points: Iterable[Point], top: Colour, bottom: Colour) -> None:
        """A shape whose colour runs from top to bottom."""

        def paint(size: tuple[int, int]) -> Image.Image:
            column = Image.new("RGB", (1, 64))
            column.putdata([rgb(mix(top, bottom, y / 63)) for y in range(64)])
            return column.resize(size, Image.Resampling.BILINEAR)

        self._fill(points, paint)

    def glow(self, x: float, y: float, radius: float, colour: Colour, alpha: float) -> None:
        """Light around a point."""
        size = round(radius * 2 * SCALE)
        mask = ImageChops.invert(Image.radial_gradient("L")).point(
            # The gradient reaches its corners; cut it to the circle and let it fall off softly.
            [round(alpha * 255 * max(0, (v - 75) / 180) ** 1.7) for v in range(256)]
        )
        mask = mask.resize((size, size), Image.Resampling.BILINEAR)
        corner = (round((x - radius) * SCALE), round((y - radius) * SCALE))
        self.image.paste(rgb(colour), (*corner, corner[0] + size, corner[1] + size), mask)

    def soft(self, points: Iterable[Point], colour: Colour, alpha: float, *, blur: float = 12) -> None:
        """A shape with blurred edges: a shadow, a shaft of light, mist."""
        shape = [(x * SCALE / BLUR_STEP, y * SCALE / BLUR_STEP) for x, y in points]
        radius = blur * SCALE / BLUR_STEP
        margin = math.ceil(3 * radius)
        left, top = (math.floor(min(values)) - margin for values in zip(*shape, strict=True))
        right, bottom = (math.ceil(max(values)) + margin for values in zip(*shape, strict=True))
        mask = Image.new("L", (right - left, bottom - top))
        ImageDraw.Draw(mask).polygon([(x - left, y - top) for x, y in shape], fill=round(alpha * 255))
        mask = mask.filter(ImageFilter.GaussianBlur(radius))
        mask = mask.resize((mask.width * BLUR_STEP, mask.height * BLUR_STEP), Image.Resampling.BILINEAR)
        self.image.paste(rgb(colour), (left * BLUR_STEP, top * BLUR_STEP), mask)

    def shadow(self, x: float, y: float, width: float, height: float, alpha: float = 0.35) -> None:
        """What an object leaves on the ground beneath it."""
        turn = [2 * math.pi * step / 32 for step in range(32)]
        oval = [(x + width / 2 * math.cos(a), y + height / 2 * math.sin(a)) for a in turn]
        self.soft(oval, "#06201f", alpha, blur=height / 4)

    def mirror(self, top: float, bottom: float, *, strength: float, gap: float = 0) -> None:
        """Reflect the band between two heights below itself, fading with the distance."""
        band = self.image.crop((0, round(top * SCALE), self.image.width, round(bottom * SCALE))).transpose(
            Image.Transpose.FLIP_TOP_BOTTOM
        )
        still = Image.linear_gradient("L").resize(band.size)
        still = still.point([round(255 * strength - v * 0.6) for v in range(256)])
        self.image.paste(band, (0, round((bottom + gap) * SCALE)), still)

    # Nature

    def spruce(self, x: float, base: float, height: float, colour: Colour) -> None:
        """One tree: five skirts, each narrower than the one below."""
        for tier in range(5):
            low = base - height * (0.05 + 0.16 * tier)
            half = height * (0.21 - 0.035 * tier)
            lean = height * self.rng.uniform(-0.012, 0.012)
            self.polygon(
                [
                    (x, low - height * 0.31),
                    (x + half, low + lean),
                    (x, low - height * 0.035),
                    (x - half, low - lean),
                ],
                colour,
            )

    def forest(
        self,
        line: Sequence[Point],
        colours: Sequence[Colour],
        *,
        height: tuple[float, float],
        spacing: float,
        between: tuple[float, float] = (0, WIDTH),
        sink: float = 6,
    ) -> None:
        """Spruces along a skyline."""
        x = between[0]
        while x < between[1]:
            tall = self.rng.uniform(*height)
            self.spruce(x, height_at(line, x) + sink, tall, self.rng.choice(colours))
            x += spacing * self.rng.uniform(0.5, 1.5)

    def leaf_tree(self, x: float, base: float, size: float, colour: Colour) -> None:
        """A broad-leaved tree: a trunk and a crown of overlapping tufts, lit from the left."""
        self.line([(x, base), (x, base - size * 0.6)], "#3b2f27", size * 0.07)
        tuft = min(size * 0.19, 30 + size * 0.03)
        for _ in range(round(3 * (size / tuft))):
            turn, reach = (self.rng.uniform(0, 2 * math.pi), 0.3 * math.sqrt(self.rng.random()))
            dx, dy = math.cos(turn) * reach, math.sin(turn) * reach * 1.15
            tint = mix(colour, "#fff3cf" if dx + dy < 0 else "#2b2016", abs(dx + dy) * 0.7)
            self.disc(x + dx * size, base - size * 0.72 + dy * size, tuft, tint)

    # The finished picture

    def finish(self) -> Image.Image:
        picture = self.image.reduce(SCALE)
        grain = Image.frombytes("L", picture.size, self.rng.randbytes(WIDTH * HEIGHT))
        grain = grain.point([round(128 + (v - 128) * 0.075) for v in range(256)])
        return ImageChops.overlay(picture, Image.merge("RGB", [grain] * 3))

    # Inner workings

    def _fill(self, points: Iterable[Point], paint: Callable[[tuple[int, int]], Image.Image]) -> None:
        shape = self._scaled(points)
        left, top = (math.floor(min(values)) for values in zip(*shape, strict=True))
        right, bottom = (math.ceil(max(values)) for values in zip(*shape, strict=True))
        mask = Image.new("L", (right - left, bottom - top))
        ImageDraw.Draw(mask).polygon([(x - left, y - top) for x, y in shape], fill=255)
        self.image.paste(paint(mask.size), (left, top, right, bottom), mask)

    @staticmethod
    def _scaled(points: Iterable[Point]) -> list[Point]:
        return [(x * SCALE, y * SCALE) for x, y in points]

    @staticmethod
    def _ink(colour: Colour, alpha: float) -> tuple[int, int, int, int]:
        return (*rgb(colour), round(alpha * 255))
