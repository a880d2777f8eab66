"""A meeting table from above: papers, coffee, and a plan with two lots in yellow."""

import math

from PIL import Image as Pillow

from articles.demo.drawing import HEIGHT, WIDTH, Board, Point, box, curve, mix
from articles.demo.palette import AMBER, BUS, INK, MIST, PAPER, SAND, SNOW, SPRUCE


def draw() -> Pillow.Image:
    board = Board("#31534d", "#243f3b", seed=43)
    for plank in range(0, WIDTH, 100):
        tint = mix("#2c4c47", "#3a5f58", board.rng.random())
        board.polygon(box(plank, 0, plank + 97, HEIGHT), tint, 0.7)
    for x, y, tint in (
        (330, 118, SAND),
        (640, 96, "#7fa89d"),
        (950, 96, SAND),
        (1260, 118, BUS),
        (330, 882, "#7fa89d"),
        (640, 904, BUS),
        (950, 904, "#7fa89d"),
        (1260, 882, SAND),
        (98, 500, "#7fa89d"),
        (1502, 500, SAND),
    ):
        _chair(board, x, y, tint)
    board.soft(box(190, 190, 1440, 850), "#06201f", 0.55, blur=26)
    board.box(180, 170, 1420, 830, "#c79b63", radius=110)
    board.box(180, 166, 1420, 820, "#dcb67c", radius=106)
    for _ in range(90):
        y = board.rng.uniform(178, 808)
        inset = 60 if y < 240 or y > 750 else 12
        x = board.rng.uniform(180 + inset, 1100)
        length = min(board.rng.uniform(120, 520), 1418 - inset - x)
        bend = board.rng.uniform(-5, 5)
        board.line(
            curve([(x, y), (x + length / 2, y + bend), (x + length, y)], 8),
            "#a87a45",
            2,
            alpha=0.28,
        )

    _plan(board)
    for x, y, turn in (
        (330, 268, 4),
        (640, 252, -5),
        (950, 258, 3),
        (1258, 282, -7),
        (330, 722, -4),
        (640, 738, 6),
        (1262, 716, 5),
    ):
        _sheet(board, x, y, turn)
    for x, y, coffee in (
        (470, 270, True),
        (786, 244, True),
        (1100, 268, False),
        (482, 724, False),
        (790, 742, True),
        (1120, 740, True),
        (1310, 430, True),
        (286, 560, True),
    ):
        _cup(board, x, y, coffee)
    _laptop(board, 955, 728)
    return board.finish()


def _turned(points: list[Point], x: float, y: float, degrees: float) -> list[Point]:
    turn = math.radians(degrees)
    return [
        (
            x + dx * math.cos(turn) - dy * math.sin(turn),
            y + dx * math.sin(turn) + dy * math.cos(turn),
        )
        for dx, dy in points
    ]


def _chair(board: Board, x: float, y: float, colour: str) -> None:
    board.shadow(x + 12, y + 16, 220, 190, 0.5)
    board.box(x - 88, y - 78, x + 88, y + 78, mix(colour, INK, 0.3), radius=46)
    board.box(x - 82, y - 76, x + 82, y + 70, colour, radius=42)
    board.box(x - 58, y - 52, x + 58, y + 46, mix(colour, PAPER, 0.22), radius=32, alpha=0.6)


def _sheet(board: Board, x: float, y: float, degrees: float) -> None:
    board.soft(_turned(box(-52, -66, 66, 84), x, y, degrees), "#3a2410", 0.4, blur=6)
    board.polygon(_turned(box(-66, -58, 50, 76), x, y, degrees + 6), "#efe9da")
    board.polygon(_turned(box(-58, -70, 58, 74), x, y, degrees), PAPER)
    board.polygon(_turned(box(-42, -54, 20, -44), x, y, degrees), SPRUCE)
    for number in range(6):
        end = (42, 38, 42, 26, 42, 10)[number]
        board.polygon(_turned(box(-42, -30 + number * 15, end, -25 + number * 15), x, y, degrees), "#a9b3ae")
    board.line(_turned([(66, -50), (78, 34)], x, y, degrees), INK, 7)
    board.line(_turned([(66, -50), (68, -36)], x, y, degrees), AMBER, 7)


