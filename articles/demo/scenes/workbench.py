"""An apprentice's bench from above: a drawing, a gear, and tools where the hand finds them."""

import math

from PIL import Image as Pillow

from articles.demo.drawing import HEIGHT, WIDTH, Board, Point, mix
from articles.demo.palette import AMBER, BUS, CREAM, INK, MOSS, PAPER, RUST, SPRUCE

STEEL, SHINE = "#8b9a98", "#d9e2df"


def draw() -> Pillow.Image:
    board = Board("#c99a63", "#a87443", seed=31)
    _planks(board)
    board.soft([(-100, 0), (900, 0), (300, HEIGHT), (-100, HEIGHT)], "#fff0cf", 0.4, blur=90)
    _drawing(board)
    _gear(board, 980, 430, 200, 16)
    _gear(board, 1258, 640, 128, 10)
    _spanner(board, (250, 850), (690, 770))
    _caliper(board, 890, 56)
    _screwdriver(board, (1010, 880), (1460, 900))
    _cup(board, 1430, 230)
    for x, y in ((760, 880), (812, 842), (840, 905), (902, 868)):
        board.shadow(x + 3, y + 5, 44, 40, 0.3)
        board.disc(x, y, 17, STEEL)
        board.disc(x, y, 8, "#6b4a2b")
    return board.finish()


def _planks(board: Board) -> None:
    for y in range(0, HEIGHT + 1, 200):
        board.box(0, y, WIDTH, y + 4, "#7b512c", alpha=0.7)
        for _ in range(26):
            start, height = board.rng.uniform(-200, WIDTH), y + board.rng.uniform(10, 190)
            length = board.rng.uniform(120, 520)
            board.line([(start, height), (start + length, height + 2)], "#8a5c34", 2, alpha=0.35)


def _drawing(board: Board) -> None:
    """The plan the gears are made from."""
    sheet = [(90, 110), (760, 70), (800, 660), (130, 700)]
    board.soft([(x + 12, y + 16) for x, y in sheet], INK, 0.35, blur=14)
    board.polygon(sheet, PAPER)
    for share in (0.1, 0.3, 0.5, 0.7, 0.9):
        board.line([_on(sheet, share, 0.05), _on(sheet, share, 0.95)], MOSS, 1.5, alpha=0.22)
        board.line([_on(sheet, 0.05, share), _on(sheet, 0.95, share)], MOSS, 1.5, alpha=0.22)
    x, y = _on(sheet, 0.42, 0.45)
    for radius in (170, 128, 52):
        board.ring(x, y, radius, SPRUCE, 4)
    for turn in range(16):
        angle = 2 * math.pi * turn / 16
        inner, outer = (_around(x, y, reach, angle) for reach in (128, 170))
        board.line([inner, outer], SPRUCE, 3)
    board.line([(x - 215, y), (x + 215, y)], RUST, 3)
    board.line([(x, y - 215), (x, y + 215)], RUST, 3)
    for line, width in ((0.82, 0.28), (0.87, 0.2), (0.92, 0.24)):
        board.line([_on(sheet, 0.66, line), _on(sheet, 0.66 + width, line)], SPRUCE, 5, alpha=0.7)


def _on(sheet: list[Point], across: float, down: float) -> Point:
    (x1, y1), (x2, y2), (x3, y3), (x4, y4) = sheet
    top = (x1 + (x2 - x1) * across, y1 + (y2 - y1) * across)
    bottom = (x4 + (x3 - x4) * across, y4 + (y3 - y4) * across)
    return top[0] + (bottom[0] - top[0]) * down, top[1] + (bottom[1] - top[1]) * down


def _around(x: float, y: float, radius: float, angle: float) -> Point:
    return x + radius * math.cos(angle), y + radius * math.sin(angle)


def _gear(board: Board, x: float, y: float, radius: float, teeth: int) -> None:
    board.shadow(x + 14, y + 20, radius * 2.35, radius * 2.3, 0.5)
    rim = []
    for tooth in range(teeth):
        for share, reach in ((0, 0.98), (0.18, 1.16), (0.42, 1.16), (0.6, 0.98)):
            rim.append(_around(x, y, radius * reach, 2 * math.pi * (tooth + share) / teeth))
    board.fade(rim, SHINE, STEEL)
    board.ring(x, y, radius * 0.82, "#7d8d8a", 5)
    for turn in range(5):
        hole = _around(x, y, radius * 0.55, 2 * math.pi * turn / 5 + 0.3)
        board.disc(*hole, radius * 0.15, "#8a5c34")
        board.ring(*hole, radius * 0.15, "#6f7f7c", 4)
    board.disc(x, y, radius * 0.26, SHINE)
    board.disc(x, y, radius * 0.14, "#6b4a2b")


def _spanner(board: Board, start: Point, end: Point) -> None:
    board.shadow(sum((start[0], end[0])) / 2, start[1] - 10, 560, 90, 0.45)
    board.beam(start, end, "#75858a", 40)
    board.line([start, end], SHINE, 12, alpha=0.7)
    board.disc(*start, 52, "#75858a")
    board.disc(*start, 26, "#b3824d")
    board.disc(*end, 58, "#75858a")
    x, y = end
    board.polygon([(x - 2, y - 20), (x + 50, y - 30), (x + 60, y), (x + 54, y + 14), (x, y + 24)], "#b3824d")


def _caliper(board: Board, x: float, y: float) -> None:
    board.shadow(x + 190, y + 62, 480, 150, 0.3)
    board.box(x, y, x + 400, y + 34, SHINE, radius=4)
    for tick in range(38):
        height = 16 if tick % 5 == 0 else 9
        board.box(x + 14 + tick * 10, y + 2, x + 15.5 + tick * 10, y + 2 + height, INK)
    board.polygon([(x, y), (x + 40, y), (x + 40, y + 60), (x + 14, y + 140), (x, y + 140)], STEEL)
    board.polygon([(x + 120, y - 6), (x + 210, y - 6), (x + 210, y + 50), (x + 146, y + 60)], MOSS)
    board.polygon([(x + 120, y - 6), (x + 160, y + 40), (x + 140, y + 140), (x + 120, y + 140)], STEEL)
    board.box(x + 150, y + 6, x + 200, y + 30, "#cfe0c3", radius=3)


def _screwdriver(board: Board, start: Point, end: Point) -> None:
    board.shadow(sum((start[0], end[0])) / 2, start[1] + 26, 500, 60, 0.45)
    board.beam((start[0] + 180, start[1] + 8), end, SHINE, 14)
    board.beam(start, (start[0] + 170, start[1] + 8), BUS, 50)
    for offset in (-14, 0, 14):
        board.line([(start[0] + 10, start[1] + offset), (start[0] + 150, start[1] + offset + 7)], AMBER, 4)


def _cup(board: Board, x: float, y: float) -> None:
    board.shadow(x + 12, y + 18, 260, 250, 0.45)
    board.ring(x + 112, y + 30, 46, mix(RUST, INK, 0.1), 20)
    board.disc(x, y, 108, RUST)
    board.disc(x, y, 92, CREAM)
    board.disc(x, y, 84, "#3a2417")
    board.soft([(x - 60, y - 40), (x - 10, y - 70), (x + 10, y - 56), (x - 44, y - 20)], CREAM, 0.35, blur=6)
