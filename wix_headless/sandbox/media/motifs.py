# ruff: noqa: E501 - a drawing reads better unbroken
"""
What stands on the table in a product's picture: pots, paper, candles and linen.

A pot is turned as on a wheel: from the half-widths of its right side, top to bottom.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from wix_headless.sandbox.media.palette import LEAF, TINTS, Chance

Point = tuple[float, float]

CENTRE = 300.0
FLOOR = 452.0


def _shadow(width: float, *, x: float = CENTRE + 16) -> str:
    return f'<ellipse cx="{x}" cy="{FLOOR}" rx="{width}" ry="16" fill="#000" opacity=".14"/>'


def _turned(profile: Sequence[Point]) -> str:
    """Return the outline of a pot, from the half-widths of its right side, top to bottom."""
    right = [(CENTRE + width, y) for y, width in profile]
    left = [(CENTRE - width, y) for y, width in reversed(profile)]
    return f"M{right[0][0]} {right[0][1]}{_curve(right)}L{left[0][0]} {left[0][1]}{_curve(left)}Z"


def _curve(points: Sequence[Point]) -> str:
    """Run a smooth line through *points* (Catmull-Rom, written as Bézier curves)."""
    padded = [points[0], *points, points[-1]]
    parts = []
    for before, here, there, after in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        first = (here[0] + (there[0] - before[0]) / 6, here[1] + (there[1] - before[1]) / 6)
        second = (there[0] - (after[0] - here[0]) / 6, there[1] - (after[1] - here[1]) / 6)
        numbers = (*first, *second, *there)
        parts.append("C" + " ".join(f"{number:.1f}" for number in numbers))
    return "".join(parts)


def _pot(profile: Sequence[Point], tint: Sequence[str], chance: Chance, *, rim: float) -> str:
    """Draw a turned pot: its body, a dipped glaze, its mouth, a light along its side."""
    outline, (top, mouth) = _turned(profile), profile[0]
    widest = max(width for _, width in profile)
    dip = chance.between(top + 40, FLOOR - 40)
    wave = f"M0 {dip}q75 {chance.between(-22, 22)} 150 0t150 0t150 0t150 0V600H0Z"
    shine = CENTRE - widest * 0.55
    return (
        f'{_shadow(widest * 0.92)}<clipPath id="pot"><path d="{outline}"/></clipPath>'
        f'<path d="{outline}" fill="url(#body)"/><g clip-path="url(#pot)">'
        f'<path d="{wave}" fill="#fffaf0" opacity=".3"/>'
        f'<path d="M{shine} {top + 20}V{FLOOR}" stroke="#fff" stroke-width="16" opacity=".22"/></g>'
        f'<ellipse cx="{CENTRE}" cy="{top}" rx="{mouth}" ry="{rim}" fill="{tint[2]}"/>'
        f'<ellipse cx="{CENTRE}" cy="{top}" rx="{mouth}" ry="{rim}" fill="none" '
        f'stroke="{tint[0]}" stroke-width="5"/>'
    )


def _vase(tint: Sequence[str], chance: Chance) -> str:
    neck, belly = chance.between(26, 54), chance.between(82, 128)
    top, waist = chance.between(215, 265), chance.between(300, 372)
    profile = [(top, neck + 12), (top + 34, neck), (waist, belly), (430, belly * 0.62), (450, 50)]
    stems = "".join(_stem(chance, top) for _ in range(chance.index(3) + 2))
    return stems + _pot(profile, tint, chance, rim=9)


def _stem(chance: Chance, top: float) -> str:
    x, y = chance.between(190, 410), chance.between(70, 130)
    middle = ((CENTRE + x) / 2, (top + y) / 2)
    leaves = [
        f'<ellipse cx="{x0:.0f}" cy="{y0:.0f}" rx="21" ry="8" fill="{LEAF}" '
        f'transform="rotate({chance.between(-60, 60)} {x0:.0f} {y0:.0f})"/>'
        for x0, y0 in ((x, y), middle, ((middle[0] + x) / 2, (middle[1] + y) / 2))
    ]
    stalk = f'<path d="M{CENTRE} {top}Q{CENTRE} {middle[1]} {x} {y}" fill="none" stroke="{LEAF}" '
    return stalk + 'stroke-width="5" stroke-linecap="round"/>' + "".join(leaves)


def _bowl(tint: Sequence[str], chance: Chance) -> str:
    width, top = chance.between(128, 168), chance.between(310, 352)
    profile = [(top, width), (top + 30, width - 5), (top + 78, width * 0.68), (438, 64), (450, 58)]
    return _pot(profile, tint, chance, rim=chance.between(20, 30))


def _mug(tint: Sequence[str], chance: Chance) -> str:
    width, top = chance.between(78, 100), chance.between(275, 325)
    profile = [(top, width), (top + 30, width + 3), (424, width - 2), (450, width - 14)]
    x, y = CENTRE + width - 8, top + 34
    handle = (
        f'<path d="M{x} {y}c86-12 86 96 0 84" fill="none" stroke="{tint[2]}" stroke-width="21"/>'
    )
    steam = "".join(
        f'<path d="M{CENTRE + dx} {top - 24}q-16-24 0-48t0-48" fill="none" stroke="#fff" '
        'stroke-width="7" stroke-linecap="round" opacity=".7"/>'
        for dx in (-32, 8, 44)
    )
    return handle + _pot(profile, tint, chance, rim=14) + steam


def _pitcher(tint: Sequence[str], chance: Chance) -> str:
    width, top = chance.between(92, 116), chance.between(205, 245)
    profile = [(top, 62), (top + 46, 52), (370, width), (436, width * 0.7), (450, width * 0.62)]
    handle = (
        f'<path d="M{CENTRE + 50} {top + 22}c112-6 118 128 {width - 62} 150" fill="none" '
        f'stroke="{tint[2]}" stroke-width="20" stroke-linecap="round"/>'
    )
    spout = f'<path d="M{CENTRE - 60} {top}l-42-20q6 40 50 64z" fill="{tint[0]}"/>'
    return handle + spout + _pot(profile, tint, chance, rim=12)


def _plate(tint: Sequence[str], chance: Chance) -> str:
    turn, rays = chance.between(0, 90), 8 + 4 * chance.index(3)
    marks = "".join(
        f'<ellipse cx="300" cy="168" rx="7" ry="17" fill="{tint[2]}" opacity=".55" '
        f'transform="rotate({turn + 360 * i / rays:.1f} 300 310)"/>'
        for i in range(rays)
    )
    return (
        '<ellipse cx="312" cy="326" rx="190" ry="188" fill="#000" opacity=".13"/>'
        '<circle cx="300" cy="310" r="186" fill="url(#body)"/>'
        f'<circle cx="300" cy="310" r="180" fill="{tint[0]}"/>{marks}'
        f'<circle cx="300" cy="310" r="118" fill="{tint[1]}" opacity=".55"/>'
        f'<circle cx="300" cy="310" r="112" fill="{tint[0]}"/>'
        '<path d="M210 250a112 112 0 0 1 96-52" fill="none" stroke="#fff" stroke-width="10" '
        'stroke-linecap="round" opacity=".6"/>'
    )


def _notebook(tint: Sequence[str], chance: Chance) -> str:
    turn, band = chance.between(-9, 9), chance.between(400, 420)
    label = f'<rect x="238" y="190" width="124" height="66" rx="3" fill="{TINTS["chalk"][0]}"/>'
    lines = f'<path d="M254 214h92M254 232h60" stroke="{tint[2]}" stroke-width="4"/>'
    leaf = f'<ellipse cx="300" cy="330" rx="34" ry="12" fill="{tint[0]}" opacity=".8"/>'
    return (
        f'<g transform="rotate({turn} 300 300)"><rect x="184" y="132" width="262" height="346" '
        'rx="8" fill="#000" opacity=".16"/><rect x="182" y="126" width="258" height="340" rx="6" '
        'fill="#fbf6ea"/><rect x="168" y="120" width="262" height="340" rx="8" fill="url(#body)"/>'
        f'<rect x="168" y="120" width="34" height="340" rx="8" fill="{tint[2]}"/>'
        f'{label}{lines}{leaf}<rect x="{band}" y="120" width="9" height="340" fill="{tint[2]}"/></g>'
    )


def _card(tint: Sequence[str], chance: Chance) -> str:
    turn = chance.between(-8, 8)
    print_ = "".join(
        f'<ellipse cx="{x}" cy="{y}" rx="26" ry="10" fill="{tint[1]}" '
        f'transform="rotate({chance.between(-50, 50)} {x} {y})"/>'
        for x, y in ((262, 176), (300, 152), (338, 176), (280, 206), (320, 206))
    )
    return (
        f'<g transform="rotate({turn} 300 320)"><rect x="138" y="246" width="332" height="220" rx="8" '
        'fill="#000" opacity=".15"/><rect x="172" y="112" width="256" height="300" rx="6" '
        f'fill="{TINTS["chalk"][0]}"/>{print_}<path d="M300 140v120" stroke="{LEAF}" '
        'stroke-width="5"/><rect x="132" y="240" width="336" height="216" rx="8" fill="url(#body)"/>'
        f'<path d="M132 246l168 124 168-124" fill="{tint[0]}" stroke="{tint[2]}" stroke-width="3"/>'
        f'<circle cx="300" cy="366" r="24" fill="{tint[2]}"/></g>'
    )


def _candle(tint: Sequence[str], chance: Chance) -> str:
    width, top = chance.between(50, 78), chance.between(230, 300)
    wick = (
        f'<circle cx="{CENTRE}" cy="{top - 46}" r="110" fill="url(#glow)"/>'
        f'<path d="M{CENTRE} {top}v-26" stroke="#4a3b2c" stroke-width="5"/><path d="M{CENTRE} '
        f'{top - 84}c26 34 20 62 0 62s-26-28 0-62z" fill="#f7b23b"/><path d="M{CENTRE} '
        f'{top - 58}c12 18 10 34 0 34s-12-16 0-34z" fill="#fff3c9"/>'
    )
    dish = f'<ellipse cx="{CENTRE}" cy="{FLOOR - 6}" rx="{width + 42}" ry="17" fill="{tint[2]}"/>'
    profile = [(top, width), (top + 30, width), (430, width), (448, width - 3)]
    return _shadow(width + 44) + dish + _pot(profile, tint, chance, rim=11) + wick


def _linen(tint: Sequence[str], chance: Chance) -> str:
    stripe, folds = chance.between(60, 150), []
    for i, (x, width) in enumerate(((150, 300), (158, 284), (152, 296))):
        y = 404 - 62 * i
        folds.append(
            f'<rect x="{x}" y="{y}" width="{width}" height="56" rx="27" fill="url(#body)"/>'
            f'<rect x="{x + stripe}" y="{y}" width="16" height="56" fill="#fffaf0" opacity=".75"/>'
            f'<rect x="{x + stripe + 26}" y="{y}" width="6" height="56" fill="#fffaf0" opacity=".75"/>'
            f'<path d="M{x + 24} {y + 46}h{width - 48}" stroke="{tint[2]}" stroke-width="3" opacity=".5"/>'
        )
    band = f'<rect x="330" y="276" width="58" height="184" rx="4" fill="{TINTS["chalk"][1]}"/>'
    return _shadow(176) + "".join(folds) + band


MOTIFS: dict[str, Callable[[Sequence[str], Chance], str]] = {
    "vase": _vase,
    "bowl": _bowl,
    "mug": _mug,
    "pitcher": _pitcher,
    "plate": _plate,
    "notebook": _notebook,
    "card": _card,
    "candle": _candle,
    "linen": _linen,
}
