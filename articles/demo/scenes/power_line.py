"""The dam at blue hour: water over the spillway, pylons walking up through the spruces."""

from PIL import Image as Pillow

from articles.demo.drawing import WIDTH, Board, box, curve, ground, mix, ridge
from articles.demo.palette import BUS, CREAM, DEEP, INK, MIST, SPRUCE

STEEL = "#2b4644"


def draw() -> Pillow.Image:
    board = Board("#4f7f8c", "#f3dcb2", seed=23)
    board.glow(1240, 470, 620, "#ffe3a1", 0.9)

    layers = [
        ([430, 340, 400, 300, 390, 350, 440], 50, "#7fa9a6", "#d3d6bd"),
        ([520, 450, 330, 380, 500, 560, 520], 45, "#4b837f", "#93b3a4"),
        ([610, 560, 480, 540, 600, 650, 640], 34, "#2b6762", "#5a8f85"),
    ]
    lines = []
    for heights, roughness, top, bottom in layers:
        lines.append(ridge(board.rng, heights, roughness))
        board.fade(ground(lines[-1], 760), top, bottom)
    board.forest(lines[2], ["#1a5752", "#17504b", "#1f5f59"], height=(30, 70), spacing=14)

    _dam(board)
    _pylons(board)

    bank = ridge(board.rng, [790, 812, 850, 900, 935, 955, 960], 8)
    board.fade(ground(bank), SPRUCE, DEEP)
    board.forest(bank, [SPRUCE, "#0d4441", "#0b3a38"], height=(90, 210), spacing=46, between=(-20, 560))
    return board.finish()


def _dam(board: Board) -> None:
    """A concrete wall across the valley, water in three gates, the power house at its foot."""
    board.fade(box(0, 690, WIDTH, 1000), "#3f7b80", "#123c42")
    board.fade([(330, 560), (1600, 560), (1600, 830), (420, 830)], "#c9c9b9", "#7e8c86")
    board.box(310, 540, WIDTH, 566, "#dcd9c6")
    for x in range(360, WIDTH, 62):
        board.box(x, 518, x + 5, 540, STEEL)
    board.line([(330, 520), (WIDTH, 520)], STEEL, 4)
    for left in (700, 850, 1000):
        board.box(left - 14, 548, left + 114, 830, "#98a39b")
        board.fade(box(left, 580, left + 100, 850), "#f4f8f2", "#a9cdcb")
        for offset in (14, 38, 61, 84):
            board.line([(left + offset, 590), (left + offset - 3, 846)], "#7fb3b3", 5, alpha=0.55)
    for x in (690, 760, 830, 910, 990, 1070, 1130):
        board.glow(x, 858, 90, "#f4f8f2", 0.85)

    board.fade(box(1240, 640, 1530, 842), "#a5492f", "#7d3424")
    board.polygon([(1222, 646), (1385, 590), (1548, 646)], "#31443f")
    for left in (1268, 1334, 1400, 1466):
        board.box(left, 690, left + 36, 776, "#ffd980", radius=18)
        board.box(left + 16, 690, left + 20, 776, "#7d3424")
        board.glow(left + 18, 740, 70, "#ffd980", 0.5)
    for y in range(872, 985, 26):
        drift = board.rng.uniform(-60, 60)
        board.line(curve([(620 + drift, y), (980 + drift, y + 5), (1420 + drift, y)]), MIST, 4, alpha=0.35)


def _pylons(board: Board) -> None:
    """Three lattice masts, larger the nearer they stand, with wires that hang between them."""
    masts = [(1500, 560, 190), (1010, 470, 150), (560, 862, 622)]
    tips = []
    for x, base, height in masts:
        half, top = height * 0.13, base - height
        thick = max(2.0, height * 0.014)
        colour = mix(STEEL, MIST, 0.35 if height < 300 else 0)
        for side in (-1, 1):
            board.line([(x + side * half, base), (x + side * half * 0.22, top)], colour, thick)
        for step in range(6):
            low, high = step / 6, (step + 1) / 6
            wide, narrow = half * (1 - 0.78 * low), half * (1 - 0.78 * high)
            left, right = (x - wide, base - height * low), (x + narrow, base - height * high)
            board.line([left, right], colour, thick * 0.7)
            board.line([(x + wide, left[1]), (x - narrow, right[1])], colour, thick * 0.7)
        arms = []
        for share, reach in ((0.02, 0.24), (0.2, 0.3)):
            y = top + height * share
            board.line([(x - height * reach, y), (x + height * reach, y)], colour, thick)
            for side in (-1, 1):
                end = (x + side * height * reach, y + height * 0.045)
                board.line([(end[0], y), end], CREAM if height > 300 else colour, thick)
                arms.append(end)
        tips.append(arms)
    wires = [(tips[2], tips[1]), (tips[1], tips[0])]
    for near, far in wires:
        for (x1, y1), (x2, y2) in zip(near, far, strict=True):
            middle = ((x1 + x2) / 2, max(y1, y2) + 26)
            board.line(curve([(x1, y1), middle, (x2, y2)]), INK, 2.2, alpha=0.75)
    board.disc(560, 236, 7, BUS)
