"""The journal: what is written in Wix Blog."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wix_headless.context import WixHttpRequest
from wix_headless.exceptions import NotFoundError

POSTS_SHOWN = 20


@require_safe
def index(request: WixHttpRequest) -> HttpResponse:
    """Show the newest posts."""
    query = {
        "sort": [{"fieldName": "firstPublishedDate", "order": "DESC"}],
        "paging": {"limit": POSTS_SHOWN},
    }
    posts = request.wix.blog.posts.query_posts(query=query)["posts"]
    return render(request, "blog/index.html", {"posts": posts})


@require_safe
def post(request: WixHttpRequest, slug: str) -> HttpResponse:
    """Show one post, with the rich text that its author wrote."""
    try:
        post = request.wix.blog.posts.get_post_by_slug(slug, fieldsets=["RICH_CONTENT"])["post"]
    except NotFoundError:
        raise Http404 from None
    return render(request, "blog/post.html", {"post": post})
