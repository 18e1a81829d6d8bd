"""
Pictures: product drawings and portraits, under addresses shaped like Wix's media.

Follows ``https://static.wixstatic.com/media/<id>`` and its ``/v1/fill/w_…,h_…/`` transformations;
ours are SVG, so every size is the same file.
"""

from __future__ import annotations

import functools
import hashlib

from flask import Blueprint
from werkzeug.wrappers import Response

from wix_headless.sandbox.errors import WixError
from wix_headless.sandbox.media import drawings
from wix_headless.sandbox.models import Json, Product
from wix_headless.sandbox.state import State
from wix_headless.sandbox.wire.incoming import state

area = Blueprint("media", __name__)

SIDE = 1200


@functools.cache
def media_id(name: str) -> str:
    """Return a file id of Wix's form for what we call *name*."""
    digest = hashlib.sha256(name.encode()).hexdigest()
    return f"{digest[:6]}_{digest[6:38]}~mv2.svg"


def product_media_id(product: Product) -> str:
    """Return the file id of a product's main picture."""
    return media_id(f"product {product.id}")


def detail_media_id(product: Product) -> str:
    """Return the file id of a product's second picture, nearer to it."""
    return media_id(f"detail {product.id}")


def scene_id(name: str) -> str:
    """Return the file id of the picture of a service or a post."""
    return media_id(f"scene {name}")


def image(memory: State, file_id: str, alt: str, width: int = SIDE, height: int = SIDE) -> Json:
    """Return a picture as Wix's APIs describe one."""
    return {
        "id": file_id,
        "url": f"{memory.origin}/media/{file_id}",
        "height": height,
        "width": width,
        "altText": alt,
        "filename": file_id,
    }


@area.get("/media/<file_id>")
@area.get("/media/<file_id>/v1/<path:transformation>")
def picture(file_id: str, transformation: str = "") -> Response:
    """Serve a drawing or an uploaded file, whatever size was asked for."""
    uploaded = state().media_files.get(file_id)
    content = uploaded.content if uploaded else _draw(state(), file_id)
    if content is None or (uploaded and uploaded.is_private):
        raise WixError(404, f"There is no media file {file_id}.")
    response = Response(content, mimetype=uploaded.mime_type if uploaded else "image/svg+xml")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return response


def _draw(memory: State, file_id: str) -> str | None:
    for product in memory.products.values():
        if file_id == product_media_id(product):
            return drawings.product(product.motif, product.tint, product.id)
        if file_id == detail_media_id(product):
            return drawings.product(product.motif, product.tint, product.id, close=True)
    if file_id in memory.pictures:
        return drawings.scene(*memory.pictures[file_id])
    for member in memory.members.values():
        if member.photo_id == file_id:
            return drawings.portrait(member.id)
    return None
