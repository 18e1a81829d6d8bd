"""
The journal: published posts, their categories and tags.

Follows the Blog API, ``/docs/api-reference/business-solutions/blog/``: query, list and get posts,
and the same for categories and tags. The SDK's paths for posts and tags have no ``/blog`` before
them; both are served. Drafts have an API of their own, and are not to be seen here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from flask import Blueprint

from wix_headless.sandbox.blog import post_json
from wix_headless.sandbox.blog.post_json import FIELDSETS, Post, Topic
from wix_headless.sandbox.errors import ValidationError, WixError
from wix_headless.sandbox.models import Json
from wix_headless.sandbox.state import State
from wix_headless.sandbox.wire import paging, query
from wix_headless.sandbox.wire.fields import Fields
from wix_headless.sandbox.wire.incoming import arguments, state

area = Blueprint("blog", __name__)

POSTS = query.Schema(
    filters={
        "id": query.ID,
        "title": query.TEXT,
        "slug": query.TEXT,
        "featured": query.BOOL,
        "pinned": query.BOOL,
        "categoryIds": query.TEXTS,
        "tagIds": query.TEXTS,
        "hashtags": query.TEXTS,
        "memberId": query.ID,
        "language": query.ID,
        "minutesToRead": query.MONEY,
        "firstPublishedDate": query.DATE,
        "lastPublishedDate": query.DATE,
    },
    sorts=("firstPublishedDate", "lastPublishedDate", "title", "slug", "minutesToRead"),
    default_sort=("firstPublishedDate", "DESC"),
)
CATEGORIES = query.Schema(
    filters={
        "id": query.ID,
        "label": query.TEXT,
        "slug": query.TEXT,
        "displayPosition": query.MONEY,
        "postCount": query.MONEY,
    },
    sorts=("label", "slug", "displayPosition", "postCount"),
    default_sort=("displayPosition", "ASC"),
)
TAGS = query.Schema(
    filters={
        "id": query.ID,
        "label": query.TEXT,
        "slug": query.TEXT,
        "publishedPostCount": query.MONEY,
        "createdDate": query.DATE,
    },
    sorts=("label", "slug", "publishedPostCount", "createdDate"),
    default_sort=("publishedPostCount", "DESC"),
)
#: What List Posts calls its orders, as our queries write them.
ORDERS = {
    "FEED": ("firstPublishedDate", "DESC"),
    "PUBLISHED_DATE_ASC": ("firstPublishedDate", "ASC"),
    "PUBLISHED_DATE_DESC": ("firstPublishedDate", "DESC"),
    "TITLE_ASC": ("title", "ASC"),
    "TITLE_DESC": ("title", "DESC"),
}
Found = TypeVar("Found", Post, Topic)


@area.route("/v3/posts/query", methods=["GET", "POST"])
@area.route("/blog/v3/posts/query", methods=["GET", "POST"])
def query_posts() -> Json:
    """Answer a query, page by page either way."""
    asked = arguments()
    shown = _shown(asked, FIELDSETS)
    part, metadata = paging.either_page(_everything(state()), asked.sub("query"), POSTS)
    return {"posts": [_again(one, shown) for one in part], "pagingMetadata": metadata}


@area.get("/v3/posts")
@area.get("/blog/v3/posts")
def list_posts() -> Json:
    """List posts; pinned ones first, unless an order is asked for."""
    asked = arguments()
    shown = _shown(asked, FIELDSETS)
    filters: Json = {
        name: {"$hasSome": asked.texts(name)}
        for name in ("categoryIds", "tagIds", "hashtags")
        if asked.texts(name)
    }
    if asked.has("memberId"):
        filters["memberId"] = asked.text("memberId")
    if asked.has("featured"):
        filters["featured"] = asked.boolean("featured")
    order = asked.choice("sort", ORDERS, "FEED")
    name, direction = ORDERS[order]
    sort = [{"fieldName": name, "order": direction}]
    found = query.select(_everything(state()), Fields({"filter": filters, "sort": sort}), POSTS)
    if order == "FEED":
        found.sort(key=lambda one: not one["pinned"])
    part, metadata = paging.offset_page(found, asked)
    del metadata["tooManyToCount"]
    return {"posts": [_again(one, shown) for one in part], "metaData": metadata}


@area.get("/v3/posts/<id>")
@area.get("/blog/v3/posts/<id>")
def get_post(id: str) -> Json:  # noqa: A002 - Wix's word
    """Return a post by its id."""
    return _post(_find(_posts(), "id", id))


@area.get("/v3/posts/slugs/<slug>")
@area.get("/blog/v3/posts/slugs/<slug>")
def get_post_by_slug(slug: str) -> Json:
    """Return a post by its slug."""
    return _post(_find(_posts(), "slug", slug))


@area.get("/v3/posts/<id>/metrics")
@area.get("/blog/v3/posts/<id>/metrics")
def get_post_metrics(id: str) -> Json:  # noqa: A002
    """Return how much a post was read and liked."""
    return {"metrics": post_json.metrics(_find(_posts(), "id", id))}


@area.get("/blog/v2/stats/posts/total")
def get_total_posts() -> Json:
    """Count the published posts."""
    return {"total": len(post_json.published(state()))}


@area.route("/blog/v3/categories/query", methods=["GET", "POST"])
def query_categories() -> Json:
    """Answer the journal's categories."""
    return _topics("categories", post_json.category, CATEGORIES)


