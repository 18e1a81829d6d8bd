"""
Wix's rich content (Ricos: a tree of typed nodes) as HTML that is safe to show.

Nothing of the content is believed: every text is escaped, every address checked, the tags and
attributes are the ones written here, and what comes of it goes through a sanitizer.
A node that is not known shows its children, so that text is never lost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any, Final

from wix_headless.protocol.safe_html import check_link, clean_html

#: Returns the address of a picture's media object, or "" for none.
BuildImageUrl = Callable[[Any], str]

#: Deeper trees than this, and texts with more marks, are nobody's writing.
DEEPEST: Final = 40
MOST_DECORATIONS: Final = 20

_MARKS: Final = {
    "ITALIC": ("em", "italicData"),
    "UNDERLINE": ("u", "underlineData"),
    "STRIKETHROUGH": ("s", "strikethroughData"),
    "SUPERSCRIPT": ("sup", "superscriptData"),
    "SUBSCRIPT": ("sub", "subscriptData"),
}
_BOLD_FROM: Final = 600
_RELS: Final = ("nofollow", "noreferrer", "sponsored", "ugc")
_CONTAINERS: Final = {
    "BULLETED_LIST": "ul",
    "CHECKBOX_LIST": "ul",
    "LIST_ITEM": "li",
    "BLOCKQUOTE": "blockquote",
    "TABLE_ROW": "tr",
    "CAPTION": "figcaption",
    "COLLAPSIBLE_LIST": "div",
    "COLLAPSIBLE_ITEM": "details",
    "COLLAPSIBLE_ITEM_TITLE": "summary",
    "COLLAPSIBLE_ITEM_BODY": "div",
}


def render_rich_text(content: object, *, build_image_url: BuildImageUrl) -> str:
    """Return *content*, a document or the list of its nodes, as HTML; "" for anything else."""
    if isinstance(content, Mapping):
        content = content.get("nodes")
    return clean_html(_Renderer(build_image_url).render_all(content, depth=0))


class _Renderer:
    def __init__(self, build_image_url: BuildImageUrl) -> None:
        self._build_image_url = build_image_url
        self._by_type: dict[str, Callable[[Mapping[str, Any], int], str]] = {
            "TEXT": self._text,
            "PARAGRAPH": self._paragraph,
            "HEADING": self._heading,
            "ORDERED_LIST": self._ordered_list,
            "CODE_BLOCK": self._code_block,
            "DIVIDER": lambda node, depth: "<hr>",
            "IMAGE": self._image,
            "GALLERY": self._gallery,
            "VIDEO": self._media_link,
            "AUDIO": self._media_link,
            "FILE": self._media_link,
            "EMBED": self._media_link,
            "TABLE": self._table,
            "TABLE_CELL": self._table_cell,
            "BUTTON": self._button,
            "LINK_PREVIEW": self._link_preview,
        }

    def render_all(self, nodes: object, *, depth: int) -> str:
        if not isinstance(nodes, Sequence) or isinstance(nodes, str) or depth > DEEPEST:
            return ""
        return "".join(self._render(node, depth) for node in nodes if isinstance(node, Mapping))

    def _render(self, node: Mapping[str, Any], depth: int) -> str:
        kind = str(node.get("type"))
        if kind in self._by_type:
            return self._by_type[kind](node, depth)
        inner = self._children(node, depth)
        tag = _CONTAINERS.get(kind)
        return f"<{tag}>{inner}</{tag}>" if tag else inner

    def _children(self, node: Mapping[str, Any], depth: int) -> str:
        return self.render_all(node.get("nodes"), depth=depth + 1)

    def _text(self, node: Mapping[str, Any], depth: int) -> str:
        data = _get(node, "textData")
        html = escape(_get_text(data, "text")).replace("\n", "<br>")
        for decoration in _get_objects(data, "decorations")[:MOST_DECORATIONS]:
            html = _decorate(html, decoration) if html else ""
        return html

    def _paragraph(self, node: Mapping[str, Any], depth: int) -> str:
        return f"<p>{self._children(node, depth)}</p>"

    def _heading(self, node: Mapping[str, Any], depth: int) -> str:
        level = min(6, max(1, _get_number(_get(node, "headingData"), "level") or 2))
        return f"<h{level}>{self._children(node, depth)}</h{level}>"

    def _ordered_list(self, node: Mapping[str, Any], depth: int) -> str:
        start = _get_number(_get(node, "orderedListData"), "start")
        attribute = f' start="{start}"' if start is not None and start != 1 else ""
        return f"<ol{attribute}>{self._children(node, depth)}</ol>"

    def _code_block(self, node: Mapping[str, Any], depth: int) -> str:
        return f"<pre><code>{self._children(node, depth).replace('<br>', chr(10))}</code></pre>"

    def _image(self, node: Mapping[str, Any], depth: int) -> str:
        data = _get(node, "imageData")
        caption = self._children(node, depth)
        if not caption and (text := _get_text(data, "caption")):
            caption = f"<figcaption>{escape(text)}</figcaption>"
        html = self._picture(data.get("image"), _get_text(data, "altText"))
        return f"<figure>{_link(html, data.get('link'))}{caption}</figure>" if html else caption

    def _gallery(self, node: Mapping[str, Any], depth: int) -> str:
        return "".join(
            f"<figure>{html}</figure>"
            for item in _get_objects(_get(node, "galleryData"), "items")
            if (html := self._picture(_get(item, "image").get("media"), _get_text(item, "altText")))
        )

    def _picture(self, media: object, alt: str) -> str:
        url = check_link(self._build_image_url(media))
        return f'<img src="{escape(url)}" alt="{escape(alt)}" loading="lazy">' if url else ""

    def _media_link(self, node: Mapping[str, Any], depth: int) -> str:
        kind = str(node["type"]).lower()
        data = _get(node, f"{kind}Data")
        source = _get(_get(data, kind), "src") or _get(data, "src")
        url = check_link(source.get("url") or data.get("src"))
        title = _get_text(data, "title") or _get_text(data, "name") or url
        caption = self._children(node, depth)
        return f"<p>{_link(escape(title), {'url': url})}</p>{caption}" if url else caption

    def _table(self, node: Mapping[str, Any], depth: int) -> str:
        return f"<table><tbody>{self._children(node, depth)}</tbody></table>"

    def _table_cell(self, node: Mapping[str, Any], depth: int) -> str:
        data = _get(node, "tableCellData")
        spans = "".join(
            f' {name}="{span}"'
            for name in ("colspan", "rowspan")
            if 1 < (span := _get_number(data, name) or 1) <= 1000
        )
        return f"<td{spans}>{self._children(node, depth)}</td>"

    def _button(self, node: Mapping[str, Any], depth: int) -> str:
        data = _get(node, "buttonData")
        text = escape(_get_text(data, "text"))
        return f"<p>{_link(text, data.get('link'))}</p>" if text else ""

    def _link_preview(self, node: Mapping[str, Any], depth: int) -> str:
        data = _get(node, "linkPreviewData")
        text = _get_text(data, "title") or _get_text(_get(data, "link"), "url")
        return f"<p>{_link(escape(text), data.get('link'))}</p>" if text else ""


def _decorate(html: str, decoration: Mapping[str, Any]) -> str:
    kind = decoration.get("type")
    if kind == "BOLD":
        weight = _get_number(decoration, "fontWeightValue")
        return html if weight is not None and weight < _BOLD_FROM else f"<strong>{html}</strong>"
    if kind == "LINK":
        return _link(html, _get(decoration, "linkData").get("link"))
    if isinstance(kind, str) and kind in _MARKS:
        tag, switch = _MARKS[kind]
        # "Not italic" is said with a decoration too.
        return html if decoration.get(switch) is False else f"<{tag}>{html}</{tag}>"
    return html


def _link(html: str, link: object) -> str:
    if not isinstance(link, Mapping):
        return html
    anchor = link.get("anchor")
    url = check_link(link.get("url") or (f"#{anchor}" if isinstance(anchor, str) else None))
    if not url:
        return html
    rel = " ".join(["noopener", *(word for word in _RELS if _get(link, "rel").get(word) is True)])
    target = ' target="_blank"' if link.get("target") == "BLANK" else ""
    return f'<a href="{escape(url)}" rel="{rel}"{target}>{html}</a>'


def _get(node: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = node.get(key)
    return value if isinstance(value, Mapping) else {}


def _get_objects(node: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    value = node.get(key)
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def _get_text(node: Mapping[str, Any], key: str) -> str:
    value = node.get(key)
    return value if isinstance(value, str) else ""


def _get_number(node: Mapping[str, Any], key: str) -> int | None:
    value = node.get(key)
    # Wix's answers give whole numbers as 2, as 2.0 and as "2".
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return int(float(value))
    except (ValueError, OverflowError):
        return None
