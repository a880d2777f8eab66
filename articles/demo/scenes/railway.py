"""A train on a viaduct, above a river in an autumn valley."""

import math

from PIL import Image as Pillow

from articles.demo.drawing import WIDTH, Board, box, curve, ground, mix, ridge
from articles.demo.palette import BUS, DEEP, INK, MIST, PAPER, SNOW, SPRUCE


def draw() -> Pillow.Image:
    board = Board("#c3dcd9", "#fbead0", seed=31)
    board.glow(420, 300, 480, "#fff5d2", 0.8)
    for heights, roughness, top, bottom in (
        ([330, 260, 350, 290, 240, 330, 280], 50, "#a9cac0", "#d7e3d3"),
        ([420, 470, 390, 440, 400, 340, 420], 44, "#71a499", "#b3cfbf"),
    ):
        board.fade(ground(ridge(board.rng, heights, roughness)), top, bottom)
    for heights, tones, tall in (
        (
            [470, 540, 610, 640, 600, 520, 440],
            ["#2c746b", "#34796f", "#c79a3f", "#2a6d65"],
            (34, 66),
        ),
        (
            [540, 640, 730, 760, 730, 640, 520],
            ["#17605a", "#1c6660", "#b9732f", "#d2a23e", "#155650"],
            (50, 96),
        ),
    ):
        slope = ridge(board.rng, heights, 22)
        board.fade(ground(slope), mix(tones[0], MIST, 0.2), tones[-1])
        rows = 5
        for row in range(rows):
            lowered = [(x, y + row * 34) for x, y in slope]
            board.forest(lowered, tones, height=tall, spacing=20)

    river = [
        *curve([(770, 738), (700, 790), (690, 850), (560, 910), (620, 1010)]),
        *reversed(curve([(790, 738), (860, 790), (950, 850), (990, 910), (1240, 1010)])),
    ]
    board.fade(river, "#d5e6df", "#5f9c97")
    for _ in range(46):
        y = board.rng.uniform(790, 990)
        x = 770 + (y - 760) * 0.4 + board.rng.uniform(-100, 130)
        length = board.rng.uniform(20, 80)
        board.line([(x, y), (x + length, y)], SNOW, 2.5, alpha=0.55)

    _viaduct(board, 598)
    _train(board, 250, 592)
    for left, right, base in ((-20, 470, 930), (1190, 1640, 920)):
        edge = ridge(board.rng, [base, base - 20, base + 14, base - 10], 10)
        board.forest(
            edge,
            ["#0b3836", DEEP, "#0d413e"],
            height=(150, 300),
            spacing=58,
            between=(left, right),
            sink=90,
        )
    return board.finish()


def _viaduct(board: Board, deck: float) -> None:
    stone, shade = "#d9cdb4", "#8e8470"
    board.fade(box(0, deck, WIDTH, deck + 56), stone, mix(stone, shade, 0.35))
    pitch = 200
    for number in range(-1, 9):
        x = number * pitch + 20
        foot = 1000
        board.fade(box(x - 28, deck + 50, x + 28, foot), mix(stone, shade, 0.2), mix(shade, SPRUCE, 0.4))
        board.polygon(box(x + 10, deck + 50, x + 28, foot), INK, 0.16)
        half = pitch / 2 - 28
        centre = x + pitch / 2
        arch = [
            (
                centre - half * math.cos(t * math.pi / 24),
                deck + 152 - 84 * math.sin(t * math.pi / 24),
            )
            for t in range(25)
        ]
        board.fade(
            [
                (x + 26, deck + 54),
                (x + pitch - 26, deck + 54),
                (x + pitch - 26, deck + 152),
                *reversed(arch),
                (x + 26, deck + 152),
            ],
            mix(stone, shade, 0.22),
            mix(stone, shade, 0.5),
        )
        board.line(arch, PAPER, 4, alpha=0.5)
    board.box(0, deck - 8, WIDTH, deck + 8, mix(stone, PAPER, 0.4))
    board.soft(box(0, deck + 10, WIDTH, deck + 24), INK, 0.35, blur=5)
    for y in (deck + 26, deck + 42):
        for x in range(0, WIDTH, 60):
            shift = 30 if y == deck + 42 else 0
            board.line([(x + shift, y - 8), (x + shift, y + 8)], shade, 1.5, alpha=0.5)
    for x in range(-60, WIDTH, 320):
        board.line([(x, deck - 8), (x, deck - 190)], "#33474a", 7)
        board.line([(x, deck - 172), (x + 70, deck - 160)], "#33474a", 5)
    board.line([(0, deck - 158), (WIDTH, deck - 158)], "#33474a", 2)


def _train(board: Board, x: float, rail: float) -> None:
    """Four cars, the first with a nose."""
    length, tall = 292, 116
    for car in range(4):
        left, right = x + car * (length + 8), x + car * (length + 8) + length
        roof, floor = rail - tall, rail - 22
        if car == 3:
            nose = curve(
                [
                    (right - 70, roof),
                    (right - 10, roof + 30),
                    (right + 26, floor - 14),
                    (right + 20, floor),
                ],
                8,
            )
        else:
            nose = [(right, roof), (right, floor)]
        tail = [(left + 26, roof), (left, roof + 26)] if car == 0 else [(left, roof)]
        board.fade([(left, floor), *reversed(tail), *nose], "#f7f4ea", "#dcd9cc")
        board.polygon(
            [
                (left, floor - 34),
                (right + (10 if car == 3 else 0), floor - 34),
                (right + (20 if car == 3 else 0), floor),
                (left, floor),
            ],
            SPRUCE,
        )
        board.box(left, floor - 40, right + (12 if car == 3 else 0), floor - 33, BUS)
        board.box(left + 18, roof + 20, right - (64 if car == 3 else 18), roof + 54, "#123c3c", radius=8)
        for pane in range(int(left) + 62, int(right) - 60, 46):
            board.box(pane, roof + 20, pane + 4, roof + 54, "#f2efe4")
        board.polygon(
            [
                (left + 60, roof + 20),
                (left + 110, roof + 20),
                (left + 84, roof + 54),
                (left + 34, roof + 54),
            ],
            MIST,
            0.25,
        )
        board.box(left + 40, roof - 9, right - 90, roof + 2, "#9aa7a2", radius=4)
        for bogie in (left + 52, right - 52):
            for wheel in (bogie - 18, bogie + 18):
                board.disc(wheel, rail - 13, 13, INK)
        if car < 3:
            board.box(right - 1, roof + 12, right + 9, floor, "#2a3a39")
    front = x + 4 * (length + 8) - 8
    board.polygon(
        [
            (front - 52, roof_y := rail - tall + 18),
            (front - 16, roof_y + 14),
            (front + 4, roof_y + 44),
            (front - 46, roof_y + 44),
        ],
        "#123c3c",
    )
    board.glow(front + 20, rail - 44, 120, "#fff4c2", 0.95)
    board.disc(front + 16, rail - 44, 8, "#fffbe8")
    board.line([(x + 420, rail - tall - 6), (x + 448, rail - 164), (x + 476, rail - tall - 6)], INK, 4)
