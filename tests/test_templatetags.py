from __future__ import annotations

from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from wix_headless.templatetags.wix import wix_money

ID = "a27d24_15f1~mv2.png"
MEDIA = {"url": f"https://static.wixstatic.com/media/{ID}", "width": 900, "height": 600}
#: How a smaller size of a PNG is asked for, behind width and height.
ENDING = "q_85,usm_0.66_1.00_0.01,enc_auto"


def render(source, **context):
    return Template("{% load wix %}" + source).render(Context(context))


def login_query(source, **context):
    address = urlsplit(render(source, **context))
    assert address.path == reverse("wix:login")
    return {name: values[0] for name, values in parse_qs(address.query).items()}


def test_the_login_link_leads_back_to_this_page():
    request = RequestFactory().get("/shop/?page=2&q=a%26b")

    query = login_query("{% wix_login_url as url %}{{ url|safe }}", request=request)

    assert query == {"next": "/shop/?page=2&q=a%26b"}


def test_the_login_link_says_where_to_and_with_whom():
    source = "{% wix_login_url next=there idp='google' prompt='none' as url %}{{ url|safe }}"

    query = login_query(source, there="/a?b=c&d=é")

    assert query == {"next": "/a?b=c&d=é", "idp": "google", "prompt": "none"}


def test_a_login_link_without_a_request_has_no_query():
    assert render("{% wix_login_url %}") == reverse("wix:login")


def test_links_are_escaped_where_they_are_written():
    html = render("{% wix_login_url next='/\"><script>' idp='google' %}")

    assert "&amp;idp=google" in html
    assert "<script" not in html


def test_the_logout_link_is_the_logout_view():
    assert render("{% wix_logout_url %}") == reverse("wix:logout")


def test_a_picture_is_sharp_on_dense_screens_too():
    html = render('{% wix_image media width=300 height=200 alt="Cat" class="hero" %}', media=MEDIA)

    base = f"https://static.wixstatic.com/media/{ID}/v1/fill"
    assert html == (
        '<img alt="Cat" class="hero" height="200" loading="lazy"'
        f' src="{base}/w_300,h_200,al_c,{ENDING}/{ID}"'
        f' srcset="{base}/w_600,h_400,al_c,{ENDING}/{ID} 2x" width="300">'
    )


def test_a_picture_that_is_not_larger_has_one_address():
    html = render('{% wix_image media width="900" height="600" %}', media=MEDIA)

    assert "srcset" not in html


def test_a_picture_keeps_wixs_own_words_unless_there_are_others():
    media = {"image": {"url": ID, "altText": 'A "cat"'}}

    assert 'alt="A &quot;cat&quot;"' in render("{% wix_image media %}", media=media)
    assert 'alt=""' in render("{% wix_image media alt='' %}", media=media)
    assert 'alt=""' in render("{% wix_image media %}", media=ID)


def test_attributes_can_be_changed_and_left_out():
    html = render("{% wix_image media loading='eager' hidden=True height=None %}", media=ID)

    assert 'loading="eager"' in html
    assert html.endswith(" hidden>")
    assert "height" not in html


def test_a_hostile_picture_is_no_picture():
    assert render("{% wix_image media %}", media="javascript:alert(1)") == ""
    assert render("{% wix_image_url media %}", media={"url": "data:text/html,x"}) == ""
    html = render("{% wix_image media alt=alt %}", media=ID, alt='"><script>')
    assert "<script" not in html


def test_a_pictures_address_can_be_had_alone():
    url = render("{% wix_image_url media width=300 height=200 %}", media=MEDIA)

    assert url == f"https://static.wixstatic.com/media/{ID}/v1/fill/w_300,h_200,al_c,{ENDING}/{ID}"


def test_all_of_a_picture_can_be_shown_within_a_size():
    html = render("{% wix_image media width=90 height=90 fit=True %}", media=MEDIA)

    assert "/fill/w_90,h_60," in html
    assert "/fill/w_180,h_120," in html
    assert "width=" not in html
    assert "height=" not in html


def test_videos_sounds_and_documents_have_addresses():
    video = "wix:video://v1/a_1/x.mp4#posterUri=a_1f000.jpg&posterWidth=1920&posterHeight=1080"
    say = "{% wix_video_url video '720p' %} {% wix_audio_url audio %} {% wix_document_url paper %}"

    html = render(
        say,
        video=video,
        audio="wix:audio://v1/a_2.mp3/x.mp3",
        paper="wix:document://v1/ugd/a_3.pdf/x.pdf",
    )

    assert [url.rpartition("/")[0] for url in html.split()] == [
        "https://video.wixstatic.com/video/a_1/720p/mp4",
        "https://static.wixstatic.com/mp3",
        "https://d945e594-8657-47e2-9cd9-e9033c3d8da0.usrfiles.com/ugd",
    ]
    poster = render("{% wix_video_poster_url video width=192 %}", video=video)
    assert "/a_1f000.jpg/v1/fill/w_192,h_108," in poster
    assert render("{% wix_video_poster_url video %}", video=None) == ""


