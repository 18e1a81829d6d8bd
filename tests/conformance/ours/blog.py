"""The journal: posts, by query, in a list and one by one."""

from __future__ import annotations

from tests.conformance.ours.stage import Flow, Stage


def posts_are_walked_through_page_by_page(stage: Stage) -> None:
    query = {
        "filter": {},
        "cursorPaging": {"limit": 2},
        "sort": [{"fieldName": "title", "order": "DESC"}],
    }
    pages = stage.visitor().blog.posts.query_posts.pages(query=query)

    with stage.step("posts"):
        first = next(pages)
    with stage.step("more posts"):
        second = next(pages)

    assert len({post["id"] for post in first["posts"] + second["posts"]}) == 4


def a_posts_text_comes_when_it_is_asked_for(stage: Stage) -> None:
    client, stranger = stage.visitor(), stage.impostor()

    with stage.step("list"):
        post = client.blog.posts.list_posts(paging={"limit": 3})["posts"][0]
    with stage.step("by slug"):
        client.blog.posts.get_post_by_slug(post["slug"], fieldsets=["RICH_CONTENT", "URL"])
    with stage.step("by id"):
        client.blog.posts.get_post(post["id"])
    with stage.refused("no post", 404):
        client.blog.posts.get_post_by_slug("no-such-post")
    with stage.refused("a stranger reads", 401):
        stranger.blog.posts.list_posts()


FLOWS: list[Flow] = [
    posts_are_walked_through_page_by_page,
    a_posts_text_comes_when_it_is_asked_for,
]