@area.get("/blog/v3/categories")
def list_categories() -> Json:
    """List the journal's categories in their own order."""
    asked = arguments()
    shown = _shown(asked, ("URL", "SEO"))
    everything = [post_json.category(state(), one, shown) for one in _categories(state())]
    part, metadata = paging.offset_page(everything, asked)
    del metadata["tooManyToCount"]
    return {"categories": part, "metaData": metadata}


@area.get("/blog/v3/categories/<id>")
def get_category(id: str) -> Json:  # noqa: A002
    """Return a category by its id."""
    return _category(_find(_categories(state()), "id", id))


@area.get("/blog/v3/categories/slugs/<slug>")
def get_category_by_slug(slug: str) -> Json:
    """Return a category by its slug."""
    return _category(_find(_categories(state()), "slug", slug))


@area.route("/v3/tags/query", methods=["GET", "POST"])
@area.route("/blog/v3/tags/query", methods=["GET", "POST"])
def query_tags() -> Json:
    """Answer the journal's tags, the most used first."""
    return _topics("tags", post_json.tag, TAGS)


@area.get("/v3/tags/<id>")
@area.get("/blog/v3/tags/<id>")
def get_tag(id: str) -> Json:  # noqa: A002
    """Return a tag by its id."""
    return _tag(_find(state().blog_tags.values(), "id", id))


@area.get("/v3/tags/slugs/<slug>")
@area.get("/blog/v3/tags/slugs/<slug>")
def get_tag_by_slug(slug: str) -> Json:
    """Return a tag by its slug."""
    return _tag(_find(state().blog_tags.values(), "slug", slug))


def _everything(memory: State) -> list[Json]:
    return [post_json.post(memory, one, set()) for one in post_json.published(memory)]


def _categories(memory: State) -> list[Topic]:
    return sorted(memory.blog_categories.values(), key=lambda one: one.position)


def _again(rendered: Json, shown: set[str]) -> Json:
    return post_json.post(state(), state().posts[rendered["id"]], shown)


def _post(one: Post) -> Json:
    return {"post": post_json.post(state(), one, _shown(arguments(), FIELDSETS))}


def _category(one: Topic) -> Json:
    return {"category": post_json.category(state(), one, _shown(arguments(), ("URL", "SEO")))}


def _tag(one: Topic) -> Json:
    return {"tag": post_json.tag(state(), one, _shown(arguments(), ("URL",)))}


def _topics(
    kind: str, render: Callable[[State, Topic, set[str]], Json], schema: query.Schema
) -> Json:
    memory, asked = state(), arguments()
    shown = _shown(asked, ("URL", "SEO"))
    known = memory.blog_tags if kind == "tags" else memory.blog_categories
    everything = [render(memory, one, shown) for one in known.values()]
    part, metadata = paging.either_page(everything, asked.sub("query"), schema)
    return {kind: part, "pagingMetadata": metadata}


def _shown(asked: Fields, allowed: tuple[str, ...]) -> set[str]:
    given = {part for name in asked.texts("fieldsets", most=10) for part in name.split(",")}
    for name in given - {*allowed, "UNKNOWN"}:
        raise ValidationError("fieldsets", f"does not know {name!r}")
    return given


def _posts() -> list[Post]:
    return post_json.published(state())


def _find(candidates: Iterable[Found], field: str, value: str) -> Found:
    for one in candidates:
        if getattr(one, field) == value:
            return one
    raise WixError(404, f"{value} was not found.")
