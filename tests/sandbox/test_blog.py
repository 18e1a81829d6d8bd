from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.sandbox.support import Caller, violation_of

POSTS = "/blog/v3/posts"


def posts(caller: Caller, query: dict[str, Any] | None = None, **rest: Any) -> list[dict[str, Any]]:
    answer = caller.post(f"{POSTS}/query", {"query": query or {}} | rest)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["posts"]
    return found


def walk(nodes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for node in nodes:
        yield node
        yield from walk(node["nodes"])


def test_posts_come_newest_first_and_without_the_draft(app: Caller) -> None:
    found = posts(app)

    dates = [one["firstPublishedDate"] for one in found]
    assert dates == sorted(dates, reverse=True)
    assert len(found) == 7
    assert "Spring Colours, Not Decided" not in [one["title"] for one in found]


@pytest.mark.parametrize("prefix", ["/blog/v3/posts", "/v3/posts"])
def test_a_post_is_found_by_id_and_by_slug(visitor: Caller, prefix: str) -> None:
    first = posts(visitor)[0]

    by_id = visitor.get(f"{prefix}/{first['id']}").json()["post"]
    by_slug = visitor.get(f"{prefix}/slugs/{first['slug']}").json()["post"]

    assert by_id == by_slug == first


def test_a_draft_is_nowhere(app: Caller) -> None:
    slug = "spring-colours-not-decided"

    assert app.get(f"{POSTS}/slugs/{slug}").status_code == 404
    assert posts(app, {"filter": {"slug": slug}}) == []


def test_a_post_has_what_a_card_needs(visitor: Caller) -> None:
    kiln = visitor.get(f"{POSTS}/slugs/what-a-kiln-does-at-night").json()["post"]

    assert kiln["excerpt"].startswith("Twelve hours")
    assert (kiln["pinned"], kiln["featured"], kiln["minutesToRead"]) == (True, True, 1)
    assert "richContent" not in kiln
    assert "url" not in kiln
    picture = requests.get(kiln["heroImage"]["url"], timeout=10)
    assert picture.headers["Content-Type"].startswith("image/svg")


@pytest.mark.parametrize("form", ["repeated", "comma", "packed"])
def test_fieldsets_add_the_text(visitor: Caller, form: str) -> None:
    path = f"{POSTS}/slugs/what-a-kiln-does-at-night"
    names = ["URL", "RICH_CONTENT", "CONTENT_TEXT", "METRICS", "CONTACT_ID", "SEO"]
    packed = base64.urlsafe_b64encode(json.dumps({"fieldsets": names}).encode()).decode()
    params: dict[str, Any] = {
        "repeated": {"fieldsets": names},
        "comma": {"fieldsets": ",".join(names)},
        "packed": {".r": packed.rstrip("=")},
    }[form]

    kiln = visitor.get(path, params=params).json()["post"]

    assert kiln["url"] == {"base": visitor.origin, "path": "/post/what-a-kiln-does-at-night"}
    assert "nothing can be helped any more" in kiln["contentText"]
    assert "*" not in kiln["contentText"]
    assert kiln["metrics"]["views"] > 0
    assert kiln["contactId"]
    kinds = {node["type"] for node in walk(kiln["richContent"]["nodes"])}
    assert kinds == {
        "PARAGRAPH",
        "HEADING",
        "BULLETED_LIST",
        "LIST_ITEM",
        "BLOCKQUOTE",
        "CODE_BLOCK",
        "IMAGE",
        "TEXT",
    }


def test_the_posts_together_use_all_of_rich_content(visitor: Caller) -> None:
    nodes = [
        node
        for post in posts(visitor, fieldsets=["RICH_CONTENT"])
        for node in walk(post["richContent"]["nodes"])
    ]

    assert {"ORDERED_LIST", "DIVIDER", "IMAGE", "CODE_BLOCK"} <= {node["type"] for node in nodes}
    decorations = [
        one for node in nodes if node["type"] == "TEXT" for one in node["textData"]["decorations"]
    ]
    assert {one["type"] for one in decorations} == {"BOLD", "ITALIC", "LINK", "FONT_FAMILY"}
    links = [one["linkData"]["link"]["url"] for one in decorations if one["type"] == "LINK"]
    assert all(link.startswith("https://") for link in links)
    levels = {node["headingData"]["level"] for node in nodes if node["type"] == "HEADING"}
    assert levels == {2, 3}
    picture = next(node for node in nodes if node["type"] == "IMAGE")["imageData"]
    source = picture["image"]["src"]
    assert picture["altText"]
    assert source["url"].endswith(source["id"])
    assert requests.get(source["url"], timeout=10).status_code == 200


def test_posts_are_paged_by_offset_and_by_cursor(visitor: Caller) -> None:
    everything = [one["id"] for one in posts(visitor)]
    by_offset = visitor.post(
        f"{POSTS}/query", {"query": {"paging": {"limit": 3, "offset": 3}}}
    ).json()
    first = visitor.post(f"{POSTS}/query", {"query": {"cursorPaging": {"limit": 4}}}).json()
    cursor = first["pagingMetadata"]["cursors"]["next"]
    second = visitor.post(f"{POSTS}/query", {"query": {"cursorPaging": {"cursor": cursor}}}).json()

    assert [one["id"] for one in by_offset["posts"]] == everything[3:6]
    assert by_offset["pagingMetadata"]["total"] == 7
    assert [one["id"] for one in first["posts"] + second["posts"]] == everything
    assert second["pagingMetadata"]["hasNext"] is False


def test_paging_is_one_or_the_other(visitor: Caller) -> None:
    both = {"paging": {"limit": 1}, "cursorPaging": {"limit": 1}}

    answer = visitor.post(f"{POSTS}/query", {"query": both})

    assert violation_of(answer)["field"] == "query.paging"


def test_posts_are_filtered_by_category_and_tag(visitor: Caller) -> None:
    category = visitor.get("/blog/v3/categories/slugs/how-to").json()["category"]
    tag = visitor.get("/v3/tags/slugs/paper").json()["tag"]

    how_to = posts(visitor, {"filter": {"categoryIds": {"$hasSome": [category["id"]]}}})
    paper = posts(visitor, {"filter": {"tagIds": {"$hasAll": [tag["id"]]}}})
    both = visitor.get(
        POSTS, params={"categoryIds": [category["id"]], "tagIds": [tag["id"]]}
    ).json()["posts"]

    assert len(how_to) == category["postCount"] == 3
    assert len(paper) == tag["publishedPostCount"] == 3
    assert [one["title"] for one in both] == ["Three Stitches for a Notebook That Lies Flat"]


def test_the_list_is_the_older_way(visitor: Caller) -> None:
    answer = visitor.get(POSTS, params={"paging.limit": 2, "paging.offset": 1}).json()
    featured = visitor.get(POSTS, params={"featured": "true"}).json()["posts"]
    oldest = visitor.get(POSTS, params={"sort": "PUBLISHED_DATE_ASC"}).json()["posts"][0]

    assert len(answer["posts"]) == 2
    assert answer["metaData"] == {"count": 2, "offset": 1, "total": 7}
    assert len(featured) == 2
    assert oldest["title"] == "Mending a Bowl, and When Not To"
    by_one = visitor.get(POSTS, params={"memberId": oldest["memberId"]}).json()["posts"]
    assert {one["memberId"] for one in by_one} == {oldest["memberId"]}
    assert visitor.get(POSTS, params={"memberId": "nobody"}).json()["posts"] == []
    assert visitor.get("/blog/v2/stats/posts/total").json() == {"total": 7}


def test_posts_have_metrics_of_their_own(visitor: Caller) -> None:
    first = posts(visitor)[0]

    metrics = visitor.get(f"/v3/posts/{first['id']}/metrics").json()["metrics"]

    assert metrics.keys() == {"comments", "likes", "views"}


def test_categories_are_listed_in_their_order(visitor: Caller) -> None:
    path = "/blog/v3/categories"

    queried = visitor.post(f"{path}/query", {"fieldsets": ["URL"]}).json()["categories"]
    listed = visitor.get(path).json()
    one = visitor.get(f"{path}/{queried[0]['id']}").json()["category"]

    assert [c["label"] for c in queried] == ["From the workshop", "How to", "Letters"]
    assert queried[0]["url"]["path"] == "/blog/categories/from-the-workshop"
    assert [c["id"] for c in listed["categories"]] == [c["id"] for c in queried]
    assert listed["metaData"]["total"] == 3
    assert one == listed["categories"][0]


def test_tags_are_listed_the_most_used_first(visitor: Caller) -> None:
    tags = visitor.post("/v3/tags/query", {"query": {}}).json()["tags"]

    counts = [one["publishedPostCount"] for one in tags]
    assert counts == sorted(counts, reverse=True)
    assert visitor.get(f"/blog/v3/tags/{tags[0]['id']}").json()["tag"] == tags[0]


@pytest.mark.parametrize(
    "path",
    [
        "/v3/posts/unknown",
        "/v3/posts/slugs/unknown",
        "/blog/v3/categories/unknown",
        "/v3/tags/slugs/unknown",
    ],
)
def test_what_is_not_there_is_not_found(visitor: Caller, path: str) -> None:
    assert visitor.get(path).status_code == 404


def test_unknown_fields_and_fieldsets_are_refused(visitor: Caller) -> None:
    bad_filter = visitor.post(f"{POSTS}/query", {"query": {"filter": {"author": "x"}}})
    bad_fieldset = visitor.post(f"{POSTS}/query", {"fieldsets": ["HTML"]})
    bad_limit = visitor.post(f"{POSTS}/query", {"query": {"paging": {"limit": 101}}})

    assert bad_filter.status_code == 400
    assert violation_of(bad_fieldset)["field"] == "fieldsets"
    assert violation_of(bad_limit)["field"] == "query.paging.limit"
