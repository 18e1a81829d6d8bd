"""
Rich content as Wix writes it, made from a few plain blocks.

Follows "Ricos Document" ``/docs/ricos/api-reference/ricos-document``. A block is its kind and its
text; inside a text ``*bold*``, ``_italic_``, `` `code` `` and ``[words](address)`` are decorated.
Pictures have an address besides Wix's id, because the id alone leads to Wix's own host.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from wix_headless.sandbox.models import Json

SPAN = re.compile(r"\*([^*]+)\*|\b_([^_]+)_\b|`([^`]+)`|\[([^\]]+)\]\(([^)]+)\)")
CENTRED = {"width": {"size": "CONTENT"}, "alignment": "CENTER", "textWrap": True}
CODE = {"fontFamilyData": {"value": "monospace"}, "type": "FONT_FAMILY"}


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list, quote, piece of code, divider or picture."""

    kind: str
    text: str | Sequence[str] = ""

    @property
    def lines(self) -> Sequence[str]:
        return [self.text] if isinstance(self.text, str) else self.text


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture between two paragraphs."""

    file_id: str
    url: str
    alt: str


def document(blocks: Sequence[Block | Picture], *, made: str) -> Json:
    """Return the blocks as a Ricos document."""
    nodes = [_node(block, f"n{index}") for index, block in enumerate(blocks)]
    metadata = {"version": 1, "createdTimestamp": made, "updatedTimestamp": made}
    return {"nodes": nodes, "metadata": metadata, "documentStyle": {}}


def plain(blocks: Sequence[Block | Picture]) -> str:
    """Return the words of the blocks, one paragraph per line."""
    written = [one for one in blocks if isinstance(one, Block) and one.kind != "picture"]
    lines = [line for block in written for line in block.lines]
    return "\n".join(SPAN.sub(_words, line) for line in lines if line)


def _words(found: re.Match[str]) -> str:
    return next(group for group in found.groups() if group is not None)


def _node(block: Block | Picture, name: str) -> Json:
    if isinstance(block, Picture):
        return _picture(block, name)
    if block.kind == "divider":
        data = {"containerData": CENTRED, "lineStyle": "SINGLE", "width": "LARGE"}
        return _parent("DIVIDER", name, [], dividerData=data | {"alignment": "CENTER"})
    if block.kind == "code":
        text = _text("\n".join(block.lines), [])
        return _parent("CODE_BLOCK", name, [text], codeBlockData={"textStyle": {}})
    return _written(block, name)


def _written(block: Block, name: str) -> Json:
    inside = [_paragraph(line, f"{name}p{index}") for index, line in enumerate(block.lines)]
    if block.kind in ("bullets", "numbers"):
        items = [_parent("LIST_ITEM", f"{name}i{index}", [one]) for index, one in enumerate(inside)]
        if block.kind == "bullets":
            return _parent("BULLETED_LIST", name, items, bulletedListData={"indentation": 0})
        return _parent("ORDERED_LIST", name, items, orderedListData={"indentation": 0, "start": 1})
    if block.kind == "quote":
        return _parent("BLOCKQUOTE", name, inside, blockquoteData={"indentation": 0})
    if block.kind.startswith("h"):
        level = {"level": int(block.kind[1:]), "textStyle": {"textAlignment": "AUTO"}}
        return _parent("HEADING", name, _spans(block.lines[0]), headingData=level)
    return _paragraph(block.lines[0], name)


def _paragraph(text: str, name: str) -> Json:
    style = {"textStyle": {"textAlignment": "AUTO"}, "indentation": 0}
    return _parent("PARAGRAPH", name, _spans(text), paragraphData=style)


def _picture(picture: Picture, name: str) -> Json:
    source = {"id": picture.file_id, "url": picture.url}
    data = {
        "containerData": CENTRED,
        "image": {"src": source, "width": 1200, "height": 1200},
        "altText": picture.alt,
        "caption": picture.alt,
    }
    return _parent("IMAGE", name, [], imageData=data)


def _parent(kind: str, name: str, nodes: list[Json], **data: Json) -> Json:
    return {"type": kind, "id": name, "nodes": nodes, **data}


def _spans(text: str) -> list[Json]:
    nodes, at = [], 0
    for found in SPAN.finditer(text):
        if found.start() > at:
            nodes.append(_text(text[at : found.start()], []))
        nodes.append(_text(_words(found), [_decoration(found)]))
        at = found.end()
    if at < len(text):
        nodes.append(_text(text[at:], []))
    return nodes


def _decoration(found: re.Match[str]) -> Json:
    bold, italic, code, _, address = found.groups()
    if bold:
        return {"type": "BOLD", "fontWeightValue": 700}
    if italic:
        return {"type": "ITALIC", "italicData": True}
    if code:
        return CODE
    link = {"url": address, "target": "BLANK", "rel": {"noreferrer": True}}
    return {"type": "LINK", "linkData": {"link": link}}


def _text(text: str, decorations: list[Json]) -> Json:
    data = {"text": text, "decorations": decorations}
    return {"type": "TEXT", "id": "", "nodes": [], "textData": data}
