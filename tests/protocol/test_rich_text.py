from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wix_headless.protocol.rich_text import render_rich_text
from wix_headless.protocol.safe_html import check_link


def render(*nodes):
    return render_rich_text({"nodes": list(nodes)}, build_image_url=lambda media: media["url"])


def text(words, *decorations):
    data = {"text": words, "decorations": list(decorations)}
    return {"type": "TEXT", "id": "", "nodes": [], "textData": data}


def node(kind, *nodes, **data):
    return {"type": kind, "id": "a1", "nodes": list(nodes), **data}


def link(url, **more):
    return {"type": "LINK", "linkData": {"link": {"url": url, **more}}}


@pytest.mark.parametrize(
    ("tree", "html"),
    [
        (node("PARAGRAPH", text("a"), text("b")), "<p>ab</p>"),
        (node("PARAGRAPH"), "<p></p>"),
        (node("HEADING", text("a"), headingData={"level": 3}), "<h3>a</h3>"),
        (node("HEADING", text("a"), headingData={"level": 99}), "<h6>a</h6>"),
        (node("HEADING", text("a")), "<h2>a</h2>"),
        (
            node("BULLETED_LIST", node("LIST_ITEM", node("PARAGRAPH", text("a")))),
            "<ul><li><p>a</p></li></ul>",
        ),
        (node("ORDERED_LIST", node("LIST_ITEM", text("a"))), "<ol><li>a</li></ol>"),
        (
            node("ORDERED_LIST", orderedListData={"start": 4.0}),
            '<ol start="4"></ol>',
        ),
        (node("BLOCKQUOTE", node("PARAGRAPH", text("a"))), "<blockquote><p>a</p></blockquote>"),
        (node("CODE_BLOCK", text("a <b>\n  c")), "<pre><code>a &lt;b&gt;\n  c</code></pre>"),
        (node("DIVIDER"), "<hr>"),
        (
            node(
                "TABLE",
                node(
                    "TABLE_ROW",
                    node("TABLE_CELL", node("PARAGRAPH", text("a"))),
                    node("TABLE_CELL", tableCellData={"colspan": 2, "rowspan": 1}),
                ),
            ),
            '<table><tbody><tr><td><p>a</p></td><td colspan="2"></td></tr></tbody></table>',
        ),
        (
            node("BUTTON", buttonData={"text": "Go", "link": {"url": "/go"}}),
            '<p><a href="/go" rel="noopener">Go</a></p>',
        ),
        (node("BUTTON", buttonData={"text": "Go", "link": {"url": "javascript:1"}}), "<p>Go</p>"),
        (
            node("VIDEO", videoData={"video": {"src": {"url": "https://v.test/a"}}, "title": "A"}),
            '<p><a href="https://v.test/a" rel="noopener">A</a></p>',
        ),
        (node("VIDEO", videoData={"video": {"src": {"id": "v1"}}}), ""),
        (
            node("FILE", fileData={"src": {"url": "https://v.test/a"}, "name": "A.pdf"}),
            '<p><a href="https://v.test/a" rel="noopener">A.pdf</a></p>',
        ),
        (
            node("LINK_PREVIEW", linkPreviewData={"title": "T", "link": {"url": "https://v.test"}}),
            '<p><a href="https://v.test" rel="noopener">T</a></p>',
        ),
        (
            node(
                "COLLAPSIBLE_ITEM",
                node("COLLAPSIBLE_ITEM_TITLE", text("a")),
                node("COLLAPSIBLE_ITEM_BODY", text("b")),
            ),
            "<details><summary>a</summary><div>b</div></details>",
        ),
        (node("NEW_THING", node("PARAGRAPH", text("a"))), "<p>a</p>"),
        (node("HTML", htmlData={"html": "<script>1</script>"}), ""),
    ],
)
def test_every_node_has_its_tag(tree, html):
    assert render(tree) == html


@pytest.mark.parametrize(
    ("decoration", "html"),
    [
        ({"type": "BOLD"}, "<strong>a</strong>"),
        ({"type": "BOLD", "fontWeightValue": 700}, "<strong>a</strong>"),
        ({"type": "BOLD", "fontWeightValue": 400}, "a"),
        ({"type": "ITALIC", "italicData": True}, "<em>a</em>"),
        ({"type": "ITALIC", "italicData": False}, "a"),
        ({"type": "ITALIC"}, "<em>a</em>"),
        ({"type": "UNDERLINE"}, "<u>a</u>"),
        ({"type": "STRIKETHROUGH"}, "<s>a</s>"),
        ({"type": "SUPERSCRIPT"}, "<sup>a</sup>"),
        ({"type": "SUBSCRIPT"}, "<sub>a</sub>"),
        ({"type": "COLOR", "colorData": {"foreground": "red"}}, "a"),
        (
            link("https://x.test/?a=1&b=2"),
            '<a href="https://x.test/?a=1&amp;b=2" rel="noopener">a</a>',
        ),
        (
            link("https://x.test", target="BLANK", rel={"nofollow": True, "evil": True}),
            '<a href="https://x.test" rel="noopener nofollow" target="_blank">a</a>',
        ),
        (
            {"type": "LINK", "linkData": {"link": {"anchor": "b1"}}},
            '<a href="#b1" rel="noopener">a</a>',
        ),
        (link("javascript:alert(1)"), "a"),
        ({"type": "LINK"}, "a"),
        ({"type": ["BOLD"]}, "a"),
    ],
)
def test_every_decoration_has_its_tag(decoration, html):
    assert render(text("a", decoration)) == html


