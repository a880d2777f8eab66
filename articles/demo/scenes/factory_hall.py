"""Robots in a factory hall, the nearest one welding."""

from PIL import Image as Pillow

from articles.demo.drawing import HEIGHT, WIDTH, Board, Point, box, curve, mix, ridge
from articles.demo.palette import BUS, INK, PAPER


def draw() -> Pillow.Image:
    board = Board("#1c4a49", "#3b7a74", seed=59)
    # The far wall: a grid of windows towards the hills
    board.fade(box(0, 120, WIDTH, 640), "#235754", "#2f6a65")
    hills = ridge(board.rng, [420, 380, 430, 370, 440, 390, 420], 26)
    for column in range(8):
        left = 40 + column * 192
        pane = box(left, 190, left + 168, 520)
        board.fade(pane, "#dbeae0", "#f8edd0")
        inside = [(px, py) for px, py in hills if left <= px <= left + 168]
        board.fade(
            [
                (left, inside[0][1]),
                *inside,
                (left + 168, inside[-1][1]),
                (left + 168, 520),
                (left, 520),
            ],
            "#8ab7aa",
            "#5f9a8e",
        )
        for line in (1, 2):
            board.line([(left + 56 * line, 190), (left + 56 * line, 520)], "#235754", 5)
        for y in (300, 410):
            board.line([(left, y), (left + 168, y)], "#235754", 5)
    # Roof trusses and lamps
    board.fade(box(0, 0, WIDTH, 150), "#0a2f2e", "#113f3d")
    for x in range(-100, WIDTH, 200):
        board.line([(x, 150), (x + 100, 40), (x + 200, 150)], "#2a625e", 9)
    for y, width in ((40, 12), (150, 16)):
        board.line([(0, y), (WIDTH, y)], "#2a625e", width)
    board.fade(box(0, 620, WIDTH, HEIGHT), "#4f8780", "#173f3d")
    for x in range(-1400, 3000, 230):
        board.line([(800 + (x - 800) * 0.42, 620), (x, HEIGHT)], "#a9cabf", 2, alpha=0.2)
    for y in (660, 724, 826):
        board.line([(0, y), (WIDTH, y)], "#a9cabf", 2, alpha=0.2)
    for column in range(8):
        left = 40 + column * 192
        shaft = [(left, 200), (left + 168, 200), (left + 20, 900), (left - 220, 900)]
        board.soft(shaft, "#fff3cf", 0.13, blur=18)
    board.polygon([(0, 872), (WIDTH, 872), (WIDTH, 884), (0, 884)], BUS, 0.85)

    for x in (170, 1440):
        _robot(board, x, 640, 0.5, "#86a9a1", mirrored=x > 800)
    _conveyor(board)
    _robot(board, 560, 850, 1.12, BUS)
    _sparks(board, 1062, 634)
    return board.finish()


def _robot(board: Board, x: float, base: float, size: float, colour: str, *, mirrored: bool = False) -> None:
    side = -size if mirrored else size

    def at(dx: float, dy: float) -> Point:
        return x + dx * side, base + dy * size

    dark = mix(colour, INK, 0.38)
    light = mix(colour, PAPER, 0.35)
    board.shadow(x, base + 4 * size, 330 * size, 46 * size, 0.6)
    board.polygon([at(-120, 0), at(-92, -52), at(92, -52), at(120, 0)], "#2b3b39")
    board.polygon([at(-78, -52), at(-58, -132), at(58, -132), at(78, -52)], dark)
    shoulder, elbow, wrist = at(0, -170), at(96, -470), at(412, -392)
    for start, end, thick in ((shoulder, elbow, 82), (elbow, wrist, 62)):
        board.beam(start, end, dark, thick * size)
        offset = thick * 0.1 * size
        board.beam(
            (start[0] - offset * 0.7, start[1] - offset),
            (end[0] - offset * 0.7, end[1] - offset),
            colour,
            thick * 0.76 * size,
        )
        board.beam(
            (start[0] - offset, start[1] - offset * 2),
            (end[0] - offset, end[1] - offset * 2),
            light,
            thick * 0.12 * size,
        )
    cable = curve([at(-36, -190), at(-40, -360), at(50, -540), at(200, -520), at(392, -440)])
    board.line(cable, INK, 9 * size)
    for (px, py), radius in ((shoulder, 66), (elbow, 54), (wrist, 40)):
        board.disc(px, py, radius * size, dark)
        board.disc(px - 3 * size, py - 4 * size, radius * 0.86 * size, colour)
        board.disc(px, py, radius * 0.5 * size, "#2b3b39")
        board.disc(px - 2 * size, py - 2 * size, radius * 0.26 * size, "#9fb4ae")
    tool = at(438, -290)
    board.beam(wrist, tool, "#2b3b39", 40 * size)
    board.beam(tool, at(446, -226), "#8fa39e", 17 * size)
    board.polygon([at(436, -228), at(458, -228), at(450, -194), at(446, -194)], "#d8e2de")


def _conveyor(board: Board) -> None:
    board.shadow(1150, 872, 940, 40, 0.5)
    board.box(780, 742, WIDTH + 40, 806, "#203432", radius=20)
    board.box(780, 738, WIDTH + 40, 764, "#6f8a84", radius=12)
    for x in range(812, WIDTH, 66):
        board.disc(x, 776, 20, "#415653")
        board.disc(x, 776, 8, "#98aea8")
    for x in (860, 1180, 1500):
        board.box(x - 15, 800, x + 15, 872, "#16302e")
    for x in (1070, 1300, 1520):
        board.fade(box(x - 74, 690, x + 74, 740), "#dfe8e4", "#8ba39d")
        board.fade(box(x - 46, 650, x + 46, 692), "#eef3ef", "#a3b7b1")
        board.disc(x, 716, 15, "#4e6461")
        for bolt in (x - 56, x + 56):
            board.disc(bolt, 716, 6, "#4e6461")


def _sparks(board: Board, x: float, y: float) -> None:
    board.glow(x, y, 190, "#fff0b8", 0.85)
    for _ in range(44):
        dx, dy = board.rng.uniform(-1, 1), board.rng.uniform(-0.9, 0.7)
        reach = board.rng.uniform(26, 120)
        board.line(
            [(x + dx * reach * 0.4, y + dy * reach * 0.4), (x + dx * reach, y + dy * reach + 12)],
            "#fff1b5",
            2.4,
            alpha=0.9,
        )
    board.disc(x, y, 12, "#fffdf2")
