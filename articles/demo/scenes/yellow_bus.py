"""The self-driving bus on a road through the spruces, hills behind it in the morning."""

import math

from PIL import Image as Pillow

from articles.demo.drawing import WIDTH, Board, box, curve, ground, mix, ridge
from articles.demo.palette import CREAM, DEEP, INK, MOSS, SPRUCE


def draw() -> Pillow.Image:
    board = Board("#bcd9d2", "#fbeed2", seed=5)
    board.glow(1130, 330, 520, "#fff2bf", 0.95)
    board.disc(1130, 330, 104, "#fff0b8")

    layers = [
        ([430, 330, 420, 250, 380, 300, 410], 60, "#a6c9bd", "#dfe6d2"),
        ([500, 440, 360, 470, 420, 520, 430], 55, "#74a79c", "#bfd5c4"),
        ([590, 500, 560, 470, 560, 600, 520], 45, "#3f8078", "#8db8a8"),
    ]
    for heights, roughness, top, bottom in layers:
        board.fade(ground(ridge(board.rng, heights, roughness), 780), top, bottom)

    slope = ridge(board.rng, [600, 650, 690, 700, 660, 640, 560], 26)
    board.forest(slope, ["#1d655e", "#1a5d57", "#226d65"], height=(34, 76), spacing=15)
    board.fade(ground(slope), MOSS, SPRUCE)

    verge = ridge(board.rng, [750, 758, 770, 780, 774, 760, 744], 8)
    for left, right in ((0, 380), (1180, WIDTH)):
        board.forest(verge, [SPRUCE, "#0d4441"], height=(110, 230), spacing=44, between=(left, right))
    board.fade(ground(verge), "#14524d", DEEP)

    road = curve([(0, 846), (500, 822), (1100, 822), (WIDTH, 844)])
    board.fade(ground(road), "#586b66", "#31443f")
    board.line(road, "#c9d6c8", 5, alpha=0.8)
    for x in range(-20, WIDTH, 190):
        board.polygon([(x, 918), (x + 96, 918), (x + 90, 926), (x - 8, 926)], CREAM, 0.75)

    _shuttle(board, 490, 530)
    return board.finish()


def _shuttle(board: Board, x: float, y: float) -> None:
    """A self-driving minibus seen from the side: the same front and rear, as it has no driver."""
    board.shadow(x + 300, y + 338, 720, 56, 0.6)
    body = curve([(x, y + 300), (x + 6, y + 150), (x + 52, y + 22), (x + 110, y)], 12)
    mirrored = [(2 * x + 600 - px, py) for px, py in reversed(body)]
    board.box(x + 4, y + 262, x + 596, y + 312, "#8a6400", radius=20)
    board.fade([*body, *mirrored], "#ffcc2e", "#eaa900")
    board.box(x, y + 252, x + 600, y + 300, "#d99a00", radius=4)

    # One band of glass, so that the roof floats
    glass = [(x + 26, y + 168), (x + 68, y + 46), (x + 112, y + 34)]
    band = [*glass, *((2 * x + 600 - px, py) for px, py in reversed(glass))]
    board.fade(band, "#0e3f3d", "#1f6b66")
    for left in (x + 96, x + 330):
        streak = [
            (left + 40, y + 36),
            (left + 84, y + 36),
            (left + 14, y + 168),
            (left - 30, y + 168),
        ]
        board.polygon(streak, "#bfe0d6", 0.16)
        board.polygon(
            [(px + 62, py) for px, py in streak[:2]] + [(left + 50, y + 168), (left + 36, y + 168)],
            "#bfe0d6",
            0.12,
        )
    for post in (x + 168, x + 432):
        board.box(post - 5, y + 34, post + 5, y + 168, "#f0b400")

    # The passengers
    for px, coat in ((x + 120, "#7fb0a4"), (x + 482, "#e8dcc0")):
        board.disc(px, y + 110, 17, mix("#e9c7a0", INK, 0.25))
        board.box(px - 26, y + 128, px + 26, y + 168, mix(coat, INK, 0.25), radius=18)

    # The doors
    board.box(x + 214, y + 40, x + 386, y + 290, "#e8ad00", radius=10)
    for left in (x + 222, x + 304):
        board.fade(box(left, y + 50, left + 74, y + 270), "#0e3f3d", "#2a7a73")
        board.polygon(
            [
                (left + 36, y + 50),
                (left + 64, y + 50),
                (left + 22, y + 270),
                (left, y + 270),
                (left, y + 250),
            ],
            "#bfe0d6",
            0.14,
        )
    board.box(x + 297, y + 150, x + 303, y + 190, CREAM, radius=3)

    for wheel in (x + 116, x + 484):
        turn = [math.pi * step / 24 for step in range(25)]
        arch = [(wheel + 66 * math.cos(a), y + 312 - 74 * math.sin(a)) for a in turn]
        board.polygon(arch, "#7a5900")
        board.disc(wheel, y + 300, 52, INK)
        board.disc(wheel, y + 300, 27, "#b9c6bf")
        board.disc(wheel, y + 300, 10, "#4a5754")

    # Lamps, and the sensors that replace the driver
    board.glow(x + 8, y + 222, 90, "#fff6d0", 0.9)
    board.box(x + 4, y + 206, x + 22, y + 236, "#fffbe6", radius=8)
    board.box(x + 578, y + 206, x + 596, y + 236, "#c4391f", radius=8)
    board.box(x + 250, y - 14, x + 350, y + 4, "#e8ad00", radius=7)
    for sensor in (x + 96, x + 300, x + 504):
        board.box(sensor - 19, y - 22, sensor + 19, y + 4, INK, radius=9)
        board.box(sensor - 19, y - 13, sensor + 19, y - 8, "#5fb7a8")
