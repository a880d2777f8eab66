"""A headframe and its winding house on a winter night."""

from PIL import Image as Pillow

from articles.demo.drawing import WIDTH, Board, box, curve, ground, mix, ridge
from articles.demo.palette import AMBER, INK, SNOW


def draw() -> Pillow.Image:
    board = Board("#0b2b35", "#7fb0a8", seed=11)
    for _ in range(170):
        x, y = board.rng.uniform(0, WIDTH), board.rng.uniform(0, 480)
        board.disc(x, y, board.rng.uniform(0.7, 2), SNOW, alpha=board.rng.uniform(0.3, 1) * (1 - y / 600))
    board.glow(330, 210, 330, "#dcebe2", 0.5)
    board.disc(330, 210, 56, "#f7f3df")
    board.disc(312, 196, 11, "#e6e4cf")
    board.disc(346, 224, 16, "#e9e6d2")

    board.fade(ground(ridge(board.rng, [560, 470, 540, 410, 500, 430, 520], 40)), "#4b8683", "#a9c9c0")
    hill = ridge(board.rng, [640, 600, 650, 640, 560, 590, 520], 30)
    board.forest(hill, ["#245f5c", "#1e5653"], height=(40, 86), spacing=16)
    board.fade(ground(hill), "#2b6663", "#cfe0d8")

    ridge_line = ridge(board.rng, [650, 720, 770, 760, 770, 720, 640], 16)
    for left, right in ((0, 470), (1230, WIDTH)):
        board.forest(ridge_line, ["#0e4442", "#0b3a39"], height=(120, 280), spacing=42, between=(left, right))
    board.fade(ground(ridge_line), "#d6e4de", "#f5f7f2")

    _headframe(board, 790, 785)
    drift = curve([(0, 900), (420, 850), (900, 880), (1300, 846), (WIDTH, 880)])
    board.fade(ground(drift), "#e3ece6", "#b7cfc8")
    _mine_track(board)
    return board.finish()


def _headframe(board: Board, x: float, base: float) -> None:
    timber, dark = "#4d3527", "#2c1f19"
    # The tower: two legs, a strut towards the winding house, and bracing between
    for level in range(5):
        low, high = base - level * 92, base - (level + 1) * 92
        spread, above = 92 - level * 11, 92 - (level + 1) * 11
        board.line([(x - spread, low), (x + above, high)], dark, 10)
        board.line([(x + spread, low), (x - above, high)], dark, 10)
        board.line([(x - above, high), (x + above, high)], timber, 13)
    board.line([(x + 30, base - 455), (x + 330, base - 10)], timber, 22)
    board.line([(x - 94, base), (x - 34, base - 470)], timber, 22)
    board.line([(x + 94, base), (x + 34, base - 470)], timber, 22)
    board.box(x - 78, base - 484, x + 78, base - 462, timber)
    for wheel in (x - 32, x + 40):
        board.ring(wheel, base - 516, 44, INK, 8)
        board.line([(wheel - 38, base - 516), (wheel + 38, base - 516)], INK, 4)
        board.line([(wheel, base - 554), (wheel, base - 478)], INK, 4)
        board.disc(wheel, base - 516, 8, AMBER)
    board.line([(x + 82, base - 530), (x + 400, base - 190)], INK, 3)
    board.polygon([(x - 116, base - 566), (x, base - 636), (x + 124, base - 566)], timber)
    board.polygon(
        [
            (x - 124, base - 566),
            (x, base - 650),
            (x + 132, base - 566),
            (x + 108, base - 568),
            (x, base - 628),
            (x - 100, base - 568),
        ],
        SNOW,
    )
    for post in (x - 96, x + 100):
        board.line([(post, base - 566), (post, base - 476)], timber, 10)

    # The winding house
    left, right, eaves = x + 268, x + 590, base - 176
    board.fade(box(left, eaves, right, base + 20), "#8e3f2b", "#6d2f22")
    for plank in range(int(left), int(right), 16):
        board.line([(plank, eaves), (plank, base + 20)], "#4f2119", 1.5, alpha=0.5)
    board.polygon(
        [
            (left - 34, eaves + 8),
            (left + 60, eaves - 112),
            (right - 60, eaves - 112),
            (right + 34, eaves + 8),
        ],
        SNOW,
    )
    board.polygon(
        [
            (left - 34, eaves + 8),
            (right + 34, eaves + 8),
            (right + 26, eaves + 20),
            (left - 26, eaves + 20),
        ],
        "#9fbdb6",
    )
    board.box(right - 120, eaves - 170, right - 84, eaves - 90, "#5b2a20")
    board.box(right - 126, eaves - 178, right - 78, eaves - 164, SNOW, radius=5)
    for window in (left + 46, left + 134, left + 222):
        board.glow(window + 27, eaves + 86, 130, "#ffd978", 0.55)
        board.box(window - 5, eaves + 45, window + 59, eaves + 129, "#f3e7cf")
        board.fade(box(window, eaves + 50, window + 54, eaves + 124), "#ffe9a6", "#f8bc3c")
        board.line([(window + 27, eaves + 50), (window + 27, eaves + 124)], "#f3e7cf", 5)
        board.line([(window, eaves + 87), (window + 54, eaves + 87)], "#f3e7cf", 5)
    # The shed over the shaft
    board.fade(box(x - 172, base - 128, x + 124, base + 20), "#5f4232", "#463024")
    board.polygon(
        [
            (x - 196, base - 118),
            (x - 150, base - 190),
            (x + 104, base - 190),
            (x + 150, base - 118),
        ],
        SNOW,
    )
    board.box(x - 96, base - 92, x + 14, base + 20, "#1b1512")
    board.glow(x - 41, base - 40, 90, "#ffcf66", 0.7)
    board.disc(x - 41, base - 62, 8, "#fff2c4")


def _mine_track(board: Board) -> None:
    """A light railway out of the shaft, and one car of ore on it."""
    for share in range(9):
        y = 816 + share * 21 + share * share * 0.6
        half = 46 + share * 12
        x = 742 - share * 17
        board.line([(x - half, y), (x + half, y)], "#5b473a", 6 + share * 0.9, alpha=0.8)
    board.line([(712, 800), (498, 1010)], "#33474a", 8)
    board.line([(776, 800), (736, 1010)], "#33474a", 8)
    x, y = 684, 834
    board.shadow(x + 6, y + 72, 220, 36, 0.5)
    for wheel in (x - 73, x + 73):
        board.box(wheel - 11, y + 18, wheel + 11, y + 72, INK, radius=8)
    board.fade(
        [(x - 104, y - 84), (x + 104, y - 84), (x + 74, y + 48), (x - 74, y + 48)],
        "#47686a",
        "#243d3e",
    )
    for rib in (-46, 46):
        board.line([(x + rib * 1.2, y - 84), (x + rib * 0.85, y + 48)], "#1d3435", 5)
    board.box(x - 112, y - 96, x + 112, y - 78, "#5d8183", radius=6)
    for dx, size in ((-72, 26), (-34, 40), (12, 48), (52, 34), (82, 20)):
        lump = [(-1, 0), (-0.5, -1), (0.4, -0.9), (1, 0)]
        tint = mix("#8fa3a3", "#e6eeea", size / 56)
        board.polygon([(x + dx + a * size, y - 95 + b * size) for a, b in lump], tint)
    board.disc(x, y - 16, 13, AMBER)
    board.disc(x, y - 16, 7, "#fff2c4")
    board.glow(x, y - 16, 60, "#ffdf8a", 0.7)