def test_pictures_come_from_where_the_settings_say(settings):
    settings.WIX_HEADLESS = {**settings.WIX_HEADLESS, "MEDIA_URL": "http://127.0.0.1:9000/media/"}

    assert render("{% wix_image_url media %}", media=MEDIA) == f"http://127.0.0.1:9000/media/{ID}"


NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("language", "amount", "currency", "written"),
    [
        ("en", "10.5", "EUR", "€10.50"),
        ("en", "1234567.891", "USD", "$1,234,567.89"),
        ("en", "0.005", "USD", "$0.01"),
        ("en", "-3", "GBP", "-£3.00"),
        ("en", "-0.001", "GBP", "£0.00"),
        ("en", 1200, "JPY", "¥1,200"),
        ("en", Decimal("1.2345"), "KWD", f"KWD{NBSP}1.235"),
        ("en", "5", "CHF", f"CHF{NBSP}5.00"),
        ("en", "5", "", "5.00"),
        ("en", 0, "EUR", "€0.00"),
        ("en", "90071992547409931.07", "EUR", "€90,071,992,547,409,931.07"),
        ("de", "1234.5", "EUR", f"1.234,50{NBSP}€"),
        ("de", "5", "CHF", f"5,00{NBSP}CHF"),
        ("fr", "10.5", "EUR", f"10,50{NBSP}€"),
        ("nl", "10.5", "EUR", f"€{NBSP}10,50"),
        ("pt-br", "10.5", "BRL", f"R${NBSP}10,50"),
        ("en-gb", "10.5", "GBP", "£10.50"),
    ],
)
def test_money_is_written_as_the_language_does(language, amount, currency, written):
    with translation.override(language):
        assert wix_money(amount, currency) == written


def test_half_a_cent_goes_up_as_shops_do():
    with translation.override("en"):
        assert wix_money("2.345", "EUR") == "€2.35"


def test_wixs_own_formatting_wins():
    money = {"amount": "10.5", "currency": "EUR", "formattedAmount": "10,50 <€>"}

    assert render("{{ price|wix_money }}", price=money) == "10,50 &lt;€&gt;"


def test_wixs_money_brings_its_currency():
    with translation.override("en"):
        assert wix_money({"amount": "10.5", "currency": "EUR"}) == "€10.50"
        assert wix_money({"amount": "10.5"}, "USD") == "$10.50"


@pytest.mark.parametrize(
    "amount", [None, "", "free", True, "NaN", "Infinity", "1e30", {}, [], "1,5"]
)
def test_what_is_no_amount_is_nothing(amount):
    assert wix_money(amount, "EUR") == ""


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=0, max_value=10**15))
def test_no_cent_is_lost(amount):
    with translation.override("en"):
        written = wix_money(str(amount), "EUR")

    assert Decimal(written.removeprefix("€").replace(",", "")) == amount


def test_rich_text_is_written_as_html():
    words = {"type": "TEXT", "textData": {"text": "<b>", "decorations": [{"type": "BOLD"}]}}
    content = {"nodes": [{"type": "PARAGRAPH", "nodes": [words]}]}

    assert render("{{ content|wix_rich_text }}", content=content) == (
        "<p><strong>&lt;b&gt;</strong></p>"
    )


def test_pictures_in_rich_text_are_wixs_own():
    image = {"src": {"id": ID}, "width": 4000, "height": 2000}
    content = {"nodes": [{"type": "IMAGE", "imageData": {"image": image}}]}

    html = render("{{ content|wix_rich_text }}", content=content)

    assert f'src="https://static.wixstatic.com/media/{ID}/v1/fill/w_1200,h_600,' in html


def test_a_plain_text_is_escaped_where_rich_text_is_written():
    assert render("{{ content|wix_rich_text }}", content="<b>a</b>") == "&lt;b&gt;a&lt;/b&gt;"
    assert render("{{ content|wix_rich_text }}", content=None) == ""


def test_html_of_wix_is_cleaned():
    html = '<p onclick="x">a <b>b</b></p><script>x</script>'

    assert render("{{ html|wix_html }}", html=html) == "<p>a <b>b</b></p>"
    assert render("{{ html|wix_html }}", html=None) == ""
