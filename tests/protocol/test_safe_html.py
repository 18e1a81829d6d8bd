"""What is kept of HTML, and which links a page may have."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wix_headless.protocol.safe_html import check_link, clean_html


@pytest.mark.parametrize(
    "url",
    [
        "https://x.test/a?b=c#d",
        "http://x.test",
        "HTTPS://x.test",
        "mailto:a@x.test",
        "tel:+491234",
        "/shop",
        "?page=2",
        "#top",
    ],
)
def test_links_that_lead_somewhere_are_kept(url):
    assert check_link(url) == url


def test_spaces_in_a_link_are_repaired():
    assert check_link(" https://x.test/a b ") == "https://x.test/a%20b"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "java\nscript:alert(1)",
        "\x01javascript:alert(1)",
        "\u200bjavascript:alert(1)",
        "data:text/html,<script>",
        "vbscript:1",
        "file:///etc/passwd",
        "blob:https://x.test/1",
        "//evil.test",
        "/\\evil.test",
        "\\\\evil.test",
        "/\t/evil.test",
        "https://[",
        "www.x.test",
        "",
        None,
        5,
        ["https://x.test"],
    ],
)
def test_links_that_run_or_lead_astray_are_refused(url):
    assert check_link(url) == ""


@pytest.mark.parametrize(
    "html",
    [
        "<p>a <strong>b</strong> <em>c</em><br>d</p>",
        '<ol start="3"><li>a</li></ol>',
        '<a href="https://x.test/?a=1&amp;b=2" rel="noopener nofollow" target="_blank">a</a>',
        '<a href="/shop">a</a>',
        '<img src="https://x.test/a.png" alt="a" loading="lazy">',
        '<table><tbody><tr><td colspan="2">a</td></tr></tbody></table>',
        "<details><summary>a</summary><div>b</div></details>",
        "<figure><figcaption>a</figcaption></figure>",
        "<pre><code>a &lt;b&gt;</code></pre>",
    ],
)
def test_what_texts_are_made_of_is_kept(html):
    assert clean_html(html) == html


@pytest.mark.parametrize(
    ("hostile", "html"),
    [
        ("<script>alert(1)</script>a", "a"),
        ("<style>*{display:none}</style>a", "a"),
        ('<p onclick="alert(1)" style="position:fixed" class="x" id="y">a</p>', "<p>a</p>"),
        ('<a href="javascript:alert(1)">a</a>', "<a>a</a>"),
        ('<a href="java&#115;cript:alert(1)">a</a>', "<a>a</a>"),
        ('<a href="java&Tab;script:alert(1)">a</a>', "<a>a</a>"),
        ('<a href="//evil.test/">a</a>', "<a>a</a>"),
        ('<a href="/\\evil.test/">a</a>', "<a>a</a>"),
        ('<a href="/" target="top">a</a>', '<a href="/">a</a>'),
        ('<img src="data:image/svg+xml,<svg onload=alert(1)>" alt="a">', '<img alt="a">'),
        ("<img src=x onerror=alert(1)>", "<img>"),
        ("<svg><p><style><g title='</style><img src onerror=alert(1)>'>", None),
        (
            "<math><table><style><!--</style><img title='--&gt;&lt;img src=1 onerror=x&gt;'>",
            None,
        ),
        ("<noscript><p title='</noscript><img src=x onerror=alert(1)>'>", None),
        ("<iframe srcdoc='<script>alert(1)</script>'></iframe>a", "a"),
        ("<form action='https://evil.test'><input name=password><button>a</button></form>", "a"),
        ("<base href='https://evil.test/'><meta http-equiv=refresh content=0>a", "a"),
        ("<object data=x></object><embed src=x><link rel=stylesheet href=x>a", "a"),
        ("<!-- <script>alert(1)</script> -->a", "a"),
        ("<p>a", "<p>a</p>"),
        ("a</p></div></body>", None),
    ],
)
def test_what_could_run_or_deceive_is_gone(hostile, html):
    cleaned = clean_html(hostile)

    assert html is None or cleaned == html
    assert_harmless(cleaned)


@given(
    st.lists(
        st.sampled_from(
            [
                *(
                    "<p>",
                    "</p>",
                    "<a href=",
                    "javascript:x",
                    "'",
                    '"',
                    ">",
                    "<",
                    "</",
                    "<!--",
                    "-->",
                ),
                *("<svg>", "</svg>", "<math>", "<style>", "</style>", "<script>", "</script>"),
                *("<img src=x ", "onerror=x ", "<table>", "<td>", "<template>", "<title>", "-->"),
                *("//x.test", "\x00", "<details ontoggle=x>", "<noscript>", "]]>", "<![CDATA["),
            ]
        )
        | st.text(max_size=4),
        max_size=14,
    ).map("".join)
)
def test_whatever_comes_is_harmless(html):
    assert_harmless(clean_html(html))


class Reader(HTMLParser):
    """Collects what a browser would see."""

    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.links = set(), set(), []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value for name, value in attrs if name in {"href", "src"}]


def assert_harmless(html):
    reader = Reader()
    reader.feed(html)
    assert not reader.tags & {
        *("script", "style", "svg", "math", "iframe", "object", "embed", "form", "input", "base"),
        *("meta", "link", "template", "noscript", "title"),
    }
    assert reader.attributes <= {
        *("href", "rel", "target", "src", "alt", "loading", "start", "colspan", "rowspan"),
        *("width", "height", "lang", "title"),
    }
    assert all(check_link(url) == url for url in reader.links)