def _cup(board: Board, x: float, y: float, coffee: bool) -> None:
    board.shadow(x + 10, y + 12, 110, 104, 0.45)
    if coffee:
        board.disc(x, y, 46, "#e9e4d6")
        board.disc(x, y, 40, PAPER)
        board.line([(x + 20, y - 18), (x + 44, y - 40)], PAPER, 12)
        board.disc(x, y, 29, "#fffdf8")
        board.disc(x, y, 25, "#4a2c1b")
        board.disc(x - 5, y - 5, 14, "#6b432b", alpha=0.6)
    else:
        board.disc(x, y, 32, "#e3f0ea", alpha=0.75)
        board.ring(x, y, 32, SNOW, 4)
        board.disc(x - 3, y - 3, 24, "#b9dad2", alpha=0.8)
        board.disc(x - 12, y - 12, 6, SNOW, alpha=0.9)


def _plan(board: Board) -> None:
    """The map everyone has gathered around: river, streets, and what is to be built in yellow."""
    x, y, turn = 800, 494, -3
    board.soft(_turned(box(-300, -140, 316, 170), x, y, turn), "#3a2410", 0.45, blur=9)
    board.polygon(_turned(box(-310, -152, 310, 152), x, y, turn), "#f3efe2")
    board.polygon(_turned(box(-294, -136, 294, 136), x, y, turn), "#dfe8d8")
    bank = curve([(-294, 40), (-120, 70), (20, 10), (160, 40), (294, -30)])
    other = curve([(294, 16), (160, 90), (20, 62), (-120, 118), (-294, 92)])
    board.polygon(_turned([*bank, *other], x, y, turn), "#8fc0bb")
    for start, end in (
        ((-294, -40), (294, -96)),
        ((-190, -136), (-150, 60)),
        ((60, -136), (96, 30)),
        ((-40, 90), (10, 136)),
    ):
        board.line(_turned([start, end], x, y, turn), PAPER, 11)
    lots = [
        (-280, -120, -205, -60),
        (-168, -124, -90, -72),
        (-74, -120, 46, -82),
        (84, -124, 150, -104),
        (-130, -34, -50, 40),
        (-30, -50, 60, -8),
        (120, -62, 190, -4),
        (210, -74, 280, -34),
        (60, 96, 150, 130),
        (180, 100, 280, 130),
        (-250, -30, -180, 26),
        (-240, 108, -150, 130),
    ]
    for number, (left, top, right, bottom) in enumerate(lots):
        tint = BUS if number in (4, 6) else mix(SPRUCE, MIST, 0.35 + 0.1 * (number % 3))
        board.polygon(_turned(box(left, top, right, bottom), x, y, turn), tint)
    for _ in range(34):
        dx, dy = (
            board.rng.uniform(-284, 284),
            board.rng.choice([-1, 1]) * board.rng.uniform(116, 132),
        )
        px, py = _turned([(dx, dy)], x, y, turn)[0]
        board.disc(px, py, 8, "#5d9a6d")


def _laptop(board: Board, x: float, y: float) -> None:
    board.soft(box(x - 92, y - 58, x + 106, y + 92), "#3a2410", 0.5, blur=8)
    board.box(x - 100, y - 66, x + 100, y + 70, "#aab5b1", radius=12)
    board.box(x - 84, y - 54, x + 84, y + 14, "#46534f", radius=5)
    for row in range(4):
        for column in range(11):
            board.box(
                x - 80 + column * 15,
                y - 50 + row * 16,
                x - 69 + column * 15,
                y - 39 + row * 16,
                "#6d7a76",
                radius=2,
            )
    board.box(x - 34, y + 24, x + 34, y + 60, "#98a39f", radius=5)
    board.polygon([(x - 104, y - 66), (x + 104, y - 66), (x + 110, y - 90), (x - 110, y - 90)], "#2e3b38")
