"""Shop fronts in the main street; the glass of one is papered over."""

from PIL import Image as Pillow

from articles.demo.drawing import HEIGHT, WIDTH, Board, box, curve, ground, mix, ridge
from articles.demo.palette import AMBER, BRICK, BUS, INK, PAPER, RUST, SAGE, SNOW, SPRUCE


def draw() -> Pillow.Image:
    board = Board("#cfe3dc", "#faf0d8", seed=23)
    board.fade(ground(ridge(board.rng, [330, 250, 320, 270, 360, 290, 340], 36)), "#9cc3b7", "#d8e5d5")
    board.fade(ground(ridge(board.rng, [420, 380, 440, 360, 400, 350, 420], 30)), "#6fa598", "#a9cabb")
    houses = [
        (-40, 290, 330, "#d8a03a", 3),
        (290, 396, 350, "#2d6d66", 2),
        (640, 240, 350, "#f1e4c8", 3),
        (990, 408, 310, "#a24e36", 2),
        (1300, 306, 350, "#7fa89d", 3),
    ]
    for number, (x, top, width, colour, floors) in enumerate(houses):
        _town_house(board, x, top, width, colour, floors, vacant=number == 3)
    board.fade(box(0, 828, WIDTH, 872), "#d9cfb9", "#c7bca6")
    board.line([(0, 872), (WIDTH, 872)], "#a0967f", 5)
    board.fade(box(0, 874, WIDTH, HEIGHT), "#a79c88", "#857c6c")
    for row in range(6):
        y = 884 + row * 20
        for column in range(-1, 40):
            x = column * 46 + (row % 2) * 23 + board.rng.uniform(-2, 2)
            board.box(
                x,
                y,
                x + 41,
                y + 16,
                mix("#b8ad98", "#8f8674", board.rng.random()),
                radius=5,
                alpha=0.6,
            )

    for x in (286, 974):
        board.shadow(x, 852, 120, 18, 0.3)
        board.box(x - 40, 806, x + 40, 852, "#5a4636", radius=4)
        board.leaf_tree(x, 812, 176, "#4f8a5a")
    for x, tall, coat in (
        (520, 148, "#b9592c"),
        (566, 132, "#f0e3c6"),
        (858, 144, "#0f4a47"),
        (1404, 150, BUS),
    ):
        _passer_by(board, x, 884, tall, coat)
    _string_of_lights(board)
    return board.finish()


def _town_house(
    board: Board, x: float, top: float, width: float, colour: str, floors: int, *, vacant: bool
) -> None:
    right, street, shop = x + width, 830, 612
    trim = mix(colour, PAPER, 0.72)
    board.polygon([(x - 14, top), (x + 40, top - 78), (right - 40, top - 78), (right + 14, top)], "#3d4a4a")
    board.polygon(
        [(x + width / 2 - 56, top - 6), (x + width / 2, top - 104), (x + width / 2 + 56, top - 6)],
        colour,
    )
    board.line(
        [(x + width / 2 - 64, top - 2), (x + width / 2, top - 108), (x + width / 2 + 64, top - 2)],
        trim,
        8,
    )
    board.disc(x + width / 2, top - 40, 16, "#24413f")
    board.fade(box(x, top, right, street), mix(colour, PAPER, 0.08), mix(colour, INK, 0.14))
    for y in range(int(top) + 14, shop, 13):
        board.line([(x, y), (right, y)], INK, 1.2, alpha=0.09)
    board.box(x - 14, top - 8, right + 14, top + 10, trim)
    board.soft(box(x, top + 10, right, top + 26), INK, 0.3, blur=5)
    for edge in (x, right - 14):
        board.box(edge, top + 10, edge + 14, street, trim)

    rows = floors - 1
    gap = (shop - top - 20) / rows
    for row in range(rows):
        for column in range(3):
            centre = x + width * (column + 1) / 4 + (column - 1) * width * 0.045
            low = top + 24 + gap * row + gap * 0.86
            tall = min(gap * 0.72, 150)
            _window(board, centre - 30, low - tall, 60, tall, trim)

    board.box(x, shop - 8, right, shop + 34, trim)
    sign = mix(colour, INK, 0.45)
    board.box(x + 40, shop - 2, right - 40, shop + 28, sign, radius=4)
    board.box(x + width / 2 - 62, shop + 9, x + width / 2 + 62, shop + 17, trim, radius=4, alpha=0.85)
    _shop_front(board, x, right, shop + 34, street, colour, trim, vacant=vacant)


