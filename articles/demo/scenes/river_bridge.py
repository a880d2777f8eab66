"""A stone bridge, the church and autumn trees, mirrored in the river."""

import math

from PIL import Image as Pillow

from articles.demo.drawing import HEIGHT, WIDTH, Board, box, curve, ground, height_at, mix, ridge
from articles.demo.palette import BRICK, BUS, INK, PAPER


def draw() -> Pillow.Image:
    board = Board("#a9cfcc", "#fcecd0", seed=71)
    board.glow(1180, 380, 520, "#fff1c4", 0.85)
    board.fade(ground(ridge(board.rng, [360, 300, 380, 310, 350, 260, 330], 44), 640), "#8fbab0", "#cfe0d0")
    town = ridge(board.rng, [500, 460, 450, 470, 480, 470, 440], 14)
    board.forest(town, ["#3a8076", "#2f736b", "#468a7e"], height=(40, 80), spacing=16)
    board.fade(ground(town, 660), "#3f8279", "#6ea596")
    _church(board, 560, 486)
    for number in range(13):
        x = 40 + number * 128 + board.rng.uniform(-20, 20)
        if 480 < x < 700:
            continue
        wall = board.rng.choice([PAPER, "#c9903a", BRICK, "#e6d3a8", "#7fa89d", "#b4553a"])
        _cottage(board, x, 560 + board.rng.uniform(-22, 22), board.rng.uniform(64, 92), wall)
    leaves = ["#d89a2b", "#c46a2a", "#e2b23e", "#a8482c", "#7d9a4e"]
    for number in range(26):
        x = number * 66 + board.rng.uniform(-22, 22)
        board.leaf_tree(
            x,
            640 + board.rng.uniform(-14, 10),
            board.rng.uniform(90, 130),
            board.rng.choice(leaves),
        )
    board.fade(box(0, 628, WIDTH, 660), "#56764b", "#3c5a44")

    board.fade(box(0, 656, WIDTH, HEIGHT), "#cfdcc4", "#1f5f5e")
    board.mirror(420, 650, strength=0.59, gap=8)
    _bridge(board, 590)
    board.mirror(480, 740, strength=0.65)
    for _ in range(190):
        y = 664 + (board.rng.random() ** 1.4) * 330
        x = board.rng.uniform(-60, WIDTH)
        length = board.rng.uniform(30, 150) * (0.5 + (y - 660) / 300)
        tint = board.rng.choice(["#eef5ea", "#f3dfae", "#2b6d6b", "#174f4e"])
        board.line([(x, y), (x + length, y)], tint, 1.5 + (y - 660) / 130, alpha=0.38)
    for x, base, size, tint in ((70, 1030, 420, leaves[0]), (1540, 1040, 460, leaves[1])):
        board.leaf_tree(x, base, size, tint)
    return board.finish()


def _church(board: Board, x: float, base: float) -> None:
    """The town's great brick church, from its long side."""
    board.fade(box(x - 120, base - 84, x + 150, base + 70), "#ab5138", "#8c3f2c")
    board.polygon(
        [(x - 132, base - 84), (x - 96, base - 146), (x + 126, base - 146), (x + 162, base - 84)],
        "#40504f",
    )
    for column in range(6):
        left = x - 100 + column * 42
        board.box(left, base - 58, left + 20, base + 6, "#f3e7c8", radius=9)
        board.box(left + 3, base - 54, left + 17, base + 6, "#2a4b4a", radius=7)
    board.fade(box(x - 40, base - 224, x + 44, base - 60), "#b1563c", "#93432f")
    board.box(x - 46, base - 232, x + 50, base - 220, "#f0e4c6")
    board.disc(x + 2, base - 188, 20, "#f7efd8")
    board.line([(x + 2, base - 188), (x + 2, base - 202)], INK, 3)
    board.line([(x + 2, base - 188), (x + 12, base - 184)], INK, 3)
    dome = curve([(x - 44, base - 232), (x - 34, base - 262), (x - 14, base - 286), (x - 9, base - 316)], 10)
    board.polygon([*dome, *((2 * x + 4 - px, py) for px, py in reversed(dome))], "#3f7f73")
    board.box(x - 9, base - 336, x + 13, base - 312, "#f0e4c6")
    board.polygon([(x - 13, base - 336), (x + 2, base - 392), (x + 17, base - 336)], "#3f7f73")
    board.disc(x + 2, base - 394, 5, BUS)


def _cottage(board: Board, x: float, base: float, width: float, wall: str) -> None:
    tall = width * 0.72
    board.fade(box(x, base - tall, x + width, base + 60), wall, mix(wall, INK, 0.2))
    board.polygon(
        [
            (x - 7, base - tall),
            (x + width / 2, base - tall - width * 0.48),
            (x + width + 7, base - tall),
        ],
        mix(wall, INK, 0.08),
    )
    board.line(
        [
            (x - 9, base - tall + 2),
            (x + width / 2, base - tall - width * 0.5),
            (x + width + 9, base - tall + 2),
        ],
        "#4a4540",
        9,
    )
    for dx in (0.2, 0.6):
        left = x + width * dx
        board.box(left - 2, base - tall * 0.8 - 2, left + width * 0.2 + 2, base - tall * 0.42 + 2, PAPER)
        board.box(left, base - tall * 0.8, left + width * 0.2, base - tall * 0.42, "#2a4b4a")


def _bridge(board: Board, deck: float) -> None:
    stone = "#cfc4ad"
    spans = [(150, 560), (600, 1010), (1050, 1460)]
    top = curve([(-20, deck + 26), (400, deck + 2), (800, deck - 6), (1200, deck + 2), (1620, deck + 26)])
    arches = []
    for left, right in spans:
        centre, half = (left + right) / 2, (right - left) / 2
        arches.append(
            [
                (centre - half * math.cos(t * math.pi / 32), 722 - 92 * math.sin(t * math.pi / 32))
                for t in range(33)
            ]
        )
    under = [(WIDTH + 20, 740)]
    for arch in reversed(arches):
        under += [(arch[-1][0], 740), *reversed(arch), (arch[0][0], 740)]
    under.append((-20, 740))
    board.fade([*top, *under], mix(stone, PAPER, 0.2), mix(stone, INK, 0.32))
    for arch in arches:
        board.line(arch, PAPER, 6, alpha=0.65)
    for pier in (580, 1030):
        board.polygon(
            [(pier - 34, 742), (pier - 22, 640), (pier + 22, 640), (pier + 34, 742)],
            mix(stone, INK, 0.12),
        )
    board.line([(x, y - 2) for x, y in top], mix(stone, PAPER, 0.6), 12)
    rail = [(x, y - 36) for x, y in top]
    board.line(rail, "#2f4a49", 5)
    for x, y in rail[::2]:
        board.line([(x, y), (x, y + 32)], "#2f4a49", 2.5)
    for x in (200, 500, 800, 1100, 1400):
        y = height_at(top, x)
        board.line([(x, y), (x, y - 108)], "#2f4a49", 5)
        board.glow(x, y - 114, 44, "#fff1b8", 0.9)
        board.disc(x, y - 114, 11, "#fff3c9")
