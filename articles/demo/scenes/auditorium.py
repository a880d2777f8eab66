"""A lecture, seen from behind the audience."""

from PIL import Image as Pillow

from articles.demo.drawing import WIDTH, Board, box, curve, mix
from articles.demo.palette import AMBER, BUS, INK, MOSS, RUST, SAGE, SPRUCE


def draw() -> Pillow.Image:
    board = Board("#3a2a20", "#5c4230", seed=67)
    for x in range(0, WIDTH, 40):
        tint = mix("#8a6340", "#a67b50", board.rng.random())
        board.fade(box(x + 2, 0, x + 38, 640), mix(tint, INK, 0.45), tint)
    board.fade(box(0, 0, WIDTH, 70), "#1a2423", "#26312e")
    for x in (240, 800, 1360):
        board.soft([(x - 30, 66), (x + 30, 66), (x + 240, 620), (x - 240, 620)], "#ffe9b8", 0.3, blur=24)
        board.box(x - 40, 56, x + 40, 72, "#fff1cc", radius=8)
    # The screen: growth, drawn as simply as a lecturer would
    board.soft(box(420, 130, 1300, 560), "#fff6dc", 0.35, blur=40)
    board.box(412, 112, 1308, 548, INK, radius=8)
    board.fade(box(424, 124, 1296, 536), "#f7f9f4", "#dfeae2")
    for number, tall in enumerate((70, 104, 92, 150, 186, 236)):
        left = 530 + number * 82
        board.fade(
            box(left, 480 - tall, left + 50, 480),
            MOSS if number < 5 else BUS,
            SPRUCE if number < 5 else AMBER,
        )
    board.line([(500, 482), (1040, 482)], INK, 4)
    trend = curve([(530, 392), (640, 360), (740, 352), (850, 296), (980, 214)], 12)
    board.line(trend, RUST, 6)
    board.polygon([(1000, 200), (990, 228), (970, 210)], RUST)
    board.box(500, 160, 800, 182, SPRUCE, radius=4)
    for number, length in enumerate((150, 120, 140, 90, 130)):
        y = 236 + number * 42
        board.disc(1100, y + 7, 8, SAGE)
        board.box(1122, y, 1122 + length, y + 13, "#9fb0aa", radius=5)

    board.fade(box(0, 610, WIDTH, 700), "#4b382a", "#33271f")
    _lecturer(board, 318, 640)
    for row, (y, size, count) in enumerate(((690, 0.62, 13), (782, 0.82, 10), (910, 1.12, 8))):
        _audience(board, y, size, count, shift=row * 37)
    return board.finish()


def _lecturer(board: Board, x: float, base: float) -> None:
    board.box(x - 150, base - 150, x - 40, base + 6, "#6b4a30", radius=6)
    board.box(x - 164, base - 166, x - 26, base - 146, "#8d6844", radius=5)
    for dx in (-20, 20):
        board.line([(x + 40 + dx * 0.6, base - 120), (x + 40 + dx, base)], INK, 26)
    board.polygon(
        [(x + 4, base - 258), (x + 76, base - 258), (x + 84, base - 104), (x - 4, base - 104)], MOSS
    )
    board.beam((x + 70, base - 244), (x + 134, base - 300), MOSS, 26)
    board.beam((x + 134, base - 300), (x + 150, base - 316), "#e0b48e", 18)
    board.beam((x + 12, base - 240), (x - 22, base - 158), MOSS, 26)
    board.box(x + 30, base - 280, x + 50, base - 252, "#d9a982")
    board.disc(x + 40, base - 300, 33, "#e6bb95")
    board.disc(x + 34, base - 314, 34, "#5a3722", tall=0.72)
    board.disc(x + 6, base - 300, 14, "#5a3722", tall=1.6)


def _audience(board: Board, y: float, size: float, count: int, *, shift: float) -> None:
    hair = ["#3b2a20", "#6d4a2c", "#b98a4a", "#221a17", "#8c5a34", "#d8c39a", "#7d7d78"]
    coats = [SPRUCE, "#7f3a2a", "#2f5d6b", "#c9b48a", MOSS, "#40514e", AMBER, "#8fada4"]
    pitch = WIDTH / (count - 0.5)
    board.soft(box(0, y - 40 * size, WIDTH, y + 190 * size), "#120d0a", 0.55, blur=20)
    for number in range(-1, count + 1):
        x = number * pitch + shift + board.rng.uniform(-10, 10)
        top = y + board.rng.uniform(-12, 12) * size
        coat, head = board.rng.choice(coats), board.rng.choice(hair)
        board.box(
            x - 72 * size,
            top + 36 * size,
            x + 72 * size,
            top + 300 * size,
            mix(coat, INK, 0.2),
            radius=56 * size,
        )
        board.box(x - 18 * size, top + 8 * size, x + 18 * size, top + 56 * size, "#c4936c", radius=8)
        board.disc(x, top - 12 * size, 42 * size, "#d3a47c", tall=1.12)
        board.disc(x, top - 22 * size, 44 * size, head, tall=1.06)
        if board.rng.random() < 0.4:
            board.box(
                x - 42 * size,
                top - 22 * size,
                x + 42 * size,
                top + 46 * size,
                head,
                radius=26 * size,
            )
    seat_top = y + 112 * size
    for number in range(-1, count + 1):
        x = number * pitch + shift
        board.box(
            x - pitch * 0.45,
            seat_top,
            x + pitch * 0.45,
            seat_top + 300 * size,
            "#143f3d",
            radius=20 * size,
        )
        board.box(
            x - pitch * 0.45,
            seat_top,
            x + pitch * 0.45,
            seat_top + 14 * size,
            "#2d6f69",
            radius=7 * size,
        )
