# ruff: noqa: E501 - a drawing reads better unbroken
"""What happens in the workshop, drawn: the pictures of services and of posts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from wix_headless.sandbox.media.motifs import MOTIFS
from wix_headless.sandbox.media.palette import LEAF, TINTS, Chance

WOOD = ("#b98d5e", "#8d6640", "#64472c")
PAPER = TINTS["chalk"][0]


def _wheel(tint: Sequence[str], chance: Chance) -> str:
    """Draw a pot on the wheel, and the rings that turning leaves."""
    top = chance.between(180, 215)
    rings = "".join(
        f'<path d="M{242 - i * 3} {top + 40 + i * 34}q58 16 {116 + i * 6} 0" fill="none" stroke="{tint[2]}" stroke-width="4" opacity=".5"/>'
        for i in range(5)
    )
    return (
        '<ellipse cx="308" cy="498" rx="210" ry="26" fill="#000" opacity=".14"/>'
        f'<rect x="278" y="430" width="44" height="80" fill="{WOOD[2]}"/>'
        f'<ellipse cx="300" cy="432" rx="190" ry="34" fill="{WOOD[1]}"/><ellipse cx="300" cy="424" rx="190" ry="32" fill="{WOOD[0]}"/>'
        f'<ellipse cx="300" cy="418" rx="112" ry="18" fill="{tint[2]}" opacity=".6"/>'
        f'<path d="M244 {top}C200 {top + 90} 196 340 226 416h148C404 340 400 {top + 90} 356 {top}Z" fill="url(#body)"/>{rings}'
        f'<ellipse cx="300" cy="{top}" rx="56" ry="15" fill="{tint[2]}"/>'
        f'<ellipse cx="300" cy="{top}" rx="56" ry="15" fill="none" stroke="{tint[0]}" stroke-width="6"/>'
    )


def _binding(tint: Sequence[str], chance: Chance) -> str:
    """Draw sewn sections between boards, with needle and thread."""
    sections = "".join(
        f'<rect x="170" y="{402 - i * 24}" width="{chance.between(246, 262)}" height="20" rx="9" fill="{PAPER}" stroke="{TINTS["chalk"][2]}" stroke-width="2"/>'
        for i in range(6)
    )
    stitches = "".join(
        f'<path d="M{x} 276v152" stroke="{tint[2]}" stroke-width="5" stroke-dasharray="14 10"/>'
        for x in (216, 296, 376)
    )
    return (
        '<ellipse cx="310" cy="456" rx="190" ry="18" fill="#000" opacity=".14"/>'
        f'<rect x="156" y="426" width="288" height="22" rx="4" fill="url(#body)"/>{sections}{stitches}'
        f'<rect x="156" y="256" width="288" height="22" rx="4" fill="url(#body)" transform="rotate({chance.between(-4, -1)} 300 266)"/>'
        f'<path d="M376 268c60-90 130-30 96 30s-90 70-24 118" fill="none" stroke="{tint[1]}" stroke-width="4"/>'
        '<path d="M446 414l52 38" stroke="#7d8288" stroke-width="6" stroke-linecap="round"/>'
    )


def _studio(tint: Sequence[str], chance: Chance) -> str:
    """Draw shelves with what is drying, and a window."""
    pots = "".join(
        f'<path d="M{x - w} {y}q-8 {-h} {w - 6} {-h - 8}h12q{w + 2} 8 {w - 6} {h + 8}z" fill="{TINTS[name][index % 3]}"/>'
        for index, (x, y, w, h, name) in enumerate(
            (
                (150, 296, 30, 54, "clay"),
                (226, 296, 24, 40, "oat"),
                (296, 296, 34, 66, "sea"),
                (160, 408, 36, 48, "moss"),
                (250, 408, 28, 62, "clay"),
                (330, 408, 32, 44, "chalk"),
            )
        )
    )
    sun = chance.between(410, 470)
    return (
        f'<rect x="384" y="112" width="150" height="210" rx="6" fill="{PAPER}"/><rect x="396" y="124" width="126" height="186" fill="#c9dde0"/>'
        f'<circle cx="{sun}" cy="190" r="30" fill="#fff" opacity=".8"/><path d="M396 270q60-40 126-6v46H396z" fill="{LEAF}" opacity=".7"/>'
        f'<path d="M459 124v186M396 217h126" stroke="{PAPER}" stroke-width="8"/>'
        f'<rect x="96" y="296" width="262" height="14" fill="{WOOD[0]}"/><rect x="96" y="408" width="300" height="14" fill="{WOOD[0]}"/>'
        f'{pots}<path d="M110 310v98M344 310v98" stroke="{WOOD[2]}" stroke-width="8"/>'
        f'<rect x="420" y="380" width="110" height="90" rx="8" fill="url(#body)"/><ellipse cx="475" cy="380" rx="55" ry="12" fill="{tint[2]}"/>'
    )


def _glaze(tint: Sequence[str], chance: Chance) -> str:
    """Draw buckets of glaze, a brush, and tiles that tried them."""
    tiles = "".join(
        f'<rect x="{140 + i * 66}" y="{chance.between(150, 170)}" width="54" height="80" rx="6" fill="{TINTS[name][1]}"/><rect x="{140 + i * 66}" y="210" width="54" height="22" fill="{TINTS[name][0]}" opacity=".7"/>'
        for i, name in enumerate(("sea", "clay", "moss", "sun", "plum"))
    )
    return (
        f'{tiles}<ellipse cx="310" cy="472" rx="200" ry="20" fill="#000" opacity=".14"/>'
        f'<path d="M170 300h120l-14 170h-92z" fill="{TINTS["chalk"][1]}"/><ellipse cx="230" cy="300" rx="60" ry="16" fill="{tint[1]}"/>'
        f'<path d="M320 330h110l-12 140h-86z" fill="{TINTS["chalk"][2]}"/><ellipse cx="375" cy="330" rx="55" ry="14" fill="{TINTS["clay"][1]}"/>'
        f'<path d="M244 296l84-112" stroke="{WOOD[1]}" stroke-width="14" stroke-linecap="round"/><path d="M250 288l-26 34" stroke="{tint[2]}" stroke-width="22" stroke-linecap="round"/>'
    )


def _kiln(tint: Sequence[str], chance: Chance) -> str:
    """Draw the kiln with its door open, and the glow inside."""
    return (
        '<ellipse cx="300" cy="486" rx="200" ry="20" fill="#000" opacity=".16"/>'
        '<rect x="140" y="150" width="320" height="330" rx="22" fill="#8b8f92"/><rect x="160" y="170" width="280" height="290" rx="14" fill="#6c7073"/>'
        '<rect x="184" y="194" width="232" height="242" rx="10" fill="#7a2f17"/><circle cx="300" cy="330" r="150" fill="url(#glow)"/>'
        f'<path d="M220 436q-10-70 24-84h20q34 14 24 84z" fill="{tint[0]}"/><path d="M314 436q-8-50 20-62h26q26 12 20 62z" fill="{tint[1]}"/>'
        f'<rect x="196" y="{chance.between(284, 300)}" width="208" height="8" fill="#c9815b"/>'
        f'<path d="M236 288q-4-40 18-50h22q22 10 18 50zM330 288q0-30 12-38h20q14 8 12 38z" fill="{TINTS["sun"][0]}"/>'
        '<circle cx="430" cy="210" r="9" fill="#f0cb74"/><circle cx="430" cy="238" r="9" fill="#444"/>'
    )


def _press(tint: Sequence[str], chance: Chance) -> str:
    """Draw a platen press: a wheel, an arm, a fresh sheet."""
    spokes = "".join(
        f'<path d="M210 320L{210 + dx} {320 + dy}" stroke="#33383d" stroke-width="12"/>'
        for dx, dy in ((0, -120), (104, 60), (-104, 60))
    )
    return (
        '<ellipse cx="310" cy="482" rx="200" ry="20" fill="#000" opacity=".16"/>'
        '<path d="M250 480l40-220h140l40 220z" fill="#4b5157"/><rect x="300" y="190" width="120" height="90" rx="8" fill="#33383d"/>'
        f'<circle cx="210" cy="320" r="124" fill="none" stroke="#33383d" stroke-width="18"/>{spokes}<circle cx="210" cy="320" r="24" fill="#c4a15a"/>'
        f'<g transform="rotate({chance.between(6, 14)} 420 260)"><rect x="380" y="150" width="130" height="170" rx="4" fill="{PAPER}"/>'
        f'<ellipse cx="445" cy="206" rx="34" ry="13" fill="{tint[1]}"/><path d="M404 246h82M404 268h82M404 290h50" stroke="{tint[2]}" stroke-width="6"/></g>'
    )


SCENES: dict[str, Callable[[Sequence[str], Chance], str]] = {
    **MOTIFS,
    "wheel": _wheel,
    "binding": _binding,
    "studio": _studio,
    "glaze": _glaze,
    "kiln": _kiln,
    "press": _press,
}