def _window(board: Board, x: float, y: float, width: float, height: float, frame: str) -> None:
    board.box(x - 8, y - 12, x + width + 8, y - 3, frame)
    board.box(x - 6, y - 6, x + width + 6, y + height + 6, frame)
    board.fade(box(x, y, x + width, y + height), "#1c4a4b", "#5d928c")
    board.polygon(
        [
            (x + width * 0.5, y),
            (x + width, y),
            (x + width * 0.3, y + height),
            (x, y + height),
            (x, y + height * 0.86),
        ],
        SNOW,
        0.14,
    )
    board.line([(x + width / 2, y), (x + width / 2, y + height)], frame, 5)
    board.line([(x, y + height * 0.36), (x + width, y + height * 0.36)], frame, 5)


def _shop_front(
    board: Board,
    left: float,
    right: float,
    top: float,
    street: float,
    colour: str,
    trim: str,
    *,
    vacant: bool,
) -> None:
    door = (left + right) / 2
    panes = ((left + 26, door - 48), (door + 48, right - 26))
    for start, end in panes:
        board.box(start - 7, top + 10, end + 7, street - 26, trim)
        if vacant:
            # Paper on the glass, and one note about letting
            board.fade(box(start, top + 16, end, street - 34), "#c6b896", "#aa9c7c")
            for fold in range(int(start) + 22, int(end), 30):
                board.line([(fold, top + 16), (fold + 6, street - 34)], "#8d8064", 2, alpha=0.5)
            continue
        board.fade(box(start, top + 16, end, street - 34), "#ffe7ab", "#f3c566")
        board.box(start, street - 62, end, street - 34, mix(colour, INK, 0.5))
        x = start + 20
        while x < end - 18:
            tall = board.rng.uniform(22, 66)
            goods = board.rng.choice([SPRUCE, RUST, PAPER, SAGE, AMBER, BRICK])
            board.box(
                x - 11,
                street - 62 - tall,
                x + 11,
                street - 62,
                goods,
                radius=board.rng.choice([3, 11]),
            )
            x += 32
    board.box(door - 36, top + 10, door + 36, street, trim)
    board.fade(box(door - 29, top + 18, door + 29, street), mix(colour, INK, 0.55), mix(colour, INK, 0.68))
    board.box(door - 20, top + 28, door + 20, street - 62, "#ffe3a0" if not vacant else "#4c5955")
    board.disc(door + 22, street - 48, 4, AMBER)
    board.box(door - 44, street - 6, door + 44, street + 4, "#b5aa95")
    if vacant:
        start = panes[1][0]
        board.box(start + 18, top + 50, start + 84, top + 108, PAPER)
        for number, length in enumerate((46, 46, 30)):
            y = top + 64 + number * 14
            board.box(start + 28, y, start + 28 + length, y + 6, BRICK if number == 0 else "#8a8f88")
        return
    # The awning
    stripes = round((right - left - 24) / 30)
    step = (right - left - 24) / stripes
    board.soft(box(left + 12, top + 46, right - 12, top + 80), INK, 0.35, blur=8)
    for stripe in range(stripes):
        tint = PAPER if stripe % 2 else mix(colour, SPRUCE, 0.35)
        a, b = left + 12 + stripe * step, left + 12 + (stripe + 1) * step
        lean = 10
        shift_a, shift_b = ((a - door) / (right - door) * lean, (b - door) / (right - door) * lean)
        board.polygon([(a, top - 4), (b, top - 4), (b + shift_b, top + 52), (a + shift_a, top + 52)], tint)
        board.disc((a + b + shift_a + shift_b) / 2, top + 52, step / 2 + 0.6, tint, tall=0.7)


def _passer_by(board: Board, x: float, base: float, height: float, coat: str) -> None:
    board.shadow(x + 6, base, height * 0.5, 14, 0.4)
    for dx in (-0.07, 0.07):
        board.line(
            [(x + dx * height * 0.6, base - height * 0.45), (x + dx * height * 1.6, base)],
            INK,
            height * 0.085,
        )
    board.polygon(
        [
            (x - height * 0.1, base - height * 0.82),
            (x + height * 0.1, base - height * 0.82),
            (x + height * 0.16, base - height * 0.36),
            (x - height * 0.16, base - height * 0.36),
        ],
        coat,
    )
    board.disc(x, base - height * 0.8, height * 0.1, coat)
    board.disc(x, base - height * 0.92, height * 0.078, "#e2b994")
    board.disc(x, base - height * 0.962, height * 0.078, "#4a3526", tall=0.62)


def _string_of_lights(board: Board) -> None:
    for left, sag, right in ((110, 260, 40), (30, 190, 150)):
        wire = curve([(-20, left), (WIDTH / 2, sag), (WIDTH + 20, right)], 24)
        board.line(wire, INK, 2.5, alpha=0.7)
        for x, y in wire[1:-1:3]:
            board.glow(x, y + 10, 34, "#fff0b0", 0.8)
            board.disc(x, y + 10, 7, "#ffdf7a")
