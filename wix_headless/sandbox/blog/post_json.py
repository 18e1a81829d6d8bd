"""
How posts, categories and tags look on the wire.

Follows the post object, ``/docs/api-reference/business-solutions/blog/posts-stats/post-object``,
and its siblings category and tag. A post's text and address appear only when ``fieldsets`` names
them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from wix_headless.sandbox.blog import ricos
from wix_headless.sandbox.media import pictures
from wix_headless.sandbox.media.palette import Chance
from wix_headless.sandbox.models import Json
from wix_headless.sandbox.state import State, iso

FIELDSETS = (
    "URL",
    "CONTENT_TEXT",
    "METRICS",
    "SEO",
    "CONTACT_ID",
    "RICH_CONTENT",
    "REFERENCE_ID",
)
WORDS_A_MINUTE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post of the journal, or a draft of one."""

    id: str
    title: str
    slug: str
    excerpt: str
    categories: tuple[str, ...]
    tags: tuple[str, ...]
    member_id: str
    published: datetime
    blocks: Sequence[ricos.Block]
    featured: bool = False
    pinned: bool = False
    draft: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A category or a tag of the journal."""

    id: str
    label: str
    slug: str
    text: str = ""
    position: int = 0
    created: datetime


def post(memory: State, one: Post, shown: set[str]) -> Json:
    """Write a post with the parts that *shown* names."""
    hero = pictures.image(memory, pictures.scene_id(one.title), one.title)
    text = ricos.plain(one.blocks)
    answer: Json = {
        "id": one.id,
        "title": one.title,
        "excerpt": one.excerpt,
        "slug": one.slug,
        "firstPublishedDate": iso(one.published),
        "lastPublishedDate": iso(one.published),
        "featured": one.featured,
        "pinned": one.pinned,
        "categoryIds": list(one.categories),
        "tagIds": list(one.tags),
        "hashtags": [],
        "relatedPostIds": [],
        "pricingPlanIds": [],
        "memberId": one.member_id,
        "commentingEnabled": True,
        "minutesToRead": max(1, round(len(text.split()) / WORDS_A_MINUTE)),
        "heroImage": hero,
        "media": {"wixMedia": {"image": hero}, "displayed": True, "custom": True},
        "language": "en",
        "preview": False,
        "hasUnpublishedChanges": False,
    }
    if "RICH_CONTENT" in shown:
        answer["richContent"] = ricos.document(_illustrated(one, hero), made=iso(one.published))
    parts: dict[str, Json] = {
        "URL": {"url": address(memory, f"/post/{one.slug}")},
        "CONTENT_TEXT": {"contentText": text},
        "METRICS": {"metrics": metrics(one)},
        "SEO": {"seoData": {"tags": [], "settings": {"preventAutoRedirect": False}}},
        "CONTACT_ID": {"contactId": _contact_id(memory, one)},
        "REFERENCE_ID": {"referenceId": one.id},
    }
    for name, part in parts.items():
        if name in shown:
            answer |= part
    return answer


def category(memory: State, one: Topic, shown: set[str]) -> Json:
    """Write a category, with the number of posts in it."""
    answer = {
        "id": one.id,
        "label": one.label,
        "title": one.label,
        "slug": one.slug,
        "description": one.text,
        "displayPosition": one.position,
        "postCount": sum(one.id in post.categories for post in published(memory)),
        "language": "en",
        "updatedDate": iso(one.created),
    }
    if "URL" in shown:
        answer["url"] = address(memory, f"/blog/categories/{one.slug}")
    return answer


def tag(memory: State, one: Topic, shown: set[str]) -> Json:
    """Write a tag, with the number of posts that bear it."""
    count = sum(one.id in post.tags for post in published(memory))
    answer = {
        "id": one.id,
        "label": one.label,
        "slug": one.slug,
        "postCount": count,
        "publishedPostCount": count,
        "language": "en",
        "createdDate": iso(one.created),
        "updatedDate": iso(one.created),
    }
    if "URL" in shown:
        answer["url"] = address(memory, f"/blog/tags/{one.slug}")
    return answer


def published(memory: State) -> list[Post]:
    """Return the posts that anybody may read."""
    return [one for one in memory.posts.values() if not one.draft]


def metrics(one: Post) -> Json:
    """Return how much a post was read and liked; always the same for the same post."""
    chance = Chance(f"metrics {one.id}")
    return {"comments": 0, "likes": chance.index(40), "views": 60 + chance.index(900)}


def address(memory: State, path: str) -> Json:
    """Return an address in the two parts of which the blog writes them."""
    return {"base": memory.origin, "path": path}


def _illustrated(one: Post, hero: Json) -> list[ricos.Block | ricos.Picture]:
    """Return the post's blocks, with its picture where it says so."""
    return [
        ricos.Picture(hero["id"], hero["url"], str(block.text))
        if block.kind == "picture"
        else block
        for block in one.blocks
    ]


def _contact_id(memory: State, one: Post) -> str | None:
    member = memory.members.get(one.member_id)
    return member.contact_id if member else None
