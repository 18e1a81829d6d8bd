"""
The shop's pictures, drawn: a still life per product, a portrait per member.

A product's motif says what to draw, its tint in which colours, and its id how exactly: two vases
are never the same vase, and one vase is always itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from wix_headless.sandbox.media.palette import LOOKS, TABLES, TINTS, WALLS, Chance
from wix_headless.sandbox.media.scenes import SCENES


def product(motif: str, tint: str, name: str, *, close: bool = False) -> str:
    """Draw a product on its table; *close* steps nearer."""
    return scene(motif, tint, name, view="150 190 300 300" if close else "60 60 480 480")


def scene(motif: str, tint: str, name: str, view: str = "60 60 480 480") -> str:
    """Draw something in the workshop: a product, or what is done there."""
    chance = Chance(name)
    wall = chance.index(len(WALLS))
    things = SCENES[motif](TINTS[tint], chance)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}" width="1200" height="1200">'
        f"{_definitions(TINTS[tint])}"
        f'<rect width="600" height="600" fill="{WALLS[wall]}"/>'
        f'<circle cx="{chance.between(150, 450)}" cy="190" r="150" fill="#fff" opacity=".38"/>'
        f'<rect y="420" width="600" height="180" fill="{TABLES[wall]}"/>'
        f'<rect y="420" width="600" height="5" fill="#fff" opacity=".35"/>'
        f"{things}</svg>"
    )


def portrait(name: str) -> str:
    """Draw somebody: hair, shoulders and a background of their own."""
    chance = Chance(name)
    coat = list(TINTS.values())[chance.index(len(TINTS))]
    skin, hair = LOOKS[chance.index(len(LOOKS))]
    back = WALLS[chance.index(len(WALLS))]
    long = chance.index(2) == 0
    size = 'cy="212" rx="104" ry="124"' if long else 'cy="172" rx="88" ry="90"'
    fringe = f"M112 176Q120 84 200 84T288 176Q250 {chance.between(112, 150)} 200 134T112 176Z"
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" width="400" height="400">'
        f'<rect width="400" height="400" fill="{back}"/>'
        f'<ellipse cx="200" {size} fill="{hair}"/>'
        f'<path d="M50 400C60 300 130 290 200 290S340 300 350 400Z" fill="{coat[1]}"/>'
        f'<path d="M165 240h70v60q-35 34-70 0z" fill="{skin}"/>'
        f'<ellipse cx="200" cy="194" rx="76" ry="90" fill="{skin}"/>'
        f'<path d="{fringe}" fill="{hair}"/>'
        f'<path d="M172 228q28 22 56 0" fill="none" stroke="{coat[2]}" stroke-width="5" '
        'stroke-linecap="round"/><circle cx="170" cy="194" r="6" fill="#2b2523"/>'
        '<circle cx="230" cy="194" r="6" fill="#2b2523"/></svg>'
    )


def _definitions(tint: Sequence[str]) -> str:
    light, middle, dark = tint
    return (
        '<defs><linearGradient id="body"><stop offset="0" '
        f'stop-color="{light}"/><stop offset=".45" stop-color="{middle}"/><stop offset="1" '
        f'stop-color="{dark}"/></linearGradient><radialGradient id="glow"><stop offset="0" '
        'stop-color="#ffe2a0" stop-opacity=".95"/><stop offset="1" stop-color="#ffe2a0" '
        'stop-opacity="0"/></radialGradient></defs>'
    )