def test_decorations_lie_inside_each_other():
    assert render(text("a", {"type": "BOLD"}, {"type": "ITALIC"})) == "<em><strong>a</strong></em>"


def test_line_breaks_of_a_text_are_kept():
    assert render(text("a\nb")) == "a<br>b"


def test_a_picture_has_its_text_its_link_and_its_caption():
    data = {
        "image": {"url": "https://x.test/a.png"},
        "altText": 'a "b"',
        "link": {"url": "/there"},
        "caption": "<c>",
    }

    assert render(node("IMAGE", imageData=data)) == (
        '<figure><a href="/there" rel="noopener"><img src="https://x.test/a.png"'
        ' alt="a &quot;b&quot;" loading="lazy"></a><figcaption>&lt;c&gt;</figcaption></figure>'
    )


def test_a_picture_without_an_address_leaves_its_caption():
    tree = node("IMAGE", node("CAPTION", text("a")), imageData={"image": {"url": ""}})

    assert render(tree) == "<figcaption>a</figcaption>"


def test_a_gallery_is_its_pictures():
    items = [{"image": {"media": {"url": "https://x.test/1.png"}}, "altText": "one"}, {}, None]
    html = render_rich_text(
        [node("GALLERY", galleryData={"items": items})],
        build_image_url=lambda media: media["url"] if media else "",
    )

    assert html == '<figure><img src="https://x.test/1.png" alt="one" loading="lazy"></figure>'


@pytest.mark.parametrize(
    "content", [None, "", "text", 5, {}, {"nodes": "abc"}, {"nodes": [1, None]}]
)
def test_what_is_no_document_is_nothing(content):
    assert render_rich_text(content, build_image_url=str) == ""


def test_a_list_of_nodes_will_do():
    assert render_rich_text([node("DIVIDER")], build_image_url=str) == "<hr>"


@pytest.mark.parametrize("kind", ["PARAGRAPH", "BLOCKQUOTE", "TABLE", "NEW_THING", "IMAGE"])
def test_a_tree_without_end_is_cut(kind):
    tree = text("deep")
    for _ in range(5000):
        tree = node(kind, tree, imageData={"image": {"url": ""}})

    assert "deep" not in render(tree)


def test_a_text_with_marks_without_end_is_cut():
    assert render(text("a", *[{"type": "BOLD"}] * 5000)).count("<strong>") == 20


class Reader(HTMLParser):
    """Collects what a browser would see."""

    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.links = set(), set(), []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value for name, value in attrs if name in {"href", "src"}]


hostile = st.text(max_size=12) | st.sampled_from(
    ['"><script>alert(1)</script>', "javascript:alert(1)", "' onerror='x", "</p><svg/onload=1>"]
)
decorations = st.builds(
    lambda kind, url: {"type": kind, "linkData": {"link": {"url": url, "rel": {url: True}}}},
    st.sampled_from(["LINK", "BOLD", "ITALIC"]) | hostile,
    hostile,
)
trees = st.recursive(
    st.builds(lambda words, marks: text(words, *marks), hostile, st.lists(decorations, max_size=2)),
    lambda inner: st.builds(
        lambda kind, nodes, value: node(
            kind,
            *nodes,
            headingData={"level": value},
            orderedListData={"start": value},
            tableCellData={"colspan": value},
            imageData={"image": {"url": value}, "altText": value, "link": {"url": value}},
            buttonData={"text": value, "link": {"url": value}},
            videoData={"video": {"src": {"url": value}}, "title": value},
        ),
        st.sampled_from(
            ["PARAGRAPH", "HEADING", "ORDERED_LIST", "TABLE_CELL", "IMAGE", "BUTTON", "VIDEO"]
        )
        | hostile,
        st.lists(inner, max_size=3),
        hostile,
    ),
    max_leaves=6,
)


@given(st.lists(trees, max_size=3))
def test_nothing_of_the_content_becomes_a_tag_an_attribute_or_a_script(nodes):
    reader = Reader()

    reader.feed(render(*nodes))

    assert reader.tags <= {
        *("p", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "td", "figure", "figcaption", "img", "a"),
        *("strong", "em", "br"),
    }
    assert reader.attributes <= {
        *("href", "rel", "target", "src", "alt", "loading", "start", "colspan", "rowspan"),
    }
    assert all(check_link(url) == url for url in reader.links)


def test_what_comes_of_it_is_read_as_a_browser_reads_it():
    """A paragraph ends where another begins: by the sanitizer, which is the last gate."""
    html = render(node("PARAGRAPH", text("a"), node("PARAGRAPH", text("b"))))

    assert html == "<p>a</p><p>b</p><p></p>"
